"""people.csv: whom to invite. Every fault is named with file and row, and all of them at once.

The header is `name,mail,role,unit,language`; a `link` behind it is passed over: invitations.csv can be read, too.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cxassess.errors import Problem
from cxassess.files.answer_files import NAME_LIMIT
from cxassess.files.clean import clean_line, is_blank, name_key, shortened
from cxassess.files.csv_text import csv_rows
from cxassess.hints import did_you_mean
from cxassess.model.invitee import Invitee

HEADER = ("name", "mail", "role", "unit", "language")
OLD_CODEC, OLD_NAME = "cp1252", "Windows-1252"  # what Excel writes as plain “CSV” in Western Europe and America
MAIL_LIMIT = 254  # characters of an address (RFC 5321, erratum 1690)
# Nothing that a mail program, Excel or a terminal would take for anything but an address.
_MAIL = re.compile(r"[\w][\w.!#$%&'*+/=?^`{|}~-]{0,63}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]*")


@dataclass(frozen=True, slots=True)
class People:
    """What a file says of whom to invite: the sound rows with their places, or every fault.

    `doubt` is a sentence on letters that may have been read wrongly; empty where none may.
    """

    invitees: tuple[Invitee, ...]
    places: Mapping[str, str]
    problems: tuple[Problem, ...]
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What a row may name: roles, units (any where there are none) and languages, and the usual one of these."""

    roles: Sequence[str]
    units: Sequence[str]
    languages: Sequence[str]
    usual_language: str


def read_people(path: Path, known: Known) -> People:
    """Everybody in a people.csv. `places` says where a person stands, by the key of the name."""
    invitees: list[Invitee] = []
    problems: list[Problem] = []
    places: dict[str, str] = {}
    for row in csv_rows(path, HEADER, ("link",), codec=OLD_CODEC):
        if isinstance(row, Problem):
            problems.append(row)
            continue
        where, cells = row
        invitee = _invitee(cells, known)
        faults = list(_faults(invitee, places, known))
        problems += [Problem(where, fault) for fault in faults]
        places.setdefault(name_key(invitee.name), where)
        invitees += [] if faults else [invitee]
    if not invitees and not problems:
        problems.append(Problem(path.name, "names nobody, a row for each person was expected"))
    return People(tuple(invitees), places, tuple(problems), "" if problems else _doubt(path, invitees))


def _invitee(cells: Sequence[str], known: Known) -> Invitee:
    name, mail, role, unit, language = (clean_line(cell) for cell in cells[:5])
    by_key = {name_key(one): one for one in known.units}
    return Invitee(
        name, mail, role.casefold(), by_key.get(name_key(unit), unit), language.casefold() or known.usual_language
    )


def _faults(one: Invitee, places: Mapping[str, str], known: Known) -> Iterator[str]:
    if is_blank(one.name):
        yield "the name is blank, a name was expected"
    elif len(one.name) > NAME_LIMIT:
        yield f"the name has {len(one.name)} characters, at most {NAME_LIMIT} were expected"
    elif before := places.get(name_key(one.name)):
        yield f"{one.name} stands here already ({before}): two people of one name are told apart by more of it"
    if one.mail and (len(one.mail) > MAIL_LIMIT or not _MAIL.fullmatch(one.mail)):
        yield f"mail “{shortened(one.mail)}” was read, an address such as jane.doe@acme.example or nothing was expected"
    units = known.units if one.unit else ()
    for what, read, words in (
        ("role", one.role, known.roles),
        ("unit", one.unit, units),
        ("language", one.language, known.languages),
    ):
        if words and read not in words:
            expected = f"one of {', '.join(words)} was expected{did_you_mean(shortened(read), tuple(words))}"
            yield f"{what} “{shortened(read)}” was read, {expected}"


def _doubt(path: Path, invitees: Sequence[Invitee]) -> str:
    """A sentence where a file is not UTF-8: its letters were read as those of Western Europe."""
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        shown = [one.name for one in invitees if not one.name.isascii()]
        example = f" Is “{shortened(shown[0])}” right?" if shown else ""
        return f"{path.name} is not UTF-8 and was read as {OLD_NAME}.{example} If not, save it as “CSV UTF-8”."
    return ""
