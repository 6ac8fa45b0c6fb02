"""The pages of a second wave: what was promised, what moved, what only looks so; and the tracker between the years."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from method.test_promises import Book
from method.two_waves import answered, crowd, pair, truth_of, wave
from office import docx_text
from openpyxl import load_workbook

from cxassess.comparison import compare, trend
from cxassess.files.templates import find_template, read_template
from cxassess.model.assessment import Assessment
from cxassess.model.comparison import WaveData
from cxassess.model.engagement import Commentary, MetricEntry
from cxassess.model.history import History
from cxassess.model.register import Register
from cxassess.pipeline import assess
from cxassess.promises import promises
from cxassess.report.blocks import Picture, Table
from cxassess.report.compose import compose
from cxassess.report.moved_figures import Moved
from cxassess.report.word.writer import write_docx
from cxassess.report.workbook import write_workbook
from cxassess.words import read_words

NPS = MetricEntry("nps", 12, 400, "2025", None, "survey", "relationship")


def reported(*waves: WaveData, register: Register | None = None, before: Register | None = None) -> Assessment:
    """The last of the waves as its documents tell it."""
    now = waves[-1]
    found = compare(waves[-2], now)
    promised = promises(before, register, found) if before and register else ()
    way = trend(waves) if len(waves) > 2 else None
    made = assess(now.pack, now.engagement, now.wave, now.responses, now.metrics)
    return replace(made, history=History(found, promised, way), register=register)


def page(assessment: Assessment, *sections: str, language: str = "en") -> str:
    document = compose(assessment, Commentary(), read_words(language), sections, "0" * 8)
    text = docx_text(write_docx(document, read_template(find_template("full")).docx, date(2026, 3, 12)))
    return text.replace("\xa0", " ")


def two(lift: Mapping[str, float] | None = None, seed: int = 5) -> tuple[WaveData, WaveData]:
    before, now = pair(seed, stay=1.0, lift=lift)
    return replace(before, metrics=(NPS,)), replace(now, metrics=(replace(NPS, value=30, period="2026"),))


@pytest.fixture(scope="module")
def better() -> Assessment:
    """All rate `design` a level higher, and the net promoter score has risen."""
    return reported(*two({"design": 1.0}))


@pytest.fixture(scope="module")
def thinned() -> Assessment:
    """The same people and answers, but of the front line only those of the kinder unit have answered again."""
    chance = Random(2)
    truth = truth_of(chance)
    people = [
        replace(one, leniency=one.leniency / 3)
        for one in crowd(chance, {"executive": 5, "manager": 6, "front_line": 1})
    ][:11] + [
        replace(one, name=f"{unit} {number}", unit=unit, leniency=one.leniency / 3)
        for unit, size in (("North", 5), ("South", 9))
        for number, one in enumerate(crowd(chance, {"front_line": size}))
    ]
    levels = {"North": 3.4, "South": 1.4}
    responses = answered(chance, people, truth, levels=levels)
    left = [one for one in responses if one.unit != "South"]
    return reported(wave("2025", responses), wave("2026", left))


# ── what moved ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_first_wave_has_none_of_these_pages_and_no_sheet() -> None:
    first = replace(reported(*two()), history=None)
    assert page(first, "promised", "moved").strip() == ""
    assert "Moved" not in load_workbook(io.BytesIO(write_workbook(first, read_words()))).sheetnames


def test_the_page_opens_with_what_improved_and_says_what_it_rests_on(better: Assessment) -> None:
    said = page(better, "moved")
    assert "[Heading 1] Design improved clearly." in said
    assert better.history is not None
    people = better.history.comparison.people
    assert f"{people.before} people then, {people.now} now, {people.linked} of them both times" in said
    assert "on the 48 practices that both asked in the same words" in said
    assert "What moved after an action need not have moved because of it." in said
    assert "because of" not in said.replace("because of it", "")


def test_the_picture_shows_a_change_alone_in_the_colour_of_changes(better: Assessment) -> None:
    document = compose(better, Commentary(), read_words(), ("moved",), "0" * 8)
    [figure] = [block.figure for block in document.blocks if isinstance(block, Picture)]
    assert isinstance(figure, Moved)
    tones = {row.label: row.tone for row in figure.rows}
    assert tones["Design"] == "up"
    assert [tones[name] for name in ("Strategy", "Governance", "Culture")] == ["still"] * 3
    for row in figure.rows:
        assert row.low is not None
        assert row.high is not None
        assert row.difference is not None
        assert row.low <= row.difference <= row.high


def test_what_moves_with_who_answers_is_said_to_look_so_only(thinned: Assessment) -> None:
    said = page(thinned, "moved")
    assert "only look as if they had moved" in said or "only looks as if it had moved" in said
    assert "What only looks so" in said
    assert "Who answered: front line in South 8 then, 0 now." in said
    assert "improved clearly" not in said


def test_an_outcome_is_compared_in_the_same_definition_alone(better: Assessment) -> None:
    assert "Net promoter score" in page(better, "moved")
    before, now = two({"design": 1.0})
    other = replace(now, metrics=(replace(now.metrics[0], definition="after a call"),))
    assert "Net promoter score" not in page(reported(before, other), "moved")


def test_three_waves_show_the_way(better: Assessment) -> None:
    first, second = two()
    third = replace(second, wave=replace(second.wave, id="2027"))
    said = page(reported(first, second, third), "moved")
    assert "The way over three waves" in said
    assert "The way over" not in page(better, "moved")


def test_the_sheet_moved_has_every_number_that_compares(better: Assessment) -> None:
    sheet = load_workbook(io.BytesIO(write_workbook(better, read_words())))["Moved"]
    rows = {row[0]: row for row in sheet.iter_rows(min_row=5, values_only=True)}
    assert better.history is not None
    found = better.history.comparison
    assert list(rows) == ["overall", *found.scores, *found.practices, *found.metrics]
    design = found.scores["disciplines.design"]
    assert rows["disciplines.design"][2:5] == pytest.approx((design.before, design.now, design.difference))
    assert rows["disciplines.design"][7] == "improved"
    assert rows["disciplines.culture"][7] == "no clear change"


def test_the_pages_speak_german(better: Assessment) -> None:
    said = page(better, "moved", language="de")
    assert "Was sich seit Welle 2025 bewegt hat" in said
    assert "hat sich deutlich verbessert" in said


# ── what was promised ────────────────────────────────────────────────────────────────────────────────────────


def book() -> Book:
    """Promises of wave 2026, and what became of them in 2027; everybody rates design a level higher then."""
    made = Book().say("2026", "DSN1:2-3", owner="Ana", due="2026-09-01").say("2026", "GOV4:1-2", owner="Ben")
    made.say("2026", "MEA7:2-3", owner="Cleo", due="2026-12-01").say("2026", "CUL8:2-3", owner="Dan")
    made.carry("2027")
    made.say("2027", "DSN1:2-3", status="done", evidence="The minutes of May").say("2027", "GOV4:1-2", status="done")
    return made.say("2027", "CUL8:2-3", why="The board kept the fee", status="dropped")


@pytest.fixture(scope="module")
def kept() -> Assessment:
    before, now = two({"design": 1.0})
    before = replace(before, wave=replace(before.wave, id="2026", as_of=date(2026, 3, 12)))
    now = replace(now, wave=replace(now.wave, id="2027", as_of=date(2027, 3, 12)))
    made = book()
    return reported(before, now, before=made.register("2026"), register=made.register("2027"))


def test_the_report_opens_with_what_was_promised_and_whether_it_moved(kept: Assessment) -> None:
    said = page(kept, "promised")
    assert kept.history is not None
    outcomes = {one.id: one.outcome for one in kept.history.promises}
    assert outcomes["GOV4:1-2"] == "done_not_moved"
    assert outcomes["MEA7:2-3"] == "late"
    assert outcomes["CUL8:2-3"] == "dropped"
    assert "[Heading 1] Two of four promises were kept" in said
    assert "The minutes of May" in said
    assert "No proof is named." in said
    assert "The board kept the fee" in said
    assert "Done, and the practice" in said
    sections = [s for s in read_template(find_template("full")).sections if s in {"promised", "moved", "summary"}]
    assert sections == ["promised", "moved", "summary"]


def test_the_tracker_shows_late_actions_first_and_the_scores_beside_the_last_wave(kept: Assessment) -> None:
    document = compose(kept, Commentary(), read_words(), read_template(find_template("tracker")).sections, "0" * 8)
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert table.rows[0][0].second.startswith("MEA7:2-3")
    assert [row[3].runs[0].text for row in table.rows] == ["Late", "Done", "Done", "Dropped"]
    assert any(isinstance(block, Picture) and isinstance(block.figure, Moved) for block in document.blocks)


def test_a_tracker_without_anything_taken_up_says_how_to_begin(better: Assessment) -> None:
    assert "No action has been taken up yet." in page(better, "tracker")
