"""One number, everywhere the same: what report and workbook print of a score is what `assess --json` says."""

from collections.abc import Callable, Mapping
from functools import cache, partial
from io import BytesIO
from pathlib import Path

import pytest
from office import planted
from openpyxl import load_workbook
from people import assessed, everyone, person

from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Commentary
from cxassess.report.blocks import Picture
from cxassess.report.compose import compose
from cxassess.report.figures import HeatMap
from cxassess.report.workbook.layout import SHEETS
from cxassess.serialise import as_json
from cxassess.words import read_words
from report.every_document import document, example, sheets, word
from report.one_number import excel_claims, expected, nearest, pencil, word_claims, wrong, wrong_colours
from report.test_summary import drawn
from report.test_workbook import CASES
from report.workbook_cases import METRICS, case

Make = Callable[[Path], Assessment]
# Averages that lie on the edge of two levels, or a hair below: 2.5, 2.4499…, and 2.45 that floats miss.
EDGES = case(choices=("2", "3", "2", "3", "2"), people={"manager": 20})
COMPANIES: Mapping[str, Make] = {
    "the example": lambda folder: example(folder)[0],
    **{f"company {seed}": partial(lambda seed, _: drawn(seed), seed) for seed in (0, 3, 7, 11)},
    "on the edge of two levels": lambda _: EDGES.with_settings(status="draft").assess(),
    "agreed levels": lambda _: CASES["many people, metrics and agreed levels"].with_settings(status="draft").assess(),
    "the pulse": lambda _: case("cx-pulse").with_settings(status="draft").assess(),
    "one answer": lambda _: CASES["one answer only"].with_settings(status="draft").assess(),
    "targets and weights": lambda _: (
        case(metrics=METRICS)
        .with_settings(status="draft", targets={"design": 5.0, "culture": 2.25}, discipline_weights={"design": 3.0})
        .assess()
    ),
}
LEAST = {"one answer": (5, 50), "the pulse": (20, 60)}  # claims that Word and Excel make at least


@cache
def made(name: str, folder: Path) -> Assessment:
    return COMPANIES[name](folder)


@cache
def report(name: str, folder: Path) -> bytes:
    return word((made(name, folder), Commentary()), audience="working")


@pytest.mark.parametrize("name", COMPANIES)
def test_the_report_says_what_json_says(name: str, demo_folder: Path) -> None:
    assessment = made(name, demo_folder)
    claims = word_claims(report(name, demo_folder), assessment.pack)
    assert wrong(claims, as_json(assessment), assessment.pack) == []
    assert len(claims) >= LEAST.get(name, (150, 0))[0]


@pytest.mark.parametrize("name", COMPANIES)
def test_a_cell_of_the_report_has_the_colour_of_the_level_that_its_number_prints(name: str, demo_folder: Path) -> None:
    seen, faults = wrong_colours(report(name, demo_folder))
    assert faults == []
    assert seen > 0 or name in LEAST


@pytest.mark.parametrize("name", COMPANIES)
def test_the_workbook_says_what_json_says(name: str, demo_folder: Path) -> None:
    assessment = made(name, demo_folder)
    claims = excel_claims(sheets((assessment, Commentary())), assessment.pack)
    assert wrong(claims, as_json(assessment), assessment.pack) == []
    assert len(claims) >= LEAST.get(name, (0, 300))[1]


@pytest.mark.parametrize("name", COMPANIES)
def test_levels_gaps_and_caps_in_json_follow_from_its_printed_numbers(name: str, demo_folder: Path) -> None:
    told = as_json(made(name, demo_folder))
    for score in (*told["scores"].values(), *told["practices"].values()):
        if score["value"] is not None:
            value = pencil(score["value"])
            assert score["level"] == nearest(value)
            if score["target"] is not None:
                gap = max(0.0, round(float(pencil(score["target"])) - float(value), 1))
                assert score["gap"] == pytest.approx(gap, abs=1e-9)


# ── a number that differs is found ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("pattern", "becomes"),
    [
        (r"\(DSN3, 1\.6\)", "(DSN3, 1.7)"),
        (r"(>Strategy</w:t>.*?)>2\.5<", r"\1>2.6<"),
        (r">3\u00a0Defined<", ">4\u00a0Systematic<"),
        (r"Design 2\.1 of 4\.0", "Design 2.1 of 4.5"),
        (r"stands at 1\.8 against", "stands at 1.9 against"),
        (r"(>STR1</w:t>.*?)>0\.7<", r"\1>0.8<"),
    ],
)
def test_another_number_in_the_report_is_found(demo_folder: Path, pattern: str, becomes: str) -> None:
    assessment, _ = example(demo_folder)
    spoiled = planted(document("report of the example", demo_folder), "word/document.xml", pattern, becomes)
    assert wrong(word_claims(spoiled, assessment.pack), as_json(assessment), assessment.pack) != []


def test_another_colour_in_the_report_is_found(demo_folder: Path) -> None:
    plain = document("report of the example", demo_folder)
    _, faults = wrong_colours(planted(plain, "word/document.xml", 'w:fill="ECEBE6"', 'w:fill="9CC4D4"', count=0))
    assert faults != []


@pytest.mark.parametrize(
    ("sheet", "row"),
    [("Summary", 6), ("Scores", 7), ("Gaps", 5), ("Priorities", 5), ("Heat map", 5), ("Practices", 6)],
)
def test_another_number_in_the_workbook_is_found(demo_folder: Path, sheet: str, row: int) -> None:
    assessment, _ = example(demo_folder)
    pattern = rf'(<row r="{row}".*?<v>)(\d\.\d{{2,}}|1\.7|2\.1)(</v>)'
    spoiled = planted(
        document("workbook of the example", demo_folder),
        f"xl/worksheets/sheet{1 + SHEETS.index(sheet)}.xml",
        pattern,
        r"\g<1>4.94\3",
    )
    assert wrong(excel_claims(spoiled, assessment.pack), as_json(assessment), assessment.pack) != []


def test_a_pencil_rounds_a_half_up() -> None:
    assert [pencil(x) for x in (2.45, 2.4499, 2.4499999999999997, None)] == ["2.5", "2.4", "2.5", "–"]
    assert [nearest(x) for x in ("1.4", "1.5", "2.4", "2.5", "4.5", "5.0")] == [1, 2, 2, 3, 5, 5]
    told = as_json(EDGES.assess())
    values = {value for (_, what), value in expected(told, EDGES.pack).items() if what == "value"}
    assert {"2.4", "2.5"} <= values  # the edge of two levels is there


def test_a_unit_has_one_n_the_people_whose_answers_count_in_report_and_workbook() -> None:
    managers = [
        person(f"Manager {n}", "manager", everyone("manager", "3"), unit)
        for n, unit in enumerate(["North"] * 5 + ["South"] * 2)
    ]
    analyst = person("Analyst", "analyst", everyone("analyst", "1"), "North")  # shown, not counted
    assessment = assessed([*managers, analyst])
    printed = {
        (column.label, column.n)
        for block in compose(assessment, Commentary(), read_words(), ["heat_map"], "0" * 8).blocks
        if isinstance(block, Picture) and isinstance(block.figure, HeatMap)
        for column in block.figure.columns
    }
    heads = {
        tuple(cell.split("\nn = "))
        for row in load_workbook(BytesIO(sheets((assessment, Commentary()))))["Heat map"].iter_rows(values_only=True)
        for cell in row
        if isinstance(cell, str) and cell.startswith(("North", "South"))
    }
    assert heads == {("North", "5"), ("South", "2")}
    assert {("North", 5), ("South", 2)} <= printed
