"""Bars of the consultants' pages as SVG: pure functions of numbers. Colours are classes, as pages may be dark.

Each stands beside the numbers that it shows, and needs no words of its own; `level_bar` has its counts as a label.
"""

from collections.abc import Sequence

from markupsafe import Markup

from cxassess.model.pack import LEVELS

_WIDTH = 400.0  # of a bar that is stretched to its place, in its own units
_SHARE = Markup(
    '<svg class="chart" viewBox="0 0 400 {height}" height="{height}" preserveAspectRatio="none" aria-hidden="true"'
    ' focusable="false">{marks}</svg>'
)
_RECT = Markup('<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}"/>')
_LINE = Markup('<line class="{kind}" x1="{x1}" x2="{x2}" y1="{y1}" y2="{y2}" vector-effect="non-scaling-stroke"/>')


def turnout_bar(finished: int, started: int, unopened: int, most: int, least: int) -> Markup:
    """How many have finished, started and not begun, of at most `most`; with a line at the smallest group shown."""
    scale = _WIDTH / max(most, least, 1)
    marks, x = [], 0.0
    for kind, count in (("finished", finished), ("started", started), ("unopened", unopened)):
        if count:
            marks.append(_rect(kind, x, 4, count * scale, 14))
        x += count * scale
    if least > 1:
        marks.append(_line("least", least * scale, least * scale, 0, 22))
    return _SHARE.format(height=22, marks=Markup("").join(marks))


def score_bar(
    value: float | None, low: float | None, high: float | None, target: float | None, *, is_far: bool
) -> Markup:
    """A level from 1 to 5 as a bar, its interval as a whisker, and the level aimed at as a mark."""
    marks = [_line("axis" if at == LEVELS[0] else "grid", _x(at), _x(at), 0, 30) for at in LEVELS]
    if value is not None:
        marks.append(_rect("far" if is_far else "near", 0, 6, _x(value), 18))
    if target is not None:
        marks.append(_line("target", _x(target), _x(target), 2, 28))
    if low is not None and high is not None:
        for kind in ("halo", "whisker"):
            marks.append(_line(kind, _x(low), _x(high), 15, 15))
            marks += [_line(kind, _x(end), _x(end), 10, 20) for end in (low, high)]
    return _SHARE.format(height=30, marks=Markup("").join(marks))


def level_bar(counts: Sequence[int], names: Sequence[str]) -> Markup:
    """How many answered each of the five levels, with the numbers in the bar."""
    width, height, gap = 210.0, 24, 1.5
    of = sum(counts)
    parts, x = [], 0.0
    for level, count in zip(LEVELS, counts, strict=True):
        if count:
            share = count / of * width
            parts.append(_rect(f"level{level}", x, 0, max(share - gap, 0.5), height))
            if share >= 8 * len(str(count)) + 4:
                text = Markup('<text class="on{level}" x="{x}" y="16.5" text-anchor="middle">{count}</text>')
                parts.append(text.format(level=level, x=_short(x + (share - gap) / 2), count=count))
            x += share
    label = ", ".join(f"{name} {count}" for name, count in zip(names, counts, strict=True))
    whole = Markup('<svg class="levels" width="210" height="24" viewBox="0 0 210 24" role="img" aria-label="{label}">')
    return whole.format(label=label) + Markup("").join(parts) + Markup("</svg>")


def _x(level: float) -> float:
    """Where a level stands: the axis begins at 1."""
    return (min(max(level, LEVELS[0]), LEVELS[-1]) - LEVELS[0]) / (LEVELS[-1] - LEVELS[0]) * _WIDTH


def _rect(kind: str, x: float, y: float, width: float, height: float) -> Markup:
    return _RECT.format(kind=kind, x=_short(x), y=y, width=_short(width), height=height)


def _line(kind: str, x1: float, x2: float, y1: float, y2: float) -> Markup:
    return _LINE.format(kind=kind, x1=_short(x1), x2=_short(x2), y1=y1, y2=y2)


def _short(number: float) -> str:
    return f"{number:.1f}"
