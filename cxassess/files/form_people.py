"""For whom forms are written: somebody by name, everyone of a list, or everyone of the wave who is not done."""

import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cxassess.errors import InvalidInput, Problem
from cxassess.files.answer_files import NAME_LIMIT
from cxassess.files.clean import clean_line, is_blank, name_key, shortened
from cxassess.files.csv_text import csv_rows
from cxassess.files.engagement import Opened
from cxassess.files.store_forms import Asked
from cxassess.forms import ANONYMOUS
from cxassess.hints import did_you_mean

NEEDED, OPTIONAL = ("name",), ("mail", "role", "unit", "language")
_COLUMNS = (*NEEDED, *OPTIONAL)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A form to write: for whom, under what name it is kept, and in which language (empty for that of the wave).

    `respondent` is a name, or the key of somebody whose name is not kept.
    """

    respondent: str
    role: str
    unit: str
    language: str = ""

    @property
    def label(self) -> str:
        """What the form’s file is called after."""
        return self.respondent.removeprefix(ANONYMOUS)


def wanted_for(opened: Opened, name: str | None, role: str, unit: str, language: str) -> Wanted:
    """The form of one person; what is not given comes from what is known of them. Raises InvalidInput."""
    if opened.settings.mode == "anonymous":
        if name is not None:
            message = "this wave is anonymous, and a form for a name would tie answers to it: leave --for out"
            raise InvalidInput([Problem("--for", message)])
        asked = Asked("", role, unit, language)
    elif name is None:
        raise InvalidInput([Problem("--for", "the name of the person was expected, or --all with a folder")])
    else:
        asked = _known(opened, Asked(clean_line(name), role, unit, language))
    faults = list(_faults(opened, asked, "--for", "--role", "--unit"))
    if faults:
        raise InvalidInput(faults)
    return _wanted(opened, asked)


def wanted_of_all(opened: Opened, people: Path | None, language: str) -> tuple[Wanted, ...]:
    """The forms of everyone of a list, or of all who were invited or began and are not done. Raises InvalidInput."""
    anonymous = opened.settings.mode == "anonymous"
    if people is None and anonymous:
        message = "this wave is anonymous and knows nobody: name a list with --people, or write one form with --role"
        raise InvalidInput([Problem("--all", message)])
    faults: list[Problem] = []
    listed = tuple(_listed(people, faults)) if people else tuple(("", a) for a in _not_done(opened))
    found: dict[str, Wanted] = {}
    for where, given in listed:
        asked = given if anonymous else _known(opened, given)
        asked = replace(asked, language=asked.language or language)
        wrong = list(_faults(opened, asked, where, where, where))
        wanted = None if wrong else _wanted(opened, asked)
        if wanted and name_key(wanted.respondent) in found and people:
            wrong.append(Problem(where, f"{asked.name} stands here twice"))
        faults += wrong
        if wanted and not wrong:
            found.setdefault(name_key(wanted.respondent), wanted)
    if not found and not faults:
        where = str(people) if people else "--all"
        message = "names nobody" if people else "nobody was invited or has begun and not finished: use --people"
        faults.append(Problem(where, message))
    if faults:
        raise InvalidInput(faults)
    # In an anonymous wave the order of the files says nothing about that of the list: the keys are made by chance.
    return tuple(sorted(found.values(), key=lambda w: w.respondent) if anonymous else found.values())


def _listed(path: Path, faults: list[Problem]) -> Iterator[tuple[str, Asked]]:
    for row in csv_rows(path, NEEDED, OPTIONAL):
        if isinstance(row, Problem):
            faults.append(row)
        else:
            where, cells = row
            of = dict(zip(_COLUMNS, map(clean_line, cells), strict=True))
            yield where, Asked(of["name"], of["role"].casefold(), of["unit"], of["language"].casefold())


def _not_done(opened: Opened) -> Iterator[Asked]:
    """Those of the wave who have something left to answer."""
    for asked in opened.store.forms.to_answer(opened.wave.id):
        there = opened.store.response(opened.wave.id, asked.name)
        role = there.role if there else asked.role
        questions = opened.pack.asked_of(role) if role in opened.pack.roles else ()
        if there is None or any(question not in there.answers for question in questions):
            yield asked


def _known(opened: Opened, asked: Asked) -> Asked:
    """Somebody with what the wave knows of them where it was not given."""
    there = opened.store.response(opened.wave.id, asked.name) if asked.name else None
    if there is not None:
        return Asked(there.name, asked.role or there.role, asked.unit or there.unit, asked.language)
    for other in opened.store.forms.to_answer(opened.wave.id):
        if name_key(other.name) == name_key(asked.name):
            language = asked.language or other.language
            return Asked(asked.name, asked.role or other.role, asked.unit or other.unit, language)
    return asked


def _faults(opened: Opened, asked: Asked, named: str, role: str, unit: str) -> Iterator[Problem]:
    """What is wrong with somebody, each with the place of the name, the role or the unit."""
    pack, units = opened.pack, opened.settings.units
    if opened.settings.mode != "anonymous":
        if is_blank(asked.name):
            yield Problem(named, "the name is blank, a name was expected")
        elif len(asked.name) > NAME_LIMIT:
            yield Problem(named, f"the name has {len(asked.name)} characters, at most {NAME_LIMIT} were expected")
    known = tuple(id for id in pack.roles if pack.asked_of(id))
    if asked.role not in known:
        read = f"“{shortened(asked.role)}”" if asked.role else "no role"
        hint = did_you_mean(shortened(asked.role), known) if asked.role else ""
        yield Problem(role, f"{read} was read, one of {', '.join(known)} was expected{hint}")
    if asked.unit and units and name_key(asked.unit) not in map(name_key, units):
        hint = did_you_mean(shortened(asked.unit), units)
        yield Problem(unit, f"unit “{shortened(asked.unit)}” was read, one of {', '.join(units)} was expected{hint}")
    there = opened.store.response(opened.wave.id, asked.name) if asked.name else None
    if there is not None and asked.role in known and asked.role != there.role:
        yield Problem(role, f"{there.name} answers as {there.role} in this wave, not as {asked.role}")
    if there is not None and name_key(asked.unit) != name_key(there.unit):
        here = there.unit or "no unit"
        yield Problem(unit, f"{there.name} answers for {here} in this wave, not for {asked.unit}")


def _wanted(opened: Opened, asked: Asked) -> Wanted:
    units = {name_key(unit): unit for unit in opened.settings.units}
    is_anonymous = opened.settings.mode == "anonymous"
    respondent = f"{ANONYMOUS}{secrets.token_hex(8)}" if is_anonymous else asked.name
    return Wanted(respondent, asked.role, units.get(name_key(asked.unit), asked.unit), asked.language)


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
