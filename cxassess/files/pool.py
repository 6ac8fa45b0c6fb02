"""Processes that work side by side: one that dies or fails costs what it had in hand, and nothing else."""

import gc
import os
import signal
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Any, Generic, TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")
MOST = 60  # what Windows waits for at once
PATIENCE = 5.0  # seconds that a process has to put down what it holds


@dataclass(frozen=True, slots=True)
class Lost:
    """There is no result: why, as a sentence without its end."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Worker(Generic[Thing, Result]):
    process: SpawnProcess
    pipe: "Connection[tuple[Callable[[Thing], Result], Thing], Result | Lost]"


def cores() -> int:
    """How many processors this process may use."""
    if sys.platform != "win32" and hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Pool:
    """Processes that are started once, anew rather than as copies of this one, and ended with the block.

    They hear no Ctrl-C, which a terminal sends to all of them: this process does, and ends them. To be used from the
    main thread.
    """

    def __init__(self, count: int) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="cxassess-", ignore_cleanup_errors=True)
        self._workers: list[_Worker[Any, Any]] = []
        self.count = max(1, min(count, MOST))

    def map(self, function: Callable[[Thing], Result], things: Sequence[Thing]) -> Iterator[tuple[int, Result | Lost]]:
        """Each thing's number with what the function made of it, as they get done.

        Args:
            function: of the top of a module, which each process imports once; what it raises loses its thing alone.
        """
        waiting = deque(enumerate(things))
        while len(self._workers) < min(self.count, len(waiting)):
            self._workers.append(self._start())
        busy: dict[Any, tuple[_Worker[Thing, Result], int]] = {}

        def give(worker: _Worker[Thing, Result]) -> None:
            if waiting:
                number, thing = waiting.popleft()
                worker = self._given(worker, function, thing)
                busy[worker.pipe] = worker, number

        for worker in list(self._workers):
            give(worker)
        while busy:
            for pipe in wait(list(busy)):
                worker, number = busy.pop(pipe)
                result = self._result_of(worker)
                give(worker)  # one that died is replaced where there is something to give
                yield number, result

    def _given(
        self, worker: _Worker[Thing, Result], function: Callable[[Thing], Result], thing: Thing
    ) -> _Worker[Thing, Result]:
        """The worker that has taken the thing: another one where this died while it had nothing to do."""
        try:
            worker.pipe.send((function, thing))
        except OSError:
            worker = self._replaced(worker)
            worker.pipe.send((function, thing))
        return worker

    @staticmethod
    def _result_of(worker: _Worker[Thing, Result]) -> Result | Lost:
        try:
            return worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join()
            code = worker.process.exitcode or 0
            if code < 0:
                return Lost(f"its process was ended by signal {-code}; a system does that when memory runs out")
            return Lost(f"its process ended with code {code}")

    def _replaced(self, worker: _Worker[Thing, Result]) -> _Worker[Thing, Result]:
        worker.pipe.close()
        another: _Worker[Thing, Result] = self._start()
        self._workers[self._workers.index(worker)] = another
        return another

    def _start(self) -> _Worker[Any, Any]:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, self._temporary.name), daemon=True)
        with _deaf():
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        with _deaf():
            for worker in self._workers:
                worker.pipe.close()  # who waits for work goes home
                if kind is not None:
                    worker.process.terminate()
            for worker in self._workers:
                worker.process.join(PATIENCE)
                if worker.process.exitcode is None:
                    worker.process.kill()
                    worker.process.join()
            self._temporary.cleanup()


@contextmanager
def _deaf() -> Iterator[None]:
    """A while in which Ctrl-C is not heard; a process that starts in it never hears it."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _work(pipe: "Connection[Any, Any]", temporary: str) -> None:
    """What a process does: take a function with a thing, give back the result, until nobody is there to give more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    gc.set_threshold(100_000)  # as `cxassess.cli.main` says
    tempfile.tempdir = temporary  # what a killed process leaves there goes with the pool
    with suppress(EOFError, OSError):
        while True:
            function, thing = pipe.recv()
            pipe.send(_result(function, thing))


def _leave(*_: object) -> None:
    """Files that are being written are taken back on the way out."""
    sys.exit(1)


def _result(function: Callable[[Any], Any], thing: Any) -> Any:
    try:
        return function(thing)
    except Exception as error:  # a slip in one must not stop the others
        return Lost(f"{type(error).__name__}: {error}")
