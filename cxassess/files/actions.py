"""The register of actions of an engagement, and every way by which somebody changes it but the workbook.

A change belongs to the newest wave, finished or not: what was reported stays as it stood. What more is said of a
promise that ended in an earlier wave belongs to that one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cxassess.errors import InvalidInput, Problem
from cxassess.files.clean import clean_line, clean_text, is_blank, shortened
from cxassess.files.engagement import Opened
from cxassess.files.packs import build_pack
from cxassess.files.store import Store
from cxassess.files.store_versions import MIGRATED
from cxassess.files.workbook_reader import ReadCell
from cxassess.files.workbook_values import Known, as_read, read_value
from cxassess.hints import did_you_mean
from cxassess.inputs import NOW_DAYS
from cxassess.model.action import (
    WORDING,
    ActionChange,
    ActionRecord,
    Horizon,
    Promised,
    is_own,
    own_id,
    records_of,
    text_of,
)
from cxassess.model.pack import Pack, Practice, Step
from cxassess.model.register import CARRIED, Recorded, Register, RegisterEntry, carried_changes, make_register
from cxassess.planning import step_texts
from cxassess.words import Words, read_words

TYPED = ("title", "practice", "what", "first_step", "done_when", "horizon", "owner", "due", "status", "evidence")
_UNDECIDED = ActionRecord("")

NEXT_DAYS = 365  # from a wave’s day; what is due later stands in the second year of the plan


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody typed about an action.

    Attributes:
        fields: of `TYPED`, as they were typed; an empty text takes a value back.
        drawn: the number of the newest change when the form was drawn that the fields come from; fields that stand
            in it as they stood then were not touched. None where every field was typed.
    """

    action: str
    fields: Mapping[str, str]
    reason: str = ""
    drawn: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A field that changed; `earlier` is the change that set what stood there, None where nobody had set it."""

    name: str
    before: str
    after: str
    earlier: Recorded | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of an edit.

    Attributes:
        overwritten: those of `moved` that somebody else had set since the form was drawn.
        is_new: whether it was taken up by this edit.
        was_ended: the state it had ended with before it was taken up anew; empty where it had not.
    """

    entry: RegisterEntry | None
    moved: tuple[Moved, ...]
    overwritten: tuple[Moved, ...] = ()
    is_new: bool = False
    was_ended: str = ""


def register_of(store: Store, upto: str | None = None, until: int | None = None) -> Register:
    """The register at the end of a wave, by default the newest; or as it stood after the change of a number."""
    return _Book(store).register(upto, until)


def register_as_told(opened: Opened, upto: str | None = None) -> Register:
    """The register at the end of the wave that is open, or of an earlier one, as documents of the open one tell it.

    Those of a finished wave tell it as it stood when it was finished.
    """
    until = opened.frozen.last_decision if opened.frozen else None
    return register_of(opened.store, upto or opened.wave.id, until)


def carry_open(store: Store, into: str) -> int:
    """Take promises that are still to be done into a wave that has them not yet; how many there were."""
    return _carry_open(_Book(store), into)


def _carry_open(book: "_Book", into: str) -> int:
    with book.store.all_or_nothing():
        fresh = [entry for entry in book.register().to_do if into not in entry.waves]
        for entry in fresh:
            book.store.actions.add(into, (*carried_changes(entry), *_placed(entry, book.as_of(into))), CARRIED)
    return len(fresh)


def _placed(entry: RegisterEntry, as_of: date) -> Iterator[ActionChange]:
    """Where an action of people's own stands in the plan of a later wave: where its day falls, if it has one."""
    if is_own(entry.id) and entry.due is not None:
        yield ActionChange(entry.id, "horizon", horizon_until(entry.due, as_of))


def settle_promises(store: Store, wave: str, same: Mapping[str, str]) -> None:
    """Keep what promises of a wave say, and which practice they are for, where its questionnaire changes; ids stay.

    Args:
        same: the practices that stay the same, before → now.
    """
    with store.all_or_nothing():
        for entry in register_of(store).entries:
            if wave not in entry.waves or entry.practice is None or same.get(entry.practice) == entry.practice:
                continue
            is_told = entry.record.promised is not None or is_own(entry.id)
            told = {} if is_told else {name: getattr(entry, name) for name in WORDING}
            told["practice"] = same.get(entry.practice, entry.practice)
            changes = [
                ActionChange(entry.id, name, text) for name, text in told.items() if text != getattr(entry.record, name)
            ]
            store.actions.add(wave, changes, MIGRATED)


def horizon_until(due: date, as_of: date) -> Horizon:
    """The stretch of the plan that a day falls into, counted from a wave's day.

    >>> horizon_until(date(2026, 6, 1), date(2026, 3, 12)), horizon_until(date(2027, 6, 1), date(2026, 3, 12))
    ('now', 'later')
    """
    days = (due - as_of).days
    return "now" if days <= NOW_DAYS else "next" if days <= NEXT_DAYS else "later"


def add_action(store: Store, fields: Mapping[str, str], via: str) -> Edited:
    """Take up an action that people add, or a step where its id stands in place of a title. Raises InvalidInput."""
    with store.all_or_nothing():
        title, book = clean_line(fields.get("title", "")), _Book(store)
        if title.upper() in book.steps:
            entry = book.register().newest.get(title.upper())
            rest = {name: text for name, text in fields.items() if text and name not in {"title", "practice"}}
            begun = {"status": "open"} if entry is None or entry.ended else {}
            return change_action(store, Edit(title, begun | rest), via)
        values, faults = _read(book, fields)
        if is_blank(title):
            faults.insert(0, Problem("TITLE", "is blank, what is to be done was expected"))
        if faults:
            raise InvalidInput(faults)
        if values.get("due") and not values.get("horizon"):
            values["horizon"] = horizon_until(date.fromisoformat(values["due"]), store.waves()[-1].wave.as_of)
        id = own_id(store.actions.last_own() + 1)
        changes = [ActionChange(id, name, value) for name, value in values.items() if value]
        store.actions.add(book.newest_wave, changes, via)
        return Edited(book.register().newest[id], (), is_new=True)


def change_action(store: Store, edit: Edit, via: str) -> Edited:
    """Change an action, or take up a step, and tell what stood there before; nothing that stood there is lost.

    Raises InvalidInput with every fault: an unknown action, values that a field cannot have, a drop without a reason.
    """
    with store.all_or_nothing():
        book = _Book(store)
        wave = book.newest_wave
        _carry_open(book, wave)
        actions = book.register().newest
        values = _checked(book, edit, actions)
        id, reason = clean_line(edit.action).upper(), clean_text(edit.reason)
        entry, given = actions.get(id), values
        if edit.drawn is not None:
            given = _touched(values, book.register(until=edit.drawn).newest.get(id))
        is_over = entry is not None and entry.ended is not None and wave not in entry.waves
        anew = is_over and ("status" in given if edit.drawn is not None else bool(given.keys() - {"evidence"}))
        if anew:  # with what the form showed of the one that ended
            given = {n: v for n, v in values.items() if v and (n in given or n in {"owner", "due"})}
        stands = None if anew else entry
        record = stands.record if stands else _UNDECIDED if anew else store.actions.of(wave).get(id) or _UNDECIDED
        changed = {name: value for name, value in given.items() if value != _shown(stands, record, name)}
        if reason and not changed and record.status == "dropped" and record.reasons.get("status") != reason:
            changed = {"status": "dropped"}  # for another reason
        if changed.get("status") == "dropped" and not reason:
            raise InvalidInput([Problem("--reason", "is missing: say why it is dropped, which stands beside it")])
        if changed and stands is None and not _decided(id, record, changed).is_taken_up:
            changed.setdefault("status", "open")
        if not changed:
            return Edited(entry, ())
        moved = tuple(
            Moved(n, _shown(stands, record, n), v, stands.set_by(n) if stands else None) for n, v in changed.items()
        )
        at = stands.waves[-1] if is_over and stands else wave
        store.actions.add(at, [ActionChange(id, name, value, reason) for name, value in changed.items()], via)
        last = edit.drawn
        late = tuple(m for m in moved if last is not None and m.earlier is not None and m.earlier.seq > last)
        after = book.register().newest.get(id)
        was = entry.status if anew and entry else ""
        return Edited(after, moved, late, is_new=after is not None and stands is None, was_ended=was)


# ── reading and comparing ────────────────────────────────────────────────────────────────────────────────────


def _read(book: "_Book", fields: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
    """What was typed as changes hold it, and its faults."""
    if strange := fields.keys() - set(TYPED):
        message = f"{', '.join(strange)} cannot be typed"
        raise ValueError(message)
    known = Known(list(book.pack(book.newest_wave)[0].practices), [], read_words("en"))
    faults: list[Problem] = []
    values = {}
    for name, text in fields.items():
        where = f"--{name.replace('_', '-')}"
        value = read_value(name, ReadCell(where, clean_text(text)), known, faults)
        if value is not None:
            values[name] = "open" if name == "status" and text.strip() and not value else value
    return values, faults


def _checked(book: "_Book", edit: Edit, actions: Mapping[str, RegisterEntry]) -> dict[str, str]:
    """What was typed, as changes hold it. Raises InvalidInput with every fault in it."""
    id = clean_line(edit.action).upper()
    values, faults = _read(book, edit.fields)
    steps = book.steps
    if id not in actions and id not in steps:
        read, hint = shortened(clean_line(edit.action)), did_you_mean(shortened(id), [*actions, *steps])
        faults.insert(0, Problem("ID", f"“{read}” was read, the id of an action or of a step was expected{hint}"))
    if is_own(id) and values.get("title") == "":
        faults.append(Problem("--title", "is blank: an action of your own needs a title; to take it out, drop it"))
    if id in steps and values.get("practice", id.partition(":")[0]) != id.partition(":")[0]:
        faults.append(Problem("--practice", f"{id} is a step of {id.partition(':')[0]}, which cannot be changed"))
    if faults:
        raise InvalidInput(faults)
    return values


def _touched(values: Mapping[str, str], drawn: RegisterEntry | None) -> dict[str, str]:
    """The fields that somebody changed in a form: those that differ from what it showed of an action."""
    record = drawn.record if drawn else _UNDECIDED
    return {name: value for name, value in values.items() if value != as_read(name, _shown(drawn, record, name))}


def _shown(entry: RegisterEntry | None, record: ActionRecord, name: str) -> str:
    """A field as it stands: what was decided, else the words that the action has."""
    if entry is not None and name in {*WORDING, "practice", "status"}:
        return text_of(getattr(entry, name))
    return record.text(name)


def _decided(id: str, record: ActionRecord, changed: Mapping[str, str]) -> ActionRecord:
    """A record with some changes over it."""
    old = [ActionChange(id, name, record.text(name)) for name in record.decided]
    return records_of([*old, *(ActionChange(id, name, value) for name, value in changed.items())])[id]


# ── the register and its words ───────────────────────────────────────────────────────────────────────────────


class _Book:
    """The registers of a store, with the words that actions had in each wave: what they need is read once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._waves = {one.wave.id: one.wave.as_of for one in store.waves()}
        self._reported: dict[str, dict[str, dict[str, Any]]] = {}
        self._packs: dict[str, tuple[Pack, Words]] = {}

    def as_of(self, wave: str) -> date:
        return self._waves[wave]

    @property
    def newest_wave(self) -> str:
        return list(self._waves)[-1]

    @property
    def steps(self) -> list[str]:
        """The ids of the steps of all waves, those of the newest first."""
        return list(dict.fromkeys(id for wave in reversed(self._waves) for id in _steps(self.pack(wave)[0])))

    def register(self, upto: str | None = None, until: int | None = None) -> Register:
        recorded = [one for one in self.store.actions.recorded() if until is None or one.seq <= until]
        return make_register(recorded, self._waves, self.texts, upto)

    def pack(self, wave: str) -> tuple[Pack, Words]:
        """What a wave asks, and the words of its language."""
        if wave not in self._packs:
            pack = build_pack(self.store.snapshot(wave))
            self._packs[wave] = pack, read_words(pack.language, pack.reword)
        return self._packs[wave]

    def texts(self, wave: str, action: str, record: ActionRecord) -> Promised:
        """The words of an action in a wave: as they were reported, else as questionnaire and people word them."""
        if wave not in self._reported:
            document = self.store.finished.document(wave) or {}
            self._reported[wave] = {one["id"]: one for one in document.get("actions", ())}
        if (told := self._reported[wave].get(action)) is not None:
            return Promised(wave, told["title"], told["practice"], told["what"], told["first_step"], told["done_when"])
        for one in () if record.is_own else (wave, *reversed(self._waves)):
            pack, words = self.pack(one)
            if (found := _steps(pack).get(action)) is not None:
                title, what, first_step, done_when = step_texts(*found, record, words)
                return Promised(wave, title, found[0].id, what, first_step, done_when)
        return Promised(wave, record.title or action)


def _steps(pack: Pack) -> dict[str, tuple[Practice, Step]]:
    return {step.id: (practice, step) for practice in pack.practices.values() for step in practice.steps.values()}
