"""How many inputs of each kind are made: a few in every run, and 100,000 in all where CXASSESS_FUZZ asks for them.

Each input comes from a seed such as `answers.csv, bytes:17`. A failure names its seeds, and
CXASSESS_FUZZ_SEED='answers.csv, bytes:17' makes that input alone.
"""

import os
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

# Each kind with its number in an ordinary run, and of 100,000: the dear ones are few.
KINDS: dict[str, tuple[int, int]] = {
    "answers.csv, bytes": (120, 34_000),
    "answers.csv, tables": (100, 16_000),
    "answers.csv, imported": (5, 500),
    "metrics.csv, bytes": (120, 20_000),
    "metrics.csv, tables": (100, 12_000),
    "metrics.csv, imported": (5, 300),
    "metrics.xlsx, cells": (8, 300),
    "metrics.xlsx, bytes": (8, 400),
    "metrics.toml": (20, 1_000),
    "engagement.toml, text": (40, 6_000),
    "engagement.toml, values": (40, 6_000),
    "commentary.toml": (30, 5_000),
    "questionnaire, text": (2, 80),
    "questionnaire, values": (20, 800),
    "variant": (6, 200),
    "texts": (300, 12_000),
    "store": (5, 600),
    "folders, damaged": (5, 500),
    "command lines": (8, 500),
    "interview, state": (10, 600),
    "interview, keys": (1, 30),
    "assessments": (8, 1_200),
    "report.docx": (1, 40),
    "workbook.xlsx": (1, 70),
    "workbook back, cells": (4, 120),
    "workbook back, bytes": (3, 60),
    "exports, bytes": (15, 4_000),
    "exports, imported": (3, 200),
    "kills": (5, 250),
}
WANTED = int(os.environ.get("CXASSESS_FUZZ", "0"))
ONLY = os.environ.get("CXASSESS_FUZZ_SEED", "")
MADE: Counter[str] = Counter()
TOO_LONG = 60.0  # seconds of a processor for one input, whatever else the machine does
SHOWN = 12
PRODUCT = str(Path(__file__).parents[2] / "cxassess")


def tries(kind: str) -> int:
    """How many inputs of a kind this run makes."""
    few, many = KINDS[kind]
    return max(few, -(-many * WANTED // 100_000))


def seeds(kind: str) -> Iterator[str]:
    if ONLY:
        yield from [ONLY] if ONLY.rpartition(":")[0] == kind else []
        return
    yield from (f"{kind}:{number}" for number in range(tries(kind)))


def worked() -> float:
    """Seconds that this process and those that it waited for have used of a processor."""
    return sum(os.times()[:4])


def each(kind: str, attempt: Callable[[Random], None]) -> None:
    """Make all inputs of a kind; what fails is named once for each place, with the seeds that lead there."""
    failed: dict[str, list[str]] = {}
    first: dict[str, Exception] = {}
    for seed in seeds(kind):
        begun = worked()
        MADE[kind] += 1
        try:
            attempt(Random(seed))
            assert worked() - begun < TOO_LONG, "it took too long"
        except Exception as error:  # whatever fails is a finding: gathered by its place, and raised below
            place = _place(error)
            failed.setdefault(place, []).append(seed)
            first.setdefault(place, error)
    if failed:
        said = [
            f"{len(found)} of {MADE[kind]} inputs, seeds {found[:5]}:\n{place}\n{_told(first[place])}"
            for place, found in list(failed.items())[:SHOWN]
        ]
        raise AssertionError("\n\n".join(said))


def _place(error: Exception) -> str:
    """The line that failed: the last one of the product, or else of the test, with the kind of error."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename.startswith(PRODUCT)]
    frame = own[-1] if own and not isinstance(error, AssertionError) else frames[-1]
    return f"{type(error).__name__} at {frame.filename}:{frame.lineno} ({frame.line})"


def _told(error: Exception) -> str:
    told = "".join(traceback.format_exception(error))
    return told if len(told) < 3000 else f"{told[:800]}\n…\n{told[-2000:]}"
