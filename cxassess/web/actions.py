"""Actions on the consultants' page: what is shown of each promise, and what is said once somebody changed one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cxassess.errors import InvalidInput
from cxassess.files.actions import Edit, Edited, Moved
from cxassess.files.clean import shortened
from cxassess.model.action import STATES
from cxassess.model.assessment import Assessment
from cxassess.model.register import Recorded, Register, RegisterEntry
from cxassess.web.forms import Form
from cxassess.words import Words

VIA = "web"
CHANGED = ("status", "owner", "due", "evidence")  # what the form of an action holds
ADDED = ("title", "practice", "what", "owner", "due")
FAULTS = {"--status": "status", "--owner": "owner", "--due": "due", "--reason": "reason", "ID": "id", "TITLE": "title"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A promise as the page shows it: its state in words, whether it is late, and its history, the newest first."""

    entry: RegisterEntry
    state: str
    is_late: bool
    history: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActionsPage:
    """What is to be done and what has ended; `steps` are proposed and not taken up; `drawn` is the newest change."""

    to_do: tuple[Shown, ...]
    ended: tuple[Shown, ...]
    steps: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]
    drawn: int

    @property
    def late(self) -> int:
        return sum(one.is_late for one in self.to_do)


def actions_page(register: Register, assessment: Assessment | None, today: date, words: Words) -> ActionsPage:
    """The page of a register; steps are offered where there is an assessment that proposes them."""
    newest = register.newest
    shown = [_shown(entry, today, words) for entry in newest.values()]
    far = date.max
    to_do = sorted((s for s in shown if s.entry.ended is None), key=lambda s: s.entry.due or far)
    taken = {entry.id for entry in register.to_do}
    proposed = assessment.actions if assessment else ()
    steps = tuple((a.id, a.title) for a in proposed if a.horizon and a.id not in taken and a.status == "open")
    states = tuple((state, _state(state, words)) for state in STATES)
    return ActionsPage(tuple(to_do), tuple(s for s in shown if s.entry.ended), steps, states, register.last)


def _shown(entry: RegisterEntry, today: date, words: Words) -> Shown:
    state = words.say("follow.actions.merged", id=entry.merged_into) if entry.merged_into else None
    lines = tuple(_line(one, words) for one in reversed(entry.history))
    return Shown(entry, state or _state(entry.status, words), entry.is_late(today), lines)


def _state(state: str, words: Words) -> str:
    return words.say(f"workbook.roadmap.states.{state}")


def _line(one: Recorded, words: Words) -> str:
    change = one.change
    return words.say(
        "follow.actions.line_why" if change.reason else "follow.actions.line",
        date=date.fromisoformat(one.day),
        way=_way(one, words),
        field=_field(change.field, words),
        value=_value(change.field, change.value, words),
        reason=change.reason,
    )


def _value(name: str, value: str, words: Words) -> str:
    if not value:
        return "–"
    if name == "due":
        return words.say("follow.actions.date", date=date.fromisoformat(value))
    if name == "horizon":
        return words.say(f"horizons.{value}")
    return _state(value, words) if name == "status" else shortened(" ".join(value.split()), 200)


def _field(name: str, words: Words) -> str:
    return words.say(f"explain.fields.{name}")


def _way(one: Recorded, words: Words) -> str:
    return words.say(f"follow.actions.ways.{one.via}") if one.via in {"terminal", "web", "workbook"} else one.via


def edit_of(form: Form) -> Edit:
    """What somebody typed into the form of an action."""
    fields = {name: form.text(name) if name == "evidence" else form.line(name) for name in CHANGED}
    return Edit(form.line("action"), fields, form.text("reason"), form.number("drawn"))


def added_of(form: Form) -> Mapping[str, str]:
    """What somebody typed into the form of another action; the id of a step stands in place of a title."""
    fields = {name: form.text(name) if name == "what" else form.line(name) for name in ADDED}
    return {name: text for name, text in fields.items() if text} | {"title": form.line("step") or fields["title"]}


def faults_of(error: InvalidInput, words: Words) -> tuple[str, ...]:
    """The faults of a form in the language of the page."""
    keys = dict.fromkeys(FAULTS.get(problem.where, "other") for problem in error.problems)
    return tuple(words.say(f"follow.actions.wrong.{key}") for key in keys)


def told(made: Edited, today: date, words: Words) -> Sequence[str]:
    """What whoever changed an action has to know: what it wrote over, that the day is over, that it lacks proof."""
    return tuple(_told(made, today, words))


def _told(made: Edited, today: date, words: Words) -> Iterator[str]:
    entry = made.entry
    if entry is None:
        return
    for moved in made.overwritten:
        yield _overwritten(moved, entry, words)
    if any(moved.name == "due" for moved in made.moved) and entry.is_late(today):
        yield words.say("follow.actions.over", title=entry.title)
    if any(moved.name == "status" for moved in made.moved) and entry.status == "done" and not entry.evidence:
        yield words.say("follow.actions.no_evidence", title=entry.title)


def _overwritten(moved: Moved, entry: RegisterEntry, words: Words) -> str:
    assert moved.earlier is not None
    return words.say(
        "follow.actions.overwritten",
        title=entry.title,
        field=_field(moved.name, words),
        before=_value(moved.name, moved.before, words),
        after=_value(moved.name, moved.after, words),
        at=moved.earlier.at[:16].replace("T", " "),
        way=_way(moved.earlier, words),
    )
