"""The sheet Plan: which step fits into now, next and later, one rule a column, from left to right.

A step stands in the same row as on Priorities, the most urgent first. Steps of the horizon Now that go before the order
keep their seat: whoever goes down the list counts them in, wherever they stand. That gives what planning.py gives by
trying them first, because there is always room for the two of them.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cxassess.model.action import HORIZONS
from cxassess.model.assessment import Action
from cxassess.planning import DIFFERENTIATE_FROM, EARLIEST, PER_OWNER_NOW, ROOM, Placement
from cxassess.report.palette import ACCENT, INK, MAIN, PAPER, SAND
from cxassess.report.workbook.actions import COLUMNS as OF_ACTIONS
from cxassess.report.workbook.book import COUNT, LINE, QUIET, TEXT, Sheet
from cxassess.report.workbook.layout import PRIORITIES, RANKED_FIRST
from cxassess.report.workbook.live import Live, Value, constant, printed, quoted, score_text, sentence
from cxassess.report.workbook.parts import Parts
from cxassess.report.workbook.workings import Working
from cxassess.stages import MEAN_NEEDS

HEAD_ROW = RANKED_FIRST - 1
NEVER = 999  # the rank of a step that is not among those that close a gap
UNPLANNED = len(HORIZONS) + 1
HORIZON, MERGED_INTO = OF_ACTIONS["horizon"], OF_ACTIONS["merged_into"]
HORIZON_COLOURS: Mapping[str, tuple[str, str]] = {"now": (MAIN, PAPER), "next": (ACCENT, PAPER), "later": (SAND, INK)}

Cell = Callable[[str], str]


# ── on Practices ─────────────────────────────────────────────────────────────────────────────────────────────


def placement_of_practice(parts: Parts, working: Working, c: Cell) -> dict[str, Live]:
    """The columns `mover`, `held` (1 = its step has no place) and `held_because` of the sheet Practices.

    Args:
        c: gives the cell of a column in the practice's row.
    """
    reasons = list(reasons_to_hold(parts, working, c))
    any_of = ",".join(condition for condition, _ in reasons)
    first_of = '""'
    for condition, text in reversed(reasons):
        first_of = f"IF({condition},{text},{first_of})"
    action = working.action
    because = parts.placements[action.id].held if action else None
    if action and action.is_out and action.merged_into is None:
        because = parts.words.say("waits.dropped")
    return {
        "mover": Live(_moves(parts, working, c), working.mover),
        "held": Live(f'IF({c("urgency")}="",0,IF(OR({any_of}),1,0))', int(because is not None)),
        "held_because": Live(f'IF({c("held")}=0,"",{first_of})', because),
    }


def reasons_to_hold(parts: Parts, working: Working, c: Cell) -> Iterator[tuple[str, str]]:
    """Why the step of a practice has no place whatever the room: a condition and the formula of its sentence.

    The first that holds is the one that is told. What planning._held_back gives stands here, in its order. Why
    something was dropped stands beside it already.
    """
    practice, layout = working.practice, parts.layout
    into = Live(f"INDEX({layout.action_column(MERGED_INTO)},{c('decided_row')})", "")
    merged = sentence(parts.words, "waits.merged", id=into).formula
    dropped = quoted(parts.words.say("waits.dropped"))
    yield f"{c('dropped')}=1", f'IF({into.formula}<>"",{merged},{dropped})'
    yield f"{c('weight')}=0", quoted(parts.words.say("waits.out_of_scope"))
    if practice.phase == "differentiate" and not practice.duty:
        value = layout.score(f"disciplines.{practice.discipline}")
        name = constant(parts.words.within(parts.name(practice.discipline)))
        waits = sentence(
            parts.words, "waits.differentiate", discipline=name, value=score_text(parts.words, Live(value, 0.0))
        )
        low = f'IF({value}="",FALSE,{printed(value)}<{DIFFERENTIATE_FROM})'
        yield f"AND({c('blocker')}=0,{low})", waits.formula


def _moves(parts: Parts, working: Working, c: Cell) -> str:
    """Blockers move the company to the next stage; where only its mean is short, all practices of the stage do."""
    layout = parts.layout
    reached, sound, stage = layout.reached, layout.sound, c("stage")
    mean = layout.stage("E", working.practice.stage)
    ahead = f"OR({stage}={reached}+1,AND({stage}=1,{reached}=2,{sound}<>1))"
    low = f'IF({mean}="",1,IF({printed(mean)}<{MEAN_NEEDS},1,0))'
    by_mean = f"IF(AND({reached}<{len(parts.pack.stages)},{ahead}),{low},0)"
    return f'IF({reached}="",0,IF(SUM({layout.all("blocker")})>0,{c("blocker")},{by_mean}))'


# ── on Plan ──────────────────────────────────────────────────────────────────────────────────────────────────

_WIDTHS: Mapping[str, float] = {
    "rank": 5, "step": 11, "title": 52, "owner": 29, "need": 17, "proposed": 15, "chosen": 9, "why": 46, "held": 7,
}  # fmt: skip
_TEXTS = frozenset({"step", "title", "owner", "need", "proposed", "chosen", "why"})
_HELPERS = frozenset({"number", "order", "new", "step_row", "row"})
_FLAGS = frozenset(
    {"moves", "noticed", "held", "ready_now", "first", "now", "ready_next", "next", "ready_later", "later"}
)
_FLAG = '0;;"·"'
_BY = f'[={NEVER}]"–";[>0]"# "0;""'


def write_plan(sheet: Sheet, parts: Parts) -> None:
    """The steps in the order of urgency, each with its way to a place in time."""
    layout, columns = parts.layout, parts.layout.plan_columns
    sheet.title(parts.say("plan.title"), parts.subtitle)
    sheet.text("A3", parts.say("plan.note"), QUIET)
    heads = {letter: parts.plan_head(name) for name, letter in columns.items()}
    right = tuple(letter for name, letter in columns.items() if _kind(name) not in _TEXTS)
    sheet.heads(HEAD_ROW, heads, right=right, height=58)
    sheet.widths({letter: _WIDTHS.get(_kind(name), 9) for name, letter in columns.items()})
    orders = {action.id: order for order, action in enumerate(planned_steps(parts), start=1)}
    texts = _Texts(parts)
    for position in range(len(layout.practices)):
        action = parts.ranked[position] if position < len(parts.ranked) else None
        _Row(sheet, parts, texts, RANKED_FIRST + position, action).write(orders)
    last = layout.ranked_last
    for name in HORIZONS:
        text = parts.words.say(f"horizons.{name}")
        for column in ("proposed", "chosen"):
            letter = columns[column]
            span = f"{letter}{RANKED_FIRST}:{letter}{last}"
            sheet.mark(span, f"=${letter}{RANKED_FIRST}={quoted(text)}", *HORIZON_COLOURS[name])
    sheet.writer.freeze_panes(HEAD_ROW, 3)
    sheet.writer.autofilter(f"A{HEAD_ROW}:{columns['why']}{last}")
    sheet.writer.print_area(f"A1:{columns['why']}{last}")


def planned_steps(parts: Parts) -> tuple[Action, ...]:
    """The steps that have a place in time, in its order; what people added stands on Roadmap alone."""
    placed = (action for horizon in HORIZONS for action in parts.assessment.actions_in(horizon))
    return tuple(action for action in placed if isinstance(action, Action))


def _kind(name: str) -> str:
    return name.partition(" ")[0]


class _Texts:
    """What all rows say, as it stands in formulas, and what they look up."""

    def __init__(self, parts: Parts) -> None:
        say = parts.words.say
        self.yes = quoted(parts.say("priorities.visible"))
        self.unplanned = quoted(parts.say("priorities.waits"))
        self.horizons = {horizon: quoted(say(f"horizons.{horizon}")) for horizon in HORIZONS}
        first, second, last = (f'"{say(f"horizons.{horizon}")}"' for horizon in HORIZONS)
        self.formats = {**dict.fromkeys(_FLAGS, _FLAG), "by": _BY, "earliest": f"[=1]{first};[=2]{second};{last}"}
        self.room = quoted(say("waits.room"))
        self.last_joint = quoted(f" {say('and')} ")
        steps = [step.id for practice in parts.layout.practices for _, step in sorted(practice.steps.items())]
        self.step_rows = {id: row for row, id in enumerate(steps, start=1)}
        self.ranks = {action.practice: rank for rank, action in enumerate(parts.ranked, start=1)}


class _Row:
    """The cells of the step of one rank. `c("now")` is the cell of a column in this row."""

    def __init__(self, sheet: Sheet, parts: Parts, texts: _Texts, row: int, action: Action | None) -> None:
        self.sheet, self.parts, self.texts, self.row, self.action = sheet, parts, texts, row, action
        self.layout, self.columns = parts.layout, parts.layout.plan_columns
        self.numbers = range(1, self.layout.most_needs + 1)

    def c(self, column: str) -> str:
        return f"${self.columns[column]}{self.row}"

    def above(self, column: str) -> str:
        """The column from its head, which counts for nothing, down to the row before this one."""
        letter = self.columns[column]
        return f"${letter}${HEAD_ROW}:${letter}{self.row - 1}"

    def below(self, column: str) -> str:
        """The column from this row down, to the empty row after the last."""
        letter = self.columns[column]
        return f"${letter}{self.row}:${letter}${self.layout.ranked_last + 1}"

    def put(self, column: str, formula: str, value: Value) -> None:
        """A cell that stays empty where the row has no step."""
        kind = _kind(column)
        looks: dict[str, Any] = {"num_format": self.texts.formats.get(kind, COUNT)}
        if kind in _TEXTS:
            looks = dict(TEXT) if column != "step" else {"bold": True}
        elif column in HORIZONS:
            looks |= {"bold": True}
        elif column in _HELPERS or column == "rank":
            looks |= QUIET
        live = Live(f'IF({self.c("row")}="","",{formula})', value if self.action else None)
        self.sheet.live(f"{self.columns[column]}{self.row}", live, LINE, looks)

    def write(self, orders: Mapping[str, int]) -> None:
        action = self.action
        found = self.parts.workings[action.practice].position + 1 if action else None
        source = self.layout.at(PRIORITIES, f"S{self.row}")
        self.sheet.live(f"{self.columns['row']}{self.row}", Live(source, found), LINE, QUIET)
        way = self.parts.placements[action.id] if action else None
        self._step(action, way)
        self._needs(way)
        self._now(way)
        self._next_and_later(way)
        self._result(action, way, orders)

    def of_practice(self, column: str) -> str:
        return f"INDEX({self.layout.all(column)},{self.c('row')})"

    def of_step(self, column: str) -> str:
        return f"INDEX({self.layout.steps(column)},{self.c('step_row')})"

    def _step(self, action: Action | None, way: Placement | None) -> None:
        rank = self.row - RANKED_FIRST + 1
        self.put("rank", str(rank), rank)
        self.put("step", self.of_practice("step"), action.id if action else None)
        at = self.texts.step_rows[action.id] if action else None
        self.put("step_row", f"MATCH({self.c('step')},{self.layout.steps('A')},0)", at)
        self.put("title", self.of_step("E"), action.title if action else None)
        self.put("owner", self.of_step("H"), action.owner_role if action else None)
        effort = self.c("effort")
        self.put("effort", self.of_practice("effort"), action.effort if action else None)
        most = {h: max(e for e, earliest in EARLIEST.items() if earliest == h) for h in HORIZONS[:-1]}
        earliest = f"IF({effort}<={most['now']},1,IF({effort}<={most['next']},2,3))"
        self.put("earliest", earliest, HORIZONS.index(way.earliest) + 1 if way else None)
        self.put("moves", self.of_practice("mover"), int(way.moves) if way else None)
        self.put("noticed", f"IF({self.of_step('I')}={self.texts.yes},1,0)", int(action.visible) if action else None)
        self.put("held", self.of_practice("held"), int(way.held is not None) if way else None)

    def _needs(self, way: Placement | None) -> None:
        """What must stand first, and by which rank the plan would bring it about: 0 stands, NEVER is out of reach."""
        layout, ranks = self.layout, self.texts.ranks
        for number in self.numbers:
            practice, level = (self.of_step(column) for column in layout.need_columns(number))
            need = way.needs[number - 1] if way and number <= len(way.needs) else None
            text = self._item(practice, level).formula
            say = self.parts.words.say("waits.prerequisite_item", id=need.practice, level=need.level) if need else None
            self.put(f"need {number}", f'IF({practice}="","",{text})', say)
            at = f"MATCH({practice},{layout.all('id')},0)"
            reached, rank = f"INDEX({layout.all('level')},{at})", f"INDEX({layout.all('rank')},{at})"
            within = f'IF({reached}+1<{level},{NEVER},IF({rank}="",{NEVER},{rank}))'
            formula = f'IF({reached}="",{NEVER},IF({reached}>={level},0,{within}))'
            by = 0
            if need and not need.stands:
                by = ranks.get(need.practice, NEVER) if need.in_reach else NEVER
            self.put(f"by {number}", f'IF({self.c(f"need {number}")}="",0,{formula})', by)

    def _item(self, practice: str, level: str) -> Live:
        words = self.parts.words
        return sentence(words, "waits.prerequisite_item", id=Live(practice, ""), level=Live(level, 0))

    def _open(self, number: int, *placed: str) -> str:
        """1 where a prerequisite neither stands nor is brought about by a step placed in one of the columns."""
        by = self.c(f"by {number}")
        there = "".join(f"-INDEX({self._column(column)},{by})" for column in placed)
        return f"IF({by}=0,0,IF({by}={NEVER},1,1{there}))" if placed else f"IF({by}=0,0,1)"

    def _column(self, column: str) -> str:
        letter = self.columns[column]
        return f"${letter}${RANKED_FIRST}:${letter}${self.layout.ranked_last}"

    def _ready(self, horizon: int, *placed: str) -> str:
        """Free, not before its time, not placed yet, and nothing open."""
        still = [f"{self.c(column)}=0" for column in ("held", *placed)]
        still += [f"{self.c('earliest')}<={horizon}"]
        still += [f"{self._open(number, *placed)}=0" for number in self.numbers]
        return f"IF(AND({','.join(still)}),1,0)"

    def _now(self, way: Placement | None) -> None:
        ready, first = self.c("ready_now"), self.c("first")
        self.put("ready_now", self._ready(1), int("now" in way.ready) if way else None)
        before = [
            f"AND({self.c(mark)}=1,COUNTIFS({self.above('ready_now')},1,{self.above(mark)},1)=0)"
            for mark in ("moves", "noticed")
        ]
        self.put("first", f"IF(AND({ready}=1,OR({','.join(before)})),1,0)", int(way.first) if way else None)
        in_order = f"AND({ready}=1,{first}=0)"
        taken = f"SUM({self.above('now')})+SUM({self.below('first')})"
        self.put("taken", f'IF({in_order},{taken},"")', way.taken if way else None)
        owner = self.c("owner")
        of_owner = (
            f"SUMPRODUCT(({self.above('owner')}={owner})*({self.above('now')}=1))"
            f"+SUMPRODUCT(({self.below('owner')}={owner})*({self.below('first')}=1))"
        )
        self.put("of_owner", f'IF({in_order},{of_owner},"")', way.of_owner if way else None)
        room = f"IF(AND({self.c('taken')}<{ROOM['now']},{self.c('of_owner')}<{PER_OWNER_NOW}),1,0)"
        chosen = int(way.horizon == "now") if way else None
        self.put("now", f"IF({first}=1,1,IF({ready}=1,{room},0))", chosen)

    def _next_and_later(self, way: Placement | None) -> None:
        for number, horizon in enumerate(HORIZONS[1:], start=2):
            ready, earlier = f"ready_{horizon}", HORIZONS[: number - 1]
            self.put(ready, self._ready(number, *earlier), int(horizon in way.ready) if way else None)
            letter = self.columns[ready]
            so_far = f"SUM(${letter}${RANKED_FIRST}:${letter}{self.row})"
            formula = f"IF(AND({self.c(ready)}=1,{so_far}<={ROOM[horizon]}),1,0)"
            self.put(horizon, formula, int(way.horizon == horizon) if way else None)

    def _result(self, action: Action | None, way: Placement | None, orders: Mapping[str, int]) -> None:
        parts, layout = self.parts, self.layout
        horizon = action.horizon if action else None
        proposed, chosen, number = self.c("proposed"), self.c("chosen"), self.c("number")
        place = self.texts.unplanned
        for name in reversed(HORIZONS):
            place = f"IF({self.c(name)}=1,{self.texts.horizons[name]},{place})"
        self.put("proposed", place, parts.proposed(action) if action else None)
        listed = f"MATCH({self.c('step')},{layout.roadmap('C')},0)"
        waiting = f"MATCH({self.c('step')},{layout.action_column('A')},0)"
        beside = f'IFERROR(INDEX({layout.action_column(HORIZON)},{waiting})&"","")'
        of_people = parts.shown(action.id, "horizon") or None if action else None
        self.put("chosen", f'IFERROR(INDEX({layout.roadmap("B")},{listed})&"",{beside})', of_people)
        self.put("why", self._why(), way.waits if way else None)
        horizons = layout.listed("B", len(HORIZONS))
        which = f'MATCH(IF({chosen}="",{proposed},{chosen}),{horizons},0)'
        self.put("number", f"IFERROR({which},{UNPLANNED})", HORIZONS.index(horizon) + 1 if horizon else UNPLANNED)
        letter = self.columns["number"]
        so_far = f"${letter}${RANKED_FIRST}:${letter}{self.row}"
        order = f'COUNTIFS({self._column("number")},"<"&{number})+COUNTIFS({so_far},{number})'
        self.put("order", f'IF({number}={UNPLANNED},"",{order})', orders.get(action.id) if action else None)
        is_new = f"AND({number}<{UNPLANNED},IFERROR({listed},0)=0)"
        self.put("new", f'IF({is_new},1+COUNT({self.above("new")}),"")', None)

    def _why(self) -> str:
        """The sentence that planning._reason_to_wait gives, or the reason why it is held back."""
        still = {number: self._open(number, *HORIZONS) for number in self.numbers}
        names, last_joint, room = "", self.texts.last_joint, self.texts.room
        for number, missing in still.items():
            before = "+".join(still[n] for n in self.numbers if n < number) or "0"
            after = "+".join(still[n] for n in self.numbers if n > number) or "0"
            joint = f'IF({before}=0,"",IF({after}=0,{last_joint},", "))'
            names += f'{"&" if names else ""}IF({missing}=0,"",{joint}&{self.c(f"need {number}")})'
        waits = room
        if names:
            listed = sentence(self.parts.words, "waits.prerequisite", names=Live(names, ""))
            waits = f"IF({'+'.join(still.values())}=0,{room},{listed.formula})"
        held = f"IF({self.c('held')}=1,{self.of_practice('held_because')},{waits})"
        return f'IF({self.c("now")}+{self.c("next")}+{self.c("later")}>0,"",{held})'
