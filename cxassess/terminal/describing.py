"""A table that nobody knows is described in the terminal: which column is what, written into metrics.toml.

What is asked depends on the kind of table. Each column is shown with some of its texts, and nothing is written before
the last question is answered.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cxassess.files.clean import clean_line, shortened
from cxassess.files.exports.proposing import free_text_headers
from cxassess.files.exports.recognition import Header
from cxassess.files.exports.which import NeedsMapping, table_name
from cxassess.files.metric_register import add_table, own_tables
from cxassess.measures.views import ViewKind
from cxassess.terminal.dialog import Dialog, TerminalDialog
from cxassess.terminal.prompts import can_draw, whole_screen
from cxassess.terminal.screen import Item, marks_for
from cxassess.words import Words, read_words

NONE = "\n"  # no column and no answer is spelled so
EXAMPLES = 3
# In the order in which they are asked; those of surveys come after the questions.
COLUMNS: Mapping[ViewKind, tuple[str, ...]] = {
    "survey": ("day", "id", "customer", "channel", "segment", "weight"),
    "ticket": ("day", "id", "customer", "channel", "segment"),
    "customer": ("customer", "joined", "ended", "segment", "revenue_start", "revenue_end"),
    "purchase": ("customer", "day"),
}
NEEDED = {("customer", "customer"), ("customer", "joined"), ("purchase", "customer"), ("purchase", "day")}
DURATIONS = ("first_response", "resolution", "handle")
UNITS = ("seconds", "minutes", "hours", "days", "h:m:s")
SCALES = ((1, 5), (1, 7), (1, 10), (0, 10))


def describe_table(folder: Path, needed: NeedsMapping, language: str = "en") -> bool:
    """Ask what the columns of a file are, and write it into metrics.toml; false where that cannot be asked here.

    `language` is that of the engagement. Raises KeyboardInterrupt where the person stops: then nothing is written.
    """
    if not can_draw():
        return False
    words = read_words(language)
    marks = marks_for(sys.stdout.encoding, os.environ)
    with whole_screen():
        name, table = described(needed, own_tables(folder), TerminalDialog(words, marks, "stop_describing"), words)
    add_table(folder, name, table)
    return True


def described(
    needed: NeedsMapping, taken: Mapping[str, Any], dialog: Dialog, words: Words
) -> tuple[str, dict[str, Any]]:
    """The name and the table for metrics.toml, as a person describes a file."""
    table: dict[str, Any] = {}
    if needed.tool is not None:
        table["tool"] = needed.tool.id
        kind: ViewKind = needed.tool.mapping.kind
    else:
        kinds = [Item(kind, words.say(f"describing.kinds.{kind}")) for kind in COLUMNS]
        title = words.say("describing.kind", file=needed.path.name)
        kind = dialog.pick(title, words.say("describing.kind_help"), kinds)  # type: ignore[assignment]
        table["kind"] = kind
    columns = _Columns(needed.headers, needed.texts, dialog, words)
    if kind == "survey":
        table["questions"] = _questions(columns)
    for column in COLUMNS[kind] if needed.tool is None else ():
        if header := columns.pick(f"columns.{column}", needed=(kind, column) in NEEDED):
            table[column] = header
    is_written = kind in {"survey", "ticket"} and free_text_headers(needed.headers, needed.texts)
    if is_written and (header := columns.pick("columns.comment")):
        table["comment"] = header
    if kind == "ticket" and needed.tool is None:
        durations = [made for of in DURATIONS if (made := _duration(columns, of, table.get("day", "")))]
        table |= {"durations": durations} if durations else {}
    return _free_name(table_name(needed.path), taken), table


class _Columns:
    """The columns of the file, of which a person picks one at a time; a picked one is not offered again."""

    def __init__(
        self, headers: Sequence[Header], texts: Mapping[int, Sequence[str]], dialog: Dialog, words: Words
    ) -> None:
        self.headers, self.texts, self.dialog, self.words = headers, texts, dialog, words
        self._picked: set[str] = set()

    def pick(self, key: str, *, needed: bool = False, none: str = "none") -> str:
        """The name of the column that a person picks; empty for none of them."""
        left = [header for header in self.headers if header.name not in self._picked]
        items = [Item(header.name, shortened(header.name, 48), self._shown(header)) for header in left]
        if not needed:
            items.insert(0, Item(NONE, self.words.say(f"describing.{none}")))
        picked = self.dialog.pick(self.words.say(f"describing.{key}"), self.words.say("describing.column_help"), items)
        if picked == NONE:
            return ""
        self._picked.add(picked)
        return picked

    def _shown(self, header: Header) -> str:
        """Some texts of a column, each once."""
        different = dict.fromkeys(shortened(clean_line(text), 16) for text in self.texts.get(header.at, ()))
        return ", ".join(list(different)[:EXAMPLES])


def _questions(columns: _Columns) -> list[dict[str, Any]]:
    """One rating after the other, until there is no more; one at least."""
    made: list[dict[str, Any]] = []
    while column := columns.pick("question" if not made else "another", needed=not made, none="no_more"):
        made.append(_question(columns, column, made))
    return made


def _question(columns: _Columns, column: str, others: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What a rating asks, on which scale, and about what."""
    say, dialog = columns.words.say, columns.dialog
    metrics = [Item(metric, say(f"describing.metrics.{metric}")) for metric in ("nps", "csat", "ces", "ces1")]
    metric = dialog.pick(say("describing.metric", column=column), say("describing.metric_help"), metrics)
    question: dict[str, Any] = {"column": column, "metric": metric}
    if metric == "csat":
        scales = [Item(f"{low} {high}", say("describing.scale_item", low=low, high=high)) for low, high in SCALES]
        picked = dialog.pick(say("describing.scale", column=column), say("describing.scale_help"), scales)
        question["scale"] = [int(end) for end in picked.split()]
    about = clean_line(dialog.type(say("describing.touchpoint", column=column), say("describing.touchpoint_help"), ""))
    if not about and any(other["metric"] == metric and not other.get("touchpoint") for other in others):
        about = column  # two ratings of one kind are told apart by what they are about
    return question | ({"touchpoint": about} if about else {})


def _duration(columns: _Columns, of: str, day: str) -> dict[str, Any]:
    """How long something took; empty where the file does not say."""
    column = columns.pick(f"durations.{of}")
    if not column:
        return {}
    say = columns.words.say
    units = [Item(unit, say(f"describing.units.{unit.replace(':', '')}")) for unit in UNITS]
    if day:
        units.append(Item("moment", say("describing.moment", day=day)))
    unit = columns.dialog.pick(say("describing.unit", column=column), say("describing.unit_help"), units)
    if unit == "moment":
        return {"of": of, "start": day, "end": column}
    clocks = [Item(clock, say(f"describing.clocks.{clock}")) for clock in ("calendar", "business")]
    clock = "calendar" if of == "handle" else columns.dialog.pick(say("describing.clock", column=column), "", clocks)
    return {"of": of, "column": column, "unit": unit} | ({"clock": clock} if clock != "calendar" else {})


def _free_name(name: str, taken: Mapping[str, Any]) -> str:
    """The name, or one with a number where another table has it."""
    number = 1
    while (candidate := name if number == 1 else f"{name}_{number}") in taken:
        number += 1
    return candidate
