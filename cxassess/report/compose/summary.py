"""The executive summary, on one page: a reader who stops here can act."""

from collections.abc import Callable, Iterator

from cxassess.display import shortfall
from cxassess.findings import NAMED_BLOCKERS, NOTE
from cxassess.formats import opened
from cxassess.mirror import say_panels
from cxassess.model.assessment import Action, Finding, OwnAction
from cxassess.report.blocks import (
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
    plain,
)
from cxassess.report.compose import moved, promised
from cxassess.report.compose.context import Context, text_cell
from cxassess.report.compose.exhibits import Exhibit
from cxassess.report.compose.measured import has_answers, in_one_line
from cxassess.report.compose.say_do import is_poor
from cxassess.report.compose.standing import furthest, who

SUMMARY_FINDINGS = 5
KINDS_BY_WEIGHT = (
    "few_people",
    "contradiction",
    "gap",
    "stage",
    "basics",
    "inverted",
    "perception",
    "pain_points",
    "outcome",
    "warning_sign",
    "blind_spot",
    "disagreement",
    "aspiration",
    "unsupported",
    "component",
    "imbalance",
)


def summary(page: Context) -> Iterator[Block]:
    """One page: where the company is, what was found, what to do, what is not known."""
    yield PageBreak()
    yield Label(page.say("summary.label"))
    yield Heading(page.commentary.headline or headline(page))
    if page.commentary.context:
        yield Text(plain(page.commentary.context), "lead")
    yield from page.moved("headline", "context")
    yield Text((Run(page.say("summary.rests"), bold=True), Run(_rests(page))), "rest")
    yield from _since(page)
    if page.assessment.responses:
        yield _strip(page)
    chosen = _weightiest(page)
    if chosen:
        yield Heading(page.say("summary.found"), 2)
        yield _numbered(page, chosen)
    if page.now:
        yield Heading(page.say("summary.do", due=page.due), 2)
        yield _to_do(page)
        yield Text((Run(page.say("summary.reach"), bold=True), *_reach(page)), "rest")
    yield from in_one_line(page)
    unknown = " ".join(_unknown(page))
    if unknown:
        yield Text((Run(page.say("summary.unknown"), bold=True), Run(unknown)), "rest")
    yield from page.commented("summary")


def _since(page: Context) -> Iterator[Block]:
    """What moved and what was kept since the last wave, in a line that leads on to the pages of both."""
    history = page.assessment.history
    if history is None:
        return
    said = [moved.heading_of(page, history.comparison)]
    if history.promises:
        said.append(promised.heading_of(page, history.promises))
    title = page.say("summary.since", wave=history.comparison.before.id)
    yield Text((Run(title, bold=True), Run(" ".join(said))), "rest")


def headline(page: Context) -> str:
    """Where the company stands; with few people, in whose eyes."""
    n = page.assessment.overall.reading.n
    if page.assessment.overall.reading.value is None or n == 1 or not page.is_start_of_a_talk:
        return _standing(page)
    return page.say("summary.headline_eyes", people=n, headline=_standing(page))


def _standing(page: Context) -> str:
    a = page.assessment
    if not a.responses:
        return page.say("summary.headline_metrics")
    if not page.scored:
        return page.say("summary.headline_no_score")
    if a.overall.reading.value is None:
        return page.say(
            "summary.headline_few", scored=len(page.scored), count=len(page.scored), of=len(page.disciplines)
        )
    if page.stage_number is None:
        return page.say(
            "summary.headline_level", client=page.client, value=a.overall.reading.value, furthest=furthest(page)
        )
    stage = {
        "client": page.client,
        "stage": page.stage_number,
        "of": len(a.pack.stages),
        "name": page.words.within(a.pack.stages[page.stage_number - 1].name),
    }
    if not page.scored[0].gap:
        return page.say("summary.headline_reached", **stage)
    return page.say("summary.headline", furthest=furthest(page), **stage)


def _rests(page: Context) -> str:
    rests = page.assessment.sufficiency
    if not rests.respondents:
        return page.say("cover.who_none") + "."
    text = who(page, "summary.rests_people", "summary.rests_open", "summary.rests_one", "cover.who_none")
    if rests.counted < rests.respondents:
        text += page.say("summary.counted", count=rests.respondents - rests.counted)
    text += ". "
    if rests.dont_know_share:
        text += page.say("summary.dont_know", share=rests.dont_know_share)
    if rests.evidence_share is not None:
        text += page.say("summary.evidence", evidence=rests.evidence_share)
    mirror = page.assessment.mirror
    if mirror is not None and mirror.shown:
        return text + page.say("summary.outside", people=opened(say_panels(mirror, page.words)))
    return text + page.say("summary.inside_measured" if has_answers(page) else "summary.inside")


def _strip(page: Context) -> Tiles:
    a = page.assessment
    overall = a.overall
    lines = [page.say("summary.no_score")]
    if overall.level is not None:
        lines = [f"{overall.level} {page.level_name(overall.level)}"]
    if page.stage_number is not None:
        lines.append(page.say("summary.overall_stage", stage=page.stage_number, of=len(a.pack.stages)))
    tiles = [Tile(page.say("summary.overall"), page.words.score(overall.reading.value), tuple(lines), "main")]
    for score in page.disciplines:
        short = a.pack.dimension("disciplines", score.dimension).short
        if score.level is None:
            tiles.append(Tile(short, page.words.score(None), (page.say("summary.no_score"),)))
            continue
        text = (f"{score.level} {page.level_name(score.level)}", page.say("summary.target", target=score.target))
        tiles.append(Tile(short, page.words.score(score.value), text, "level", score.level))
    return Tiles(tuple(tiles), "; ".join(f"{tile.label} {tile.value}" for tile in tiles))


def _weightiest(page: Context) -> list[Finding]:
    """One finding a kind in the order of weight, the last place kept for what is strong."""
    chosen = []
    for kind in KINDS_BY_WEIGHT:
        found = _of_kind(page, kind)
        if found is not None:
            chosen.append(found)
    strong = next((f for f in page.findings("strength")), None)
    room = SUMMARY_FINDINGS - (page.assessment.history is not None)  # what moved takes the room of one
    if strong is not None and len(chosen) >= room:
        return [*chosen[: room - 1], strong]
    return ([*chosen, strong] if strong else chosen)[:room]


def _of_kind(page: Context, kind: str) -> Finding | None:
    if kind == "stage":
        return next((f for f in page.findings("blocker") if f.about == "stage"), None)
    if kind == "few_people":
        return next((f for f in page.findings("sufficiency") if f.about in {"single_view", "few_views"}), None)
    if kind == "outcome" and page.findings("pain_points"):
        return None  # the line about what customers meet names it
    if kind == "warning_sign" and page.findings("outcome"):
        return None  # the line about outcomes names it
    if kind == "basics" and _basics_hold_back(page):
        return None  # the sentence about the stage says so
    if kind == "perception":
        return next((f for f in page.findings(kind) if f.about != "practices" and f.severity > NOTE), None)
    return next(iter(page.findings(kind)), None)


def _numbered(page: Context, findings: list[Finding]) -> Table:
    rows = []
    for number, finding in enumerate(findings, start=1):
        more = FOLLOW_UPS.get("stage" if finding.about == "stage" else finding.kind)
        after = more(page, finding) if more else ""
        runs = (Run(page.sentence(finding), bold=True), Run(f" {after}" if after else ""))
        rows.append((Cell((Run(str(number)),), serif=True), Cell(runs)))
    return Table((Column("", 0.045), Column("", 0.955)), tuple(rows), page.say("summary.found"), numbered=True)


def _after_gap(page: Context, finding: Finding) -> str:
    id = finding.about.removeprefix("disciplines.")
    practices = [page.assessment.practices[p.id] for p in page.assessment.pack.in_dimension("disciplines", id)]
    valid = sorted((p for p in practices if p.value is not None), key=lambda p: p.value or 0)
    below = sum(1 for p in valid if (p.level or 0) < 3)
    names = page.words.join([page.named(p.practice) for p in valid[:2]])
    if len(valid) > 1 and page.words.score(valid[0].value) == page.words.score(valid[-1].value):
        return page.say("summary.more_gap_flat", of=len(valid), value=valid[0].value)
    if below == len(valid) > 1:
        return page.say("summary.more_gap_every", of=len(valid), names=names)
    if below > 1:
        key = "more_gap" if len(valid) == len(practices) else "more_gap_rated"
        return page.say(f"summary.{key}", count=below, of=len(valid), names=names)
    return page.say("summary.more_gap_few", names=names)


def _after_stage(page: Context, _: Finding) -> str:
    keys = [b.practice for b in page.assessment.stage.blockers if b.practice]
    more = []
    named, rest = (keys[1:4], keys[4:]) if len(keys) > NAMED_BLOCKERS else ([], [])
    if len(rest) == 1:  # “and one more” takes as much room as its name
        named, rest = named + rest, []
    if named:
        names = [_short_of(page, id) for id in named]
        if rest:
            more.append(page.say("summary.more_stage_rest", names=", ".join(names), count=len(rest)))
        else:
            more.append(page.say("summary.more_stage", names=page.words.join(names)))
    if _basics_hold_back(page):
        more.append(page.say("summary.more_stage_basics", count=len(keys)))
    return " ".join(more)


def _short_of(page: Context, practice: str) -> str:
    if page.assessment.practices[practice].value is None:
        return page.say("summary.not_rated", title=page.title(practice), id=practice)
    return page.named(practice)


def _basics_hold_back(page: Context) -> bool:
    """Whether what keeps the company from the next stage is its weak basics, and nothing else."""
    result = page.assessment.stage
    keys = {b.practice for b in result.blockers if b.practice}
    return result.basics_sound is False and bool(keys) and keys == set(result.weak_basics)


def _after_perception(page: Context, _: Finding) -> str:
    """How the leaders see the rest, and which value to work from: the outcomes say so where they can."""
    rosier, fits = _rosier(page), _fits_lower(page)
    safe = page.say("summary.more_safe") if rosier and not fits else ""
    return " ".join(part for part in (rosier, fits, safe) if part)


def _fits_lower(page: Context) -> str:
    """On how many themes that executives and the front line see apart the outcome fits the lower value."""
    gaps = [theme for theme in page.assessment.say_do if theme.verdict == "gap_inside" and not theme.indicative]
    fits = sum(1 for theme in gaps if is_poor(theme.answer))
    return page.say("summary.more_outcomes", count=fits) if fits else ""


def _rosier(page: Context) -> str:
    gaps = [g.gap for g in page.assessment.perception.values()]
    higher = [g for g in gaps if g > 0]
    if len(higher) < 2:
        return ""
    if len(higher) == len(gaps):
        return page.say("summary.more_perception_every", count=len(gaps), mean=sum(gaps) / len(gaps))
    return page.say("summary.more_perception", count=len(higher), of=len(gaps), mean=sum(gaps) / len(gaps))


def _after_sign(page: Context, finding: Finding) -> str:
    others = [f for f in page.findings("warning_sign") if f.about != finding.about]
    if not others:
        return _raised_by(page, finding.about)
    names = page.words.join([page.words.within(page.words.say(f"signs.{f.about}.name")) for f in others])
    return page.say("summary.more_signs", count=len(others), names=names)


def _raised_by(page: Context, sign: str) -> str:
    """The steps of the plan that a warning sign lifts, by the ids of their practices."""
    pack = page.assessment.pack
    lifted = [a.practice for a in page.assessment.actions if a.horizon and sign in pack.practices[a.practice].signs]
    return page.say("summary.more_sign", names=page.words.join(lifted[:3])) if lifted else ""


def _after_outcome(page: Context, finding: Finding) -> str:
    """The next outcome, and the first warning sign: it gets no line of its own beside this one."""
    others = [page.sentence(other) for other in page.findings("outcome") if other.about != finding.about][:1]
    return " ".join([*others, *(page.sentence(sign) for sign in page.findings("warning_sign")[:1])])


def _after_pains(page: Context, _: Finding) -> str:
    """That nobody is named who owns these points, where others have an owner; then the first outcome."""
    found = page.assessment.experience_map
    outcomes = [page.sentence(outcome) for outcome in page.findings("outcome")[:1]]
    if (
        found
        and any(t.touchpoint.owner for t in found.touchpoints)
        and not any(t.touchpoint.owner for t in found.pains)
    ):
        return " ".join((page.say("summary.more_pains", count=len(found.pains)), *outcomes))
    return " ".join(outcomes)


def _after_disputed(page: Context, _: Finding) -> str:
    if 2 * len(page.disputed) > len(page.assessment.practices):
        of = len(page.assessment.practices)
        return page.say("summary.more_disputed_many", count=len(page.disputed), of=of)
    others = [p.practice for p in page.disputed[1:]]
    names = page.words.join([f"{page.title(id)} ({id})" for id in others[:2]])
    return page.say("summary.more_disputed", count=len(others), names=names) if others else ""


def _after_blind(page: Context, finding: Finding) -> str:
    others = [p.practice for p in page.blind if p.practice != finding.about]
    names = page.words.join([f"{page.title(id)} ({id})" for id in others[:2]])
    return page.say("summary.more_blind", count=len(others), names=names) if others else ""


FOLLOW_UPS: dict[str, Callable[[Context, Finding], str]] = {
    "gap": _after_gap,
    "stage": _after_stage,
    "perception": _after_perception,
    "warning_sign": _after_sign,
    "pain_points": _after_pains,
    "outcome": _after_outcome,
    "disagreement": _after_disputed,
    "blind_spot": _after_blind,
}


def _to_do(page: Context) -> Table:
    """One line an action, so that the page holds what the reader must not miss."""
    rows = []
    for number, action in enumerate(page.now, start=1):
        rows.append(
            (
                Cell((Run(str(number)),), serif=True),
                Cell((Run(action.title), Run(f"  {now_at(page, action)}", grey=True))),
                Cell((Run(action.owner) if action.owner else Run(_suggested(page, action), grey=True),)),
            )
        )
    columns = (
        Column("", 0.045),
        Column(page.say("summary.action"), 0.595),
        Column(page.say("summary.owner"), 0.36),
    )
    return Table(columns, tuple(rows), page.say("summary.do", due=page.due), numbered=True)


def _reach(page: Context) -> Runs:
    """How far the plan would lead, and what else is to be settled: what a reader who stops here must know."""
    count = sum(1 for action in page.assessment.actions if action.horizon is not None)
    text = page.say("summary.reach_if", count=count, parts=page.words.join(list(outlook(page, "summary.reach"))))
    settled = sum(1 for finding in page.assessment.findings if finding.advice is not None)
    besides = page.told("summary.settle", count=settled, table=Exhibit("settle")) if settled else ()
    return (*plain(text), *besides)


def outlook(page: Context, key: str) -> Iterator[str]:
    """Where the next stage and the disciplines would stand if every step succeeded, in the words under a key."""
    after = page.assessment.outlook
    if after.stage is not None and after.stage_mean is not None:
        number = [stage.id for stage in page.assessment.pack.stages].index(after.stage) + 1
        yield page.say(f"{key}_stage", stage=number, value=after.stage_mean)
    yield reached(page, f"{key}_next")


def reached(page: Context, key: str) -> str:
    """How many disciplines would stand at their level for the next wave; the sentence of none, of some or of all."""
    aimed = [score for score in page.scored if score.next_target is not None]
    then = page.assessment.outlook.disciplines
    there = [s for s in aimed if not shortfall(s.next_target or 0, then[s.dimension] or 0)]
    end = "_all" if len(there) == len(aimed) else "" if there else "_none"
    return page.say(f"{key}{end}", count=len(there), of=len(aimed))


def now_at(page: Context, action: Action | OwnAction) -> str:
    """The practice that an action lifts, with its score today; empty for an own action that names none."""
    if action.practice is None:
        return ""
    value = page.assessment.practices[action.practice].value
    now = page.say("summary.now_at", id=action.practice, value=value)
    return page.say("summary.done_before", now=now) if action.id in page.done_not_improved else now


def owner_cell(page: Context, action: Action | OwnAction) -> Cell:
    """The owner, or that one is to be named and which role suggests itself."""
    if action.owner:
        return text_cell(action.owner)
    return text_cell(page.say("summary.to_be_named"), _suggested(page, action))


def _suggested(page: Context, action: Action | OwnAction) -> str:
    if action.owner_role is None:
        return page.words.say("action.no_owner")
    return page.say("summary.suggested", role=page.words.within(action.owner_role))


def _unknown(page: Context) -> Iterator[str]:
    rests = page.assessment.sufficiency
    if not has_answers(page):
        yield page.say("summary.unknown_customers")
    silent = [role for role in page.assessment.engagement.counted_roles if not rests.by_role[role].n]
    if silent and rests.respondents:
        names = page.words.join([page.words.within(page.assessment.pack.roles[role].plural) for role in silent])
        yield page.say("summary.unknown_roles", names=names, count=len(silent))
    if rests.invited is not None and rests.invited > rests.respondents:
        yield page.say("summary.unknown_people", count=rests.invited - rests.respondents)
    if page.blind and rests.respondents > 1:
        ids = [p.practice for p in page.blind]
        shown = page.words.join(ids[:4]) + (" …" if len(ids) > 4 else "")
        yield page.say("summary.unknown_blind", count=len(ids), ids=shown)
    missing = sum(1 for s in page.assessment.signs.values() if s.state == "unknown" and s.change is None)
    if missing == len(page.assessment.signs):
        yield page.say("summary.unknown_signs_all", of=len(page.assessment.signs))
    elif missing:
        yield page.say("summary.unknown_signs", of=len(page.assessment.signs), count=missing)
