"""What somebody answered the last time: shown after they have answered, to them alone, of the same practice."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cxassess.files.last_time import LastAnswer, LastTimes
from cxassess.files.store import Store
from cxassess.files.store_answers import AnswerRow
from cxassess.files.waves import new_wave
from cxassess.model.engagement import Answer
from files.building import AS_OF, WAVE, make_engagement
from files.versions import write_second

NEXT = "2027"
Given = tuple[str, str, str, str]  # wave, name, practice, level


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_second(tmp_path_factory.mktemp("packs") / "second")


def answer(store: Store, wave: str, name: str, practice: str, level: str) -> str:
    """Save an answer; the id of the person."""
    store.answers.add(wave, AnswerRow(name, "manager", "", Answer(practice, level, f"In {wave}")), "web")
    part = store.people.part(wave, name)
    assert part is not None
    return part[0]


def last(folder: Path, given: list[Given], question: str = "STR1", name: str = "Ana", mode: str = "") -> object:
    """What Ana sees beside a question in the next wave, after some answers; `mode` is another mode of the first one."""
    with Store.open(folder) as store:
        if mode:
            store._db.execute("UPDATE wave SET mode = ? WHERE id = ?", (mode, WAVE))
        people = {who: answer(store, wave, who, practice, level) for wave, who, practice, level in given}
        return LastTimes(store, NEXT).of(store, people.get(name, ""), question)


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    folder = make_engagement(tmp_path / "acme")
    new_wave(folder, NEXT, date(2027, 3, 1))
    return folder


def test_after_answering_somebody_sees_what_they_said_the_last_time(acme: Path) -> None:
    seen = last(acme, [(WAVE, "Ana", "STR1", "2"), (NEXT, "Ana", "STR1", "4")])
    assert seen == LastAnswer(WAVE, AS_OF, Answer("STR1", "2", f"In {WAVE}"))


@pytest.mark.parametrize(
    "given",
    [
        [(WAVE, "Ana", "STR1", "2"), (NEXT, "Ana", "STR2", "4")],  # not answered yet
        [(WAVE, "Ben", "STR1", "2"), (NEXT, "Ana", "STR1", "4")],  # somebody else did
        [(WAVE, "Ana", "STR2", "2"), (NEXT, "Ana", "STR1", "4")],  # another practice
    ],
)
def test_nothing_is_shown_before_answering_and_nothing_of_others(acme: Path, given: list[Given]) -> None:
    assert last(acme, given) is None


def test_the_newest_earlier_wave_in_which_they_answered_counts_and_no_later_one(acme: Path) -> None:
    for wave in ("2028", "2029", "2030"):
        new_wave(acme, wave, date(int(wave), 3, 1))
    with Store.open(acme) as store:
        for wave, level in ((WAVE, "1"), ("2028", "3"), ("2029", "5"), ("2030", "2")):
            ana = answer(store, wave, "Ana", "STR1", level)
        seen = LastTimes(store, "2029").of(store, ana, "STR1")
    assert seen is not None
    assert (seen.wave, seen.answer.choice) == ("2028", "3")


@pytest.mark.parametrize("anonymous", [WAVE, NEXT])
def test_across_anonymous_waves_nothing_is_shown_even_of_somebody_with_a_code(acme: Path, anonymous: str) -> None:
    given = [(WAVE, "Ana", "STR1", "2"), (NEXT, "Ana", "STR1", "4")]
    assert last(acme, given) is not None
    with Store.open(acme) as store:
        store._db.execute("UPDATE wave SET mode = 'anonymous' WHERE id = ?", (anonymous,))
        part = store.people.part(NEXT, "Ana")
        assert part is not None
        assert LastTimes(store, NEXT).of(store, part[0], "STR1") is None


def test_in_a_confidential_wave_people_see_their_own(acme: Path) -> None:
    given = [(WAVE, "Ana", "STR1", "2"), (NEXT, "Ana", "STR1", "4")]
    assert last(acme, given, mode="confidential") is not None


def test_a_reworded_practice_shows_nothing_and_a_renamed_one_what_was_said_under_its_old_id(
    tmp_path: Path, second: Path
) -> None:
    folder = make_engagement(tmp_path / "acme")
    new_wave(folder, NEXT, date(2027, 3, 1), str(second))
    given = [(WAVE, "Ana", "GOV4", "2"), (NEXT, "Ana", "GOV9", "4")]
    assert last(folder, given, "GOV9") == LastAnswer(WAVE, AS_OF, Answer("GOV9", "2", f"In {WAVE}"))
    for practice in ("STR3", "CUL4"):
        assert last(folder, [(WAVE, "Ana", practice, "2"), (NEXT, "Ana", practice, "4")], practice) is None


def test_a_pulse_shows_what_was_said_in_the_whole_questionnaire(tmp_path: Path) -> None:
    folder = make_engagement(tmp_path / "acme")
    new_wave(folder, NEXT, date(2027, 3, 1), "cx-pulse")
    seen = last(folder, [(WAVE, "Ana", "STR1", "2"), (NEXT, "Ana", "STR1", "4")])
    assert seen == replace(LastAnswer(WAVE, AS_OF, Answer("STR1", "2")), answer=Answer("STR1", "2", f"In {WAVE}"))
