"""What engagement.toml says of outcomes: targets, the client's own index, peers, thresholds of warning signs."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import Field, StrictInt

from cxassess.errors import Problem
from cxassess.files.checked import Strict
from cxassess.files.clean import clean_line, clean_text
from cxassess.files.setting_fields import FILE, Name, Number, Weight, unknown
from cxassess.measures.scale import Anchors, Band
from cxassess.metrics import METRICS, MetricKind, range_of
from cxassess.model.outcome import IndexChoice, Peer, SignLimits
from cxassess.outcome_index import SCALES
from cxassess.signs import kind_of

ANCHORS = ("floor", "threshold", "target")
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False, strict=True)]


class PeerTable(Strict):
    value: Number
    source: Name
    year: Annotated[StrictInt, Field(ge=1950, le=2100)]
    n: Annotated[StrictInt, Field(ge=1)] | None = None
    note: str = ""


class AnchorTable(Strict):
    floor: Number
    threshold: Number
    target: Number


class MetricTable(Strict):
    target: Number | None = None
    floor: Number | None = None
    threshold: Number | None = None
    weight: Weight | None = None
    below: AnchorTable | None = None
    above: AnchorTable | None = None
    peer: PeerTable | None = None


class SignTable(Strict):
    watch: Share | None = None
    alarm: Share | None = None


# ── faults ───────────────────────────────────────────────────────────────────────────────────────────────────


def metric_faults(id: str, table: MetricTable) -> Iterator[Problem]:
    """Every fault of what is said of one metric, one a key."""
    kind, place = METRICS.get(id), f"{FILE} › metrics.{id}"
    if kind is None:
        yield unknown(f"metrics.{id}", id, list(METRICS))
        return
    ranges = list(_range_faults(kind, table, place))
    yield from ranges
    if not ranges:
        yield from (_band_faults if kind.better == "band" else _anchor_faults)(kind, table, place)


def _range_faults(kind: MetricKind, table: MetricTable, place: str) -> Iterator[Problem]:
    sides = {"": table, ".below": table.below, ".above": table.above}
    numbers = {f"{side}.{key}": getattr(of, key) for side, of in sides.items() if of for key in ANCHORS}
    numbers[".peer.value"] = table.peer.value if table.peer else None
    for key, number in numbers.items():
        if number is not None and not kind.low <= number <= kind.high:
            yield Problem(f"{place}{key}", f"{number:g} was read, {range_of(kind)} was expected")


def _anchor_faults(kind: MetricKind, table: MetricTable, place: str) -> Iterator[Problem]:
    for side in ("below", "above"):
        if getattr(table, side) is not None:
            message = f"is only for a metric without a better direction: floor, threshold and target are for {kind.id}"
            yield Problem(f"{place}.{side}", message)
    given = [key for key in ANCHORS if getattr(table, key) is not None]
    lacks = [key for key in ANCHORS if key not in given]
    if table.floor is not None or table.threshold is not None:
        if lacks:
            yield Problem(place, f"{_were(given)} read, {_were(lacks)} expected, too")
            return
        try:
            rises = _anchors(table)
        except ValueError as error:
            yield Problem(place, str(error))
            return
        if (rises.floor < rises.target) != (kind.better == "up"):
            way = "higher is better, so floor, threshold and target rise"
            way = way if kind.better == "up" else "lower is better, so floor, threshold and target fall"
            yield Problem(place, f"{table.floor:g}, {table.threshold:g}, {table.target:g} was read; of {kind.id} {way}")
    elif table.weight and kind.id not in SCALES:
        message = f"takes {kind.id} into the index, so {_were(lacks)} expected, too"
        yield Problem(f"{place}.weight", message)


def _band_faults(kind: MetricKind, table: MetricTable, place: str) -> Iterator[Problem]:
    """Of a metric of which too little is as bad as too much."""
    if table.target is not None:
        yield Problem(f"{place}.target", f"{kind.id} has no better direction, so it takes no target")
    for key in ("floor", "threshold"):
        if getattr(table, key) is not None:
            yield Problem(f"{place}.{key}", f"{kind.id} has no better direction: it takes the tables below and above")
    sides = [side for side in ("below", "above") if getattr(table, side) is None]
    if len(sides) == 1 or (sides and table.weight):
        yield Problem(place, f"{_were(sides)} expected, with floor, threshold and target")
    if not sides:
        try:
            _band(table)
        except ValueError as error:
            yield Problem(place, str(error))


def _were(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last} were" if first else f"{last} was"


def sign_faults(id: str, table: SignTable, known: Sequence[str]) -> Iterator[Problem]:
    """Every fault of the thresholds of one sign; `known` are those of the questionnaire."""
    if id not in known:
        yield unknown(f"signs.{id}", id, known)
        return
    kind = kind_of(id, {id: limits_of(table)})
    if kind.watch > kind.alarm:
        message = f"watch {kind.watch:g} was read, no more than alarm {kind.alarm:g} was expected"
        yield Problem(f"{FILE} › signs.{id}", message)


# ── as the model has it ──────────────────────────────────────────────────────────────────────────────────────


def index_choice(table: MetricTable) -> IndexChoice | None:
    """How a metric counts in the outcome index, None where it does not."""
    if not table.weight:
        return None
    if table.below is not None:
        return IndexChoice(table.weight, band=_band(table))
    return IndexChoice(table.weight, None if table.floor is None else _anchors(table))


def _anchors(table: MetricTable | AnchorTable) -> Anchors:
    assert table.floor is not None
    assert table.threshold is not None
    assert table.target is not None
    return Anchors(table.floor, table.threshold, table.target)


def _band(table: MetricTable) -> Band:
    assert table.below is not None
    assert table.above is not None
    return Band(_anchors(table.below), _anchors(table.above))


def peer_of(table: PeerTable) -> Peer:
    """What others have, as it is printed."""
    return Peer(table.value, clean_line(table.source), table.year, table.n, clean_text(table.note))


def limits_of(table: SignTable) -> SignLimits:
    """The thresholds of a sign that the client sets."""
    return SignLimits(table.watch, table.alarm)
