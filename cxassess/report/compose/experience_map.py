"""The experience map: the journey at a glance, what comes first by importance and value, and every touchpoint."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import ceil

from cxassess.experience_map import LEAST_IMPORTANCE, MOST_IMPORTANCE
from cxassess.metrics import say_value, scale_of
from cxassess.model.experience_map import Coverage, ExperienceMap, Phase, Satisfaction, TouchpointReading
from cxassess.report.blocks import (
    Block,
    Cell,
    Column,
    Heading,
    Label,
    Listing,
    PageBreak,
    Picture,
    Run,
    Table,
    Text,
    Wide,
    plain,
)
from cxassess.report.compose.context import Context, text_cell
from cxassess.report.figures import round_axis
from cxassess.report.map_figures import (
    QUADRANTS,
    Journey,
    JourneyCell,
    JourneyPhase,
    JourneyPoint,
    QuadrantPoint,
    Quadrants,
    Scale,
)
from cxassess.report.metric_charts import ends_of

MOST_ABREAST = 14  # touchpoints of one picture on a page on its side
_NAMED, _LISTED = 2, 5  # touchpoints by name in a heading, and in a sentence
_FEW = 20  # touchpoints whose list leaves room for notes beside it
_MOST_PAINS = 5  # with their numbers on the page of the quadrants
_LONGEST = 60  # letters of a name in a sentence


def experience_map(page: Context) -> Iterator[Block]:
    """The curve on a page on its side, the quadrants on one upright, then the table; nothing without touchpoints."""
    found = page.assessment.experience_map
    if found is None:
        return
    told = " ".join(_told_besides(page, found))
    notes = (Text(plain(told), "note"),) if told else ()
    table = (PageBreak(), Label(page.say("experience_map.label")), _table(page, found))
    words = (*_in_words(page, found), *page.commented("experience_map"))
    if found.importance_mean is None:
        unplaced = Text(plain(page.say("experience_map.quadrants_none")))
        yield Wide((*_curve(page, found), unplaced, *words, *notes, *table))
        return
    is_long = len(found.touchpoints) > _FEW
    yield Wide(tuple(_curve(page, found)))
    yield PageBreak()
    yield Label(page.say("experience_map.label"))
    yield from _quadrants(page, found)
    yield from (*words, *(() if is_long else notes))
    yield Wide((*table, *(notes if is_long else ())))


def journey(page: Context) -> Iterator[Block]:
    """The curve alone, on a page on its side, for a short report; nothing without touchpoints."""
    found = page.assessment.experience_map
    if found is not None:
        yield Wide((*_curve(page, found), *page.commented("experience_map")))


# ── the curve ────────────────────────────────────────────────────────────────────────────────────────────────


def _curve(page: Context, found: ExperienceMap) -> Iterator[Block]:
    yield PageBreak()
    yield Label(page.say("experience_map.label"))
    yield Heading(heading_of(page, found))
    parts = list(_parts(found))
    scale = _scale(page, found)
    for number, phases in enumerate(parts, start=1):
        yield _journey(page, found, phases, scale, number, len(parts))


def _drawn(page: Context, found: ExperienceMap) -> str:
    """What is drawn, and of how many touchpoints."""
    if not found.metric:
        return page.say("experience_map.lead_none")
    shown = sum(1 for t in found.touchpoints if t.value is not None)
    key = "lead" if found.definition else "lead_untold"
    name = _metric_name(page, found.metric)
    return page.say(
        f"experience_map.{key}", count=shown, of=len(found.touchpoints), name=name, definition=found.definition
    )


def heading_of(page: Context, found: ExperienceMap) -> str:
    """What decides most: pain points, the most important first; then what comes first by its place."""
    of = len(found.touchpoints)
    if pains := found.pains:
        key = "heading_moment" if all(t.moment for t in pains) else "heading_pain"
        names = _names(page, [t.name for t in pains], _NAMED)
        return page.say(f"experience_map.{key}", count=len(pains), of=of, names=names)
    if first := found.in_quadrant("concentrate"):
        return page.say(
            "experience_map.heading_unclear",
            count=len(first),
            of=of,
            names=_names(page, [t.name for t in first], _NAMED),
        )
    if found.importance_mean is not None:
        return page.say("experience_map.heading_fine", of=of)
    known = sum(1 for t in found.touchpoints if t.value is not None)
    if known:
        return page.say("experience_map.heading_open", count=known, of=of)
    return page.say("experience_map.heading_none", count=of)


def _names(page: Context, names: Sequence[str], most: int) -> str:
    """Names in quotation marks, the first of them where there are many."""
    named = [page.words.say("quote", text=page.cut(name, _LONGEST)) for name in names[:most]]
    if len(names) > most:
        named.append(page.say("say_do.more", count=len(names) - most))
    return page.words.join(named)


def _metric_name(page: Context, metric: str) -> str:
    """The short name of a metric: how it was measured is told beside it."""
    return page.words.say(f"metrics.{metric}.short")


def _parts(found: ExperienceMap) -> Iterator[list[tuple[Phase, tuple[int, ...]]]]:
    """The phases in pictures of about as many touchpoints each; a phase may go on in the next one."""
    total = len(found.touchpoints)
    most = ceil(total / ceil(total / MOST_ABREAST))
    of_phase = {number: phase for phase in found.phases for number in phase.numbers}
    for start in range(0, total, most):
        numbers = [t.number for t in found.touchpoints[start : start + most]]
        yield [(phase, tuple(ns)) for phase, ns in groupby(numbers, key=lambda number: of_phase[number])]


def _scale(page: Context, found: ExperienceMap) -> Scale | None:
    """Round numbers around all that is drawn; the better end lies above."""
    drawn = [t.satisfaction for t in found.touchpoints if t.satisfaction and t.satisfaction.value is not None]
    known = [v for s in drawn for v in (s.value, s.low, s.high) if v is not None]
    if not known:
        return None
    low, high, ticks = _axis(known, *ends_of(found.metric, found.unit))
    said = tuple((tick, _said_tick(page, found, tick)) for tick in ticks)
    return Scale(low, high, said, "down" if found.better == "down" else "up")


def _axis(known: Sequence[float], least: float | None, most: float | None) -> tuple[float, float, list[float]]:
    """Where an axis around some values begins and ends, and its ticks."""
    low, high, step = round_axis(min(known), max(known), least, most)
    ticks = (round(low + step * place, 9) for place in range(round((high - low) / step) + 1))
    return low, high, [tick for tick in ticks if tick <= high + step / 1e6]


def _said_tick(page: Context, found: ExperienceMap, value: float) -> str:
    if found.unit == "share":
        return page.words.percent(value)
    if scale_of(found.unit):
        return page.words.number(value, "g")
    return say_value(found.metric, value, page.words, found.unit)


def _journey(
    page: Context,
    found: ExperienceMap,
    phases: Sequence[tuple[Phase, tuple[int, ...]]],
    scale: Scale | None,
    number: int,
    of: int,
) -> Picture:
    points = {t.number: _point(page, t) for t in found.touchpoints}
    drawn = tuple(
        JourneyPhase(phase.name, tuple(points[n] for n in numbers), tuple(_cell(page, c) for c in phase.coverage))
        for phase, numbers in phases
    )
    mark = None
    if found.satisfaction_mean is not None and scale is not None:
        mark = (
            found.satisfaction_mean,
            page.say("experience_map.mean", value=_said(page, found, found.satisfaction_mean)),
        )
    lines = tuple(_line(page, found, place) for place in range(len(found.phases[0].coverage)))
    figure = Journey(drawn, lines, scale, mark, page.figure_words(Journey))
    shown = [found.touchpoints[n - 1] for _, numbers in phases for n in numbers]
    spoken = "; ".join(_spoken(page, t) for t in shown)
    covered = "; ".join(
        page.say("experience_map.alt_phase", name=phase.name, cells=page.words.row(_told_cells(page, phase)))
        for phase, _ in phases
    )
    alt = page.say("experience_map.alt", rows=spoken, phases=covered)
    part = page.say("experience_map.part", number=number, of=of) if of > 1 else ""
    note = " ".join(_notes(page, found, shown)) if number == of else ""
    caption = page.caption("experience_map", str(number) if of > 1 else "", part=part, drawn=_drawn(page, found))
    return Picture(figure, alt, plain(note) if note else (), caption)


def _told_cells(page: Context, phase: Phase) -> Iterator[str]:
    for coverage in phase.coverage:
        head = page.say(f"experience_map.{coverage.asked}")
        yield page.say("experience_map.alt_cell", head=head, text=_cell(page, coverage).text)


def _notes(page: Context, found: ExperienceMap, shown: Sequence[TouchpointReading]) -> Iterator[str]:
    if any(t.moment or t.pain for t in found.touchpoints):
        yield page.say("experience_map.rules")
    if any(t.satisfaction is not None and t.satisfaction.value is None for t in found.touchpoints):
        yield page.say("experience_map.hidden", least=page.assessment.engagement.minimum_group)


def _point(page: Context, reading: TouchpointReading) -> JourneyPoint:
    touchpoint, satisfaction = reading.touchpoint, reading.satisfaction
    known = satisfaction is not None and satisfaction.value is not None
    importance = touchpoint.importance
    n = satisfaction.n if satisfaction is not None else None
    return JourneyPoint(
        number=reading.number,
        label=touchpoint.name,
        channel=touchpoint.channel,
        value=satisfaction.value if satisfaction else None,
        said=said_of(page, reading),
        low=satisfaction.low if satisfaction and known else None,
        high=satisfaction.high if satisfaction and known else None,
        importance=importance,
        said_importance=page.words.score(importance),
        said_n=page.say("none") if n is None else page.words.number(n, ",d"),
        sales=touchpoint.sales,
        moment=reading.moment,
        pain=reading.pain,
    )


def said_of(page: Context, reading: TouchpointReading) -> str:
    """The value of a touchpoint as it is printed, or what is told in place of one."""
    satisfaction = reading.satisfaction
    if satisfaction is not None and satisfaction.value is not None:
        return say_value(satisfaction.metric, satisfaction.value, page.words, satisfaction.unit)
    if satisfaction is not None:
        return page.say("experience_map.withheld")
    other = reading.other
    if other is None:
        return page.say("experience_map.no_data")
    if other.value is None:
        return page.say("experience_map.withheld")
    return page.say("experience_map.other", name=_metric_name(page, other.metric), value=_plain_value(page, other))


def _plain_value(page: Context, satisfaction: Satisfaction) -> str:
    return say_value(satisfaction.metric, satisfaction.value, page.words, satisfaction.unit)


def _said(page: Context, found: ExperienceMap, value: float) -> str:
    return say_value(found.metric, value, page.words, found.unit)


def _line(page: Context, found: ExperienceMap, place: int) -> tuple[str, str]:
    """The head of a line of coverage with its rating; of units only where all phases have one of their own."""
    every = [phase.coverage[place] for phase in found.phases]
    first = next((c for c in every if c.scope == "whole"), every[0])
    head = page.say(f"experience_map.{first.asked}")
    if not first.practice:
        return head, ""
    if first.scope == "unit":
        return head, page.say("experience_map.rated_unit", practice=first.practice)
    return head, page.say("experience_map.rated", value=page.words.score(first.value))


def _cell(page: Context, coverage: Coverage) -> JourneyCell:
    extent = coverage.extent or "unknown"
    text = page.say("experience_map.untold")
    if coverage.told is not None:
        text = page.say("experience_map.told", count=coverage.told, of=coverage.of)
    if coverage.scope == "unit":
        rated = page.words.score(coverage.value)
        text = page.say("experience_map.told_unit", text=text, value=rated, n=coverage.n)
    return JourneyCell(text, extent)


def _spoken(page: Context, reading: TouchpointReading) -> str:
    marks = [page.words.say(f"experience_map.marks.{key}") for key in ("moment", "pain") if getattr(reading, key)]
    told = page.say(
        "experience_map.alt_row",
        number=reading.number,
        name=reading.name,
        value=said_of(page, reading),
        importance=page.words.score(reading.touchpoint.importance),
    )
    return ", ".join([told, *(page.words.within(mark) for mark in marks)])


# ── importance and satisfaction ──────────────────────────────────────────────────────────────────────────────


def _quadrants(page: Context, found: ExperienceMap) -> Iterator[Block]:
    scale = _scale(page, found)
    placed = [t for t in found.touchpoints if t.quadrant is not None]
    if scale is None or found.importance_mean is None or found.satisfaction_mean is None:
        return
    first = found.in_quadrant("concentrate")
    key = "quadrants_first" if first else "quadrants_fine"
    yield Heading(page.say(f"experience_map.{key}", count=len(first), of=len(placed)), 2)
    means = {
        "importance": page.words.score(found.importance_mean),
        "value": _said(page, found, found.satisfaction_mean),
    }
    figure = Quadrants(
        tuple(_quadrant_point(page, t) for t in placed),
        scale,
        _importances(page, placed),
        found.importance_mean,
        found.satisfaction_mean,
        _metric_name(page, found.metric),
        {**page.figure_words(Quadrants), **page.words.table("experience_map.quadrants")},
    )
    spoken = "; ".join(
        page.say(
            "experience_map.quadrants_alt_row",
            name=page.words.say(f"experience_map.quadrants.{quadrant}"),
            names=page.words.row(f"{t.number} {t.name}" for t in members),
        )
        for quadrant in QUADRANTS
        if (members := [t for t in placed if t.quadrant == quadrant])
    )
    alt = page.say("experience_map.quadrants_alt", rows=spoken, **means)
    note = page.say("experience_map.crosshairs", count=len(placed), **means)
    yield Picture(figure, alt, plain(note), page.caption("quadrants"))


def _importances(page: Context, placed: Sequence[TouchpointReading]) -> Scale:
    known = [t.touchpoint.importance for t in placed if t.touchpoint.importance is not None]
    low, high, ticks = _axis(known, LEAST_IMPORTANCE, MOST_IMPORTANCE)
    return Scale(low, high, tuple((tick, page.words.number(tick, "g")) for tick in ticks))


def _quadrant_point(page: Context, reading: TouchpointReading) -> QuadrantPoint:
    satisfaction, importance, quadrant = reading.satisfaction, reading.touchpoint.importance, reading.quadrant
    assert satisfaction is not None
    assert satisfaction.value is not None
    assert importance is not None
    assert quadrant is not None
    value = _plain_value(page, satisfaction)
    return QuadrantPoint(
        number=reading.number,
        label=reading.name,
        importance=importance,
        value=satisfaction.value,
        low=satisfaction.low,
        high=satisfaction.high,
        said=page.words.row((page.words.score(importance), value)),
        quadrant=quadrant,
        pain=reading.pain,
    )


def _in_words(page: Context, found: ExperienceMap) -> Iterator[Block]:
    """The pain points with their numbers, and what the map cannot say."""
    pains = found.pains
    items = [_pain(page, found, t) for t in pains[:_MOST_PAINS]]
    if len(pains) > _MOST_PAINS:
        items.append(page.say("experience_map.more_pains", count=len(pains) - _MOST_PAINS))
    unclear = [t for t in found.in_quadrant("concentrate") if not t.pain]
    if unclear:
        items.append(page.say("experience_map.unclear", count=len(unclear), names=_all_names(page, unclear)))
    unknown = [t for t in found.moments if t.value is None]
    if unknown:
        items.append(page.say("experience_map.unseen", count=len(unknown), names=_all_names(page, unknown)))
    bare = [t for t in found.moments if not (t.touchpoint.feeling and t.touchpoint.effort)]
    if bare and found.phases[0].coverage[-1].told is not None:
        items.append(page.say("experience_map.undesigned", count=len(bare), names=_all_names(page, bare)))
    if items:
        yield Listing(tuple(plain(item) for item in items))


def _told_besides(page: Context, found: ExperienceMap) -> Iterator[str]:
    """What does not fit between table and data, what the lines of coverage count, and where the values come from."""
    yield from _matching(page, found)
    if any(c.practice and c.scope == "whole" for phase in found.phases for c in phase.coverage):
        yield page.say("experience_map.whole_note")
    yield from _sources(page, found)


def _pain(page: Context, found: ExperienceMap, reading: TouchpointReading) -> str:
    satisfaction = reading.satisfaction
    assert satisfaction is not None
    assert found.satisfaction_mean is not None
    low, high = (
        say_value(satisfaction.metric, end, page.words, satisfaction.unit)
        for end in (satisfaction.low, satisfaction.high)
    )
    return page.say(
        "experience_map.pain" if satisfaction.n else "experience_map.pain_no_n",
        name=reading.name,
        importance=page.words.score(reading.touchpoint.importance),
        value=_plain_value(page, satisfaction),
        low=low,
        high=high,
        n=satisfaction.n,
        mean=_said(page, found, found.satisfaction_mean),
    )


def _all_names(page: Context, touchpoints: Sequence[TouchpointReading]) -> str:
    return _names(page, [t.name for t in touchpoints], _LISTED)


def _matching(page: Context, found: ExperienceMap) -> Iterator[str]:
    """Which touchpoints have no data, which of the data are on no map, and where a typed value gave way."""
    if found.without_data:
        names = _all_names(page, found.without_data)
        yield page.say("experience_map.without_data", count=len(found.without_data), names=names)
    if found.not_on_map:
        names = _names(page, found.not_on_map, _LISTED)
        yield page.say("experience_map.not_on_map", count=len(found.not_on_map), names=names)
    if others := [t for t in found.touchpoints if t.other is not None]:
        yield page.say("experience_map.others", count=len(others), names=_all_names(page, others))
    if unused := [t for t in found.touchpoints if t.typed_unused]:
        yield page.say("experience_map.unused", count=len(unused), names=_all_names(page, unused))


# ── the table ────────────────────────────────────────────────────────────────────────────────────────────────


def _table(page: Context, found: ExperienceMap) -> Table:
    """All that is known of each touchpoint; columns that say nothing are left out."""
    texts = {
        "owner": [t.touchpoint.owner for t in found.touchpoints],
        "feeling": [t.touchpoint.feeling for t in found.touchpoints],
        "effort": [_effort(page, t) for t in found.touchpoints],
        "functional": [t.touchpoint.functional for t in found.touchpoints],
        "emotional": [t.touchpoint.emotional for t in found.touchpoints],
        "social": [t.touchpoint.social for t in found.touchpoints],
    }
    weights = {"owner": 0.95, "feeling": 1.05, "effort": 0.8, "functional": 1.1, "emotional": 1.1, "social": 1.0}
    told = {key: column for key, column in texts.items() if any(column)}
    fixed: tuple[float, ...] = (0.035, 0.18, 0.075, 0.135, 0.115)
    spare = 1 - sum(fixed)
    total = sum(weights[key] for key in told)
    if not told:
        fixed = tuple(width / sum(fixed) for width in fixed)
    heads = ("no", "touchpoint", "importance", "value", "place")
    columns = (
        *(
            Column(page.say(f"experience_map.heads.{key}"), width, "right" if key == "importance" else "left")
            for key, width in zip(heads, fixed, strict=True)
        ),
        *(Column(page.say(f"experience_map.heads.{key}"), spare * weights[key] / total) for key in told),
    )
    phases = {n: phase.name for phase in found.phases for n in phase.numbers}
    rows = tuple(
        (
            text_cell(str(t.number), grey=True),
            text_cell(t.name, _under(page, t, phases[t.number]), bold=True),
            text_cell(page.words.score(t.touchpoint.importance)),
            _value_cell(page, t),
            _place_cell(page, t),
            *(text_cell(column[t.number - 1]) for column in told.values()),
        )
        for t in found.touchpoints
    )
    return Table(columns, rows, page.say("experience_map.about"), caption=page.caption("touchpoints"))


def _under(page: Context, reading: TouchpointReading, phase: str) -> str:
    sales = page.say("experience_map.sales") if reading.touchpoint.sales else ""
    return "; ".join(text for text in (phase, reading.touchpoint.channel, sales) if text)


def _effort(page: Context, reading: TouchpointReading) -> str:
    effort = reading.touchpoint.effort
    return page.words.say(f"experience_map.levels.{effort}") if effort else ""


def _value_cell(page: Context, reading: TouchpointReading) -> Cell:
    shown = reading.satisfaction or reading.other
    said = said_of(page, reading)
    if shown is None or shown.value is None:
        return Cell((Run(said, grey=True),))
    n = page.say("metric_groups.n", n=shown.n) if shown.n else page.say("metrics.no_n")
    if shown.low is None or shown.high is None:
        return text_cell(said, n, bold=True)
    low, high = (say_value(shown.metric, end, page.words, shown.unit) for end in (shown.low, shown.high))
    return text_cell(said, page.say("metric_groups.interval", low=low, high=high, n=shown.n or 0), bold=True)


def _place_cell(page: Context, reading: TouchpointReading) -> Cell:
    marks = [page.words.say(f"experience_map.marks.{key}") for key in ("moment", "pain") if getattr(reading, key)]
    if reading.quadrant is None:
        return Cell((Run(page.say("none"), grey=True),), ", ".join(marks))
    name = page.words.say(f"experience_map.quadrants.{reading.quadrant}")
    return Cell((Run(name, bold=reading.pain, alert=reading.pain),), ", ".join(marks))


def _sources(page: Context, found: ExperienceMap) -> Iterator[str]:
    """Where the values come from, each source with the numbers of its touchpoints."""
    of_source: dict[str, list[str]] = {}
    for t in found.touchpoints:
        shown = t.satisfaction or t.other
        if shown is None:
            continue
        kind = page.say("experience_map.typed") if not shown.measured else ""
        parts = [part for part in (shown.source, shown.period, kind) if part]
        of_source.setdefault(", ".join(parts), []).append(str(t.number))
    told = [page.say("experience_map.source", name=name, numbers=", ".join(ns)) for name, ns in of_source.items()]
    if told:
        yield page.say("experience_map.sources", rows="; ".join(told))
