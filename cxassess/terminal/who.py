"""Who answers: name, role and unit, from the command line, and asked for where they are left out."""

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import partial

from cxassess.errors import CxassessError
from cxassess.files.answer_files import NAME_LIMIT
from cxassess.files.clean import clean_line, name_key, shortened
from cxassess.files.engagement import Opened
from cxassess.files.store_privacy import new_mark
from cxassess.model.engagement import ANONYMOUS, Answer
from cxassess.sitting import Person
from cxassess.terminal.pages import Pages
from cxassess.terminal.prompts import Choice, Chosen, select, type_line
from cxassess.terminal.screen import Canvas, Item, KeyHint, Line, hint_lines, list_page, text_page, wrap

NEARLY_THE_SAME = 0.8  # of two names: a letter or two left out, doubled or swapped


@dataclass(frozen=True, slots=True)
class Asker:
    """What the questions about the person need."""

    opened: Opened
    pages: Pages
    keep_draft: Callable[[str], None]


def identify(asker: Asker, name: str | None, role: str | None, unit: str | None) -> tuple[Person, Mapping[str, Answer]]:
    """The person with what they have answered so far.

    Raises:
        CxassessError: the name cannot be one, or the role or unit is unknown or not the one that is stored.
    """
    given_role = _known_role(asker, role) if role is not None else None
    given_unit = _known_unit(asker, unit) if unit is not None else None
    if asker.opened.settings.mode == ANONYMOUS:
        return _without_name(asker, name, given_role, given_unit)
    given = _meant(asker, _given_name(asker, name) if name is not None else _ask_name(asker))
    known = asker.opened.store.answers.response(asker.opened.wave.id, given)
    if known is None:
        person = Person(given, given_role or _ask_role(asker, given), _unit_of_new(asker, given, given_unit))
        return person, {}
    roles = asker.opened.pack.roles
    if given_role is not None and given_role != known.role:
        values = {"name": known.name, "stored": roles[known.role].name, "given": roles[given_role].name}
        raise _refusal(asker, "other_role", **values)
    if given_unit is not None and name_key(given_unit) != name_key(known.unit):
        stored = known.unit or asker.pages.words.say("interview.no_unit")
        values = {"name": known.name, "stored": stored, "given": given_unit}
        raise _refusal(asker, "other_unit", **values)
    return Person(known.name, known.role, known.unit), known.answers


def _without_name(
    asker: Asker, code: str | None, role: str | None, unit: str | None
) -> tuple[Person, Mapping[str, Answer]]:
    """The person who keeps a code, or a new one with a code of their own; no name is asked or stored."""
    privacy, wave = asker.opened.store.privacy, asker.opened.wave.id
    mark = privacy.mark_of(code) if code is not None else new_mark()
    if mark is None:
        raise _refusal(asker, "no_such_code")
    known = asker.opened.store.answers.response(wave, mark)
    if known is not None and code is not None:
        return Person(mark, known.role, known.unit, code), known.answers
    person = Person(mark, role or _ask_role(asker, ""), _unit_of_new(asker, "", unit))
    return replace(person, code=code or privacy.make_code(mark)), {}


def _refusal(asker: Asker, key: str, **values: str) -> CxassessError:
    """A longer sentence, in lines that fit the terminal it is printed on."""
    width = min(100, shutil.get_terminal_size().columns)
    return CxassessError("\n".join(wrap(asker.pages.words.say(f"interview.{key}", **values), width)))


def _meant(asker: Asker, name: str) -> str:
    """The name of somebody known where a new one is nearly the same and the person says that it is theirs."""
    store = asker.opened.store
    known = {
        name_key(person.name): person.name
        for w in store.waves()
        for person in store.answers.responses(w.wave.id)
        if person.name
    }
    near = get_close_matches(name_key(name), known, 1, NEARLY_THE_SAME) or _first_names(name_key(name), known)
    if name_key(name) in known or not near:
        return name
    say, meant = asker.pages.words.say, known[near[0]]
    items = [Item(meant, say("interview.that_one", name=meant)), Item(name, say("interview.new_one", name=name))]
    return _pick(asker, say("interview.did_you_mean", name=meant), items)


def _first_names(name: str, known: Mapping[str, str]) -> list[str]:
    """The one person who is called so by their first name."""
    called = [key for key in known if key.split()[0] == name]
    return called if len(called) == 1 else []


def _unit_of_new(asker: Asker, name: str, given: str | None) -> str:
    if given is not None:
        return given
    return _ask_unit(asker, name) if asker.opened.settings.units else ""


def _given_name(asker: Asker, name: str) -> str:
    cleaned = clean_line(name)
    if refusal := _name_refusal(asker, cleaned):
        raise CxassessError(refusal)
    return cleaned


def _name_refusal(asker: Asker, name: str) -> str | None:
    """Why a text is no name, or None where it is one."""
    cleaned = clean_line(name)
    if not cleaned:
        return asker.pages.words.say("interview.name_missing")
    if len(cleaned) > NAME_LIMIT:
        return asker.pages.words.say("interview.name_long", n=len(cleaned), limit=NAME_LIMIT)
    return None


def _known_role(asker: Asker, role: str) -> str:
    """The id of a role that is given by its id or by its name as shown."""
    roles = asker.opened.pack.roles
    for known in roles.values():
        if _spelling(role) in {_spelling(known.id), _spelling(known.name)}:
            return known.id
    names = ", ".join(known.name for known in roles.values())
    raise _refusal(asker, "unknown_role", role=shortened(clean_line(role)), known=names)


def _spelling(role: str) -> str:
    """What “Front line”, “front-line” and “front_line” share."""
    return " ".join(re.split(r"[\s_-]+", clean_line(role).casefold()))


def _known_unit(asker: Asker, unit: str) -> str:
    """The unit as engagement.toml spells it; any unit where it lists none."""
    cleaned = clean_line(unit)
    units = asker.opened.settings.units
    if not units or not cleaned:
        return cleaned
    for own in units:
        if name_key(own) == name_key(cleaned):
            return own
    raise CxassessError(asker.pages.words.say("interview.unknown_unit", unit=cleaned, known=", ".join(units)))


def _ask_name(asker: Asker) -> str:
    say, head = asker.pages.words.say, asker.pages.head_unnamed()
    text = type_line(
        lambda canvas: text_page(canvas, head, say("interview.ask_name"), say("interview.ask_name_help")),
        lambda canvas: hint_lines(canvas, asker.pages.hints("enter_name", "stop_typing")),
        "",
        lambda typed: _name_refusal(asker, typed),
        asker.keep_draft,
        asker.pages.marks,
        may_leave=False,
    )
    return clean_line(text or "")


def _ask_role(asker: Asker, name: str) -> str:
    roles = [Item(role.id, role.name) for role in asker.opened.pack.roles.values()]
    return _pick(
        asker, asker.pages.words.say("interview.ask_role" if name else "interview.ask_role_unnamed", name=name), roles
    )


def _ask_unit(asker: Asker, name: str) -> str:
    say = asker.pages.words.say
    units = [Item(unit, unit) for unit in asker.opened.settings.units]
    none = Item("\n", say("interview.unit_none"))  # no unit is spelled so: names are single lines
    picked = _pick(
        asker, say("interview.ask_unit" if name else "interview.ask_unit_unnamed", name=name), [*units, none]
    )
    return picked.strip()


def _pick(asker: Asker, title: str, items: list[Item]) -> str:
    marks, keys = asker.pages.marks, asker.pages.hints("move", "enter_pick", "stop")
    help = ""
    while True:
        outcome = select(
            partial(_picking_page, title, help, items, keys),
            [Choice(item.value, item.left) for item in items],
            "",
            {},
            marks,
        )
        if isinstance(outcome, Chosen):
            return outcome.value
        help = asker.pages.words.say("interview.move_first", arrows=marks.arrows)


def _picking_page(
    title: str, help: str, items: list[Item], keys: tuple[KeyHint, ...], canvas: Canvas, at: str
) -> list[Line]:
    return list_page(canvas, [title, help], items, at, keys)
