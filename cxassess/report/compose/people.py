"""How the same company looks from above and from the front line; where people disagree or do not know."""

from collections.abc import Iterator

from cxassess.display import MISSING, level
from cxassess.findings import dont_know_share
from cxassess.model.assessment import PerceptionGap
from cxassess.perception import FLAGGED_FROM, FRONT, LEADERS, practice_gaps
from cxassess.report.blocks import (
    Block,
    Cell,
    Column,
    Heading,
    Label,
    PageBreak,
    Run,
    Table,
    Text,
    plain,
)
from cxassess.report.compose.context import Context, score_cell, text_cell
from cxassess.report.compose.exhibits import Exhibit
from cxassess.statistics import MIN_FOR_INTERVAL

SHOWN_PRACTICES = 6
SHOWN_DISPUTED = 8
SHORT = 6


def perception(page: Context) -> Iterator[Block]:
    """Executives and front line side by side."""
    a = page.assessment
    if not a.responses:
        return
    yield PageBreak()
    yield Label(page.say("perception.label"))
    yield Heading(_heading(page))
    if a.perception:
        yield Text((*page.told("perception.asked", note="bain"), *page.told("perception.lead")))
        yield _table(page)
        yield from _practices(page)
    yield from page.commented("perception")


def voices(page: Context) -> Iterator[Block]:
    """Where people disagree, and what they do not know."""
    disputed, blind, of = len(page.disputed), len(page.blind), len(page.assessment.practices)
    if not disputed and not blind:
        return
    if min(disputed, SHOWN_DISPUTED) + min(blind, SHOWN_DISPUTED) > SHORT:
        yield PageBreak()  # fewer rows share the page with what stands before them
    yield Label(page.say("perception.voices_label"), apart=True)
    if disputed and blind:
        yield Heading(page.say("perception.voices_both", disputed=disputed, blind=blind, of=of))
    elif disputed:
        yield Heading(page.say("perception.voices_disputed", count=disputed, of=of))
    else:
        yield Heading(page.say("perception.voices_blind", count=blind, of=of))
    yield from _disputed(page)
    yield from _blind(page)
    yield from page.commented("voices")


def _heading(page: Context) -> str:
    gaps = [g.gap for g in page.assessment.perception.values()]
    if not gaps:
        is_protected = page.assessment.engagement.least > 1
        return page.say("perception.heading_too_few" if is_protected else "perception.heading_none")
    above, below = sum(1 for g in gaps if g > 0), sum(1 for g in gaps if g < 0)
    average = sum(gaps) / len(gaps)
    if not any(g.flagged for g in page.assessment.perception.values()):
        return page.say("perception.heading_alike")
    few = max(max(g.n_executive, g.n_front_line) for g in page.assessment.perception.values())
    if few < MIN_FOR_INTERVAL:
        return page.say("perception.heading_few")
    if above == len(gaps):
        key = "heading_every" if above == len(page.disciplines) else "heading_compared"
        said = page.say(f"perception.{key}", count=above, mean=average)
    elif average >= 0:
        said = page.say("perception.heading_all", count=above, of=len(gaps), mean=average)
    else:
        said = page.say("perception.heading_below", count=below, of=len(gaps), mean=-average)
    clear = sum(1 for g in page.assessment.perception.values() if g.flagged and not g.indicative)
    return f"{said} {page.say('perception.clear_ones' if clear else 'perception.clear_none', count=clear)}"


def _table(page: Context) -> Table:
    columns = (
        Column(page.say("perception.discipline"), 0.24),
        Column(page.say("perception.compared"), 0.12, "right"),
        Column(page.say("perception.executives"), 0.14, "center"),
        Column(page.say("perception.front_line"), 0.14, "center"),
        Column(page.say("perception.difference"), 0.11, "right"),
        Column(page.say("perception.interval"), 0.14, "right"),
        Column(page.say("perception.reading"), 0.11, "right"),
    )
    ordered = sorted(page.assessment.perception.values(), key=lambda g: -abs(g.gap))
    rows = tuple(_row(page, gap) for gap in ordered)
    least = page.assessment.engagement.least
    note = page.say("perception.note_groups" if least > 1 else "perception.note", least=max(least, MIN_FOR_INTERVAL))
    return Table(columns, rows, page.say("perception.about"), plain(note), caption=page.caption("perception"))


def _row(page: Context, gap: PerceptionGap) -> tuple[Cell, ...]:
    reading = "none" if not gap.flagged else "indicative" if gap.indicative else "clear"
    interval = MISSING
    if gap.low is not None and gap.high is not None:
        interval = page.words.say("range", low=page.words.signed(gap.low), high=page.words.signed(gap.high))
    people = page.say("perception.people", executive=gap.n_executive, front_line=gap.n_front_line)
    return (
        text_cell(page.discipline_name(gap.discipline), people),
        text_cell(str(len(gap.practices))),
        score_cell(page, gap.executive, level(gap.executive)),
        score_cell(page, gap.front_line, level(gap.front_line)),
        Cell((Run(page.words.signed(gap.gap), bold=gap.flagged),)),
        text_cell(interval),
        Cell((Run(page.say(f"perception.{reading}"), grey=reading == "none", bold=reading == "clear"),)),
    )


def _practices(page: Context) -> Iterator[Block]:
    apart = {id: g for id, g in practice_gaps(page.assessment.practices).items() if abs(g) >= FLAGGED_FROM}
    if not apart:
        return
    widest = sorted(apart, key=lambda id: -abs(apart[id]))[:SHOWN_PRACTICES]
    yield Heading(page.say("perception.practices", count=len(widest)), 2)
    rows = []
    for id in widest:
        roles = page.assessment.practices[id].by_role
        leaders, front = roles[LEADERS], roles[FRONT]
        rows.append(
            (
                text_cell(id, grey=True),
                text_cell(page.title(id)),
                text_cell(f"{page.words.score(leaders.value)} (n = {leaders.n})"),
                text_cell(f"{page.words.score(front.value)} (n = {front.n})"),
                Cell((Run(page.words.signed(apart[id]), bold=True),)),
            )
        )
    columns = (
        Column(page.say("perception.col_id"), 0.09),
        Column(page.say("perception.col_practice"), 0.43),
        Column(page.say("perception.executives"), 0.18, "right"),
        Column(page.say("perception.front_line"), 0.18, "right"),
        Column(page.say("perception.difference"), 0.12, "right"),
    )
    note = plain(page.say("perception.practices_note"))
    caption = page.caption("apart")
    yield Table(columns, tuple(rows), page.say("perception.practices_about"), note, caption=caption)


def _disputed(page: Context) -> Iterator[Block]:
    if not page.disputed:
        return
    yield Heading(page.say("perception.disputed"), 2)
    rows = [
        (
            text_cell(p.practice, grey=True),
            text_cell(page.title(p.practice)),
            text_cell(page.say("perception.range", low=p.min, high=p.max)),
            text_cell(str(p.n)),
            text_cell(page.words.score(p.value)),
            Cell((Run(page.words.number(p.ad or 0.0, ".2f"), bold=True),)),
        )
        for p in page.disputed[:SHOWN_DISPUTED]
    ]
    columns = (
        Column(page.say("perception.col_id"), 0.09),
        Column(page.say("perception.col_practice"), 0.45),
        Column(page.say("perception.col_range"), 0.13, "right"),
        Column(page.say("practices.n"), 0.09, "right"),
        Column(page.say("practices.score"), 0.1, "right"),
        Column(page.say("perception.col_ad"), 0.14, "right"),
    )
    note = page.told("perception.disputed_note", note="agreement")
    if len(page.disputed) > SHOWN_DISPUTED:
        note += plain(f" {page.say('perception.disputed_more', count=SHOWN_DISPUTED)}")
    note += page.told("perception.disputed_table", table=Exhibit("practices"))
    caption = page.caption("disputed")
    yield Table(columns, tuple(rows), page.say("perception.disputed_about"), note, caption=caption)


def _blind(page: Context) -> Iterator[Block]:
    if not page.blind:
        return
    yield Heading(page.say("perception.blind"), 2)
    rows = [
        (
            text_cell(p.practice, grey=True),
            text_cell(page.title(p.practice)),
            text_cell(str(p.answered)),
            text_cell(str(p.dont_know)),
            Cell((Run(page.words.percent(dont_know_share(p)), bold=True),)),
        )
        for p in page.blind[:SHOWN_DISPUTED]
    ]
    columns = (
        Column(page.say("perception.col_id"), 0.09),
        Column(page.say("perception.col_practice"), 0.51),
        Column(page.say("perception.col_answered"), 0.14, "right"),
        Column(page.say("perception.col_dk"), 0.14, "right"),
        Column(page.say("perception.col_share"), 0.12, "right"),
    )
    yield Table(columns, tuple(rows), page.say("perception.blind_about"), caption=page.caption("blind"))
