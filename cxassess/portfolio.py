"""Many engagements side by side, from what each of them found: pure functions over documents of `assess --json`."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from cxassess.display import difference, r1
from cxassess.model.portfolio import (
    Change,
    Lack,
    LeftOut,
    Move,
    Organisation,
    Portfolio,
    Round,
    Spread,
    Standing,
    UnitRange,
    Unread,
)
from cxassess.peers import OVERALL, quartiles
from cxassess.statistics import median

FORMAT = 1
LEAST_FOR_QUARTILES = 4  # with fewer, a quartile is hardly more than one of the values; a judgement
DISCIPLINES = "disciplines."
QUARTILES = "linear interpolation, type 7 of Hyndman and Fan (1996)"

_NOTHING = Standing(None)

Json = dict[str, Any]


# ── one engagement ───────────────────────────────────────────────────────────────────────────────────────────


def read_round(document: Mapping[str, Any], anchors: Mapping[str, str], *, is_finished: bool) -> Round:
    """What a wave found, from its `assess --json`, with the anchor versions of its questionnaire."""
    overall = document["overall"]
    return Round(
        wave=document["wave"],
        as_of=date.fromisoformat(document["as_of"]),
        is_finished=is_finished,
        version=document["questionnaire"]["version"],
        anchors=anchors,
        n=document["sufficiency"]["counted"],
        overall=Standing(overall["value"], overall["level"]),
        stage=document["stage"]["reached"],
        dimensions={key: _standing(score) for key, score in document["scores"].items()},
        practices={id: _standing(score) for id, score in document["practices"].items()},
        units={
            key: {unit: group["value"] for unit, group in score["by_unit"].items() if group["value"] is not None}
            for key, score in document["scores"].items()
            if key.startswith(DISCIPLINES)
        },
    )


def _standing(score: Mapping[str, Any]) -> Standing:
    return Standing(score["value"], score["level"], score["target"], score["gap"])


# ── all of them ──────────────────────────────────────────────────────────────────────────────────────────────


def compare_organisations(
    organisations: Iterable[Organisation],
    questionnaire: str,
    left_out: Iterable[LeftOut] = (),
    unread: Iterable[Unread] = (),
) -> Portfolio:
    """The portfolio of organisations that answered one questionnaire.

    Like for like: of those whose anchors differ, the largest group is compared (of equal ones that with the newest
    wave), and the others are left out by name. ValueError where there is no organisation.
    """
    found = _named(organisations)
    if not found:
        message = "a portfolio needs at least one organisation"
        raise ValueError(message)
    compared, others = _alike(found)
    compared.sort(key=lambda one: (one.now.overall.value is None, -(one.now.overall.value or 0.0), one.name))
    keys = (*(key for key in compared[0].now.dimensions if key.startswith(DISCIPLINES)), OVERALL)
    levels = {key: [s for one in compared if (s := _of(one.now, key)).value is not None] for key in keys}
    return Portfolio(
        questionnaire=questionnaire,
        versions=tuple(sorted({one.now.version for one in compared})),
        organisations=tuple(compared),
        left_out=(*left_out, *others),
        unread=tuple(unread),
        spreads={key: spread for key, known in levels.items() if (spread := _spread(known))},
        stages=dict(Counter(one.now.stage or "" for one in compared)),
        practices=_lacks([one.now.practices for one in compared]),
        disciplines=_lacks([_disciplines(one.now) for one in compared]),
        moves=tuple(_move(one, one.before, keys) for one in compared if one.before is not None),
        units=tuple(widest for one in compared if (widest := _widest(one))),
    )


def _named(organisations: Iterable[Organisation]) -> list[Organisation]:
    """Each with a name of its own: two of the same client are told apart by folder, in full where need be."""
    found = sorted(organisations, key=lambda one: one.folder)
    clients = Counter(one.client for one in found)
    shorter = Counter((one.client, _last(one.folder)) for one in found)
    named = []
    for one in found:
        folder = _last(one.folder) if shorter[one.client, _last(one.folder)] == 1 else one.folder
        named.append(replace(one, name=one.client if clients[one.client] == 1 else f"{one.client} ({folder})"))
    return named


def _last(folder: str) -> str:
    return folder.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _alike(found: Sequence[Organisation]) -> tuple[list[Organisation], list[LeftOut]]:
    groups: dict[frozenset[tuple[str, str]], list[Organisation]] = {}
    for one in found:
        groups.setdefault(frozenset(one.now.anchors.items()), []).append(one)
    ordered = sorted(groups.values(), key=lambda group: (len(group), max(one.now.as_of for one in group)))
    compared = ordered.pop()
    others = [
        LeftOut(one.folder, "anchors", {"wave": one.now.wave, "differing": differing_anchors(one, compared[0])})
        for group in ordered
        for one in group
    ]
    return compared, sorted(others, key=lambda one: one.folder)


def differing_anchors(one: Organisation, other: Organisation) -> int:
    """How many practices are asked by one of two alone, or with other anchors."""
    ours, theirs = one.now.anchors, other.now.anchors
    return sum(ours.get(id) != theirs.get(id) for id in ours.keys() | theirs.keys())


def _of(wave: Round, key: str) -> Standing:
    return wave.overall if key == OVERALL else wave.dimensions.get(key, _NOTHING)


def _disciplines(wave: Round) -> Mapping[str, Standing]:
    return {key: score for key, score in wave.dimensions.items() if key.startswith(DISCIPLINES)}


def _spread(scores: Sequence[Standing]) -> Spread | None:
    values = [score.value for score in scores if score.value is not None]
    if not values:
        return None
    lower, middle, upper = quartiles(values)
    counts = Counter(score.level for score in scores)
    few = len(values) < LEAST_FOR_QUARTILES
    return Spread(
        n=len(values),
        median=middle,
        lower=None if few else lower,
        upper=None if few else upper,
        low=min(values),
        high=max(values),
        levels=tuple(counts[level] for level in range(1, 6)),
    )


def _lacks(rounds: Sequence[Mapping[str, Standing]]) -> tuple[Lack, ...]:
    """What is under its target, by the share of the organisations that have a score of it and a target."""
    found = []
    for subject in rounds[0]:
        gaps = [gap for one in rounds if (gap := one.get(subject, _NOTHING).gap) is not None]
        if under := [gap for gap in gaps if gap > 0]:
            found.append(Lack(subject, len(under), len(gaps), median(under)))
    return tuple(sorted(found, key=lambda lack: (-lack.under / lack.of, -lack.gap, lack.subject)))


def _move(one: Organisation, before: Round, keys: Iterable[str]) -> Move:
    """What moved: like for like where that was compared, else as the printed numbers say, of the same anchors."""
    if one.tested is not None:
        found = {key: change for key in keys if (change := one.tested.get(key)) is not None}
        return Move(one.name, before.wave, one.now.wave, found, "" if found else "no_score", is_tested=True)
    if before.anchors != one.now.anchors:
        return Move(one.name, before.wave, one.now.wave, {}, "anchors")
    changes = {}
    for key in keys:
        then, now = _of(before, key).value, _of(one.now, key).value
        if then is not None and now is not None:
            changes[key] = Change(then, now, difference(now, then))
    return Move(one.name, before.wave, one.now.wave, changes, "" if changes else "no_score")


def _widest(one: Organisation) -> UnitRange | None:
    ranges = [
        UnitRange(one.name, key, len(units), low, units[low], high, units[high])
        for key, units in one.now.units.items()
        if len(units) > 1
        for low, high in [(min(units, key=lambda unit: units[unit]), max(units, key=lambda unit: units[unit]))]
    ]
    return max(ranges, key=lambda found: r1(found.high) - r1(found.low), default=None)


# ── as JSON ──────────────────────────────────────────────────────────────────────────────────────────────────


def as_json(portfolio: Portfolio, said: Mapping[str, str]) -> Json:
    """The portfolio as one JSON object; `said` are the sentences on what is left out, by folder."""
    p = portfolio
    return {
        "format": FORMAT,
        "questionnaire": {"id": p.questionnaire, "versions": list(p.versions)},
        "n": len(p.organisations),
        "quartiles": QUARTILES,
        "organisations": [_organisation(one) for one in p.organisations],
        "distribution": {key: _spread_as_json(spread) for key, spread in p.spreads.items()},
        "stages": {stage: n for stage, n in sorted(p.stages.items()) if stage},
        "without_stage": p.stages.get("", 0),
        "gaps": {
            "disciplines": [asdict(lack) for lack in p.disciplines],
            "practices": [asdict(lack) for lack in p.practices],
        },
        "moved": [_moved(move) for move in p.moves],
        "units": [asdict(found) for found in p.units],
        "left_out": [{"folder": one.folder, "reason": one.reason, "why": said[one.folder]} for one in p.left_out],
        "unread": [{"folder": one.folder, "faults": list(one.faults)} for one in p.unread],
    }


def _organisation(one: Organisation) -> Json:
    now = one.now
    return {
        "name": one.name,
        "client": one.client,
        "folder": one.folder,
        "wave": now.wave,
        "as_of": now.as_of.isoformat(),
        "finished": now.is_finished,
        "version": now.version,
        "n": now.n,
        "overall": {"value": now.overall.value, "level": now.overall.level},
        "stage": now.stage,
        "scores": {key: asdict(score) for key, score in now.dimensions.items()},
        "practices": {id: asdict(score) for id, score in now.practices.items()},
        "shares_scores": one.shares,
    }


def _spread_as_json(spread: Spread) -> Json:
    return {**asdict(spread), "levels": list(spread.levels)}


def _moved(move: Move) -> Json:
    return {
        "name": move.name,
        "before": move.before,
        "now": move.now,
        "scores": {key: asdict(change) for key, change in move.changes.items()},
        "tested": move.is_tested,
        "why": move.reason or None,
    }
