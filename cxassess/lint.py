"""What reads badly in a questionnaire: warnings, where packs have faults.

A warning never keeps a questionnaire from being used. The rules are those of docs/writing.md that a machine can check;
whether the words are good, only readers can tell.
"""

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

from cxassess.errors import Problem
from cxassess.model.pack import Pack, Practice, StepText
from cxassess.words import Words

QUESTION_LIMIT = 110  # characters: two lines of a telephone
SHORT_LIMIT = 8  # words
FULL_RANGE = (9, 35)  # words
STEP_LIMIT = 90  # words of what and why together
REPEATS_FROM = 0.75  # of the words of two texts that they share
_NO_BREAK = dict.fromkeys(map(ord, "\u00a0\u202f"))
REPEATABLE = ("what", "why", "first_step", "done_when")


def lint(pack: Pack, words: Words) -> tuple[Problem, ...]:
    """Everything in a questionnaire's words that its readers may stumble over, in its order."""
    rules = (_questions, _lengths, _ladders, _jargon, _steps, _repeats)
    return tuple(warning for rule in rules for warning in rule(pack, words))


def _questions(pack: Pack, words: Words) -> Iterator[Problem]:
    for id, question in (*((p.id, p.question) for p in pack.practices.values()), *_card_questions(pack)):
        if len(question) > QUESTION_LIMIT:
            yield _warning(f"{id}.question", words, "question_long", n=len(question), limit=QUESTION_LIMIT)
        if not question.endswith("?"):
            yield _warning(f"{id}.question", words, "no_question")
        if question.count("?") > 1:
            yield _warning(f"{id}.question", words, "two_questions")


def _card_questions(pack: Pack) -> Iterator[tuple[str, str]]:
    return ((card.id, card.question.rpartition(". ")[2]) for card in pack.cards.values())


def _lengths(pack: Pack, words: Words) -> Iterator[Problem]:
    least, most = FULL_RANGE
    for practice in pack.practices.values():
        for level, (short, full) in enumerate(zip(practice.short, practice.full, strict=True), start=1):
            if (n := word_count(short)) > SHORT_LIMIT:
                yield _warning(f"{practice.id}.short, level {level}", words, "short_long", n=n, limit=SHORT_LIMIT)
            if not least <= (n := word_count(full)) <= most:
                yield _warning(f"{practice.id}.full, level {level}", words, "full_length", n=n, least=least, most=most)


def _ladders(pack: Pack, words: Words) -> Iterator[Problem]:
    """Neighbours that a word of degree alone tells apart: everybody has their own “often”."""
    degrees = frozenset(words.listed("lint.degrees"))
    for practice in pack.practices.values():
        for name, anchors in (("short", practice.short), ("full", practice.full)):
            for level, (one, next_one) in enumerate(pairwise(anchors), start=1):
                apart = _bag(one) ^ _bag(next_one)
                if apart and apart <= degrees:
                    where = f"{practice.id}.{name}, levels {level} and {level + 1}"
                    yield _warning(where, words, "degree", degrees=", ".join(sorted(apart)))


def _jargon(pack: Pack, words: Words) -> Iterator[Problem]:
    known = words.listed("lint.jargon_words")
    pattern = re.compile(rf"\b(?:{'|'.join(known)})\b", re.IGNORECASE)
    for where, text in texts(pack):
        for found in sorted({match.group() for match in pattern.finditer(text)}):
            yield _warning(where, words, "jargon", word=found)


def _steps(pack: Pack, words: Words) -> Iterator[Problem]:
    for id, text in _step_texts(pack):
        if (n := word_count(text.what) + word_count(text.why)) > STEP_LIMIT:
            yield _warning(id, words, "step_long", n=n, limit=STEP_LIMIT)


def _repeats(pack: Pack, words: Words) -> Iterator[Problem]:
    """Advice that says what other advice says, and titles that stand twice."""
    steps = list(_step_texts(pack))
    for name in REPEATABLE:
        bags = [(id, _bag(getattr(text, name))) for id, text in steps]
        for (one, first), (other, second) in combinations(bags, 2):
            shared = len(first & second)
            if shared >= REPEATS_FROM * len(first | second) > 0:
                yield _warning(f"{other}.{name}", words, "repeats", other=f"{one}.{name}")
    titles: dict[str, str] = {}
    for id, text in steps:
        if (before := titles.setdefault(text.title.casefold(), id)) != id:
            yield _warning(f"{id}.title", words, "repeats", other=f"{before}.title")


def texts(pack: Pack) -> Iterator[tuple[str, str]]:
    """Every text of a questionnaire that somebody reads, with its place; none that stands in another language."""
    return ((where, text) for key, where, text in _all_texts(pack) if key not in pack.fallbacks)


def _all_texts(pack: Pack) -> Iterator[tuple[str, str, str]]:
    for practice in pack.practices.values():
        yield from _practice_texts(practice)
    for card in pack.cards.values():
        yield f"cards.{card.id}.question", f"{card.id}.question", card.question
        for letter, text in zip("abcd", card.options, strict=True):
            yield f"cards.{card.id}.options", f"{card.id}.{letter}", text


def _practice_texts(practice: Practice) -> Iterator[tuple[str, str, str]]:
    """Each text with its key in the text file and its place as a warning names it."""
    place = f"practices.{practice.id}"
    for name in ("title", "statement", "topic", "question", "why", "enough", "not_enough", "na_when", "holds", "lacks"):
        if text := getattr(practice, name):
            yield f"{place}.{name}", f"{practice.id}.{name}", text
    for name, anchors in (("short", practice.short), ("full", practice.full)):
        for level, text in enumerate(anchors, start=1):
            yield f"{place}.{name}", f"{practice.id}.{name}, level {level}", text
    for level, step in practice.steps.items():
        if step.text:
            for name in ("title", *REPEATABLE):
                yield f"{place}.steps.{level}-{level + 1}.{name}", f"{step.id}.{name}", getattr(step.text, name)


def _step_texts(pack: Pack) -> Iterator[tuple[str, StepText]]:
    return ((s.id, s.text) for p in pack.practices.values() for s in p.steps.values() if s.text)


def _bag(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", text.casefold()))


def word_count(text: str) -> int:
    """The words of a text; a sign behind a no-break space, such as a French question mark, is part of its word."""
    return len(text.translate(_NO_BREAK).split())


def _warning(where: str, words: Words, key: str, **values: object) -> Problem:
    return Problem(where, words.say(f"lint.{key}", **values))
