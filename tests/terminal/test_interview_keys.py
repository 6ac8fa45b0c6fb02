"""The interview through its keys, with no terminal: what is saved, and what a person can and cannot do."""

from datetime import date
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from cxassess.errors import CxassessError
from cxassess.files.data import shipped
from cxassess.files.engagement import create_engagement, open_engagement
from cxassess.files.packs import read_snapshot
from cxassess.files.store import AnswerRow
from cxassess.model import Answer, Response
from cxassess.terminal import interview

ENTER = "\r"
DOWN = "\x1b[B"
STOP = "\x03"
START = ENTER
ALL_ROLES = ("executive", "manager", "front_line", "analyst")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "kestrel"
    snapshot = read_snapshot(shipped("questionnaires") / "cx-maturity")
    create_engagement(path, "Kestrel", "2026", date(2026, 3, 12), snapshot, "attributed")
    return path


def talk(
    folder: Path, keys: str, name: str | None = "Dana", role: str | None = "executive", unit: str | None = None
) -> int:
    """One sitting with these keys, ended by Ctrl-C where it has not ended itself."""
    with (
        create_pipe_input() as pipe,
        create_app_session(input=pipe, output=DummyOutput()),
        open_engagement(folder) as opened,
    ):
        pipe.send_text(keys + STOP)
        return interview(opened, name, role, unit)


def stored(folder: Path, name: str = "Dana") -> Response | None:
    with open_engagement(folder) as opened:
        return opened.store.response(opened.wave.id, name)


def choices(folder: Path, name: str = "Dana") -> dict[str, str]:
    response = stored(folder, name)
    return {question: answer.choice for question, answer in response.answers.items()} if response else {}


def answered(folder: Path, question: str) -> Answer:
    response = stored(folder)
    assert response is not None
    return response.answers[question]


def test_each_choice_is_saved_and_leads_to_the_next_question(folder: Path) -> None:
    assert talk(folder, START + ENTER + DOWN + DOWN + ENTER + "d") == 130
    assert choices(folder) == {"STR1": "1", "STR2": "3", "STR3": "DK"}


def test_nothing_is_stored_before_the_first_answer(folder: Path) -> None:
    assert talk(folder, START + DOWN) == 130
    assert stored(folder) is None


def test_ctrl_c_says_how_to_go_on_and_the_next_start_opens_at_the_first_open_question(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert talk(folder, START + ENTER + ENTER, name="Dana O’Neil") == 130
    printed = capsys.readouterr().out
    assert "2 of 52 answers are saved" in printed
    assert f"cxassess answer {folder} --as 'Dana O’Neil'" in printed
    assert talk(folder, START + DOWN + ENTER, name="dana o’neil", role=None) == 130
    assert choices(folder, "Dana O’Neil") == {"STR1": "1", "STR2": "1", "STR3": "2"}


def test_the_end_of_the_input_is_taken_like_ctrl_c(folder: Path) -> None:
    with (
        create_pipe_input() as pipe,
        create_app_session(input=pipe, output=DummyOutput()),
        open_engagement(folder) as opened,
    ):
        pipe.send_text(START + ENTER)
        pipe.close()
        assert interview(opened, "Dana", "executive", None) == 130
    assert choices(folder) == {"STR1": "1"}


def test_back_and_change_keeps_the_newest_and_goes_on_at_the_next_open_question(folder: Path) -> None:
    talk(folder, START + ENTER * 3 + "bbb" + DOWN + ENTER + DOWN + DOWN + ENTER)
    assert choices(folder) == {"STR1": "2", "STR2": "1", "STR3": "1", "STR4": "3"}


def test_going_back_starts_on_the_present_answer_and_confirming_it_saves_nothing_new(folder: Path) -> None:
    talk(folder, START + DOWN + DOWN + ENTER + "b" + ENTER)
    assert choices(folder) == {"STR1": "3"}
    with open_engagement(folder) as opened:
        assert opened.store._db.execute("SELECT COUNT(*) FROM answer").fetchone()[0] == 1


def test_back_on_the_first_question_stays_there(folder: Path) -> None:
    talk(folder, START + "bbb" + ENTER)
    assert choices(folder) == {"STR1": "1"}


def test_does_not_apply_needs_a_reason(folder: Path) -> None:
    talk(folder, START + "dd" + "n" + ENTER)  # an empty line is refused, and then the person stops
    assert choices(folder) == {"STR1": "DK", "STR2": "DK"}
    talk(folder, START + "n" + "   " + ENTER)
    assert "STR3" not in choices(folder)
    talk(folder, START + "n" + "a public service" + ENTER)
    assert answered(folder, "STR3") == Answer("STR3", "NA", "a public service")


def test_does_not_apply_can_be_chosen_from_the_list_too(folder: Path) -> None:
    talk(folder, START + "dd" + DOWN * 6 + ENTER + "a public service" + ENTER)
    assert answered(folder, "STR3") == Answer("STR3", "NA", "a public service")


def test_the_reason_can_be_changed_but_not_taken_away(folder: Path) -> None:
    talk(folder, START + "dd" + "n" + "a public service" + ENTER + "b" + "c" + " by law" + ENTER)
    assert answered(folder, "STR3").comment == "a public service by law"
    talk(folder, START + "b" + "c" + "\x15" + ENTER)  # Ctrl-U empties the line
    assert answered(folder, "STR3").comment == "a public service by law"


def test_does_not_apply_is_no_key_where_the_pack_does_not_offer_it(folder: Path) -> None:
    talk(folder, START + "n" + DOWN + ENTER)
    assert choices(folder) == {"STR1": "2"}


def test_comment_and_proof_before_a_choice_are_saved_with_it(folder: Path) -> None:
    talk(folder, START + "c" + "since May" + ENTER + "e" + "E2 the plan" + ENTER)
    assert stored(folder) is None
    talk(folder, START + "c" + "since May" + ENTER + "e" + "E2 the plan" + ENTER + DOWN + ENTER)
    assert answered(folder, "STR1") == Answer("STR1", "2", "since May", "E2 the plan")


def test_a_comment_that_is_changed_later_is_saved_with_the_present_choice(folder: Path) -> None:
    talk(folder, START + DOWN + ENTER + "b" + "c" + "since May" + ENTER)
    assert answered(folder, "STR1") == Answer("STR1", "2", "since May")
    talk(folder, START + "b" + "c" + " 2024" + ENTER)
    assert answered(folder, "STR1") == Answer("STR1", "2", "since May 2024")


def test_an_answer_that_is_changed_keeps_its_comment(folder: Path) -> None:
    talk(folder, START + "c" + "since May" + ENTER + ENTER + "b" + DOWN + ENTER)
    assert answered(folder, "STR1") == Answer("STR1", "2", "since May")


def test_ctrl_c_in_a_comment_keeps_what_was_saved_and_prints_what_was_not(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert talk(folder, START + "c" + "saved" + ENTER + ENTER + "b" + "c" + " and half a") == 130
    assert answered(folder, "STR1") == Answer("STR1", "1", "saved")
    assert "not finished: saved and half a" in capsys.readouterr().out


def test_ctrl_c_in_an_untouched_comment_has_nothing_to_print(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert talk(folder, START + "c" + "saved" + ENTER + ENTER + "b" + "c") == 130
    assert "Not saved" not in capsys.readouterr().out


def test_a_comment_without_an_answer_is_printed_when_the_person_stops(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert talk(folder, START + ENTER + "c" + "a thought" + ENTER) == 130
    assert "Not saved, because STR2 has no answer yet: a thought" in capsys.readouterr().out


def test_pages_to_read_come_back_to_the_question(folder: Path) -> None:
    talk(folder, START + "f" + "x" + "w" + "x" + "?" + "x" + DOWN + ENTER)
    assert choices(folder) == {"STR1": "2"}


def test_reading_does_not_move_the_cursor(folder: Path) -> None:
    talk(folder, START + DOWN + DOWN + "f" + "x" + ENTER)
    assert choices(folder) == {"STR1": "3"}


def test_go_to_opens_any_question_and_then_the_next_open_one(folder: Path) -> None:
    talk(folder, START + "g" + DOWN * 10 + ENTER + ENTER + DOWN + ENTER)
    assert choices(folder) == {"CUN3": "1", "CUN4": "2"}


def test_leaving_the_list_changes_nothing(folder: Path) -> None:
    talk(folder, START + "g" + DOWN * 10 + "b" + ENTER)
    assert choices(folder) == {"STR1": "1"}


@pytest.mark.parametrize("role", ALL_ROLES)
def test_who_answers_everything_finishes_at_the_review(
    folder: Path, role: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_engagement(folder) as opened:
        count = len(opened.pack.asked_of(role))
    assert talk(folder, START + "d" * count + ENTER, role=role) == 0
    assert set(choices(folder).values()) == {"DK"}
    assert len(choices(folder)) == count
    assert "Thank you, Dana." in capsys.readouterr().out


def test_an_answer_can_be_changed_at_the_review(folder: Path) -> None:
    assert talk(folder, START + "d" * 8 + DOWN * 3 + ENTER + "\x1b[A" * 3 + ENTER + ENTER, role="analyst") == 0
    assert choices(folder)["MEA3"] == "3"
    assert list(choices(folder).values()).count("DK") == 7


def test_who_answered_everything_comes_back_to_the_review(folder: Path) -> None:
    talk(folder, START + "d" * 8, role="analyst")
    assert talk(folder, START + ENTER, role=None) == 0


def test_cards_keep_their_letter_whatever_the_order(folder: Path) -> None:
    with open_engagement(folder) as opened:
        asked = opened.pack.asked_of("executive")
        rows = [AnswerRow(n, "executive", "", Answer(q, "3")) for n in ("Dana", "Eve Adler") for q in asked[:48]]
        opened.store.save_answers("2026", rows, "csv")
    for name in ("Dana", "Eve Adler"):
        talk(folder, START + ENTER * 4, name=name)
    first = [choices(folder, name)["OC1"] for name in ("Dana", "Eve Adler")]
    assert first[0] != first[1]  # the first option is another one for each
    assert set(first) <= set("abcd")


def test_proof_is_no_key_for_the_front_line(folder: Path) -> None:
    talk(folder, START + "e" + DOWN + ENTER, role="front_line")
    assert answered(folder, "STR1") == Answer("STR1", "2")


def test_name_role_and_unit_are_asked_for(folder: Path) -> None:
    settings = folder / "engagement.toml"
    settings.write_text(settings.read_text().replace("units = []", 'units = ["North", "South"]'))
    talk(folder, ENTER + " Zoë   Smith " + ENTER + DOWN + ENTER + DOWN + ENTER + START + ENTER, name=None, role=None)
    response = stored(folder, "zoë smith")
    assert response is not None
    assert (response.name, response.role, response.unit) == ("Zoë Smith", "manager", "South")


def test_a_unit_may_be_none_of_those_listed(folder: Path) -> None:
    settings = folder / "engagement.toml"
    settings.write_text(settings.read_text().replace("units = []", 'units = ["North", "South"]'))
    talk(folder, DOWN + DOWN + ENTER + START + ENTER)
    response = stored(folder)
    assert response is not None
    assert response.unit == ""


def test_a_known_person_keeps_role_and_unit(folder: Path) -> None:
    talk(folder, START + ENTER, role="manager", unit="North")
    talk(folder, START + ENTER, name="DANA", role=None)
    response = stored(folder)
    assert response is not None
    assert (response.name, response.role, response.unit) == ("Dana", "manager", "North")


@pytest.mark.parametrize(
    ("name", "role", "unit", "sentence"),
    [
        ("Dana", "executive", None, "Dana answers as Manager in this wave, not as Executive"),
        ("Dana", "manager", "South", "Dana answers for North in this wave, not for South"),
        ("Dana", "boss", None, "“boss” is not a role here: use one of executive, manager, front_line, analyst"),
        ("  ", "manager", None, "A name is needed"),
        ("x" * 201, "manager", None, "The name has 201 characters"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    folder: Path, name: str, role: str, unit: str | None, sentence: str
) -> None:
    talk(folder, START + ENTER, role="manager", unit="North")
    with pytest.raises(CxassessError, match=sentence):
        talk(folder, "", name=name, role=role, unit=unit)


def test_a_unit_that_is_not_listed_is_refused(folder: Path) -> None:
    settings = folder / "engagement.toml"
    settings.write_text(settings.read_text().replace("units = []", 'units = ["North"]'))
    with pytest.raises(CxassessError, match="“West” is not a unit here: use one of North"):
        talk(folder, "", unit="West")
    talk(folder, START + ENTER, unit="north")
    response = stored(folder)
    assert response is not None
    assert response.unit == "North"


def test_an_answer_that_cannot_be_saved_stays_on_the_page_until_it_can(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_engagement(folder) as opened:
        opened.store._db.execute("CREATE TRIGGER full BEFORE INSERT ON answer BEGIN SELECT RAISE(ABORT, 'full'); END")
    assert talk(folder, START + "c" + "a thought" + ENTER + ENTER) == 130
    assert stored(folder) is None
    assert "STR1 has no answer yet: a thought" in capsys.readouterr().out


def test_a_closed_wave_takes_no_answers(folder: Path) -> None:
    with open_engagement(folder) as opened:
        opened.store._db.execute("UPDATE wave SET state = 'closed'")
    with pytest.raises(CxassessError, match="Wave 2026 is closed"):
        talk(folder, START + ENTER)


def test_keys_that_mean_nothing_change_nothing(folder: Path) -> None:
    talk(folder, START + "12345xyz\t" + ENTER)
    assert choices(folder) == {"STR1": "1"}
