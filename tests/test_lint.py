"""Words that read badly are warned of, each with its place; what reads well is left alone."""

from dataclasses import replace

import pytest
from people import PACK

from cxassess.lint import lint
from cxassess.model.pack import Pack, Step
from cxassess.words import read_words


def with_practice(**changes: object) -> Pack:
    """The shipped pack with GOV1 worded otherwise."""
    practices = {**PACK.practices, "GOV1": replace(PACK.practices["GOV1"], **changes)}  # type: ignore[arg-type]
    return replace(PACK, practices=practices)


def with_step(level: int, **changes: str) -> Pack:
    """The shipped pack with a step of GOV1 worded otherwise."""
    steps = dict(PACK.practices["GOV1"].steps)
    step: Step = steps[level]
    assert step.text is not None
    steps[level] = replace(step, text=replace(step.text, **changes))
    return with_practice(steps=steps)


def warnings(pack: Pack) -> list[str]:
    return [str(warning) for warning in lint(pack, read_words())]


def anchors(*texts: str) -> tuple[str, ...]:
    return texts


def test_the_shipped_words_raise_no_warning() -> None:
    assert warnings(PACK) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"question": f"Who decides {'what customers meet when they deal with us ' * 3}?"},
            "GOV1.question: the question has 142 characters, at most 110 fit on two lines of a telephone",
        ),
        ({"question": "Tell us who decides."}, "GOV1.question: this is no question: it ends without a question mark"),
        ({"question": "Who decides? And when?"}, "GOV1.question: this asks two questions at once"),
        (
            {"short": anchors("Nobody", "One", "Two", "Three", "A board of all functions that meets once every month")},
            "GOV1.short, level 5: the short form has 10 words, at most 8 are read at a glance",
        ),
        (
            {"full": (*PACK.practices["GOV1"].full[:4], "It works.")},
            "GOV1.full, level 5: the full form has 2 words, 9 to 35 are enough for a picture",
        ),
        (
            {"short": anchors("Never done", "Often done", "Owned", "Owned everywhere", "Changed by results")},
            "GOV1.short, levels 1 and 2: neighbours differ only by how much (never, often): show what is seen instead",
        ),
        (
            {"short": anchors("Nobody", "A champion", "Done well", "Done better", "Changed by results")},
            "GOV1.short, levels 3 and 4: neighbours differ only by how much (better, well): show what is seen instead",
        ),
        ({"why": "A robust process helps."}, "GOV1.why: “robust” is jargon: a plain word serves"),
    ],
)
def test_a_practice_that_reads_badly_is_named_with_its_place(changes: dict[str, object], expected: str) -> None:
    assert warnings(with_practice(**changes)) == [expected]


def test_a_long_step_is_named() -> None:
    assert warnings(with_step(2, what=" ".join(f"word{n}" for n in range(90)), why="It helps.")) == [
        "GOV1:2-3: what and why have 92 words together, at most 90 are read"
    ]


def test_advice_that_repeats_another_is_named_even_where_a_word_differs() -> None:
    other = PACK.practices["MEA7"].steps[1].text
    assert other is not None
    (warning,) = warnings(with_step(1, done_when=other.done_when.replace("ten", "twelve")))
    assert warning == "GOV1:1-2.done_when: says nearly the same as MEA7:1-2.done_when" or (
        warning == "MEA7:1-2.done_when: says nearly the same as GOV1:1-2.done_when"
    )


def test_two_steps_with_one_title_are_named() -> None:
    other = PACK.practices["GOV1"].steps[1].text
    assert other is not None
    assert warnings(with_step(2, title=other.title)) == ["GOV1:2-3.title: says nearly the same as GOV1:1-2.title"]
