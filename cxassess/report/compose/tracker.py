"""Two pages between the years: how the actions stand, and what the pulse and the outcomes say."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from cxassess.model.action import STATES
from cxassess.model.register import RegisterEntry
from cxassess.report.blocks import Block, Cell, Column, Heading, Label, PageBreak, Run, Table, Text, Tile, Tiles, plain
from cxassess.report.compose import measured
from cxassess.report.compose.context import Context, score_cell, text_cell
from cxassess.report.compose.moved import heading_of, scores_picture, untested
from cxassess.report.compose.outcomes import typed_table

_SHOWN = 14  # rows on a page
_LONGEST = 120  # letters of proof in a row


def tracker(page: Context) -> Iterator[Block]:
    """The page of actions, and the page of scores and outcomes."""
    yield from _actions(page)
    yield PageBreak()
    yield from _scores(page)
    yield from _outcomes(page)
    yield from page.commented("tracker")


# ── actions ──────────────────────────────────────────────────────────────────────────────────────────────────


def _actions(page: Context) -> Iterator[Block]:
    entries = _entries(page)
    yield Label(page.say("tracker.label", client=page.client, wave=page.assessment.wave.id, as_of=page.as_of))
    late = [one for one in entries if one.is_late(page.as_of)]
    to_do = [one for one in entries if one.ended is None]
    if not entries:
        yield Heading(page.say("tracker.heading_none"))
        yield Text(plain(page.say("tracker.none_text")))
        return
    key = "heading_late" if late else "heading" if to_do else "heading_ended"
    yield Heading(page.say(f"tracker.{key}", count=len(to_do), late=len(late)))
    yield _tiles(page, entries, len(late))
    shown = sorted(entries, key=lambda one: _place(one, page.as_of))
    yield _table(page, shown[:_SHOWN], len(shown) - _SHOWN)


def _entries(page: Context) -> list[RegisterEntry]:
    """What is to be done, and what ended in this wave or in the one it is set beside, or between them."""
    register, history = page.assessment.register, page.assessment.history
    if register is None:
        return []
    recent = {register.wave, history.comparison.before.id if history else register.wave}
    return [one for one in register.entries if one.ended is None or one.ended in recent]


def _place(entry: RegisterEntry, day: date) -> tuple[int, date]:
    """Late ones first, then what is to be done by its day, then what has ended."""
    if entry.ended is not None:
        return 2, entry.due or date.max
    return (0 if entry.is_late(day) else 1), entry.due or date.max


def _tiles(page: Context, entries: Sequence[RegisterEntry], late: int) -> Tiles:
    """How many are in each state; what was merged is part of another one, and is not counted twice."""
    alone = Counter(one.status for one in entries if one.merged_into is None)
    counts = {state: alone[state] for state in STATES}
    tiles = [
        Tile(page.say(f"promised.states.{state}", into=""), str(count), (), "main" if state == "doing" else "tile")
        for state, count in counts.items()
    ]
    tiles.append(Tile(page.say("tracker.of_them_late"), str(late), ()))
    about = page.say("tracker.tiles_about", **counts, late=late)
    return Tiles(tuple(tiles), about)


def _table(page: Context, entries: Sequence[RegisterEntry], more: int) -> Table:
    columns = (
        Column(page.say("promised.promise"), 0.40),
        Column(page.say("tracker.owner"), 0.17),
        Column(page.say("tracker.due"), 0.13),
        Column(page.say("promised.happened"), 0.30),
    )
    note = plain(page.say("promised.more", count=more)) if more > 0 else ()
    rows = tuple(_row(page, one) for one in entries)
    return Table(columns, rows, page.say("tracker.about"), note, caption=page.caption("tracker"))


def _row(page: Context, entry: RegisterEntry) -> tuple[Cell, ...]:
    late = entry.is_late(page.as_of)
    status = "late" if late else "merged" if entry.merged_into else entry.status
    said = page.say(f"promised.states.{status}", into=entry.merged_into or "")
    told = entry.reason if entry.status == "dropped" else entry.evidence or ""
    due = page.say("tracker.day", due=entry.due) if entry.due else page.say("promised.no_date")
    return (
        text_cell(entry.title, page.words.row([entry.id, page.say("tracker.since", wave=entry.taken_up)])),
        text_cell(entry.owner or page.say("promised.nobody"), grey=entry.owner is None),
        text_cell(due, grey=entry.due is None),
        Cell((Run(said, bold=True, alert=late),), page.cut(told, _LONGEST)),
    )


# ── scores and outcomes ──────────────────────────────────────────────────────────────────────────────────────


def _scores(page: Context) -> Iterator[Block]:
    history = page.assessment.history
    yield Label(page.say("tracker.scores_label"))
    if history is not None:
        yield Heading(heading_of(page, history.comparison), small=True)
        yield scores_picture(page, history.comparison)
        yield from untested(page, history.comparison)
        return
    yield Heading(page.say("tracker.scores_first"), small=True)
    rows = tuple(
        (
            text_cell(page.discipline_name(score.dimension)),
            score_cell(page, score.value, score.level),
            text_cell(str(score.reading.n)),
        )
        for score in page.disciplines
    )
    columns = (
        Column(page.say("moved.trend_head"), 0.6),
        Column(page.say("tracker.score"), 0.2, "right"),
        Column(page.say("tracker.n"), 0.2, "right"),
    )
    yield Table(columns, rows, page.say("tracker.scores_about"), caption=page.caption("tracker_scores"))


def _outcomes(page: Context) -> Iterator[Block]:
    if not page.assessment.metrics:
        return
    yield Heading(page.say("moved.metrics_title"), 2)
    if measured.is_measured(page):
        yield from measured.tiles(page)
    else:
        yield typed_table(page)
