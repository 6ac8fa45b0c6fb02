"""The orientation stage with its blockers, and the four programme tests."""

from collections.abc import Iterator

from cxassess.display import shortfall
from cxassess.findings import ASPIRATION_N
from cxassess.model.assessment import Blocker
from cxassess.programme import CEM, COMPONENT
from cxassess.report.blocks import (
    Bar,
    Block,
    Cell,
    Column,
    Heading,
    Label,
    Ladder,
    PageBreak,
    Run,
    Rung,
    Table,
    Text,
    Tile,
    Tiles,
    plain,
)
from cxassess.report.compose.context import Context, claim, share_of_scale, text_cell
from cxassess.report.palette import ALERT, GREY, MAIN
from cxassess.stages import MEAN_NEEDS, meets_key

BLOCKER_AXIS_TOP = 3.5


def stage(page: Context) -> Iterator[Block]:
    """Where practice stands on the four stages, and what is missing for the next."""
    result = page.assessment.stage
    if not page.has_gates or not page.assessment.responses:
        return
    yield PageBreak()
    yield Label(page.say("stage.label"))
    yield Heading(_heading(page))
    yield Ladder(
        (
            page.say("stage.col_stage"),
            page.say("stage.col_seen"),
            page.say("stage.col_mean"),
            page.say("stage.col_keys"),
            page.say("stage.col_verdict"),
        ),
        tuple(_rungs(page)),
        page.say("stage.about"),
        page.caption("stages"),
    )
    is_tested = result.stable is not None and page.assessment.overall.reading.n > 1
    stable = "" if not is_tested else page.say("stage.stable" if result.stable else "stage.unstable")
    if open_ones := list(_open_keys(page)):
        stable += " " + page.say("stage.open_keys", names=page.words.join(open_ones))
    yield Text(plain(page.say("stage.note", stable=stable)), "note")
    if result.blockers:
        yield from _blockers(page)
    meaning = list(_meaning(page))
    if meaning:
        yield Heading(page.say("what_it_means"), 2)
        yield from meaning
    yield from page.commented("stage")


def _open_keys(page: Context) -> Iterator[str]:
    """The key practices whose score is open: many could not rate them, or a high one stands on words alone."""
    unknown = [p.practice for p in page.blind if p.key]
    unproven = [p.practice for p in page.assessment.practices.values() if p.key and p.unsupported]
    for key, ids in (("open_unknown", unknown), ("open_unproven", unproven)):
        if ids:
            yield page.say(f"stage.{key}", names=page.words.join(ids))


def _heading(page: Context) -> str:
    result, number = page.assessment.stage, page.stage_number
    if number is None:
        return page.say("stage.heading_none", why=result.why)
    stages = page.assessment.pack.stages
    values = {
        "stage": number,
        "of": len(stages),
        "name": page.words.within(stages[number - 1].name),
        "next": number + 1,
    }
    if number == len(stages):
        return page.say("stage.heading_top", **values)
    keys = sum(1 for b in result.blockers if b.practice)
    means = [b.value for b in result.blockers if b.practice is None and b.value is not None]
    if keys and means:
        return page.say("stage.heading_both", count=keys, mean=means[-1], **values)
    return page.say("stage.heading", count=keys, **values) if keys else page.say("stage.heading_mean", **values)


def _rungs(page: Context) -> Iterator[Rung]:
    result = page.assessment.stage
    reached = page.stage_number or 0
    for number in range(len(page.assessment.pack.stages), 0, -1):
        dimension = page.assessment.pack.stages[number - 1]
        value = result.means[dimension.id]
        met, keys = result.keys_met.get(dimension.id, (0, 0))
        is_reached = number <= reached
        yield Rung(
            number=number,
            name=dimension.name,
            about=dimension.about,
            value=page.words.score(value),
            bar=Bar(
                share_of_scale(value) if value is not None else 0.0,
                MAIN if is_reached else GREY,
                page.say("bar", value=f"{dimension.name}: {page.words.score(value)}"),
                mark=share_of_scale(MEAN_NEEDS),
            ),
            keys=page.say("stage.keys", met=met, of=keys),
            verdict=_verdict(page, number, is_reached),
            reached=is_reached,
            alarm=number == reached + 1 or (number == 1 and result.basics_sound is False),
        )


def _verdict(page: Context, number: int, reached: bool) -> str:
    result = page.assessment.stage
    if number == 1:
        state = {True: "sound", False: "unsound", None: "unknown"}[result.basics_sound]
        return page.say(f"stage.{state}")
    if not reached:
        return page.say("stage.not_reached")
    return page.say("stage.established" if number == page.stage_number and result.established else "stage.reached")


def _blockers(page: Context) -> Iterator[Block]:
    result = page.assessment.stage
    number = (page.stage_number or 0) + 1
    first = result.blockers[0]
    keys = sum(1 for b in result.blockers if b.practice)
    name = page.title(first.practice) if first.practice else page.assessment.pack.dimension("stages", first.stage).name
    yield Heading(page.say("stage.blockers", name=name, next=number, count=min(keys, 2) or 1), 2)
    columns = (
        Column(page.say("stage.col_no"), 0.08),
        Column(page.say("stage.col_blocker", stage=number), 0.37),
        Column(page.say("stage.col_now"), 0.08, "right"),
        Column(page.say("stage.col_needed"), 0.10, "right"),
        Column(page.say("stage.col_short"), 0.10, "right"),
        Column(page.say("stage.col_way"), 0.16),
        Column(page.say("stage.col_plan"), 0.11, "right"),
    )
    rows = tuple(_blocker_row(page, blocker) for blocker in result.blockers)
    note = plain(page.say("stage.blockers_note"))
    caption = page.caption("blockers", stage=number)
    yield Table(columns, rows, page.say("stage.blockers_about"), note, caption=caption)


def _blocker_row(page: Context, blocker: Blocker) -> tuple[Cell, ...]:
    short = None if blocker.value is None else shortfall(blocker.needed, blocker.value)
    stages = [s.id for s in page.assessment.pack.stages]
    if blocker.practice:
        id, name = blocker.practice, page.title(blocker.practice)
    else:
        count = len(page.assessment.pack.in_dimension("stages", blocker.stage))
        id = page.say("stage.mean_id")
        name = page.say("stage.mean_row", count=count, stage=stages.index(blocker.stage) + 1)
    bar = Bar(
        share_of_scale(blocker.value, BLOCKER_AXIS_TOP) if blocker.value is not None else 0.0,
        GREY,
        page.say("bar", value=""),
        second=share_of_scale(blocker.needed, BLOCKER_AXIS_TOP),
        second_colour=ALERT,
        mark=share_of_scale(blocker.needed, BLOCKER_AXIS_TOP),
    )
    return (
        text_cell(id, grey=True),
        text_cell(name),
        text_cell(page.words.score(blocker.value)),
        text_cell(page.words.score(blocker.needed)),
        Cell((Run(page.words.score(short), bold=True, alert=True),)),
        Cell((), bar=bar),
        text_cell(_place_in_plan(page, blocker.practice) if blocker.practice else ""),
    )


def _place_in_plan(page: Context, practice: str) -> str:
    action = next((a for a in page.assessment.actions if a.practice == practice), None)
    if action is None:
        return page.say("none")
    if action.horizon is None:
        return page.say("discipline.waiting")
    return page.words.say(f"horizons.within.{action.horizon}")


def _meaning(page: Context) -> Iterator[Text]:
    result, number = page.assessment.stage, page.stage_number
    if result.basics_sound is False:
        basics = next(f for f in page.findings("basics"))
        yield claim(page.say("stage.basics_title"), page.sentence(basics))
    if number is not None and number < len(page.assessment.pack.stages):
        wanted = page.assessment.pack.stages[number].id
        met = [
            p.id
            for p in page.assessment.pack.in_dimension("stages", wanted)
            if p.key and meets_key(page.assessment.practices[p.id].value)
        ]
        if met:
            of = result.keys_met[wanted][1]
            names = page.words.join([page.named(id) for id in met])
            yield claim(
                page.say("stage.keys_met_title", count=len(met), of=of), page.say("stage.keys_met", names=names)
            )
    yield from _cards(page)
    for inversion in page.findings("inverted"):
        yield claim(page.say("stage.inverted_title"), page.sentence(inversion))


def _cards(page: Context) -> Iterator[Text]:
    cards = page.assessment.cards
    if cards.value is None or cards.aspiration_gap is None or cards.n < ASPIRATION_N:
        return
    key = (
        "cards_title_same"
        if abs(cards.aspiration_gap) < 1
        else "cards_title"
        if cards.aspiration_gap > 0
        else "cards_title_low"
    )
    title = page.say(f"stage.{key}", gap=abs(cards.aspiration_gap))
    yield claim(title, page.say("stage.cards", value=cards.value, n=cards.n, stage=page.stage_number))


# ── the programme tests ──────────────────────────────────────────────────────────────────────────────────────


def programme(page: Context) -> Iterator[Block]:
    """Customer experience management, or a component of it."""
    a = page.assessment
    if not a.programme or not a.responses:
        return
    yield PageBreak()
    yield Label(page.say("programme.label"))
    failed = sum(1 for result in a.programme.values() if result.met is False)
    if a.verdict == CEM:
        yield Heading(page.say("programme.heading_cem"))
    elif a.verdict == COMPONENT:
        yield Heading(page.say("programme.heading_component", count=failed))
    else:
        yield Heading(page.say("programme.heading_unknown"))
    yield Text(page.told("programme.lead", note="programme"))
    tiles = []
    rows = []
    for test in a.pack.programme:
        result = a.programme[test.id]
        verdict = page.say({True: "programme.met", False: "programme.not_met", None: "programme.unknown"}[result.met])
        lacking = page.say("programme.lacks", names=page.words.join(list(result.lacks))) if result.lacks else ""
        level = None if result.value is None else (2 if result.met is False else 4)
        tiles.append(Tile(test.name, verdict, (lacking,) if lacking else (), "level" if level else "tile", level))
        practices = page.words.join([page.named(id) for id in test.practices])
        rows.append(
            (
                Cell((Run(test.name, bold=True),)),
                text_cell(practices),
                text_cell(page.words.score(result.value)),
                Cell((Run(verdict, bold=True, alert=result.met is False),)),
            )
        )
    yield Tiles(tuple(tiles), page.say("programme.about"))
    columns = (
        Column(page.say("programme.test"), 0.2),
        Column(page.say("programme.practices"), 0.58),
        Column(page.say("programme.mean"), 0.09, "right"),
        Column(page.say("programme.verdict"), 0.13, "right"),
    )
    tested = dict.fromkeys(id for test in a.pack.programme for id in test.practices)
    unsupported = [f"{page.title(id)} ({id})" for id in tested if a.practices[id].unsupported]
    note = page.say("programme.note")
    if unsupported:
        note += page.say("programme.note_unsupported", names=page.words.join(unsupported))
    yield Table(columns, tuple(rows), page.say("programme.about"), plain(note), caption=page.caption("programme"))
    yield from page.commented("programme")
