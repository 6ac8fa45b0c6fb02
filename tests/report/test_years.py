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
from people import engagement

from cxassess.comparison import compare, trend
from cxassess.display import difference
from cxassess.files.templates import find_template, read_template
from cxassess.model.assessment import Assessment
from cxassess.model.comparison import WaveData
from cxassess.model.engagement import Commentary, MetricEntry
from cxassess.model.history import History
from cxassess.model.register import Register
from cxassess.pipeline import assess
from cxassess.promises import promises
from cxassess.report.blocks import Picture, Table, Tiles
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


@pytest.fixture(scope="module")
def hidden_role() -> Assessment:
    """As `better`, and executives neither answer nor count any more."""
    before, now = two({"design": 1.0})
    roles = {id: role for id, role in now.engagement.roles.items() if id != "executive"}
    fewer = tuple(one for one in now.responses if one.role != "executive")
    return reported(before, replace(now, engagement=replace(now.engagement, roles=roles), responses=fewer))


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
    assert f"people: {people.before} then, {people.now} now, {people.linked} of them both times" in said
    assert "practices that both asked in the same words: 48" in said
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


def test_an_interval_is_printed_so_that_it_leaves_out_zero_where_a_change_is_named(hidden_role: Assessment) -> None:
    assert hidden_role.history is not None
    change = hidden_role.history.comparison.practices["DSN1"]
    assert change.is_claimed
    assert change.low is not None
    assert 0 < change.low < 0.05  # would print as 0.0
    said = page(hidden_role, "moved")
    assert f"+0.9 / +{change.low:.2f} to +{change.high:.2f} | improved" in said
    assert f"{change.before:.1f} / n = {change.n_before} | {change.now:.1f} / n = {change.n_now} | " in said


def test_roles_that_are_no_longer_counted_are_named(hidden_role: Assessment) -> None:
    assert "Left out of both waves, since 2026 does not count them: Executives." in page(hidden_role, "moved")


def test_an_outcome_has_its_difference_with_sign_and_n(better: Assessment) -> None:
    assert "| +12 / 2025, n = 400 | +30 / 2026, n = 400 | +18 improved / +5 to +31" in page(better, "moved")


def test_a_heading_speaks_of_disciplines_and_never_says_of_what_nobody_can_tell_that_it_did_not_move() -> None:
    before, now = two()
    assert "[Heading 1] No discipline moved clearly since wave 2025." in page(reported(before, now), "moved")
    alone = [replace(wave, responses=wave.responses[:1]) for wave in (before, now)]
    said = page(reported(*alone), "moved")
    assert "[Heading 1] Whether a discipline moved since wave 2025 cannot be told." in said
    assert "No practice can be told from chance" in said
    assert "moved clearly" not in said


def test_where_nothing_compares_no_practice_is_spoken_of_and_the_stage_says_why() -> None:
    before, now = two()
    other = {id: replace(practice, anchor_version="9") for id, practice in now.pack.practices.items()}
    said = page(reported(before, replace(now, pack=replace(now.pack, practices=other))), "moved")
    assert "[Heading 1] Whether a discipline moved since wave 2025 cannot be told." in said
    assert "Single practices" not in said
    assert "Reached:" not in said
    assert "cannot be set beside each other: of Product both waves ask 0 practices in the same words; half of" in said


def test_people_who_count_as_one_are_named_as_their_roles_are() -> None:
    """In the first wave few executives answered, so that they count with managers; in the second there are enough."""
    chance = Random(7)
    truth = truth_of(chance)
    people = crowd(chance, {"executive": 6, "manager": 12, "front_line": 12})
    settings = engagement(mode="confidential")
    levels = {"executive": 4.6, "manager": 4.6, "front_line": 1.4}
    before = [one for one in people if one.role != "executive"] + people[:3]
    now = [one for one in people if one.role != "front_line"]
    waves = (
        wave("2025", answered(chance, before, truth, levels=levels), settings),
        wave("2026", answered(chance, now, truth, levels=levels), settings),
    )
    said = page(reported(*waves), "moved")
    assert "executives and managers 15 then, 18 now" in said
    assert "executive+manager" not in said


def test_three_waves_show_the_way(better: Assessment) -> None:
    first, second = two()
    third = replace(second, wave=replace(second.wave, id="2027"))
    said = page(reported(first, second, third), "moved")
    assert "The way over three waves" in said
    assert said.count(f"n = {len(second.responses)}") >= 3
    assert "The way over" not in page(better, "moved")


def test_the_sheet_moved_has_every_number_that_compares(better: Assessment) -> None:
    sheet = load_workbook(io.BytesIO(write_workbook(better, read_words())))["Moved"]
    rows = {row[0]: row for row in sheet.iter_rows(min_row=5, values_only=True)}
    assert better.history is not None
    found = better.history.comparison
    assert list(rows) == ["overall", *found.scores, *found.practices, *found.metrics]
    design = found.scores["disciplines.design"]
    assert rows["disciplines.design"][2:5] == pytest.approx((design.before, design.now, design.printed))
    for key, change in {**found.scores, **found.practices}.items():  # as the two cells before it read
        before, now, told = (value for value in rows[key][2:5])
        assert isinstance(before, float | int)
        assert isinstance(now, float | int)
        assert isinstance(told, float | int)
        assert told == pytest.approx(difference(now, before))
        assert abs(told) >= 0.2 or not change.is_claimed
    assert rows["disciplines.design"][7] == "improved"
    assert rows["disciplines.culture"][7] == "no clear change"
    shown = {row[0].value: [cell.number_format for cell in row[4:7]] for row in sheet.iter_rows(min_row=5)}
    assert shown["disciplines.design"][1:] == ["+0.00;−0.00;0.00"] * 2
    assert shown["nps"] == ["General"] * 3


def test_the_pages_speak_german(better: Assessment) -> None:
    said = page(better, "moved", language="de")
    assert "Was sich seit Welle 2025 bewegt hat" in said
    assert "hat sich deutlich verbessert" in said
    assert "Die Phase ist in beiden Wellen dieselbe" in said
    assert "verbessert" in said
    assert "Stufe" not in said  # which is a level


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
    assert "Done, and no clear improvement of the practice" in said
    assert "moved nothing" not in said
    people = kept.history.comparison.practices["GOV4"]
    assert f", n = {people.n_before} → {people.n_now}" in said
    sections = [s for s in read_template(find_template("full")).sections if s in {"promised", "moved", "summary"}]
    assert sections == ["promised", "moved", "summary"]


def test_the_tracker_shows_late_actions_first_and_the_scores_beside_the_last_wave(kept: Assessment) -> None:
    document = compose(kept, Commentary(), read_words(), read_template(find_template("tracker")).sections, "0" * 8)
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert table.rows[0][0].second.startswith("MEA7:2-3")
    assert [row[3].runs[0].text for row in table.rows] == ["Late", "Done", "Done", "Dropped"]
    assert any(isinstance(block, Picture) and isinstance(block.figure, Moved) for block in document.blocks)


def test_a_merged_action_is_part_of_another_and_counted_once() -> None:
    made = book().say("2027", "MEA7:2-3", merged_into="CUL8:2-3")
    before, now = two()
    found = replace(reported(before, now), register=made.register("2027"))
    document = compose(found, Commentary(), read_words(), ("tracker",), "0" * 8)
    tiles = next(block for block in document.blocks if isinstance(block, Tiles))
    assert [tile.value for tile in tiles.tiles] == ["0", "0", "2", "1", "0"]


def test_a_tracker_without_anything_taken_up_says_how_to_begin(better: Assessment) -> None:
    assert "No action has been taken up yet." in page(better, "tracker")
