"""What people decided about an action: every decision is a change that is kept, and the newest of a field counts."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal, TypeVar, get_args

Value = TypeVar("Value")
Horizon = Literal["now", "next", "later"]
Status = Literal["open", "doing", "done", "dropped"]

HORIZONS: tuple[Horizon, ...] = get_args(Horizon)
STATES: tuple[Status, ...] = get_args(Status)
IMPACTS = (0.5, 1.0, 2.0, 3.0)
EFFORTS = (1, 2, 3, 5, 8)
WORDING = ("title", "what", "first_step", "done_when")
FIELDS = (
    *(*WORDING, "practice", "horizon", "owner", "due", "status", "evidence"),
    *("impact", "effort", "rank", "merged_into"),
)
PROMISED = "promised"  # the field of a change by which an action comes into a wave from an earlier one
_OWN = re.compile(r"OWN([1-9][0-9]{0,5})")  # the ids of actions that people added: OWN1, OWN2 …


@dataclass(frozen=True, slots=True)
class ActionChange:
    """One decision on its way into the store; an empty value takes an earlier one back."""

    action: str
    field: str
    value: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Promised:
    """An action as it was taken up in an earlier wave: which wave, and the words that it had there."""

    wave: str
    title: str
    practice: str | None = None
    what: str = ""
    first_step: str = ""
    done_when: str = ""


@dataclass(frozen=True, slots=True)
class ActionRecord:
    """The newest decisions about one action; None where nobody decided, so that the proposal stands.

    `evidence` is what shows that it is done. `rank` is the place that people gave it in the order of urgency, from 1.
    `reasons` has a reason by field where one was given, and `decided` names the fields that are set. `promised` is
    there where it was taken up in an earlier wave and was still to be done when this one opened.
    """

    action: str
    title: str | None = None
    what: str | None = None
    first_step: str | None = None
    done_when: str | None = None
    practice: str | None = None
    horizon: Horizon | None = None
    owner: str | None = None
    due: date | None = None
    status: Status | None = None
    evidence: str | None = None
    impact: float | None = None
    effort: int | None = None
    rank: int | None = None
    merged_into: str | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    promised: Promised | None = None

    @property
    def is_own(self) -> bool:
        """Whether people added it, rather than the plan."""
        return is_own(self.action)

    @property
    def is_out(self) -> bool:
        """Whether it was dropped, or became part of another one: it then has no place in the plan."""
        return self.status == "dropped" or self.merged_into is not None

    @property
    def is_ended(self) -> bool:
        """Whether there is nothing more to do about it: done, dropped or merged."""
        return self.is_out or self.status == "done"

    @property
    def is_taken_up(self) -> bool:
        """Whether people took it up, so that it is a promise: they gave it an owner, a day or a state, or added it.

        What was merely proposed, weighed, reworded or turned down is none.
        """
        begun = self.status is not None and self.status != "dropped"
        return self.is_own or begun or self.owner is not None or self.due is not None or self.promised is not None

    @property
    def decided(self) -> dict[str, str]:
        """The fields that are set, each with its reason or an empty text."""
        return {name: self.reasons.get(name, "") for name in FIELDS if getattr(self, name) is not None}

    def text(self, name: str) -> str:
        """A field as a change holds it; empty where nobody decided.

        >>> ActionRecord("GOV1:2-3", impact=2.0, due=date(2026, 6, 18)).text("impact")
        '2'
        """
        return text_of(getattr(self, name))


def text_of(value: float | int | str | date | None) -> str:
    """A value as changes and inputs hold it.

    >>> text_of(3.50), text_of(2), text_of(None), text_of(date(2026, 6, 18))
    ('3.5', '2', '', '2026-06-18')
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.12g}"
    return value.isoformat() if isinstance(value, date) else str(value)


def is_own(action: str) -> bool:
    """Whether an id is one of an action that people added.

    >>> is_own("OWN2"), is_own("OWNER1"), is_own("GOV1:2-3")
    (True, False, False)
    """
    return _OWN.fullmatch(action) is not None


def own_id(number: int) -> str:
    """The id of an action that people added, by its number from 1."""
    return f"OWN{number}"


def own_number(action: str) -> int:
    """The number of an action that people added, from 1; 0 for any other.

    >>> own_number("OWN12"), own_number("GOV1:2-3")
    (12, 0)
    """
    found = _OWN.fullmatch(action)
    return int(found[1]) if found else 0


def records_of(changes: Iterable[ActionChange]) -> dict[str, ActionRecord]:
    """The record of each action from its changes, the oldest first. ValueError for a value that a field cannot have."""
    newest: dict[str, dict[str, ActionChange]] = {}
    for change in changes:
        newest.setdefault(change.action, {})[change.field] = change
    return {
        action: ActionRecord(
            action=action,
            reasons={name: c.reason for name, c in fields.items() if c.value and c.reason},
            **{name: _value(name, c.value) for name, c in fields.items() if c.value},
        )
        for action, fields in newest.items()
    }


def promised_text(promised: Promised) -> str:
    """A promise as the text of a change."""
    return json.dumps(asdict(promised), ensure_ascii=False)


def _value(name: str, text: str) -> Any:
    """What a field holds, from the text of a change."""
    match name:
        case "promised":
            return Promised(**json.loads(text))
        case "impact":
            return _one_of(float(text), IMPACTS)
        case "effort":
            return _one_of(int(text), EFFORTS)
        case "rank":
            return _one_of(int(text), range(1, 1000))
        case "due":
            return date.fromisoformat(text)
        case "status":
            return _one_of(text, STATES)
        case "horizon":
            return _one_of(text, HORIZONS)
    return _one_of(name, FIELDS) and text


def _one_of(value: Value, known: Iterable[Value]) -> Value:
    if value not in known:
        message = f"{value} is none of {known}"
        raise ValueError(message)
    return value
