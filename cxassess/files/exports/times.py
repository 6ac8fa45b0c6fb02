"""How a column writes its dates, numbers and durations: told from its texts, and turned into SQL that reads them.

What the texts do not tell (is 03/04/2026 in March or in April?) is an Undecided, never a guess.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Order = Literal["", "day_first", "month_first"]
_OFFSET = r"(?:Z|UTC|GMT|(?:GMT|UTC)?[+-]\d{1,2}(?::?\d{2})?)"
_CLOCK = rf"(?:[ T,]+(\d{{1,2}}):(\d{{2}})(:\d{{2}})?([.,]\d+)?\s*([AaPp]\.?[Mm]\.?)?)?\s*({_OFFSET})?"
_NUMERIC = re.compile(rf"(\d{{1,4}})([/.\-])(\d{{1,2}})\2(\d{{1,4}}){_CLOCK}")
_NAMED = re.compile(rf"(?:(\d{{1,2}})[ \-]([A-Za-z]{{3,9}})|([A-Za-z]{{3,9}}) (\d{{1,2}}))(,?[ \-])(\d{{4}}){_CLOCK}")
_UNIX = re.compile(r"\d{10}|\d{13}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EARLIEST, LATEST = "1900-01-01", "2200-01-01"  # a date beyond these is a slip of the file


@dataclass(frozen=True, slots=True)
class Shape:
    """How one text writes a moment: as a format of strptime, or seconds since 1970."""

    format: str
    order: Literal["known", "open"]
    has_time: bool
    has_offset: bool


def shape_of(text: str) -> Shape | None:
    """The shape of a text, or None where it is no date that is known. {D} and {M} stand where the order is open.

    >>> shape_of("2026/09/27 3:00:00 PM GMT+3").format, shape_of("7/27/26 19:06").format
    ('%Y/%m/%d %I:%M:%S %p', '{1}/{2}/%y %H:%M')
    """
    text = text.strip()
    if _UNIX.fullmatch(text):
        return Shape("unix" if len(text) == 10 else "unix_ms", "known", has_time=True, has_offset=True)
    if found := _NUMERIC.fullmatch(text):
        return _numeric(found)
    if (found := _NAMED.fullmatch(text)) and (found[2] or found[3])[:3].casefold() in _MONTHS:
        month = "%b" if len(found[2] or found[3]) == 3 else "%B"
        between = "-" if "-" in text[: text.index(found[6])] else " "
        comma = "," if "," in found[5] else ""
        days = f"%d{between}{month}{comma}{between}%Y" if found[1] else f"{month} %d{comma}{between}%Y"
        return Shape(days + _clock(found[0], found.groups()[6:]), "known", bool(found[7]), bool(found[12]))
    return None


def _numeric(found: "re.Match[str]") -> Shape | None:
    first, mark, _, last, *clock = found.groups()
    if len(first) == 4 and len(last) <= 2:
        days, order = f"%Y{mark}%m{mark}%d", "known"
    elif len(first) <= 2 and len(last) in {2, 4}:
        year = "%Y" if len(last) == 4 else "%y"
        days, order = (f"%d.%m.{year}", "known") if mark == "." else (f"{{1}}{mark}{{2}}{mark}{year}", "open")
    else:
        return None
    return Shape(
        days + _clock(found[0], clock),
        "known" if order == "known" else "open",
        has_time=clock[0] is not None,
        has_offset=clock[5] is not None,
    )


def _clock(text: str, parts: Sequence[str | None]) -> str:
    """The format of the time of day within a text."""
    hour, _, seconds, fraction, half, _ = parts
    if hour is None:
        return ""
    before = re.search(rf"([ T,]+){hour}:\d\d", text)
    mark = before[1] if before else " "
    gap = " " if half and re.search(r"\s[AaPp]\.?[Mm]", text) else ""
    return (
        mark + ("%I" if half else "%H") + ":%M" + (":%S" if seconds else "")
        + (f"{fraction[0]}%f" if fraction else "") + (f"{gap}%p" if half else "")
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Undecided:
    """What the texts of a column leave open: `what` is dates, mixed or number, with a text that shows it."""

    what: Literal["no_date", "order", "mixed", "number"]
    text: str


@dataclass(frozen=True, slots=True)
class Dates:
    """How a column of moments is read.

    Attributes:
        formats: of strptime; empty for ISO, which needs none.
        unix: 1 for seconds since 1970, 1000 for milliseconds, 0 for neither.
        zone: whose clock the texts show, where no offset stands beside them.
    """

    formats: tuple[str, ...] = ()
    unix: int = 0
    has_time: bool = False
    has_offset: bool = False
    zone: str = ""
    order: Order = ""

    def local(self, text: str) -> str:
        """SQL: the moment as the text shows it, TIMESTAMP or NULL."""
        if self.unix:
            return f"make_timestamp(TRY_CAST({text} AS BIGINT) * {1_000_000 // self.unix})"
        if not self.formats:
            return f"TRY_CAST({text} AS TIMESTAMP)"
        bare = f"regexp_replace({text}, '\\s*{_OFFSET}\\s*$', '')" if self.has_offset else f"trim({text})"
        return f"TRY_STRPTIME({bare}, [{', '.join(quoted(f) for f in self.formats)}])"

    def instant(self, local: str, text: str) -> str:
        """SQL: the same moment in UTC, as TIMESTAMP; `local` is what `local()` gave."""
        if self.unix:
            return local
        if self.has_offset:
            sign = f"CASE WHEN {text}[-6:] ~ '.*-\\d{{1,2}}(:?\\d{{2}})?\\s*$' THEN -1 ELSE 1 END"
            hours = f"regexp_extract({text}, '[+-](\\d{{1,2}}):?(\\d{{2}})?\\s*$', 1)"
            minutes = f"regexp_extract({text}, '[+-](\\d{{1,2}}):?(\\d{{2}})?\\s*$', 2)"
            ahead = f"{sign} * (60 * coalesce(TRY_CAST({hours} AS INT), 0) + coalesce(TRY_CAST({minutes} AS INT), 0))"
            has = f"regexp_matches({text}, ':\\d{{2}}([.,]\\d+)?\\s*([AaPp]\\.?[Mm]\\.?)?\\s*{_OFFSET}\\s*$')"
            bare = f"timezone('UTC', timezone({quoted(self.zone)}, {local}))" if _moves(self.zone) else local
            return f"CASE WHEN {has} THEN {local} - to_minutes({ahead}) ELSE {bare} END"
        return f"timezone('UTC', timezone({quoted(self.zone)}, {local}))" if _moves(self.zone) else local

    def day(self, local: str, text: str, home: str) -> str:
        """SQL: the calendar day at the client's own place."""
        if not self.has_time or (not self.has_offset and self.zone in {"", home}):
            return f"CAST({local} AS DATE)"
        instant = self.instant(local, text)
        there = f"timezone({quoted(home)}, timezone('UTC', {instant}))" if _moves(home) else instant
        return f"CAST({there} AS DATE)"


def _moves(zone: str) -> bool:
    """Whether a clock differs from UTC."""
    return zone not in {"", "UTC", "GMT", "Etc/UTC"}


def read_dates(texts: Iterable[str], order: Order = "", zone: str = "", given: str = "") -> Dates | Undecided:
    """How a column is read by some of its texts; `given` is a format that the client wrote down.

    Undecided "order" where days and months could change places in each of the texts.
    """
    if given:
        has_time = any(part in given for part in ("%H", "%I"))
        return Dates((given,), 0, has_time, False, zone)  # noqa: FBT003
    listed = [text.strip() for text in texts if text.strip()]
    shapes = Counter(shape for text in listed if (shape := shape_of(text)))
    if not shapes:
        return Undecided("no_date", next(iter(listed), ""))
    if any(shape.order == "open" for shape in shapes):
        found = order or order_of(listed)
        if isinstance(found, Undecided):
            return found
    else:
        found = ""
    has_time = any(shape.has_time for shape in shapes)
    has_offset = any(shape.has_offset for shape in shapes)
    formats = {_in_order(shape.format, found) for shape in shapes}
    unix = next((1 if f == "unix" else 1000 for f in formats if f.startswith("unix")), 0)
    if unix:
        return Dates((), unix, has_time=True, has_offset=True)
    if all(_is_iso(f) for f in formats):
        return Dates((), 0, has_time, has_offset, zone)
    # a year of two digits is tried first: %Y takes 26 for the year 26
    return Dates(tuple(sorted(formats, key=lambda f: ("%y" not in f, f))), 0, has_time, has_offset, zone, found)


def order_of(texts: Iterable[str]) -> Order | Undecided:
    """Whether the day or the month stands first in texts such as 13/04/2026, of which one must tell."""
    first = second = ""
    shown = ""
    for text in texts:
        found = _NUMERIC.fullmatch(text.strip())
        if not found or len(found[1]) > 2 or found[2] == ".":
            continue
        shown = shown or text
        first = text if int(found[1]) > 12 else first
        second = text if int(found[3]) > 12 else second
    if first and second:
        return Undecided("mixed", f"{first}” and “{second}")
    if not first and not second:
        return Undecided("order", shown)
    return "day_first" if first else "month_first"


def _in_order(format: str, order: Order) -> str:
    day_first = order == "day_first"
    return format.replace("{1}", "%d" if day_first else "%m").replace("{2}", "%m" if day_first else "%d")


def _is_iso(format: str) -> bool:
    return format.startswith("%Y-%m-%d") and "%I" not in format and "," not in format


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────────────────


Style = Literal["plain", "decimal_comma", "thousands_comma"]


def number_style(texts: Iterable[str], decimal: str = "") -> Style | Undecided:
    """How a column writes its numbers, by the commas in it.

    >>> number_style(["1,5", "2"]), number_style(["1,234.5"]), number_style(["1,234"])
    ('decimal_comma', 'thousands_comma', Undecided(what='number', text='1,234'))
    """
    if decimal:
        return "decimal_comma" if decimal == "," else "thousands_comma"
    shown = ""
    for text in texts:
        if "," not in text or not re.fullmatch(r"\s*[−+-]?[\d.,\s]+%?\s*", text):
            continue
        if text.count(",") > 1 or ("." in text and text.rindex(".") > text.rindex(",")):
            return "thousands_comma"
        if "." in text or not re.search(r"(?<![\d])[1-9]\d{0,2},\d{3}\s*$", text):
            return "decimal_comma"
        shown = shown or text
    return Undecided("number", shown) if shown else "plain"


def number_sql(text: str, style: Style = "plain") -> str:
    """SQL: a text as DOUBLE, NULL where it is no number."""
    bare = f"replace({text}, '−', '-')"
    if style == "decimal_comma":
        bare = f"replace(replace({bare}, '.', ''), ',', '.')"
        # without a comma in it, a point stays the decimal sign
        return (
            f"coalesce(CASE WHEN contains({text}, ',') THEN TRY_CAST({bare} AS DOUBLE) END, TRY_CAST({text} AS DOUBLE))"
        )
    if style == "thousands_comma":
        return f"coalesce(TRY_CAST({text} AS DOUBLE), TRY_CAST(replace({bare}, ',', '') AS DOUBLE))"
    return f"TRY_CAST({text} AS DOUBLE)"


def clock_seconds_sql(text: str) -> str:
    """SQL: 12:34:56 or 123:04 (hours and minutes) as seconds, NULL where it is neither; a minus counts for all."""
    bare = f"ltrim(trim({text}), '-')"
    parts = [f"TRY_CAST(nullif(split_part({bare}, ':', {at}), '') AS DOUBLE)" for at in (1, 2, 3)]
    total = f"{parts[0]} * 3600 + {parts[1]} * 60 + coalesce({parts[2]}, 0)"
    sign = f"CASE WHEN starts_with(trim({text}), '-') THEN -1 ELSE 1 END"
    is_clock = f"regexp_full_match(trim({text}), '-?\\d+:[0-5]?\\d(:[0-5]?\\d(\\.\\d+)?)?')"
    return f"CASE WHEN {is_clock} THEN {sign} * ({total}) END"


def quoted(text: str) -> str:
    """A text as SQL takes it."""
    return "'" + text.replace("'", "''") + "'"
