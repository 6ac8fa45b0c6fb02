"""What the consultants' pages show of a situation: plain values and charts, with a finding on top.

Whatever is left out here because few people stand behind it is named with the reason, and stands nowhere on the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from cxassess.display import r1
from cxassess.findings import is_disputed
from cxassess.model.assessment import Assessment, DimensionScore, GroupMean, PracticeScore
from cxassess.model.pack import LEVELS
from cxassess.statistics import AD_LIMIT
from cxassess.web.charts import level_bar, score_bar
from cxassess.web.situation import Situation
from cxassess.web.turnout import Groups, before_closing, names_of, outside_of, roles_of, title_of, units_of
from cxassess.withholding import JOINED
from cxassess.words import Words

FURTHEST = 2  # disciplines that the heading names
MOST_DISPUTED = 8  # practices in the list: more than a workshop has time for


@dataclass(frozen=True, slots=True)
class Bar:
    """A discipline."""

    name: str
    value: str
    interval: str
    target: str
    gap: str
    n: int
    is_far: bool
    chart: Markup
    why: str = ""


@dataclass(frozen=True, slots=True)
class Disputed:
    """A practice that people see differently."""

    id: str
    question: str
    chart: Markup
    spread: str
    means: tuple[str, ...]
    agreed: str


@dataclass(frozen=True, slots=True)
class FollowPage:
    """The whole page. `names` are lists of people, for the consultants' eyes."""

    title: str
    lead: str
    roles: Groups
    units: Groups | None
    outside: Groups | None
    before: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    why: str
    bars_title: str
    bars: tuple[Bar, ...]
    disputes_title: str
    more: str
    columns: tuple[str, ...]
    disputes: tuple[Disputed, ...]
    levels: tuple[str, ...]
    minimum: str


def follow_page(s: Situation, words: Words) -> FollowPage:
    """Who has answered, and what comes of it so far."""
    a = s.assessment
    bars = _bars(a, words) if a else ()
    columns = _columns(a) if a else ()
    disputes = tuple(_disputed(a, score, columns, words) for score in disputed_of(a)) if a else ()
    return FollowPage(
        title=title_of(s, words),
        lead=words.say("follow.more" if s.eyes and s.is_protected else f"follow.mode.{s.settings.mode}"),
        roles=roles_of(s, words),
        units=units_of(s, words),
        outside=outside_of(s, words),
        before=tuple(before_closing(s, words)),
        names=tuple(names_of(s, words)) if s.eyes else (),
        why=s.why,
        bars_title=_bars_title(a, words) if a else "",
        bars=bars,
        disputes_title=_disputes_title(disputes[:MOST_DISPUTED], words),
        more=words.say("follow.more_disputes", count=more) if (more := len(disputes) - MOST_DISPUTED) > 0 else "",
        columns=tuple(a.pack.roles[role].plural for role in columns) if a else (),
        disputes=disputes[:MOST_DISPUTED],
        levels=s.pack.levels,
        minimum=_minimum(s, words),
    )


def _minimum(s: Situation, words: Words) -> str:
    """From how many people on the client sees numbers of them."""
    if not s.is_protected:
        return ""
    return words.say("follow.steps" if s.protects else "follow.minimum", n=s.settings.minimum_group)


# ── results ──────────────────────────────────────────────────────────────────────────────────────────────────


def _disciplines(a: Assessment) -> list[DimensionScore]:
    """Disciplines that count, the largest gap first; those without a score at the end."""
    scores = [a.discipline(d.id) for d in a.pack.disciplines if a.weights.get(d.id, 1.0)]
    return sorted(scores, key=lambda score: (score.value is None, -(score.gap or 0.0), score.value or 0.0))


def _furthest(a: Assessment) -> list[DimensionScore]:
    return [score for score in _disciplines(a) if score.value is not None and (score.gap or 0.0) > 0][:FURTHEST]


def _bars(a: Assessment, words: Words) -> tuple[Bar, ...]:
    far = {score.key for score in _furthest(a)}
    return tuple(_bar(a, score, words, is_far=score.key in far) for score in _disciplines(a))


def _bar(a: Assessment, score: DimensionScore, words: Words, *, is_far: bool) -> Bar:
    reading = score.reading
    has_interval = reading.low is not None and reading.high is not None
    return Bar(
        name=a.pack.dimension("disciplines", score.dimension).name,
        value=words.score(reading.value),
        interval=f"{words.score(reading.low)}–{words.score(reading.high)}" if has_interval else "",
        target=words.score(score.target),
        gap=words.score(score.gap),
        n=reading.n,
        is_far=is_far,
        chart=score_bar(reading.value, reading.low, reading.high, score.target, is_far=is_far),
        why="" if reading.value is not None else (reading.why or ""),
    )


def _bars_title(a: Assessment, words: Words) -> str:
    scored = [score for score in _disciplines(a) if score.value is not None]
    if not scored:
        return words.say("follow.no_score")
    if far := _furthest(a):
        names = [a.pack.dimension("disciplines", score.dimension).name for score in far]
        joined = words.join([names[0], *(words.within(name) for name in names[1:])])
        return words.say("follow.furthest", names=joined, count=len(far))
    return words.say("follow.on_target")


def disputed_of(a: Assessment) -> list[PracticeScore]:
    """The practices on which answers differ beyond the limit, the widest spread first."""
    return sorted((p for p in a.practices.values() if is_disputed(p)), key=lambda p: -(p.ad or 0.0))


def _columns(a: Assessment) -> tuple[str, ...]:
    """The two roles whose means stand beside each other: executives and the front line, or what they count with."""
    counted = [id for id in a.engagement.roles if id in a.engagement.counted_roles]
    found = [next((id for id in counted if part in id.split(JOINED)), "") for part in ("executive", "front_line")]
    return tuple(dict.fromkeys(id for id in found if id))


def _mean(mean: GroupMean | None, least: int, words: Words) -> str:
    """The mean of a role where at least so many of it answered; a dash elsewhere."""
    return words.score(mean.value if mean is not None and mean.n >= least else None)


def _disputed(a: Assessment, score: PracticeScore, columns: Sequence[str], words: Words) -> Disputed:
    return Disputed(
        id=score.practice,
        question=a.pack.practices[score.practice].question,
        chart=level_bar(score.counts, a.pack.levels),
        spread=words.number(score.ad or 0.0, ".2f"),
        means=tuple(_mean(score.by_role.get(role), a.engagement.least, words) for role in columns),
        agreed=words.say("follow.agreed_at", level=score.agreed.level) if score.agreed else "",
    )


def _disputes_title(disputes: Sequence[Disputed], words: Words) -> str:
    if not disputes:
        return words.say("follow.no_dispute")
    return words.say("follow.disputes", n=len(disputes), count=len(disputes))


# ── practices ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Cell:
    """A mean on the heat map: `level` is its colour, 0 for none."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A practice on the heat map."""

    id: str
    title: str
    score: Cell
    cells: tuple[Cell, ...]
    note: str


@dataclass(frozen=True, slots=True)
class HeatMap:
    """All practices by role, discipline by discipline."""

    columns: tuple[str, ...]
    groups: tuple[tuple[str, tuple[HeatRow, ...]], ...]


def heat_map(a: Assessment, words: Words) -> HeatMap:
    """The practices by role; a mean of too few people has no cell."""
    roles = [id for id in a.engagement.roles if id in a.engagement.counted_roles]
    groups = (
        (d.name, tuple(_heat_row(a, p.id, roles, words) for p in a.pack.in_dimension("disciplines", d.id)))
        for d in a.pack.disciplines
    )
    return HeatMap(tuple(a.pack.roles[id].plural for id in roles), tuple((name, rows) for name, rows in groups if rows))


def _heat_row(a: Assessment, practice: str, roles: Sequence[str], words: Words) -> HeatRow:
    score = a.practices[practice]
    means = [score.by_role.get(role) for role in roles]
    shown = [mean.value if mean and mean.n >= a.engagement.least else None for mean in means]
    note = words.say("follow.agreed_at", level=score.agreed.level) if score.agreed else ""
    if not note and score.withheld:
        note = words.say("follow.withheld")
    return HeatRow(
        practice,
        a.pack.practices[practice].title,
        _cell(score.value, words),
        tuple(_cell(value, words) for value in shown),
        note,
    )


def _cell(value: float | None, words: Words) -> Cell:
    return Cell(words.score(value), 0 if value is None else min(5, max(1, int(r1(value) + 0.5))))


@dataclass(frozen=True, slots=True)
class Level:
    """One of the five anchors with how many chose it; empty where that is not shown."""

    number: int
    name: str
    anchor: str
    count: str


@dataclass(frozen=True, slots=True)
class PracticePage:
    """One practice."""

    id: str
    title: str
    question: str
    score: str
    spread: str
    n: int
    dont_know: int
    chart: Markup
    levels: tuple[Level, ...]
    means: tuple[tuple[str, str], ...]
    comments: int
    agreed: str
    history: tuple[tuple[str, str, str], ...]
    is_withheld: bool


def practice_page(s: Situation, id: str, words: Words) -> PracticePage:
    """What people answered, what was agreed on, and the history of that; `id` is one of the pack's practices."""
    a, practice = s.assessment, s.pack.practices[id]
    score = a.practices[id] if a else None
    has_counts = score is not None and not score.withheld
    counts = score.counts if score is not None and has_counts else (0,) * len(LEVELS)
    roles = [role for role in a.engagement.roles if role in a.engagement.counted_roles] if a else []
    names = s.pack.levels
    agreed = score.agreed if score else next((x for x in reversed(s.agreements) if x.practice == id and x.level), None)
    return PracticePage(
        id=id,
        title=practice.title,
        question=practice.question,
        score=words.score(score.respondents_value if score else None),
        spread=words.number(score.ad, ".2f") if score and score.ad is not None else "–",
        n=score.n if score else 0,
        dont_know=score.dont_know if score else 0,
        chart=level_bar(counts, s.pack.levels) if any(counts) else Markup(),
        levels=tuple(
            Level(n, s.pack.levels[n - 1], practice.full[n - 1], str(counts[n - 1]) if has_counts else "")
            for n in LEVELS
        ),
        means=tuple((a.pack.roles[r].plural, _mean(score.by_role.get(r), a.engagement.least, words)) for r in roles)
        if a and score
        else (),
        comments=_comments(a, id) if a and (s.eyes or not s.is_protected) else 0,
        agreed=words.say("follow.agreed_as", level=agreed.level, name=names[agreed.level - 1]) if agreed else "",
        history=tuple(
            (
                words.formats.full_date(one.agreed_on),
                words.say("follow.history", level=one.level, name=s.pack.levels[one.level - 1])
                if one.level
                else words.say("follow.history_back"),
                f"{one.reason} ({one.present})" if one.present else one.reason,
            )
            for one in reversed(s.agreements)
            if one.practice == id
        ),
        is_withheld=score is not None and score.withheld,
    )


def _comments(a: Assessment, id: str) -> int:
    return sum(bool(response.answers[id].comment) for response in a.responses if id in response.answers)


def limit(words: Words) -> str:
    """The spread from which answers are called different."""
    return words.number(AD_LIMIT, ".2f")
