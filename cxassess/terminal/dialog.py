"""Questions one after the other on the whole screen: one of several things, or a line of text."""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from cxassess.terminal.prompts import Choice, Chosen, select, type_line
from cxassess.terminal.screen import Canvas, Item, KeyHint, Line, Marks, hint_lines, key_hints, list_page, text_page
from cxassess.words import Words


class Dialog(Protocol):
    """How a person is asked."""

    def pick(self, title: str, help: str, items: Sequence[Item]) -> str:
        """The value of the item that was chosen."""

    def type(self, title: str, help: str, default: str) -> str:
        """A line of text, possibly empty."""


class TerminalDialog:
    """Asks on the whole screen, with the keys of the interview; `stop` names what Ctrl-C does."""

    def __init__(self, words: Words, marks: Marks, stop: str) -> None:
        self.words, self.marks, self.stop = words, marks, stop

    def pick(self, title: str, help: str, items: Sequence[Item]) -> str:
        keys = key_hints(self.words, self.marks, "move", "enter_pick", self.stop)
        while True:
            outcome = select(
                partial(picking_page, title, help, items, keys),
                [Choice(item.value, item.left) for item in items],
                "",
                {},
                self.marks,
            )
            if isinstance(outcome, Chosen):
                return outcome.value
            help = self.words.say("interview.move_first", arrows=self.marks.arrows)

    def type(self, title: str, help: str, default: str) -> str:
        keys = key_hints(self.words, self.marks, "enter_name", self.stop)
        typed = type_line(
            lambda canvas: text_page(canvas, "", title, help),
            lambda canvas: hint_lines(canvas, keys),
            default,
            lambda _: None,
            lambda _: None,
            self.marks,
            may_leave=False,
        )
        return typed or ""


def picking_page(
    title: str, help: str, items: Sequence[Item], keys: tuple[KeyHint, ...], canvas: Canvas, at: str
) -> list[Line]:
    """One of several things to choose, under a title and some lines of help."""
    return list_page(canvas, [title, *help.split("\n")], items, at, keys)
