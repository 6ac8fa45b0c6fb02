"""The metrics and warning signs that the product knows: units, allowed ranges, better directions, thresholds."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isinf

from cxassess.display import MISSING, duration_unit
from cxassess.words import Words


@dataclass(frozen=True, slots=True)
class MetricKind:
    """What a metric's number means: unit, allowed range, and which direction is better (`up`, `down`, `band`)."""

    id: str
    unit: str
    low: float
    high: float
    better: str

    @property
    def is_share(self) -> bool:
        return self.unit == "share"


_INFINITY = float("inf")
SHARE_DECIMALS = 1
METRICS: Mapping[str, MetricKind] = {
    kind.id: kind
    for kind in (
        MetricKind("nps", "points", -100, 100, "up"),
        MetricKind("csat", "share", 0, 1, "up"),
        MetricKind("csat_mean", "scale_1_5", 1, 5, "up"),
        MetricKind("ces", "scale_1_7", 1, 7, "up"),
        MetricKind("ces1", "scale_1_5", 1, 5, "down"),
        MetricKind("frt", "minutes", 0, _INFINITY, "down"),
        MetricKind("aht", "seconds", 0, _INFINITY, "band"),
        MetricKind("resolution_time", "minutes", 0, _INFINITY, "down"),
        MetricKind("churn", "share", 0, 1, "down"),
        MetricKind("retention", "share", 0, 1, "up"),
        MetricKind("revenue_retention", "share", 0, _INFINITY, "up"),
        MetricKind("revenue_churn", "share", -1, 1, "down"),
        MetricKind("response_rate", "share", 0, 1, "up"),
        MetricKind("customers", "count", 0, _INFINITY, "up"),
        MetricKind("market_share", "share", 0, 1, "up"),
        MetricKind("acquisition_cost", "money", 0, _INFINITY, "down"),
        MetricKind("referrals", "count", 0, _INFINITY, "up"),
        MetricKind("complaints", "per_thousand", 0, _INFINITY, "down"),
        MetricKind("early_churn", "share", 0, 1, "down"),
        MetricKind("repeat_contacts", "share", 0, 1, "down"),
        MetricKind("uptake", "share", 0, 1, "up"),
        MetricKind("cost_per_case", "money", 0, _INFINITY, "down"),
        MetricKind("appeals", "share", 0, 1, "down"),
    )
}


@dataclass(frozen=True, slots=True)
class SignKind:
    """Which change of a metric warns: `relative`, or in points of a `share`; downwards, or upwards where it `rises`.

    A change beyond `watch` is watched; one beyond `alarm`, or with `from_alarm` at it, is an alarm. So is, with
    `in_a_row`, the second change beyond `watch` of two periods that follow each other.
    """

    id: str
    metric: str
    unit: str
    rises: bool
    watch: float
    alarm: float
    from_alarm: bool = False
    in_a_row: bool = False


# The thresholds are judgements (method §5.1; those of the last four follow the one for acquisition cost or share);
# an engagement may set its own.
SIGNS: Mapping[str, SignKind] = {
    kind.id: kind
    for kind in (
        SignKind("base", "customers", "relative", rises=False, watch=0, alarm=0.05, from_alarm=True, in_a_row=True),
        SignKind("share", "market_share", "share", rises=False, watch=0, alarm=0.01, from_alarm=True, in_a_row=True),
        SignKind("acquisition_cost", "acquisition_cost", "relative", rises=True, watch=0.05, alarm=0.15),
        SignKind("recommendations", "referrals", "relative", rises=False, watch=0.05, alarm=0.15),
        SignKind("uptake", "uptake", "share", rises=False, watch=0, alarm=0.01, from_alarm=True, in_a_row=True),
        SignKind("repeat_contacts", "repeat_contacts", "relative", rises=True, watch=0.05, alarm=0.15),
        SignKind("cost_per_case", "cost_per_case", "relative", rises=True, watch=0.05, alarm=0.15),
        SignKind("appeals", "appeals", "relative", rises=True, watch=0.05, alarm=0.15),
    )
}
USUAL_SIGNS = ("base", "share", "acquisition_cost", "recommendations")  # of a company in a market


def range_of(kind: MetricKind) -> str:
    """The values that a metric can take, in words."""
    if isinf(kind.high):
        return f"{kind.low:g} or more"
    what = "a share" if kind.is_share else "a number"
    return f"{what} from {kind.low:g} to {kind.high:g}"


def shown_unit(unit: str, like: float | None) -> tuple[str, int]:
    """The unit in which people read values of the size of `like`, and how many of `unit` make one.

    >>> shown_unit("minutes", 300.0), shown_unit("seconds", 300.0)
    (('hours', 60), ('seconds', 1))
    """
    return duration_unit(like) if unit == "minutes" and like is not None else (unit, 1)


def say_value(id: str, value: float | None, words: Words, unit: str = "", like: float | None = None) -> str:
    """A metric's number with its unit, as it is printed everywhere.

    Args:
        unit: where it is another than usual.
        like: the value beside which it stands, so that both are told in one unit; as it is, it stands alone.
    """
    if value is None:
        return MISSING
    unit, size = shown_unit(unit or METRICS[id].unit, value if like is None else like)
    value /= size
    if unit == "share":
        return words.percent(value, SHARE_DECIMALS)
    if unit == "points":
        return words.number(value, "+.0f").replace("-", "−") if round(value) else "0"
    if unit in {"seconds", "minutes", "hours", "days"}:
        # beside hours, a few minutes are not nothing
        form = ",.0f" if unit in {"seconds", "minutes"} else ",.1f" if value >= 1 else ",.2f"
        return f"{words.number(value, form)} {words.say(f'units.{unit}_short')}"
    if unit.startswith("scale_"):
        return words.number(value, ".1f" if unit == "scale_1_7" else ".2f")
    return words.number(value, ",.0f" if value >= 100 or value == int(value) else ",.1f")


_SMALLEST = 0.05  # points that one decimal shows


def say_difference(id: str, value: float, words: Words, unit: str = "", like: float | None = None) -> str:
    """The difference of two values of a metric with its sign and unit; `like` is the value that it belongs to.

    Two shares are points apart: a percentage would be read as one of the share.
    """
    if (unit or METRICS[id].unit) == "share":
        points = round(100 * value, 9)
        said = words.fine(points) if points and abs(points) < _SMALLEST else words.signed(points)
        return f"{said} {words.say('units.points')}"
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + say_value(id, abs(value), words, unit, like).lstrip("+")


def scale_of(unit: str) -> tuple[int, int] | None:
    """The ends of a rating scale by its unit, None for another unit.

    >>> scale_of("scale_1_7"), scale_of("minutes")
    ((1, 7), None)
    """
    kind, _, ends = unit.partition("_")
    if kind != "scale":
        return None
    low, high = ends.split("_")
    return int(low), int(high)


def say_currency(unit: str, words: Words) -> str:
    """What stands beside an amount of money, whose currency no table names; empty for what is none."""
    return words.say("units.currency") if unit == "money" else ""


def say_unit(unit: str, words: Words) -> str:
    """A unit as a table names it."""
    if ends := scale_of(unit):
        return words.say("units.scale", low=ends[0], high=ends[1])
    return words.say(f"units.{unit}")
