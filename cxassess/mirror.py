"""The mirror: how many customers and partners agree with what a practice should bring them, beside its inside view.

The two sides are asked differently and on scales of their own: a share of people beside a level. They are never
subtracted from each other, nor drawn on one axis. What is said is said of the people who answered, since nobody
knows whether those who did not would say the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cxassess.display import r1
from cxassess.model.assessment import Finding, PracticeScore
from cxassess.model.engagement import Engagement
from cxassess.model.mirror import (
    AGREEING,
    PANELS,
    POINTS,
    Agreement,
    Mirror,
    MirrorAnswers,
    MirrorFound,
    MirrorReading,
    MirrorResponse,
    Panel,
    PanelCount,
)
from cxassess.model.pack import Pack
from cxassess.model.say_do import ThemeReading
from cxassess.say_do import THEMES, WEAK_BELOW, is_mostly, is_seldom, is_strong
from cxassess.statistics import wilson_interval
from cxassess.words import Words

MATTERS, NOTE = 2, 1  # severities, as findings have them


def read_mirror(answers: MirrorAnswers | None, least: int) -> Mirror | None:
    """The shares of each panel by item; None where nobody answered.

    Args:
        least: people that a panel or an item needs to be shown (`minimum_group`).
    """
    responses = [response for response in answers.responses if response.answers] if answers else []
    if answers is None or not responses:
        return None
    by_panel: dict[Panel, list[MirrorResponse]] = {
        panel: [response for response in responses if response.panel == panel] for panel in PANELS
    }
    panels = tuple(
        PanelCount(panel, len(people), answers.reached.get(panel, ""), len(people) >= least)
        for panel, people in by_panel.items()
        if people
    )
    items = tuple(
        MirrorReading(item, tuple(_agreement(count.panel, item.id, by_panel[count.panel], least) for count in panels))
        for item in answers.form.items.values()
    )
    return Mirror(answers.form, panels, items)


def _agreement(panel: Panel, item: str, people: Sequence[MirrorResponse], least: int) -> Agreement:
    chosen = [person.answers[item].choice for person in people if item in person.answers]
    points = [choice for choice in chosen if choice in POINTS]
    n = len(points)
    if n < least or not n:
        return Agreement(panel, n, None, None, None, None, None, "withheld" if n else "nobody")
    agree = sum(1 for choice in points if choice in AGREEING)
    low, high = wilson_interval(agree / n, n)
    return Agreement(panel, n, agree, len(chosen) - n, agree / n, low, high)


# ── beside the inside view ───────────────────────────────────────────────────────────────────────────────────


def set_beside(
    mirror: Mirror | None,
    pack: Pack,
    engagement: Engagement,
    practices: Mapping[str, PracticeScore],
    themes: Sequence[ThemeReading],
) -> Mirror | None:
    """The mirror with what does not fit: a strong practice that few agree with, a weak one that most agree with.

    A weak practice is left alone where an outcome of the theme that its item answers speaks for the low rating: then
    the outcome and the people who answered differ, and what is outside does not say that the inside view is too low.
    """
    if mirror is None:
        return None
    weak_outside = {theme.id for theme in themes if theme.verdict == "agree_weak"}
    supported = {theme.mirror for theme in THEMES if theme.id in weak_outside}
    items = []
    for reading in mirror.items:
        score = practices.get(reading.item.id)
        found = {
            agreement.panel: kind
            for agreement in reading.panels
            if (kind := _found(agreement, score, pack, engagement, supported)) is not None
        }
        items.append(replace(reading, found=found))
    return replace(mirror, items=tuple(items))


def _found(
    agreement: Agreement, score: PracticeScore | None, pack: Pack, engagement: Engagement, supported: set[str]
) -> MirrorFound | None:
    if score is None or score.value is None:
        return None
    if is_seldom(agreement) and is_strong(score, pack, engagement):
        return "below"
    is_weak = r1(score.value) < WEAK_BELOW
    return "above" if is_mostly(agreement) and is_weak and score.practice not in supported else None


def unconfirmed(mirror: Mirror | None) -> frozenset[str]:
    """The strong practices that fewer than half of a panel agree with."""
    readings = mirror.items if mirror else ()
    return frozenset(reading.item.id for reading in readings if "below" in reading.found.values())


def find_mirror(
    mirror: Mirror | None, pack: Pack, practices: Mapping[str, PracticeScore], words: Words
) -> Iterator[Finding]:
    """What does not fit, one finding a practice: first what is strong inside and seldom agreed with."""
    for reading, apart in _apart(mirror, "below"):
        sentence = _sentence("mirror.below", reading, apart, pack, practices, words)
        yield Finding("mirror_below", reading.item.id, MATTERS, sentence, _numbers(reading, apart, practices))
    for reading, apart in _apart(mirror, "above"):
        sentence = _sentence("mirror.above", reading, apart, pack, practices, words)
        yield Finding("mirror_above", reading.item.id, NOTE, sentence, _numbers(reading, apart, practices))


Apart = Sequence[Agreement]  # the panels of which one and the same thing is found


def _apart(mirror: Mirror | None, wanted: MirrorFound) -> Iterator[tuple[MirrorReading, Apart]]:
    for reading in mirror.items if mirror else ():
        panels = [a for a in reading.panels if reading.found.get(a.panel) == wanted]
        if panels:
            yield reading, panels


def _sentence(
    key: str, reading: MirrorReading, apart: Apart, pack: Pack, practices: Mapping[str, PracticeScore], words: Words
) -> str:
    return words.say(
        key,
        name=pack.practices[reading.item.id].title,
        id=reading.item.id,
        rating=practices[reading.item.id].value,
        shares=words.join([say_share(agreement, words) for agreement in apart]),
        topic=words.say("quote", text=reading.item.topic),
    )


def _numbers(
    reading: MirrorReading, apart: Apart, practices: Mapping[str, PracticeScore]
) -> dict[str, float | int | str | None]:
    numbers: dict[str, float | int | str | None] = {"rating": practices[reading.item.id].value}
    for agreement in apart:
        numbers[agreement.panel] = agreement.share
        numbers[f"n_{agreement.panel}"] = agreement.n
    return numbers


def say_share(agreement: Agreement, words: Words) -> str:
    """“33 % of the 58 customers who answered”."""
    return words.say(f"mirror.share_{agreement.panel}", share=agreement.share, count=agreement.n)


def say_panels(mirror: Mirror, words: Words) -> str:
    """Who was asked and answered: “60 customers and 12 partners”, of the panels with enough people."""
    return words.join([words.say(f"mirror.people_{panel.panel}", count=panel.people) for panel in mirror.shown])
