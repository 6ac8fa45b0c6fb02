"""Sheets to work with in a workshop: what to talk about, with room for what was agreed, and a page for decisions."""

from collections.abc import Iterator

from cxassess.findings import DONT_KNOW_LIMIT, dont_know_share, is_blind_spot, is_disputed
from cxassess.formats import opened
from cxassess.model.assessment import PracticeScore
from cxassess.perception import FRONT, LEADERS, practice_gaps
from cxassess.report.blocks import (
    Block,
    Cell,
    Column,
    Form,
    Heading,
    Label,
    PageBreak,
    Ruled,
    Run,
    Table,
    Text,
    Tick,
    plain,
)
from cxassess.report.compose.context import Context, text_cell
from cxassess.statistics import AD_LIMIT

SHEETS = 6  # an hour and a half holds no more
QUOTED, LONGEST = 2, 220
DECISIONS = 7
ROOM = "\n\n"  # in a cell to be filled in by hand


def discuss(page: Context) -> Iterator[Block]:
    """Half a page for each practice to talk about: how people answered, what they wrote, room for what was agreed."""
    chosen, key = _to_discuss(page)
    if not chosen:
        return
    yield PageBreak()
    yield Label(page.say("discuss.label"))
    yield Heading(page.say(f"discuss.heading_{key}", count=len(chosen)))
    yield Text(plain(page.say("discuss.lead" if key == "disputed" else "discuss.lead_lowest")))
    for number, score in enumerate(chosen):
        if number and number % 2 == 0:
            yield PageBreak()
            yield Label(page.say("discuss.label"))
        yield from _sheet(page, score)


def _to_discuss(page: Context) -> tuple[list[PracticeScore], str]:
    """What people disagree on, cannot rate or see apart by role; where they agree, what lies furthest behind.

    Each kind widest first, so that the sheets are the first rows of the report's tables.
    """
    practices = page.assessment.practices
    gaps = practice_gaps(practices)
    apart = [practices[id] for id in sorted(page.seen_apart, key=lambda id: -abs(gaps[id]))]
    open_ones = {score.practice: score for score in (*page.disputed, *page.blind, *apart)}
    if open_ones:
        return list(open_ones.values())[:SHEETS], "disputed"
    rated = sorted((s for s in practices.values() if s.value is not None), key=lambda s: s.value or 0)
    return rated[:SHEETS], "lowest"


def _reasons(page: Context, score: PracticeScore) -> Iterator[str]:
    """Why a practice is to be talked over, with the number and its limit."""
    if is_disputed(score):
        yield page.say("discuss.why_disputed", ad=score.ad, limit=AD_LIMIT)
    if score.practice in page.seen_apart:
        leaders, front = (score.by_role[role].value for role in (LEADERS, FRONT))
        yield page.say("discuss.why_apart", executive=leaders, front_line=front)
    if is_blind_spot(score):
        yield page.say("discuss.why_blind", share=dont_know_share(score), limit=DONT_KNOW_LIMIT)


def _sheet(page: Context, score: PracticeScore) -> Iterator[Block]:
    a = page.assessment
    practice = a.pack.practices[score.practice]
    yield Heading(f"{practice.title} ({practice.id})", 2)
    yield Text(plain(practice.question), keep=True)
    if reasons := list(_reasons(page, score)):
        yield Text(plain(f"{opened('; '.join(reasons))}."), "note", keep=True)
    rows = tuple(
        (
            text_cell(a.pack.roles[role].plural),
            text_cell(str(group.n)),
            Cell((Run(page.words.score(group.value), bold=True),)),
        )
        for role, group in score.by_role.items()
        if group.n
    )
    counts = ", ".join(
        page.say("discuss.chose", count=count, level=level)
        for level, count in enumerate(score.counts, start=1)
        if count
    )
    unknown = page.say("discuss.unknown", count=score.dont_know) if score.dont_know else ""
    columns = (
        Column(page.say("discuss.role"), 0.6),
        Column(page.say("practices.n"), 0.2, "right"),
        Column(page.say("practices.score"), 0.2, "right"),
    )
    if rows:
        yield Table(columns, rows, page.say("discuss.about", id=practice.id), plain(f"{counts}. {unknown}".strip()))
    comments = [
        answer.comment
        for response in a.responses
        if (answer := response.answers.get(practice.id)) is not None and answer.comment
    ]
    for comment in comments[:QUOTED]:
        yield Text(plain(page.words.say("quote", text=page.cut(comment, LONGEST))), "quote")
    yield Form(
        (
            tuple(Tick((plain(f"{number} {short}"),)) for number, short in enumerate(practice.short, start=1)),
            (
                Ruled(page.say("discuss.agreed"), 2),
                Ruled(page.say("discuss.because"), 2),
                Ruled(page.say("discuss.follows"), 1),
            ),
        ),
        (0.5, 0.5),
        page.say("discuss.form_about", id=practice.id),
        rule=True,
    )


def decisions(page: Context) -> Iterator[Block]:
    """A table to write decisions into."""
    yield PageBreak()
    yield Label(page.say("decisions.label"))
    yield Heading(page.say("decisions.heading"))
    yield Text(plain(page.say("decisions.lead")))
    columns = (
        Column(page.say("decisions.what"), 0.4),
        Column(page.say("decisions.who"), 0.18),
        Column(page.say("decisions.when"), 0.14),
        Column(page.say("decisions.seen"), 0.28),
    )
    rows = tuple(tuple(text_cell(ROOM) for _ in columns) for _ in range(DECISIONS))
    yield Table(columns, rows, page.say("decisions.about"))
