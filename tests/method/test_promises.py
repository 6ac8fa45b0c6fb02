"""The register of promises over the years, and what became of each beside what its practice did."""

from collections.abc import Mapping
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from cxassess.model.action import PROMISED, ActionChange, ActionRecord, Promised, promised_text, records_of
from cxassess.model.comparison import Change, Comparison
from cxassess.model.register import CARRIED, Recorded, Register, carried_changes, changes_in_wave, make_register
from cxassess.promises import promises

WAVES = {"2026": date(2026, 3, 12), "2027": date(2027, 3, 12), "2028": date(2028, 3, 12)}
ORDER = {wave: place for place, wave in enumerate(WAVES)}
STEP = "MEA7:2-3"


def texts(wave: str, action: str, record: ActionRecord) -> Promised:
    return Promised(wave, f"{action} as worded in {wave}", action.partition(":")[0] if ":" in action else None)


class Book:
    """Decisions as a store keeps them, and the register they make."""

    def __init__(self) -> None:
        self.rows: list[Recorded] = []

    def say(self, wave: str, action: str, via: str = "terminal", why: str = "", **fields: str) -> "Book":
        for field, value in fields.items():
            self._add(wave, ActionChange(action, field, value, why), via)
        return self

    def _add(self, wave: str, change: ActionChange, via: str) -> None:
        self.rows.append(Recorded(len(self.rows) + 1, wave, change, "2026-05-02T10:00:00+00:00", via))

    def carry(self, into: str) -> "Book":
        for entry in self.register(into).to_do:
            if into not in entry.waves:
                for change in carried_changes(entry):
                    self._add(into, change, CARRIED)
        return self

    def register(self, upto: str = "2028") -> Register:
        return make_register(self.rows, WAVES, texts, upto)

    def in_wave(self, wave: str) -> dict[str, ActionRecord]:
        return records_of(changes_in_wave(self.rows, wave, ORDER))


def compared(**verdicts: str | None) -> Comparison:
    """A comparison in which practices have these verdicts, and went from 2 to 3."""
    practices: Mapping[str, Any] = {
        id: Change(id, 2.0, 3.0, verdict=cast("Any", verdict)) for id, verdict in verdicts.items()
    }
    return cast("Comparison", SimpleNamespace(practices=practices))


# ── what is a promise ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("action", "fields", "is_one"),
    [
        (STEP, {"owner": "Ana"}, True),
        (STEP, {"due": "2026-06-01"}, True),
        (STEP, {"status": "doing"}, True),
        (STEP, {"status": "done"}, True),
        (STEP, {"status": "open"}, True),  # as `action add` takes it up
        ("OWN1", {"title": "Call ten customers"}, True),
        (STEP, {"status": "dropped"}, False),  # turned down, never promised
        (STEP, {"impact": "2", "rank": "3", "horizon": "next"}, False),
        (STEP, {"title": "In our words"}, False),
        (STEP, {"owner": ""}, False),
    ],
)
def test_an_action_is_taken_up_by_an_owner_a_day_a_state_or_by_people_adding_it(
    action: str, fields: dict[str, str], is_one: bool
) -> None:
    assert [entry.id for entry in Book().say("2026", action, **fields).register().entries] == [action] * is_one


# ── over the waves ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_promise_keeps_id_words_and_beginning_over_the_waves() -> None:
    book = Book().say("2026", STEP, owner="Ana", due="2026-06-01", impact="3").carry("2027")
    book.say("2027", STEP, owner="Ben")
    [entry] = book.register().entries
    assert (entry.id, entry.taken_up, entry.waves) == (STEP, "2026", ("2026", "2027"))
    assert (entry.title, entry.owner, entry.due) == ("MEA7:2-3 as worded in 2026", "Ben", date(2026, 6, 1))
    assert [(one.wave, one.change.field, one.change.value) for one in entry.history] == [
        ("2026", "owner", "Ana"),
        ("2026", "due", "2026-06-01"),
        ("2026", "impact", "3"),
        ("2027", "owner", "Ben"),
    ]
    assert book.in_wave("2027")[STEP] == ActionRecord(
        STEP,
        owner="Ben",
        due=date(2026, 6, 1),
        promised=Promised("2026", "MEA7:2-3 as worded in 2026", "MEA7"),
    )
    assert book.in_wave("2026")[STEP].owner == "Ana"


def test_what_an_earlier_wave_records_later_counts_in_the_wave_that_took_the_promise_over() -> None:
    book = Book().say("2026", STEP, owner="Ana").carry("2027")
    book.say("2026", STEP, via="workbook", status="done", evidence="The list", impact="3")
    assert book.in_wave("2027")[STEP].status == "done"
    assert book.in_wave("2027")[STEP].impact is None
    [entry] = book.register().entries
    assert (entry.status, entry.evidence, entry.ended) == ("done", "The list", "2026")


def test_a_step_that_was_done_and_is_taken_up_again_is_another_promise() -> None:
    book = Book().say("2026", STEP, owner="Ana", status="done").carry("2027")
    assert book.in_wave("2027") == {}
    book.say("2027", STEP, owner="Ben")
    first, second = book.register().entries
    assert (first.taken_up, first.status, first.owner, first.ended) == ("2026", "done", "Ana", "2026")
    assert (second.taken_up, second.status, second.owner, second.ended) == ("2027", "open", "Ben", None)
    assert book.register().newest == {STEP: second}
    assert len(second.history) == 3
    assert book.register("2026").newest[STEP].ended == "2026"


@pytest.mark.parametrize("end", [{"status": "done"}, {"status": "dropped"}, {"merged_into": "OWN1"}])
def test_what_has_ended_is_not_carried_on(end: dict[str, str]) -> None:
    book = Book().say("2026", STEP, owner="Ana").say("2026", STEP, why="so", **end).carry("2027")
    assert book.in_wave("2027") == {}


def test_a_promise_that_a_wave_had_only_weighed_is_one_promise_once_it_is_carried_there() -> None:
    book = Book().say("2026", STEP, impact="2").say("2027", STEP, impact="3").say("2026", STEP, owner="Ana")
    [entry] = book.carry("2027").register().entries
    assert (entry.taken_up, entry.waves, entry.owner) == ("2026", ("2026", "2027"), "Ana")


def test_own_actions_come_with_their_words() -> None:
    book = Book().say("2026", "OWN1", title="Call", what="All ten", practice="MEA7", owner="Ana").carry("2027")
    record = book.in_wave("2027")["OWN1"]
    assert (record.title, record.what, record.practice, record.owner) == ("Call", "All ten", "MEA7", "Ana")
    assert record.promised is not None
    assert record.promised.wave == "2026"


@pytest.mark.parametrize("text", ["{}", "[]", '{"wave": "2026"}', "no json", '{"wave": "2026", "title": "", "x": 1}'])
def test_a_promise_that_nobody_wrote_is_refused(text: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        records_of([ActionChange(STEP, PROMISED, text)])
    assert records_of([ActionChange(STEP, PROMISED, promised_text(Promised("2026", "A")))])[STEP].promised


# ── what became of them ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fields", "verdict", "outcome"),
    [
        ({"status": "done"}, "improved", "done_and_moved"),
        ({"status": "done"}, "no_clear_change", "done_not_moved"),
        ({"status": "done"}, "declined", "done_not_moved"),
        ({"status": "done"}, "mix", "done_not_moved"),  # only other people answered
        ({"status": "done"}, "not_comparable", "done_unknown"),
        ({"status": "done"}, None, "done_unknown"),
        ({"status": "doing"}, "improved", "moved_without"),
        ({"due": "2026-06-01"}, "improved", "moved_without"),
        ({"due": "2026-06-01"}, "declined", "late"),
        ({"due": "2027-03-12"}, None, "open"),  # on the day of the wave it is not over
        ({}, "no_clear_change", "open"),
        ({"status": "dropped"}, "improved", "dropped"),
        ({"merged_into": "OWN1"}, "improved", "merged"),
    ],
)
def test_each_promise_has_one_outcome(fields: dict[str, str], verdict: str | None, outcome: str) -> None:
    book = Book().say("2026", STEP, owner="Ana").carry("2027")
    book.say("2027", STEP, why="so it was", **fields)
    [found] = promises(book.register("2026"), book.register("2027"), compared(MEA7=verdict))
    assert (found.outcome, found.verdict, found.before, found.now) == (outcome, verdict, 2.0, 3.0)
    assert found.late == (fields.get("due") == "2026-06-01")
    assert found.reason == ("so it was" if outcome == "dropped" else "")


def test_a_promise_whose_practice_only_one_wave_asked_is_done_and_nothing_more_is_said() -> None:
    book = Book().say("2026", STEP, status="done").say("2026", "OWN1", title="Call", status="done")
    for comparison in (compared(GOV1="improved"), None):
        found = promises(book.register("2026"), book.register("2027"), comparison)
        assert [(one.outcome, one.before, one.verdict) for one in found] == [("done_unknown", None, None)] * 2


def test_what_ended_before_the_earlier_wave_or_began_after_it_is_left_out() -> None:
    book = Book().say("2026", STEP, status="done").say("2026", "GOV1:1-2", owner="Ana").carry("2027")
    book.say("2027", "GOV1:1-2", status="done").say("2028", "OWN1", title="New")
    found = promises(book.register("2027"), book.register("2028"), None)
    assert [(one.id, one.outcome) for one in found] == [("GOV1:1-2", "done_unknown")]


def test_a_promise_that_was_done_stays_so_where_its_step_is_taken_up_anew() -> None:
    book = Book().say("2026", STEP, status="done").say("2027", STEP, owner="Ben")
    [found] = promises(book.register("2026"), book.register("2027"), compared(MEA7="no_clear_change"))
    assert (found.taken_up, found.outcome) == ("2026", "done_not_moved")
