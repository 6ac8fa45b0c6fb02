"""What the consultants are told of how people answered: signs to look at, from the thresholds of the method on."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from files.building import WAVE, done_well, pack, run

from cxassess.files.engagement import open_engagement
from cxassess.files.store import Store
from cxassess.files.store_answers import AnswerRow
from cxassess.model.engagement import Answer, Response
from cxassess.pace import usual_seconds
from cxassess.quality import SIGNS, signs_of
from cxassess.words import languages, read_words

PRACTICES = tuple(pack().practices)


def response(choices: Mapping[str, str], seconds: Mapping[str, float] | None = None) -> Response:
    answers = {question: Answer(question, choice) for question, choice in choices.items()}
    return Response("1", "Ana", "manager", "", answers, seconds or {})


def first(count: int, choice: str = "3", other: str = "4", others: int = 0) -> dict[str, str]:
    """So many answers, the last of them with another choice."""
    return {q: other if place >= count - others else choice for place, q in enumerate(PRACTICES[:count])}


@pytest.mark.parametrize(
    ("choices", "signs"),
    [
        ({}, ()),
        (first(14), ()),
        (first(15), ("same",)),
        (first(20, others=2), ("same",)),
        (first(20, others=3), ()),
        (first(30, "3", "DK", 15), ("same", "unsure")),
        (first(28, "3", "DK", 13), ("same",)),
        (first(9, "DK"), ()),
        (first(10, "DK"), ("unsure",)),
        (first(10, "1", "DK", 5), ("unsure",)),
        (first(12, "1", "DK", 5), ()),
    ],
)
def test_a_sign_is_given_from_its_threshold_on(choices: Mapping[str, str], signs: tuple[str, ...]) -> None:
    assert signs_of(response(choices), pack()) == signs


@pytest.mark.parametrize(
    ("share", "count", "signs"),
    [(0.32, 10, ("fast",)), (0.32, 9, ()), (0.34, 10, ()), (1.0, 40, ())],
)
def test_fast_is_who_took_less_than_a_third_of_the_usual_time(share: float, count: int, signs: tuple[str, ...]) -> None:
    seconds = {q: share * usual_seconds(pack(), "manager", q) for q in PRACTICES[:count]}
    assert signs_of(response({}, seconds), pack()) == signs


def test_a_pause_over_lunch_makes_nobody_slow_and_a_question_that_is_gone_counts_for_nothing() -> None:
    seconds = dict.fromkeys(PRACTICES[:11], 2.0) | {PRACTICES[0]: 3600.0, "GONE1": 0.0}
    assert signs_of(response({}, seconds), pack()) == ("fast",)


# ── from the store to the screen ─────────────────────────────────────────────────────────────────────────────


def answer_by(folder: Path, name: str, via: str, seconds: float) -> None:
    """Somebody answers the first twelve practices one by one, with so many seconds between them."""
    start = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
    with Store.open(folder) as store:
        for number, question in enumerate(PRACTICES[:12]):
            store.answers.add(WAVE, AnswerRow(name, "manager", "", Answer(question, str(1 + number % 4))), via)
    with sqlite3.connect(folder / "answers.db") as db:
        rows = db.execute(
            "SELECT seq FROM answer JOIN person ON person.id = person WHERE name = ? ORDER BY seq", (name,)
        ).fetchall()
        for number, (seq,) in enumerate(rows):
            at = (start + timedelta(seconds=number * seconds)).isoformat(timespec="seconds")
            db.execute("UPDATE answer SET at = ? WHERE seq = ?", (at, seq))
    db.close()


def test_only_answers_given_one_by_one_on_a_screen_tell_a_time(folder: Path) -> None:
    for name, via, seconds in (
        ("Web", "web", 3),
        ("Terminal", "terminal", 3),
        ("Slow", "web", 25),
        ("File", "csv", 0),
        ("Talk", "interview", 3),
    ):
        answer_by(folder, name, via, seconds)
    said = json.loads(done_well(run("status", folder, "--json")))
    assert {person["name"]: person["signs"] for person in said["people"]} == {
        "Web": ["fast"],
        "Terminal": ["fast"],
        "Slow": [],
        "File": [],
        "Talk": [],
    }
    shown = done_well(run("status", folder))
    assert shown.count("(in a third of the usual time)") == 2
    assert "In brackets stands what to talk about; all answers count." in shown


def test_a_corrected_answer_does_not_count_as_a_fast_one(folder: Path) -> None:
    answer_by(folder, "Ana", "web", 25)
    with Store.open(folder) as store:
        for question in PRACTICES[:12]:
            store.answers.add(WAVE, AnswerRow("Ana", "manager", "", Answer(question, "5")), "web")
        [found] = store.answers.responses(WAVE)
    assert (len(found.seconds), signs_of(found, pack())) == (11, ())


def test_where_only_the_day_is_kept_nobody_is_fast(folder: Path) -> None:
    answer_by(folder, "Ana", "web", 3)
    with sqlite3.connect(folder / "answers.db") as db:
        db.execute("UPDATE answer SET at = '2026-03-12'")
    db.close()
    with Store.open(folder) as store:
        [found] = store.answers.responses(WAVE)
    assert (found.seconds, signs_of(found, pack())) == ({}, ())


def test_the_way_in_makes_no_difference_to_the_assessment(folder: Path) -> None:
    answer_by(folder, "Ana", "web", 3)
    with open_engagement(folder) as opened:
        [fast] = opened.store.answers.responses(WAVE)
    assert fast == Response(fast.respondent, "Ana", "manager", "", fast.answers)
    assert "seconds" not in done_well(run("assess", folder, "--json"))


def test_every_sign_has_its_words_in_status_and_report() -> None:
    for language in languages():
        words = read_words(language)
        assert all(words.say(f"status.signs.{sign}") and words.say(f"report.quality.{sign}") for sign in SIGNS)
