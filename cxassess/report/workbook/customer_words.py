"""The sheet Customer words: each theme by touchpoint, channel and quarter, beside scores, and the approved quotes."""

from collections.abc import Iterator
from dataclasses import dataclass

from cxassess.model.comments import CommentCounts, ScoreLink, ThemeCount
from cxassess.report.workbook.book import LINE, QUIET, TEXT, WRAP, Sheet
from cxassess.report.workbook.layout import WORDS_FIRST
from cxassess.report.workbook.live import Live
from cxassess.report.workbook.parts import Parts

_COLUMNS = "ABCDEFGHIJKLMNOP"
_WIDTHS = (32, 14, 30, 11, 10, 9, 9, 9, 26, 10, 10, 11, 9, 9, 9, 10)
_SHARE, _MEAN = "0.0%", "0.00"
_SIGNED = "+0.00;−0.00;0.00"


def write_customer_words(sheet: Sheet, parts: Parts) -> None:
    """The sheet Customer words. Shares and differences follow from the numbers beside them."""
    counts = parts.assessment.comments
    assert counts is not None, "the sheet stands only where there are comments"
    least = parts.assessment.engagement.minimum_group
    sheet.title(parts.say("words.title"), parts.subtitle)
    sheet.text("A3", parts.say("words.note", least=least), QUIET)
    heads = dict(zip(_COLUMNS, parts.heads("words").values(), strict=True))
    sheet.heads(WORDS_FIRST - 1, heads, right=tuple("DEFGHJKLMNOP"), height=30)
    sheet.widths(dict(zip(_COLUMNS, _WIDTHS, strict=True)))
    row = WORDS_FIRST
    for theme in counts.themes:
        for line in _lines(parts, theme, counts):
            _write_line(sheet, row, line)
            row += 1
    sheet.writer.autofilter(f"A{WORDS_FIRST - 1}:P{row - 1}")
    sheet.writer.freeze_panes(WORDS_FIRST - 1, 1)
    _write_quotes(sheet, parts, counts, row + 1)


@dataclass(frozen=True, slots=True)
class _Line:
    """A theme in all comments or in those of a group, `count` of `n`, with one score where there is one."""

    texts: tuple[str, str, str]
    n: int
    count: int | None
    low: float | None
    high: float | None
    score: str = ""
    link: ScoreLink | None = None


def _lines(parts: Parts, theme: ThemeCount, counts: CommentCounts) -> Iterator[_Line]:
    """A row a score for all comments, then one a group."""
    everything = (theme.name, parts.say("words.all"), "" if theme.n is not None else parts.say("words.withheld"))
    whole = _Line(everything, counts.comments, theme.n, theme.low, theme.high)
    if not theme.scores:
        yield whole
    for link in theme.scores:
        name = parts.words.say(f"report.words.scores.{link.metric}", least=link.least, most=link.most)
        yield _Line(everything, counts.comments, theme.n, theme.low, theme.high, name, link)
    for by, groups in theme.groups.items():
        for group in groups:
            shown = group.name if group.count is not None else f"{group.name} ({parts.say('words.withheld')})"
            texts = (theme.name, parts.say(f"words.{by}"), shown)
            yield _Line(texts, group.n, group.count, group.low, group.high)


def _write_line(sheet: Sheet, row: int, line: _Line) -> None:
    for column, text in zip("ABC", line.texts, strict=True):
        sheet.text(f"{column}{row}", text, LINE, WRAP, bold=column == "A", valign="vcenter")
    sheet.number(f"D{row}", line.n, LINE, num_format="#,##0")
    sheet.number(f"E{row}", line.count, LINE, num_format="#,##0")
    share = Live(f'IF(COUNT(E{row})=0,"",E{row}/D{row})', None if line.count is None else line.count / line.n)
    sheet.live(f"F{row}", share, LINE, num_format=_SHARE, bold=True)
    for column, value in (("G", line.low), ("H", line.high)):
        sheet.number(f"{column}{row}", value, LINE, num_format=_SHARE)
    link = line.link
    sheet.text(f"I{row}", line.score, LINE, WRAP, TEXT, valign="vcenter")
    sheet.number(f"J{row}", link.mean if link else None, LINE, num_format=_MEAN)
    sheet.number(f"K{row}", link.others_mean if link else None, LINE, num_format=_MEAN)
    difference = Live(f'IF(COUNT(J{row}:K{row})<2,"",J{row}-K{row})', link.difference if link else None)
    sheet.live(f"L{row}", difference, LINE, num_format=_SIGNED, bold=True)
    for column, value in zip("MN", (link.low, link.high) if link else (None, None), strict=True):
        sheet.number(f"{column}{row}", value, LINE, num_format=_SIGNED)
    for column, number in zip("OP", (link.n, link.others_n) if link else (None, None), strict=True):
        sheet.number(f"{column}{row}", number, LINE, num_format="#,##0")
    sheet.fit(row, list(zip(line.texts, _WIDTHS[:3], strict=True)))


def _write_quotes(sheet: Sheet, parts: Parts, counts: CommentCounts, row: int) -> None:
    quoted = [(theme.name, quote) for theme in counts.themes for quote in theme.quotes]
    if not quoted:
        return
    sheet.text(f"A{row}", parts.say("words.quotes"), bold=True)
    sheet.text(f"A{row + 1}", parts.say("words.quotes_note"), QUIET)
    head = parts.heads("quotes")
    sheet.heads(row + 2, {"A": head["theme"], "B": head["touchpoint"], "C": head["period"], "D": head["quote"]})
    for at, (name, quote) in enumerate(quoted, start=row + 3):
        for column, text in (("A", name), ("B", quote.touchpoint), ("C", quote.period)):
            sheet.text(f"{column}{at}", text, LINE, WRAP, valign="vcenter")
        sheet.text(f"D{at}", parts.words.say("quote", text=quote.text), TEXT)
