"""The cells of the workbook that people may change: a stable id for each, and what stands in it.

The workbook carries these with it, so that what came back is compared with what was written, and the engagement of
today can be asked the same. An id is such as `target:design`, `agreed:GOV1` or `action:GOV1:2-3:owner`. A value is
text: a number in its shortest form, a date as 2026-06-18, a state or horizon by its id, and empty where nothing stands.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cxassess.model.action import HORIZONS, WORDING, text_of
from cxassess.model.assessment import Action, Assessment, OwnAction

FORMAT = 1
ORIGIN_HEADS = ("key", "shown", "decided", "sheet")  # of the hidden sheet with all this; the same in any language
NOW_DAYS = 90  # until what is planned for now is due, where nobody set another date
PLANNED = (*WORDING, "horizon", "owner", "due", "status", "evidence", "merged_into")  # on the roadmap
WEIGHED = ("impact", "effort", "rank")  # beside every action
MOVED = ("horizon", "status", "merged_into")  # beside actions that the roadmap does not show
# Fields whose reason the cell beside them holds, by the table.
EXPLAINED = {"roadmap": ("status", "merged_into", "horizon"), "actions": ("rank", "status", "merged_into", "horizon")}


@dataclass(frozen=True, slots=True)
class Input:
    """What stands in an input cell, and what of it somebody decided; the rest is proposed or follows from a profile."""

    shown: str
    decided: str


def action_of(key: str) -> str:
    """The action that an input belongs to; empty for an input of anything else.

    >>> action_of("action:GOV1:2-3:owner"), action_of("target:design")
    ('GOV1:2-3', '')
    """
    kind, _, rest = key.partition(":")
    return rest.rpartition(":")[0] if kind == "action" else ""


def inputs_of(a: Assessment) -> dict[str, Input]:
    """Every input of the workbook of an assessment but the answers, by id."""
    found = {key: Input(text, text) for key, text in _settings(a)}
    for action in a.all_actions:
        found |= {f"action:{action.id}:{name}": cell for name, cell in _of_action(action, a.wave.as_of)}
    for step in idle_steps(a):
        found |= {f"action:{step}:{name}": Input("", "") for name in (*MOVED, *WEIGHED)}
        found[f"action:{step}:actions_reason"] = Input("", "")
    return found


def _settings(a: Assessment) -> Iterator[tuple[str, str]]:
    for d in a.pack.disciplines:
        yield f"target:{d.id}", text_of(a.discipline(d.id).target)
        yield f"weight:{d.id}", text_of(float(a.engagement.discipline_weight(d.id)))
    for role, weight in a.role_weights.items():
        yield f"role:{role}", text_of(float(weight))
    for id, score in a.practices.items():
        agreed = score.agreed
        yield f"agreed:{id}", text_of(agreed.level) if agreed else ""
        yield f"agreed_reason:{id}", agreed.reason if agreed else ""
        yield f"agreed_present:{id}", agreed.present if agreed else ""


def _of_action(action: Action | OwnAction, as_of: date) -> Iterator[tuple[str, Input]]:
    decided = action.decided
    shown = {
        **{name: getattr(action, name) for name in PLANNED},
        "horizon": action.horizon if "horizon" in decided else None,  # empty: as proposed
        "due": due_of(action, as_of),
        "status": action.status if action.status != "open" else None,
        **{name: getattr(action, name) if name in decided else None for name in ("impact", "effort")},
        "rank": getattr(action, "rank_by_hand", None),
    }
    for name, value in shown.items():
        text = text_of(value)
        yield name, Input(text, text if name in decided else "")
    if isinstance(action, OwnAction):
        practice = text_of(action.practice)
        yield "practice", Input(practice, practice)
    for table, names in EXPLAINED.items():
        reason = next((decided[name] for name in names if decided.get(name)), "")
        yield f"{table}_reason", Input(reason, reason)


def due_of(action: Action | OwnAction, as_of: date) -> date | None:
    """The day that was agreed, or the end of the 90 days for a step that is proposed for them."""
    proposed = isinstance(action, Action) and action.horizon == "now"
    return action.due or (as_of + timedelta(NOW_DAYS) if proposed else None)


def on_roadmap(a: Assessment) -> tuple[Action | OwnAction, ...]:
    """What the roadmap shows: what has a place in time, in its order, and what people added and gave none yet."""
    planned = [action for horizon in HORIZONS for action in a.actions_in(horizon)]
    return (*planned, *(own for own in a.own_actions if own.horizon is None and not own.is_out))


def idle_steps(a: Assessment) -> tuple[str, ...]:
    """Steps that close no gap at today's targets; a changed target can make actions of them."""
    proposed = {action.id for action in a.actions}
    return tuple(score.step for score in a.practices.values() if score.step and score.step not in proposed)
