"""Who answers: name, role and unit, from the command line, and asked for where they are left out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cxassess.errors import CxassessError
from cxassess.files.answer_files import NAME_LIMIT
from cxassess.files.clean import clean_line, name_key
from cxassess.files.engagement import Opened
from cxassess.model import Answer
from cxassess.terminal.pages import Pages
from cxassess.terminal.prompts import Choice, Chosen, select, type_line
from cxassess.terminal.screen import Item, hint_lines, list_page, text_page
from cxassess.terminal.session import Person


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
    given = _given_name(asker, name) if name is not None else _ask_name(asker)
    known = asker.opened.store.response(asker.opened.wave.id, given)
    given_role = _known_role(asker, role) if role is not None else None
    given_unit = _known_unit(asker, unit) if unit is not None else None
    if known is None:
        person = Person(given, given_role or _ask_role(asker, given), _unit_of_new(asker, given, given_unit))
        return person, {}
    roles = asker.opened.pack.roles
    if given_role is not None and given_role != known.role:
        values = {"name": known.name, "stored": roles[known.role].name, "given": roles[given_role].name}
        raise CxassessError(asker.pages.words.say("interview.other_role", **values))
    if given_unit is not None and name_key(given_unit) != name_key(known.unit):
        stored = known.unit or asker.pages.words.say("interview.no_unit")
        values = {"name": known.name, "stored": stored, "given": given_unit}
        raise CxassessError(asker.pages.words.say("interview.other_unit", **values))
    return Person(known.name, known.role, known.unit), known.answers


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
    wanted = clean_line(role).casefold()
    if wanted not in asker.opened.pack.roles:
        known = ", ".join(asker.opened.pack.roles)
        raise CxassessError(asker.pages.words.say("interview.unknown_role", role=clean_line(role), known=known))
    return wanted


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
        lambda canvas: hint_lines(canvas, asker.pages.hints("enter_name", "stop")),
        "",
        lambda typed: _name_refusal(asker, typed),
        asker.keep_draft,
        asker.pages.marks,
        may_leave=False,
    )
    return clean_line(text or "")


def _ask_role(asker: Asker, name: str) -> str:
    roles = [Item(role.id, role.name) for role in asker.opened.pack.roles.values()]
    return _pick(asker, asker.pages.words.say("interview.ask_role", name=name), roles)


def _ask_unit(asker: Asker, name: str) -> str:
    say = asker.pages.words.say
    units = [Item(unit, unit) for unit in asker.opened.settings.units]
    none = Item("\n", say("interview.unit_none"))  # no unit is spelled so: names are single lines
    picked = _pick(asker, say("interview.ask_unit", name=name), [*units, none])
    return picked.strip()


def _pick(asker: Asker, title: str, items: list[Item]) -> str:
    keys = asker.pages.hints("move", "enter_pick", "stop")
    outcome = select(
        lambda canvas, at: list_page(canvas, [title, ""], items, at, keys),
        [Choice(item.value, item.left) for item in items],
        str(items[0].value),
        {},
        asker.pages.marks,
    )
    assert isinstance(outcome, Chosen)
    return outcome.value
