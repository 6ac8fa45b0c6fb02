"""answers.csv: rows of answers become AnswerRows, and every fault is named with file and row.

The file is UTF-8 with the header `respondent,role,unit,question,answer,comment,evidence`; rows are numbered as a
spreadsheet shows them, the header being row 1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from cxassess.errors import Problem
from cxassess.files.clean import clean_line, clean_text, is_blank, name_key, shortened
from cxassess.files.csv_text import csv_rows
from cxassess.files.store import Store
from cxassess.files.store_answers import AnswerRow
from cxassess.hints import did_you_mean
from cxassess.model.engagement import Answer
from cxassess.model.pack import CARD_CHOICES, DONT_KNOW, NOT_APPLICABLE, Pack

HEADER = ("respondent", "role", "unit", "question", "answer", "comment", "evidence")
NAME_LIMIT = 200
_LEVELS = ("1", "2", "3", "4", "5")


@dataclass(slots=True)
class Batch:
    """The answers of one import, over all its files.

    `people` and `choices` hold the cells that were found sound, since nearly every row repeats a person and a choice.
    """

    rows: list[AnswerRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    blank: int = 0
    cleaned: int = 0
    roles: dict[str, tuple[str, str]] = field(default_factory=dict)
    seen: dict[tuple[str, str], str] = field(default_factory=dict)
    people: dict[tuple[str, ...], tuple[str, str, str, str]] = field(default_factory=dict)
    choices: dict[tuple[str, ...], tuple[str, str]] = field(default_factory=dict)


def read_answers(paths: Sequence[Path], pack: Pack) -> Batch:
    """All answers of some files that are sound, and every fault of the others."""
    batch = Batch()
    for path in paths:
        for row in csv_rows(path, HEADER):
            if isinstance(row, Problem):
                batch.problems.append(row)
            else:
                _read_row(*row, pack, batch)
    return batch


def _read_row(where: str, cells: list[str], pack: Pack, batch: Batch) -> None:
    person, asked = batch.people.get(tuple(cells[:3])), batch.choices.get(tuple(cells[3:5]))
    if person is None or asked is None or (person[3], asked[0]) in batch.seen:
        _check_row(where, cells, pack, batch)
    else:
        _keep(where, cells, person, asked, batch)


def _check_row(where: str, cells: list[str], pack: Pack, batch: Batch) -> None:
    """Take a row whose cells were not all seen before, or say what is wrong with it."""
    name, role, unit, question, choice = (clean_line(cell) for cell in cells[:5])
    comment = clean_text(cells[5])
    role, question = role.casefold(), question.upper()
    choice = choice.upper() if choice.upper() in {DONT_KNOW, NOT_APPLICABLE} else choice.casefold()
    person, asked = (name, role, unit, name_key(name)), (question, choice)
    known = batch.roles.get(name_key(name)) == (role, unit)
    faults = [] if known else list(_person_faults(name, role, unit, pack, batch))
    if not faults:
        batch.roles.setdefault(name_key(name), (role, unit))
        batch.people[tuple(cells[:3])] = person
    wrong = list(_answer_faults(question, choice, comment, pack))
    if not wrong and choice != NOT_APPLICABLE:  # which needs a reason in each row
        batch.choices[tuple(cells[3:5])] = asked
    faults += wrong
    key = (name_key(name), question)
    if choice and name and key in batch.seen:
        faults.append(f"{name} answered {question} already ({batch.seen[key]})")
    batch.problems += [Problem(where, fault) for fault in faults]
    if not faults:
        _keep(where, cells, person, asked, batch)


def _keep(
    where: str, cells: list[str], person: tuple[str, str, str, str], asked: tuple[str, str], batch: Batch
) -> None:
    name, role, unit, key = person
    question, choice = asked
    if not choice:
        batch.blank += 1
        return
    batch.seen[key, question] = where
    comment, evidence = cells[5] and clean_text(cells[5]), cells[6] and clean_text(cells[6])
    batch.cleaned += _was_cleaned(cells[5], comment) or _was_cleaned(cells[6], evidence)
    batch.rows.append(AnswerRow(name, role, unit, Answer(question, choice, comment, evidence)))


def _was_cleaned(cell: str, text: str) -> bool:
    return cell != text and cell.replace("\r\n", "\n").strip() != text


def _person_faults(name: str, role: str, unit: str, pack: Pack, batch: Batch) -> Iterator[str]:
    if is_blank(name):
        yield "the respondent is blank, a name was expected"
    elif len(name) > NAME_LIMIT:
        yield f"the respondent has {len(name)} characters, at most {NAME_LIMIT} were expected"
    if role not in pack.roles:
        known = tuple(pack.roles)
        yield f"role “{shortened(role)}” was read, one of {', '.join(known)} was expected{_hint(role, known)}"
        return
    before = batch.roles.get(name_key(name))
    if name and before is not None and before[0] != role:
        yield f"{name} is {role} here but {before[0]} in an earlier row: one name has one role"
    elif name and before is not None and before[1] != unit:
        units = f"“{shortened(unit)}” here but “{shortened(before[1])}”"
        yield f"{name} is in unit {units} in an earlier row: one name has one unit"


def _answer_faults(question: str, choice: str, comment: str, pack: Pack) -> Iterator[str]:
    if question in pack.cards:
        if choice and choice not in CARD_CHOICES and choice != DONT_KNOW:
            yield f"answer “{shortened(choice)}” to {question} was read, one of a, b, c, d or DK was expected"
        return
    practice = pack.practices.get(question)
    if practice is None:
        known = (*pack.practices, *pack.cards)
        yield f"question “{shortened(question)}” was read, an id of {pack.id} was expected{_hint(question, known)}"
        return
    if choice == NOT_APPLICABLE:
        if not practice.allows_na:
            yield f"NA is not offered for {question}, one of 1 to 5 or DK was expected"
        elif not comment:
            yield f"NA for {question} has no reason, a comment that says why it does not apply was expected"
    elif choice and choice not in _LEVELS and choice != DONT_KNOW:
        expected = "1 to 5, DK or NA" if practice.allows_na else "1 to 5 or DK"
        yield f"answer “{shortened(choice)}” to {question} was read, one of {expected} was expected"


@lru_cache(maxsize=1000)
def _hint(word: str, known: tuple[str, ...]) -> str:
    """Kept, since a wrong word mostly stands in every row, and comparing takes its time."""
    return did_you_mean(shortened(word), known)


def without_names(store: Store, wave: str, rows: Sequence[AnswerRow]) -> list[AnswerRow]:
    """The rows for an anonymous wave: a mark in place of each name. Raises CxassessError once the wave was closed."""
    marks = {name: store.privacy.row_mark(wave, name) for name in dict.fromkeys(row.name for row in rows)}
    return [replace(row, name=marks[row.name]) for row in rows]
