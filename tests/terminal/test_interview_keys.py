"""The interview through its keys, with no terminal: what is saved, and what a person can and cannot do."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from files.building import pack
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from cxassess.errors import CxassessError, InvalidInput
from cxassess.files.engagement import open_engagement
from cxassess.files.last_time import LastAnswer
from cxassess.files.store import Store
from cxassess.files.store_answers import AnswerRow
from cxassess.files.waves import new_wave
from cxassess.model.engagement import Answer, Response
from cxassess.sitting import Person, Session
from cxassess.terminal import interview
from cxassess.terminal.pages import Pages, Texts
from cxassess.terminal.screen import UNICODE

ENTER = "\r"
DOWN = "\x1b[B"
STOP = "\x03"
UP = "\x1b[A"
HOME = "\x1b[H"
EMPTIED = "\x15"  # Ctrl-U empties the line
START = ENTER
FIRST, SECOND, THIRD = (DOWN * n + ENTER for n in (1, 2, 3))  # on a question that has no answer yet
ALL_ROLES = ("executive", "manager", "front_line", "analyst")


def talk(
    folder: Path,
    keys: str,
    name: str | None = "Dana",
    role: str | None = "executive",
    unit: str | None = None,
    language: str | None = None,
) -> int:
    """One sitting with these keys, ended by Ctrl-C where it has not ended itself."""
    with (
        create_pipe_input() as pipe,
        create_app_session(input=pipe, output=DummyOutput()),
        open_engagement(folder) as opened,
    ):
        pipe.send_text(keys + STOP)
        return interview(opened, name, role, unit, language=language)


def stored(folder: Path, name: str = "Dana") -> Response | None:
    with open_engagement(folder) as opened:
        return opened.store.answers.response(opened.wave.id, name)


def choices(folder: Path, name: str = "Dana") -> dict[str, str]:
    response = stored(folder, name)
    return {question: answer.choice for question, answer in response.answers.items()} if response else {}


def answered(folder: Path, question: str) -> Answer:
    response = stored(folder)
    assert response is not None
    return response.answers[question]


def test_each_choice_is_saved_and_leads_to_the_next_question(folder: Path) -> None:
    assert talk(folder, START + FIRST + THIRD + "d") == 130
    assert choices(folder) == {"STR1": "1", "STR2": "3", "STR3": "DK"}


def test_nothing_is_stored_before_the_first_answer(folder: Path) -> None:
    assert talk(folder, START + DOWN) == 130
    assert stored(folder) is None


def test_ctrl_c_says_how_to_go_on_and_the_next_start_opens_at_the_first_open_question(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert talk(folder, START + FIRST + FIRST, name="Dana O’Neil") == 130
    printed = capsys.readouterr().out
    assert "Answers saved: 2 of 52" in printed
    assert f"cxassess answer {folder} --as 'Dana O’Neil'" in printed
    assert talk(folder, START + SECOND, name="dana o’neil", role=None) == 130
    assert choices(folder, "Dana O’Neil") == {"STR1": "1", "STR2": "1", "STR3": "2"}


def test_the_end_of_the_input_is_taken_like_ctrl_c(folder: Path) -> None:
    with (
        create_pipe_input() as pipe,
        create_app_session(input=pipe, output=DummyOutput()),
        open_engagement(folder) as opened,
    ):
        pipe.send_text(START + FIRST)
        pipe.close()
        assert interview(opened, "Dana", "executive", None) == 130
    assert choices(folder) == {"STR1": "1"}


def test_back_and_change_keeps_the_newest_and_goes_on_at_the_next_open_question(folder: Path) -> None:
    talk(folder, START + FIRST * 3 + "bbb" + DOWN + ENTER + THIRD)
    assert choices(folder) == {"STR1": "2", "STR2": "1", "STR3": "1", "STR4": "3"}


def test_going_back_starts_on_the_present_answer_and_confirming_it_saves_nothing_new(folder: Path) -> None:
    talk(folder, START + THIRD + "b" + ENTER)
    assert choices(folder) == {"STR1": "3"}
    with open_engagement(folder) as opened:
        assert opened.store._db.execute("SELECT COUNT(*) FROM answer").fetchone()[0] == 1


def test_back_on_the_first_question_stays_there(folder: Path) -> None:
    talk(folder, START + "bbb" + FIRST)
    assert choices(folder) == {"STR1": "1"}


def test_does_not_apply_needs_a_reason(folder: Path) -> None:
    talk(folder, START + "dd" + "n" + ENTER)  # an empty line is refused, and then the person stops
    assert choices(folder) == {"STR1": "DK", "STR2": "DK"}
    talk(folder, START + "n" + "   " + ENTER)
    assert "STR3" not in choices(folder)
    talk(folder, START + "n" + "a public service" + ENTER)
    assert answered(folder, "STR3") == Answer("STR3", "NA", "a public service")


def test_does_not_apply_can_be_chosen_from_the_list_too(folder: Path) -> None:
    talk(folder, START + "dd" + DOWN * 7 + ENTER + "a public service" + ENTER)
    assert answered(folder, "STR3") == Answer("STR3", "NA", "a public service")


def test_the_reason_can_be_changed_but_not_taken_away(folder: Path) -> None:
    talk(folder, START + "dd" + "n" + "a public service" + ENTER + "b" + "c" + " by law" + ENTER)
    assert answered(folder, "STR3").comment == "a public service by law"
    talk(folder, START + "b" + "c" + EMPTIED + ENTER)
    assert answered(folder, "STR3").comment == "a public service by law"


def test_does_not_apply_is_no_key_where_the_pack_does_not_offer_it(folder: Path) -> None:
    talk(folder, START + "n" + SECOND)
    assert choices(folder) == {"STR1": "2"}


def test_comment_and_proof_before_a_choice_are_saved_with_it(folder: Path) -> None:
    talk(folder, START + "c" + "since May" + ENTER + "e" + "E2 the plan" + ENTER + SECOND)
    assert answered(folder, "STR1") == Answer("STR1", "2", "since May", "E2 the plan")


def test_a_comment_without_a_choice_is_there_when_the_person_comes_back(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert talk(folder, START + FIRST + "c" + "a thought" + ENTER) == 130
    assert "a thought" not in capsys.readouterr().out  # nothing is lost that had to be printed
    assert choices(folder) == {"STR1": "1"}
    talk(folder, START + SECOND)
    assert answered(folder, "STR2") == Answer("STR2", "2", "a thought")
    with open_engagement(folder) as opened:
        assert opened.store.answers.drafts(opened.wave.id, "Dana") == {}


def test_a_comment_that_is_changed_later_is_saved_with_the_present_choice(folder: Path) -> None:
    talk(folder, START + SECOND + "b" + "c" + "since May" + ENTER)
    assert answered(folder, "STR1") == Answer("STR1", "2", "since May")
    talk(folder, START + "b" + "c" + " 2024" + ENTER)
    assert answered(folder, "STR1") == Answer("STR1", "2", "since May 2024")


def test_an_answer_that_is_changed_keeps_its_comment(folder: Path) -> None:
    talk(folder, START + "c" + "since May" + ENTER + FIRST + "b" + DOWN + ENTER)
    assert answered(folder, "STR1") == Answer("STR1", "2", "since May")


def test_ctrl_c_in_a_comment_keeps_what_was_saved_and_prints_what_was_not(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert talk(folder, START + "c" + "saved" + ENTER + FIRST + "b" + "c" + " and half a") == 130
    assert answered(folder, "STR1") == Answer("STR1", "1", "saved")
    assert "not finished: saved and half a" in capsys.readouterr().out


def test_ctrl_c_in_an_untouched_comment_has_nothing_to_print(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert talk(folder, START + "c" + "saved" + ENTER + FIRST + "b" + "c") == 130
    assert "Not saved" not in capsys.readouterr().out


def test_pages_to_read_come_back_to_the_question(folder: Path) -> None:
    talk(folder, START + "f" + "x" + "w" + "x" + "?" + "x" + SECOND)
    assert choices(folder) == {"STR1": "2"}


def test_reading_does_not_move_the_cursor(folder: Path) -> None:
    talk(folder, START + DOWN * 3 + "f" + "x" + ENTER)
    assert choices(folder) == {"STR1": "3"}


def test_go_to_opens_any_question_and_then_the_next_open_one(folder: Path) -> None:
    talk(folder, START + "g" + DOWN * 10 + ENTER + FIRST + SECOND)
    assert choices(folder) == {"CUN3": "1", "CUN4": "2"}


def test_leaving_the_list_changes_nothing(folder: Path) -> None:
    talk(folder, START + "g" + DOWN * 10 + "b" + FIRST)
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
    assert talk(folder, START + "d" * 8 + DOWN * 3 + ENTER + UP * 3 + ENTER + UP * 3 + ENTER, role="analyst") == 0
    assert choices(folder)["MEA3"] == "3"
    assert list(choices(folder).values()).count("DK") == 7


def test_who_answered_everything_comes_back_to_the_review(folder: Path) -> None:
    talk(folder, START + "d" * 8, role="analyst")
    assert talk(folder, START + ENTER, role=None) == 0


def test_cards_keep_their_letter_whatever_the_order(folder: Path) -> None:
    with open_engagement(folder) as opened:
        asked = opened.pack.asked_of("executive")
        rows = [AnswerRow(n, "executive", "", Answer(q, "3")) for n in ("Dana", "Eve Adler") for q in asked[:48]]
        opened.store.answers.save("2026", rows, "csv")
    for name in ("Dana", "Eve Adler"):
        talk(folder, START + FIRST * 4, name=name)
    first = [choices(folder, name)["OC1"] for name in ("Dana", "Eve Adler")]
    assert first[0] != first[1]  # the first option is another one for each
    assert set(first) <= set("abcd")


def test_proof_is_no_key_for_the_front_line(folder: Path) -> None:
    talk(folder, START + "e" + SECOND, role="front_line")
    assert answered(folder, "STR1") == Answer("STR1", "2")


def test_name_role_and_unit_are_asked_for(folder: Path) -> None:
    settings = folder / "engagement.toml"
    settings.write_text(settings.read_text().replace("units = []", 'units = ["North", "South"]'))
    talk(folder, ENTER + " Zoë   Smith " + ENTER + SECOND + SECOND + START + FIRST, name=None, role=None)
    response = stored(folder, "zoë smith")
    assert response is not None
    assert (response.name, response.role, response.unit) == ("Zoë Smith", "manager", "South")


def test_a_unit_may_be_none_of_those_listed(folder: Path) -> None:
    settings = folder / "engagement.toml"
    settings.write_text(settings.read_text().replace("units = []", 'units = ["North", "South"]'))
    talk(folder, THIRD + START + FIRST)
    response = stored(folder)
    assert response is not None
    assert response.unit == ""


def test_a_known_person_keeps_role_and_unit(folder: Path) -> None:
    talk(folder, START + FIRST, role="manager", unit="North")
    talk(folder, START + FIRST, name="DANA", role=None)
    response = stored(folder)
    assert response is not None
    assert (response.name, response.role, response.unit) == ("Dana", "manager", "North")


@pytest.mark.parametrize(
    ("name", "role", "unit", "sentence"),
    [
        ("Dana", "executive", None, "Dana answers as Manager in this wave, not as Executive"),
        ("Dana", "manager", "South", "Dana answers for North in this wave, not for South"),
        ("Dana", "boss", None, "“boss” is not a role here: use one of Executive, Manager, Front line, Analyst"),
        ("  ", "manager", None, "A name is needed"),
        ("x" * 201, "manager", None, "The name has 201 characters"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    folder: Path, name: str, role: str, unit: str | None, sentence: str
) -> None:
    talk(folder, START + FIRST, role="manager", unit="North")
    with pytest.raises(CxassessError) as refused:
        talk(folder, "", name=name, role=role, unit=unit)
    assert sentence in " ".join(str(refused.value).split())
    assert max(map(len, str(refused.value).split("\n"))) <= 100


def test_who_is_refused_another_role_or_unit_reads_how_to_mend_it(folder: Path) -> None:
    talk(folder, START + FIRST, role="manager", unit="North")
    with pytest.raises(CxassessError) as refused:
        talk(folder, "", role="executive")
    assert "import one row with the right role: cxassess import answers" in " ".join(str(refused.value).split())
    with pytest.raises(CxassessError) as refused:
        talk(folder, "", role="manager", unit="South")
    assert "import one row with the right unit: cxassess import answers" in " ".join(str(refused.value).split())


@pytest.mark.parametrize("role", ["front_line", "FRONT_LINE", "Front line", " front-line "])
def test_a_role_is_known_by_its_id_and_by_the_name_that_is_shown(folder: Path, role: str) -> None:
    talk(folder, START + FIRST, role=role)
    response = stored(folder)
    assert response is not None
    assert response.role == "front_line"


def test_who_nearly_types_a_known_name_is_asked_whether_it_is_theirs(folder: Path) -> None:
    talk(folder, START + FIRST, name="Helen Marsh")
    talk(folder, FIRST + START + SECOND, name="Hellen March", role=None)
    assert choices(folder, "Helen Marsh") == {"STR1": "1", "STR2": "2"}
    assert stored(folder, "Hellen March") is None


def test_who_nearly_types_a_known_name_may_be_somebody_new(folder: Path) -> None:
    talk(folder, START + FIRST, name="Helen Marsh")
    talk(folder, ENTER + SECOND + START + THIRD, name="Hellen Marsh", role="manager")
    assert choices(folder, "Helen Marsh") == {"STR1": "1"}
    assert choices(folder, "Hellen Marsh") == {"STR1": "3"}


def test_a_name_that_is_not_near_is_taken_as_it_is(folder: Path) -> None:
    talk(folder, START + FIRST, name="Helen Marsh")
    talk(folder, START + SECOND, name="Heiko Brandt")
    assert choices(folder, "Heiko Brandt") == {"STR1": "2"}


def test_a_double_enter_answers_nothing(folder: Path) -> None:
    talk(folder, START + ENTER * 3)
    assert stored(folder) is None
    talk(folder, START + SECOND + ENTER * 3 + SECOND)
    assert choices(folder) == {"STR1": "2", "STR2": "2"}


@pytest.mark.parametrize("move", [DOWN, UP, "j", "k"])
def test_the_first_move_lights_the_first_choice(folder: Path, move: str) -> None:
    talk(folder, START + move + ENTER)
    assert choices(folder) == {"STR1": "1"}


def test_a_double_enter_chooses_no_role(folder: Path) -> None:
    talk(folder, ENTER + ENTER + SECOND + START + FIRST, role=None)
    response = stored(folder)
    assert response is not None
    assert response.role == "manager"


def test_proof_that_calls_itself_seen_and_checked_is_kept_as_a_document(folder: Path) -> None:
    talk(folder, START + "e" + "e3: the plan" + ENTER + FIRST)
    assert answered(folder, "STR1") == Answer("STR1", "1", "", "E2: the plan")
    talk(folder, START + "b" + "e" + EMPTIED + "E3 the minutes" + ENTER)
    assert answered(folder, "STR1") == Answer("STR1", "1", "", "E2 the minutes")
    talk(folder, START + "b" + "e" + EMPTIED + "E30 is a part number" + ENTER)
    assert answered(folder, "STR1").evidence == "E30 is a part number"


def test_a_proof_that_was_checked_stays_so_until_it_is_changed(folder: Path) -> None:
    with open_engagement(folder) as opened:
        answer = Answer("STR1", "3", "", "E3 the plan")
        opened.store.answers.save("2026", [AnswerRow("Dana", "executive", "", answer)], "csv")
    talk(folder, START + "b" + "e" + ENTER + DOWN + ENTER)
    assert answered(folder, "STR1") == Answer("STR1", "4", "", "E3 the plan")


def test_the_review_comes_back_to_the_answer_that_was_changed(folder: Path) -> None:
    changes = DOWN * 3 + ENTER + UP + ENTER + DOWN + ENTER + UP * 2 + ENTER  # MEA3, and then the one below it
    assert talk(folder, START + "d" * 8 + changes + HOME + ENTER, role="analyst") == 0
    assert (choices(folder)["MEA3"], choices(folder)["MEA4"]) == ("5", "4")


def test_a_first_name_alone_asks_for_the_person_who_is_called_so(folder: Path) -> None:
    talk(folder, START + FIRST, name="Lulu Gray")
    talk(folder, DOWN + ENTER + START + SECOND, name="lulu", role=None)
    assert choices(folder, "Lulu Gray") == {"STR1": "1", "STR2": "2"}
    assert stored(folder, "lulu") is None


def test_no_letter_ends_the_review_by_mistake(folder: Path) -> None:
    """On a question `f` shows the five answers in full; in the review it does nothing."""
    assert talk(folder, START + "d" * 8 + "f", role="analyst") == 130


def test_back_from_an_answer_that_was_opened_in_the_review_leads_to_the_review(folder: Path) -> None:
    opened_and_left = DOWN * 3 + ENTER + "b"
    assert talk(folder, START + "d" * 8 + opened_and_left + HOME + ENTER, role="analyst") == 0
    assert set(choices(folder).values()) == {"DK"}


def test_a_digit_chooses_nothing(folder: Path) -> None:
    talk(folder, START + "3" + "5" + SECOND)
    assert choices(folder) == {"STR1": "2"}


def test_end_home_and_the_page_keys_move_in_a_list(folder: Path) -> None:
    end, home, page_down, page_up = "\x1b[F", "\x1b[H", "\x1b[6~", "\x1b[5~"
    talk(folder, START + "g" + end + ENTER + "d" + "g" + end + home + ENTER + "d", role="manager")
    talk(folder, START + "g" + page_down + ENTER + "d" + "g" + end + page_up + ENTER + "d", role="manager")
    assert list(choices(folder)) == ["CUL8", "STR1", "GOV2", "CUN8"]


def test_a_unit_that_is_not_listed_is_refused(folder: Path) -> None:
    settings = folder / "engagement.toml"
    settings.write_text(settings.read_text().replace("units = []", 'units = ["North"]'))
    with pytest.raises(CxassessError, match="“West” is not a unit here: use one of North"):
        talk(folder, "", unit="West")
    talk(folder, START + FIRST, unit="north")
    response = stored(folder)
    assert response is not None
    assert response.unit == "North"


def test_an_answer_that_cannot_be_saved_stays_on_the_page_until_it_can(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_engagement(folder) as opened:
        opened.store._db.execute("CREATE TRIGGER full BEFORE INSERT ON answer BEGIN SELECT RAISE(ABORT, 'full'); END")
    with open_engagement(folder) as opened:
        opened.store._db.execute("CREATE TRIGGER drafts BEFORE INSERT ON draft BEGIN SELECT RAISE(ABORT, 'full'); END")
    assert talk(folder, START + "c" + "a thought" + ENTER + FIRST) == 130
    assert stored(folder) is None
    assert "Not saved with STR1: a thought" in capsys.readouterr().out


def test_a_closed_wave_takes_no_answers(folder: Path) -> None:
    with open_engagement(folder) as opened:
        opened.store._db.execute("UPDATE wave SET state = 'closed'")
    with pytest.raises(CxassessError, match="Wave 2026 is closed"):
        talk(folder, START + ENTER)


def test_keys_that_mean_nothing_change_nothing(folder: Path) -> None:
    talk(folder, START + "12345xyz\t" + FIRST)
    assert choices(folder) == {"STR1": "1"}


# ── in another language ──────────────────────────────────────────────────────────────────────────────────────


def test_who_changes_the_language_midway_goes_on_where_they_stopped(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert talk(folder, START + FIRST + THIRD) == 130
    capsys.readouterr()
    assert talk(folder, START + SECOND, role=None, language="fr") == 130
    assert choices(folder) == {"STR1": "1", "STR2": "3", "STR3": "2"}
    printed = capsys.readouterr().out
    assert "Réponses enregistrées\u202f: 3 sur 52." in printed
    assert f"cxassess answer {folder} --as Dana --language fr" in printed


def test_a_language_that_the_wave_does_not_have_is_refused_before_anything_is_asked(folder: Path) -> None:
    with pytest.raises(InvalidInput, match="“xx” was read; the questionnaire of this wave was kept in en, de, fr"):
        talk(folder, START + FIRST, language="xx")
    assert stored(folder) is None


def test_a_question_that_is_not_translated_says_so_and_others_say_nothing(folder: Path) -> None:
    with open_engagement(folder) as opened:
        french = opened.pack_in("fr")
        french = replace(french, fallbacks=frozenset({"practices.STR1.question", "practices.STR2.why"}))
        pages = Pages(french, opened.settings, opened.wave, opened.words_in("fr"), UNICODE)
        session = Session(french, Person("Dana", "executive", ""), {})
        helps = [pages.view(session, question, Answer(question, ""), "").help for question in ("STR1", "STR2")]
        whys = ["".join(text for _, text in pages.why(session.person, id)) for id in ("STR1", "STR2")]
    note = "Pas encore traduit\u202f: le texte est ici en anglais."
    assert [note in text for text in (*helps, *whys)] == [True, False, False, True]


# ── other waves, other versions ──────────────────────────────────────────────────────────────────────────────


def test_what_was_said_the_last_time_opens_by_a_key_once_it_is_answered_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    page_of = Pages.last_time

    def last_time(pages: Pages, person: Person, last: LastAnswer) -> Texts:
        read.extend(text for _, text in page_of(pages, person, last))
        return page_of(pages, person, last)

    monkeypatch.setattr(Pages, "last_time", last_time)  # to see what a page says that is drawn nowhere
    talk(folder, START + THIRD)
    new_wave(folder, "2027", date(2027, 3, 1))
    assert talk(folder, START + "l" + FIRST) == 130
    assert read == []
    assert choices(folder) == {"STR1": "1"}
    assert talk(folder, START + "bl" + ENTER) == 130
    assert read[1:3] == ["What you said last time", "Wave 2026, 12 March 2026. Shown here to you alone."]
    assert read[3] == pack().practices["STR1"].short[2]


def test_an_interview_writes_nothing_below_questions_that_changed_while_it_ran(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (
        create_pipe_input() as pipe,
        create_app_session(input=pipe, output=DummyOutput()),
        open_engagement(folder) as opened,
    ):
        with Store.open(folder) as other:
            other._db.execute("UPDATE wave SET version = '9.9'")
        pipe.send_text(START + THIRD + STOP)
        assert interview(opened, "Dana", "executive", None) == 130
    assert stored(folder) is None
