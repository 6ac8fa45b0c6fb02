"""The Word report: what it says, that Word takes it, and that people's text stays text."""

import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from files.building import done_well, run
from libreoffice import converted
from office import body_xml, docx_text, parts
from people import PULSE, assessed, everyone, person

from cxassess.errors import InvalidInput
from cxassess.files.data import shipped
from cxassess.files.templates import read_template
from cxassess.inputs import NOW_DAYS
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Answer, Commentary, MetricEntry, Override
from cxassess.report.blocks import PageBreak, Picture, Table
from cxassess.report.compose import SECTIONS, compose
from cxassess.report.figures import HeatMap
from cxassess.report.word.writer import write_docx
from cxassess.words import read_words

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
TEMPLATE = read_template(shipped("report_templates") / "full")

LEADERS = [person(f"Leader {n}", "executive", everyone("executive", "3")) for n in range(5)]
FRONT = [person(f"Front {n}", "front_line", everyone("front_line", "2")) for n in range(5)]


def report(assessment: Assessment, commentary: Commentary | None = None) -> bytes:
    document = compose(assessment, commentary or Commentary(), read_words(), TEMPLATE.sections, "0123abcd")
    return write_docx(document, TEMPLATE.docx, assessment.wave.as_of)


@cache
def situations() -> Mapping[str, Assessment]:
    """The kinds of waves that a report must be honest about."""
    churn = MetricEntry("churn", 0.023, 4000, "2026 Q1", 0.018, "billing", "customers who left in a month")
    return {
        "two roles and a metric": assessed([*LEADERS, *FRONT], metrics=[churn]),
        "one person": assessed(LEADERS[:1]),
        "one answer": assessed([person("Ana", "manager", {"MEA7": "3"})]),
        "only don’t knows": assessed([person("Ana", "manager", everyone("manager", "DK"))]),
        "metrics alone": assessed([], metrics=[churn]),
        "all at five": assessed([person(f"P{n}", "manager", everyone("manager", "5")) for n in range(6)]),
        "all at one": assessed([person(f"P{n}", "manager", everyone("manager", "1")) for n in range(6)]),
        "the pulse": assessed(
            [person(f"P{n}", "manager", everyone("manager", "3", PULSE)) for n in range(6)], pack=PULSE
        ),
        "units": assessed(
            [
                person(f"P{n}", "manager", everyone("manager", str(1 + n % 5)), ("North", "South")[n % 2])
                for n in range(8)
            ]
        ),
    }


@cache
def report_of(situation: str) -> bytes:
    return report(situations()[situation])


@pytest.mark.parametrize("name", situations())
def test_no_sentence_is_left_with_a_hole(name: str) -> None:
    text = docx_text(report_of(name))
    blanks = r"\bNone\b(?! (stays|of the|of them) )|\bnan\b|[{}]| {2,}\S* ?\."
    wrong_number = r"\bone (people|roles|answers)\b|: no of "
    holes = re.compile(f"{blanks}|{wrong_number}")
    assert [line for line in text.replace("  | ", "").splitlines() if holes.search(line)] == []


def test_the_example_says_what_it_said_before(demo_folder: Path, golden: Callable[[str, str], None]) -> None:
    content = (demo_folder / "reports" / "2026" / "report.docx").read_bytes()
    golden("kestrel.docx.txt", docx_text(content))


def test_the_same_assessment_gives_the_same_bytes() -> None:
    assert report(assessed(LEADERS)) == report(assessed(list(reversed(LEADERS))))


def test_every_picture_and_every_table_is_described() -> None:
    body = body_xml(report_of("two roles and a metric"))
    pictures = [p.get("descr") for p in body.iter(f"{WP}docPr")]
    assert len(pictures) > 20
    assert all(pictures)
    tables = list(body.iter(f"{W}tbl"))
    assert all(t.find(f"{W}tblPr/{W}tblDescription") is not None for t in tables)


def test_picture_numbers_are_unique() -> None:
    body = body_xml(report_of("two roles and a metric"))
    ids = [p.get("id") for p in body.iter(f"{WP}docPr")]
    assert len(ids) == len(set(ids))


def test_a_head_row_repeats_and_no_row_breaks_over_a_page() -> None:
    body = body_xml(report_of("two roles and a metric"))
    rows = list(body.iter(f"{W}tr"))
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    assert sum(1 for row in rows if row.find(f"{W}trPr/{W}tblHeader") is not None) > 10


HOSTILE = '=HYPERLINK("http://x","y") <w:p/> & {client} {{header.left}} ${x} 🐦 שלום \u202e" \'] %s'


def test_text_from_people_is_printed_as_it_is() -> None:
    answers = dict(LEADERS[0].answers)
    answers["MEA7"] = Answer("MEA7", "3", comment=HOSTILE, evidence=HOSTILE)
    responses = [replace(LEADERS[0], answers=answers), *LEADERS[1:]]
    words = Commentary(headline=HOSTILE, context=HOSTILE, sections={"design": HOSTILE})
    content = report(assessed(responses, client=HOSTILE, about=HOSTILE, firm=HOSTILE, prepared_for=HOSTILE), words)
    text = docx_text(content)
    assert text.count(HOSTILE) >= 6
    assert b"HYPERLINK" in parts(content)["word/header1.xml"] or b"HYPERLINK" in parts(content)["word/header2.xml"]


def test_the_consultants_words_stand_in_their_places() -> None:
    plain = assessed([*LEADERS, *FRONT])
    finding = next(f for f in plain.findings if f.kind == "gap")
    words = Commentary(
        headline="Our headline.",
        context="Our context.",
        sections={id: f"Our words on {id}." for id in SECTIONS},
        overrides={f"gap {finding.about}": Override("Our sentence.", "Our reason.")},
        moved=frozenset({"design", f"override gap {finding.about}"}),
    )
    text = docx_text(report(plain, words))
    assert "[Heading 1] Our headline." in text
    assert "[Lead] Our context." in text
    for section in ("summary", "profile", "stage", "perception", "outcomes", "priorities", "roadmap", "method"):
        assert f"Our words on {section}." in text
    assert "Our sentence." in text
    assert finding.sentence not in text
    assert "Our reason." in text
    assert "The numbers have changed since this was written." in text


def test_many_units_stand_in_several_pictures_that_can_be_read() -> None:
    units = tuple(f"Unit {n}" for n in range(19))
    people = [person(f"P{n}", "manager", everyone("manager", str(1 + n % 5)), units[n // 5]) for n in range(95)]
    blocks = compose(assessed(people, units=units), Commentary(), read_words(), ("heat_map",), "0" * 8).blocks
    pictures = [block.figure for block in blocks if isinstance(block, Picture)]
    _, *shown = ([c.label for c in figure.columns[:-1]] for figure in pictures if isinstance(figure, HeatMap))
    assert [len(group) for group in shown] == [6, 6, 7]
    assert [unit for group in shown for unit in group] == list(units)


def test_a_section_without_data_is_left_out() -> None:
    text = docx_text(report_of("metrics alone"))
    assert "Nobody has answered yet" in text
    assert "Discipline 1 of 6" not in text
    without = docx_text(report_of("one person"))
    assert "No outcome was given" not in without


@pytest.mark.parametrize(("ends", "room"), [(date(2026, 5, 29), 0.09), (date(2026, 9, 30), 0.12)])
def test_a_long_date_has_room_in_one_line_on_the_page_to_sign(ends: date, room: float) -> None:
    a = situations()["the pulse"]
    a = replace(a, wave=replace(a.wave, as_of=ends - timedelta(NOW_DAYS)))
    (table,) = (
        block
        for block in compose(a, Commentary(), read_words(), ("commitments",), "0" * 8).blocks
        if isinstance(block, Table)
    )
    assert sum(column.width for column in table.columns) == pytest.approx(1)
    assert table.columns[-1].width >= room


def pages_of_answers(questionnaire: Assessment) -> list[int]:
    """How many pictures of the answers stand on each page."""
    blocks = compose(questionnaire, Commentary(), read_words(), ("answers",), "0" * 8).blocks
    breaks = [number for number, block in enumerate(blocks) if isinstance(block, PageBreak)]
    edges = [*breaks, len(blocks)]
    return [sum(isinstance(block, Picture) for block in blocks[a:b]) for a, b in pairwise(edges)]


def test_a_short_questionnaire_has_neither_marks_for_gates_nor_pages_half_filled_with_its_answers() -> None:
    short, long = (docx_text(report_of(name)) for name in ("the pulse", "all at five"))
    assert "† key practice, * no document" in long
    assert "† Key practice: decides the stage." in long
    assert "Written intended experience" in short
    assert "to E3 seen. * no document" in short
    assert not [word for word in ("†", "key practice", "Key practice") if word in short]
    assert pages_of_answers(situations()["the pulse"]) == [4, 2]
    assert pages_of_answers(situations()["all at five"]) == [2, 2, 2]


def test_one_person_is_called_a_single_view_everywhere() -> None:
    text = docx_text(report_of("one person"))
    assert "One person" in text
    assert "95 % interval" in text
    assert "a single view" in text


def test_a_template_without_a_style_is_refused_with_its_name() -> None:
    from io import BytesIO

    from docx import Document

    blank = BytesIO()
    Document().save(blank)
    assessment = assessed(LEADERS)
    document = compose(assessment, Commentary(), read_words(), ("summary",), "")
    with pytest.raises(InvalidInput, match="lacks the style “Section Label”"):
        write_docx(document, blank.getvalue(), assessment.wave.as_of)


def test_libreoffice_opens_it_and_prints_every_heading(
    tmp_path: Path, demo_folder: Path, needs: Callable[[str], str]
) -> None:
    office, reader = needs("soffice"), needs("pdftotext")
    source = demo_folder / "reports" / "2026" / "report.docx"
    (pdf,) = converted(office, {source.name: source.read_bytes()}, "pdf", tmp_path).values()
    printed = subprocess.run([reader, "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    flat = re.sub(r"\s+", " ", printed)
    headings = [line[12:] for line in docx_text(source.read_bytes()).splitlines() if line.startswith("[Heading 1] ")]
    assert len(headings) > 15
    for heading in headings:
        assert re.sub(r"\s+", " ", heading) in flat
    pages = printed.count("\f")
    assert 25 <= pages <= 44  # three of them on the journey


def test_only_the_working_team_reads_what_people_wrote(demo_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "working.docx"
    done_well(run("report", demo_folder, "--format", "docx", "--no-page-numbers", "--audience", "working", "-o", out))
    for path, is_there in ((demo_folder / "reports" / "2026" / "report.docx", False), (out, True)):
        text = docx_text(path.read_bytes())
        assert ("There is a poster on the stairs." in text) is is_there
        assert ("How people answered, role by role" in text) is is_there


def test_people_who_give_one_level_throughout_are_counted() -> None:
    varied = {q: "234"[n % 3] for n, q in enumerate(everyone("manager", "3"))}
    answers = [
        person("Ana", "manager", everyone("manager", "3")),
        person("Bo", "manager", varied),
        person("Cy", "front_line", dict(list(everyone("front_line", "3").items())[:14])),  # too few to tell
    ]
    text = docx_text(report(assessed(answers)))
    shown = {line.split(" | ")[1]: line.split(" | ")[-3] for line in text.splitlines() if line.count(" | ") == 9}
    assert {role: same for role, same in shown.items() if role in {"Managers", "Front line"}} == {
        "Managers": "1",
        "Front line": "0",
    }
