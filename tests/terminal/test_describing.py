"""A table that nobody knows is described by answering questions: what becomes of the answers, and through real keys."""

import io
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from files.exporting import csv_file, got
from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.output.vt100 import Vt100_Output

from cxassess.files.exports.which import NeedsMapping
from cxassess.terminal.describing import describe_table, described
from cxassess.terminal.screen import Item
from cxassess.words import read_words

ENTER, DOWN = "\r", "\x1b[B"


class Answers:
    """Answers in their order; what was asked stays with them."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.asked, self.offered = list(answers), list[str](), list[Sequence[Item]]()

    def pick(self, title: str, help: str, items: Sequence[Item]) -> str:
        self.asked.append(title)
        self.offered.append(items)
        answer = self.answers.pop(0)
        return next(str(item.value) for item in items if answer in {item.value, item.left})

    def type(self, title: str, help: str, default: str) -> str:
        self.asked.append(title)
        return self.answers.pop(0)


def unknown(path: Path) -> NeedsMapping:
    with pytest.raises(NeedsMapping) as needed:
        got(path)
    return needed.value


def visits(tmp_path: Path) -> Path:
    rows = [[1, "2026-01-05", 9, 5, "North"], [2, "2026-01-06", 3, 2, "South"], [3, "2026-01-07", "", 4, "North"]]
    return csv_file(tmp_path / "visits 2026-01.csv", ("No", "When", "Tell a friend", "Staff", "Where"), *rows)


def test_a_survey_is_described_once_and_read_ever_after(tmp_path: Path) -> None:
    path = visits(tmp_path)
    none, no_more = "No column says that", "No more questions"
    dialog = Answers("survey", "Tell a friend", "nps", "", "Staff", "csat", "1 5", "Staff", no_more,
                     "When", "No", none, none, "Where", none)  # fmt: skip
    name, table = described(unknown(path), {"visits": {}}, dialog, read_words("en"))
    assert (name, dialog.answers) == ("visits_2", [])
    assert table == {
        "kind": "survey",
        "questions": [
            {"column": "Tell a friend", "metric": "nps"},
            {"column": "Staff", "metric": "csat", "scale": [1, 5], "touchpoint": "Staff"},
        ],
        "day": "When",
        "id": "No",
        "segment": "Where",
    }
    assert [item.right for item in dialog.offered[1]] == [
        "1, 2, 3", "2026-01-05, 2026-01-06, 2026-01-07", "9, 3", "5, 2, 4", "North, South",
    ]  # fmt: skip


def test_a_column_that_was_picked_is_not_offered_again(tmp_path: Path) -> None:
    none = "No column says that"
    dialog = Answers("survey", "Tell a friend", "nps", "", "No more questions", "When", none, none, none, none, none)
    described(unknown(visits(tmp_path)), {}, dialog, read_words("en"))
    assert [item.left for item in dialog.offered[3]] == ["No more questions", "No", "When", "Staff", "Where"]
    assert [item.left for item in dialog.offered[-1]] == [none, "No", "Staff", "Where"]


def test_of_a_tool_only_its_questions_are_asked(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "g.csv", ("Timestamp", "How was it?"), ["1/13/2026", 5], ["1/14/2026", 3])
    dialog = Answers("How was it?", "csat", "1 5", "", "No more questions")
    assert described(unknown(path), {}, dialog, read_words("en")) == (
        "g",
        {"tool": "google_forms", "questions": [{"column": "How was it?", "metric": "csat", "scale": [1, 5]}]},
    )


def test_a_ticket_has_durations_in_units_or_as_moments(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "c.csv", ("Opened", "Solved", "Reply"), ["2026-01-05 10:00", "2026-01-05 11:00", "0:30:00"]
    )
    none = "No column says that"
    dialog = Answers("ticket", "Opened", none, none, none, none, "Reply", "h:m:s", "business", "Solved", "moment", none)
    _, table = described(unknown(path), {}, dialog, read_words("en"))
    assert table["durations"] == [
        {"of": "first_response", "column": "Reply", "unit": "h:m:s", "clock": "business"},
        {"of": "resolution", "start": "Opened", "end": "Solved"},
    ]


def test_the_answers_of_the_keyboard_stand_in_metrics_toml_beside_what_was_there(tmp_path: Path) -> None:
    path = visits(tmp_path)
    register = tmp_path / "acme" / "metrics" / "metrics.toml"
    register.parent.mkdir(parents=True)
    register.write_text('# ours\n[files."a.csv"]\nkind = "typed"\nwave = "2026"\nsha256 = "00"\n', encoding="utf-8")
    first = DOWN + ENTER
    keys = first + DOWN * 3 + ENTER + first + ENTER + first + DOWN * 3 + ENTER + first * 5
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(keys)
        assert describe_table(tmp_path / "acme", unknown(path))
    text = register.read_text(encoding="utf-8")
    assert text.startswith('# ours\n[files."a.csv"]')
    assert tomllib.loads(text)["tables"] == {
        "visits": {"kind": "survey", "questions": [{"column": "Tell a friend", "metric": "nps"}], "day": "When"}
    }
    assert got(path, text).view.first is not None


@pytest.mark.parametrize(("language", "title"), [("en", "What is a row of"), ("de", "Was ist eine Zeile von")])
def test_it_is_asked_in_the_language_of_the_engagement(tmp_path: Path, language: str, title: str) -> None:
    screen = io.StringIO()
    output = Vt100_Output(screen, lambda: Size(rows=40, columns=100))
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=output):
        pipe.send_text("\x03")
        with pytest.raises(KeyboardInterrupt):
            describe_table(tmp_path / "acme", unknown(visits(tmp_path)), language)
    assert title in screen.getvalue()


def test_who_stops_has_changed_nothing(tmp_path: Path) -> None:
    needed = unknown(visits(tmp_path))
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(DOWN + ENTER + "\x03")
        with pytest.raises(KeyboardInterrupt):
            describe_table(tmp_path / "acme", needed)
    assert not (tmp_path / "acme").exists()


def test_a_column_of_sentences_is_offered_for_what_customers_wrote(tmp_path: Path) -> None:
    rows = [[n, n, f"I waited {n} minutes at the desk"] for n in (1, 2, 3, 4, 5)]
    path = csv_file(tmp_path / "visits.csv", ("No", "Staff", "Remarks"), *rows)
    none = "No column says that"
    dialog = Answers(
        "survey", "Staff", "csat", "1 5", "", "No more questions", none, none, none, none, none, none, "Remarks"
    )
    _, table = described(unknown(path), {}, dialog, read_words("en"))
    assert table["comment"] == "Remarks"
