"""Peer sets: made from the scores of many organisations, and set beside the score of one.

All of these numbers are self-ratings. Whoever speaks of a place among peers says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from cxassess.display import r1
from cxassess.measures.times import quantile
from cxassess.model.assessment import DimensionScore
from cxassess.model.pack import Pack
from cxassess.model.peers import PeerPlace, PeerScore, PeerSet, Side

LEAST_PEERS = 8  # organisations in a set; a judgement: a quartile then stands for two of them
LEAST_CHANGE = 4  # organisations that two sets differ by, so that no difference is that of one; a judgement
OVERALL = "overall"
_HUNDREDTH = Decimal("0.01")


def quartiles(values: Iterable[float]) -> tuple[float, float, float]:
    """Lower quartile, median and upper quartile by linear interpolation: type 7 of Hyndman and Fan (1996).

    >>> quartiles([1.0, 2.0, 3.0, 4.0])
    (1.75, 2.5, 3.25)
    """
    ordered = sorted(values)
    return quantile(ordered, 25), quantile(ordered, 50), quantile(ordered, 75)


def make_peer_set(
    name: str,
    day: date,
    questionnaire: str,
    versions: Iterable[str],
    anchors: Mapping[str, str],
    scores: Sequence[Mapping[str, float | None]],
    years: Iterable[int],
) -> PeerSet:
    """What may be given away of organisations that share their scores, one mapping of scores by key for each.

    A dimension that fewer than LEAST_PEERS of them have a score for is left out. ValueError for fewer organisations.
    """
    if len(scores) < LEAST_PEERS:
        message = f"a peer set is of {LEAST_PEERS} organisations or more, not of {len(scores)}"
        raise ValueError(message)
    spread = {}
    for key in dict.fromkeys(key for one in scores for key in one):
        known = [value for one in scores if (value := one.get(key)) is not None]
        if len(known) >= LEAST_PEERS:
            lower, median, upper = map(_hundredths, quartiles(known))
            spread[key] = PeerScore(len(known), median, lower, upper)
    return PeerSet(
        name,
        day,
        questionnaire,
        tuple(sorted(set(versions))),
        dict(sorted(anchors.items())),
        len(scores),
        tuple(sorted(set(years))),
        spread,
    )


def _hundredths(value: float) -> float:
    return float(Decimal(repr(round(value, 9))).quantize(_HUNDREDTH, ROUND_HALF_UP))


def tells_one_apart(before: PeerSet, now: PeerSet) -> bool:
    """Whether two sets that a reader has both of may differ by few organisations, whose scores would then show.

    Nobody knows from a set who is in it, so that another number of organisations is all there is to go by: it has to
    differ by LEAST_CHANGE. Sets with the same numbers tell nothing.
    """
    same = (before.n, before.scores, before.years) == (now.n, now.scores, now.years)
    alike = before.questionnaire == now.questionnaire and before.anchors == now.anchors
    return alike and not same and abs(now.n - before.n) < LEAST_CHANGE


def anchors_of(pack: Pack) -> dict[str, str]:
    """The version of the anchors of each practice: numbers compare where these are the same."""
    return {id: practice.anchor_version for id, practice in pack.practices.items()}


def place_of(score: DimensionScore, peers: PeerSet | None) -> PeerPlace | None:
    """Where a score stands among peers, by what is printed of both; None where one of them is missing."""
    found = peers.scores.get(score.key) if peers else None
    if found is None or score.value is None:
        return None
    ours, theirs = r1(score.value), r1(found.median)
    side: Side = "at" if ours == theirs else "above" if ours > theirs else "below"
    low, high = score.reading.low, score.reading.high
    return PeerPlace(found, side, low is not None and high is not None and r1(low) <= theirs <= r1(high))
