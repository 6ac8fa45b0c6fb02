"""The sheets of measured outcomes: cells are typed, what follows from a cell is live, and no line joins too much."""

import io
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from office import parts
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cxassess.model.engagement import Commentary
from cxassess.report.workbook.layout import METRIC_SHEETS, SHEETS, Layout
from report.every_document import document, sheets
from report.metric_cases import NEW, TOUCHPOINTS, hostile, measured
from report.workbook_cases import METRICS, case
from report.workbook_oracle import TOLERANCE, cached, formulas, recalculated

FIRST = 5


@cache
def usual_book() -> bytes:
    return sheets((measured(), Commentary()))


@cache
def hostile_book() -> bytes:
    return sheets((measured(hostile()), Commentary()))


@cache
def sheet(name: str, *, of_hostile: bool = False, values: bool = True) -> Worksheet:
    content = hostile_book() if of_hostile else usual_book()
    found: Worksheet = load_workbook(io.BytesIO(content), data_only=values)[name]
    return found


def rows(of: Worksheet, head: int = FIRST - 1) -> list[dict[str, Any]]:
    """The rows below a head row, by the names of their columns, down to the first empty one."""
    names = [str(cell.value) for cell in of[head]]
    found = []
    for row in of.iter_rows(min_row=head + 1, max_col=len(names), values_only=True):
        if row[0] is None:
            break
        found.append(dict(zip(names, row, strict=True)))
    return found


# ── which sheets there are ───────────────────────────────────────────────────────────────────────────────────


def test_a_workbook_has_the_sheets_only_where_they_have_something_to_show() -> None:
    typed = case(metrics=METRICS).assess()
    assert Layout(typed).sheets == SHEETS
    names = load_workbook(io.BytesIO(usual_book()), read_only=True).sheetnames
    place = names.index("Outcomes")
    assert names[place + 1 : place + 4] == list(METRIC_SHEETS)


def test_the_summary_lists_them_with_a_link() -> None:
    listed = {cell.value for cell in sheet("Summary")["A"]}
    assert set(METRIC_SHEETS) <= listed


# ── live ─────────────────────────────────────────────────────────────────────────────────────────────────────


def on_these_sheets(cells: Mapping[tuple[str, str], Any]) -> dict[tuple[str, str], Any]:
    return {place: value for place, value in cells.items() if place[0] in METRIC_SHEETS}


@pytest.mark.parametrize("of_hostile", [False, True])
def test_every_formula_gives_the_value_that_stands_in_its_cell(of_hostile: bool) -> None:
    content = hostile_book() if of_hostile else usual_book()
    ours, held = on_these_sheets(recalculated(content)), cached(content)
    assert len(ours) > 100
    for place, value in ours.items():
        expected = held.get(place)
        if isinstance(expected, float | int):
            assert value == pytest.approx(expected, rel=TOLERANCE, abs=1e-9), place
        else:
            assert (value or None) == expected, place


def place_of(text: str) -> int:
    """The last row of the sheet Metrics that begins with a text."""
    column = [value for (value,) in sheet("Metrics").iter_rows(max_col=1, values_only=True)]
    return max(row for row, value in enumerate(column, start=1) if value == text)


def test_the_index_follows_its_recipe() -> None:
    whole = place_of("CX outcome index")
    index = measured().index
    assert index is not None
    assert cached(usual_book())["Metrics", f"J{whole}"] == pytest.approx(index.value)
    row = whole - len(index.parts)
    only_first = {("Metrics", f"K{row + n}"): float(n == 0) for n in range(len(index.parts))}
    moved = recalculated(usual_book(), only_first)
    assert moved["Metrics", f"J{whole}"] == pytest.approx(index.parts[0].points)
    stricter = recalculated(usual_book(), {("Metrics", f"F{row}"): 300.0, ("Metrics", f"E{row}"): 200.0})
    assert stricter["Metrics", f"J{row}"] < (index.parts[0].points or 0)


def test_the_promoter_score_follows_the_answers_at_each_point() -> None:
    score = next(
        cell.row
        for cell in sheet("Metrics")["A"]
        if cell.value == "Net promoter score" and cell.row > FIRST and cell.fill.fgColor.rgb not in {"00000000"}
    )
    assert cached(usual_book())["Metrics", f"C{score}"] == pytest.approx(measured().metrics["nps"].reading.value)
    tens = next(cell.row for cell in sheet("Metrics")["A"] if cell.value == 10 and cell.row > FIRST)
    more = recalculated(usual_book(), {("Metrics", f"B{tens}"): 100_000})
    assert more["Metrics", f"C{score}"] > 95


def test_change_chance_and_target_follow_from_the_cells_beside_them() -> None:
    row = rows(sheet("Metrics"))[0]
    assert row["change"] == pytest.approx(row["value"] - row["before"])
    assert (row["Beyond chance"], row["At target"]) == ("yes", "yes")
    live = {place[1]: formula for place, formula in formulas(usual_book()).items() if place[0] == "Metrics"}
    heads = [cell.value for cell in sheet("Metrics")[FIRST - 1]]
    names = {head: get_column_letter(place) for place, head in enumerate(heads, start=1)}
    assert live[f"{names['change']}{FIRST}"] == f"={names['value']}{FIRST}-{names['before']}{FIRST}"
    missed = recalculated(usual_book(), {("Metrics", f"{names['Target']}{FIRST}"): 90})
    assert missed["Metrics", f"{names['At target']}{FIRST}"] == "no"
    unclear = recalculated(usual_book(), {("Metrics", f"{names['Target']}{FIRST}"): row["value"] + 1})
    assert unclear["Metrics", f"{names['At target']}{FIRST}"] == "not told apart"
    chance = recalculated(usual_book(), {("Metrics", f"{names['change, low']}{FIRST}"): -3})
    assert chance["Metrics", f"{names['Beyond chance']}{FIRST}"] == "no"


# ── typed cells, small groups, hostile names ─────────────────────────────────────────────────────────────────


def test_cells_hold_numbers_dates_and_texts_of_their_kind() -> None:
    first = rows(sheet("Metric trends"))[0]
    assert [f"{first[end]:%Y-%m-%d}" for end in ("from", "to")] == ["2024-04-01", "2024-04-30"]
    assert isinstance(first["value"], float)
    assert isinstance(first["n"], int)
    row = rows(sheet("Metrics"))[0]
    assert (row["blank"], row["out of range"], row["without weight"]) == (41, 3, 0)
    assert row["Source of others, year"] == "Telecom panel, wave 9, 2025"


@pytest.mark.parametrize("name", METRIC_SHEETS)
def test_heads_stay_in_sight_can_be_filtered_and_stand_on_every_printed_page(name: str) -> None:
    found = sheet(name)
    assert found.freeze_panes == f"B{FIRST}"
    assert (found.auto_filter.ref or "").startswith(f"A{FIRST - 1}:")
    assert found.print_title_rows == f"${FIRST - 1}:${FIRST - 1}"
    assert found.page_setup.orientation == "landscape"
    assert found.page_setup.fitToHeight == 0


def test_what_fewer_than_the_minimum_said_stands_on_no_sheet() -> None:
    groups = [row for row in rows(sheet("Metric groups")) if row["Group"] == TOUCHPOINTS[-1]]
    assert [(row["value"], row["low"], row["high"], row["n"], row["Withheld"]) for row in groups] == [
        (None, None, None, 3, "withheld")
    ]
    (row,) = [row for row in rows(sheet("Metrics")) if row["Touchpoint"] == TOUCHPOINTS[-1]]
    assert (row["value"], row["before"], row["change"], row["Beyond chance"], row["n"]) == (None, None, None, None, 3)
    trends = rows(sheet("Metric trends"))
    assert not [row for row in trends if row["Touchpoint"] == TOUCHPOINTS[-1]]
    said = [row for row in trends if row["Metric"].startswith("Customer satisfaction")]
    assert all(row["value"] is None for row in said if row["n"] < 5)
    assert any(row["n"] < 5 for row in said)


def test_names_from_an_export_are_texts_whatever_they_look_like() -> None:
    found = sheet("Metric groups", of_hostile=True, values=False)
    names = {cell.value: cell.data_type for cell in found["E"][FIRST - 1 :]}
    assert names['=HYPERLINK("http://x","y")'] == "s"
    assert len(names) > 40
    source = next(cell for cell in sheet("Metrics", of_hostile=True, values=False)[FIRST] if "=1+1" in str(cell.value))
    assert source.data_type == "s"


def test_each_group_tells_how_far_it_is_from_the_whole() -> None:
    whole = rows(sheet("Metrics"))[0]["value"]
    first = rows(sheet("Metric groups"))[0]
    assert first["less the whole"] == pytest.approx(first["value"] - whole)
    assert first["Source"] == "qualtrics_relationship.csv"


# ── trends ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_line_has_a_column_of_its_own_and_no_period_stands_in_two() -> None:
    found = [row for row in rows(sheet("Metric trends")) if row["Metric"] == "Customer effort score"]
    assert [row["Line 1"] is not None for row in found] == [True] * 6 + [False] * 18
    assert [row["Line 2"] is not None for row in found] == [False] * 6 + [True] * 18
    assert found[-1]["Question"] == NEW
    hole = next(row for row in rows(sheet("Metric trends")) if row["Period"] == "Aug 2024")
    assert (hole["value"], hole["Line 1"], hole["Line 2"]) == (None, None, None)


def charts_of(content: bytes) -> list[str]:
    return [xml.decode() for name, xml in parts(content).items() if name.startswith("xl/charts/chart")]


def test_every_outcome_with_a_series_has_a_chart_over_its_cells_with_a_text_for_those_who_cannot_see_it() -> None:
    lines = [xml for xml in charts_of(usual_book()) if "'Metric trends'!" in xml]
    assert len(lines) == 7
    assert all("<c:lineChart>" in xml and '<c:dispBlanksAs val="span"/>' in xml for xml in lines)
    drawings = " ".join(
        xml.decode() for name, xml in parts(usual_book()).items() if name.startswith("xl/drawings/draw")
    )
    assert re.search(r'descr="Customer churn by period, Q2 2024 to Q1 2026: Q2 2024 3\.5', drawings)
    assert 'descr="Bar of promoters, passives and detractors as shares of all answers: ' in drawings


def test_a_german_workbook_has_german_sheets(demo_folder: Any) -> None:
    names = load_workbook(io.BytesIO(document("workbook of measured outcomes in German", demo_folder))).sheetnames
    assert {"Kennzahlen", "Verläufe", "Kennzahlen nach Gruppe"} <= set(names)
