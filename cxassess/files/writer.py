"""One thread that writes to the store for a server: what waits is committed together, and told only when it is on disk.

A job that fails does not undo its neighbours: the batch is taken back and done again, each job in a savepoint of its
own. So a job may run twice, and changes nothing but the store. It is done when the transaction that held it has been
synced; whoever asked for it hears nothing before.
"""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, NamedTuple

from cxassess.errors import StoreBusy
from cxassess.files.store import Store

Told = Callable[[Sequence["Done"]], None]

MOST_TOGETHER = 512  # jobs in one transaction
PATIENCE = 30.0  # seconds that a batch waits for another program, such as a long import
MOST_WAITING = 10_000  # jobs; beyond that the server says that it is busy


class Done(NamedTuple):
    """A job that is on the disk with its value, or that was not done, with what kept it from that."""

    job: "Job"
    value: Any = None
    error: BaseException | None = None


class Job(NamedTuple):
    """Something to write. `for_whom` belongs to whoever asked, and comes back with the result."""

    work: Callable[[Store], Any]
    for_whom: Any


class Writer:
    """The thread, with its own connection. `told` is called in that thread, once for each batch."""

    def __init__(self, folder: Path, told: Told) -> None:
        self._folder, self._told = folder, told
        self.patience = PATIENCE
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._ready: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, name="writer")

    def start(self) -> None:
        """Open the store. Raises what opening it can raise."""
        self._thread.start()
        self._ready.result()

    def put(self, job: Job) -> None:
        """Hand over a job. Raises StoreBusy where thousands wait already."""
        if self._jobs.qsize() >= MOST_WAITING:
            raise StoreBusy(f"{self._folder}: too many answers wait to be saved")
        self._jobs.put(job)

    def stop(self) -> None:
        """Do what was handed over, then end."""
        if self._thread.is_alive():
            self._jobs.put(None)
            self._thread.join()

    def _run(self) -> None:
        try:
            store = Store.open(self._folder)
        except BaseException as error:  # whatever it is, it belongs to who waits in `start`
            self._ready.set_exception(error)
            return
        with store:
            self._ready.set_result(None)
            is_open = True
            while is_open:
                batch, is_open = self._batch()
                store.patience = self.patience
                if batch:
                    self._told(_written(store, batch))

    def _batch(self) -> tuple[list[Job], bool]:
        """What waits, at least one job; and whether more may come."""
        batch: list[Job] = []
        job = self._jobs.get()
        while job is not None:
            batch.append(job)
            if len(batch) == MOST_TOGETHER:
                return batch, True
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return batch, True
        return batch, False


def _written(store: Store, batch: Sequence[Job]) -> list[Done]:
    """The jobs after their transaction: all that did not fail themselves are on the disk, or none is."""
    try:
        with store.all_or_nothing():
            return [Done(job, job.work(store)) for job in batch]
    except StoreBusy as error:  # another program writes: each is told, and the thread lives on
        return [Done(job, error=error) for job in batch]
    except Exception:  # as a rule a job's own fault; nothing of the batch was kept
        return _one_by_one(store, batch)


def _one_by_one(store: Store, batch: Sequence[Job]) -> list[Done]:
    """The same where a job fails: each in a savepoint of its own, so that its neighbours go on."""
    done: list[Done] = []
    try:
        with store.all_or_nothing():
            for job in batch:
                try:
                    with store.savepoint():
                        done.append(Done(job, job.work(store)))
                except Exception as error:  # it goes to who asked for the job
                    done.append(Done(job, error=error))
    except Exception as error:  # the transaction failed, so no job is done
        return [one if one.error else Done(one.job, error=error) for one in _all(batch, done)]
    return done


def _all(batch: Sequence[Job], done: Sequence[Done]) -> list[Done]:
    return [*done, *(Done(job) for job in batch[len(done) :])]
