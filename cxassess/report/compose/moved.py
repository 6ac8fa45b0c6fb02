"""What moved since the last wave, what only looks so, and the way over several waves."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cxassess.formats import opened
from cxassess.metrics import say_difference, say_value
from cxassess.model.comparison import (
    LEAST_MOVED,
    Change,
    Comparison,
    MetricChange,
    Mix,
    Shift,
    TargetResult,
    Trend,
    TrendLine,
    Verdict,
    WaveRef,
)
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
    plain,
)
from cxassess.report.compose.context import Context, score_cell, text_cell
from cxassess.report.moved_figures import Moved, MovedRow, Tone
from cxassess.withholding import roles_within

_TONES: dict[str | None, Tone] = {
    "improved": "up",
    "declined": "down",
    "no_clear_change": "still",
    "mix": "mix",
}
_SHIFTS = 3  # groups of people that a sentence names


def moved(page: Context) -> Iterator[Block]:
    """The picture of all scores in both waves, what only looks so, the stage, then tables. Nothing in a first wave."""
    history = page.assessment.history
    if history is None:
        return
    found = history.comparison
    yield PageBreak()
    yield Label(page.say("moved.label", wave=found.before.id))
    yield Heading(heading_of(page, found))
    yield Text(plain(_lead(page, found)))
    yield scores_picture(page, found)
    yield from untested(page, found)
    yield from _mixes(page, found)
    yield Text(plain(_stage(page, found)))
    yield from _practices(page, found)
    yield from _targets(page, found.targets)
    yield from _metrics(page, tuple(found.metrics.values()))
    yield from _not_compared(page, found)
    yield from page.commented("moved")
    if history.trend is not None:
        yield from _trend(page, history.trend)


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────────


def heading_of(page: Context, found: Comparison) -> str:
    """The disciplines that improved, declined or only look so; the overall score says nothing that these do not."""
    parts = []
    for verdict in ("improved", "declined", "mix"):
        disciplines = (d.id for d in page.assessment.pack.disciplines)
        named = [page.discipline_within(id) for id in disciplines if _is(found, id, verdict)]
        if named:
            parts.append(page.say(f"moved.heading_{verdict}", names=page.words.join(named), count=len(named)))
    if not parts:
        is_told = any(_is(found, d.id, "no_clear_change") for d in page.assessment.pack.disciplines)
        return page.say("moved.heading_none" if is_told else "moved.heading_untold", wave=found.before.id)
    return page.say("moved.heading", parts=opened("; ".join(parts)), wave=found.before.id)


def _is(found: Comparison, discipline: str, verdict: str) -> bool:
    change = found.scores.get(f"disciplines.{discipline}")
    return change is not None and change.verdict == verdict


def _lead(page: Context, found: Comparison) -> str:
    people = found.people
    linked = page.say("moved.linked", count=people.linked) if people.linked else ""
    return page.say(
        "moved.lead",
        now=found.now.id,
        before=found.before.id,
        count=len(found.standing.same),
        n_before=people.before,
        n_now=people.now,
        linked=linked,
    )


def untested(page: Context, found: Comparison) -> Iterator[Block]:
    """Why some of the scores in the picture were not tested, each reason once."""
    whys = dict.fromkeys(c.why for _, c in _scores(found) if c.difference is not None and c.verdict is None and c.why)
    if whys:
        yield Text(plain(" ".join(page.say("moved.untested", why=why) for why in whys)), "note")


def _mixes(page: Context, found: Comparison) -> Iterator[Block]:
    """What moved with who answered, a sentence each."""
    shown = [(key, change) for key, change in _scores(found) if change.verdict == "mix" and change.mix is not None]
    if not shown:
        return
    yield Heading(page.say("moved.mix_title"), 2)
    yield Text(plain(page.say("moved.mix_lead")), keep=True)
    yield Listing(tuple(plain(_mix(page, _name(page, key), change, change.mix)) for key, change in shown if change.mix))


def _mix(page: Context, name: str, change: Change, mix: Mix) -> str:
    changed = [shift for shift in mix.shifts if shift.before != shift.now] or mix.shifts
    shifts = "; ".join(_shift(page, shift) for shift in changed[:_SHIFTS])
    said = {"name": name, "difference": page.words.signed(change.printed or 0.0), "shifts": shifts}
    if mix.difference is None:
        return page.say("moved.mix_nobody", **said)
    same = page.words.signed(mix.difference)
    if mix.low is None or mix.high is None:
        return page.say("moved.mix", same=same, **said)
    low, high = page.words.fine(mix.low), page.words.fine(mix.high)
    return page.say("moved.mix_tested", same=same, low=low, high=high, **said)


def _shift(page: Context, shift: Shift) -> str:
    name = roles_within(shift.role, page.assessment.pack.roles, page.words)
    key = "moved.shift_unit" if shift.unit else "moved.shift"
    return page.say(key, role=name, unit=shift.unit, before=shift.before, now=shift.now)


def _stage(page: Context, found: Comparison) -> str:
    why = f": {found.stage.why}" if found.stage.why else ""
    names = {s.id: (number, page.words.within(s.name)) for number, s in enumerate(page.assessment.pack.stages, 1)}
    before, now = names.get(found.stage.before or ""), names.get(found.stage.now or "")
    if before is None or now is None:
        return page.say("moved.stage_unknown", why=why)
    said = {"before": before[0], "now": now[0], "name_before": before[1], "name_now": now[1]}
    if before == now:
        return page.say("moved.stage_same", **said)
    if found.stage.claimed:
        return page.say("moved.stage_moved", **said)
    return page.say("moved.stage_unclear", **said, why=why)


# ── the picture ──────────────────────────────────────────────────────────────────────────────────────────────


def _scores(found: Comparison) -> list[tuple[str, Change]]:
    """The overall score and the disciplines, then the three Ds; stages have gates and a sentence of their own."""
    frameworks = ("disciplines", "three_ds")
    rest = [(key, change) for key, change in found.scores.items() if key.partition(".")[0] in frameworks]
    return [("overall", found.overall), *rest]


def _name(page: Context, key: str) -> str:
    framework, _, dimension = key.partition(".")
    if not dimension:
        return page.say("moved.overall")
    return page.assessment.pack.dimension(framework, dimension).name


def scores_picture(page: Context, found: Comparison) -> Picture:
    rows, last = [], "overall"
    for key, change in _scores(found):
        framework = key.partition(".")[0]
        rows.append(_row(page, _name(page, key), change, apart=framework != last))
        last = framework
    figure = Moved(
        rows=tuple(rows),
        before=page.say("moved.wave", wave=found.before.id, n=found.people.before),
        now=page.say("moved.wave", wave=found.now.id, n=found.people.now),
        least=LEAST_MOVED,
        words=page.figure_words(Moved),
    )
    spoken = "; ".join(
        page.say(
            "moved.alt_row",
            name=row.label,
            before=page.words.score(row.before),
            now=page.words.score(row.now),
            said=row.said,
        )
        for row in rows
    )
    return Picture(figure, page.say("moved.alt", rows=spoken), plain(page.say("moved.note")), page.caption("moved"))


def _row(page: Context, name: str, change: Change, *, apart: bool) -> MovedRow:
    compares = change.difference is not None
    return MovedRow(
        label=name,
        before=change.before,
        now=change.now,
        difference=change.difference,
        low=change.low if compares else None,
        high=change.high if compares else None,
        said=_said(page, change),
        tone=_TONES.get(change.verdict, "unknown"),
        apart=apart,
    )


def _said(page: Context, change: Change) -> str:
    """The printed difference and its verdict, as the picture and tables have it."""
    verdict = verdict_of(page, change.verdict)
    if change.printed is None or change.verdict == "not_comparable":
        return verdict
    return page.say("moved.said", difference=page.words.signed(change.printed), verdict=verdict)


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────


def verdict_of(page: Context, verdict: Verdict | None) -> str:
    """A verdict as a table or a picture has it."""
    return page.words.say(f"compare.verdicts.{verdict or 'unknown'}")


def _practices(page: Context, found: Comparison) -> Iterator[Block]:
    """Those that moved clearly, and of how many that were tested; nothing where no practice is in both waves."""
    if not found.practices:
        return
    clear = {id: change for id, change in found.practices.items() if change.is_claimed}
    tested = sum(change.verdict is not None for change in found.practices.values())
    yield Heading(page.say("moved.practices_title"), 2)
    if not clear:
        key = "moved.practices_none" if tested else "moved.practices_untold"
        yield Text(plain(page.say(key, count=tested or len(found.practices))))
        return
    order = sorted(clear.items(), key=lambda one: -abs(one[1].difference or 0.0))
    rows = tuple((text_cell(page.title(id), id), *_numbers(page, change)) for id, change in order)
    note = plain(page.say("moved.practices_note", count=tested))
    yield _table(page, "practices", rows, found.before, found.now, note)


def _numbers(page: Context, change: Change) -> tuple[Cell, ...]:
    """Then and now with n, the difference with its interval, the verdict."""
    return (
        _with_n(page, score_cell(page, change.before), change.n_before),
        _with_n(page, score_cell(page, change.now), change.n_now),
        text_cell(
            "" if change.printed is None else page.words.signed(change.printed),
            _interval(page, change.low, change.high) if change.low is not None else page.say("moved.alike"),
        ),
        text_cell(verdict_of(page, change.verdict), bold=change.is_claimed),
    )


def _with_n(page: Context, cell: Cell, n: int | None) -> Cell:
    return cell if n is None else replace(cell, second=page.say("moved.n", n=n))


def _interval(page: Context, low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    return page.say("moved.interval", low=page.words.fine(low), high=page.words.fine(high))


def _table(
    page: Context, key: str, rows: tuple[tuple[Cell, ...], ...], before: WaveRef, now: WaveRef, note: tuple[Run, ...]
) -> Table:
    columns = (
        Column(page.say(f"moved.{key}_head"), 0.42),
        Column(before.id, 0.11, "right"),
        Column(now.id, 0.11, "right"),
        Column(page.say("moved.difference_head"), 0.18, "right"),
        Column(page.say("moved.verdict_head"), 0.18),
    )
    return Table(columns, rows, page.say(f"moved.{key}_about"), note, caption=page.caption(f"moved_{key}"))


def _targets(page: Context, targets: Sequence[TargetResult]) -> Iterator[Block]:
    """The levels that the last report set for this wave, in one sentence each way."""
    met = [t for t in targets if t.met]
    missed = [t for t in targets if t.met is False]
    if not met and not missed:
        return
    yield Heading(page.say("moved.targets_title"), 2)
    for key, some in (("met", met), ("missed", missed)):
        if some:
            named = page.words.join([_target(page, target) for target in some])
            yield Text(plain(page.say(f"moved.targets_{key}", names=named, count=len(some))))


def _target(page: Context, result: TargetResult) -> str:
    name = page.discipline_within(result.discipline)
    return page.say("moved.target", name=name, before=result.before, now=result.now, target=result.target)


def _metrics(page: Context, metrics: Sequence[MetricChange]) -> Iterator[Block]:
    shown = [metric for metric in metrics if metric.change.difference is not None]
    if not shown:
        return
    yield Heading(page.say("moved.metrics_title"), 2)
    yield Table(
        (
            Column(page.say("moved.metrics_head"), 0.36),
            Column(page.say("moved.then"), 0.18, "center"),
            Column(page.say("moved.now"), 0.18, "center"),
            Column(page.say("moved.verdict_head"), 0.28),
        ),
        tuple(_metric(page, metric) for metric in shown),
        page.say("moved.metrics_about"),
        plain(page.say("moved.metrics_note")),
        caption=page.caption("moved_metrics"),
    )


def _metric(page: Context, found: MetricChange) -> tuple[Cell, ...]:
    change, words = found.change, page.words

    def said(value: float | None, period: str, n: int | None) -> Cell:
        about = [period] if period else []
        about += [] if n is None else [page.say("moved.n", n=n)]
        return text_cell(say_value(found.metric, value, words, found.unit, like=change.now), ", ".join(about))

    def moved_by(value: float) -> str:
        return say_difference(found.metric, value, words, found.unit, like=change.now)

    verdict = verdict_of(page, change.verdict)
    if change.difference is not None and change.verdict != "not_comparable":
        verdict = page.say("moved.said", difference=moved_by(change.difference), verdict=verdict)
    interval = ""
    if change.low is not None and change.high is not None:
        interval = page.say("moved.interval", low=moved_by(change.low), high=moved_by(change.high))
    return (
        text_cell(words.say(f"metrics.{found.metric}.name"), found.definition),
        said(change.before, found.period_before, change.n_before),
        said(change.now, found.period_now, change.n_now),
        text_cell(verdict, interval, bold=change.is_claimed),
    )


def _not_compared(page: Context, found: Comparison) -> Iterator[Block]:
    """Practices that only one wave asked, or in other words; then the notes, also of agreed levels."""
    standing = found.standing
    kinds = {"changed": standing.changed, "new": standing.new, "dropped": standing.dropped}
    said = [
        page.say(f"moved.only_{kind}", ids=page.words.join(list(ids)), count=len(ids))
        for kind, ids in kinds.items()
        if ids
    ]
    said += found.notes
    if said:
        yield Text(plain(" ".join(said)), "note")


# ── over several waves ───────────────────────────────────────────────────────────────────────────────────────


def _trend(page: Context, trend: Trend) -> Iterator[Block]:
    """A row a discipline, a column a wave, then what the whole way came to."""
    yield Heading(page.say("moved.trend_title", count=len(trend.waves)), 2)
    yield Text(plain(page.say("moved.trend_lead", count=len(trend.practices))))
    width = 0.44 / len(trend.waves)
    columns = (
        Column(page.say("moved.trend_head"), 0.30),
        *(Column(wave.id, width, "center") for wave in trend.waves),
        Column(page.say("moved.trend_whole"), 0.26),
    )
    lines = [("overall", trend.overall), *((k, v) for k, v in trend.scores.items() if k.startswith("disciplines."))]
    rows = tuple(
        (
            text_cell(_name(page, key), bold=key == "overall"),
            *_points(page, line),
            text_cell(_said(page, line.whole), bold=line.whole.is_claimed),
        )
        for key, line in lines
    )
    yield Table(columns, rows, page.say("moved.trend_about"), caption=page.caption("moved_trend"))


def _points(page: Context, line: TrendLine) -> Iterator[Cell]:
    """The score of each wave; of the overall one with n, which hardly differs in the disciplines."""
    for value, n in zip(line.values, line.n, strict=True):
        yield _with_n(page, score_cell(page, value), n if line.key == "overall" else None)
