"""A consultant interviews somebody: own notes beside the answers, and proof that they have seen."""

from datetime import date
from pathlib import Path

import pytest
from office import parts
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from cxassess.files.documents import write_documents
from cxassess.files.engagement import open_engagement
from cxassess.model.engagement import Answer
from cxassess.serialise import as_json
from cxassess.sitting import Person, Session
from cxassess.terminal import interview
from cxassess.terminal.pages import Pages
from cxassess.terminal.screen import UNICODE
from cxassess.words import read_words

ENTER, DOWN, STOP = "\r", "\x1b[B", "\x03"
EMPTIED = "\x15"
START = ENTER
THIRD = DOWN * 3 + ENTER
NOTE = "He looked at the boss first"


def talk(folder: Path, keys: str, role: str | None = "executive", *, facilitated: bool = True) -> int:
    """One sitting with these keys, ended by Ctrl-C where it has not ended itself."""
    with (
        create_pipe_input() as pipe,
        create_app_session(input=pipe, output=DummyOutput()),
        open_engagement(folder) as opened,
    ):
        pipe.send_text(keys + STOP)
        return interview(opened, "Dana", role, None, facilitated=facilitated)


def notes(folder: Path) -> list[tuple[str, str, str]]:
    with open_engagement(folder) as opened:
        return [(note.name, note.question, note.text) for note in opened.store.answers.notes("2026")]


def answers(folder: Path) -> dict[str, Answer]:
    with open_engagement(folder) as opened:
        response = opened.store.answers.response("2026", "Dana")
    return dict(response.answers) if response else {}


def test_a_note_is_kept_before_and_after_the_answer(folder: Path) -> None:
    talk(folder, START + "o" + NOTE + ENTER + THIRD + "oask Ben, too" + ENTER)
    assert notes(folder) == [("Dana", "STR1", NOTE), ("Dana", "STR2", "ask Ben, too")]
    assert set(answers(folder)) == {"STR1"}


def test_a_later_note_replaces_the_earlier_one_and_an_empty_one_takes_it_away(folder: Path) -> None:
    talk(folder, START + "ofirst" + ENTER + "o" + EMPTIED + "second" + ENTER)
    assert notes(folder) == [("Dana", "STR1", "second")]
    talk(folder, START + "o" + EMPTIED + ENTER, role=None)
    assert notes(folder) == []


def test_proof_that_the_consultant_has_seen_is_kept_with_its_date(folder: Path) -> None:
    talk(folder, START + THIRD + "b" + "eE3 approved statement" + ENTER)
    seen = answers(folder)["STR1"].evidence
    today = date.today()  # noqa: DTZ011 (where the consultant sits)
    assert seen == f"E3 approved statement, seen on {today.day} {today:%B} {today.year}"


def test_a_date_that_the_consultant_wrote_stands(folder: Path) -> None:
    talk(folder, START + THIRD + "b" + "eE3 minutes, seen 3 March 2026" + ENTER)
    assert answers(folder)["STR1"].evidence == "E3 minutes, seen 3 March 2026"


def test_who_answers_alone_has_no_notes(folder: Path) -> None:
    talk(folder, START + "o" + THIRD, facilitated=False)
    assert notes(folder) == []
    assert answers(folder)["STR1"].choice == "3"


def test_an_answer_tells_that_it_came_from_an_interview(folder: Path) -> None:
    talk(folder, START + THIRD)
    with open_engagement(folder) as opened:
        assert opened.store._db.execute("SELECT via FROM answer").fetchall() == [("interview",)]


def test_ctrl_c_says_how_the_consultant_goes_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert talk(folder, START + THIRD) == 130
    assert f"cxassess answer {folder} --as Dana --facilitate" in capsys.readouterr().out


def test_a_note_stands_in_no_document_and_no_json(folder: Path) -> None:
    talk(folder, START + "o" + NOTE + ENTER + THIRD)
    with open_engagement(folder) as opened:
        assessment = opened.assess()
    assert NOTE not in str(as_json(assessment))
    for path in write_documents(folder, assessment, ("docx", "xlsx")).paths:
        assert [name for name, part in parts(path.read_bytes()).items() if NOTE.encode() in part] == []


def test_the_first_page_tells_the_consultant_how_to_ask(folder: Path) -> None:
    with open_engagement(folder) as opened:
        session = Session(opened.pack, Person("Dana", "manager", ""), {})
        usual, asked = (
            " ".join(text for _, text in pages.welcome(session))
            for pages in (
                Pages(opened.pack, opened.settings, opened.wave, read_words(), UNICODE, facilitated)
                for facilitated in (False, True)
            )
        )
    assert "Suggest none of them" in asked
    assert "Suggest none of them" not in usual
