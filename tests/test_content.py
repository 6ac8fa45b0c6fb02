"""Every shipped questionnaire is sound: counts, anchors, lengths, steps and plain words."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from graphlib import TopologicalSorter

import pytest

from cxassess.files.data import shipped, shipped_ids
from cxassess.files.packs import read_pack
from cxassess.lint import lint
from cxassess.metrics import METRICS
from cxassess.model.pack import Pack, Practice, StepText
from cxassess.words import read_words

IDS = shipped_ids("questionnaires")


@lru_cache
def pack(id: str) -> Pack:
    return read_pack(shipped("questionnaires") / id)


def practices() -> list[Practice]:
    return list(pack("cx-maturity").practices.values())


def steps() -> Iterator[tuple[str, StepText]]:
    for practice in practices():
        for step in practice.steps.values():
            assert step.text is not None, f"{step.id} has no words"
            yield step.id, step.text


def words(text: str) -> int:
    return len(text.split())


def texts() -> Iterator[tuple[str, str]]:
    """Everything that a person reads in the full questionnaire, with its place."""
    for p in practices():
        for name in ("title", "statement", "topic", "question", "why", "enough", "not_enough", "holds", "lacks"):
            yield f"{p.id}.{name}", getattr(p, name)
        yield f"{p.id}.na_when", p.na_when
        for level in range(5):
            yield f"{p.id}.short.{level + 1}", p.short[level]
            yield f"{p.id}.full.{level + 1}", p.full[level]
    for id, text in steps():
        for name in ("title", "what", "why", "first_step", "done_when"):
            yield f"{id}.{name}", getattr(text, name)
    for card in pack("cx-maturity").cards.values():
        yield f"{card.id}.question", card.question
        yield from ((f"{card.id}.{letter}", text) for letter, text in zip("abcd", card.options, strict=True))


def test_the_two_questionnaires_are_shipped() -> None:
    assert IDS == ("cx-maturity", "cx-pulse")


@pytest.mark.parametrize(("id", "count", "cards"), [("cx-maturity", 48, 4), ("cx-pulse", 15, 0)])
def test_a_questionnaire_has_its_number_of_practices_and_cards(id: str, count: int, cards: int) -> None:
    assert (len(pack(id).practices), len(pack(id).cards)) == (count, cards)


def test_each_discipline_has_eight_practices() -> None:
    assert Counter(p.discipline for p in practices()) == dict.fromkeys(
        ("strategy", "customer_understanding", "design", "measurement", "governance", "culture"), 8
    )


def test_the_pulse_has_five_practices_for_each_d_and_two_or_three_for_each_discipline() -> None:
    pulse = pack("cx-pulse").practices.values()
    assert Counter(p.three_d for p in pulse) == {"design": 5, "deliver": 5, "develop": 5}
    assert set(Counter(p.discipline for p in pulse).values()) <= {2, 3}


def test_each_stage_has_key_practices() -> None:
    keys = Counter(p.stage for p in practices() if p.key)
    assert set(keys) == {stage.id for stage in pack("cx-maturity").stages}


@pytest.mark.parametrize("practice", practices(), ids=lambda p: p.id)
def test_a_question_and_its_anchors_keep_to_their_lengths(practice: Practice) -> None:
    assert len(practice.question) <= 110
    assert practice.question.endswith("?")
    assert [words(short) for short in practice.short if words(short) > 8] == []
    assert [full for full in practice.full if not 9 <= words(full) <= 35] == []
    assert len(set(practice.short)) == len(set(practice.full)) == 5


@pytest.mark.parametrize("practice", practices(), ids=lambda p: p.id)
def test_a_practice_has_four_steps_in_words(practice: Practice) -> None:
    assert sorted(practice.steps) == [1, 2, 3, 4]
    for step in practice.steps.values():
        assert step.text is not None
        assert words(step.text.what) + words(step.text.why) <= 90, step.id
        assert step.text.title == step.text.title.strip().rstrip("."), step.id


def test_the_steps_are_192_and_each_has_a_title_of_its_own() -> None:
    titles = Counter(text.title for _, text in steps())
    assert sum(titles.values()) == 192
    assert [title for title, count in titles.items() if count > 1] == []


@pytest.mark.parametrize("name", ["what", "why", "first_step", "done_when"])
def test_no_two_steps_say_the_same(name: str) -> None:
    said = Counter(getattr(text, name) for _, text in steps())
    assert [text for text, count in said.items() if count > 1] == []


@pytest.mark.parametrize("name", ["title", "question", "statement", "topic", "why", "holds", "lacks"])
def test_no_two_practices_say_the_same(name: str) -> None:
    said = Counter(getattr(practice, name) for practice in practices())
    assert [text for text, count in said.items() if count > 1] == []


@pytest.mark.parametrize("id", IDS)
def test_no_reader_stumbles_over_what_a_machine_can_find(id: str) -> None:
    """Lengths, jargon, ladders of degree, advice that repeats another: docs/writing.md, cxassess/lint.py."""
    assert lint(pack(id), read_words()) == ()


def test_texts_are_clean_type() -> None:
    """Typographic marks, single spaces, nothing that would print oddly."""
    wrong = re.compile(r"""^\s|\s$|\s\s|["'`]|\.\.\.| ,| \.|--|\t|\n|!|TODO|TBD|lorem""", re.IGNORECASE)
    assert [(place, text) for place, text in texts() if wrong.search(text)] == []


@pytest.mark.parametrize("id", IDS)
def test_prerequisites_never_lead_back_to_their_own_practice(id: str) -> None:
    chosen = pack(id).practices
    needs = {p.id: {q.practice for s in p.steps.values() for q in s.prerequisites} for p in chosen.values()}
    assert set(TopologicalSorter(needs).static_order()) == set(chosen)


@pytest.mark.parametrize("practice", practices(), ids=lambda p: p.id)
def test_a_practice_points_at_known_metrics_and_says_when_it_does_not_apply(practice: Practice) -> None:
    assert set(practice.metrics) <= set(METRICS)
    assert bool(practice.na_when) == practice.allows_na


def test_each_role_is_asked_something_and_only_executives_get_cards() -> None:
    chosen = pack("cx-maturity")
    assert {id: sum(q in chosen.practices for q in chosen.asked_of(id)) for id in chosen.roles} == {
        "executive": 48,
        "manager": 48,
        "front_line": 29,
        "analyst": 8,
    }
    assert [role.id for role in chosen.roles.values() if role.cards] == ["executive"]
