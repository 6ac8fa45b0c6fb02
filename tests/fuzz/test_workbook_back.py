"""A workbook that came back in any state: it is taken or refused in sentences, and the engagement stays sound."""

import io
import shutil
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from random import Random
from typing import Any

import pytest
from files.building import written
from files.workbooks import GIVEN, Desk, load, make_desk
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from cxassess.errors import CxassessError
from cxassess.files.workbook_changes import told_lines
from cxassess.files.workbook_import import changes_in, take_changes
from cxassess.serialise import as_json
from fuzz import generators as make
from fuzz.profile import each
from fuzz.sound import check_refusal, check_text, contents

SHEETS = ("Scores", "Roadmap", "Actions", "Practices", "Answers", "Origin")
HOSTILE: tuple[Callable[[Random], Any], ...] = (
    lambda r: ILLEGAL_CHARACTERS_RE.sub("", make.text(r, longest=2000)),
    lambda r: r.choice(("=1+1", "=1/0", "=HYPERLINK(1)", "@x", "-1", "+1", " 3 ", "3,5", "٣", "nan", "inf", "1_0")),
    lambda r: r.choice((0, -1, 3, 4.5, 7, 1e300, -1e300, 10**15, 46_000, 0.1 + 0.2)),
    lambda r: r.choice((date(2026, 6, 1), datetime(1900, 1, 1), datetime(9999, 12, 31), time(10, 30))),  # noqa: DTZ001
    lambda r: r.choice((True, False, None, "", " ", "\u200b", "x" * 32_767)),
    lambda r: r.choice(("Now", "later", "DROPPED", "done", "DK", "STR1", "OWN1", "OWN9", "GOV1:2-3", "executive")),
)  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return make_desk(tmp_path_factory.mktemp("back") / "acme")


def spoiled(random: Random, content: bytes) -> bytes:
    """The workbook as somebody without mercy leaves it."""
    book = load(content)
    for _ in range(random.choice((1, 3, 12))):
        sheet = book[random.choice([name for name in SHEETS if name in book.sheetnames])]
        row, column = random.randint(1, min(60, sheet.max_row + 2)), random.randint(1, min(20, sheet.max_column + 1))
        match random.randrange(12):
            case 0:
                sheet.delete_rows(row, random.choice((1, 1, 40)))
            case 1:
                sheet.delete_cols(column)
            case 2:
                sheet.insert_rows(row, 2)
            case 3:
                sheet.merge_cells(start_row=row, end_row=row + 2, start_column=column, end_column=column + 2)
            case 4 if len(book.sheetnames) > 8:
                del book[sheet.title]
            case 5:
                sheet.title = random.choice((f"{sheet.title} 2", sheet.title.upper(), sheet.title))
            case _:
                cell = sheet.cell(row, column)
                if hasattr(cell, "data_type") and type(cell).__name__ != "MergedCell":
                    cell.value = random.choice(HOSTILE)(random)
                    if random.random() < 0.1:
                        cell.value, cell.data_type = random.choice(("#N/A", "#REF!", "#DIV/0!")), "e"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def brought_back(desk: Desk, content: bytes, folder: Path) -> None:
    """Import it: refused with nothing changed, or taken whole, and then the same file brings nothing more."""
    shutil.rmtree(folder, ignore_errors=True)
    copy = desk.copy(folder)
    path = written(folder.parent / "back.xlsx", content)
    before = contents(folder)
    with copy.opened() as opened:
        try:
            understood = changes_in(opened, path, GIVEN)
        except CxassessError as error:
            check_refusal(error)
            assert contents(folder) == before
            return
        check_text("\n".join(told_lines(understood.changes)))
        answers = [r.answers for r in opened.store.answers.responses(opened.wave.id)]
        take_changes(opened, understood)
        assert [r.answers for r in opened.store.answers.responses(opened.wave.id)] == answers
        for record in opened.store.actions.of(opened.wave.id).values():
            check_text("".join(text or "" for text in (record.title, record.what, record.owner, record.first_step)))
    with copy.opened() as opened:
        as_json(opened.assess())
        assert changes_in(opened, path, GIVEN).changes.is_empty


def test_no_cell_of_a_workbook_does_more_than_change_what_it_says(desk: Desk, tmp_path: Path) -> None:
    each("workbook back, cells", lambda random: brought_back(desk, spoiled(random, desk.content), tmp_path / "acme"))


def test_no_damage_to_a_workbook_does_more_than_refuse_it(desk: Desk, tmp_path: Path) -> None:
    def attempt(random: Random) -> None:
        brought_back(desk, make.changed_workbook(random, desk.content), tmp_path / "acme")

    each("workbook back, bytes", attempt)
