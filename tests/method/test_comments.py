"""Customers' words: which themes a comment names, and what is counted of many."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from cxassess.comments.counting import Said, count_comments
from cxassess.comments.language import language_of
from cxassess.comments.tagging import Tagger, words_of
from cxassess.comments.unseen import frequent_words
from cxassess.measures.measure import Period
from cxassess.model.comments import CodeFrame, Comment, CommentCounts, GroupCount, Quote, QuoteDecision, Theme
from cxassess.statistics import welch_interval, wilson_interval

WAITING = Theme(
    "waiting", {"en": "Waiting", "de": "Warten"}, {"en": ("wait*", "on hold"), "de": ("warte*",)}, {"en": ("no wait",)}
)
BILL = Theme("bill", {"en": "Bill"}, {"en": ("bill", "can't pay"), "de": ("rechnung*",)})
APP = Theme("app", {"en": "App"}, {"en": ("app",), "de": ("app",)})
FRAME = CodeFrame((WAITING, BILL, APP))


@pytest.mark.parametrize(
    ("text", "language", "themes", "doubts"),
    [
        ("I was WAITING for ever", "en", ("waiting",), ()),
        ("kept on hold", "en", ("waiting",), ()),
        ("on the phone, hold the line", "en", (), ()),
        ("the bills and the app", "en", ("app",), ()),  # bill is a whole word
        ("I can’t pay this", "en", ("bill",), ()),
        ("There was no wait at all", "en", (), ("unless",)),
        ("no wait, but then a long wait", "en", ("waiting",), ("unless",)),
        ("I never got a bill", "en", ("bill",), ("negated",)),
        ("wait, bill, app", "en", ("waiting", "bill", "app"), ("several",)),
        ("Warteschleife", "de", ("waiting",), ()),
        ("Warteschleife", "en", (), ()),
        ("Warteschleife", "", ("waiting",), ()),
        ("Warteschleife", "pl", ("waiting",), ()),  # a language that the frame has not
        ("ＷＡＩＴ", "en", (), ()),
        ("wa\u0131t", "en", (), ()),
        ("[phone] [app]", "en", (), ()),  # placeholders
        ("", "en", (), ()),
        ("word " * 200, "en", (), ("long",)),
    ],
)
def test_a_theme_is_named_by_whole_words_in_its_language(
    text: str, language: str, themes: Sequence[str], doubts: Sequence[str]
) -> None:
    tagged = Tagger(FRAME).tag(text, language)
    assert (tagged.themes, tagged.doubts) == (themes, doubts)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The engineer was late and nobody told me", "en"),
        ("Der Techniker kam zu spät und niemand hat etwas gesagt", "de"),
        ("Le technicien est arrivé très tard et je suis pas content", "fr"),
        ("El técnico llegó muy tarde y no me ha dicho nada", "es"),
        ("Il tecnico è arrivato tardi e non mi hanno detto niente", "it"),
        ("super", ""),
        ("5/5", ""),
    ],
)
def test_the_language_of_a_comment_is_told_by_its_small_words(text: str, language: str) -> None:
    assert language_of(words_of(text)) == language


def comments(*rows: tuple[str, int | None], day: date | None = date(2025, 5, 2), place: str = "Shop") -> list[Comment]:
    """A text with its score."""
    return [Comment(t, "a.csv", at, day, place, "", "en", {} if s is None else {"csat.1_5": float(s)})
            for at, (t, s) in enumerate(rows)]  # fmt: skip


def counted(
    said: Sequence[Comment], least: int = 5, period: Period | None = None, quotes: Mapping[str, str] | None = None
) -> CommentCounts:
    decisions = {c.key: QuoteDecision(c.key, "approved", quotes[c.text]) for c in said if quotes and c.text in quotes}
    found = count_comments([Said("a.csv", said, period)], FRAME, "en", least, decisions)
    assert found is not None
    return found


def test_shares_have_wilsons_interval_and_scores_welchs() -> None:
    told = [*(("I wait", s) for s in (1, 2, 2, 3) * 10), *(("Fine", s) for s in (5, 4, 4, 3) * 15)]
    found = counted(comments(*told))
    theme = found.themes[0]
    assert (theme.id, theme.n, theme.share) == ("waiting", 40, 0.4)
    assert (theme.low, theme.high) == wilson_interval(0.4, 100)
    [link] = theme.scores
    expected = welch_interval([1, 2, 2, 3] * 10, [5, 4, 4, 3] * 15)
    assert (link.n, link.others_n, link.mean, link.others_mean) == (40, 60, 2.0, 4.0)
    assert (link.difference, link.low, link.high) == pytest.approx((-2.0, expected.low, expected.high))
    assert found.score == "csat.1_5"


@pytest.mark.parametrize(("with_theme", "others", "why"), [(30, 30, ""), (29, 60, "too_few"), (60, 29, "too_few")])
def test_a_difference_needs_thirty_scored_comments_on_each_side(with_theme: int, others: int, why: str) -> None:
    told = [*(("I wait", 1 + n % 5) for n in range(with_theme)), *(("Fine", 1 + n % 5) for n in range(others))]
    [link] = counted(comments(*told)).themes[0].scores
    assert (link.why, link.difference is None) == (why, bool(why))


def test_comments_without_a_score_stand_on_neither_side() -> None:
    told = [
        *(("I wait", 2) for _ in range(30)),
        *(("I wait", None) for _ in range(30)),
        *(("Fine", 4) for _ in range(30)),
    ]
    [link] = counted(comments(*told)).themes[0].scores
    assert (link.n, link.others_n, link.difference, link.low) == (30, 30, -2.0, None)  # no spread: no interval


def test_few_comments_are_withheld_by_theme_and_by_group() -> None:
    said = [
        *comments(*[("I wait", 2)] * 9),
        *comments(*[("I wait", 2)] * 4, place="Chat"),
        *comments(*[("a bill", 2)] * 4),
    ]
    found = counted(said)
    waiting, *others = found.themes
    assert {theme.id: theme.n for theme in others} == {"app": 0, "bill": None}
    # Chat is too small, and so that nobody works it out, the other group of the two goes with it
    assert waiting.groups["touchpoint"] == (GroupCount("Shop", 13, None), GroupCount("Chat", 4, None))


def test_only_the_days_that_are_reported_count_and_quarters_tell_them_apart() -> None:
    now = Period(date(2025, 1, 1), date(2026, 1, 1))
    said = [
        *comments(*[("I wait", 2)] * 6, day=date(2024, 12, 31)),
        *comments(*[("I wait", 2)] * 6, day=date(2025, 1, 1)),
        *comments(*[("Fine", 2)] * 6, day=date(2025, 12, 31)),
        *comments(*[("I wait", 2)] * 6, day=None),
    ]
    found = counted(said, period=now)
    assert (found.comments, found.earlier) == (18, 6)
    assert [(g.name, g.n, g.count) for g in found.themes[0].groups["period"]] == [("2025-Q1", 6, 6), ("2025-Q4", 6, 0)]
    assert (found.sources[0].first, found.sources[0].last) == (date(2025, 1, 1), date(2025, 12, 31))


def test_only_approved_comments_are_quoted_each_once_and_not_from_a_group_too_small_to_show() -> None:
    said = [
        *comments(*[("I wait", 2)] * 9),
        *comments(("wait for the bill", 1), place="Chat"),
        *comments(*[("bill", 1)] * 5),
    ]
    found = counted(said, quotes={"wait for the bill": "wait for […]"})
    assert {theme.id: theme.quotes for theme in found.themes} == {
        "waiting": (),
        "bill": (Quote("wait for […]", "", "2025-Q2"),),  # the rarer of its two themes
        "app": (),
    }


def test_nothing_is_counted_without_comments() -> None:
    assert count_comments([], FRAME, "en", 5) is None
    assert count_comments([Said("a.csv", ())], FRAME, "en", 5) is None


def test_words_that_untagged_comments_share_are_told_without_small_ones_and_placeholders() -> None:
    texts = ["The router, the router!", "router and cable [name]", "cable with router", "something"]
    assert frequent_words(texts, 5) == [("router", 3), ("cable", 2)]
