"""What every section needs at hand: the assessment, the words, and the few ways in which numbers become text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from cxassess.display import MISSING
from cxassess.findings import is_blind_spot, is_disputed
from cxassess.inputs import NOW_DAYS
from cxassess.model.assessment import Action, Assessment, DimensionScore, Finding, OwnAction, PracticeScore
from cxassess.model.engagement import Commentary
from cxassess.perception import FLAGGED_FROM, practice_gaps
from cxassess.report.blocks import Block, Caption, Cell, Heading, Listing, Run, Runs, Text, plain
from cxassess.report.compose.exhibits import runs_of
from cxassess.statistics import MIN_FOR_INTERVAL
from cxassess.words import Words

Audience = Literal["client", "working"]  # who reads: the client, or the team that works with the answers


@dataclass(frozen=True)
class Context:
    """One report in the making."""

    assessment: Assessment
    commentary: Commentary
    words: Words
    fingerprint: str
    audience: Audience = "working"
    sections: tuple[str, ...] = ()  # what the report prints, so that no two sections say the same

    def say(self, key: str, /, **values: object) -> str:
        """A sentence of the report's part of the catalogue."""
        return self.words.say(f"report.{key}", **values)

    def told(self, key: str, /, *, note: str = "", **values: object) -> Runs:
        """A sentence in which values may be exhibits, and on which a footnote may hang."""
        runs = runs_of(self.say(key, **values))
        text = self.say(f"notes.{note}") if note else ""
        return (*runs[:-1], replace(runs[-1], note=text)) if text else runs

    def noted(self, text: Text, note: str) -> Text:
        """A paragraph with a footnote at its end."""
        *rest, last = text.runs
        return replace(text, runs=(*rest, replace(last, note=self.say(f"notes.{note}"))))

    def caption(self, key: str, name: str = "", **values: object) -> Caption:
        """The caption of an exhibit; `name` tells several of a kind apart."""
        return Caption(f"{key}.{name}" if name else key, self.say(f"captions.{key}", **values))

    @property
    def has_gates(self) -> bool:
        """Whether key practices decide anything here: a short questionnaire names no stage."""
        return self.assessment.pack.frameworks["stages"].scored

    @property
    def client(self) -> str:
        return self.assessment.engagement.client

    @property
    def as_of(self) -> date:
        return self.assessment.wave.as_of

    @property
    def due(self) -> date:
        """The end of the first horizon."""
        return self.as_of + timedelta(NOW_DAYS)

    def level_name(self, level: int) -> str:
        return self.assessment.pack.levels[level - 1]

    def discipline_name(self, id: str) -> str:
        return self.assessment.pack.dimension("disciplines", id).name

    def discipline_within(self, id: str) -> str:
        """A discipline’s name within a sentence."""
        return self.words.within(self.discipline_name(id))

    def title(self, practice: str) -> str:
        return self.assessment.pack.practices[practice].title

    def named(self, practice: str) -> str:
        """Title, id and score of a practice, as text beside it names them."""
        score = self.words.score(self.assessment.practices[practice].value)
        return self.words.named(self.title(practice), practice, score)

    @cached_property
    def disciplines(self) -> tuple[DimensionScore, ...]:
        return tuple(self.assessment.discipline(d.id) for d in self.assessment.pack.disciplines)

    @cached_property
    def scored(self) -> tuple[DimensionScore, ...]:
        """The disciplines with a score, widest gap first, then the lowest."""
        known = [s for s in self.disciplines if s.value is not None]
        return tuple(sorted(known, key=lambda s: (-(s.gap or 0), s.value or 0)))

    @cached_property
    def stage_number(self) -> int | None:
        """The reached stage, 1 for the first."""
        if self.assessment.stage.reached is None:
            return None
        return [s.id for s in self.assessment.pack.stages].index(self.assessment.stage.reached) + 1

    @cached_property
    def now(self) -> tuple[Action | OwnAction, ...]:
        return self.assessment.actions_in("now")

    @cached_property
    def disputed(self) -> tuple[PracticeScore, ...]:
        found = [p for p in self.assessment.practices.values() if is_disputed(p)]
        return tuple(sorted(found, key=lambda p: -(p.ad or 0)))

    @cached_property
    def blind(self) -> tuple[PracticeScore, ...]:
        found = [p for p in self.assessment.practices.values() if is_blind_spot(p)]
        return tuple(sorted(found, key=lambda p: -p.dont_know / p.answered))

    @cached_property
    def is_start_of_a_talk(self) -> bool:
        """Whether so few people answered that the result is no ground for commitments."""
        return self.assessment.overall.reading.n < MIN_FOR_INTERVAL

    @cached_property
    def seen_apart(self) -> frozenset[str]:
        """Practices on which executives and the front line lie so far apart that their mean tells little."""
        gaps = practice_gaps(self.assessment.practices)
        return frozenset(id for id, gap in gaps.items() if abs(gap) >= FLAGGED_FROM)

    @cached_property
    def done_not_improved(self) -> frozenset[str]:
        """Actions that were done by an earlier wave’s promise, and whose practice did not clearly improve."""
        history = self.assessment.history
        return (
            frozenset(one.id for one in history.promises if one.outcome == "done_not_moved") if history else frozenset()
        )

    def cut(self, text: str, longest: int) -> str:
        """What somebody wrote, cut after a word where it is longer."""
        return text if len(text) <= longest else self.say("evidence.cut", text=text[:longest].rsplit(" ", 1)[0])

    def findings(self, kind: str) -> tuple[Finding, ...]:
        return tuple(f for f in self.assessment.findings if f.kind == kind)

    def sentence(self, finding: Finding) -> str:
        """A finding's sentence, or the consultant's own in its place."""
        override = self.commentary.overrides.get(finding.key)
        return override.sentence if override else finding.sentence

    def figure_words(self, figure: type) -> Mapping[str, str]:
        """The words that a picture needs."""
        known = self.words.table("report.figures")
        wanted: tuple[str, ...] = tuple(getattr(figure, "WORDS", ()))
        return {key: known[key] for key in wanted}

    def commented(self, section: str) -> Iterator[Block]:
        """The consultant's paragraph for a section, where there is one."""
        text = self.commentary.sections.get(section)
        if not text:
            return
        yield Heading(self.say("consultant"), 2)
        for part in text.split("\n\n"):
            yield _paragraph_or_list(part.strip())
        yield from self.moved(section)

    def moved(self, *places: str) -> Iterator[Block]:
        """A warning where the numbers beside the consultant's words have changed, in any of the places."""
        if not self.commentary.moved.isdisjoint(places):
            yield Text((Run(self.say("stale"), alert=True),), "note")


_ITEM = re.compile(r"(?:[-•*]|(?P<number>\d+)[.)])\s+(?P<text>.+)")


def _paragraph_or_list(text: str) -> Text | Listing:
    """Lines that all begin with a dash, or all with a number, are a list; anything else is a paragraph."""
    items = [_ITEM.fullmatch(line.strip()) for line in text.split("\n")]
    found = [item for item in items if item is not None]
    ordered = [item["number"] is not None for item in found]
    if len(found) < len(items) or len(set(ordered)) != 1:
        return Text(plain(text))
    return Listing(tuple(plain(item["text"]) for item in found), ordered[0])


def claim(title: str, text: str) -> Text:
    """A paragraph that opens with its claim."""
    return Text((Run(title, bold=True), Run(text)))


def text_cell(text: str, second: str = "", *, bold: bool = False, grey: bool = False) -> Cell:
    return Cell((Run(text, bold=bold, grey=grey),), second)


def score_cell(page: Context, value: float | None, level: int | None = None) -> Cell:
    """A score, shaded by its level where one is given."""
    if value is None:
        return Cell((Run(MISSING, grey=True),))
    return Cell((Run(page.words.score(value), bold=level is not None),), level=level)


def share_of_scale(value: float, top: float = 5.0) -> float:
    """Where a score stands on an axis from 1 to `top`, as a share."""
    return (value - 1) / (top - 1)
