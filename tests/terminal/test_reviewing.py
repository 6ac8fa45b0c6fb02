"""Comments are looked through: words go into the code frame, and quotes are approved, at once and for good."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from files.building import WAVE, done_well, make_engagement, refused, run
from files.exporting import csv_file

from cxassess.comments.leaving_out import without_words
from cxassess.files.code_frame import read_code_frame
from cxassess.files.engagement import Opened, open_engagement
from cxassess.terminal.reviewing import Review
from cxassess.terminal.screen import Item
from cxassess.words import read_words

TABLES = """
[tables.survey]
tool = "google_forms"
comment = "Anything else?"
[[tables.survey.questions]]
column = "How likely are you to recommend us, 0 to 10?"
metric = "nps"
"""
SAID = ("The router broke again", "My router is dead", "I waited for ever, ring Mrs Lee", "Nothing to say to you")


class Answers:
    """Answers in their order; what was shown stays with them."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.shown = list(answers), list[str]()

    def pick(self, title: str, help: str, items: Sequence[Item]) -> str:
        self.shown.append(f"{title}\n{help}")
        answer = self.answers.pop(0)
        return next(str(item.value) for item in items if answer in {item.value, item.left})

    def type(self, title: str, help: str, default: str) -> str:
        self.shown.append(f"{title}\n{help}\n{default}")
        return self.answers.pop(0)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    acme = make_engagement(tmp_path / "acme")
    (acme / "metrics" / "metrics.toml").write_text(TABLES, encoding="utf-8")
    rows = ([f"2026/01/1{at} 10:00:00 AM", 5, text] for at, text in enumerate(SAID))
    heads = ("Timestamp", "How likely are you to recommend us, 0 to 10?", "Anything else?")
    done_well(run("import", "metrics", acme, csv_file(tmp_path / "survey.csv", heads, *rows)))
    with open_engagement(acme) as found:
        yield found


def reviewed(opened: Opened, *answers: str) -> Answers:
    dialog = Answers(*answers, "done")
    Review(opened, dialog, read_words("en")).run()
    assert dialog.answers == []
    return dialog


def quotes(opened: Opened) -> list[tuple[str, str]]:
    return sorted((quote.state, quote.text) for quote in opened.store.comments.decisions(WAVE).values())


def test_a_word_is_added_and_comments_that_it_tags_are_passed_over(opened: Opened) -> None:
    dialog = reviewed(opened, "untagged", "word", "fault", "router*", "en", "next", "back")
    assert "router (2)" in "".join(dialog.shown)
    assert "“router*” was added." in dialog.shown[5]
    assert "Nothing to say to you" in dialog.shown[6]  # the second router is tagged by now
    frame = read_code_frame(opened.folder)
    assert frame.own
    assert "router*" in next(theme for theme in frame.themes if theme.id == "fault").words["en"]


def test_a_word_that_cannot_be_looked_for_is_told_and_asked_no_further(opened: Opened) -> None:
    dialog = reviewed(opened, "untagged", "word", "fault", "(a+)+", "en", "back")
    assert "“(a+)+” was read, a word or a phrase was expected" in dialog.shown[5]
    assert not read_code_frame(opened.folder).own


def test_a_quote_is_approved_after_it_was_read_and_words_may_be_taken_out(opened: Opened) -> None:
    reviewed(
        opened, "waiting", "approve", "edit", "I waited for ever,", "untagged", "approve", "clean", "refuse", "back"
    )
    assert quotes(opened) == [
        ("approved", "I waited for ever, […]"),
        ("approved", "The router broke again"),
        ("refused", ""),
    ]


def test_what_was_decided_is_not_shown_again(opened: Opened) -> None:
    reviewed(opened, "untagged", "approve", "clean", "refuse", "refuse")
    dialog = reviewed(opened, "untagged")
    assert not any("router" in shown for shown in dialog.shown)


def test_nothing_can_be_put_into_a_customers_mouth(opened: Opened) -> None:
    dialog = reviewed(opened, "untagged", "approve", "edit", "The router never broke", "approve", "no", "back")
    assert "Words can only be taken out" in dialog.shown[4]
    assert quotes(opened) == []


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("one two three four", "one two three four"),
        ("two four", "[…] two […] four"),
        ("one […] four", "one […] four"),
        ("four one", None),
        ("one two2 three four", None),
        ("", None),
        ("[…]", None),
    ],
)
def test_dots_stand_where_words_were_taken_out(kept: str, shown: str | None) -> None:
    assert without_words("one two three four", kept) == shown


def test_without_a_terminal_the_review_says_so_and_the_state_is_told_all_the_same(opened: Opened) -> None:
    refused(run("comments", opened.folder, "--review"), "--review asks in a terminal", code=2)
    said = done_well(run("comments", opened.folder))
    assert "4 comments of the days that are reported (en 4)" in said
    assert "1 with a theme, 3 without" in said
    assert "router (2)" in said
