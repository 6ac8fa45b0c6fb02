"""The roadmap at a glance: every planned step once, in the lane of its discipline and under its time."""

import re

from method.test_decisions import PLAIN, decided

from cxassess.model.action import HORIZONS, ActionRecord
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Commentary
from cxassess.report.blocks import Card, Heading, Lanes, flat
from cxassess.report.compose import compose
from cxassess.words import read_words


def lanes_of(assessment: Assessment) -> dict[tuple[str, str], tuple[Card, ...]]:
    """The cards of the roadmap by lane and head."""
    document = compose(assessment, Commentary(), read_words(), ["roadmap"], "0" * 8)
    (block,) = (block for block in flat(document.blocks) if isinstance(block, Lanes))
    heads = [name for name, _ in block.heads]
    return {(name, head): cards for name, cells in block.lanes for head, cards in zip(heads, cells, strict=True)}


def test_the_heading_counts_only_times_in_which_something_is_done() -> None:
    moved = decided(*(ActionRecord(a.id, horizon="next") for a in PLAIN.actions if a.horizon == "later"))
    document = compose(moved, Commentary(), read_words(), ["roadmap"], "0" * 8)
    heads = [block.text for block in flat(document.blocks) if isinstance(block, Heading)]
    assert any(re.fullmatch(r"\w+ steps in two years: \w+ now, \w+ next\.", head) for head in heads), heads


def test_every_planned_step_stands_once_in_its_lane_and_time_most_urgent_first() -> None:
    lanes = lanes_of(PLAIN)
    names = {d.id: d.name for d in PLAIN.pack.disciplines}
    for horizon in HORIZONS:
        for id, name in names.items():
            steps = [a for a in PLAIN.actions if a.horizon == horizon]
            wanted = [a.title for a in steps if PLAIN.pack.practices[a.practice].discipline == id]
            found = [card.title for card in lanes.get((name, horizon.capitalize()), ())]
            assert found == wanted
    assert sum(map(len, lanes.values())) == sum(1 for a in PLAIN.actions if a.horizon)


def test_lanes_keep_the_order_of_the_questionnaire_and_an_empty_one_is_left_out() -> None:
    names = [name for name, head in lanes_of(PLAIN) if head == "Now"]
    busy = {PLAIN.pack.practices[a.practice].discipline for a in PLAIN.actions if a.horizon}
    assert names == [d.name for d in PLAIN.pack.disciplines if d.id in busy]


def test_a_card_names_the_practice_and_who_does_it() -> None:
    first = next(a for a in PLAIN.actions if a.horizon == "now")
    card = next(c for cards in lanes_of(PLAIN).values() for c in cards if c.title == first.title)
    assert card.second == f"{first.practice}: {first.owner_role}"
    named = decided(ActionRecord(first.id, owner="Ann", status="doing"))
    card = next(c for cards in lanes_of(named).values() for c in cards if c.title == first.title)
    assert card.second == f"{first.practice}: Ann, doing"


def test_a_step_that_waits_for_another_says_for_which() -> None:
    later = next(a for a in PLAIN.actions if a.horizon and any(not met for _, _, met in a.prerequisites))
    card = next(c for cards in lanes_of(PLAIN).values() for c in cards if c.title == later.title)
    practice, level = next((practice, level) for practice, level, met in later.prerequisites if not met)
    assert card.second.endswith(f", after {practice} at level {level}")


def test_what_people_added_without_a_practice_stands_in_a_lane_of_its_own() -> None:
    own = decided(ActionRecord("OWN1", title="Repaint the shops", horizon="next", owner="Ben"))
    assert lanes_of(own)["Across disciplines", "Next"] == (Card("Repaint the shops", "OWN1: Ben"),)
