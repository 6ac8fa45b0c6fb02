"""Customers' own words out of the rows that count: masked at once, and set down beside what the same rows answered.

A comment as it was sent lives in the engine and in one variable here. What leaves this module is masked, and waits in a
file without a name until the import is kept.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryFile
from typing import Any
from weakref import finalize

from cxassess.comments.language import language_of
from cxassess.comments.tagging import words_of
from cxassess.files.exports.joining import parts_that_count
from cxassess.files.exports.reading import Reading
from cxassess.files.exports.staging import COMMENT, Rows
from cxassess.masking import Names, mask
from cxassess.measures.frame import frame_of
from cxassess.measures.measure import Period
from cxassess.measures.views import Question, View
from cxassess.model.comments import Comment

_PART = 20_000  # rows that are held at a time
_DIMENSIONS = ("day", "touchpoint", "channel")


@dataclass(frozen=True, slots=True)
class Masker:
    """How comments are masked: the names that are known, and what stands in place of what was masked."""

    names: Names
    placeholders: Mapping[str, str]

    def __call__(self, text: str) -> str:
        return mask(text, self.names, self.placeholders)


class Comments:
    """Masked comments in the order of their rows, in a file that is gone when they are; to be gone through again.

    Attributes:
        count: how many there are; masked: how many of them held personal data.
        period: the days that are reported of their source, None for all.
    """

    def __init__(self, period: Period | None) -> None:
        self.period = period
        self.count = self.masked = 0
        self._file = TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 -- it is open as long as this lives
        finalize(self, self._file.close)

    def add(self, comment: Comment, *, was_masked: bool) -> None:
        day = comment.day.isoformat() if comment.day else ""
        cells = (comment.text, comment.file, comment.row, day, comment.touchpoint, comment.channel, comment.language)
        self._file.write(json.dumps((*cells, dict(comment.scores))) + "\n")
        self.count += 1
        self.masked += was_masked

    def __iter__(self) -> Iterator[Comment]:
        self._file.seek(0)
        for line in self._file:
            text, file, row, day, touchpoint, channel, language, scores = json.loads(line)
            yield Comment(
                text, file, row, date.fromisoformat(day) if day else None, touchpoint, channel, language, scores
            )


def read_comments(rows: Rows, view: View, readings: Sequence[Reading], masker: Masker) -> Comments:
    """The comments of one source, masked.

    Args:
        readings: of the files that the view shows.
    """
    frame = frame_of(view)
    found = Comments(None if frame.whole else frame.now)
    for reading, counts in parts_that_count(readings):
        for comment, was_masked in _of_file(rows, reading, counts, masker):
            found.add(comment, was_masked=was_masked)
    return found


def _of_file(rows: Rows, reading: Reading, counts: str, masker: Masker) -> Iterator[tuple[Comment, bool]]:
    staged, mapping = reading.staged, reading.recognised.mapping
    columns = [name for name in staged.fields if name.startswith(COMMENT)]
    if not columns:
        return
    questions = [question for question in reading.view.questions if question.column in staged.fields]
    has_thumb = "rated" in staged.fields
    asked = [name if name in staged.fields else "NULL" for name in _DIMENSIONS]
    wanted = [*columns, *asked, *(question.column for question in questions), *(["rated"] if has_thumb else [])]
    some = " OR ".join(f"{column} IS NOT NULL" for column in columns)
    select = f"SELECT row, {', '.join(wanted)} FROM {staged.table} WHERE {counts} AND ({some})"
    last = -1
    while found := rows(f"{select} AND row > {last} ORDER BY row LIMIT {_PART}"):
        last = found[-1][0]
        for row, *cells in found:
            texts, (day, touchpoint, channel), points = _split(cells, len(columns))
            scores = _scores(questions, points)
            if has_thumb and points[-1] is not None:
                scores["csat.0_1"] = float(points[-1])
            place = touchpoint or _touchpoint(questions, points)
            for text in texts:
                if not text or not (masked := masker(text)):
                    continue
                language = mapping.comment_language or language_of(words_of(masked))
                comment = Comment(masked, reading.view.source, row, day, place, channel or "", language, scores)
                yield comment, masked != " ".join(text.split())


def _split(cells: Sequence[Any], texts: int) -> tuple[Sequence[Any], Sequence[Any], Sequence[Any]]:
    return cells[:texts], cells[texts : texts + len(_DIMENSIONS)], cells[texts + len(_DIMENSIONS) :]


def _scores(questions: Sequence[Question], points: Sequence[Any]) -> dict[str, float]:
    """What a row answered, by metric and scale; of several questions of one kind the mean."""
    found: dict[str, list[float]] = {}
    for question, point in zip(questions, points, strict=False):
        if point is not None:
            scale = question.scale
            down = ".down" if scale.better == "down" else ""
            found.setdefault(f"{question.metric}.{scale.low}_{scale.high}{down}", []).append(float(point))
    return {key: sum(values) / len(values) for key, values in found.items()}


def _touchpoint(questions: Sequence[Question], points: Sequence[Any]) -> str:
    """The touchpoint that the questions of a row are about, where they are about one."""
    named = {q.touchpoint for q, point in zip(questions, points, strict=False) if point is not None and q.touchpoint}
    return next(iter(named)) if len(named) == 1 else ""
