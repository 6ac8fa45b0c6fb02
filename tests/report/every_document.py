"""Every kind of document that the program writes, by what it is: each has to be sound."""

import base64
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from docx import Document as open_docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from office import rezipped
from people import PACK, PULSE, WAVE, engagement

from cxassess.files.commentary import read_commentary
from cxassess.files.engagement import open_engagement
from cxassess.files.fingerprints import fingerprint
from cxassess.files.packs import find_pack, read_pack
from cxassess.files.templates import Template, find_template, new_template, read_template
from cxassess.forms import ANONYMOUS, Facts, Form, sections_of
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Answer, Commentary
from cxassess.model.pack import Pack
from cxassess.model.portfolio import Portfolio
from cxassess.model.software import FUNCTIONS, FunctionEntry
from cxassess.report.compose import SECTIONS, compose
from cxassess.report.compose.context import Audience
from cxassess.report.compose.guide import compose_guide
from cxassess.report.form import write_form
from cxassess.report.word.contents import headings_in, with_pages
from cxassess.report.word.writer import write_docx
from cxassess.report.workbook import write_workbook
from cxassess.words import read_words
from report.map_cases import NAMES, journey
from report.metric_cases import hostile, measured
from report.picture_shapes import CHINESE, PLAIN, RTL
from report.portfolio_cases import portfolio
from report.portfolio_cases import sheets as portfolio_sheets
from report.portfolio_cases import word as portfolio_word
from report.test_word import situations
from report.test_workbook import CASES
from report.workbook_cases import AGREED, METRICS, PUBLIC_METRICS, Case, case

GERMAN = read_pack(find_pack("cx-maturity"), "de")
Write = Callable[[Path], bytes]  # from the folder of the example, which some documents are drawn from

HOSTILE = '=HYPERLINK("http://x","y") <w:p/> & {client} {{block:all}} ${x} 🐦 שלום \u202e" \'] %s _x0041_ \u200b\n+1'
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


# ── what the documents are about ─────────────────────────────────────────────────────────────────────────────


@cache
def example(folder: Path) -> tuple[Assessment, Commentary]:
    """The example client, with the consultant's words."""
    with open_engagement(folder) as opened:
        assessment = opened.assess()
    return assessment, read_commentary(folder, assessment)


SCRIPTS: Mapping[str, tuple[str, str]] = {  # a name, and a sentence
    "Arabic": ("شركة الاتصالات (الخليج)", "يعتمد الأمر على المتجر: «نعم»، 12% فقط (انظر PDF رقم 3)!"),
    "Hebrew": ("חברת הכבלים", "זה תלוי בחנות (ראו PDF מס' 3)!"),
    "Japanese": ("東京ケーブル株式会社", "店によります。「はい」と言う人が12%です。"),
    "Chinese": ("北京电信有限公司", "这取决于门店（见PDF第3页）。"),
    "Korean": ("서울통신 주식회사", "매장에 따라 다릅니다."),
    "Devanagari": ("दिल्ली दूरसंचार", "यह दुकान पर निर्भर करता है।"),
    "Thai": ("บริษัทโทรคมนาคมกรุงเทพ", "ขึ้นอยู่กับร้านค้า"),
    "emoji": ("Rocket 🚀 Telecom 👩🏽‍🚀", "Great 👍 but slow 🐌"),
}


@cache
def in_german() -> tuple[Assessment, Commentary]:
    """The same people asked in German, whose words are longer."""
    base = case(metrics=METRICS, agreed=AGREED)
    asked = replace(base, pack=GERMAN).with_settings(status="draft", language="de")
    return asked.assess(), Commentary()


def _asked_in_german() -> Case:
    return replace(case(), pack=GERMAN).with_settings(language="de")


@cache
def in_every_script() -> tuple[Assessment, Commentary]:
    """A wave whose client, units, people and words are of every script, mixed."""
    base = case()
    named = [*SCRIPTS.values()]
    people = []
    for number, response in enumerate(base.responses):
        name, says = named[number % len(named)]
        answers = {
            id: replace(answer, comment=says, evidence=f"E2 {says}") if place % 6 == 0 else answer
            for place, (id, answer) in enumerate(response.answers.items())
        }
        unit = named[number // 2 % len(named)][0]
        people.append(replace(response, name=f"{name} {number}", unit=unit, answers=answers))
    (arabic, arabic_says), (_, hebrew_says), (japanese, japanese_says), *_ = named
    settings = {"client": arabic, "about": arabic_says, "firm": SCRIPTS["Devanagari"][0], "prepared_for": japanese}
    units = tuple(name for name, _ in named)
    made = replace(base, responses=people).with_settings(status="draft", units=units, minimum_group=1, **settings)
    own = Commentary(hebrew_says, arabic_says, {"summary": japanese_says, "profile": SCRIPTS["Thai"][1]})
    return made.assess(), own


def saying(text: str, pack: Pack = PACK) -> tuple[Assessment, Commentary]:
    """A wave in which clients, people, units, comments, proof, metrics and the consultant all say one text."""
    base = case(pack.id)
    people = [
        replace(
            response,
            name=f"{text} {number}",
            unit=(text, f"{text} 2")[number % 2],
            answers={
                id: replace(answer, comment=text, evidence=f"E2 {text}") if number % 3 == 0 else answer
                for id, answer in response.answers.items()
            },
        )
        for number, response in enumerate(base.responses)
    ]
    line = " ".join(text.split())
    named = dict.fromkeys(("client", "sector", "firm", "prepared_for", "confidentiality"), line)
    asked = replace(base, responses=people).with_settings(
        about=text, units=(text, f"{text} 2"), status="draft", **named
    )
    own = Commentary(headline=line, context=text, sections=dict.fromkeys(SECTIONS, text), moved=frozenset(SECTIONS))
    software = dict.fromkeys(
        FUNCTIONS, FunctionEntry((line, f"{line} 2", "3", "4"), (line,), "partly", line, paid=True)
    )
    return replace(asked, software=software).assess(), own


# ── how they are written ─────────────────────────────────────────────────────────────────────────────────────


def word(
    made: tuple[Assessment, Commentary],
    template: str | Template = "full",
    audience: Audience = "client",
    *,
    numbered: bool = False,
    editable: bool = True,
    sections: tuple[str, ...] = (),
) -> bytes:
    """The Word report of an assessment."""
    assessment, own = made
    chosen = read_template(find_template(template)) if isinstance(template, str) else template
    words = read_words(assessment.pack.language, assessment.pack.reword)
    document = compose(assessment, own, words, sections or chosen.sections, fingerprint(assessment), audience)
    as_of = assessment.wave.as_of
    looks = (chosen.docx, as_of, chosen.brand, chosen.own_styles)
    content = write_docx(document, *looks, numbered=numbered, editable=editable)
    return with_pages(content, range(1, len(headings_in(content)) + 1), as_of) if numbered else content


def sheets(made: tuple[Assessment, Commentary]) -> bytes:
    """The workbook of an assessment."""
    return write_workbook(made[0], read_words(made[0].pack.language, made[0].pack.reword))


@cache
def firms_letter() -> Template:
    """A firm's .dotx with all that firms have in theirs: a logo, own pages with pictures, links and slots."""
    docx = open_docx()
    docx.core_properties.title = "Letter"
    header = docx.sections[0].header.paragraphs[0]
    header.add_run().add_picture(io.BytesIO(PNG))
    docx.add_heading("About us", 1)
    marked = (
        f'<w:p {nsdecls("w")}><w:bookmarkStart w:id="1" w:name="_Toc00000001"/><w:r><w:t>We</w:t></w:r>'
        '<w:bookmarkEnd w:id="1"/><w:hyperlink w:anchor="_Toc00000001"><w:r><w:t> up</w:t></w:r></w:hyperlink></w:p>'
    )
    docx.element.body.insert(1, parse_xml(marked))
    docx.add_paragraph().add_run().add_picture(io.BytesIO(PNG))
    for drawing in (*docx.element.body.iter("{*}docPr"), *header._p.iter("{*}docPr")):
        drawing.set("descr", "The firm’s bird")
    docx.add_paragraph("For {{client.name}}")
    table = docx.add_table(2, 2)
    table.cell(1, 1).text = "{{score.overall}}"
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    for slot in ("contents", "summary", "profile", "disciplines"):
        docx.add_paragraph(f"{{{{block:{slot}}}}}")
    docx.add_paragraph("Our terms")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "letter.dotx"
        docx.save(str(path))
        # python-docx's own template has a blue that is faint on white
        path.write_bytes(rezipped(path.read_bytes(), lambda _, part: part.replace(b"4F81BD", b"1F497D")))
        return read_template(path)


@cache
def starter() -> tuple[bytes, Template]:
    """A starter folder's Word file, and the same as a template with a brand of its own."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "firm"
        new_template(path, "full")
        (path / "brand.toml").write_text('format = 1\n[colours]\nmain = "#5B1F82"\n', encoding="utf-8")
        return (path / "template.docx").read_bytes(), read_template(path)


def _of_the_public_service(_: Path) -> bytes:
    made = case(variant="public", metrics=PUBLIC_METRICS).with_settings(status="draft").assess()
    return word((made, Commentary()), audience="working")


def _travelled(count: int) -> Case:
    """A wave with a journey whose names are of every kind, in stages of the client's own."""
    return replace(
        _asked_in_german().with_settings(status="draft"),
        touchpoints=journey(count, NAMES, (PLAIN, RTL, CHINESE, "after")),
    )


def _situation(made: Assessment, _: Path) -> bytes:
    return word((made, Commentary()), audience="working")


def _workbook(of: Case, _: Path) -> bytes:
    return sheets((of.assess(), Commentary()))


def _guide(role: str, pack: Pack, _: Path) -> bytes:
    words = read_words(pack.language, pack.reword)
    document = compose_guide(pack, engagement(pack), WAVE, words, pack.roles[role])
    return write_docx(document, read_template(find_template("full")).docx, WAVE.as_of)


def _form(role: str, pack: Pack, who: str, said: str, _: Path) -> bytes:
    """A form whose respondent has answered half of it; they, the client and the way back say a text."""
    line = " ".join(said.split())
    settings = engagement(pack, client=line, about=said, firm=line, confidentiality=line, language=pack.language)
    words = read_words(pack.language, pack.reword)
    facts = Facts("e1", line, WAVE.id, pack.label, pack.version, pack.language, who, role, line)
    asked = pack.asked_of(role)
    proof = f"E2 {said}" if pack.roles[role].evidence else ""
    answers = {id: Answer(id, "DK", said, proof) for id in asked[: len(asked) // 2]}
    sections = sections_of(pack, words, role, {}, answers)
    return write_form(Form(facts, "seal", pack, settings, WAVE, sections, line, WAVE.as_of), words)


def _portfolio(found: Portfolio, pack: Pack = PACK, language: str = "en") -> bytes:
    return portfolio_word(found, read_template(find_template("full")).docx, pack, language)


WORD: Mapping[str, Write] = {
    "report of the example": lambda folder: word(example(folder)),
    "report for the working team": lambda folder: word(example(folder), audience="working"),
    "report with page numbers": lambda folder: word(example(folder), numbered=True),
    "report of every section": lambda folder: word(example(folder), audience="working", sections=tuple(SECTIONS)),
    "board paper": lambda folder: word(example(folder), "board"),
    "workshop paper": lambda folder: word(example(folder), "workshop"),
    "workshop paper for the working team": lambda folder: word(example(folder), "workshop", "working"),
    "report over a firm’s letter": lambda folder: word(example(folder), firms_letter(), numbered=True),
    "report over a starter": lambda folder: word(example(folder), starter()[1]),
    "starter": lambda _: starter()[0],
    "report with charts as pictures": lambda folder: word(example(folder), editable=False),
    "report in German": lambda _: word(in_german(), audience="working"),
    "guide in German": partial(_guide, "executive", GERMAN),
    "report of a public service": _of_the_public_service,
    "report of measured outcomes": lambda _: word((measured(), Commentary())),
    "report of measured outcomes as pictures": lambda _: word((measured(), Commentary()), editable=False),
    "report of hostile outcomes": lambda _: word((measured(hostile()), Commentary())),
    "report of hostile outcomes in German": lambda _: word(
        (measured(hostile(), base=_asked_in_german()), Commentary())
    ),
    "report of a short journey": lambda _: word(
        (replace(case().with_settings(status="draft"), touchpoints=journey(3)).assess(), Commentary())
    ),
    "report of a long journey": lambda _: word((_travelled(40).assess(), Commentary())),
    "report of hostile words": lambda _: word(saying(HOSTILE), audience="working"),
    "report in every script": lambda _: word(in_every_script(), audience="working"),
    **{f"report: {name}": partial(_situation, made) for name, made in situations().items()},
    **{f"guide for {role}": partial(_guide, role, PACK) for role in PACK.roles},
    "guide of the pulse": partial(_guide, "manager", PULSE),
    "portfolio of a few": lambda _: _portfolio(portfolio(9)),
    "portfolio of one": lambda _: _portfolio(portfolio(1)),
    "portfolio of many in German": lambda _: _portfolio(portfolio(80), GERMAN, "de"),
    "portfolio of hostile names": lambda _: _portfolio(portfolio(14, HOSTILE)),
}

EXCEL: Mapping[str, Write] = {
    "workbook of the example": lambda folder: sheets(example(folder)),
    "workbook of hostile words": lambda _: sheets(saying(HOSTILE)),
    "workbook of measured outcomes": lambda _: sheets((measured(), Commentary())),
    "workbook of hostile outcomes": lambda _: sheets((measured(hostile()), Commentary())),
    "workbook of measured outcomes in German": lambda _: sheets((measured(base=_asked_in_german()), Commentary())),
    "workbook of a short journey": lambda _: sheets((replace(case(), touchpoints=journey(2)).assess(), Commentary())),
    "workbook of a long journey": lambda _: sheets((_travelled(40).assess(), Commentary())),
    "workbook in German": lambda _: sheets(in_german()),
    "workbook of a portfolio": lambda _: portfolio_sheets(portfolio(9)),
    "workbook of a portfolio of one": lambda _: portfolio_sheets(portfolio(1)),
    "workbook of a portfolio in German": lambda _: portfolio_sheets(portfolio(80), GERMAN, "de"),
    "workbook of a portfolio of hostile names": lambda _: portfolio_sheets(portfolio(14, HOSTILE)),
    "workbook in every script": lambda _: sheets(in_every_script()),
    **{f"workbook: {name}": partial(_workbook, of) for name, of in CASES.items()},
    "form for executives in German": partial(_form, "executive", GERMAN, "Jörg Müßig", "Alles"),
    "form for the front line": partial(_form, "front_line", PACK, "Owen Tait", "Everything"),
    "form of hostile words": partial(_form, "executive", PACK, HOSTILE, HOSTILE),
    "form without a name": partial(_form, "analyst", PULSE, f"{ANONYMOUS}12ab", "All of it"),
}

DOCUMENTS: Mapping[str, Write] = {**WORD, **EXCEL}


@cache
def document(name: str, folder: Path) -> bytes:
    """A document by its name, written once in this process however many tests judge it."""
    return DOCUMENTS[name](folder)


def suffix(name: str) -> str:
    return "docx" if name in WORD else "xlsx"
