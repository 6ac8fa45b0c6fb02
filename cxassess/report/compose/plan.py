"""What to do: the steps in order of urgency, their place in time, and the 90-day commitments."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from cxassess.formats import opened
from cxassess.model.action import HORIZONS
from cxassess.model.assessment import Action, Horizon, OwnAction
from cxassess.planning import rank_key
from cxassess.report.blocks import (
    Block,
    Card,
    Cell,
    Column,
    Heading,
    Label,
    Lanes,
    Listing,
    PageBreak,
    Picture,
    Run,
    SignatureLines,
    Table,
    Text,
    Tile,
    Tiles,
    Wide,
    plain,
)
from cxassess.report.charts import outlook_bars
from cxassess.report.compose.context import Context, claim, text_cell
from cxassess.report.compose.exhibits import Exhibit
from cxassess.report.compose.summary import now_at, outlook, owner_cell, reached
from cxassess.report.figures import MatrixPoint, PriorityMatrix

FIRST = 5
FRIDAY = 4
SHOWN_WAITING = 6
# Of number, commitment, owner, first step, proof and date on the page to sign; and where words are long.
WIDTHS, WIDTHS_LONG = (0.045, 0.20, 0.145, 0.26, 0.26, 0.09), (0.04, 0.185, 0.17, 0.26, 0.26, 0.085)
SHORT_DAY, FOR_LONG_DAYS = 9, 0.035  # letters of a date that its column takes in one line, and what a longer one needs
LONGEST = 8  # an effort that begins within 90 days although it ends in the second year


def planned(page: Context) -> list[Action]:
    """The actions that have a place in the plan, most urgent first."""
    return [action for action in page.assessment.actions if action.horizon is not None]


def priorities(page: Context) -> Iterator[Block]:
    """The matrix of impact and effort, and the ranked table with every input."""
    actions = planned(page)
    if not page.assessment.responses:
        return
    yield PageBreak()
    yield Label(page.say("priorities.label"))
    if not actions:
        yield Heading(page.say("priorities.heading_waiting" if page.assessment.actions else "priorities.heading_none"))
        yield from page.commented("priorities")
        return
    yield Heading(_priority(page, actions))
    points = tuple(
        MatrixPoint(a.practice, a.title, a.impact, a.effort, a.horizon) for a in actions if a.horizon is not None
    )
    spoken = "; ".join(
        page.say("priorities.matrix_alt_row", id=a.practice, impact=a.impact, effort=a.effort) for a in actions
    )
    figure = PriorityMatrix(points, page.figure_words(PriorityMatrix), page.words.formats)
    note = page.told("priorities.matrix_note", table=Exhibit("ranked"))
    yield Picture(figure, page.say("priorities.matrix_alt", rows=spoken), note, page.caption("matrix"))
    yield from page.commented("priorities")
    yield PageBreak()
    yield Label(page.say("priorities.label"))
    yield Text(plain(page.say("priorities.lead")))
    yield _ranked(page, actions)
    yield Text(plain(_sensitivity(page)))
    if moved := [_moved(page, action) for action in page.assessment.actions if action.moved]:
        yield Text(plain(page.say("priorities.by_hand", names="; ".join(moved))))


def _priority(page: Context, actions: list[Action]) -> str:
    """Which discipline the first steps lift, where one stands out; otherwise the first step."""
    pack = page.assessment.pack
    counts = Counter(pack.practices[a.practice].discipline for a in page.now if a.practice is not None)
    ((discipline, most), *others) = counts.most_common() or [("", 0)]
    if most > 1 and all(count < most for _, count in others):
        name = page.discipline_within(discipline)
        return page.say("priorities.heading_most", most=most, count=counts.total(), name=name)
    return page.say("priorities.heading", title=actions[0].title)


def _ranked(page: Context, actions: list[Action]) -> Table:
    all_equal = _weigh_the_same(page)
    columns = (
        Column(page.say("priorities.rank"), 0.05),
        Column(page.say("priorities.no"), 0.10),
        Column(page.say("priorities.step"), 0.42 if all_equal else 0.37),
        Column(page.say("priorities.urgency"), 0.09, "right"),
        Column(page.say("priorities.gap"), 0.06, "right"),
        Column(page.say("priorities.impact"), 0.08, "right"),
        Column(page.say("priorities.effort"), 0.07, "right"),
        Column(page.say("priorities.confidence"), 0.07, "right"),
        Column(page.say("priorities.factors"), 0.06, "right"),
        *([] if all_equal else [Column(page.say("priorities.equal"), 0.05, "right")]),
    )
    equally = sorted(actions, key=lambda action: action.equal_weight_rank)
    rank = {action.id: number for number, action in enumerate(equally, start=1)}
    rows = tuple(
        (
            Cell((Run(str(number), grey=True),)),
            Cell((Run(action.id, grey=True),)),
            text_cell(action.title),
            Cell((Run(page.words.score(action.urgency), bold=True),)),
            text_cell(page.words.score(action.gap)),
            text_cell(page.words.number(action.impact)),
            text_cell(str(action.effort)),
            text_cell(page.words.number(action.confidence)),
            text_cell(page.words.number(round(action.gate * action.warn, 2))),
            *([] if all_equal else [text_cell(str(rank[action.id]))]),
        )
        for number, action in enumerate(actions, start=1)
    )
    note = page.say("priorities.note") + ("" if all_equal else f" {page.say('priorities.note_equal')}")
    return Table(columns, rows, page.say("priorities.about"), plain(note), caption=page.caption("ranked"))


def _moved(page: Context, action: Action) -> str:
    """That people gave a step another place than its urgency does, and why."""
    return page.say(
        "priorities.by_hand_item",
        id=action.id,
        rank=action.rank,
        computed=action.computed_rank,
        reason=action.decided["rank"],
    )


def _weigh_the_same(page: Context) -> bool:
    return len({round(weight, 9) for weight in page.assessment.weights.values()}) == 1


def _sensitivity(page: Context) -> str:
    if _weigh_the_same(page):
        return page.say("priorities.sensitivity_equal")
    actions = [action for action in page.assessment.actions if action.rank is not None]

    def equally(action: Action) -> tuple[float, int]:  # the places that people gave stand there, too
        return rank_key(action.equal_weight_rank, action.rank_by_hand), action.equal_weight_rank

    stay = {action.id for action in sorted(actions, key=equally)[:FIRST]}
    moved = sum(1 for action in actions[:FIRST] if action.id not in stay)
    return page.say("priorities.sensitivity_moved", count=moved) if moved else page.say("priorities.sensitivity_same")


# ── the roadmap ──────────────────────────────────────────────────────────────────────────────────────────────


def roadmap(page: Context) -> Iterator[Block]:
    """Now, next and later, and what waits on purpose."""
    if not page.assessment.responses:
        return
    counts: dict[str, int] = {horizon: len(page.assessment.actions_in(horizon)) for horizon in HORIZONS}
    if not any(counts.values()):
        yield PageBreak()
        yield Label(page.say("roadmap.label"))
        yield Heading(page.say("roadmap.heading_waiting" if page.assessment.actions else "roadmap.heading_none"))
        yield from _waiting(page)
        return
    yield Wide(tuple(_tables(page, counts)))
    yield PageBreak()
    yield Label(page.say("roadmap.label"))
    yield from _outlook(page)
    long_ones = [a for a in page.assessment.actions_in("later") if a.effort == LONGEST and a.first_step]
    if long_ones:
        items = [
            page.say("roadmap.first_steps_item", id=a.practice or a.id, title=a.title, first=a.first_step)
            for a in long_ones
        ]
        yield claim(page.say("roadmap.first_steps"), "")
        yield Listing(tuple(plain(item) for item in items))
    yield from _waiting(page)
    yield from page.commented("roadmap")


def _tables(page: Context, counts: Mapping[str, int]) -> Iterator[Block]:
    """The steps of all horizons, on wide pages, as each is told in full."""
    yield PageBreak()  # over a document whose own pages lie on their side, the steps are in no section of their own
    yield Label(page.say("roadmap.label"))
    parts = ", ".join(page.say(f"roadmap.heading_{horizon}", n=n) for horizon, n in counts.items() if n)
    yield Heading(page.say("roadmap.heading", count=sum(counts.values()), parts=parts))
    yield _lanes(page)
    yield Text(plain(page.say("roadmap.owners")), "note")
    if not counts["now"]:
        yield Text(plain(page.say("roadmap.now_none")))
    for horizon in HORIZONS:
        yield from _horizon(page, horizon)


def _lanes(page: Context) -> Lanes:
    """Who does what when, a lane a discipline; what people added without a practice stands in the last one."""
    pack = page.assessment.pack
    lanes: dict[str, dict[str, list[Card]]] = {}
    for horizon in HORIZONS:
        for action in page.assessment.actions_in(horizon):
            lane = pack.practices[action.practice].discipline if action.practice else ""
            lanes.setdefault(lane, {}).setdefault(horizon, []).append(_card(page, action))
    order = [*(d.id for d in pack.disciplines), ""]
    return Lanes(
        tuple((page.words.say(f"horizons.{h}"), page.words.say(f"horizons.{h}_span")) for h in HORIZONS),
        tuple(
            (
                page.discipline_name(id) if id else page.say("roadmap.across"),
                tuple(tuple(lanes[id].get(horizon, ())) for horizon in HORIZONS),
            )
            for id in order
            if id in lanes
        ),
        page.say("roadmap.lanes_about"),
        page.caption("lanes"),
    )


def _card(page: Context, action: Action | OwnAction) -> Card:
    """An action in one line, with the practice, who does it and what it waits for in the second."""
    parts = [*_who(page, action)]
    if isinstance(action, Action):
        parts += [
            page.say("roadmap.after", id=practice, level=level)
            for practice, level, met in action.prerequisites
            if not met
        ]
    named = page.say("roadmap.card", id=action.practice or action.id, owner=", ".join(part for part in parts if part))
    return Card(action.title, named)


def _horizon(page: Context, horizon: Horizon) -> Iterator[Block]:
    actions = page.assessment.actions_in(horizon)
    if not actions:
        return
    title = page.words.say(f"horizons.{horizon}")
    span = page.words.say(f"horizons.{horizon}_span")
    yield Heading(page.say("roadmap.span", title=title, span=span), 2)
    columns = (
        Column(page.say("roadmap.step"), 0.38),
        Column(page.say("roadmap.owner"), 0.12),
        Column(page.say("discipline.first_step"), 0.19),
        Column(page.say("discipline.done_when"), 0.22),
        Column(page.say("roadmap.needs"), 0.09),
    )
    rows = tuple(
        (
            _step_cell(page, action),
            _owner(page, action),
            text_cell(action.first_step or page.say("discipline.to_agree")),
            text_cell(action.done_when or page.say("discipline.to_agree")),
            text_cell("") if isinstance(action, OwnAction) else _needs_cell(page, action),
        )
        for action in actions
    )
    caption = page.caption("roadmap", horizon, title=title)
    yield Table(columns, rows, page.say("roadmap.about", title=title), caption=caption)


def _step_cell(page: Context, action: Action | OwnAction) -> Cell:
    """An action's title, what to do, and the reason for it."""
    parts = [] if isinstance(action, OwnAction) else [action.because]
    if action.since:
        parts.append(page.say("roadmap.since", wave=action.since))
    because = " ".join(parts) or page.say("roadmap.own")
    if reason := action.decided.get("horizon"):
        because += f" {page.say('roadmap.moved', reason=reason)}"
    return Cell((Run(f"{action.title}. ", bold=True), Run(action.what)), because)


def _owner(page: Context, action: Action | OwnAction) -> Cell:
    return text_cell(*_who(page, action))


def _who(page: Context, action: Action | OwnAction) -> tuple[str, str]:
    """Who does it, and the date and the state that people set."""
    suggested = action.owner_role or page.words.say("action.no_owner")
    due = page.say("roadmap.due", date=action.due) if action.due else ""
    state = page.words.say(f"workbook.roadmap.states.{action.status}") if action.status != "open" else ""
    return action.owner or suggested, ", ".join(part for part in (due, state) if part)


def _needs_cell(page: Context, action: Action) -> Cell:
    return text_cell(_needs(page, action), grey=not action.prerequisites)


def _needs(page: Context, action: Action) -> str:
    parts = []
    for practice, level, met in action.prerequisites:
        text = page.words.say("waits.prerequisite_item", id=practice, level=level)
        parts.append(f"{text} ({page.say('roadmap.met')})" if met else text)
    return ", ".join(parts) or page.say("roadmap.nothing")


def _waiting(page: Context) -> Iterator[Block]:
    waiting: dict[str, list[str]] = {}
    for action in page.assessment.all_actions:
        if action.horizon is None and action.waits:
            waiting.setdefault(action.waits, []).append(f"{action.title} ({action.practice or action.id})")
    if not waiting:
        return
    yield Heading(page.say("roadmap.waits"), 2)
    for reason, titles in waiting.items():
        shown = titles[:SHOWN_WAITING]
        names = ", ".join(shown) if len(titles) > len(shown) else page.words.join(shown)
        rest = len(titles) - len(shown)
        more = f" {page.say('roadmap.waits_more', count=rest)}" if rest else ""
        text = page.say("roadmap.waits_group", waits=opened(reason), names=names)
        yield Text(plain(f"{text}.{more}"))


def _outlook(page: Context) -> Iterator[Block]:
    """What the plan comes to, if all of it succeeds."""
    if not page.scored:
        return
    count = len(planned(page))
    yield Heading(reached(page, "roadmap.outlook_heading"))
    text = page.told("roadmap.outlook_text", count=count, figure=Exhibit("outlook"))
    yield Text((*text, *plain("".join(f" {sentence}" for sentence in outlook(page, "roadmap.outlook")))))
    figure = outlook_bars(page.scored, page.assessment, page.words)
    spoken = "; ".join(
        page.say(
            "roadmap.outlook_item",
            name=page.discipline_name(s.dimension),
            value=s.value,
            then=page.assessment.outlook.disciplines[s.dimension],
            next=s.next_target,
        )
        for s in page.scored
    )
    alt = page.say("roadmap.outlook_alt", rows=spoken)
    yield Picture(figure, alt, caption=page.caption("outlook", n=page.assessment.overall.reading.n))


# ── the commitments ──────────────────────────────────────────────────────────────────────────────────────────


def commitments(page: Context) -> Iterator[Block]:
    """The page to sign: each action of the first 90 days with a name, a proof and a date."""
    if not page.now or page.is_start_of_a_talk:
        return
    yield PageBreak()
    yield Label(page.say("commitments.label", start=page.as_of, end=page.due))
    dates = {action.due or page.due for action in page.now}
    key = "commitments.heading" if dates == {page.due} else "commitments.heading_dates"
    yield Heading(page.say(key, count=len(page.now), end=page.due))
    told = page.told("commitments.told", table=Exhibit("roadmap.now"))
    lead = " ".join(_lead(page))
    yield Text((*plain(f"{lead} "), *told) if lead else told)
    number, commitment, owner, first, done, by = WIDTHS_LONG if page.words.formats.runs_long else WIDTHS
    ahead = [page.words.say("day", day=day) for day in dates if day >= page.as_of]  # a late one may break over lines
    if max(map(len, ahead), default=0) > SHORT_DAY:
        first, done, by = first - FOR_LONG_DAYS / 2, done - FOR_LONG_DAYS / 2, by + FOR_LONG_DAYS
    columns = (
        Column("", number),
        Column(page.say("commitments.col_action"), commitment),
        Column(page.say("commitments.col_owner"), owner),
        Column(page.say("commitments.col_first"), first),
        Column(page.say("commitments.col_done"), done),
        Column(page.say("commitments.col_by"), by, "right"),
    )
    rows = tuple(_commitment(page, number, action) for number, action in enumerate(page.now, start=1))
    caption = page.caption("commitments")
    yield Table(columns, rows, page.say("commitments.about"), numbered=True, caption=caption)
    yield Heading(page.say("commitments.reviews"), 2)
    tiles = tuple(
        Tile(
            page.say(f"commitments.day_{days}", date=_working_day(page.as_of + timedelta(days=days))),
            "",
            (page.say(f"commitments.ask_{days}"),),
        )
        for days in (30, 60, 90)
    )
    yield Tiles(tiles, page.say("commitments.reviews_about"))
    yield SignatureLines(
        page.say("commitments.agreed"),
        (page.say("commitments.sign_sponsor"), page.say("commitments.sign_owners"), page.say("commitments.sign_date")),
    )


def _working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > FRIDAY else day


def _commitment(page: Context, number: int, action: Action | OwnAction) -> tuple[Cell, ...]:
    return (
        Cell((Run(str(number)),), serif=True),
        Cell((Run(action.title, bold=True),), now_at(page, action)),
        owner_cell(page, action),
        text_cell(action.first_step or page.say("discipline.to_agree")),
        text_cell(action.done_when or page.say("discipline.to_agree")),
        _by(page, action),
    )


def _by(page: Context, action: Action | OwnAction) -> Cell:
    """Until when; with its year where that is another, and marked where the day is over."""
    due = action.due or page.due
    said = page.words.say("day", day=due) if due.year == page.due.year else page.say("commitments.by", due=due)
    if due < page.as_of:
        return Cell((Run(page.say("promised.states.late", into=""), bold=True, alert=True),), said)
    return Cell((Run(said, bold=True),))


def _lead(page: Context) -> Iterator[str]:
    unnamed = sum(1 for action in page.now if not action.owner)
    if unnamed:
        key = "unnamed_all" if unnamed == len(page.now) else "unnamed"
        yield page.say(f"commitments.{key}", count=unnamed)
    visible = [
        str(number) for number, action in enumerate(page.now, start=1) if isinstance(action, Action) and action.visible
    ]
    if visible:
        yield page.say("commitments.lead_visible", count=len(visible), numbers=page.words.join(visible))
    a = page.assessment
    blockers = {b.practice for b in a.stage.blockers if b.practice}
    moving = sum(1 for action in page.now if action.practice in blockers)
    if moving:
        yield page.say("commitments.lead_movers", count=moving)
