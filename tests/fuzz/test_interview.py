"""The interview under any sequence of answers and keys: what is stored is what was chosen, and it always ends."""

import math
from collections.abc import Mapping
from pathlib import Path
from random import Random

from files.building import WAVE, make_engagement, pack
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from cxassess.briefing import terms_in
from cxassess.errors import CxassessError
from cxassess.files.clean import name_key
from cxassess.files.engagement import open_engagement
from cxassess.model.engagement import Answer, Response
from cxassess.model.pack import CARD_CHOICES, Pack
from cxassess.sitting import Person, Session, card_order
from cxassess.terminal import interview
from fuzz import generators as make
from fuzz.profile import each
from fuzz.sound import check_refusal, check_text

ENTER, DOWN, UP, STOP, END = "\r", "\x1b[B", "\x1b[A", "\x03", "\x04"
EMPTIED = "\x15"


def offered(pack: Pack, question: str) -> list[str]:
    if question in pack.cards:
        return [*CARD_CHOICES, "DK"]
    return ["1", "2", "3", "4", "5", "DK", *(["NA"] if pack.practices[question].allows_na else [])]


def test_a_sitting_counts_every_answer_once_and_its_forecast_is_a_number() -> None:
    def attempt(random: Random) -> None:
        asked = pack(random.choice(("cx-maturity", "cx-pulse")))
        role = random.choice(list(asked.roles))
        session = Session(asked, Person("Ana", role, ""), {})
        said: dict[str, Answer] = {}
        for _ in range(random.choice((0, 3, 20, 70))):
            question = random.choice(session.asked) if random.random() < 0.3 else (session.open or session.asked)[0]
            choice = random.choice(offered(asked, question))
            seconds = random.choice((0.0, 0.001, 3.0, 20.0, 179.9, 1e9))
            before = session.minutes_left()
            session = session.with_answer(Answer(question, choice), seconds)
            said[question] = Answer(question, choice)
            assert session.answers == said
            assert session.answered + len(session.open) == len(session.asked)
            assert session.recent[-1] == question
            assert set(session.recent) == set(said)
            assert 0 <= session.minutes_left() <= before + math.ceil(min(seconds, 180) / 60) + 1
            assert session.minutes_left() <= session.minutes_promised()
            assert (session.minutes_left() == 0) == (not session.open)
            following = session.next_open(question)
            assert (following in session.open) if session.open else (following is None)
            assert session.previous(question) in session.asked
            place = session.place(question)
            assert 1 <= place.number <= place.of
            assert all(terms_in(asked, question).values())
        for card in asked.cards:
            name = make.one_line(random)
            assert sorted(card_order(name, card)) == list(CARD_CHOICES)
            assert card_order(name, card) == card_order(f" {name} ", card) == card_order(name_key(name), card)

    each("interview, state", attempt)


def script(random: Random) -> str:
    """Keys as somebody presses them who reads nothing, or whose cat walks over the keyboard."""
    typed = (
        "since May",
        "E3 seen",
        "=cmd|'/C calc'!A0",
        "<w:p/>",
        "{client} %s",
        "",
        "   ",
        "🐙 שלום e\u0301",
        "a" * 60,
        "\x0b\x1f",
    )
    pieces = (
        *(DOWN * n + ENTER for n in range(1, 9)),
        *("d" for _ in range(6)),
        *(
            "b",
            "g",
            "f",
            "w",
            "?",
            "n",
            "x",
            "j",
            "k",
            " ",
            "q",
            "\t",
            "\x1b\x1b",
            UP,
            DOWN,
            ENTER,
            "\x1b[5~",
            "\x1b[H",
        ),
        *(f"{key}{text}{ENTER}" for key in "cen" for text in typed),
        f"c{EMPTIED}{ENTER}",
        "\x1b" if random.random() < 0.1 else "b",  # escape waits for what may follow it
        f"g{DOWN * 5}{ENTER}",
    )
    keys = "".join(random.choice(pieces) for _ in range(random.choice((3, 10, 25))))
    return ENTER * random.choice((0, 1, 1, 1, 2)) + keys + random.choice((STOP, STOP, END, "f" + STOP))


def check_stored(response: Response, asked: Pack) -> None:
    for question, answer in response.answers.items():
        assert question in asked.asked_of(response.role)
        assert answer.choice in offered(asked, question)
        assert answer.choice != "NA" or answer.comment
        check_text(answer.comment + answer.evidence)
        assert not answer.evidence.upper().startswith("E3")


def rows(folder: Path) -> list[tuple[object, ...]]:
    with open_engagement(folder) as opened:
        return opened.store._db.execute("SELECT * FROM answer ORDER BY seq").fetchall()


def sit(folder: Path, keys: str, name: str | None, role: str | None, unit: str | None) -> None:
    """One sitting; where the keys do not end it, the end of the input does."""
    with (
        create_pipe_input() as pipe,
        create_app_session(input=pipe, output=DummyOutput()),
        open_engagement(folder) as opened,
    ):
        pipe.send_text(keys + STOP * 4)
        try:
            assert interview(opened, name, role, unit) in {0, 130}
        except CxassessError as error:
            check_refusal(error)


def test_no_keys_do_more_than_answer(tmp_path: Path) -> None:
    def attempt(random: Random) -> None:
        folder = make_engagement(tmp_path / f"acme{random.random()}", "cx-pulse")
        asked = pack("cx-pulse")
        before: list[tuple[object, ...]] = []
        for _ in range(random.choice((1, 2))):
            name = random.choice(("Dana", "dana ", "Dana O’Neil", None, make.one_line(random), "x" * 201, ""))
            role = random.choice(("executive", "executive", "Front line", None, "boss", make.one_line(random)))
            sit(folder, script(random), name, role, random.choice((None, None, "", "North", make.one_line(random))))
            after = rows(folder)
            assert after[: len(before)] == before  # what was stored once stays
            before = after
            with open_engagement(folder) as opened:
                responses = opened.store.answers.responses(WAVE)
            for response in responses:
                check_stored(response, asked)
                assert name_key(response.name)
        expected = plain_sitting(random, folder, asked)
        with open_engagement(folder) as opened:
            stored = opened.store.answers.response(WAVE, "Plain")
        assert ({q: a.choice for q, a in stored.answers.items()} if stored else {}) == expected

    each("interview, keys", attempt)


def plain_sitting(random: Random, folder: Path, asked: Pack) -> Mapping[str, str]:
    """A sitting whose outcome is plain: choices by number, don’t know, steps back, confirmed answers."""
    order = asked.asked_of("manager")
    expected: dict[str, str] = {}
    keys, at = ENTER, 0
    while len(expected) < min(len(order), 5):
        question = order[at]
        if question in expected:
            keys += random.choice(("d", ENTER))
            expected[question] = "DK" if keys.endswith("d") else expected[question]
        elif at and random.random() < 0.2:
            keys, at = keys + "b", at - 1
            continue
        else:
            number = random.randint(1, 6)
            keys += DOWN * number + ENTER if number < 6 else "d"
            expected[question] = str(number) if number < 6 else "DK"
        at = next((i for i in (*range(at + 1, len(order)), *range(at)) if order[i] not in expected), at)
    sit(folder, keys, "Plain", "manager", None)
    return expected
