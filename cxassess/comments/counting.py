"""Comments become counts: by theme, touchpoint, channel and period, with what their rows scored.

One pass, in little memory: what is kept of a theme are counts, sums and sums of squares, whatever the number of
comments; quotes are few, since a person approved each.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cxassess.comments.tagging import Tagger
from cxassess.measures.difference import MeanError, compare_means
from cxassess.measures.measure import Period
from cxassess.measures.withholding import hidden_groups
from cxassess.model.comments import (
    By,
    CodeFrame,
    Comment,
    CommentCounts,
    CommentSource,
    GroupCount,
    Quote,
    QuoteDecision,
    ScoreLink,
    ThemeCount,
)
from cxassess.statistics import wilson_interval

ENOUGH = 30  # comments with a score on each side of a difference: a judgement, as for handle times
MOST_QUOTES = 3  # of a theme
MOST_GROUPS = 40  # touchpoints or channels that are told apart; the rarest are left out of the tables
BY: tuple[By, ...] = ("touchpoint", "channel", "period")


@dataclass(frozen=True, slots=True)
class Said:
    """The comments of one source, with the days that are reported: all of them where `period` is None."""

    source: str
    comments: Iterable[Comment]
    period: Period | None = None


@dataclass(slots=True)
class _Sums:
    """Scores that add up."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    def add(self, value: float) -> None:
        self.n += 1
        self.total += value
        self.squares += value * value

    def less(self, other: "_Sums") -> "_Sums":
        return _Sums(self.n - other.n, self.total - other.total, self.squares - other.squares)

    @property
    def error(self) -> MeanError:
        mean = self.total / self.n
        variance = max(0.0, self.squares - self.n * mean * mean) / (self.n - 1)
        return MeanError(mean, variance / self.n, self.n - 1)


@dataclass(slots=True)
class _Tally:
    """What is counted of all comments, or of those with one theme."""

    n: int = 0
    groups: dict[By, Counter[str]] = field(default_factory=lambda: {by: Counter() for by in BY})
    scores: dict[str, _Sums] = field(default_factory=dict)

    def add(self, comment: Comment, period: str) -> None:
        self.n += 1
        told: dict[By, str] = {"touchpoint": comment.touchpoint, "channel": comment.channel, "period": period}
        for by, name in told.items():
            if name:
                self.groups[by][name] += 1
        for key, value in comment.scores.items():
            self.scores.setdefault(key, _Sums()).add(value)


def count_comments(
    said: Sequence[Said],
    frame: CodeFrame,
    language: str,
    least: int,
    decisions: Mapping[str, QuoteDecision] | None = None,
) -> CommentCounts | None:
    """What the comments tell; None where there are none in the days that are reported.

    Args:
        language: of the report, for the names of themes.
        least: how many comments a group needs to be shown.
        decisions: about quotes, by the comment's key.
    """
    tagger = Tagger(frame)
    approved = {key: quote.text for key, quote in (decisions or {}).items() if quote.state == "approved"}
    whole, by_theme = _Tally(), {theme.id: _Tally() for theme in frame.themes}
    languages: Counter[str] = Counter()
    sources: list[CommentSource] = []
    quotes: list[tuple[tuple[str, ...], Quote]] = []
    earlier = tagged = doubtful = 0
    for one in said:
        first = last = None
        before = whole.n
        for comment in one.comments:
            day = comment.day
            if one.period and day and not one.period.start <= day < one.period.end:
                earlier += 1
                continue
            period = quarter_of(day)
            found = tagger.tag(comment.text, comment.language)
            whole.add(comment, period)
            languages[comment.language] += 1
            tagged += bool(found.themes)
            doubtful += bool(found.doubts)
            for theme in found.themes:
                by_theme[theme].add(comment, period)
            if day:
                first, last = min(first or day, day), max(last or day, day)
            if approved and (text := approved.get(comment.key)):
                quotes.append((found.themes, Quote(text, comment.touchpoint, period)))
        if whole.n > before:
            sources.append(CommentSource(one.source, whole.n - before, first, last))
    if not whole.n:
        return None
    hidden = {by: hidden_groups(whole.groups[by], least) for by in BY}
    made = [_theme(theme.id, theme.name(language), by_theme[theme.id], whole, hidden, least) for theme in frame.themes]
    made.sort(key=lambda theme: (theme.n is None, -(theme.n or 0), theme.name))
    main = max(sorted(whole.scores), key=lambda key: whole.scores[key].n, default="")
    return CommentCounts(
        whole.n,
        earlier,
        tagged,
        doubtful,
        dict(sorted(languages.items(), key=lambda item: (-item[1], item[0]))),
        tuple(sources),
        tuple(_with_quotes(made, quotes, hidden)),
        main,
        frame.own,
    )


def quarter_of(day: date | None) -> str:
    """The quarter of a day as the series of outcomes call it; empty without a day.

    >>> quarter_of(date(2025, 5, 2))
    '2025-Q2'
    """
    return f"{day.year}-Q{(day.month + 2) // 3}" if day else ""


def _theme(
    id: str, name: str, tally: _Tally, whole: _Tally, hidden: Mapping[By, frozenset[str]], least: int
) -> ThemeCount:
    if hidden_groups({id: tally.n}, least):
        return ThemeCount(id, name, None, None, None, None)
    share = tally.n / whole.n
    low, high = wilson_interval(share, whole.n)
    groups = {by: tuple(_groups(by, tally, whole, hidden[by])) for by in BY if whole.groups[by]}
    scores = tuple(_link(key, tally.scores.get(key, _Sums()), whole.scores[key]) for key in _by_weight(whole.scores))
    return ThemeCount(id, name, tally.n, share, low, high, groups, scores)


def _by_weight(scores: Mapping[str, _Sums]) -> list[str]:
    return sorted(scores, key=lambda key: (-scores[key].n, key))


def _groups(by: By, tally: _Tally, whole: _Tally, hidden: frozenset[str]) -> Iterable[GroupCount]:
    sizes = whole.groups[by]
    names = sorted(sizes) if by == "period" else sorted(sizes, key=lambda name: (-sizes[name], name))[:MOST_GROUPS]
    for name in names:
        if name in hidden:
            yield GroupCount(name, sizes[name], None)
            continue
        count = tally.groups[by][name]
        low, high = wilson_interval(count / sizes[name], sizes[name])
        yield GroupCount(name, sizes[name], count, count / sizes[name], low, high)


def _link(key: str, own: _Sums, whole: _Sums) -> ScoreLink:
    """What comments with a theme scored beside the others, from ENOUGH of each on."""
    metric, scale, *down = key.split(".")
    least, most = (int(end) for end in scale.split("_"))
    others = whole.less(own)
    base = ScoreLink(metric, least, most, "down" if down else "up", own.n, others.n)
    if min(own.n, others.n) < ENOUGH:
        return ScoreLink(base.metric, least, most, base.better, own.n, others.n, why="too_few")
    difference = compare_means(own.error, others.error)
    return ScoreLink(
        base.metric,
        least,
        most,
        base.better,
        own.n,
        others.n,
        own.error.mean,
        others.error.mean,
        difference.value,
        difference.low,
        difference.high,
    )


def _with_quotes(
    themes: Sequence[ThemeCount], quotes: Sequence[tuple[tuple[str, ...], Quote]], hidden: Mapping[By, frozenset[str]]
) -> Iterable[ThemeCount]:
    """Each quote beside one theme alone, the rarest first, so that every theme gets some; groups too small unnamed."""
    taken: dict[str, list[Quote]] = {theme.id: [] for theme in themes if theme.n is not None}
    order = [theme.id for theme in reversed(themes) if theme.n is not None]
    for named, quote in quotes:
        for id in order:
            if id in named and len(taken[id]) < MOST_QUOTES:
                taken[id].append(
                    Quote(
                        quote.text,
                        "" if quote.touchpoint in hidden["touchpoint"] else quote.touchpoint,
                        "" if quote.period in hidden["period"] else quote.period,
                    )
                )
                break
    for theme in themes:
        own = tuple(taken.get(theme.id, ()))
        yield ThemeCount(
            theme.id, theme.name, theme.n, theme.share, theme.low, theme.high, theme.groups, theme.scores, own
        )
