"""The sheet Moved: every number that compares with the last wave, then and now, with interval, n and verdict."""

from collections.abc import Iterator

from cxassess.model.comparison import Change, Comparison
from cxassess.report.workbook.book import LINE, QUIET, SCORE, TEXT, WRAP, Sheet
from cxassess.report.workbook.layout import MOVED_FIRST
from cxassess.report.workbook.parts import Parts

_COLUMNS = "ABCDEFGHIJKLMN"
_WIDTHS = (33, 36, 9, 9, 11, 9, 9, 18, 11, 8, 8, 8, 11, 52)
_DIFFERENCE = "[>=0.05]+0.0;[<=-0.05]−0.0;0.0"
_END = "+0.00;−0.00;0.00"  # an end of 0.04 is no 0.0, which would seem to lie within the interval
_ON_SCALE = (SCORE, SCORE, _DIFFERENCE, _END, _END)


def write_moved(sheet: Sheet, parts: Parts) -> None:
    """The sheet Moved. Its values stand as they were compared; nothing on it follows the answers of this workbook."""
    history = parts.assessment.history
    if history is None:
        return
    found = history.comparison
    sheet.title(parts.say("moved.title", before=found.before.id, now=found.now.id), parts.subtitle)
    sheet.text("A3", parts.say("moved.note", count=len(found.standing.same)), QUIET)
    heads = dict(zip(_COLUMNS, parts.heads("moved").values(), strict=True))
    sheet.heads(MOVED_FIRST - 1, heads, right=tuple("CDEFGIJKLM"), height=18)
    sheet.widths(dict(zip(_COLUMNS, _WIDTHS, strict=True)))
    row = MOVED_FIRST
    for key, name, change in _rows(parts, found):
        _write_row(sheet, parts, row, key, name, change, on_scale=key not in found.metrics)
        row += 1
    sheet.writer.freeze_panes(MOVED_FIRST - 1, 2)
    sheet.writer.autofilter(MOVED_FIRST - 2, 0, row - 2, len(_COLUMNS) - 1)


def _rows(parts: Parts, found: Comparison) -> Iterator[tuple[str, str, Change]]:
    """Overall, dimensions, practices, outcomes: key, name, change."""
    yield "overall", parts.say("moved.overall"), found.overall
    for key, change in found.scores.items():
        framework, _, dimension = key.partition(".")
        yield key, parts.pack.dimension(framework, dimension).name, change
    for id, change in found.practices.items():
        yield id, parts.pack.practices[id].title, change
    for id, metric in found.metrics.items():
        yield id, parts.words.say(f"metrics.{metric.metric}.name"), metric.change


def _write_row(sheet: Sheet, parts: Parts, row: int, key: str, name: str, change: Change, *, on_scale: bool) -> None:
    sheet.text(f"A{row}", key, LINE, TEXT, valign="vcenter")
    sheet.text(f"B{row}", name, LINE, WRAP, valign="vcenter")
    moved = change.printed if on_scale and change.difference is not None else change.difference
    values = (change.before, change.now, moved, change.low, change.high)
    forms = _ON_SCALE if on_scale else ("General",) * 5
    for column, value, form in zip("CDEFG", values, forms, strict=True):
        sheet.number(f"{column}{row}", value, LINE, num_format=form)
    verdict = parts.words.say(f"compare.verdicts.{change.verdict or 'unknown'}")
    sheet.text(f"H{row}", verdict, LINE, TEXT, bold=change.is_claimed, valign="vcenter")
    same = change.mix.difference if change.mix else None
    sheet.number(f"I{row}", same, LINE, num_format=_DIFFERENCE)
    for column, n in (("J", change.n_before), ("K", change.n_now), ("L", change.linked)):
        sheet.number(f"{column}{row}", n, LINE, num_format="#,##0")
    sheet.number(f"M{row}", change.confidence, LINE, num_format="0.0%")
    sheet.text(f"N{row}", change.why or "", LINE, WRAP, TEXT, valign="vcenter")
    sheet.fit(row, [(name, _WIDTHS[1]), (change.why or "", _WIDTHS[13])])
