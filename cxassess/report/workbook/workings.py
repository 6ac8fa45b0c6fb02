"""What the formulas of the sheet Practices give today, taken from the assessment; formulas carry it as their value."""

from collections.abc import Set
from dataclasses import dataclass

from cxassess.display import r1
from cxassess.findings import dont_know_share, is_disputed
from cxassess.model.assessment import Action, Assessment, PracticeScore
from cxassess.model.pack import Practice
from cxassess.planning import GATE, PHASES, WARN, confidence, rank_key
from cxassess.say_do import contradicted
from cxassess.stages import meets_key

NO_RANK = 9999  # sorts behind every rank


@dataclass(frozen=True, slots=True)
class Working:
    """One practice's row: flags as 0 and 1, as cells hold them."""

    practice: Practice
    score: PracticeScore
    action: Action | None
    position: int
    asked: int
    stage: int
    short: int
    blocker: int
    weak_basic: int
    disputed: int
    dont_know_share: float | None
    confidence: float
    gate: float
    warn: float
    weight: float
    urgency_key: float
    tie: int
    computed_rank: int | None
    rank_key: float
    rank: int | None
    dropped: int
    equal_key: float
    gap_key: float
    gap_rank: int
    mover: int

    @property
    def printed(self) -> float | None:
        return None if self.score.value is None else r1(self.score.value)

    @property
    def is_key(self) -> bool:
        return self.practice.key


def find_workings(a: Assessment, movers: Set[str]) -> dict[str, Working]:
    """A row for each practice, in the pack's order; `movers` are those that move the company to the next stage."""
    actions = {action.practice: action for action in a.actions}
    positions = {id: position for position, id in enumerate(a.pack.practices)}
    gap_keys = {id: -1.0 if (gap := a.practices[id].gap) is None else gap for id in positions}
    by_gap = sorted(positions, key=lambda id: (-gap_keys[id], positions[id]))
    stages = {stage.id: number for number, stage in enumerate(a.pack.stages, start=1)}
    blockers = {blocker.practice for blocker in a.stage.blockers}
    doubted = contradicted(a.say_do)
    workings = {}
    for id, practice in a.pack.practices.items():
        score, action = a.practices[id], actions.get(id)
        weight = a.weights[practice.discipline]
        weak = id in a.stage.weak_basics
        workings[id] = Working(
            practice=practice,
            score=score,
            action=action,
            position=positions[id],
            asked=int(any(id not in a.pack.roles[role].omits for role in a.engagement.counted_roles)),
            stage=stages[practice.stage],
            short=int(practice.key and score.applies and not meets_key(score.value)),
            blocker=int(id in blockers),
            weak_basic=int(weak),
            disputed=int(is_disputed(score)),
            dont_know_share=dont_know_share(score) if score.answered else None,
            confidence=confidence(score),
            gate=GATE if id in blockers or weak else 1.0,
            warn=WARN if id in doubted or any(a.signs[sign].active for sign in practice.signs) else 1.0,
            weight=weight,
            urgency_key=-1.0 if action is None or action.is_out else round(action.urgency, 9),
            tie=PHASES.index(practice.phase) * 1000 + positions[id],
            computed_rank=action.computed_rank if action else None,
            rank_key=_rank_key(action),
            rank=action.rank if action else None,
            dropped=int(action is not None and action.is_out),
            equal_key=_equal_key(action),
            gap_key=gap_keys[id],
            gap_rank=by_gap.index(id) + 1,
            mover=int(id in movers),
        )
    return workings


def _rank_key(action: Action | None) -> float:
    if action is None or action.computed_rank is None:
        return NO_RANK
    return rank_key(action.computed_rank, action.rank_by_hand)


def _equal_key(action: Action | None) -> float:
    if action is None or action.is_out:
        return -1.0
    return round(action.urgency / action.weight, 9) if action.weight else 0.0
