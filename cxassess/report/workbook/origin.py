"""The hidden sheet Origin: whose workbook this is, where its inputs stand, and what stood in them when it was written.

`cxassess import workbook` compares with it, so that it takes back what people changed, and only that.
"""

from collections.abc import Iterator
from string import ascii_uppercase

from cxassess.inputs import FORMAT, MOVED, ORIGIN_HEADS, PLANNED, WEIGHED, action_of
from cxassess.report.workbook import actions, roadmap
from cxassess.report.workbook.book import HEAD, QUIET, Sheet
from cxassess.report.workbook.layout import ACTIONS, ANSWERS, PRACTICES, ROADMAP, SCORES
from cxassess.report.workbook.parts import Parts


def write_origin(sheet: Sheet, parts: Parts) -> None:
    """One row a fact: a key, the value that the cell had, what of it was decided, and the sheet it stands on."""
    for column, head in zip("ABCD", ORIGIN_HEADS, strict=True):
        sheet.text(f"{column}1", head, HEAD)
    sheet.widths({"A": 40, "B": 40, "C": 40, "D": 12})
    for row, cells in enumerate(_rows(parts), start=2):
        for column, text in zip("ABCD", cells, strict=False):
            sheet.text(f"{column}{row}", text, QUIET)
    sheet.writer.freeze_panes(1, 0)
    sheet.writer.hide()


def _rows(parts: Parts) -> Iterator[tuple[str, ...]]:
    a, layout = parts.assessment, parts.layout
    yield "format", str(FORMAT)
    yield "client", a.engagement.client
    yield "wave", a.wave.id
    yield "questionnaire", a.pack.id
    yield "mode", a.engagement.mode
    for table, name, title, where in _columns(parts):
        yield f"column:{table}:{name}", title, "", layout.tabs[where]
    for key, cell in parts.inputs.items():
        if on := _sheet_of(key, parts):
            yield key, cell.shown, cell.decided, layout.tabs[on]
    yield "answers", ",".join(layout.answer_columns)
    if layout.is_attributed:
        for response in a.responses:
            chosen = (response.answers.get(id) for id in layout.answer_columns)
            choices = ",".join(answer.choice if answer else "" for answer in chosen)
            yield f"answers:{response.name}", choices, response.role, layout.tabs[ANSWERS]


def _columns(parts: Parts) -> Iterator[tuple[str, str, str, str]]:
    """Where to look for each input: its table, its field, the words above its column, and the sheet."""
    heads = parts.heads("disciplines")
    yield "disciplines", "id", "key", SCORES
    for name in ("target", "weight"):
        yield "disciplines", name, heads[name], SCORES
    if parts.layout.is_attributed:
        yield "roles", "id", parts.heads("roles")["role"], SCORES
        yield "roles", "weight", parts.heads("roles")["weight"], SCORES
    for name in ("id", "agreed", "agreed_reason", "agreed_present"):
        yield "practices", name, parts.practice_head(name), PRACTICES
    for table, module, sheet in (("roadmap", roadmap, ROADMAP), ("actions", actions, ACTIONS)):
        titles = dict(zip(ascii_uppercase, parts.heads(module.HEADS).values(), strict=False))
        yield table, "id", titles[module.ID], sheet
        for name, column in module.COLUMNS.items():
            yield table, name, titles[column], sheet


def _sheet_of(key: str, parts: Parts) -> str | None:
    """The sheet that an input stands on; None where it has no cell, as the owner of an action that waits."""
    kind = key.partition(":")[0]
    if kind == "role" and not parts.layout.is_attributed:
        return None
    if kind != "action":
        return SCORES if kind in {"target", "weight", "role"} else PRACTICES
    id, name = action_of(key), key.rpartition(":")[2]
    planned = id in parts.layout.roadmap_rows
    if planned and name in {*PLANNED, "roadmap_reason"}:
        return ROADMAP
    beside = {*WEIGHED, "actions_reason"} if planned else {*WEIGHED, *MOVED, "actions_reason"}
    return ACTIONS if id in parts.layout.action_rows and name in beside else None
