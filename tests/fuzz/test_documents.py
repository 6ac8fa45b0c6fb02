"""What people wrote goes through to Word and Excel as the text that it is: all of it, and nothing but text."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import openpyxl
from docx import Document
from people import PACK, PULSE, WAVE

from cxassess.files.clean import clean_line, clean_text
from cxassess.files.commentary import read_commentary
from cxassess.files.data import shipped
from cxassess.files.documents import write_documents
from cxassess.files.templates import read_template
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Answer, Commentary, Engagement, Override, Response
from cxassess.model.experience_map import Touchpoint, TypedSatisfaction
from cxassess.model.pack import Pack
from cxassess.pipeline import assess
from cxassess.report.compose import compose
from cxassess.report.compose.appendix import LONGEST_NOTE, MOST_NOTES
from cxassess.report.word.writer import write_docx
from cxassess.report.workbook import write_workbook
from cxassess.words import read_words
from fuzz import generators as make
from fuzz import outcomes
from fuzz.profile import each
from fuzz.sound import check_text

TEMPLATE = read_template(shipped("report_templates") / "full")
WORDY = ("cover", "summary", "voices", "experience_map", "outcomes", "commitments", "method", "answers", "evidence")
LONGEST = 32_767  # UTF-16 units in a cell of Excel


class Said:
    """Hostile texts, each with a mark by which it is found again."""

    def __init__(self, random: Random, longest: int) -> None:
        self.random, self.longest = random, longest
        self.all: list[str] = []

    def text(self) -> str:
        return self._marked(clean_text(make.text(self.random, longest=self.longest)))

    def line(self) -> str:
        return self._marked(clean_line(make.text(self.random, longest=150)))

    def _marked(self, text: str) -> str:
        mark = f"zq{len(self.all)}qz"
        said = self.random.choice((f"{text}{mark}", f"{text} {mark}", f"{mark}{text}")).strip()
        self.all.append(said)
        return said


def wave(random: Random, pack: Pack, said: Said) -> tuple[Assessment, list[str], list[str]]:
    """A wave in which people wrote such texts; with their names, and with what they wrote."""
    people, names, notes = [], [], []
    units = tuple(said.line() for _ in range(random.choice((0, 2))))
    for person in make.responses(random, pack, (1, 2, 4, 8)):
        answers = dict(person.answers)
        for id in random.sample(list(answers), min(len(answers), 3)):
            comment, proof = said.text(), said.text() if id in pack.practices else ""
            notes += [text for text in (comment, proof) if text]
            evidence = random.choice(("", "E1 ", "E2 ", "E3 ")) + proof
            answers[id] = Answer(id, answers[id].choice, comment, evidence)
        unit = random.choice(units) if units else person.unit
        people.append(Response(person.respondent, said.line(), person.role, unit, answers))
        if answers:
            names.append(people[-1].name)
    if not names:
        id = next(iter(pack.practices))
        people.append(Response("p", said.line(), "manager", "", {id: Answer(id, "3")}))
        names.append(people[-1].name)
    client = said.line()
    settings: Engagement = replace(
        outcomes.settings(random, pack),
        client=client,
        sector=said.line(),
        about=said.text(),
        firm=said.line(),
        prepared_for=said.line(),
        confidentiality=said.line(),
        units=units,
    )
    metrics = [
        replace(entry, period=said.line(), source=said.text(), definition=said.text())
        for entry in outcomes.entries(random)
        if not entry.series
    ]
    measures, touchpoints = outcomes.measures(random), journey(random, said)
    return assess(pack, settings, WAVE, people, metrics, measures=measures, touchpoints=touchpoints), names, notes


def journey(random: Random, said: Said) -> tuple[Touchpoint, ...]:
    """Touchpoints, or none, of which everything is in such words."""
    phases = ("before", "after", *(said.line() for _ in range(random.choice((0, 3)))))
    found = []
    for _ in range(random.choice((0, 1, 3, 12, 33))):
        value = TypedSatisfaction("csat", random.random(), random.choice((2, 60)), scale="1-5", source=said.line())
        texts = {key: said.text() for key in ("feeling", "functional", "emotional", "social") if random.random() < 0.3}
        typed, importance = random.choice((value, None)), random.choice((None, random.uniform(1, 10)))
        place = {"phase": random.choice(phases), "channel": said.line(), "owner": random.choice(("", said.line()))}
        found.append(Touchpoint(said.line(), importance=importance, typed=typed, **place, **texts))  # type: ignore[arg-type]
    return tuple(found)


def commentary(random: Random, made: Assessment, said: Said) -> Commentary:
    finding = random.choice(made.findings) if made.findings else None
    return Commentary(
        headline=random.choice(("", said.line())),
        context=random.choice(("", said.text())),
        sections={id: said.text() for id in random.sample(("summary", "method"), 2)},
        overrides={f"{finding.kind} {finding.about}": Override(said.line(), said.line())} if finding else {},
        moved=frozenset({"summary"} if random.random() < 0.5 else ()),
    )


def units(text: str) -> int:
    """How long Excel takes a text to be: it counts in UTF-16, where an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def squeezed(text: str) -> str:
    """Text without its blanks and line ends, which a page may set in another way."""
    return "".join(text.split())


def _ungraded(text: str) -> str:
    """The same without the class of proof that it may begin with, which stands in a column of its own."""
    return squeezed(re.sub(r"^(E[123]\b)?[\s:.,–-]*", "", text, flags=re.IGNORECASE))


def parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        yield from ((name, file.read(name)) for name in file.namelist())


def check_parts(content: bytes) -> None:
    """Every part is XML that can be read, and points to nothing outside."""
    for name, part in parts(content):
        assert not name.startswith("/")
        assert ".." not in name
        if name.endswith((".xml", ".rels")):
            root = ElementTree.fromstring(part)
            for element in root.iter():
                if element.tag.endswith("}Relationship"):
                    assert element.get("TargetMode") != "External", element.attrib
                if element.tag.endswith(("}instrText", "}fldSimple")):
                    told = (element.text or "") + "".join(element.attrib.values())
                    assert not re.search(r"zq\d+qz", told), told


def test_word_shows_what_people_wrote_and_obeys_none_of_it() -> None:
    def attempt(random: Random) -> None:
        pack = random.choice((PULSE, PULSE, PACK))
        said = Said(random, random.choice((200, 200, 2000, 100_000)))
        made, _, notes = wave(random, pack, said)
        own = commentary(random, made, said)
        sections = TEMPLATE.sections if random.random() < 0.1 else WORDY
        document = compose(made, own, read_words(), sections, "0123abcd")
        content = write_docx(document, TEMPLATE.docx, made.wave.as_of)
        check_parts(content)
        word = Document(io.BytesIO(content))
        shown = squeezed("".join(t.text or "" for t in word.element.body.iter("{*}t")))
        comments = [a.comment for person in made.responses for a in person.answers.values() if a.comment]
        is_listed = max(len(comments), len(made.evidence)) <= MOST_NOTES
        whole = [note for note in notes if len(note) <= LONGEST_NOTE and is_listed]
        for text in (*whole, made.engagement.client, own.headline, *own.sections.values()):
            assert _ungraded(text) in shown, text[:300]
        assert write_docx(document, TEMPLATE.docx, made.wave.as_of) == content

    each("report.docx", attempt)


def test_excel_shows_what_people_wrote_and_computes_none_of_it() -> None:
    def attempt(random: Random) -> None:
        pack = random.choice((PULSE, PULSE, PULSE, PACK))
        said = Said(random, random.choice((200, 200, 2000, 100_000)))
        made, names, notes = wave(random, pack, said)
        content = write_workbook(made, read_words())
        check_parts(content)
        with warnings.catch_warnings(action="ignore"):  # openpyxl knows not all that newer Excels do
            book = openpyxl.load_workbook(io.BytesIO(content))
        shown: set[str] = set()
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        formula = str(getattr(cell.value, "text", cell.value))
                        quoted = re.findall('"(?:[^"]|"")*"', formula)
                        outside = re.sub('"(?:[^"]|"")*"', "", formula)
                        assert not re.search(r"zq\d+qz", outside), formula[:300]
                        shown |= {squeezed(text) for text in quoted}
                        assert all(units(text[1:-1].replace('""', '"')) <= 255 for text in quoted), formula[:300]
                        assert units(formula) <= 8192
                    elif isinstance(cell.value, str):
                        check_text(cell.value)
                        assert units(cell.value) <= LONGEST
                        shown.add(squeezed(cell.value))
                    link = cell.hyperlink
                    assert link is None or (link.target is None and not re.search(r"zq\d+qz", str(link.location)))
        longer = [text for text in shown if text.endswith("(cuthere)")]
        for text in (*names, *notes):
            cut = any(_ungraded(text).startswith(other.removesuffix("…(cuthere)")) for other in longer)
            assert cut or _ungraded(text) in shown or squeezed(text) in shown, text[:300]
        answers = book["Answers"]
        assert {squeezed(str(row[0].value)) for row in answers.iter_rows()} >= {squeezed(name) for name in names}
        assert write_workbook(made, read_words()) == content

    each("workbook.xlsx", attempt)


def test_what_a_command_says_of_a_commentary_is_safe_to_print(tmp_path: Path) -> None:
    """The key of an override that fits no finding is quoted on the terminal."""
    path = tmp_path / "commentary" / f"{WAVE.id}.toml"
    path.parent.mkdir()
    path.write_bytes(make.toml({"override": {"\x1b[2J": {"sentence": "a", "reason": "b"}}}))
    made = assess(PULSE, make.settings(Random(1), PULSE), WAVE, make.responses(Random(1), PULSE, (3,)))
    assert read_commentary(tmp_path, made).overrides
    for line in write_documents(tmp_path, made, ["xlsx"]).lines:
        check_text(line)
