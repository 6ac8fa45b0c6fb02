"""What must hold of everything that comes out: sentences, answers, metrics, assessments, folders."""

import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite
from pathlib import Path
from unittest.mock import patch

from cxassess.cli import main
from cxassess.errors import CxassessError, InvalidInput, Problem
from cxassess.files.answer_files import NAME_LIMIT, Batch
from cxassess.measures.measure import read_period
from cxassess.measures.withholding import ANSWERS
from cxassess.metrics import METRICS
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import MetricEntry
from cxassess.model.pack import Pack
from cxassess.serialise import as_json

# What a program says to itself, and nobody says to a person.
_INSIDES = re.compile(
    r"Traceback|pydantic|object at 0x|NoneType|Input should|Value error|<class|dict_keys|Errno|KeyError"
    r"|__(?:init|main|name|class|dict)__"
)
_HOLE = re.compile(r"\bNone\b(?! (stays|of the) )|\bnan\b|\binf\b|[{}]|\(\)")  # in a sentence of our own
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def check_text(text: str) -> None:
    """Text that was stored, or that is printed: nothing in it that a terminal, Word or Excel would obey."""
    assert not _CONTROL.search(text), f"a control character in {text[:200]!r}"


def check_problems(problems: Iterable[Problem], *files: str) -> None:
    """Every fault is a sentence with its place, on one line and of a length that can be read."""
    for problem in problems:
        assert problem.where, problem
        assert not files or problem.where.startswith(files), problem
        assert len(problem.message) > 8, problem
        assert len(str(problem)) < 2000, str(problem)[:300]
        assert "\n" not in str(problem), problem
        check_text(str(problem))
        assert not _INSIDES.search(problem.message), problem


def check_refusal(error: CxassessError, *files: str) -> None:
    """The same of an exception that a command would print."""
    if isinstance(error, InvalidInput):
        assert error.problems
        check_problems(error.problems, *files)
    else:
        assert str(error).strip()
        check_text(str(error))


def check_batch(batch: Batch, pack: Pack) -> None:
    """What an answers file gave can be stored: each row is whole, each person has one role, nothing stands twice."""
    said: set[tuple[str, str]] = set()
    parts: dict[str, tuple[str, str]] = {}
    for row in batch.rows:
        key = unicodedata.normalize("NFC", unicodedata.normalize("NFC", row.name).casefold())
        assert row.name.strip() == row.name
        assert 0 < len(row.name) <= NAME_LIMIT
        assert any(c.isprintable() and not c.isspace() for c in row.name)
        assert row.role in pack.roles
        assert parts.setdefault(key, (row.role, row.unit)) == (row.role, row.unit)
        assert (key, row.answer.question) not in said
        said.add((key, row.answer.question))
        choice, practice = row.answer.choice, pack.practices.get(row.answer.question)
        if practice is None:
            assert row.answer.question in pack.cards
            assert choice in {"a", "b", "c", "d", "DK"}
        else:
            assert choice in {"1", "2", "3", "4", "5", "DK", "NA"}
            assert choice != "NA" or (practice.allows_na and row.answer.comment)
        for text in (row.name, row.unit, row.answer.comment, row.answer.evidence):
            check_text(text)
            text.encode()
        assert "\n" not in row.name + row.unit


def check_entries(entries: Sequence[MetricEntry]) -> None:
    """What a metrics file gave can be stored and compared."""
    assert len({(entry.metric, entry.touchpoint.casefold()) for entry in entries}) == len(entries)
    for entry in entries:
        kind = METRICS[entry.metric]
        starts = [period.start for point in entry.series if (period := read_period(point.period))]
        assert starts == sorted(set(starts))
        assert len(starts) == len(entry.series)
        for number in (entry.value, entry.previous, *(point.value for point in entry.series)):
            assert number is None or (isfinite(number) and kind.low <= number <= kind.high)
            assert not number or 1e-9 <= abs(number) <= 1e12
        assert entry.n is None or 1 <= entry.n < 10**15
        for text in (entry.period, entry.source, entry.definition, entry.touchpoint, entry.wording):
            check_text(text)


def contents(folder: Path) -> dict[str, bytes | None]:
    """Every file of a folder with its bytes, and every folder in it; file names may be no Unicode."""
    return {str(p.relative_to(folder)): p.read_bytes() if p.is_file() else None for p in sorted(folder.rglob("*"))}


def command(arguments: Sequence[str]) -> tuple[int, str, str]:
    """Run the command line in this process; its exit code, and what it printed and complained."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with (
        patch.object(sys, "argv", ["cxassess", *arguments]),
        patch.object(sys, "stdin", io.StringIO()),
        patch.object(sys, "stdout", out),
        patch.object(sys, "stderr", err),
    ):
        try:
            main()
        except SystemExit as stop:
            code = stop.code
    said = []
    for stream in (out, err):
        stream.flush()
        assert isinstance(stream.buffer, io.BytesIO)
        said.append(stream.buffer.getvalue().decode())
    assert isinstance(code, int)
    return code, said[0], said[1]


def check_command(code: int, out: str, err: str) -> None:
    """A command ends with one of its codes and says in sentences why, without a character that a terminal obeys."""
    assert code in {0, 1, 2}, (code, err)
    assert code == 0 or err.strip()
    assert not _INSIDES.search(err), err[-1500:]
    for text in (out, err):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text), f"a control character in {text[:600]!r}"


# ── assessments ──────────────────────────────────────────────────────────────────────────────────────────────


def printed(value: float) -> Decimal:
    """The number with one decimal, halves up, as a reader sees it."""
    return Decimal(repr(round(value, 9))).quantize(Decimal("0.1"), ROUND_HALF_UP)


def level_of(value: float) -> int:
    return int((printed(value) + Decimal("0.5")).to_integral_value("ROUND_FLOOR"))


def bytes_of(assessment: Assessment) -> bytes:
    return json.dumps(as_json(assessment), ensure_ascii=False, allow_nan=False).encode()


def check_assessment(assessment: Assessment, *, own_words: bool = False) -> None:
    """Values lie on the scale and in their intervals, levels follow what is printed, what is missing has a reason."""
    for score in assessment.scores.values():
        _check_reading(score.reading.value, score.reading.low, score.reading.high, score.reading.why)
        assert score.level == (None if score.value is None else level_of(score.value))
        assert (score.gap is None) == (score.value is None or score.target is None)
        if score.gap is not None and score.value is not None and score.target is not None:
            assert score.gap == float(max(Decimal(0), printed(score.target) - printed(score.value)))
        assert 0 <= score.practices_valid <= score.practices_asked
    overall = assessment.overall
    _check_reading(overall.reading.value, overall.reading.low, overall.reading.high, overall.reading.why)
    if overall.reading.value is not None:
        assert overall.level is not None
        assert overall.level <= level_of(overall.reading.value)
        assert (overall.capped_by is not None) == (overall.level < level_of(overall.reading.value))
    for practice in assessment.practices.values():
        if practice.value is None:
            assert practice.level is None
            continue
        assert 1 <= practice.value <= 5
        assert practice.level == level_of(practice.value)
        assert sum(practice.counts) == practice.n
        if practice.agreed is not None:
            assert practice.value == practice.agreed.level
    assert assessment.stage.reached is not None or assessment.stage.why
    for finding in assessment.findings:
        assert finding.sentence.strip()
        assert own_words or not _HOLE.search(finding.sentence), finding
    assert len({action.id for action in assessment.actions}) == len(assessment.actions)


def check_outcomes(assessment: Assessment) -> None:
    """Outcomes lie in their intervals, what is missing has a reason, and what few people said stands nowhere."""
    least = assessment.engagement.minimum_group
    for measure in assessment.measures:
        parts = [
            measure.now,
            *(p.measured for p in measure.series),
            *(g.measured for gs in measure.groups.values() for g in gs),
        ]
        for at, part in enumerate(parts):
            assert part.value is not None or part.why in {"nobody", "withheld"}
            if part.value is not None and part.low is not None and part.high is not None:
                assert part.low - 1e-9 <= part.value <= part.high + 1e-9
            is_group = at > 0 or bool(measure.touchpoint)
            if measure.metric in ANSWERS and is_group and part.n is not None and part.n < least:
                assert part.value is None
        for groups in measure.groups.values():
            few = [group.measured.n or 0 for group in groups if group.measured.why == "withheld"]
            if measure.metric in ANSWERS and few and len(few) < len(groups):
                assert sum(few) >= least
    for metric in assessment.metrics.values():
        for reading in (metric, *metric.also):
            assert reading.reading.value is not None or reading.reading.why
            for point in reading.series:
                assert point.value is not None or point.why == "withheld"
    if assessment.index is not None:
        assert assessment.index.value is not None or assessment.index.why
        assert assessment.index.value is None or -1e-9 <= assessment.index.value <= 100 + 1e-9


def _check_reading(value: float | None, low: float | None, high: float | None, why: str | None) -> None:
    assert (low is None) == (high is None)
    if value is None:
        assert why
        assert low is None
        return
    assert why is None
    assert 1 <= value <= 5
    if low is not None and high is not None:
        assert 1 <= low <= value <= high <= 5


def values(assessment: Assessment) -> Mapping[str, float | None]:
    """Every score by its name, for comparing two assessments."""
    return {
        **{key: score.value for key, score in assessment.scores.items()},
        **{id: practice.value for id, practice in assessment.practices.items()},
        "overall": assessment.overall.reading.value,
    }
