"""The thread that writes for a server: together, each job for itself, and told only when it is on the disk."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from cxassess.errors import NotAnEngagement, StoreBusy
from cxassess.files.store import Store
from cxassess.files.store_answers import AnswerRow
from cxassess.files.writer import Done, Job, Writer
from cxassess.model.engagement import Answer
from files.building import WAVE


def saving(question: str, choice: str = "3") -> Callable[[Store], int]:
    return lambda store: store.answers.add(WAVE, AnswerRow("Jane", "manager", "", Answer(question, choice)), "web")


@contextmanager
def writing(folder: Path) -> Iterator[tuple[Writer, list[Done]]]:
    """A writer that runs, and what it has told so far."""
    told: list[Done] = []
    writer = Writer(folder, told.extend)
    writer.start()
    try:
        yield writer, told
    finally:
        writer.stop()


def test_a_job_that_fails_does_not_undo_its_neighbours(folder: Path) -> None:
    def fails(store: Store) -> None:
        saving("STR2")(store)
        raise ValueError("no")

    with writing(folder) as (writer, told):
        hold = threading.Event()
        writer.put(Job(lambda _: hold.wait(10), 0))  # so that the next three wait together
        for number, work in enumerate((saving("STR1"), fails, saving("STR3")), start=1):
            writer.put(Job(work, number))
        hold.set()
        writer.stop()
    assert [(done.job.for_whom, type(done.error)) for done in told[1:]] == [
        (1, type(None)),
        (2, ValueError),
        (3, type(None)),
    ]
    with Store.open(folder) as store:
        [jane] = store.answers.responses(WAVE)
        numbers = [store.answers.newest(WAVE, jane.respondent, question) for question in ("STR1", "STR3")]
    assert set(jane.answers) == {"STR1", "STR3"}
    assert [number for number, _ in filter(None, numbers)] == [done.value for done in told[1:] if not done.error]


def test_nobody_is_told_before_the_transaction_is_over(folder: Path) -> None:
    """Another connection sees an answer at the moment when it is told."""
    seen: list[set[str]] = []

    def told(_: Sequence[Done]) -> None:
        with Store.open(folder) as other:
            seen.append({q for r in other.answers.responses(WAVE) for q in r.answers})

    writer = Writer(folder, told)
    writer.start()
    for question in ("STR1", "STR2"):
        writer.put(Job(saving(question), None))
    writer.stop()
    assert {"STR1", "STR2"} == seen[-1]
    assert all("STR1" in questions for questions in seen)


def test_when_the_transaction_fails_every_job_of_it_has_failed(folder: Path) -> None:
    with writing(folder) as (writer, told), Store.open(folder) as other, other.all_or_nothing():
        writer.patience = 0.05
        writer.put(Job(saving("STR1"), 1))
        writer.put(Job(saving("STR2"), 2))
        writer.stop()
    assert [done.job.for_whom for done in told] == [1, 2]
    assert {type(done.error) for done in told} == {StoreBusy}


def test_what_was_handed_over_is_written_before_it_stops(folder: Path) -> None:
    with writing(folder) as (writer, told):
        for number in range(2000):
            writer.put(Job(saving(f"Q{number}"), number))
    assert [done.job.for_whom for done in told] == list(range(2000))
    with Store.open(folder) as store:
        assert len(store.answers.responses(WAVE)[0].answers) == 2000


def test_a_folder_that_is_none_is_refused_at_the_start(tmp_path: Path) -> None:
    writer = Writer(tmp_path, lambda _: None)
    with pytest.raises(NotAnEngagement):
        writer.start()
    writer.stop()
