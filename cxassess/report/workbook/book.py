"""XlsxWriter with our looks, and no way to lose a cell: text stays text, and every refusal is an error."""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol
from xlsxwriter.worksheet import Worksheet

from cxassess.report.palette import ALERT, GREY_TEXT, INK, LEVEL_INK, LEVELS, MAIN, PAPER, RULE, Brand
from cxassess.report.printable import printable
from cxassess.report.workbook.live import Live, Value

INPUT_FILL, INPUT_FRAME, INPUT_INK = "#FFF4CC", "#C98A0B", "#0B3FA8"
BAND = "#EEF3F8"  # the row of a total
_DECIMALS = 12  # of a constant: what lies beyond is noise, and formulas that read it stay exact to 1e-9
LONGEST = 32_767  # characters in a cell, as UTF-16 counts them
SCORE, COUNT = "0.0", "0"
INPUT: Mapping[str, Any] = {
    "bg_color": INPUT_FILL,
    "font_color": INPUT_INK,
    "border": 1,
    "border_color": INPUT_FRAME,
    "locked": False,
}
LINE: Mapping[str, Any] = {"bottom": 1, "bottom_color": RULE}
QUIET: Mapping[str, Any] = {"font_color": GREY_TEXT, "font_size": 9}
HEAD: Mapping[str, Any] = {
    "bold": True,
    "font_color": PAPER,
    "bg_color": MAIN,
    "text_wrap": True,
    "valign": "vcenter",
}
TEXT: Mapping[str, Any] = {"indent": 1}  # text beside a column of numbers
OPEN: Mapping[str, Any] = {"locked": False}  # in a row that people may sort, which Excel allows of open cells alone
WRAP: Mapping[str, Any] = {"text_wrap": True, "valign": "top"}


_CALLED = re.compile(r"[\w.]+(?=\()")


class _Worksheet(Worksheet):  # type: ignore[misc]
    """A worksheet that looks for new functions only in formulas that call one, and lets go of what is written.

    XlsxWriter tries some thirty patterns on every formula, which took half of the time of a workbook. Whether a set
    of function names needs that is asked once.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        if formula.startswith("=") and not formula.endswith("}"):
            names = frozenset(_CALLED.findall(formula))
            if _are_plain(names, expand_future_functions):
                return formula[1:]
        return str(super()._prepare_formula(formula, expand_future_functions))

    def _assemble_xml_file(self) -> None:
        """The sheet as markup; its cells, of which 2,000 people have 100,000, are not needed any more."""
        super()._assemble_xml_file()
        self.table.clear()


@lru_cache
def _are_plain(names: frozenset[str], expand_future_functions: bool) -> bool:
    """Whether XlsxWriter leaves calls of these functions as they are."""
    calls = "+".join(f"{name}(" for name in sorted(names))
    return str(Worksheet()._prepare_formula(calls, expand_future_functions)) == calls


class Book:
    """A workbook in memory; colours in looks are roles of a brand.

    Args:
        date_format: of cells that hold a date.
        cut: what stands at the end of a text that is longer than a cell.
    """

    def __init__(self, brand: Brand, date_format: str, cut: str) -> None:
        self.colour = brand.colour
        self.date_format, self.cut = date_format, cut
        self._bytes = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.writer: Any = xlsxwriter.Workbook(self._bytes, options)
        self.writer.formats[0].set_font_size(10)
        self.writer.formats[0].set_font_color(self.colour(INK))
        self._formats: dict[frozenset[tuple[str, Any]], Any] = {}
        self._asked: dict[tuple[tuple[str, Any], ...], Any] = {}  # the same, as cells ask for them

    def format(self, *looks: Mapping[str, Any], **more: Any) -> Any:
        """A cell format; later properties win, and equal formats are one."""
        asked = (*(item for look in looks for item in look.items()), *more.items())
        if asked in self._asked:
            return self._asked[asked]
        properties = {"font_size": 10, "font_color": INK, "valign": "vcenter", **dict(asked)}
        key = frozenset(properties.items())
        if key not in self._formats:
            self._formats[key] = self.writer.add_format(self.painted(properties))
        self._asked[asked] = self._formats[key]
        return self._formats[key]

    def painted(self, options: Any) -> Any:
        """What XlsxWriter is told of a look, at any depth, with a colour for each role."""
        if isinstance(options, Mapping):
            return {
                key: self.colour(value) if key.endswith("color") and isinstance(value, str) else self.painted(value)
                for key, value in options.items()
            }
        return options

    def close(self) -> bytes:
        self.writer.close()
        return self._bytes.getvalue()


class Sheet:
    """One sheet, addressed as people do: columns by letter, rows from 1."""

    def __init__(self, book: Book, name: str, tab: str = MAIN) -> None:
        self.book = book
        self.name = name
        self.writer: Any = book.writer.add_worksheet(name, worksheet_class=_Worksheet)
        self.writer.hide_gridlines(2)
        self.writer.set_tab_color(book.colour(tab))

    # ── cells ────────────────────────────────────────────────────────────────────────────────────────────

    def text(self, at: str, text: str, *looks: Mapping[str, Any], **more: Any) -> None:
        """Text from the catalogue or from people: never a formula, a link or a number."""
        text = _fitting(text, self.book.cut)
        form = self.book.format(*looks, **more)
        row, col = _place(at)
        _check(
            self.writer.write_string(row, col, text, form) if text else self.writer.write_blank(row, col, None, form)
        )

    def number(self, at: str, value: float | int | None, *looks: Mapping[str, Any], **more: Any) -> None:
        """A number, or an empty cell where there is none.

        2.95 that was reckoned as 2.9499999999999993 stands as 2.95, which every program shows with one decimal as 3.0.
        """
        value = round(value, _DECIMALS) if isinstance(value, float) else value
        form = self.book.format(*looks, **more)
        row, col = _place(at)
        _check(
            self.writer.write_blank(row, col, None, form)
            if value is None
            else self.writer.write_number(row, col, value, form)
        )

    def day(self, at: str, value: date | None, *looks: Mapping[str, Any], **more: Any) -> None:
        form = self.book.format(*looks, num_format=self.book.date_format, **more)
        row, col = _place(at)
        _check(
            self.writer.write_blank(row, col, None, form)
            if value is None
            else self.writer.write_datetime(row, col, datetime.combine(value, time()), form)
        )

    def live(self, at: str, live: Live, *looks: Mapping[str, Any], **more: Any) -> Live:
        """A formula with its value of today. Returns a reference to the cell, with that value."""
        form = self.book.format(*looks, **more)
        row, col = _place(at)
        _check(self.writer.write_formula(row, col, f"={live.formula}", form, _cached(live.value)))
        return Live(self.at(at), live.value)

    def prose(self, span: str, text: str, *looks: Mapping[str, Any]) -> None:
        """A wrapped sentence across columns, outside of tables."""
        _check(self.writer.merge_range(span, "", self.book.format(WRAP, *looks)))
        self.text(span.split(":")[0], text, WRAP, *looks)

    def runs(self, span: str, runs: Sequence[tuple[str, Mapping[str, Any]]], *looks: Mapping[str, Any]) -> None:
        """Text in runs of different looks, each not empty, in a cell or across the cells of a row."""
        form = self.book.format(*looks)
        first, _, last = span.partition(":")
        if last:
            _check(self.writer.merge_range(span, "", form))
        if len(runs) == 1:
            self.text(first, runs[0][0], *looks, runs[0][1])
            return
        row, col = _place(first)
        parts = [part for text, look in runs for part in (self.book.format(look), printable(text))]
        _check(self.writer.write_rich_string(row, col, *parts, form))

    def link(self, at: str, sheet: str, *looks: Mapping[str, Any], cell: str = "A1", shown: str = "") -> None:
        """A link to another sheet, or to a cell of it."""
        form = self.book.format({"font_color": INPUT_INK, "underline": 1}, *looks)
        row, col = _place(at)
        _check(self.writer.write_url(row, col, f"internal:'{sheet}'!{cell}", form, string=shown or sheet))

    def at(self, cell: str) -> str:
        """The cell as other sheets name it."""
        return absolute(self.name, cell)

    # ── tables ───────────────────────────────────────────────────────────────────────────────────────────

    def title(self, title: str, subtitle: str) -> None:
        """The two lines at the top of a sheet."""
        self.height(1, 24)
        self.text("A1", title, bold=True, font_size=16, font_color=MAIN)
        self.text("A2", subtitle, QUIET, font_size=10)

    def heads(self, row: int, heads: Mapping[str, str], right: Sequence[str] = (), height: float | None = None) -> None:
        """A navy header row: column letter to text; those in `right` stand above numbers."""
        before = ""
        for column, text in sorted(heads.items(), key=lambda item: (len(item[0]), item[0])):
            beside = {"indent": 1} if before in right and column not in right else {}
            self.text(f"{column}{row}", text, HEAD, beside, align="right" if column in right else "left")
            before = column
        if height:
            self.height(row, height)

    def widths(self, widths: Mapping[str, float], **more: Any) -> None:
        """Column letter, or `C:F`, to a width in characters."""
        for columns, width in widths.items():
            span = columns if ":" in columns else f"{columns}:{columns}"
            _check(self.writer.set_column(span, width, None, more or None))

    def height(self, row: int, points: float) -> None:
        _check(self.writer.set_row(row - 1, points))

    def fit(self, row: int, cells: Sequence[tuple[str, float]], least: float = 15) -> None:
        """A height that shows all of the wrapped texts, each given with the width of its column."""
        lines = max(
            (sum(max(1, ceil(len(part) * 0.95 / width)) for part in text.split("\n")) for text, width in cells),
            default=1,
        )
        self.height(row, min(409.0, max(least, 13.2 * lines + 3)))

    def choices(self, span: str, source: str | Sequence[str | int], message: str, hint: str = "") -> None:
        """A drop-down over cells, with a hint beside them; a `source` text is a range, which other sheets may hold."""
        listed = f"={source}" if isinstance(source, str) else [str(item) for item in source]
        options = {"validate": "list", "source": listed, "error_message": message[:255], "ignore_blank": True}
        if hint:
            options["input_message"] = hint[:255]
        _check(self.writer.data_validation(span, options))

    def between(self, span: str, low: float, high: float, message: str) -> None:
        """Only numbers within a range."""
        options = {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high}
        _check(self.writer.data_validation(span, {**options, "error_message": message[:255]}))

    def whole(self, span: str, low: int, high: int, message: str) -> None:
        """Only whole numbers within a range."""
        options = {"validate": "integer", "criteria": "between", "minimum": low, "maximum": high}
        _check(self.writer.data_validation(span, {**options, "error_message": message[:255]}))

    def protect(self) -> None:
        """Formulas cannot be typed over by mistake: no password, and everything else stays allowed."""
        shapes = ("objects", "scenarios", "format_cells", "format_columns", "format_rows", "pivot_tables")
        allowed = (*shapes, "insert_columns", "insert_rows", "delete_columns", "delete_rows", "sort", "autofilter")
        self.writer.protect("", dict.fromkeys(allowed, True))

    def footer(self, left: str) -> None:
        """A text, the sheet's name and the page at the foot of each printed page."""
        self.writer.set_footer(f"&L&8{_footer_text(left)}&C&8&A&R&8&P / &N")

    def dates(self, span: str, earliest: date, message: str) -> None:
        options = {"validate": "date", "criteria": ">=", "value": datetime.combine(earliest, time())}
        _check(self.writer.data_validation(span, {**options, "error_message": message[:255]}))

    def colour_levels(self, span: str, value: str) -> None:
        """Cells in the colour of the level that a value prints as; `value` is the first one's, relative."""
        for number in (5, 4, 3, 2, 1):
            least = number - 0.5 if number > 1 else 0
            self._condition(
                span,
                {
                    "type": "formula",
                    "criteria": f"=AND(ISNUMBER({value}),{printed_condition(value)}>={least})",
                    "format": self._colour(LEVELS[number - 1], LEVEL_INK[number - 1]),
                    "stop_if_true": True,
                },
            )

    def bars(self, span: str, most: float, colour: str = ALERT) -> None:
        """Bars without numbers on a fixed scale, in the one colour to look at where no other is named."""
        colour = self.book.colour(colour)
        options = {"type": "data_bar", "data_bar_2010": True, "bar_only": True, "bar_solid": True, "bar_color": colour}
        scale = {"min_type": "num", "max_type": "num", "min_value": 0, "max_value": most, "bar_border_color": colour}
        self._condition(span, {**options, **scale, "bar_negative_color_same": True})

    def when(self, span: str, criteria: str, look: Mapping[str, Any]) -> None:
        """A look over cells where a formula holds, which changes what it names and nothing else of the cell."""
        key = frozenset({("condition", ""), *look.items()})
        if key not in self.book._formats:
            self.book._formats[key] = self.book.writer.add_format(self.book.painted(look))
        self._condition(span, {"type": "formula", "criteria": criteria, "format": self.book._formats[key]})

    def mark(self, span: str, criteria: str, background: str, ink: str) -> None:
        """A colour where a formula holds."""
        self._condition(span, {"type": "formula", "criteria": criteria, "format": self._colour(background, ink)})

    def _colour(self, background: str, ink: str) -> Any:
        """A format for conditions: it changes these two colours and nothing else of the cell."""
        key = frozenset({("condition", background), ("ink", ink)})
        if key not in self.book._formats:
            self.book._formats[key] = self.book.writer.add_format(
                {"bg_color": self.book.colour(background), "font_color": self.book.colour(ink)}
            )
        return self.book._formats[key]

    def _condition(self, span: str, options: Mapping[str, Any]) -> None:
        _check(self.writer.conditional_format(span, dict(options)))


def _place(at: str) -> tuple[int, int]:
    """Row and column, from 0, of a cell such as B5."""
    letters = at.rstrip("0123456789")
    return int(at[len(letters) :]) - 1, _column(letters)


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    return int(xl_cell_to_rowcol(f"{letters}1")[1])


def printed_condition(value: str) -> str:
    return f"ROUND(ROUND({value},9),1)"


@lru_cache(maxsize=20_000)  # columns of the answers and the practices stand in thousands of formulas
def absolute(sheet: str, span: str) -> str:
    """A cell or range of a sheet as other sheets name it, for example 'Heat map'!$B$4:$B$9."""
    quoted = sheet if sheet.isascii() and sheet.isalnum() else f"'{sheet}'"
    corners = []
    for corner in span.split(":"):
        letters = corner.rstrip("0123456789")
        corners.append(f"${letters}${corner[len(letters) :]}")
    return f"{quoted}!{':'.join(corners)}"


def _cached(value: Value) -> float | int | str:
    return "" if value is None else printable(value) if isinstance(value, str) else value


def _fitting(text: str, cut: str) -> str:
    """The text, cut where a cell would not hold it; an emoji counts as two characters."""
    text = printable(text)
    if 2 * len(text) <= LONGEST:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - len(cut))].decode("utf-16-le", "ignore") + cut


def _footer_text(text: str) -> str:
    """In a footer & starts a code, a doubled one prints; digits at the start would read as a font size."""
    shown = printable(text).replace("&", "&&")[:180]
    return f" {shown}" if shown[:1].isdigit() else shown


def _check(code: object) -> None:
    """XlsxWriter answers a refused cell with a number below 0 and goes on; here that is an error."""
    if isinstance(code, int) and code < 0:
        message = f"XlsxWriter refused a cell or rule with code {code}"
        raise ValueError(message)
