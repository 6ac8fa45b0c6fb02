"""Short names for the state of numbers: eight characters that change when a number does, not when words do."""

import hashlib
import json
from collections.abc import Callable, Mapping, Set
from typing import Any

from cxassess.model.assessment import Assessment
from cxassess.model.engagement import OVERRIDE
from cxassess.serialise import as_json

_DECIMALS = 2  # a change that no report would print has not happened
_WORDED = ("scope", "findings", "actions", "say_do", "software")

# What an assessment came to say later counts where there is some, so that words which fitted before an update still do.
_DERIVED = {
    "metrics": {"method", "measured", "compares", "tested", "change"},
    "signs": {"metric", "watch", "alarm", "in_a_row"},
}
_WHERE_SOME = {
    "measures",
    "index",
    "definition_id",
    "touchpoint",
    "wording",
    "series",
    "peer",
    "also",
    "experience_map",
    "words",
    "mirror",
    "benchmark",
}

Data = Mapping[str, Any]


def fingerprint(assessment: Assessment) -> str:
    """The state of all numbers of an assessment."""
    return _digest(_whole(_numbers(assessment)))


def slot_fingerprints(assessment: Assessment) -> dict[str, str]:
    """The state of the numbers that each place for a consultant's words stands beside.

    Keys are headline, context, the sections, the disciplines, and “override ” with kind and subject of a finding.
    """
    data = _numbers(assessment)
    slots = {slot: _digest(_rounded(numbers(data))) for slot, numbers in _BESIDE.items()}
    if assessment.history is not None:
        changes = assessment.history.comparison.changes
        slots["moved"] = _digest(_rounded([[change.key, change.difference, change.verdict] for change in changes]))
        slots["promised"] = _digest([[one.id, one.outcome] for one in assessment.history.promises])
    if assessment.register is not None:
        slots["tracker"] = _digest([[one.id, one.status, str(one.due)] for one in assessment.register.entries])
    for discipline in assessment.pack.disciplines:
        slots[discipline.id] = _digest(_rounded(_of_discipline(assessment, data, discipline.id)))
    for finding in data["findings"]:
        slots[f"{OVERRIDE}{finding['kind']} {finding['about']}"] = _digest(_rounded(finding["numbers"]))
    return slots


def _numbers(assessment: Assessment) -> Data:
    data = as_json(assessment)
    for part, derived in _DERIVED.items():
        data[part] = {id: _telling(of, derived) for id, of in data[part].items()}
    data["scores"] = {key: _telling(score, {"peers"}) for key, score in data["scores"].items()}
    if data["words"]:  # what customers said may be chosen anew without a number moving
        data["words"] = data["words"] | {"themes": [_telling(t, {"name", "quotes"}) for t in data["words"]["themes"]]}
    return _telling(data, set())


def _telling(data: Data, derived: Set[str]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in derived and (value or key not in _WHERE_SOME)}


def _whole(data: Data) -> object:
    return {key: value for key, value in data.items() if key not in _WORDED}


def _parts(*keys: str) -> Callable[[Data], object]:
    return lambda data: [data[key] for key in keys]


def _by(group: str) -> Callable[[Data], object]:
    return lambda data: {key: score[group] for key, score in data["scores"].items()}


def _spread(data: Data) -> object:
    return {id: (p["ad"], p["dont_know"], p["answered"]) for id, p in data["practices"].items()}


def _plan(data: Data) -> object:
    return [(a["id"], a["horizon"], a["urgency"]) for a in data["actions"]]


def _settle(data: Data) -> object:
    return [(f["kind"], f["about"], f["numbers"]) for f in data["findings"]]


def _say_do(data: Data) -> object:
    numbers = ("verdict", "value", "executive", "front_line")
    return [[t["id"], *(t[key] for key in numbers), [a["value"] for a in t["answers"]]] for t in data["say_do"]]


def _mirror(data: Data) -> object:
    found = data.get("mirror") or {"items": ()}
    return [[i["inside"], {p: (a["share"], a["n"]) for p, a in i["panels"].items()}] for i in found["items"]]


def _software(data: Data) -> object:
    return [{key: value for key, value in of.items() if key not in {"name", "why"}} for of in data["software"]]


def _experience_map(data: Data) -> object:
    if not data.get("experience_map"):
        return None
    found = data["experience_map"]
    numbers = ("name", "importance", "quadrant", "moment_of_truth", "pain_point")
    values = [(t["satisfaction"] or t["other"] or {}).get("value") for t in found["touchpoints"]]
    return [found["shown"], found["crosshairs"], [[t[key] for key in numbers] for t in found["touchpoints"]], values]


_BESIDE: Mapping[str, Callable[[Data], object]] = {
    "headline": _whole,
    "context": _whole,
    "summary": _whole,
    "profile": _parts("overall", "scores"),
    "heat_map": lambda data: [_by("by_role")(data), _by("by_unit")(data)],
    "stage": _parts("stage", "cards"),
    "programme": _parts("programme"),
    "perception": _parts("perception"),
    "voices": _spread,
    "say_do": _say_do,
    "words": lambda data: data.get("words"),
    "mirror": _mirror,
    "software": _software,
    "experience_map": _experience_map,
    "outcomes": lambda data: [data["metrics"], data["signs"], *(data[k] for k in ("measures", "index") if k in data)],
    "settle": _settle,
    "priorities": _plan,
    "roadmap": _plan,
    "method": _whole,
}


def _of_discipline(assessment: Assessment, data: Data, id: str) -> object:
    practices = [p.id for p in assessment.pack.in_dimension("disciplines", id)]
    return [data["scores"][f"disciplines.{id}"], {p: data["practices"][p] for p in practices}]


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DECIMALS)
    if isinstance(value, Mapping):
        return {str(key): _rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return value


def _digest(numbers: object) -> str:
    return hashlib.sha256(json.dumps(numbers, sort_keys=True).encode()).hexdigest()[:8]
