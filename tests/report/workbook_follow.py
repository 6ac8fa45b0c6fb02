"""A change in the workbook against the same change in the engine."""

import re
from collections.abc import Mapping
from typing import Any

from cxassess.model.assessment import Assessment
from cxassess.report.workbook import write_workbook
from cxassess.report.workbook.layout import Layout
from cxassess.words import read_words
from report.workbook_cases import Case
from report.workbook_oracle import cached, differences, errors, formulas, recalculated


def written(of: Case) -> bytes:
    """The workbook of a case."""
    return write_workbook(of.assess(), read_words("en", of.pack.reword))


# What follows the answers on these sheets; the rest is as of the report, or belongs to the what-if block and Roadmap.
_LIVE: Mapping[str, tuple[str, ...]] = {
    "Gaps": tuple("BCDEFGHIJKLM"),
    "Priorities": tuple("ABCDEFGHIJKLMNOPQR"),
    "Matrix": (*"ABCDEVWXYZ", "AA", "AB", "AC", "AD", "AE", "AF"),
    "Stages": tuple("CDEGHIJM"),
    "Heat map": tuple("CDEFGH"),
}


def _live_cells(a: Assessment, content: bytes) -> list[tuple[str, str]]:
    """The formulas that follow the answers, by sheet and cell."""
    layout = Layout(a)
    columns = dict(_LIVE)
    columns["Practices"] = tuple(
        letter
        for name, letter in layout.columns.items()
        if not name.startswith("supposed") and name not in {"short_list", "decided_row"}
    )
    columns["Plan"] = tuple(letter for name, letter in layout.plan_columns.items() if name != "new")
    columns["Scores"] = tuple("CDIJSTUVWX")
    last_score = layout.what_if_first - 3
    return [
        (sheet, cell)
        for sheet, cell in formulas(content)
        if sheet in columns
        and re.sub(r"\d", "", cell) in columns[sheet]
        and (sheet != "Scores" or int(re.sub(r"\D", "", cell)) <= last_score)
    ]


def assert_follows(before: Case, changes: Mapping[tuple[str, str], Any], after: Case) -> None:
    """The workbook of `before` with changed cells gives what the engine gives for `after`."""
    a = before.assess()
    content = write_workbook(a, read_words())
    found = recalculated(content, changes)
    assert list(errors(found)) == []
    expected = cached(written(after))
    cells = _live_cells(a, content)
    assert len(cells) > 2000
    assert differences(expected, {cell: found[cell] for cell in cells}) == []
    unchanged = recalculated(content)
    assert differences(expected, {cell: unchanged[cell] for cell in cells}) != []  # the change does change something
