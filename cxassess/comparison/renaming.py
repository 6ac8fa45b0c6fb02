"""An earlier wave in the ids of a later one: a renamed practice compares, and one that only looks alike does not."""

from collections.abc import Mapping
from dataclasses import replace

from cxassess.model.comparison import WaveData
from cxassess.model.engagement import Response
from cxassess.model.pack import Pack, Practice
from cxassess.questionnaire_changes import comparable_practices


def in_ids_of(wave: WaveData, last: WaveData) -> WaveData:
    """A wave whose practices are called as the last one calls them, as far as the map of that one says so.

    What does not compare by the map has anchors of another version here, whatever its id is.
    """
    found = comparable_practices(wave.pack, last.pack, last.changes)
    if not found.by_map:
        return wave
    now = {id: found.same.get(id, id) for id in wave.pack.practices}
    return replace(
        wave,
        pack=_pack(wave.pack, now, frozenset(found.same), last.pack),
        responses=tuple(_response(response, now) for response in wave.responses),
        agreed={now.get(id, id): replace(one, practice=now.get(id, id)) for id, one in wave.agreed.items()},
    )


def _pack(pack: Pack, now: Mapping[str, str], same: frozenset[str], last: Pack) -> Pack:
    practices = {}
    for id, practice in pack.practices.items():
        other = replace(practice, id=now[id])
        practices[now[id]] = other if id in same else _apart(other, pack.version, last)
    return replace(
        pack,
        practices=practices,
        roles={
            id: replace(role, omits=frozenset(now.get(one, one) for one in role.omits))
            for id, role in pack.roles.items()
        },
        programme=tuple(
            replace(test, practices=tuple(now.get(one, one) for one in test.practices)) for test in pack.programme
        ),
    )


def _apart(practice: Practice, version: str, last: Pack) -> Practice:
    """A practice that must not compare: an id of the last version with the same number would look the same."""
    known = last.practices.get(practice.id)
    if known is None or known.anchor_version != practice.anchor_version:
        return practice
    return replace(practice, anchor_version=f"{practice.anchor_version} of {version}")


def _response(response: Response, now: Mapping[str, str]) -> Response:
    answers = {now.get(id, id): replace(answer, question=now.get(id, id)) for id, answer in response.answers.items()}
    return replace(response, answers=answers)
