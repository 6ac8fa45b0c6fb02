"""The form on software: what becomes of the answers, going back, and leaving at any time."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from cxassess.files.software import read_software, save_function
from cxassess.model.software import FunctionEntry
from cxassess.terminal.screen import UNICODE, Item
from cxassess.terminal.software import Refusal, _Terminal, ask_function, ask_functions, drafted, names_in, names_line
from cxassess.words import read_words

ENTER, DOWN, ESCAPE, STOP = "\r", "\x1b[B", "\x1b", "\x03"
WORDS = read_words("en")
BACK = "back"
FULL = FunctionEntry(("Callboard", "Ticketwise"), ("Service",), "partly", "chat is missing", paid=True)


class Answers:
    """Answers in their order; what was asked stays with them, and so does what was refused."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.asked, self.refused = list(answers), list[str](), list[str]()
        self.defaults: list[str] = []

    def pick(self, title: str, help: str, items: Sequence[Item], start: str, *, may_go_back: bool) -> str | None:
        self.asked.append(title)
        self.defaults.append(start)
        answer = self.answers.pop(0)
        if answer == BACK:
            assert may_go_back
            return None
        return next(str(item.value) for item in items if answer == item.value)

    def type(self, title: str, help: str, default: str, refusal: Refusal) -> str | None:
        self.asked.append(title)
        self.defaults.append(default)
        while (answer := self.answers.pop(0)) != BACK and (why := refusal(answer)):
            self.refused.append(why)
        return None if answer == BACK else answer


def asked(*answers: str, entry: FunctionEntry | None = None) -> tuple[FunctionEntry | None, Answers]:
    dialog = Answers(*answers)
    said = ask_function("channels", entry, dialog, WORDS)
    assert dialog.answers == []
    return said, dialog


@pytest.mark.parametrize(
    ("answers", "entry"),
    [
        (["nothing"], FunctionEntry(products=())),
        (["unknown"], FunctionEntry()),
        (["named", "Callboard, Ticketwise", "named", "Service", "partly", "chat is missing", "yes"], FULL),
        (["named", "A", "nothing", "yes", "no"], FunctionEntry(("A",), (), "yes", paid=False)),
        (["named", "A", "unknown", "dont_know", "unknown"], FunctionEntry(("A",), None, "dont_know")),
        (["named", "A, Inc.; B;", "unknown", "no", "", "yes"], FunctionEntry(("A, Inc.", "B"), None, "no", paid=True)),
    ],
)
def test_answers_become_what_the_file_says(answers: list[str], entry: FunctionEntry) -> None:
    assert asked(*answers)[0] == entry


def test_back_goes_one_question_back_and_from_the_first_leaves_all_as_it_was() -> None:
    said, dialog = asked("named", "A", BACK, "B", BACK, BACK, "nothing")
    assert said == FunctionEntry(products=())
    assert dialog.defaults == ["", "", "", "A", "", "B", "named"]
    assert asked("named", BACK, BACK)[0] is None


def test_an_answer_that_leads_elsewhere_takes_what_hung_on_it_away() -> None:
    kept = ["named", "Callboard, Ticketwise", "nothing", "yes", "yes"]
    assert asked(*kept, entry=FULL)[0] == FunctionEntry(FULL.products, (), "yes", paid=True)
    assert asked("nothing", entry=FULL)[0] == FunctionEntry(products=())


def test_names_that_cannot_be_are_refused_with_the_reason() -> None:
    _, dialog = asked("named", " , ", "A, a", "x" * 81, ", ".join(map(str, range(21))), "A", "unknown", "yes", "no")
    assert [why.split()[0:2] for why in dialog.refused] == [
        ["Type", "a"],
        ["One", "name"],
        ["81", "characters"],
        ["21", "names"],
    ]


@pytest.mark.parametrize("names", [(), ("A",), ("A", "B"), ("A, Inc.",), ("A, Inc.", "B")])
def test_names_on_a_line_are_read_as_they_were_written(names: tuple[str, ...]) -> None:
    assert names_in(names_line(names)) == names


@pytest.mark.parametrize(
    "entry", [FULL, FunctionEntry(), FunctionEntry(products=()), FunctionEntry(("A",), (), paid=False)]
)
def test_what_the_file_says_comes_back_as_a_draft(entry: FunctionEntry) -> None:
    assert drafted(entry).entry() == entry


def test_each_function_is_saved_before_the_next_and_the_cursor_goes_to_what_is_open(tmp_path: Path) -> None:
    save_function(tmp_path, "social", FunctionEntry(products=()))
    dialog = Answers("channels", "nothing", "text", "named", BACK, BACK, "finish")
    ask_functions(tmp_path, dialog, WORDS)
    assert list(read_software(tmp_path)) == ["channels", "social"]
    lists = [
        start
        for title, start in zip(dialog.asked, dialog.defaults, strict=True)
        if title == "What software covers what"
    ]
    assert lists == ["channels", "text", "text"]  # who went back stands where they were


def test_the_keyboard_fills_in_the_file_and_who_stops_keeps_what_was_saved(tmp_path: Path) -> None:
    first = DOWN + ENTER
    channels = ENTER + first + "Callboard" + ENTER + DOWN * 2 + ENTER + first + first
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(channels + ENTER + first + "half a na" + STOP)
        with pytest.raises(KeyboardInterrupt):
            ask_functions(tmp_path, _Terminal(WORDS, UNICODE), WORDS)
    tables = tomllib.loads((tmp_path / "software.toml").read_text(encoding="utf-8"))
    assert tables == {
        "format": 1,
        "channels": {"products": ["Callboard"], "used_by": [], "trusted": "yes", "paid": True},
    }


def test_an_enter_too_many_chooses_nothing(tmp_path: Path) -> None:
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(ENTER + ENTER + ENTER + "b" + STOP)
        with pytest.raises(KeyboardInterrupt):
            ask_functions(tmp_path, _Terminal(WORDS, UNICODE), WORDS)
    assert not (tmp_path / "software.toml").exists()
