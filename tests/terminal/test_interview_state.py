"""Where a person stands in the interview, and what the pages say: no terminal is needed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from cxassess.briefing import terms_in
from cxassess.files.data import shipped
from cxassess.files.engagement import Opened, create_engagement, open_engagement
from cxassess.files.packs import read_pack, read_snapshot
from cxassess.model.engagement import Answer
from cxassess.model.pack import Pack
from cxassess.pace import usual_minutes, usual_seconds
from cxassess.sitting import Person, Session, card_order
from cxassess.terminal.pages import Pages
from cxassess.terminal.screen import (
    ASCII,
    UNICODE,
    Canvas,
    Line,
    Marks,
    cut,
    list_page,
    marks_for,
    question_page,
    reading_page,
    wrap,
)
from cxassess.words import read_words

SIZES = ((100, 30), (80, 24), (60, 20))
DANA = Person("Dana Whitlock", "executive", "")


@lru_cache
def pack() -> Pack:
    return read_pack(shipped("questionnaires") / "cx-maturity")


def session(role: str = "executive", **answers: str) -> Session:
    return Session(pack(), replace(DANA, role=role), {q: Answer(q, choice) for q, choice in answers.items()})


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    snapshot = read_snapshot(shipped("questionnaires") / "cx-maturity")
    create_engagement(tmp_path / "kestrel", "Kestrel", "2026", date(2026, 3, 12), snapshot, "attributed")
    with open_engagement(tmp_path / "kestrel") as engagement:
        return engagement


def pages(opened: Opened, marks: Marks = UNICODE) -> Pages:
    return Pages(opened.pack, opened.settings, opened.wave, read_words("en"), marks)


def text(lines: list[Line]) -> str:
    return "\n".join("".join(part for _, part in line) for line in lines)


# ── state ─────────────────────────────────────────────────────────────────────────────────────


def test_the_next_question_is_the_first_open_one_after_this_and_then_from_the_start() -> None:
    everything = dict.fromkeys(session().asked, "3")
    del everything["STR2"]
    assert session().next_open("STR1") == "STR2"
    assert session(STR2="3", STR3="3").next_open("STR1") == "STR4"
    assert session(**everything).next_open("GOV4") == "STR2"
    assert session(**everything, STR2="DK").next_open("STR2") is None


def test_back_leads_to_the_question_before_and_stops_at_the_first() -> None:
    assert session().previous("STR2") == "STR1"
    assert session().previous("STR1") == "STR1"
    assert session("front_line").previous("STR5") == "STR1"


@pytest.mark.parametrize(("role", "count"), [("executive", 52), ("manager", 48), ("front_line", 29), ("analyst", 8)])
def test_each_role_is_asked_its_own_questions(role: str, count: int) -> None:
    assert len(session(role).asked) == count
    assert session(role).answered == 0


def test_the_place_counts_only_the_questions_that_the_role_is_asked() -> None:
    measurement = session().place("MEA7")
    assert (measurement.section, measurement.number, measurement.of) == ("measurement", 7, 8)
    assert (session("front_line").place("MEA7").number, session("front_line").place("MEA7").of) == (3, 3)
    assert session().place("OC2").section is None


def test_an_answer_to_a_question_that_the_role_is_not_asked_does_not_count_as_progress() -> None:
    assert session("front_line", STR2="3").answered == 0


def test_the_first_forecast_is_computed_from_the_words_and_the_time_to_think() -> None:
    """Of the full anchors a person reads one: the average counts."""
    full = ("d e",) * 4 + (" ".join("f" * 27),)
    practice = replace(pack().practices["STR1"], question="a b c", short=("one",) * 5, full=full)
    small = replace(pack(), practices={**pack().practices, "STR1": practice})
    assert usual_seconds(small, "executive", "STR1") == pytest.approx((3 + 5 + 7) / 230 * 60 + 7)
    assert usual_seconds(small, "front_line", "STR1") == pytest.approx((3 + 5 + 7) / 230 * 60 + 10)
    card = pack().cards["OC1"]
    words = len(" ".join((card.question, *card.options)).split())
    assert usual_seconds(pack(), "executive", "OC1") == pytest.approx(words / 230 * 60 + 7)


@pytest.mark.parametrize(("id", "role", "limit"), [("cx-pulse", "executive", 6), ("cx-maturity", "manager", 25)])
def test_the_pulse_and_the_full_form_stay_within_the_minutes_that_people_give(id: str, role: str, limit: int) -> None:
    assert usual_minutes(read_pack(shipped("questionnaires") / id), role) < limit


@pytest.mark.parametrize(("role", "promised"), [("executive", 20), ("front_line", 15), ("analyst", 4)])
def test_more_than_ten_minutes_are_promised_in_steps_of_five(opened: Opened, role: str, promised: int) -> None:
    person = session(role)
    assert person.minutes_left() <= promised
    assert f"about {promised} minutes" in " ".join(line for _, line in pages(opened).welcome(person))


@pytest.mark.parametrize("share", [0.2, 1.0, 3.0])
def test_the_forecast_follows_the_own_pace_after_five_answers_without_a_jump(share: float) -> None:
    person = session()
    for number, question in enumerate(person.asked, start=1):
        usual = usual_seconds(pack(), "executive", question)
        before = person.pace
        person = person.with_answer(Answer(question, "3"), seconds=share * usual)
        left = sum(usual_seconds(pack(), "executive", one) for one in person.open)
        assert abs(person.pace - before) * left <= share * usual + 1e-9
        assert (person.pace == 1.0) == (number < 5 or share == 1.0)
    assert person.minutes_left() == 0
    assert person.pace == pytest.approx((5 + 52 * share) / 57, rel=0.1)


def test_a_long_pause_does_not_spoil_the_forecast() -> None:
    person = session()
    for question in person.asked[:10]:
        person = person.with_answer(Answer(question, "3"), seconds=26 if question != "STR1" else 7200)
    assert person.minutes_left() <= 30


def test_a_changed_answer_tells_nothing_about_the_pace() -> None:
    person = session(STR1="2").with_answer(Answer("STR1", "3"), seconds=1)
    assert person.paces == ()
    assert person.recent == ("STR1",)


def test_the_cards_are_shuffled_once_for_each_person() -> None:
    assert card_order("Dana Whitlock", "OC1") == card_order(" dana WHITLOCK", "OC1")
    orders = {card_order(f"Person {n}", "OC1") for n in range(40)}
    assert len(orders) > 10
    assert all(sorted(order) == ["a", "b", "c", "d"] for order in orders)


def test_the_order_of_a_card_is_the_same_on_every_machine() -> None:
    # A changed way of shuffling would show a person who comes back another order than before.
    assert [card_order("Dana Whitlock", card) for card in ("OC1", "OC2")] == [
        ("b", "c", "a", "d"),
        ("b", "a", "d", "c"),
    ]


def test_terms_are_found_as_words_in_the_plural_too() -> None:
    assert "journey" in terms_in(pack(), "DSN5")
    assert "board" not in terms_in(pack(), "STR3")


def test_terms_are_found_in_their_other_forms_and_named_by_the_first() -> None:
    assert "experience we intend" in pack().practices["STR2"].question
    assert list(terms_in(pack(), "STR2")) == ["intended experience", "leaders"]
    assert "front line" in terms_in(pack(), "DSN3")  # there it is “front-line staff”
    used = {term for question in session().asked for term in terms_in(pack(), question)}
    assert {"important contact", "bundle", "priority group"} <= used
    assert not [q for q in session().asked if "practice" in terms_in(pack(), q)]


def test_the_page_of_a_question_without_terms_explains_them_all(opened: Opened) -> None:
    assert terms_in(pack(), "GOV4") == {}
    shown = [line.split(":")[0] for _, line in pages(opened).help(DANA, "GOV4")]
    assert shown[-len(pack().terms) :] == [term.split(", ")[0] for term in pack().terms]
    assert len(pages(opened).help(DANA, "STR1")) < 8


# ── pages ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", SIZES)
def test_every_question_fits_the_screen_whole(opened: Opened, size: tuple[int, int]) -> None:
    canvas = Canvas(*size)
    person = session().with_answer(Answer("STR1", "3"), 20).with_answer(Answer("STR2", "3"), 20)
    for question in person.asked:
        view = pages(opened).view(person, question, Answer(question, ""), "")
        for option in view.options:
            page = question_page(canvas, view, option.value)
            assert len(page) <= canvas.rows, question
            assert max(map(len, text(page).split("\n"))) < canvas.columns, question
            shown = " ".join(text(page).replace("│", "").split())
            for whole in (view.question, *(o.title for o in view.options), option.full):
                assert whole in shown, (question, whole)


def test_the_last_answers_are_the_first_to_give_way(opened: Opened) -> None:
    person = session(MEA5="DK").with_answer(Answer("MEA6", "3"), 20)
    view = pages(opened).view(person, "STR3", Answer("STR3", ""), "")
    assert "MEA6" in text(question_page(Canvas(100, 30), view, "1"))
    smaller = text(question_page(Canvas(100, 24), view, "1"))
    assert "✓ MEA6  Who" not in smaller
    assert "✓ MEA6 saved" in smaller
    assert "Choose the description" in smaller


def test_nothing_moves_when_the_cursor_does(opened: Opened) -> None:
    view = pages(opened).view(session(), "MEA7", Answer("MEA7", ""), "")
    first, last = (text(question_page(Canvas(80, 24), view, at)).split("\n") for at in ("1", "5"))
    second, fifth = (f"          {pack().practices['MEA7'].short[n]}" for n in (1, 4))
    assert fifth in first
    assert first.index(second) == last.index(second)
    assert first[-3:] == last[-3:]


def test_no_level_numbers_and_no_letters_are_shown(opened: Opened) -> None:
    for question in session().asked:
        view = pages(opened).view(session(), question, Answer(question, ""), "")
        page = text(question_page(Canvas(100, 30), view, view.options[0].value))
        rows = page.split("\n")[page.split("\n").index("") :]
        assert not [row for row in rows if re.match(r"\W*([1-5]|[a-d])[ .):]", row)], question
        full = pages(opened).all_in_full(question) if question in pack().practices else []
        assert not [line for _, line in full if re.match(r"\W*[1-5][ .):]", line)]


def test_does_not_apply_is_offered_only_where_the_pack_allows_it(opened: Opened) -> None:
    offering = [q for q in session().asked if "NA" in {o.value for o in pages(opened).options(DANA, q)}]
    with_key = [
        q for q in session().asked if "n" in {k.key for k in pages(opened).view(session(), q, Answer(q, ""), "").keys}
    ]
    assert offering == with_key == [p.id for p in pack().practices.values() if p.allows_na]


def test_front_line_people_are_not_asked_for_proof(opened: Opened) -> None:
    def keys(role: str) -> set[str]:
        return {hint.key for hint in pages(opened).view(session(role), "MEA7", Answer("MEA7", ""), "").keys}

    assert keys("executive") - keys("front_line") == {"e"}
    front_line = replace(DANA, role="front_line")
    assert len(pages(opened).why(DANA, "MEA7")) == 6
    assert len(pages(opened).why(front_line, "MEA7")) == 2
    notice = pages(opened).welcome(session("front_line"))[-1][1]
    assert "gave which answer, and the comments with the names" in notice
    assert "proof" not in notice


def test_no_page_calls_proof_evidence(opened: Opened) -> None:
    def sentences(table: object) -> Iterator[str]:
        if isinstance(table, Mapping):
            for entry in table.values():
                yield from sentences(entry)
        else:
            yield str(table)

    assert [one for one in sentences(read_words("en").table("interview")) if "evidence" in one] == []


def test_who_does_not_count_is_told_so(opened: Opened) -> None:
    told = {role for role in pack().roles if "not counted" in str(pages(opened).welcome(session(role)))}
    assert told == {"analyst"}


def test_the_notice_says_what_becomes_of_corrected_answers_and_whose_name_to_use(opened: Opened) -> None:
    notice = pages(opened).welcome(session())[-1][1]
    assert notice.count("earlier versions stay in the file") == 1
    assert "Use only your own name: whoever opens a name can read and change its answers." in notice


def test_comment_and_proof_stand_on_two_lines_where_there_is_room(opened: Opened) -> None:
    draft = Answer("MEA7", "", "since May " * 9, "E2 the plan " * 9)
    view = pages(opened).view(session(), "MEA7", draft, "")
    roomy = text(question_page(Canvas(100, 40), view, "")).split("\n")
    assert len([line for line in roomy if "Comment:" in line or "Proof:" in line]) == 2
    small = text(question_page(Canvas(60, 20), view, "")).split("\n")
    assert [line for line in small if "Comment:" in line and "Proof:" in line] != []
    assert len(small) <= 20


@pytest.mark.parametrize("question", pack().practices)
def test_all_five_in_full_are_read_on_one_page_of_80_by_24(opened: Opened, question: str) -> None:
    before, after = pages(opened).hints("scroll", "any_other", "stop"), pages(opened).hints("any", "stop")
    page, last = reading_page(Canvas(80, 24), pages(opened).all_in_full(question), 0, after, before)
    assert last == 0
    assert len(page) <= 24
    shown = " ".join(text(page).split())
    practice = pack().practices[question]
    assert [whole for whole in (*practice.short, *practice.full) if whole not in shown] == []


def test_answers_with_a_comment_or_proof_are_marked_in_the_list(opened: Opened) -> None:
    answers = {
        "STR1": Answer("STR1", "3", "since May"),
        "STR2": Answer("STR2", "3", "", "E2 the plan"),
        "STR3": Answer("STR3", "3"),
    }
    items = pages(opened).items(replace(session(), answers=answers))
    page = text(list_page(Canvas(80, 24), ["Go to"], items, "STR1", ()))
    assert [line.split()[-1] == "+" for line in page.split("\n") if " STR" in line][:4] == [True, True, False, False]
    assert "+ marks a comment or proof" in pages(opened).count_line(session())
    assert "proof" not in pages(opened).count_line(session("front_line"))


def test_the_privacy_notice_comes_from_the_settings(opened: Opened) -> None:
    plain = " ".join(line for _, line in pages(opened).welcome(session()))
    assert "The consultants and Kestrel see who gave which answer" in plain
    assert "deleted" not in plain
    settings = replace(
        opened.settings, firm="Birch & Co", delete_after=date(2029, 1, 31), privacy_contact="dpo@k.example"
    )
    full = " ".join(line for _, line in replace(pages(opened), settings=settings).welcome(session()))
    assert "The consultants (Birch & Co) and Kestrel see who" in full
    assert "deleted on 31 January 2029" in full
    assert "dpo@k.example" in full


def test_the_twelve_months_are_said_on_the_first_page_alone(opened: Opened) -> None:
    assert "last twelve months" in " ".join(line for _, line in pages(opened).welcome(session()))
    view = pages(opened).view(session(), "STR1", Answer("STR1", ""), "")
    assert "twelve months" not in text(question_page(Canvas(100, 30), view, "1"))


def test_who_comes_back_is_told_how_far_they_are(opened: Opened) -> None:
    lines = [line for _, line in pages(opened).welcome(session(STR1="3"))]
    assert "Welcome back, Dana Whitlock" in lines
    assert any(line.startswith("1 of 52 questions answered") and "STR2" in line for line in lines)


def test_a_list_keeps_the_cursor_in_sight(opened: Opened) -> None:
    items = pages(opened).items(session(STR1="3"))
    assert len(items) == 52 + 7
    for item in items:
        if item.value is not None:
            page = text(list_page(Canvas(60, 20), ["Go to"], items, item.value, pages(opened).hints("move", "stop")))
            assert len(page.split("\n")) <= 20
            assert f"❯   {item.value}" in page or f"❯ ✓ {item.value}" in page


def test_a_long_text_is_shown_in_screenfuls(opened: Opened) -> None:
    texts, keys = pages(opened).all_in_full("STR4"), pages(opened).hints("any")
    top, last = reading_page(Canvas(60, 20), texts, 0, keys, keys)
    end, _ = reading_page(Canvas(60, 20), texts, last, keys, keys)
    assert last > 0
    assert "silent about" in text(top)
    assert "changed because of them." in text(end)


def test_a_terminal_without_unicode_gets_typewriter_signs(opened: Opened) -> None:
    person = session().with_answer(Answer("STR1", "3"), 20)
    view = pages(opened, ASCII).view(person, "STR3", Answer("STR3", ""), "")
    page = text(question_page(Canvas(100, 30, ASCII), view, "1"))
    assert page.isascii()
    assert "Don't know" in page


@pytest.mark.parametrize(
    ("encoding", "environment", "marks"),
    [
        ("utf-8", {"LANG": "en_GB.UTF-8"}, UNICODE),
        ("utf-8", {"LANG": "C.utf8"}, UNICODE),
        ("utf-8", {}, UNICODE),
        ("utf-8", {"LC_ALL": "C", "LANG": "en_GB.UTF-8"}, ASCII),  # Python speaks UTF-8 here all the same
        ("iso8859-1", {"LANG": "de_DE"}, ASCII),
        (None, {}, ASCII),
    ],
)
def test_the_signs_follow_encoding_and_locale(encoding: str | None, environment: dict[str, str], marks: Marks) -> None:
    assert marks_for(encoding, environment) is marks


def test_lines_are_measured_in_columns() -> None:
    assert wrap("客户体验 ab", 4) == ["客户", "体验", "ab"]
    assert wrap("one two\nthree", 7) == ["one two", "three"]
    assert cut("客户体验", 5) == "客户…"
    assert cut("short", 5) == "short"


def test_markup_in_a_name_stays_text(opened: Opened) -> None:
    person = replace(session(), person=Person("<b>Ann</b> {x}", "executive", ""))
    view = pages(opened).view(person, "STR1", Answer("STR1", "", "<style fg='red'>"), "")
    page = text(question_page(Canvas(100, 30), view, "1"))
    assert "<b>Ann</b> {x}" in page
    assert "<style fg='red'>" in page
