"""What a report says of an attached peer set: always that peers rated themselves, with n, quartiles, source and date.

Without one nothing is said of others, in no section.
"""

from collections.abc import Iterator, Sequence

from cxassess.model.assessment import DimensionScore
from cxassess.model.peers import PeerSet
from cxassess.peers import place_of
from cxassess.report.blocks import Runs, Text, plain
from cxassess.report.compose.context import Context
from cxassess.words import Words


def beside_peers(page: Context, score: DimensionScore) -> Iterator[Text]:
    """Where a discipline’s score stands among peers, in one sentence."""
    peers, place = page.assessment.benchmark, place_of(score, page.assessment.benchmark)
    if peers is None or place is None:
        return
    found = place.peers
    yield Text(
        plain(
            page.say(
                f"benchmark.{place.side}",
                value=score.value,
                n=found.n,
                median=found.median,
                lower=found.lower,
                upper=found.upper,
                open=page.say("benchmark.open") if place.open else "",
                name=peers.name,
                years=years_of(peers),
            )
        ),
        "small",
    )


def medians(page: Context, scores: Sequence[DimensionScore]) -> dict[str, float]:
    """The median of peers for each discipline that has a tick in the profile."""
    places = {score.dimension: place_of(score, page.assessment.benchmark) for score in scores}
    return {id: place.peers.median for id, place in places.items() if place is not None}


def tick_label(page: Context) -> str:
    """What the legend of the profile says of the ticks."""
    peers = page.assessment.benchmark
    return page.say("benchmark.tick", n=peers.n) if peers else ""


def citation(page: Context, scores: Sequence[DimensionScore]) -> Runs:
    """The note under the profile: who the peers are, and how each discipline is spread among them."""
    peers = page.assessment.benchmark
    if peers is None:
        return ()
    rows = [
        page.say(
            "benchmark.row",
            name=page.discipline_name(score.dimension),
            median=place.peers.median,
            lower=place.peers.lower,
            upper=place.peers.upper,
            n=place.peers.n,
        )
        for score in scores
        if (place := place_of(score, peers)) is not None
    ]
    if not rows:
        return ()
    told = {"n": peers.n, "name": peers.name, "years": years_of(peers), "day": peers.day}
    return plain(page.say("benchmark.note", rows="; ".join(rows), **told))


def limits_of(peers: PeerSet | None, words: Words) -> str:
    """What a peer set cannot tell; empty where none is attached."""
    if peers is None:
        return ""
    note = f" {peers.note}" if peers.note else ""
    told = {"n": peers.n, "name": peers.name, "years": years_of(peers), "day": peers.day}
    return words.say("report.benchmark.limits", note=note, **told)


def years_of(peers: PeerSet) -> str:
    first, last = peers.years[0], peers.years[-1]
    return str(last) if first == last else f"{first}–{last}"
