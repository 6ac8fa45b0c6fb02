"""Gaps become a plan: which step next, how urgent, when (method §7.2–7.5).

Urgency = 100 · weight · (gap / 4) · impact · confidence / effort · gate · warn, printed with its inputs. It orders the
steps; prerequisites, effort and what customers will notice decide which of them fit into Now, Next and Later.

What people decided stands over all of it: their impact, effort and rank enter the order, their horizon stands for its
action and moves no other, and what they dropped or merged leaves its room to others. What they added stands beside the
plan and takes no room from it.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from cxassess.display import r1
from cxassess.findings import is_blind_spot, is_disputed
from cxassess.model.action import HORIZONS, ActionRecord, Horizon, Promised, own_number
from cxassess.model.assessment import (
    Action,
    Assessment,
    DimensionScore,
    Outlook,
    OwnAction,
    PracticeScore,
    Sign,
    StageResult,
)
from cxassess.model.pack import Pack, Practice, Step
from cxassess.model.say_do import ThemeReading
from cxassess.say_do import contradicted
from cxassess.scoring import Item, mean_of_items
from cxassess.statistics import MIN_FOR_INTERVAL
from cxassess.words import Words

GATE, WARN = 1.25, 1.2
ROOM: Mapping[Horizon, int] = {"now": 5, "next": 7, "later": 7}
EARLIEST: Mapping[int, Horizon] = {1: "now", 2: "now", 3: "now", 5: "next", 8: "later"}
PER_OWNER_NOW = 2
DIFFERENTIATE_FROM = 2.5
PHASES = ("repair", "elevate", "optimize", "differentiate")


@dataclass(frozen=True, slots=True)
class Situation:
    """What the plan is made from."""

    pack: Pack
    practices: Mapping[str, PracticeScore]
    scores: Mapping[str, DimensionScore]
    stage: StageResult
    signs: Mapping[str, Sign]
    weights: Mapping[str, float]
    words: Words
    say_do: tuple[ThemeReading, ...] = ()

    @property
    def blockers(self) -> frozenset[str]:
        return frozenset(b.practice for b in self.stage.blockers if b.practice)

    @property
    def movers(self) -> frozenset[str]:
        """What moves the company to the next stage: its blockers, or where only the mean is short, its practices."""
        if self.blockers:
            return self.blockers
        short = {b.stage for b in self.stage.blockers}
        return frozenset(id for id, p in self.pack.practices.items() if p.stage in short)


@dataclass(frozen=True, slots=True)
class Need:
    """A prerequisite: whether it stands, and if not, whether the next step of its practice would bring it about."""

    practice: str
    level: int
    stands: bool
    in_reach: bool


@dataclass(frozen=True, slots=True)
class Placement:
    """The way of an action to its place in time, or to having none; for readers who want to follow it.

    Attributes:
        held: why it has no place, whatever the room; None where it may have one.
        moves: whether it moves the company towards the next stage.
        ready: the horizons in which it competed for room.
        first: whether it came before the order in Now, as a mover or as something customers notice.
        taken, of_owner: what room was taken in Now, and by steps of its owner, at its turn; None where it came first
            or had no turn.
        waits: why it has no place; None where it has one.
    """

    held: str | None
    earliest: Horizon
    moves: bool
    needs: tuple[Need, ...]
    ready: frozenset[Horizon]
    first: bool
    taken: int | None
    of_owner: int | None
    horizon: Horizon | None
    waits: str | None


@dataclass(frozen=True, slots=True)
class _Turn:
    """An action's turn when Now is filled."""

    first: bool
    taken: int
    of_owner: int
    chosen: bool


def situation_of(assessment: Assessment, words: Words) -> Situation:
    """What the plan of an assessment was made from."""
    a = assessment
    return Situation(a.pack, a.practices, a.scores, a.stage, a.signs, a.weights, words, a.say_do)


def urgency(
    weight: float, gap: float, impact: float, confidence: float, effort: int, gate: float = 1.0, warn: float = 1.0
) -> float:
    """The index that orders actions; the inputs are judgements and are printed beside it.

    >>> round(urgency(1 / 6, 2, impact=2, confidence=1, effort=2, gate=1.25), 4)
    10.4167
    """
    return 100 * weight * (gap / 4) * impact * confidence / effort * gate * warn


def confidence(score: PracticeScore) -> float:
    """How far the rating can be trusted: 1, or 0.8 with one doubt, 0.5 with more or an unsupported high rating."""
    doubts = (score.n < MIN_FOR_INTERVAL) + is_disputed(score) + is_blind_spot(score)
    if score.unsupported or doubts > 1:
        return 0.5
    return 0.8 if doubts else 1.0


def plan(situation: Situation, decisions: Mapping[str, ActionRecord] = MappingProxyType({})) -> tuple[Action, ...]:
    """All steps that close a gap, in their order, each with its horizon or the reason why it waits.

    Args:
        decisions: what people decided about actions, by id. Steps that they dropped or merged stand last.
    """
    drafts = [
        _draft(practice, practice.steps[score.level], score, situation, decisions)
        for practice in situation.pack.practices.values()
        if (score := situation.practices[practice.id]).level is not None and score.level < 5 and score.gap
    ]
    order = {id: position for position, id in enumerate(situation.pack.practices)}

    def by(action: Action, index: float) -> tuple[bool, float, int, int]:
        phase = PHASES.index(situation.pack.practices[action.practice].phase)
        return (action.is_out, -round(index, 9), phase, order[action.practice])

    equal = sorted(drafts, key=lambda a: by(a, a.urgency / a.weight if a.weight else 0.0))
    equal_ranks = {action.id: position for position, action in enumerate(equal, start=1)}
    drafts.sort(key=lambda a: by(a, a.urgency))
    computed = {action.id: position for position, action in enumerate(drafts, start=1) if not action.is_out}
    drafts.sort(key=lambda a: _rank_key(computed.get(a.id), a.rank_by_hand))
    ranked = [
        replace(
            action,
            equal_weight_rank=equal_ranks[action.id],
            computed_rank=computed.get(action.id),
            rank=position if action.id in computed else None,
        )
        for position, action in enumerate(drafts, start=1)
    ]
    return _place(ranked, situation, decisions)


def rank_key(computed: int, by_hand: int | None) -> float:
    """What the order sorts by: the rank by urgency, or just beyond the place that people gave.

    A step that is moved up stands before the one whose place it takes, and one that is moved down behind it.

    >>> rank_key(7, 2), rank_key(2, 7), rank_key(3, None)
    (1.5, 7.5, 3)
    """
    if by_hand is None or by_hand == computed:
        return computed
    return by_hand + (0.5 if by_hand > computed else -0.5)


def _rank_key(computed: int | None, by_hand: int | None) -> tuple[float, int]:
    return (math.inf, 0) if computed is None else (rank_key(computed, by_hand), computed)


def own_actions(
    situation: Situation, decisions: Mapping[str, ActionRecord], proposed: Sequence[Action] = ()
) -> tuple[OwnAction, ...]:
    """What people added to the plan, in the order of its ids; then steps promised in an earlier wave and not proposed.

    Args:
        proposed: the plan, which has the promises that it proposes again.
    """
    own = sorted((r for r in decisions.values() if r.is_own), key=lambda r: own_number(r.action))
    planned = {action.id for action in proposed}
    order = {step.id: place for place, step in enumerate(_steps(situation.pack))}
    kept = [r for r in decisions.values() if r.promised and not r.is_own and r.action not in planned]
    kept.sort(key=lambda r: (order.get(r.action, len(order)), r.action))
    return tuple(_own(record, situation) for record in (*own, *kept) if record.title or record.promised)


def _steps(pack: Pack) -> Iterator[Step]:
    for practice in pack.practices.values():
        yield from practice.steps.values()


def _own(record: ActionRecord, situation: Situation) -> OwnAction:
    before = record.promised or Promised("", "")
    practice = record.practice or before.practice
    waits = _out(record, situation) or (None if record.horizon else _no_horizon(record, situation))
    return OwnAction(
        id=record.action,
        practice=practice if practice in situation.pack.practices else None,
        title=record.title or before.title,
        what=record.what or before.what,
        first_step=record.first_step or before.first_step,
        done_when=record.done_when or before.done_when,
        horizon=None if record.is_out else record.horizon,
        impact=record.impact,
        effort=record.effort,
        owner=record.owner,
        due=record.due,
        status=record.status or "open",
        waits=waits,
        merged_into=record.merged_into,
        decided=record.decided,
        evidence=record.evidence,
        since=before.wave or None,
    )


def _no_horizon(record: ActionRecord, situation: Situation) -> str:
    if record.promised is None:
        return situation.words.say("waits.no_horizon")
    state = "done" if record.status == "done" else "open"
    return situation.words.say(f"waits.promised_{state}", wave=record.promised.wave)


def _out(action: Action | ActionRecord, situation: Situation) -> str | None:
    """Why an action was taken out of the plan by people; None where it was not."""
    if not action.is_out:
        return None
    if action.merged_into is not None:
        return situation.words.say("waits.merged", id=action.merged_into)
    reason = action.decided.get("status", "")
    return situation.words.say("waits.dropped_why", reason=reason) if reason else situation.words.say("waits.dropped")


def _draft(
    practice: Practice,
    step: Step,
    score: PracticeScore,
    situation: Situation,
    decisions: Mapping[str, ActionRecord],
) -> Action:
    assert score.gap is not None
    decided = decisions.get(step.id) or ActionRecord(step.id)
    impact, effort = decided.impact or step.impact, decided.effort or step.effort
    title, what, first_step, done_when = step_texts(practice, step, decided, situation.words)
    gated = practice.id in situation.blockers or practice.id in situation.stage.weak_basics
    active = [id for id in practice.signs if situation.signs[id].active]
    doubts = contradicted(situation.say_do).get(practice.id, ())
    gate, warn = GATE if gated else 1.0, WARN if active or doubts else 1.0  # once, whatever raises it
    weight, sure = situation.weights[practice.discipline], confidence(score)
    return Action(
        id=step.id,
        practice=practice.id,
        step=(step.level, step.level + 1),
        title=title,
        what=what,
        why=step.text.why if step.text else practice.why,
        first_step=first_step,
        done_when=done_when,
        advised=step.text is not None,
        horizon=None,
        urgency=urgency(weight, score.gap, impact, sure, effort, gate, warn),
        equal_weight_rank=0,
        gap=score.gap,
        weight=weight,
        impact=impact,
        effort=effort,
        confidence=sure,
        gate=gate,
        warn=warn,
        visible=step.visible,
        owner_role=situation.pack.owner_roles[step.owner_role],
        owner=decided.owner,
        due=decided.due,
        status=decided.status or "open",
        prerequisites=tuple((p.practice, p.level, _is_met(p.practice, p.level, situation)) for p in step.prerequisites),
        because=_because(practice, score, active, doubts, situation),
        waits=None,
        rank_by_hand=decided.rank,
        merged_into=decided.merged_into,
        decided=decided.decided,
        evidence=decided.evidence,
        since=decided.promised.wave if decided.promised else None,
    )


def step_texts(practice: Practice, step: Step, decided: ActionRecord, words: Words) -> tuple[str, str, str, str]:
    """Title, what to do, first step and proof of a step: as people worded them, else as the questionnaire does."""
    text = step.text
    return (
        decided.title or step_title(practice, step.level, words),
        decided.what or (text.what if text else practice.full[step.level]),
        decided.first_step or (text.first_step if text else ""),
        decided.done_when or (text.done_when if text else ""),
    )


def step_title(practice: Practice, level: int, words: Words) -> str:
    """What the step from a level to the next is called: its own title, or the anchor that it leads to."""
    text = practice.steps[level].text
    return text.title if text else words.say("action.untitled", practice=practice.title, anchor=practice.short[level])


def _is_met(practice: str, level: int, situation: Situation) -> bool:
    reached = situation.practices[practice].level
    return reached is not None and reached >= level


def _because(
    practice: Practice, score: PracticeScore, active: Sequence[str], doubts: Sequence[str], situation: Situation
) -> str:
    words = situation.words
    parts = [
        words.say(
            "because.gap",
            id=practice.id,
            value=score.value,
            target=score.target,
            discipline=words.within(situation.pack.dimension("disciplines", practice.discipline).name),
        )
    ]
    blocked = [b for b in situation.stage.blockers if b.practice == practice.id]
    if blocked:
        stages = [s.id for s in situation.pack.stages]
        if blocked[0].stage == stages[0]:
            parts.append(words.say("because.basics"))
        else:
            parts.append(words.say("because.blocker", stage=stages.index(blocked[0].stage) + 1))
    elif practice.id in situation.stage.weak_basics:
        parts.append(words.say("because.basics"))
    if active:
        names = [words.within(words.say(f"signs.{id}.name")) for id in active]
        parts.append(words.say("because.sign", names=words.join(names), count=len(names)))
    if doubts:
        parts.append(
            words.say("because.contradiction", names=words.join([words.say("quote", text=name) for name in doubts]))
        )
    return " ".join(parts)


# ── when ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _place(ranked: Sequence[Action], situation: Situation, decisions: Mapping[str, ActionRecord]) -> tuple[Action, ...]:
    """Each action with its horizon: where people put it, else where it is proposed; or with the reason why it waits."""
    placements = find_placements(ranked, situation)
    placed = []
    for action in ranked:
        record, proposed = decisions.get(action.id), placements[action.id]
        chosen = record.horizon if record and not action.is_out else None
        placed.append(
            replace(action, horizon=chosen or proposed.horizon, waits=None if chosen else proposed.waits),
        )
    return tuple(placed)


def find_placements(ranked: Sequence[Action], situation: Situation) -> dict[str, Placement]:
    """The proposed place of each action by its id: prerequisites first, then effort, then the order of `ranked`.

    A horizon that people chose for an action neither gives room to the others nor takes it from them, so that one
    choice does not stir the rest of a plan that was agreed on; what they dropped or merged leaves its room.
    """
    held = {action.id: reason for action in ranked if (reason := _held_back(action, situation))}
    free = [action for action in ranked if action.id not in held]
    placed: dict[str, Horizon] = {}
    ready: dict[Horizon, list[Action]] = {}
    turns: dict[str, _Turn] = {}
    for horizon in HORIZONS:
        ready[horizon] = [a for a in free if a.id not in placed and _may_stand_in(a, horizon, placed, situation)]
        if horizon == "now":
            turns = _take_turns(ready[horizon], situation)
            chosen = [id for id, turn in turns.items() if turn.chosen]
        else:
            chosen = [action.id for action in ready[horizon][: ROOM[horizon]]]
        placed.update(dict.fromkeys(chosen, horizon))
    tried = {horizon: {action.id for action in actions} for horizon, actions in ready.items()}
    found = {}
    for action in ranked:
        turn = turns.get(action.id)
        in_order = turn if turn and not turn.first else None
        missing = _missing(action, placed, situation)
        waits = None if action.id in placed else held.get(action.id) or _reason_to_wait(missing, situation)
        found[action.id] = Placement(
            held=held.get(action.id),
            earliest=EARLIEST[action.effort],
            moves=action.practice in situation.movers,
            needs=tuple(_need(id, level, met, situation) for id, level, met in action.prerequisites),
            ready=frozenset(horizon for horizon in HORIZONS if action.id in tried[horizon]),
            first=turn is not None and turn.first,
            taken=in_order.taken if in_order else None,
            of_owner=in_order.of_owner if in_order else None,
            horizon=placed.get(action.id),
            waits=waits,
        )
    return found


def _need(practice: str, level: int, stands: bool, situation: Situation) -> Need:
    return Need(practice, level, stands, not stands and _next_step_reaches(practice, level, situation))


def _held_back(action: Action, situation: Situation) -> str | None:
    """What people took out has no place; what is out of scope waits, and so does a step that differentiates, for sound
    practice around it (§7.4)."""
    if (reason := _out(action, situation)) is not None:
        return reason
    practice = situation.pack.practices[action.practice]
    if not action.weight:
        return situation.words.say("waits.out_of_scope")
    if practice.phase != "differentiate" or practice.duty or action.practice in situation.blockers:
        return None
    value = situation.scores[f"disciplines.{practice.discipline}"].value
    if value is None or r1(value) >= DIFFERENTIATE_FROM:
        return None
    name = situation.words.within(situation.pack.dimension("disciplines", practice.discipline).name)
    return situation.words.say("waits.differentiate", discipline=name, value=situation.words.score(value))


def _may_stand_in(action: Action, horizon: Horizon, placed: Mapping[str, Horizon], situation: Situation) -> bool:
    if HORIZONS.index(EARLIEST[action.effort]) > HORIZONS.index(horizon):
        return False
    return not _missing(action, placed, situation)


def _missing(action: Action, placed: Mapping[str, Horizon], situation: Situation) -> list[tuple[str, int]]:
    """Prerequisites that neither stand nor are brought about by an action that is placed already."""
    return [
        (practice, level)
        for practice, level, met in action.prerequisites
        if not met and not _brought_about(practice, level, placed, situation)
    ]


def _brought_about(practice: str, level: int, placed: Mapping[str, Horizon], situation: Situation) -> bool:
    reached = situation.practices[practice].level
    return _next_step_reaches(practice, level, situation) and f"{practice}:{reached}-{(reached or 0) + 1}" in placed


def _next_step_reaches(practice: str, level: int, situation: Situation) -> bool:
    reached = situation.practices[practice].level
    return reached is not None and reached + 1 >= level


def _take_turns(ready: Sequence[Action], situation: Situation) -> dict[str, _Turn]:
    """Five at most, two of one owner at most, a mover of the stage and something customers notice before the rest."""
    mover = next((a for a in ready if a.practice in situation.movers), None)
    noticed = next((a for a in ready if a.visible), None)
    first = [mover] if mover else []
    first += [noticed] if noticed and noticed is not mover else []
    chosen: list[Action] = []
    turns = {}
    for action in [*first, *(a for a in ready if a not in first)]:
        taken, of_owner = len(chosen), sum(1 for c in chosen if c.owner_role == action.owner_role)
        fits = taken < ROOM["now"] and of_owner < PER_OWNER_NOW
        turns[action.id] = _Turn(action in first, taken, of_owner, fits)
        if fits:
            chosen.append(action)
    return turns


def _reason_to_wait(missing: Sequence[tuple[str, int]], situation: Situation) -> str:
    if not missing:
        return situation.words.say("waits.room")
    names = [situation.words.say("waits.prerequisite_item", id=id, level=level) for id, level in missing]
    return situation.words.say("waits.prerequisite", names=situation.words.join(names))


# ── where it leads ───────────────────────────────────────────────────────────────────────────────────────────


def look_ahead(actions: Sequence[Action], situation: Situation) -> Outlook:
    """The scores if every placed step succeeds and its practice reaches the next level; a bound, not a forecast."""
    reached = {action.practice: float(action.step[1]) for action in actions if action.horizon is not None}
    items = {
        id: Item(None if p.value is None else max(p.value, reached.get(id, p.value)), p.applies)
        for id, p in situation.practices.items()
    }
    disciplines = {
        d.id: mean_of_items([items[p.id] for p in situation.pack.in_dimension("disciplines", d.id)])
        for d in situation.pack.disciplines
    }
    stages = [s.id for s in situation.pack.stages]
    number = None if situation.stage.reached is None else stages.index(situation.stage.reached) + 1
    stage = stages[number] if number is not None and number < len(stages) else None
    mean = mean_of_items([items[p.id] for p in situation.pack.in_dimension("stages", stage)]) if stage else None
    return Outlook(disciplines, stage, mean)
