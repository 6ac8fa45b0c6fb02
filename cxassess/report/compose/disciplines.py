"""One page a discipline: its numbers, its practices, what holds, what lacks, and the first steps."""

from collections.abc import Iterator

from cxassess.display import MISSING, level
from cxassess.findings import is_disputed
from cxassess.model.action import HORIZONS
from cxassess.model.assessment import Action, DimensionScore, PracticeScore
from cxassess.perception import FRONT, LEADERS
from cxassess.report.blocks import (
    Bar,
    Block,
    Cell,
    Column,
    Heading,
    Label,
    PageBreak,
    Run,
    Runs,
    Table,
    Text,
    Tile,
    Tiles,
    TwoColumns,
    plain,
)
from cxassess.report.compose.benchmark import beside_peers
from cxassess.report.compose.context import Context, score_cell, share_of_scale, text_cell
from cxassess.report.compose.exhibits import Exhibit
from cxassess.report.palette import ACCENT
from cxassess.scoring import SEEN_GRADE, SUPPORTING_GRADES
from cxassess.statistics import AD_LIMIT

SHOWN_CLAIMS = 2
SHOWN_STEPS = 2  # as many as leave the discipline on one page; the roadmap has all
LONGEST_STEPS = 640  # letters of titles and texts that fit there
HOLDS_FROM = 3


def disciplines(page: Context) -> Iterator[Block]:
    """The page of every discipline in turn, of those about which anybody could say something."""
    for number, score in enumerate(page.disciplines, start=1):
        if score.practices_valid:
            yield from _discipline(page, number, score)


def _discipline(page: Context, number: int, score: DimensionScore) -> Iterator[Block]:
    name = page.discipline_name(score.dimension)
    members = [
        page.assessment.practices[p.id] for p in page.assessment.pack.in_dimension("disciplines", score.dimension)
    ]
    ordered = sorted(members, key=lambda p: -(p.value if p.value is not None else 0.0))
    yield PageBreak()
    yield Label(page.say("discipline.label", number=number, of=len(page.disciplines), name=name))
    yield Heading(_heading(page, score, name, ordered))
    yield Tiles(tuple(_tiles(page, score, members)), page.say("discipline.tiles_about", name=name))
    peers = list(beside_peers(page, score))
    yield from peers
    yield _practices(page, score, name, ordered)
    valid = [p for p in ordered if p.value is not None]
    commented = list(page.commented(score.dimension))
    if valid:
        yield _claims(page, valid, 1 if commented and peers else SHOWN_CLAIMS)
    yield from _steps(page, score, name, 1 if commented or peers else SHOWN_STEPS, (valid or ordered)[-1])
    yield from commented


def _heading(page: Context, score: DimensionScore, name: str, ordered: list[PracticeScore]) -> str:
    if score.value is None:
        return page.say("discipline.heading_few", name=name, valid=score.practices_valid, of=score.practices_asked)
    valid = [p for p in ordered if p.value is not None]
    best, worst = valid[0], valid[-1]
    if page.words.score(best.value) == page.words.score(worst.value):
        kind = "heading_alike" if score.gap else "heading_reached_alike"
        return page.say(f"discipline.{kind}", name=name, value=score.value, target=score.target)
    if not score.gap:
        return page.say(
            "discipline.heading_reached",
            name=name,
            value=score.value,
            target=score.target,
            practice=page.words.formats.continued(page.title(best.practice)),
            high=best.value,
        )
    return page.say(
        "discipline.heading",
        name=name,
        value=score.value,
        target=score.target,
        practice=page.words.formats.continued(page.title(worst.practice)),
        low=worst.value,
    )


# ── the strip ────────────────────────────────────────────────────────────────────────────────────────────────


def _tiles(page: Context, score: DimensionScore, members: list[PracticeScore]) -> Iterator[Tile]:
    say, reading = page.say, score.reading
    count = say("discipline.n", n=reading.n)
    if score.value is None or score.level is None:
        yield Tile(say("discipline.score"), MISSING, (say("summary.no_score"), count))
    else:
        text = say("discipline.level", level=score.level, name=page.level_name(score.level))
        yield Tile(say("discipline.score"), page.words.score(score.value), (text, count), "level", score.level)
    yield _interval_tile(page, score)
    if score.target is not None:
        lines = [say("discipline.target_gap", gap=score.gap) if score.gap else say("discipline.target_met")]
        if score.next_target is not None and score.gap:
            lines.append(say("discipline.target_next", next=score.next_target))
        if score.value is None:
            lines = [MISSING]
        yield Tile(say("discipline.target"), page.words.score(score.target), tuple(lines))
    if score.ad is None:
        yield Tile(say("discipline.agreement"), MISSING, (say("discipline.agree_none"),))
    else:
        verdict = say("discipline.agree" if score.ad <= AD_LIMIT else "discipline.disagree")
        disputed = sum(1 for p in members if is_disputed(p))
        second = say("discipline.agree_but", count=disputed) if disputed else say("discipline.agree_limit")
        yield Tile(say("discipline.agreement"), page.words.score(score.ad), (verdict, second))
    total = score.answered + score.dont_know
    share = page.words.percent(score.dont_know / total) if total else MISSING
    lines = [say("discipline.dont_know_of", count=total), say("discipline.dont_know_in", count=len(members))]
    yield Tile(say("discipline.dont_know"), share, tuple(lines))
    proven = sum(1 for p in members if p.evidence in SUPPORTING_GRADES)
    evidence = say("discipline.evidence_of", count=proven, of=len(members))
    yield Tile(say("discipline.evidence"), evidence, (say("discipline.evidence_1"), say("discipline.evidence_2")))


def _interval_tile(page: Context, score: DimensionScore) -> Tile:
    say, reading = page.say, score.reading
    label = say("discipline.interval")
    if reading.low is not None and reading.high is not None:
        first, last = level(reading.low), level(reading.high)
        key = "interval_in" if first == last else "interval_across"
        text = say(f"discipline.{key}", level=first, first=first, last=last)
        return Tile(label, f"{page.words.score(reading.low)}–{page.words.score(reading.high)}", (text,))
    if reading.value is None or reading.min is None:
        return Tile(label, MISSING, (say("discipline.interval_none"),))
    if reading.n == 1:
        return Tile(label, MISSING, (say("discipline.interval_single"),))
    text = say("discipline.interval_range", low=reading.min, high=reading.max)
    return Tile(label, MISSING, (say("discipline.interval_none"), text))


# ── the practices ────────────────────────────────────────────────────────────────────────────────────────────


def _practices(page: Context, score: DimensionScore, name: str, ordered: list[PracticeScore]) -> Table:
    a = page.assessment
    roles = [r for r in a.engagement.counted_roles if a.sufficiency.by_role[r].n]
    width = 0.42 / max(len(roles), 1)
    columns = [
        Column(page.say("discipline.no"), 0.075),
        Column(page.say("discipline.practice"), 0.335 if roles else 0.755),
        Column(page.say("discipline.score"), 0.075, "center"),
        *[Column(a.pack.roles[r].plural, width) for r in roles],
        Column(page.say("discipline.col_n"), 0.04, "right"),
        Column(page.say("discipline.col_gap"), 0.055, "right"),
    ]
    rows = [_practice_row(page, p, roles) for p in ordered]
    note = plain(_note(page, score, ordered))
    note += page.told("discipline.answers", figure=Exhibit(f"answers.{score.dimension}"))
    return Table(
        tuple(columns),
        tuple(rows),
        page.say("discipline.about", name=name),
        note,
        caption=page.caption("discipline", score.dimension, discipline=name, target=score.target),
    )


def marked(page: Context, score: PracticeScore) -> str:
    """The practice's title with its marks: key † where that decides a stage, unsupported *, agreed ‡."""
    marks = (
        ("†" if score.key and page.has_gates else "")
        + ("*" if score.unsupported else "")
        + ("‡" if score.basis == "agreed" else "")
    )
    return f"{page.title(score.practice)}{' ' if marks else ''}{marks}"


def _practice_row(page: Context, score: PracticeScore, roles: list[str]) -> tuple[Cell, ...]:
    cells = [
        text_cell(score.practice, grey=True),
        text_cell(marked(page, score)),
        score_cell(page, score.value, score.level),
    ]
    for role in roles:
        group = score.by_role.get(role)
        if group is not None and group.value is not None:
            value = page.words.score(group.value)
            bar = Bar(share_of_scale(group.value), ACCENT, page.say("bar", value=value))
            cells.append(Cell((Run(value),), bar=bar))
        else:
            asked = score.practice not in page.assessment.pack.roles[role].omits
            text = page.say("discipline.no_answer" if asked else "discipline.not_asked")
            cells.append(text_cell(text, grey=True))
    gap = page.words.score(score.gap)
    return (*cells, text_cell(str(score.n)), text_cell(gap))


def _note(page: Context, score: DimensionScore, ordered: list[PracticeScore]) -> str:
    note = page.say("discipline.note_key") if page.has_gates and any(p.key for p in ordered) else ""
    note += page.say("discipline.note_unsupported") if any(p.unsupported for p in ordered) else ""
    note += page.say("discipline.note_agreed") if any(p.basis == "agreed" for p in ordered) else ""
    return note + page.say("discipline.note_bars", target=score.target)


def _claims(page: Context, valid: list[PracticeScore], shown: int) -> TwoColumns:
    good = [p for p in valid if (p.level or 0) >= HOLDS_FROM]
    weak = [p for p in reversed(valid) if (p.level or 0) < HOLDS_FROM]
    return TwoColumns(
        tuple(_claim_stack(page, good, "holds", shown)),
        tuple(_claim_stack(page, weak, "lacks", shown)),
        page.say("two_columns"),
    )


def _claim_stack(page: Context, scores: list[PracticeScore], kind: str, shown: int) -> Iterator[Block]:
    if not scores:
        yield Heading(page.say(f"discipline.{kind}_none"), 2)
        yield Text(plain(page.say(f"discipline.{kind}_none_text")), "small")
        return
    yield Heading(page.say(f"discipline.{kind}", count=len(scores)), 2)
    for score in scores[:shown]:
        practice = page.assessment.pack.practices[score.practice]
        title = page.say("discipline.claim", title=practice.title, id=score.practice, value=score.value)
        yield Text((Run(title, bold=True), Run(_claimed(page, score, kind))), "small")


def _claimed(page: Context, score: PracticeScore, kind: str) -> str:
    """What a practice's level means for customers; of a strength that people see apart, that it is open."""
    practice = page.assessment.pack.practices[score.practice]
    if kind == "lacks":
        return practice.lacks
    if score.evidence == SEEN_GRADE:
        return practice.holds
    if score.practice in page.seen_apart:
        executive, front_line = (score.by_role[role].value for role in (LEADERS, FRONT))
        return page.say("discipline.open_roles", executive=executive, front_line=front_line)
    if is_disputed(score):
        return page.say("discipline.open", low=score.min, high=score.max)
    return practice.holds


# ── the steps ────────────────────────────────────────────────────────────────────────────────────────────────


def _steps(page: Context, score: DimensionScore, name: str, shown: int, worst: PracticeScore) -> Iterator[Block]:
    order = {horizon: number for number, horizon in enumerate((*HORIZONS, None))}
    placed = any(action.horizon for action in page.assessment.actions)
    own = [
        action
        for action in page.assessment.actions
        if action.weight
        and (action.horizon or not placed)
        and page.assessment.pack.practices[action.practice].discipline == score.dimension
    ]
    own.sort(key=lambda action: order[action.horizon])
    first = own[:shown]
    if sum(len(action.title) + len(action.what) for action in first) > LONGEST_STEPS:
        first = first[:1]
    if not first:
        return
    yield Heading(page.say("discipline.steps", count=len(first)), 2)
    columns = (
        Column(page.say("discipline.step"), 0.10),
        Column(page.say("discipline.what"), 0.56),
        Column(page.say("discipline.first_step"), 0.34),
    )
    rows = tuple(_step_row(page, action) for action in first)
    yield Table(columns, rows, page.say("discipline.steps_about", name=name), _others(page, own, first, worst))


def _others(page: Context, own: list[Action], shown: list[Action], worst: PracticeScore) -> Runs:
    """The steps of a discipline that its page has no room to tell, by name, and why what is lowest has none yet."""
    waiting = [a for a in page.assessment.actions if a.practice == worst.practice and a.waits]
    waits = [
        page.say(
            "discipline.steps_waits", title=page.title(a.practice), id=a.practice, value=worst.value, waits=a.waits
        )
        for a in waiting
    ]
    names = [
        f"{action.title} ({action.practice}, {page.words.say(f'horizons.within.{action.horizon}')})"
        for action in own
        if action not in shown and action.horizon
    ]
    where: Runs = ()
    if names:
        waits.insert(0, page.say("discipline.steps_more", names="; ".join(names)))
        where = page.told("discipline.steps_where", table=Exhibit("lanes"))
    return (*plain(" ".join(waits)), *where) if waits else ()


def _step_row(page: Context, action: Action) -> tuple[Cell, ...]:
    when = page.words.say(f"horizons.within.{action.horizon}") if action.horizon else page.say("discipline.waiting")
    return (
        Cell((Run(action.practice, grey=True),), f"{action.step[0]} → {action.step[1]}, {when}"),
        Cell((Run(f"{action.title}. ", bold=True), Run(action.what))),
        text_cell(action.first_step or page.say("discipline.to_agree")),
    )
