"""A German engagement: no English sentence and no decimal point in anything that its readers see."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from office import body_xml, docx_text, parts
from openpyxl import load_workbook
from people import assessed, everyone, person
from people import engagement as settings_of
from test_languages import sentences, tables

from cxassess.explain import explain, known_ids
from cxassess.files.data import shipped
from cxassess.files.packs import read_pack
from cxassess.files.templates import read_template
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Commentary, MetricEntry, Response, Wave
from cxassess.model.pack import Pack
from cxassess.overview import status_lines, status_of
from cxassess.report.compose import SECTIONS, compose
from cxassess.report.compose.guide import compose_guide
from cxassess.report.word.writer import write_docx
from cxassess.report.workbook import write_workbook
from cxassess.sitting import Person, Session
from cxassess.terminal.pages import Pages
from cxassess.terminal.screen import UNICODE
from cxassess.words import read_words
from report.map_cases import journey
from report.workbook_cases import AGREED, METRICS, case

PACK = read_pack(shipped("questionnaires") / "cx-maturity", "de")
PULSE = read_pack(shipped("questionnaires") / "cx-pulse", "de")
WORDS = read_words("de")
TEMPLATE = read_template(shipped("report_templates") / "full").docx
WAVE = Wave("2026", date(2026, 3, 12), "open")
SETTINGS: dict[str, Any] = {
    "language": "de",
    "about": "Privatkunden in allen Kanälen",
    "confidentiality": "Vertraulich",
}
FIGURES = tuple(replace(entry, source="Befragung", definition="Monatsmittel") for entry in METRICS)


def shortest_pieces(sentence: str) -> Iterator[str]:
    """What stands between the values of a sentence, where it is long enough to be told from German."""
    yield from (piece.strip() for piece in re.split(r"\{[^{}]*\}", sentence) if len(piece.strip()) > 12)


@cache
def english() -> frozenset[str]:
    """The English catalogue, piece by piece, but for what German has in the same words."""
    own = {piece for text in sentences(tables("de")) for piece in shortest_pieces(text)}
    return frozenset(piece for text in sentences(tables("en")) for piece in shortest_pieces(text)) - own


def english_in(text: str) -> list[str]:
    return sorted(piece for piece in english() if piece in text)


def check_german(text: str) -> None:
    assert english_in(text) == []
    # What is no number of the assessment: versions, and marks of thousands.
    rest = re.sub(r"cx-(?:maturity|pulse) \d+\.\d+|cxassess \d+(?:\.\d+)+|\b\d{1,3}(?:\.\d{3})+\b", "", text)
    assert re.findall(r".{0,20}\d\.\d.{0,20}", rest) == []


def everybody() -> Assessment:
    """Enough people for every comparison, at different levels, with outcomes, proof and agreed levels."""
    of = case(people={"executive": 6, "manager": 6, "front_line": 9, "analyst": 2}, metrics=FIGURES, agreed=AGREED)
    people = [
        replace(one, answers={q: replace(a, comment="", evidence="") for q, a in one.answers.items()})
        for one in of.responses
    ]
    return assessed(
        people, PACK, FIGURES, of.agreed, units=("Nord", "Süd"), strategic=("design",), targets={"culture": 4.5},
        metric_targets={"nps": 30.0, "csat": 0.8}, **SETTINGS,
    )  # fmt: skip


def apart() -> Assessment:
    """Executives far above the front line, and practices that most people do not know."""
    high = {**everyone("executive", "5", PACK), **dict.fromkeys(PACK.cards, "d")}
    low = {**everyone("front_line", "2", PACK), "CUL6": "DK", "MEA7": "DK"}
    people = [person(f"Leitung {n}", "executive", high) for n in range(5)]
    people += [person(f"Kontakt {n}", "front_line", low) for n in range(6)]
    return assessed(people, PACK, FIGURES, **SETTINGS)


def alike(level: str, *roles: str, pack: Pack = PACK) -> list[Response]:
    """People of some roles who give one level to everything that they are asked."""
    return [person(f"P{n}", role, everyone(role, level, pack)) for n, role in enumerate(roles)]


def three_people() -> Assessment:
    """So few that there is no interval, and figures whose change chance may explain."""
    roles = ("executive", "manager", "front_line")
    people = [person(role, role, everyone(role, str(n), PACK)) for n, role in enumerate(roles, start=2)]
    figures = (MetricEntry("churn", 0.02, 900, "", 0.021), MetricEntry("customers", 90, None, "", 100))
    return assessed(people, PACK, figures, **SETTINGS)


def people_of_all_roles() -> list[Response]:
    return alike("3", *["manager"] * 5, "executive", "front_line")


def pulse() -> Assessment:
    levels = (everyone("front_line", str(1 + n % 4), PULSE) for n in range(7))
    return assessed([person(f"P{n}", "front_line", given) for n, given in enumerate(levels)], PULSE, **SETTINGS)


ONE = person("Eins", "manager", {**everyone("manager", "2", PACK), "STR1": "DK"})
FEW = person("Eins", "executive", {"STR1": "3", "STR2": "4", "CUN1": "NA"})
CASES: dict[str, Callable[[], Assessment]] = {
    "everybody": everybody,
    "apart": apart,
    "alike": lambda: assessed(alike("3", *["manager"] * 5), PACK, **SETTINGS),
    "at the top": lambda: assessed(alike("5", *["manager"] * 5), PACK, **SETTINGS),
    "three people": three_people,
    "one person": lambda: assessed([ONE], PACK, **SETTINGS),
    "few answers": lambda: assessed([FEW], PACK, **SETTINGS),
    "outcomes only": lambda: assessed([], PACK, FIGURES, **SETTINGS),
    "the pulse": pulse,
    "a journey": lambda: assessed(people_of_all_roles(), PACK, touchpoints=journey(12, ("Rechnung",)), **SETTINGS),
    "a short journey": lambda: assessed(people_of_all_roles(), PACK, touchpoints=journey(2, ("Besuch",)), **SETTINGS),
}


@pytest.fixture(scope="module", params=list(CASES))
def assessment(request: pytest.FixtureRequest) -> Assessment:
    return CASES[request.param]()


_FORMULAS = re.compile(r"<(c:f|f|x14:f|xm:f|formula1|formula2|formula)>.*?</\1>")


def xml_text(content: bytes) -> str:
    """All that stands in the parts of an office file, also what is read out; without the formulas and the styles."""
    texts: set[str] = set()
    for name, part in parts(content).items():
        if name.endswith(".xml") and "styles" not in name and "theme" not in name:
            markup = _FORMULAS.sub("", part.decode())
            texts |= set(re.findall(r">([^<>]* [^<>]*)<", markup))
            texts |= set(re.findall(r'\b(?:descr|title|w:val|error|prompt)="([^"]* [^"]*)"', markup))
    return html.unescape("\n".join(texts))


def shown(content: bytes) -> str:
    """What the cells of a workbook's visible sheets show: their texts, and those that formulas gave when written."""
    sheets = [sheet for sheet in load_workbook(BytesIO(content), data_only=True) if sheet.sheet_state == "visible"]
    cells = (cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row)
    return "\n".join(value for value in cells if isinstance(value, str))


def test_a_german_report_has_no_english_sentence_and_no_decimal_point(assessment: Assessment) -> None:
    document = compose(assessment, Commentary(), WORDS, tuple(SECTIONS), "0" * 8, "client")
    content = write_docx(document, TEMPLATE, WAVE.as_of)
    check_german(docx_text(content))
    assert english_in(xml_text(content)) == []


def test_a_german_workbook_has_no_english_sentence(assessment: Assessment) -> None:
    content = write_workbook(assessment, WORDS)
    assert english_in(xml_text(content)) == []
    check_german(shown(content))


@pytest.mark.parametrize("role", list(PACK.roles))
def test_a_german_guide_has_no_english_sentence(role: str) -> None:
    settings = settings_of(PACK, **SETTINGS, delete_after=date(2029, 3, 31), privacy_contact="dsb@example.org")
    content = write_docx(compose_guide(PACK, settings, WAVE, WORDS, PACK.roles[role]), TEMPLATE, WAVE.as_of)
    check_german(docx_text(content))
    assert english_in(xml_text(content)) == []


def test_the_terminal_speaks_german_of_a_german_engagement(assessment: Assessment) -> None:
    for id in known_ids(assessment):
        check_german("\n".join(explain(assessment, id, WORDS)))
    people = list(assessment.responses)
    state = status_of(assessment.pack, assessment.engagement, WAVE, people, 0, WORDS)
    check_german("\n".join(status_lines(state, WORDS)))


def test_a_german_interview_is_german_on_its_first_page_and_with_its_questions() -> None:
    settings = settings_of(PACK, **SETTINGS, delete_after=date(2029, 3, 31))
    pages = Pages(PACK, settings, WAVE, WORDS, UNICODE)
    session = Session(PACK, Person("Dana", "executive", ""), {})
    check_german("\n".join(text for _, text in pages.welcome(session)))
    for question in session.asked[:3]:
        check_german("\n".join(f"{option.title}\n{option.full}" for option in pages.options(session.person, question)))


def test_a_planted_english_sentence_is_found() -> None:
    with pytest.raises(AssertionError, match="No discipline has a score yet"):
        check_german("Werte: No discipline has a score yet: too few practices could be rated.")
    with pytest.raises(AssertionError, match=r"2\.5"):
        check_german("Gestaltung liegt bei 2.5.")
    check_german("Gestaltung liegt bei 2,5 (n = 410.500); cx-maturity 1.1, cxassess 0.2.0.")


# ── what Word and Excel are told ─────────────────────────────────────────────────────────────────────────────


def written(language: str) -> bytes:
    pack = read_pack(shipped("questionnaires") / "cx-maturity", language)
    people = [person(f"P{n}", "manager", everyone("manager", "2", pack)) for n in range(5)]
    assessment = assessed(people, pack, language=language)
    document = compose(assessment, Commentary(), read_words(language), ("cover", "summary", "profile"), "0" * 8)
    return write_docx(document, TEMPLATE, WAVE.as_of)


def test_word_proofreads_and_hyphenates_a_german_report_in_german() -> None:
    german = Document(BytesIO(written("de")))
    assert german.core_properties.language == "de"
    assert {lang.get(qn("w:val")) for lang in german.styles.element.iter(qn("w:lang"))} == {"de-DE"}
    settings = [child.tag for child in german.settings.element]
    assert settings.index(qn("w:autoHyphenation")) == settings.index(qn("w:defaultTabStop")) + 1
    undivided = {style.name for style in german.styles if list(style.element.iter(qn("w:suppressAutoHyphens")))}
    assert {"Heading 1", "Cover Title", "Tile Value"} <= undivided
    assert "Table Text" not in undivided


def test_an_english_report_is_left_in_the_english_of_its_template() -> None:
    english_one = Document(BytesIO(written("en")))
    assert english_one.core_properties.language == "en"
    assert {lang.get(qn("w:val")) for lang in english_one.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    assert english_one.settings.element.find(qn("w:autoHyphenation")) is None
    american = Document(BytesIO(TEMPLATE))
    for lang in american.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), "en-US")
    american.styles["Normal"].font.size = Pt(9)
    out = BytesIO()
    american.save(out)
    assessment = assessed([person(f"P{n}", "manager", everyone("manager", "2")) for n in range(5)])
    document = compose(assessment, Commentary(), read_words(), ("cover",), "0" * 8)
    kept = Document(BytesIO(write_docx(document, out.getvalue(), WAVE.as_of)))
    assert {lang.get(qn("w:val")) for lang in kept.styles.element.iter(qn("w:lang"))} == {"en-US"}


def test_the_alternative_texts_of_a_german_report_are_german() -> None:
    pictures = [element.get("descr") for element in body_xml(written("de")).iter() if element.get("descr")]
    assert any(text and text.startswith("Wert und Ziel jeder Disziplin") for text in pictures)


def test_a_german_workbook_has_german_sheets_and_dates_and_numbers_that_excel_writes_itself() -> None:
    content = parts(write_workbook(everybody(), WORDS))
    names = re.findall(r'<sheet name="([^"]+)"', content["xl/workbook.xml"].decode())
    assert names[:3] == ["Überblick", "Scores", "Lücken"]
    assert {"Answers", "Fahrplan", "Definitionen"} <= set(names)
    assert 'formatCode="dd.mm.yyyy"' in content["xl/styles.xml"].decode()
    scores = content["xl/worksheets/sheet2.xml"].decode()
    assert "FIXED(" in scores
    assert re.search(r"<v>schwächste: \w+ \(\d,\d\)</v>", scores)
