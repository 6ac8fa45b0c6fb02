"""Customers' words of an engagement: how they are masked, and what they tell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cxassess.comments.counting import Said, count_comments
from cxassess.comments.tagging import Tagger
from cxassess.comments.unseen import frequent_words
from cxassess.files.code_frame import read_code_frame
from cxassess.files.exports.comments import Masker
from cxassess.files.exports.progress import progress_shown
from cxassess.files.store import Store
from cxassess.files.store_privacy import is_mark
from cxassess.masking import KINDS, Names, known_names, names_to_look_at
from cxassess.model.comments import CodeFrame, Comment, CommentCounts, QuoteDecision
from cxassess.model.engagement import Engagement
from cxassess.words import read_words

_FREQUENT = 12  # words that are told


def masker_of(store: Store, settings: Engagement, frame: CodeFrame) -> Masker:
    """How comments of an engagement are masked: by the frame's names and those of all who ever answered."""
    words = read_words(settings.language)
    names = known_names(frame.names, store.people.names(), (settings.client,))
    return Masker(names, {kind: words.say(f"comments.masked.{kind}") for kind in KINDS})


def known_people(store: Store, settings: Engagement) -> Names:
    """The names that whoever reads respondents' comments is warned of: of all who ever answered or were invited."""
    invited = (one.name for wave in store.waves() for one in store.invitations.list(wave.wave.id))
    people = dict.fromkeys(name for name in (*store.people.names(), *invited) if name and not is_mark(name))
    return names_to_look_at(people, (settings.client,))


def count_words(folder: Path, store: Store, settings: Engagement, wave: str) -> CommentCounts | None:
    """What the comments of a wave tell; None without any. Raises InvalidInput for a faulty code frame."""
    sources = store.comments.sources(wave)
    if not sources:
        return None
    frame = read_code_frame(folder)
    meter = _Meter(store.comments.count(wave))
    said = [Said(source.name, meter.told(store.comments.of(source)), source.period) for source in sources]
    decisions = store.comments.decisions(wave)
    masked = _masked_again(decisions, masker_of(store, settings, frame)) if decisions else decisions
    with progress_shown(meter, "Tagging comments"):
        return count_comments(said, frame, settings.language, settings.minimum_group, masked)


class _Meter:
    """How many of the comments have been gone through, as the line of progress asks for it."""

    def __init__(self, total: int) -> None:
        self._total, self._done = total, 0

    def told(self, comments: Iterator[Comment]) -> Iterator[Comment]:
        for comment in comments:
            self._done += 1
            yield comment

    def query_progress(self) -> float:
        return 100 * self._done / max(1, self._total)


def reported(store: Store, wave: str) -> Iterator[Comment]:
    """The comments of the days that are reported, and those without a day."""
    for source in store.comments.sources(wave):
        for comment in store.comments.of(source):
            period, day = source.period, comment.day
            if period is None or day is None or period.start <= day < period.end:
                yield comment


@dataclass(frozen=True, slots=True)
class CommentState:
    """How far the comments of a wave are worked through.

    Attributes:
        frequent: words that comments without a theme share, with in how many each stands.
    """

    counts: CommentCounts | None
    approved: int
    refused: int
    frequent: tuple[tuple[str, int], ...]


def state_of(folder: Path, store: Store, settings: Engagement, wave: str) -> CommentState:
    """Raises InvalidInput for a faulty code frame."""
    decided = [quote.state for quote in store.comments.decisions(wave).values()]
    tagger = Tagger(read_code_frame(folder))
    texts = (c.text for c in reported(store, wave) if not tagger.tag(c.text, c.language).themes)
    frequent = tuple(frequent_words(texts, _FREQUENT))
    counts = count_words(folder, store, settings, wave)
    return CommentState(counts, decided.count("approved"), decided.count("refused"), frequent)


def _masked_again(decisions: Mapping[str, QuoteDecision], masker: Masker) -> Mapping[str, QuoteDecision]:
    """The quotes without names that became known after their comments were read."""
    return {key: replace(quote, text=masker(quote.text)) for key, quote in decisions.items()}
