"""answers.csv: rows of answers become AnswerRows, and every fault is named with file and row.

The file is UTF-8 with the header `respondent,role,unit,question,answer,comment,evidence`; rows are numbered as a
spreadsheet shows them, the header being row 1.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cxassess.hints import did_you_mean
from cxassess.files.clean import clean_line, clean_text, name_key
from cxassess.files.store import AnswerRow
from cxassess.model import CARD_CHOICES, DONT_KNOW, NOT_APPLICABLE, Answer, Pack, Problem

HEADER = ("respondent", "role", "unit", "question", "answer", "comment", "evidence")
NAME_LIMIT = 200
_LEVELS = ("1", "2", "3", "4", "5")
csv.field_size_limit(2**31 - 1)  # a comment of 40,000 characters is a comment


@dataclass(slots=True)
class Batch:
    """The answers of one import, over all its files."""

    rows: list[AnswerRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    blank: int = 0
    cleaned: int = 0
    roles: dict[str, tuple[str, str]] = field(default_factory=dict)
    seen: dict[tuple[str, str], str] = field(default_factory=dict)


def read_answers(paths: Sequence[Path], pack: Pack) -> Batch:
    """All answers of some files that are sound, and every fault of the others."""
    batch = Batch()
    for path in paths:
        text, problem = _text_of(path)
        if problem is not None:
            batch.problems.append(problem)
            continue
        _read_file(path.name, text, pack, batch)
    return batch


def _text_of(path: Path) -> tuple[str, Problem | None]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return "", Problem(str(path), "there is no such file")
    except IsADirectoryError:
        return "", Problem(str(path), "is a folder, a CSV file was expected")
    except OSError as error:
        return "", Problem(str(path), f"cannot be read ({error.strerror})")
    try:
        return content.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        hint = "save it as “CSV UTF-8”" if content[:2] not in {b"PK", b"\xd0\xcf"} else "it looks like an Office file"
        return "", Problem(path.name, f"line {row} is not UTF-8 text: {hint}")


def _read_file(name: str, text: str, pack: Pack, batch: Batch) -> None:
    if "\0" in text:
        batch.problems.append(Problem(name, "holds binary data, a CSV text file was expected"))
        return
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = tuple(clean_line(cell).casefold() for cell in next(records, []))
        if header != HEADER:
            batch.problems.append(_wrong_header(name, header))
            return
        for number, cells in enumerate(records, start=2):
            _read_row(f"{name}, row {number}", cells, pack, batch)
    except csv.Error as error:
        batch.problems.append(Problem(name, f"line {records.line_num} is not valid CSV ({error})"))


def _wrong_header(name: str, header: tuple[str, ...]) -> Problem:
    read = ",".join(header)[:80] or "nothing"
    return Problem(f"{name}, row 1", f"the header “{read}” was read, “{','.join(HEADER)}” was expected")


def _read_row(where: str, cells: list[str], pack: Pack, batch: Batch) -> None:
    if not any(cell.strip() for cell in cells):
        return
    if len(cells) != len(HEADER):
        message = f"{len(cells)} cells were read, {len(HEADER)} were expected"
        batch.problems.append(Problem(where, message))
        return
    name, role, unit, question, choice = (clean_line(cell) for cell in cells[:5])
    comment, evidence = clean_text(cells[5]), clean_text(cells[6])
    role, question = role.casefold(), question.upper()
    choice = choice.upper() if choice.upper() in {DONT_KNOW, NOT_APPLICABLE} else choice.casefold()
    faults = [
        *_person_faults(name, role, unit, pack, batch),
        *_answer_faults(question, choice, comment, pack),
    ]
    key = (name_key(name), question)
    if choice and name and key in batch.seen:
        faults.append(f"{name} answered {question} already ({batch.seen[key]})")
    batch.problems += [Problem(where, fault) for fault in faults]
    if faults:
        return
    if not choice:
        batch.blank += 1
        return
    batch.seen[key] = where
    batch.roles.setdefault(name_key(name), (role, unit))
    batch.cleaned += (
        cells[5].replace("\r\n", "\n").strip() != comment or cells[6].replace("\r\n", "\n").strip() != evidence
    )
    batch.rows.append(AnswerRow(name, role, unit, Answer(question, choice, comment, evidence)))


def _person_faults(name: str, role: str, unit: str, pack: Pack, batch: Batch) -> Iterator[str]:
    if not name:
        yield "the respondent is blank, a name was expected"
    elif len(name) > NAME_LIMIT:
        yield f"the respondent has {len(name)} characters, at most {NAME_LIMIT} were expected"
    if role not in pack.roles:
        yield f"role “{role}” was read, one of {', '.join(pack.roles)} was expected{did_you_mean(role, pack.roles)}"
        return
    before = batch.roles.get(name_key(name))
    if name and before is not None and before[0] != role:
        yield f"{name} is {role} here but {before[0]} in an earlier row: one name has one role"
    elif name and before is not None and before[1] != unit:
        yield f"{name} is in unit “{unit}” here but “{before[1]}” in an earlier row: one name has one unit"


def _answer_faults(question: str, choice: str, comment: str, pack: Pack) -> Iterator[str]:
    if question in pack.cards:
        if choice and choice not in CARD_CHOICES and choice != DONT_KNOW:
            yield f"answer “{choice}” to {question} was read, one of a, b, c, d or DK was expected"
        return
    practice = pack.practices.get(question)
    if practice is None:
        known = (*pack.practices, *pack.cards)
        yield f"question “{question}” was read, an id of {pack.id} was expected{did_you_mean(question, known)}"
        return
    if choice == NOT_APPLICABLE:
        if not practice.allows_na:
            yield f"NA is not offered for {question}, one of 1 to 5 or DK was expected"
        elif not comment:
            yield f"NA for {question} has no reason, a comment that says why it does not apply was expected"
    elif choice and choice not in _LEVELS and choice != DONT_KNOW:
        expected = "1 to 5, DK or NA" if practice.allows_na else "1 to 5 or DK"
        yield f"answer “{choice}” to {question} was read, one of {expected} was expected"
