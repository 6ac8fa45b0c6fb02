"""For whom forms are written: somebody by name, everyone of a list, or everyone of the wave who is not done."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cxassess.errors import InvalidInput, Problem
from cxassess.files.answer_files import NAME_LIMIT
from cxassess.files.clean import clean_line, is_blank, name_key, shortened
from cxassess.files.engagement import Opened
from cxassess.files.inviting import known_words
from cxassess.files.people_file import read_people
from cxassess.files.store_privacy import PREFIX, new_mark
from cxassess.hints import did_you_mean
from cxassess.model.engagement import ANONYMOUS
from cxassess.model.invitation import Invitation
from cxassess.progress import progress_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """A form to write: for whom, and in which language (empty for that of the wave).

    `respondent` is a name, or the mark of somebody whose name is not kept.
    """

    respondent: str
    role: str
    unit: str
    language: str = ""

    @property
    def label(self) -> str:
        """What the form’s file is called after."""
        return self.respondent.removeprefix(PREFIX)


def wanted_for(opened: Opened, name: str | None, role: str, unit: str, language: str) -> Wanted:
    """The form of one person; what is not given comes from what is known of them. Raises InvalidInput."""
    if opened.settings.mode == ANONYMOUS:
        if name is not None:
            message = "this wave is anonymous, and a form for a name would tie answers to it: leave --for out"
            raise InvalidInput([Problem("--for", message)])
        one = Wanted(new_mark(), role, _as_spelt(opened, unit), language)
    elif name is None:
        raise InvalidInput([Problem("--for", "the name of the person was expected, or --all with a folder")])
    else:
        one = _completed(opened, Wanted(clean_line(name), role, _as_spelt(opened, unit), language))
    if faults := tuple(_faults(opened, one, ("--for", "--role", "--unit"))):
        raise InvalidInput(faults)
    return one


def wanted_of_all(opened: Opened, people: Path | None, language: str) -> tuple[tuple[Wanted, ...], str]:
    """The forms of everyone of a list, or of all who were invited or have begun and are not done; and a doubt, if any.

    Raises InvalidInput with every fault of the list. In an anonymous wave a mark stands in place of each name, and the
    order of the forms, which is that of the marks, says nothing about that of the list.
    """
    is_anonymous = opened.settings.mode == ANONYMOUS
    if people is None:
        if is_anonymous:
            message = (
                "this wave is anonymous and knows nobody: name a list with --people, or write one form with --role"
            )
            raise InvalidInput([Problem("--all", message)])
        if not (found := tuple(_not_done(opened, language))):
            message = "nobody was invited or has begun and not finished: use --people"
            raise InvalidInput([Problem("--all", message)])
        return found, ""
    read = read_people(people, known_words(opened))
    faults = list(read.problems)
    wanted = []
    for invitee in read.invitees:
        name = new_mark() if is_anonymous else invitee.name
        one = Wanted(name, invitee.role, invitee.unit, invitee.language)
        faults += _faults(opened, one, (read.places[name_key(invitee.name)],) * 3)
        wanted.append(one)
    if faults:
        raise InvalidInput(faults)
    return tuple(sorted(wanted, key=lambda one: one.respondent) if is_anonymous else wanted), read.doubt


def _not_done(opened: Opened, language: str) -> Iterator[Wanted]:
    """Those of the wave who have something left to answer, by name, then those who were invited and have not begun."""
    store, wave = opened.store, opened.wave.id
    finished = store.people.finished(wave)
    seen = set()
    for there in store.answers.responses(wave):
        seen.add(name_key(there.name))
        if there.name and not progress_of(opened.pack, there, finished).is_done:
            yield _completed(opened, Wanted(there.name, there.role, there.unit, language))
    for invited in store.invitations.list(wave):
        key = name_key(invited.name)
        if invited.name and not invited.revoked and key not in seen:
            seen.add(key)
            yield Wanted(invited.name, invited.role, invited.unit, language or invited.language)


def _completed(opened: Opened, one: Wanted) -> Wanted:
    """Somebody with what the wave knows of them where it was not given."""
    invitation = _invitations(opened).get(name_key(one.respondent))
    language = one.language or (invitation.language if invitation else "")
    known = opened.store.answers.response(opened.wave.id, one.respondent) or invitation
    if known is None:
        return one
    return Wanted(known.name, one.role or known.role, one.unit or known.unit, language)


def _invitations(opened: Opened) -> dict[str, Invitation]:
    """The invitations that stand, by the key of the name."""
    invitations = opened.store.invitations.list(opened.wave.id)
    return {name_key(one.name): one for one in invitations if one.name and not one.revoked}


def _as_spelt(opened: Opened, unit: str) -> str:
    """A unit as engagement.toml spells it."""
    cleaned = clean_line(unit)
    return next((own for own in opened.settings.units if name_key(own) == name_key(cleaned)), cleaned)


def _faults(opened: Opened, one: Wanted, places: tuple[str, str, str]) -> Iterator[Problem]:
    """What is wrong with somebody; the places are those of the name, the role and the unit."""
    named, role, unit = places
    pack, units = opened.pack, opened.settings.units
    if is_blank(one.respondent):
        yield Problem(named, "the name is blank, a name was expected")
    elif len(one.respondent) > NAME_LIMIT:
        yield Problem(named, f"the name has {len(one.respondent)} characters, at most {NAME_LIMIT} were expected")
    known = tuple(id for id in pack.roles if pack.asked_of(id))
    if one.role not in known:
        read = f"“{shortened(one.role)}”" if one.role else "no role"
        hint = did_you_mean(shortened(one.role), known) if one.role else ""
        yield Problem(role, f"{read} was read, one of {', '.join(known)} was expected{hint}")
    if one.unit and units and one.unit not in units:
        hint = did_you_mean(shortened(one.unit), units)
        yield Problem(unit, f"unit “{shortened(one.unit)}” was read, one of {', '.join(units)} was expected{hint}")
    there = opened.store.answers.response(opened.wave.id, one.respondent)
    if there is not None and one.role in known and one.role != there.role:
        yield Problem(role, f"{there.name} answers as {there.role} in this wave, not as {one.role}")
    if there is not None and name_key(one.unit) != name_key(there.unit):
        here, now = (text or "no unit" for text in (there.unit, one.unit))
        yield Problem(unit, f"{there.name} answers for {here} in this wave, not for {now}")
    invited = None if there else _invitations(opened).get(name_key(one.respondent))
    if invited is not None and one.role in known and one.role != invited.role:
        yield Problem(role, f"{invited.name} was invited as {invited.role} in this wave, not as {one.role}")
    if invited is not None and name_key(one.unit) != name_key(invited.unit):
        here, now = (text or "no unit" for text in (invited.unit, one.unit))
        yield Problem(unit, f"{invited.name} was invited for {here} in this wave, not for {now}")


# ── names of files ───────────────────────────────────────────────────────────────────────────────────────────

_UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST_BYTES = 120


def file_names(wanted: Sequence[Wanted]) -> tuple[str, ...]:
    """A name for the file of each form that every system takes; no two differ in case alone.

    >>> file_names([Wanted("Ana / Q?", "manager", ""), Wanted("ana q", "manager", "")])
    ('Ana Q.xlsx', 'ana q-2.xlsx')
    """
    names: list[str] = []
    taken: set[str] = set()
    for one in wanted:
        plain = " ".join(_UNFIT.sub(" ", one.label).split()).strip(". ")
        plain = plain.encode()[:_LONGEST_BYTES].decode("utf-8", "ignore").strip(". ")
        plain = "form" if not plain or _RESERVED.fullmatch(plain) else plain
        name, number = plain, 1
        while name.casefold() in taken:
            number += 1
            name = f"{plain}-{number}"
        taken.add(name.casefold())
        names.append(f"{name}.xlsx")
    return tuple(names)
