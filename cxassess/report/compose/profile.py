"""The maturity profile: disciplines against targets, the three Ds, and the same by role and unit."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from math import ceil

from cxassess.display import MISSING, difference, level
from cxassess.formats import opened
from cxassess.model.assessment import DimensionScore, GroupMean
from cxassess.report.blocks import (
    Block,
    Caption,
    Heading,
    Label,
    PageBreak,
    Picture,
    Runs,
    Text,
    Tile,
    Tiles,
    TwoColumns,
    plain,
)
from cxassess.report.charts import profile_radar
from cxassess.report.compose.benchmark import citation, medians, tick_label
from cxassess.report.compose.context import Context, claim
from cxassess.report.compose.exhibits import Exhibit
from cxassess.report.compose.standing import furthest
from cxassess.report.figures import LEAST_SPOKES, MOST_SLIM_SPOKES, Dumbbell, DumbbellRow, HeatColumn, HeatMap, HeatRow
from cxassess.withholding import people_by_unit

LOPSIDED = 0.8
ROLES_DIFFER = 0.5
TEXT_SHARE = 0.42  # of the page, beside the radar
MOST_UNITS = 8  # columns of one picture in which names and numbers can be read


def profile(page: Context) -> Iterator[Block]:
    """The disciplines as dumbbells, what that means, the radar and the Ds."""
    if not page.assessment.responses:
        return
    yield PageBreak()
    yield Label(page.say("profile.label"))
    yield Heading(_heading(page))
    rows = [*page.scored, *(s for s in page.disciplines if s.value is None)]
    spoken = "; ".join(
        page.say("profile.alt_row", name=page.discipline_name(s.dimension), value=s.value, target=s.target)
        for s in rows
    )
    yield Picture(_dumbbell(page, rows), page.say("profile.alt", rows=spoken), citation(page, rows), _caption(page))
    meaning = list(_what_it_means(page))
    if len(page.scored) < LEAST_SPOKES:
        yield from meaning
    elif len(rows) > MOST_SLIM_SPOKES:
        yield from (*meaning, _radar(page, spoken))
    else:
        columns = tuple(replace(block, style="small") if isinstance(block, Text) else block for block in meaning)
        yield TwoColumns(columns, (_radar(page, spoken),), page.say("two_columns"), share=TEXT_SHARE)
    yield from _three_ds(page)
    yield from page.commented("profile")


def _radar(page: Context, spoken: str) -> Picture:
    """The familiar shape, beside the words on it."""
    note = page.told("profile.radar_note", figure=Exhibit("profile"))
    radar = profile_radar(page.assessment, page.words)
    return Picture(radar, page.say("profile.radar_alt", rows=spoken), note, page.caption("radar"))


def _what_it_means(page: Context) -> Iterator[Block]:
    meaning = list(_meaning(page))
    if not meaning:
        return
    if page.assessment.overall.reading.low is not None:
        meaning[0] = page.noted(meaning[0], "intervals")
    yield Heading(page.say("what_it_means"), 2)
    yield from meaning


def _heading(page: Context) -> str:
    overall = page.assessment.overall.reading.value
    if not page.scored:
        return page.say("profile.heading_no_score")
    if overall is None:
        return page.say(
            "profile.heading_few", scored=len(page.scored), count=len(page.scored), of=len(page.disciplines)
        )
    widest = page.scored[0]
    if not widest.gap:
        return page.say("profile.heading_reached", overall=overall)
    tied = [page.discipline_name(s.dimension) for s in page.scored if s.gap == widest.gap]
    if len(tied) > 1:
        return page.say("profile.heading_tied", furthest=furthest(page), overall=overall)
    return page.say("profile.heading", name=tied[0], value=widest.value, target=widest.target, overall=overall)


def _caption(page: Context) -> Caption:
    engagement = page.assessment.engagement
    raised = ""
    strategic = [id for id in engagement.strategic if id not in engagement.targets]
    if strategic:
        raised += page.say("profile.raised", names=_names(page, strategic), count=len(strategic))
    if engagement.targets:
        raised += page.say("profile.set_by_hand", names=_names(page, engagement.targets))
    name = page.assessment.pack.profiles[engagement.target_profile].name
    return page.caption("profile", profile=name, raised=raised)


def _names(page: Context, ids: object) -> str:
    assert isinstance(ids, list | tuple | Mapping)
    return page.words.join([page.discipline_within(id) for id in ids])


def _dumbbell(page: Context, rows: list[DimensionScore]) -> Dumbbell:
    widest = max((s.gap or 0 for s in rows), default=0)
    peers = medians(page, rows)
    return Dumbbell(
        rows=tuple(
            DumbbellRow(
                label=page.discipline_name(s.dimension),
                value=s.value,
                low=s.reading.low,
                high=s.reading.high,
                target=s.target,
                gap=s.gap,
                highlight=bool(s.gap) and s.gap == widest,
                peer=peers.get(s.dimension),
            )
            for s in rows
        ),
        levels=page.assessment.pack.levels,
        n=page.assessment.sufficiency.counted,
        target_label=page.say("figures.target_long"),
        words=page.figure_words(Dumbbell),
        formats=page.words.formats,
        peer_label=tick_label(page) if peers else "",
    )


def _meaning(page: Context) -> Iterator[Text]:
    constraint = _only_widest(page)
    if constraint is not None:
        yield _constraint(page, constraint)
    others = [s for s in page.scored if s is not constraint]
    if len(others) > 1:
        yield _order(page, others, "all" if constraint is None else "order")
    ds = _ds_text(page)
    if ds is not None:
        yield ds
    overall = page.assessment.overall
    if overall.capped_by and overall.reading.value is not None:
        weakest = page.assessment.discipline(overall.capped_by)
        yield claim(
            page.say("profile.capped_title"),
            page.say(
                "profile.capped",
                mean_level=level(overall.reading.value),
                name=page.discipline_within(overall.capped_by),
                weakest=weakest.level,
            ),
        )
    missing = [s.dimension for s in page.disciplines if s.value is None]
    if missing:
        yield claim(page.say("profile.missing_title"), page.say("profile.missing", names=opened(_names(page, missing))))


def _only_widest(page: Context) -> DimensionScore | None:
    """The discipline with the widest gap, where there is one and no other shares it."""
    widest = [s for s in page.scored if s.gap and s.gap == page.scored[0].gap]
    return widest[0] if len(widest) == 1 else None


def _constraint(page: Context, score: DimensionScore) -> Text:
    title = page.say("profile.constraint_title", name=page.discipline_name(score.dimension))
    reading = score.reading
    if reading.low is not None and reading.high is not None:
        first, last = level(reading.low), level(reading.high)
        apart = abs(last - first)
        key = "constraint_sure" if not apart else "constraint_open" if apart == 1 else "constraint_wide"
        return claim(
            title,
            page.say(
                f"profile.{key}",
                low=reading.low,
                high=reading.high,
                level=first,
                level_name=page.level_name(first),
                first=first,
                last=last,
            ),
        )
    if reading.n == 1 or reading.min is None:
        return claim(title, page.say("profile.constraint_single"))
    return claim(title, page.say("profile.constraint_range", low=reading.min, high=reading.max))


def _order(page: Context, others: list[DimensionScore], whose: str) -> Text:
    """Whether the disciplines beside the constraint (or all of them) can be told apart."""
    ordered = sorted(others, key=lambda s: s.value or 0)
    worst, best = ordered[0], ordered[-1]
    values = {"low": worst.value, "high": best.value}
    prefix = "profile.order" if whose == "order" else "profile.all"
    if page.words.score(worst.value) == page.words.score(best.value):
        return claim(page.say(f"{prefix}_same_title"), page.say("profile.order_same", **values))
    if worst.reading.high is not None and best.reading.low is not None and worst.reading.high < best.reading.low:
        names = {"best": page.discipline_name(best.dimension), "worst": page.discipline_within(worst.dimension)}
        return claim(page.say(f"{prefix}_clear_title"), page.say("profile.order_clear", **names, **values))
    title = "profile.order_title" if whose == "order" else "profile.all_order_title"
    key = "order_text" if worst.reading.high is not None and best.reading.low is not None else "order_few"
    return claim(page.say(title), page.say(f"profile.{key}", **values))


def _ds(page: Context) -> list[tuple[str, float]]:
    known = []
    for dimension in page.assessment.pack.frameworks["three_ds"].dimensions:
        value = page.assessment.scores[f"three_ds.{dimension.id}"].value
        if value is not None:
            known.append((dimension.name, value))
    return known


def _ds_text(page: Context) -> Text | None:
    known = _ds(page)
    if len(known) < len(page.assessment.pack.frameworks["three_ds"].dimensions):
        return None
    rows = page.words.row(page.say("profile.ds_row", name=name, value=value) for name, value in known)
    strong, weak = max(known, key=lambda d: d[1]), min(known, key=lambda d: d[1])
    apart = difference(strong[1], weak[1])
    kind = "ds_lopsided" if apart >= LOPSIDED else "ds_balanced"
    text = page.say(f"profile.{kind}", rows=rows, apart=apart, strong=strong[0], weak=weak[0])
    return claim(page.say(f"profile.{kind}_title"), text)


def _three_ds(page: Context) -> Iterator[Block]:
    if not _ds(page):
        return
    tiles = []
    for dimension in page.assessment.pack.frameworks["three_ds"].dimensions:
        score = page.assessment.scores[f"three_ds.{dimension.id}"]
        if score.value is None or score.level is None:
            tiles.append(Tile(dimension.name, MISSING, (page.say("summary.no_score"), dimension.about)))
            continue
        lines = (f"{score.level} {page.level_name(score.level)}, n = {score.reading.n}", dimension.about)
        tiles.append(Tile(dimension.name, page.words.score(score.value), lines, "level", score.level))
    yield Heading(page.say("profile.ds_heading"), 2)
    yield Tiles(tuple(tiles), "; ".join(f"{tile.label} {tile.value}" for tile in tiles))
    yield Text(page.told("profile.ds_note", note="bain"), "note")


# ── by role and unit ─────────────────────────────────────────────────────────────────────────────────────────


def heat_map(page: Context) -> Iterator[Block]:
    """Disciplines by role, and by unit where there are two or more."""
    a = page.assessment
    roles = [r for r in a.engagement.roles if a.sufficiency.by_role[r].n]
    if not page.scored or (len(roles) < 2 and len(a.sufficiency.by_unit) < 2):
        return
    yield PageBreak()
    yield Label(page.say("heat_map.label"))
    counted = [r for r in roles if r in a.engagement.counted_roles]
    names = {id: role.plural for id, role in a.pack.roles.items()}
    yield Heading(_heat_heading(page, counted, names))
    columns = {r: (names[r], a.sufficiency.by_role[r].n) for r in roles}
    note = plain(page.say("heat_map.note") + _uncounted(page, roles, counted, names))
    note += page.told("heat_map.like_for_like", table=Exhibit("perception"))
    yield _heat(page, columns, {s.dimension: s.by_role for s in page.disciplines}, counted, "roles", note)
    for finding in page.findings("role_mix"):
        yield Text(plain(page.sentence(finding)))
    units = [u for u, count in a.sufficiency.by_unit.items() if count.n]
    if len(units) > 1:
        by_unit = {s.dimension: s.by_unit for s in page.disciplines}
        people = people_by_unit(a)
        yield Heading(_most_different(page, by_unit, units, {u: u for u in units}, "units_heading"), 2)
        for number, some in enumerate(_evenly(units, MOST_UNITS), start=1):
            heads = {u: (u, people[u]) for u in some}
            yield _heat(page, heads, by_unit, units, "units", part=number)
    yield from page.commented("heat_map")


def _evenly(units: list[str], most: int) -> Iterator[list[str]]:
    """The units in groups of about one size, none larger than `most`."""
    groups = ceil(len(units) / most)
    edges = [len(units) * number // groups for number in range(groups + 1)]
    yield from (units[start:end] for start, end in pairwise(edges))


def _heat_heading(page: Context, counted: list[str], names: Mapping[str, str]) -> str:
    """Like for like where executives and the front line can be compared; otherwise what each role was asked."""
    gaps = page.assessment.perception
    if not gaps:
        return _most_different(page, {s.dimension: s.by_role for s in page.disciplines}, counted, names, "heading")
    widest = max(gaps.values(), key=lambda gap: abs(gap.gap))
    if abs(widest.gap) < ROLES_DIFFER:
        return page.say("heat_map.heading_close", limit=ROLES_DIFFER)
    return page.say(
        "heat_map.heading_shared",
        name=page.discipline_within(widest.discipline),
        executive=widest.executive,
        front_line=widest.front_line,
    )


def _uncounted(page: Context, roles: list[str], counted: list[str], names: Mapping[str, str]) -> str:
    others = [names[r] for r in roles if r not in counted]
    return " " + page.say("heat_map.uncounted", roles=page.words.join(others)) if others else ""


def _spread(groups: Mapping[str, GroupMean], columns: list[str]) -> tuple[float, str, str] | None:
    """How far the printed group means lie apart, with the highest and the lowest group."""
    known = {c: value for c in columns if c in groups and (value := groups[c].value) is not None}
    if len(known) < 2:
        return None
    high, low = max(known, key=lambda c: known[c]), min(known, key=lambda c: known[c])
    return difference(known[high], known[low]), high, low


def _most_different(
    page: Context,
    rows: Mapping[str, Mapping[str, GroupMean]],
    columns: list[str],
    names: Mapping[str, str],
    key: str,
) -> str:
    spreads = {d: spread for d, groups in rows.items() if (spread := _spread(groups, columns)) is not None}
    if not spreads:
        return page.say("heat_map.heading_one")
    widest = max(spreads, key=lambda d: spreads[d][0])
    apart, high, low = spreads[widest]
    if apart < ROLES_DIFFER:
        return page.say("heat_map.heading_close" if key == "heading" else "heat_map.units_close", limit=ROLES_DIFFER)
    return page.say(
        f"heat_map.{key}",
        name=page.discipline_within(widest),
        high_role=page.words.within(names[high]) if key == "heading" else names[high],
        high=rows[widest][high].value,
        low_role=page.words.within(names[low]) if key == "heading" else names[low],
        low=rows[widest][low].value,
    )


def _heat(
    page: Context,
    columns: Mapping[str, tuple[str, int]],
    groups: Mapping[str, Mapping[str, GroupMean]],
    compared: list[str],
    name: str,
    note: Runs = (),
    part: int = 1,
) -> Picture:
    a = page.assessment
    spreads = {d: _spread(row, compared) for d, row in groups.items()}
    widest = max((s[0] for s in spreads.values() if s is not None), default=0.0)
    rows = []
    spoken = []
    for score in page.disciplines:
        row = groups[score.dimension]
        cells = tuple(row[c].value if c in row else None for c in columns)
        spread = spreads[score.dimension]
        apart = spread[0] if spread else None
        label = page.discipline_name(score.dimension)
        rows.append(HeatRow(label, (*cells, score.value), apart, apart is not None and apart == widest >= ROLES_DIFFER))
        said = page.words.row(f"{columns[c][0]} {page.words.score(v)}" for c, v in zip(columns, cells, strict=True))
        spoken.append(page.say("heat_map.alt_row", name=label, cells=said))
    heads = tuple(HeatColumn(label, n) for label, n in columns.values())
    total = HeatColumn(page.say("figures.all"), a.sufficiency.counted, emphasised=True)
    figure = HeatMap(
        rows=tuple(rows),
        columns=(*heads, total),
        levels=a.pack.levels,
        spread_label=page.say("figures.spread"),
        words=page.figure_words(HeatMap),
        formats=page.words.formats,
    )
    alt = page.say("heat_map.alt", rows="; ".join(spoken))
    key = "" if part == 1 else str(part)
    return Picture(figure, alt, note, page.caption(f"heat_{name}", key))
