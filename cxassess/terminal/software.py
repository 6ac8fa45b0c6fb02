"""The form on software in the terminal: five functions, a few questions on each, saved after each function."""

import errno
import os
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from cxassess.errors import CxassessError
from cxassess.files.clean import clean_line, name_key
from cxassess.files.engagement import Opened
from cxassess.files.software import FILE, NAME_LIMIT, NAMES_LIMIT, WHY_LIMIT, read_software, save_function
from cxassess.model.software import FUNCTIONS, TRUST, FunctionEntry
from cxassess.terminal.dialog import picking_page
from cxassess.terminal.prompts import Choice, Chosen, can_draw, select, type_line, whole_screen
from cxassess.terminal.screen import (
    Item,
    Marks,
    hint_lines,
    key_hints,
    marks_for,
    text_page,
    typeable,
)
from cxassess.words import Words, read_words

FINISH = "finish"
NAMED, NOTHING, UNKNOWN = "named", "nothing", "unknown"
Refusal = Callable[[str], str | None]


class Dialog(Protocol):
    """How a person is asked; None where they go back."""

    def pick(self, title: str, help: str, items: Sequence[Item], start: str, *, may_go_back: bool) -> str | None:
        """The value of the item that was chosen; the cursor begins on `start`, or nowhere where that is empty."""

    def type(self, title: str, help: str, default: str, refusal: Refusal) -> str | None:
        """A line of text that is not refused."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person has said of one function so far; empty where they have not been asked."""

    covered: str = ""
    products: tuple[str, ...] = ()
    used: str = ""
    used_by: tuple[str, ...] = ()
    trusted: str = ""
    why: str = ""
    paid: str = ""

    @property
    def steps(self) -> tuple[str, ...]:
        """The questions that these answers lead to, in their order."""
        if self.covered != NAMED:
            return ("covered",)
        users = ("users",) if self.used == NAMED else ()
        reason = ("why",) if self.trusted in {"no", "partly"} else ()
        return ("covered", "products", "used", *users, "trusted", *reason, "paid")

    def entry(self) -> FunctionEntry:
        """What stands in the file; what does not follow from the answers any more is left out."""
        if self.covered != NAMED:
            return FunctionEntry(products=() if self.covered == NOTHING else None)
        users = {NAMED: self.used_by, NOTHING: ()}.get(self.used)
        trusted = next((trust for trust in TRUST if trust == self.trusted), None)
        paid = {"yes": True, "no": False}.get(self.paid)
        return FunctionEntry(self.products, users, trusted, self.why if "why" in self.steps else "", paid)


def drafted(entry: FunctionEntry | None) -> Draft:
    """What the file says, as a person would have answered it."""
    if entry is None:
        return Draft()
    paid = UNKNOWN if entry.paid is None else "yes" if entry.paid else "no"
    return Draft(
        covered=_known(entry.products),
        products=entry.products or (),
        used=_known(entry.used_by) if entry.products else "",
        used_by=entry.used_by or (),
        trusted=entry.trusted or "",
        why=entry.why,
        paid=paid if entry.products else "",
    )


def _known(names: tuple[str, ...] | None) -> str:
    return UNKNOWN if names is None else NAMED if names else NOTHING


def names_in(text: str) -> tuple[str, ...]:
    """Names on one line: apart by semicolons where there is one, else by commas.

    >>> names_in("Callboard, Ticketwise"), names_in("Foo, Inc.; Bar")
    (('Callboard', 'Ticketwise'), ('Foo, Inc.', 'Bar'))
    """
    parts = text.split(";" if ";" in text else ",")
    return tuple(name for part in parts if (name := clean_line(part)))


def names_line(names: Sequence[str]) -> str:
    """Names as `names_in` reads them."""
    if not any("," in name for name in names):
        return ", ".join(names)
    return "; ".join(names) + (";" if len(names) == 1 else "")


# ── the form ─────────────────────────────────────────────────────────────────────────────────────────────────


def fill_in(opened: Opened) -> int:
    """Ask a person what software covers what; 0 when they finished, 130 when they stopped.

    Raises:
        CxassessError: the output is no terminal.
        InvalidInput: software.toml has faults.
    """
    words = read_words(opened.settings.language, opened.pack.reword)
    if not can_draw():
        raise CxassessError(words.say("software.form.no_terminal", file=str(opened.folder / FILE)))
    read_software(opened.folder)  # its faults are told before the first page
    marks = marks_for(getattr(sys.stdout, "encoding", None), os.environ)
    stopped = False
    try:
        with whole_screen():
            ask_functions(opened.folder, _Terminal(words, marks), words)
    except (KeyboardInterrupt, EOFError):
        stopped = True
    except OSError as error:
        if error.errno != errno.EIO:  # the terminal was closed while a page was drawn
            raise
        return 130
    _say_end(opened.folder, words, marks, stopped=stopped)
    return 130 if stopped else 0


def ask_functions(folder: Path, dialog: Dialog, words: Words) -> None:
    """Ask about one function after another, as the person picks them, and save each when its questions are answered."""
    start = ""
    while True:
        entries = read_software(folder)
        is_open = [id for id in FUNCTIONS if id not in entries]
        items = [_item(id, entries.get(id), words) for id in FUNCTIONS]
        items.append(Item(FINISH, words.say("software.form.finish")))
        title = words.say("software.form.title")
        help = words.say("software.form.help", count=len(FUNCTIONS) - len(is_open), of=len(FUNCTIONS))
        picked = dialog.pick(title, help, items, start or (is_open[0] if is_open else FINISH), may_go_back=False)
        if picked is None or picked == FINISH:
            return
        entry = ask_function(picked, entries.get(picked), dialog, words)
        if entry is None:
            start = picked
            continue
        save_function(folder, picked, entry)
        start = ""


def ask_function(id: str, entry: FunctionEntry | None, dialog: Dialog, words: Words) -> FunctionEntry | None:
    """What a person says of one function; None where they go back behind its first question."""
    questions = _Questions(id, dialog, words)
    draft, at = drafted(entry), 0
    while at < len(draft.steps):
        answered = questions.ask(draft.steps[at], draft)
        if answered is not None:
            draft, at = answered, at + 1
        elif at == 0:
            return None
        else:
            at -= 1
    return draft.entry()


def _item(id: str, entry: FunctionEntry | None, words: Words) -> Item:
    said = ""
    if entry is not None:
        state = _known(entry.products)
        said = ", ".join(entry.products or ()) if state == NAMED else words.say(f"software.form.is_{state}")
    return Item(id, words.say(f"software.functions.{id}"), said, done=entry is not None)


class _Questions:
    """The questions on one function."""

    def __init__(self, id: str, dialog: Dialog, words: Words) -> None:
        self._dialog, self._words = dialog, words
        self._name, self._about = words.say(f"software.functions.{id}"), words.say(f"software.about.{id}")

    def ask(self, step: str, draft: Draft) -> Draft | None:
        """The draft with the answer to one question; None where the person goes back."""
        match step:
            case "covered":
                picked = self._pick(step, (NAMED, NOTHING, UNKNOWN), draft.covered)
                return None if picked is None else replace(draft, covered=picked)
            case "products":
                names = self._names(step, draft.products)
                return None if names is None else replace(draft, products=names)
            case "used":
                picked = self._pick(step, (NAMED, NOTHING, UNKNOWN), draft.used)
                return None if picked is None else replace(draft, used=picked)
            case "users":
                names = self._names(step, draft.used_by)
                return None if names is None else replace(draft, used_by=names)
            case "trusted":
                picked = self._pick(step, TRUST, draft.trusted)
                return None if picked is None else replace(draft, trusted=picked)
            case "why":
                text = self._type(step, draft.why, self._why_refusal)
                return None if text is None else replace(draft, why=clean_line(text))
            case _:
                picked = self._pick("paid", ("yes", "no", UNKNOWN), draft.paid)
                return None if picked is None else replace(draft, paid=picked)

    def _pick(self, step: str, choices: Sequence[str], start: str) -> str | None:
        items = [Item(choice, self._say(f"{step}_{choice}")) for choice in choices]
        return self._dialog.pick(self._title(step), self._about, items, start, may_go_back=True)

    def _names(self, step: str, names: tuple[str, ...]) -> tuple[str, ...] | None:
        text = self._type(step, names_line(names), self._names_refusal)
        return None if text is None else names_in(text)

    def _type(self, step: str, default: str, refusal: Refusal) -> str | None:
        return self._dialog.type(self._title(step), self._say(f"{step}_help"), default, refusal)

    def _title(self, step: str) -> str:
        return self._say("question", function=self._name, question=self._say(step))

    def _names_refusal(self, text: str) -> str | None:
        names = names_in(text)
        if not names:
            return self._say("names_missing")
        if len(names) > NAMES_LIMIT:
            return self._say("names_many", n=len(names), limit=NAMES_LIMIT)
        if long := next((name for name in names if len(name) > NAME_LIMIT), None):
            return self._say("name_long", n=len(long), limit=NAME_LIMIT)
        known: Mapping[str, str] = {name_key(name): name for name in names}
        return None if len(known) == len(names) else self._say("name_twice")

    def _why_refusal(self, text: str) -> str | None:
        return self._say("name_long", n=len(text), limit=WHY_LIMIT) if len(text) > WHY_LIMIT else None

    def _say(self, key: str, **values: object) -> str:
        return self._words.say(f"software.form.{key}", **values)


class _Terminal:
    """Asks on the whole screen, with the keys of the interview."""

    def __init__(self, words: Words, marks: Marks) -> None:
        self._words, self._marks = words, marks

    def pick(self, title: str, help: str, items: Sequence[Item], start: str, *, may_go_back: bool) -> str | None:
        back = ("b",) if may_go_back else ()
        keys = key_hints(self._words, self._marks, "move", "enter_pick", *back, "stop_form")
        while True:
            outcome = select(
                partial(picking_page, title, help, items, keys),
                [Choice(item.value, item.left) for item in items],
                start,
                {"b": "b", "escape": "b"} if may_go_back else {},
                self._marks,
            )
            if isinstance(outcome, Chosen):
                return outcome.value
            if outcome.key == "b":
                return None
            help = self._words.say("interview.move_first", arrows=self._marks.arrows)

    def type(self, title: str, help: str, default: str, refusal: Refusal) -> str | None:
        keys = key_hints(self._words, self._marks, "enter_name", "escape_back", "stop_form")
        return type_line(
            lambda canvas: text_page(canvas, "", title, help),
            lambda canvas: hint_lines(canvas, keys),
            default,
            refusal,
            lambda _: None,
            self._marks,
            may_leave=True,
        )


def _say_end(folder: Path, words: Words, marks: Marks, *, stopped: bool) -> None:
    """How far the person came, and what to do next, on the ordinary screen."""
    entries = read_software(folder)
    key = "stopped" if stopped else "finished" if entries else "nothing_saved"
    sentence = words.say(f"software.form.{key}", n=len(entries), of=len(FUNCTIONS), file=str(folder / FILE))
    command = shlex.join(["cxassess", "report" if entries and not stopped else "software", str(folder)])
    try:
        print(typeable(f"{sentence}\n  {command}", marks), flush=True)
    except OSError:
        return  # the terminal is gone, and everything is saved
