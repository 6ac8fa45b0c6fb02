"""The register of actions of an engagement: what was promised, since when, and how it stands, over all its waves.

An action keeps its id from wave to wave. It is taken up in a wave, is carried into later ones as long as it is to be
done, and ends: done, dropped or merged into another. A step that is proposed again after that and taken up anew is
another promise with the same id.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cxassess.model.action import (
    PROMISED,
    WORDING,
    ActionChange,
    ActionRecord,
    Promised,
    Status,
    promised_text,
    records_of,
)

CARRIED = "carried"  # the way in of what a wave takes over from an earlier one
KEPT = (*WORDING, "practice", "owner", "due", "status", "evidence", "merged_into")  # what goes on from wave to wave


@dataclass(frozen=True, slots=True)
class Recorded:
    """A change as it is kept: its number in the order of all changes, the wave it belongs to, when and which way."""

    seq: int
    wave: str
    change: ActionChange
    at: str
    via: str

    @property
    def day(self) -> str:
        return self.at[:10]


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One promise.

    Attributes:
        practice: what it is meant to lift; None where nobody named one.
        title, what, first_step, done_when: the words as they stood when it was taken up, or as people set them since.
        evidence: what shows that it is done; None where nobody named any.
        reason: why it was dropped; empty otherwise.
        taken_up: the wave in which it was taken up.
        ended: the wave in which it was done, dropped or merged; None where it is to be done.
        waves: the waves that have it, from the one that took it up.
        history: every change of the action in all waves, the oldest first.
    """

    id: str
    practice: str | None
    title: str
    what: str
    first_step: str
    done_when: str
    owner: str | None
    due: date | None
    status: Status
    evidence: str | None
    reason: str
    merged_into: str | None
    taken_up: str
    ended: str | None
    waves: tuple[str, ...]
    record: ActionRecord = field(repr=False)
    history: tuple[Recorded, ...] = field(default=(), repr=False)

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from a later promise about the same step."""
        return self.id, self.taken_up

    def is_late(self, day: date) -> bool:
        """Whether it should have been done by a day."""
        return self.ended is None and self.due is not None and self.due < day

    def set_by(self, name: str) -> Recorded | None:
        """The newest change of a field; None where nobody set it."""
        return next((one for one in reversed(self.history) if one.change.field == name), None)


@dataclass(frozen=True, slots=True)
class Register:
    """All promises up to a wave, the earliest first.

    Attributes:
        wave, as_of: the wave at whose end it stands, and its day.
        last: the number of the newest change in it; 0 where there is none.
    """

    wave: str
    as_of: date
    entries: tuple[RegisterEntry, ...]
    last: int = 0

    @property
    def newest(self) -> dict[str, RegisterEntry]:
        """The newest promise about each action, the earliest first."""
        newest: dict[str, RegisterEntry] = {}
        for entry in self.entries:
            newest.pop(entry.id, None)
            newest[entry.id] = entry
        return newest

    @property
    def to_do(self) -> tuple[RegisterEntry, ...]:
        return tuple(entry for entry in self.newest.values() if entry.ended is None)

    def find(self, key: tuple[str, str]) -> RegisterEntry | None:
        """A promise by its action and the wave in which it was taken up."""
        return next((entry for entry in self.entries if entry.key == key), None)


Texts = Callable[[str, str, ActionRecord], Promised]  # wave, action, what was decided: its words in that wave


@dataclass(slots=True)
class _Life:
    """An action from the first decision about it to its end; `waves` are those that have it."""

    waves: list[str]
    changes: list[Recorded] = field(default_factory=list)
    ended: str | None = None

    def add(self, one: Recorded, action: str) -> None:
        self.changes.append(one)
        ended = self.record(action).is_ended
        self.ended = (self.ended or one.wave) if ended else None

    def record(self, action: str) -> ActionRecord:
        return records_of([one.change for one in self.changes]).get(action) or ActionRecord(action)


def make_register(
    recorded: Sequence[Recorded], waves: Mapping[str, date], texts: Texts, upto: str | None = None
) -> Register:
    """The register as it stands after some changes.

    Args:
        recorded: changes in their order.
        waves: the day of each wave by its id, the oldest first.
        texts: the words of an action in the wave that took it up.
        upto: the wave at whose end it stands; by default the newest.
    """
    order = {wave: place for place, wave in enumerate(waves)}
    upto = upto if upto is not None else max(order, key=lambda wave: order[wave])
    counted = [one for one in recorded if one.wave in order and order[one.wave] <= order[upto]]
    lives: dict[str, list[_Life]] = {}
    for one in counted:
        _live(lives.setdefault(one.change.action, []), one, order)
    histories: dict[str, list[Recorded]] = {}
    for one in counted:
        if one.via != CARRIED:
            histories.setdefault(one.change.action, []).append(one)
    begun = [(action, life) for action, of in lives.items() for life in of if life.record(action).is_taken_up]
    begun.sort(key=lambda one: (order[one[1].waves[0]], one[1].changes[0].seq))
    entries = [_entry(action, life, tuple(histories.get(action, ())), texts) for action, life in begun]
    return Register(upto, waves[upto], tuple(entries), max((one.seq for one in recorded), default=0))


def _live(lives: list[_Life], one: Recorded, order: Mapping[str, int]) -> None:
    """Put a change to the life that it belongs to; one in a wave that did not take the action over begins another."""
    life = next((life for life in reversed(lives) if order[life.waves[0]] <= order[one.wave]), None)
    if one.change.field == PROMISED and life is not None:
        if len(lives) > 1 and life.waves == [one.wave]:  # that wave had weighed it already
            weighed, life = lives.pop(), lives[-1]
            life.changes.extend(weighed.changes)
        life.waves.append(one.wave)
    elif life is None or order[one.wave] > max(order[wave] for wave in life.waves):
        life = _Life([one.wave])
        lives.append(life)
        lives.sort(key=lambda life: order[life.waves[0]])
    elif one.wave not in life.waves[-1:] and one.change.field not in KEPT:
        return  # how an earlier wave weighed it is no matter of the later one
    life.add(one, one.change.action)


def _entry(action: str, life: _Life, history: tuple[Recorded, ...], texts: Texts) -> RegisterEntry:
    record = life.record(action)
    words = record.promised or texts(life.waves[0], action, record)
    return RegisterEntry(
        id=action,
        practice=record.practice or words.practice,
        title=record.title or words.title,
        what=record.what or words.what,
        first_step=record.first_step or words.first_step,
        done_when=record.done_when or words.done_when,
        owner=record.owner,
        due=record.due,
        status=record.status or "open",
        evidence=record.evidence,
        reason=record.reasons.get("status", "") if record.status == "dropped" else "",
        merged_into=record.merged_into,
        taken_up=life.waves[0],
        ended=life.ended,
        waves=tuple(life.waves),
        record=record,
        history=history,
    )


def changes_in_wave(recorded: Sequence[Recorded], wave: str, order: Mapping[str, int]) -> tuple[ActionChange, ...]:
    """What decides about the actions of a wave: its own changes, and those that an earlier one made since it took an
    action over."""
    carried: dict[str, int] = {}
    found = []
    for one in recorded:
        action = one.change.action
        if one.wave == wave:
            if one.change.field == PROMISED:
                carried.setdefault(action, one.seq)
            found.append(one.change)
        elif action in carried and order.get(one.wave, 0) < order[wave] and one.change.field in KEPT:
            found.append(one.change)
    return tuple(found)


def carried_changes(entry: RegisterEntry) -> tuple[ActionChange, ...]:
    """How a promise comes into a later wave: the words that it had, and what people decided that goes on."""
    promised = Promised(entry.taken_up, entry.title, entry.practice, entry.what, entry.first_step, entry.done_when)
    first = ActionChange(entry.id, PROMISED, promised_text(promised))
    rest = (ActionChange(entry.id, name, text) for name in KEPT if (text := entry.record.text(name)))
    return (first, *rest)
