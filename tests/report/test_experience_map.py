"""The pages and the sheet of the experience map: what they claim, that they fit, that the sheet follows its inputs."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from libreoffice import converted
from office import docx_text
from pypdf import PdfReader

from cxassess.files.templates import find_template, read_template
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Commentary
from cxassess.model.experience_map import Touchpoint, TypedSatisfaction
from cxassess.report.blocks import Block, Heading, Picture, Table, flat
from cxassess.report.compose import compose
from cxassess.report.map_figures import Journey, Quadrants
from cxassess.report.word.writer import write_docx
from cxassess.report.workbook import write_workbook
from cxassess.report.workbook.layout import EXPERIENCE_MAP, SHEETS, Layout
from cxassess.words import read_words
from report.every_document import GERMAN
from report.map_cases import NAMES, journey
from report.picture_shapes import LONG, RTL
from report.workbook_cases import Case, case
from report.workbook_oracle import cached, differences, errors, recalculated

SECTION = ("experience_map",)
WORDS = read_words()


def travelled(touchpoints: tuple[Touchpoint, ...]) -> Case:
    return replace(case(), touchpoints=touchpoints).with_settings(status="draft")


def blocks(made: Assessment) -> list[Block]:
    return list(flat(compose(made, Commentary(), WORDS, SECTION, "0" * 8).blocks))


def headings(made: Assessment) -> list[str]:
    return [block.text for block in blocks(made) if isinstance(block, Heading)]


def page_of(made: Assessment) -> bytes:
    document = compose(made, Commentary(), read_words(made.pack.language), SECTION, "0" * 8)
    return write_docx(document, read_template(find_template("full")).docx, date(2026, 3, 12))


def at(name: str, importance: float | None, value: float | None, n: int | None = 400) -> Touchpoint:
    typed = None if value is None else TypedSatisfaction("csat", value, n, scale="1-5", source="Panel")
    return Touchpoint(name, "during", importance=importance, typed=typed)


REST = (at("B", 6, 0.8), at("C", 5, 0.8), at("D", 4, 0.8))


# ── what the pages claim ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("touchpoints", "heading"),
    [
        ((at("A", 9, 0.5), *REST), "“A” is a moment of truth that falls short of the rest of the journey."),
        (
            (at("A", 6, 0.5), at("B", 9, 0.8), at("C", 8, 0.8), at("D", 1, 0.8), at("E", 2, 0.8)),
            "“A” is important and falls short of the rest of the journey.",
        ),
        (
            (at("A", 9, 0.7, 30), *REST),
            "“A” matters and may fall short of the rest of the journey; chance could explain it.",
        ),
        ((at("A", 9.1, 0.9), *REST), "No touchpoint that matters to customers falls short of the rest of the journey."),
        (
            (at("A", 9, 0.9), at("B", 5, None)),
            "One of two touchpoints shows how customers answer: too few to say what comes first.",
        ),
        (
            (at("A", 9, None), at("B", 5, None)),
            "The journey has two touchpoints, and none shows how customers answer there.",
        ),
    ],
)
def test_the_heading_says_what_the_rules_give(touchpoints: tuple[Touchpoint, ...], heading: str) -> None:
    assert headings(travelled(touchpoints).assess())[0] == heading


def test_without_touchpoints_nothing_is_printed_and_there_is_no_sheet() -> None:
    made = travelled(()).assess()
    assert blocks(made) == []
    assert Layout(made).sheets == SHEETS


def test_pages_without_quadrants_have_no_picture_of_them() -> None:
    figures = [block.figure for block in blocks(travelled(REST[:2]).assess()) if isinstance(block, Picture)]
    assert [type(figure) for figure in figures] == [Journey]


def test_the_journey_stands_in_pictures_of_at_most_fourteen_touchpoints() -> None:
    made = blocks(travelled(journey(40, NAMES)).assess())
    pictures = [block.figure for block in made if isinstance(block, Picture)]
    parts = [figure for figure in pictures if isinstance(figure, Journey)]
    numbers = [[p.number for phase in part.phases for p in phase.points] for part in parts]
    assert [len(part) for part in numbers] == [14, 14, 12]
    assert [number for part in numbers for number in part] == list(range(1, 41))
    assert len([figure for figure in pictures if isinstance(figure, Quadrants)]) == 1


def test_the_alternative_text_tells_every_touchpoint_and_what_covers_each_phase() -> None:
    made = travelled((at("A", 9, 0.5), *REST)).assess()
    picture = next(block for block in blocks(made) if isinstance(block, Picture))
    assert "1 A: 50.0\xa0%, importance 9.0, moment of truth, pain point; 2 B: 80.0\xa0%, importance 6.0" in picture.alt
    assert "During purchase: Has an owner not told, Is measured 4 of 4, Was designed not told" in picture.alt


def test_what_few_people_answered_is_in_no_document() -> None:
    made = travelled((at("A", 9, 0.123, 3), at("E", 7, 0.777, 6), *REST)).with_settings(minimum_group=5).assess()
    text = docx_text(page_of(made))
    assert "too few answers" in text
    content = write_workbook(made, WORDS)
    cells = [value for (sheet, _), value in cached(content).items() if sheet == EXPERIENCE_MAP]
    for hidden in ("12.3", "77.7"):
        assert hidden not in text
    assert 0.123 not in cells


def test_the_table_names_the_source_of_every_value_and_leaves_empty_columns_out() -> None:
    made = travelled((at("A", 9, 0.5), *REST)).assess()
    (table,) = (block for block in blocks(made) if isinstance(block, Table))
    assert [column.head for column in table.columns] == [
        "No.",
        "Touchpoint",
        "Importance, 1–10",
        "Satisfaction",
        "Place",
    ]
    assert "Panel, as told in a table (1, 2, 3, 4)" in docx_text(page_of(made))


def test_no_sentence_calls_one_thing_the_cause_of_another() -> None:
    for language in ("en", "de"):
        words = read_words(language)
        told = " ".join(_sentences(words._tables["report"]["experience_map"]))
        assert not re.search(r"\b(cause[sd]?|because|leads? to|drives?|due to|weil|führt zu|bewirkt|wegen)\b", told)


def _sentences(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for part in value.values():
            yield from _sentences(part)


# ── the pages in print ───────────────────────────────────────────────────────────────────────────────────────


def test_the_heading_stands_on_the_page_of_its_picture_and_a_journey_of_up_to_twelve_takes_three_pages(
    needs: Callable[[str], str], tmp_path: Path
) -> None:
    plain = {f"{count} plain": travelled(journey(count, seed=3)).assess() for count in (8, 12)}
    long = {f"{count} long": travelled(journey(count, NAMES, (LONG, RTL))).assess() for count in (4, 14, 40)}
    german = {"german": replace(travelled(journey(14, NAMES)), pack=GERMAN).with_settings(language="de").assess()}
    files = {f"{name}.docx": page_of(made) for name, made in (plain | long | german).items()}
    made = {p.stem: PdfReader(p).pages for p in converted(needs("soffice"), files, "pdf", tmp_path).values()}
    labels = [WORDS.say("report.captions.figure"), read_words("de").say("report.captions.figure")]
    first = {name: pages[0].extract_text() for name, pages in made.items()}
    assert [name for name, text in first.items() if not any(f"{label} 1" in text for label in labels)] == []
    # The upright pages that follow in a report come after the last one on its side: here one without text.
    assert {name: len(made[name]) for name in plain} == {"8 plain": 4, "12 plain": 4}


# ── the sheet ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("count", [1, 2, 11, 40])
def test_every_formula_of_the_sheet_gives_the_value_that_the_file_carries(count: int) -> None:
    content = write_workbook(travelled(journey(count, NAMES)).assess(), WORDS)
    found = recalculated(content)
    assert list(errors(found)) == []
    assert differences(cached(content), found) == []


@pytest.mark.parametrize(
    ("row", "column", "value"), [(5, "E", 1.5), (6, "E", 9.9), (5, "F", 0.99), (7, "F", 0.31), (6, "F", None)]
)
def test_a_changed_input_of_the_sheet_moves_what_the_engine_moves(row: int, column: str, value: float | None) -> None:
    before = (at("A", 9, 0.5), *REST, at("E", None, 0.9))
    touchpoint = before[row - 5]
    assert touchpoint.typed is not None
    if column == "E":
        changed = replace(touchpoint, importance=value)
    else:
        changed = replace(touchpoint, typed=None if value is None else replace(touchpoint.typed, value=value))
    after = tuple(changed if t is touchpoint else t for t in before)
    cells = {(EXPERIENCE_MAP, f"{column}{row}"): value}
    if column == "F" and value is not None:  # the interval is an input of its own
        made = travelled(after).assess().experience_map
        assert made is not None
        shown = made.touchpoints[row - 5].satisfaction
        assert shown is not None
        cells |= {(EXPERIENCE_MAP, f"G{row}"): shown.low, (EXPERIENCE_MAP, f"H{row}"): shown.high}
    live = recalculated(write_workbook(travelled(before).assess(), WORDS), cells)
    wanted = recalculated(write_workbook(travelled(after).assess(), WORDS))
    places = [f"{column}{row}" for column in "JKL" for row in range(5, 10)] + ["E11", "F11"]
    told = {place: live[EXPERIENCE_MAP, place] for place in places}
    assert told == pytest.approx({place: wanted[EXPERIENCE_MAP, place] for place in places}, nan_ok=True)


# ── in a short report ────────────────────────────────────────────────────────────────────────────────────────


def test_a_short_report_shows_the_journey_on_one_page_and_its_summary_says_where_customers_answer_worse() -> None:
    sold = replace(at("E", 8.5, 0.8), owner="Sales")
    made = travelled((at("A", 9, 0.5), *REST, sold)).assess()
    told = list(flat(compose(made, Commentary(), WORDS, ("summary", "journey"), "0" * 8).blocks))
    assert [type(block.figure) for block in told if isinstance(block, Picture)] == [Journey]
    found = next(
        block for block in told if isinstance(block, Table) and block.about == WORDS.say("report.summary.found")
    )
    rows = ["".join(run.text for run in row[1].runs) for row in found.rows]
    [row] = [row for row in rows if "“A”" in row]
    assert row.startswith(
        "Customers answer clearly worse at one important point: “A” (50.0\u00a0%, n = 400); the mean CSAT"
    )
    assert "No owner is named for it." in row
