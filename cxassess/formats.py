"""How a language writes numbers and dates, and names within a sentence; its catalogue says so.

A number becomes text here and nowhere else, so that one report has one decimal mark. What is printed of a score is
decided by `display`, whatever the language.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from cxassess.display import MISSING, r1


@dataclass(frozen=True, slots=True)
class Formats:
    """The habits of one language, as the table `formats` of its catalogue names them.

    Args:
        tag: the language as documents name it, such as en-GB.
        percent_of: a percentage around its `{number}`.
        day_of, date_of: patterns of `{day}`, `{month}` and `{year}`.
        first_day: how the first day of a month is written, such as 1er in French.
        sheet_date: the format of a cell that holds a date, in Excel’s own letters.
        separator: between entries in a row that hold numbers.
        keeps_capitals: whether names keep their capital letters within a sentence.
        runs_long: whether its texts take about a sixth more room than the English ones.
        hyphenates: whether it has words so long that narrow columns need hyphens.
        numbers: the words for 0, 1, 2 and so on.
        short_months: as they stand on the axis of a chart.
    """

    tag: str
    decimal: str
    thousands: str
    percent_of: str
    day_of: str
    date_of: str
    first_day: str
    sheet_date: str
    separator: str
    keeps_capitals: bool
    runs_long: bool
    hyphenates: bool
    numbers: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]

    # ── numbers ──────────────────────────────────────────────────────────────────────────────────────────

    def number(self, value: float, spec: str = "g") -> str:
        """A number under one of Python’s own format specs, with the marks of the language."""
        text = format(value, spec)
        if (self.decimal, self.thousands) == (".", ","):
            return text
        return text.translate({ord("."): self.decimal, ord(","): self.thousands})

    def score(self, value: float | None) -> str:
        """A score for print, with one decimal; a dash where there is none."""
        return MISSING if value is None else self.number(r1(value), ".1f")

    def signed(self, value: float) -> str:
        """A difference with its sign, with a real minus; a printed 0 has none."""
        shown = r1(value)
        return self.number(shown, "+.1f").replace("-", "−") if shown else self.number(0.0, ".1f")

    def fine(self, value: float) -> str:
        """An end of the interval of a difference, with its sign and two decimals.

        With one, an end of 0.04 would print as 0.0, and a reader would take that for one within the interval.
        """
        return self.number(value, "+.2f").replace("-", "−")

    def percent(self, share: float | None, decimals: int = 0) -> str:
        """A share of 0–1 as a percentage for print; 0 % and 100 % only where they are exact."""
        if share is None:
            return MISSING
        step = Decimal(1).scaleb(-decimals)
        shown = (Decimal(repr(round(share, 9))) * 100).quantize(step, ROUND_HALF_UP)
        spec = f".{decimals}f"
        if shown == 0 and share > 0:
            figure = f"<{self.number(float(step), spec)}"
        elif shown == 100 and share < 1:
            figure = f">{self.number(float(100 - step), spec)}"
        else:
            figure = self.number(float(shown), spec)
        return self.percent_of.format(number=figure)

    def word(self, value: int) -> str:
        """A count in letters as far as the language has words for it here, else in figures."""
        return self.numbers[value] if 0 <= value < len(self.numbers) else str(value)

    # ── dates ────────────────────────────────────────────────────────────────────────────────────────────

    def day_and_month(self, value: date) -> str:
        """A date of the year that the text is about."""
        return self.day_of.format(day=self._day(value), month=self.months[value.month - 1])

    def full_date(self, value: date) -> str:
        """A date with its year."""
        return self.date_of.format(day=self._day(value), month=self.months[value.month - 1], year=value.year)

    def _day(self, value: date) -> str:
        return self.first_day if value.day == 1 else str(value.day)

    # ── names and lists ──────────────────────────────────────────────────────────────────────────────────

    def within(self, name: str) -> str:
        """A name that stands alone with a capital, such as a discipline’s, as it stands within a sentence."""
        return name if self.keeps_capitals else name.lower()

    def continued(self, text: str) -> str:
        """A sentence or title as it goes on after a colon: in small letters, or as it is."""
        return text if self.keeps_capitals else text[:1].lower() + text[1:]

    def row(self, entries: Iterable[str]) -> str:
        """Entries beside each other, told apart although they hold numbers."""
        return self.separator.join(entries)


def opened(text: str) -> str:
    """The text as a sentence begins: with a capital."""
    return text[:1].upper() + text[1:]
