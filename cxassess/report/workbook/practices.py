"""The sheets Answers and Practices: what people said, and every practice's way from there to its urgency."""

from collections.abc import Mapping
from typing import Any

from cxassess.planning import GATE, WARN
from cxassess.report.palette import GREY_TEXT
from cxassess.report.workbook.book import COUNT, INPUT, LINE, QUIET, SCORE, Sheet
from cxassess.report.workbook.layout import ACTIONS_FIRST, ANSWERS, PRACTICES_FIRST, STAGES, STAGES_FIRST
from cxassess.report.workbook.live import Live, level_of, printed, quoted, shortfall_of
from cxassess.report.workbook.parts import Parts
from cxassess.report.workbook.placement import placement_of_practice
from cxassess.report.workbook.say_do import is_strong_now
from cxassess.report.workbook.workings import NO_RANK, Working
from cxassess.scoring import UNSUPPORTED_FROM
from cxassess.stages import KEY_NEEDS, MEAN_NEEDS
from cxassess.statistics import AD_LIMIT, MIN_FOR_INTERVAL

CHOICES: tuple[int | str, ...] = (1, 2, 3, 4, 5, "DK", "NA")
HEAD_ROW = PRACTICES_FIRST - 1
WEIGHT_ROW = PRACTICES_FIRST - 2


# ── Answers ──────────────────────────────────────────────────────────────────────────────────────────────────


def write_answers(sheet: Sheet, parts: Parts) -> None:
    """One row a respondent, or the pooled values where persons stay hidden; the header stands in row 1."""
    heads = {"A": "respondent", "B": "role", "C": "unit"}
    heads |= {column: id for id, column in parts.layout.answer_columns.items()}
    sheet.heads(1, heads, right=tuple(parts.layout.answer_columns.values()))
    sheet.widths({"A": 26, "B": 14, "C": 16})
    columns = list(parts.layout.answer_columns.values())
    sheet.widths({f"{columns[0]}:{columns[-1]}": 6.5})
    sheet.writer.freeze_panes(1, 3)
    if parts.layout.is_attributed:
        _write_people(sheet, parts)
    else:
        _write_pooled(sheet, parts)


def _write_people(sheet: Sheet, parts: Parts) -> None:
    columns = parts.layout.answer_columns
    for row, response in enumerate(parts.assessment.responses, start=2):
        sheet.text(f"A{row}", response.name, LINE)
        sheet.text(f"B{row}", response.role, INPUT)
        sheet.text(f"C{row}", response.unit, LINE)
        for id, column in columns.items():
            answer = response.answers.get(id)
            if answer is None or answer.level is not None:
                sheet.number(f"{column}{row}", answer.level if answer else None, INPUT, align="right")
            else:
                sheet.text(f"{column}{row}", answer.choice, INPUT, align="right")
    letters, last = list(columns.values()), parts.layout.answers_last
    sheet.choices(f"{letters[0]}2:{letters[-1]}{last}", CHOICES, parts.say("wrong.answer"))
    sheet.choices(f"B2:B{last}", parts.layout.listed("C", len(parts.layout.roles)), parts.say("wrong.role"))
    sheet.writer.autofilter(f"A1:{letters[-1]}{max(2, 1 + len(parts.assessment.responses))}")


def _write_pooled(sheet: Sheet, parts: Parts) -> None:
    """Row 2 holds what counts; below it the means of roles that are large enough to be shown."""
    a = parts.assessment
    sheet.text("A2", parts.say("pooled.all"), LINE, bold=True)
    sheet.text("B2", "", LINE)
    sheet.text("C2", "", LINE)
    for id, column in parts.layout.answer_columns.items():
        sheet.number(f"{column}2", a.practices[id].respondents_value, INPUT, num_format=SCORE)
    last = parts.layout.answer_columns[parts.layout.practices[-1].id]
    sheet.between(f"D2:{last}2", 1, 5, parts.say("wrong.score"))
    rows = [role for role in parts.layout.roles if any(role in score.by_role for score in a.practices.values())]
    for row, role in enumerate(rows, start=3):
        sheet.text(f"A{row}", a.pack.roles[role].plural, LINE)
        sheet.text(f"B{row}", role, LINE)
        sheet.text(f"C{row}", "", LINE)
        for id, column in parts.layout.answer_columns.items():
            group = a.practices[id].by_role.get(role)
            sheet.number(f"{column}{row}", group.value if group else None, LINE, num_format=SCORE)
    note = parts.say("pooled.note", minimum=a.engagement.minimum_group)
    sheet.text(f"A{len(rows) + 4}", note, QUIET)


# ── Practices ────────────────────────────────────────────────────────────────────────────────────────────────

_SHARE, _INDEX = "0%", "0.00"
_FORMATS: Mapping[str, str] = {
    "value": SCORE, "target": SCORE, "gap": SCORE, "respondents": SCORE, "printed": SCORE, "supposed": SCORE,
    "dont_know_share": _SHARE, "weight": "0.0%", "ad": _INDEX, "impact": "0.0", "confidence": "0.0",
    "gate": _INDEX, "warn": _INDEX, "urgency": "0.0", "urgency_key": "0.0", "equal_key": "0.0", "gap_key": "0.0",
    "rank_key": "0.0",
}  # fmt: skip
_WIDTHS: Mapping[str, float] = {
    "id": 8, "title": 34, "disciplines": 21, "three_ds": 10, "stages": 12, "step": 11, "urgency": 9,
    "blocker_list": 22, "short_list": 22, "held_because": 22, "unsupported": 11, "not_applicable": 10,
    "respondents": 11, "agreed_reason": 30, "agreed_present": 22,
}  # fmt: skip
_TEXTS = frozenset(
    {"agreed_reason", "agreed_present", "evidence", "step", "held_because", "blocker_list", "short_list"}
)
_GROUPS = (
    ("id", "is"),
    ("agreed", "result"),
    ("n", "basis"),
    ("respondents", "people"),
    ("asked", "place"),
    ("step", "step"),
    ("dropped", "order"),
    ("mover", "plan"),
    ("supposed", "what_if"),
)


def write_practices(sheet: Sheet, parts: Parts) -> None:
    """One row a practice; every column is a step of the calculation, from left to right."""
    columns = parts.layout.columns
    sheet.title(parts.say("practices.title"), parts.say("practices.subtitle"))
    for name, letter in columns.items():
        sheet.text(f"{letter}{WEIGHT_ROW}", "", QUIET)
        sheet.widths({letter: _WIDTHS.get(name, 9)})
    for start, group in _GROUPS:
        sheet.text(f"{columns[start]}{WEIGHT_ROW - 1}", parts.say(f"groups.{group}"), bold=True, font_color=GREY_TEXT)
    left = {columns[name] for name in ("id", "title", "disciplines", "three_ds", "stages", "key", *_TEXTS)}
    heads = {letter: parts.practice_head(name) for name, letter in columns.items()}
    sheet.heads(HEAD_ROW, heads, right=tuple(c for c in columns.values() if c not in left), height=44)
    if parts.layout.is_attributed:
        sheet.text(f"{columns['respondents']}{WEIGHT_ROW}", parts.say("practices.weights"), QUIET, align="right")
        for role in parts.layout.roles:
            weight = Live(parts.layout.role_weight(role), parts.assessment.role_weights[role])
            sheet.live(f"{columns[f'mean {role}']}{WEIGHT_ROW}", weight, QUIET, num_format="0.0#")
    lists = _Lists()
    for id, working in parts.workings.items():
        _Row(sheet, parts, working, parts.layout.practice_rows[id]).write(lists)
    first, last = PRACTICES_FIRST, parts.layout.practices_last
    sheet.whole(f"{columns['agreed']}{first}:{columns['agreed']}{last}", 1, 5, parts.say("wrong.agreed"))
    sheet.colour_levels(f"{columns['value']}{first}:{columns['value']}{last}", f"${columns['value']}{first}")
    sheet.writer.autofilter(f"A{HEAD_ROW}:{list(columns.values())[-1]}{last}")
    sheet.writer.freeze_panes(HEAD_ROW, 2)
    sheet.writer.print_area(f"A1:{columns['respondents']}{last}")


class _Lists:
    """The lists of practice ids that grow from row to row."""

    def __init__(self) -> None:
        self.blockers = ""
        self.short = ""


class _Row:
    """The cells of one practice. `c("value")` is the cell of a column in this row."""

    def __init__(self, sheet: Sheet, parts: Parts, working: Working, row: int) -> None:
        self.sheet, self.parts, self.row = sheet, parts, row
        self.layout, self.columns = parts.layout, parts.layout.columns
        self.working, self.score, self.practice = working, working.score, working.practice

    def c(self, column: str) -> str:
        return f"${self.columns[column]}{self.row}"

    def put(self, column: str, formula: str, value: float | int | str | None, **more: Any) -> None:
        looks: dict[str, Any] = {"num_format": _FORMATS.get(column, COUNT)}
        if column in _TEXTS:
            looks = {"indent": 1}
        self.sheet.live(f"{self.columns[column]}{self.row}", Live(formula, value), LINE, looks, **more)

    def write(self, lists: _Lists) -> None:
        self._identity()
        self._people()
        self._result()
        self._place()
        self._urgency()
        self._order()
        self._plan()
        self._what_if(lists)

    def _identity(self) -> None:
        p = self.practice
        texts = {"id": p.id, "title": p.title, "disciplines": p.discipline, "three_ds": p.three_d, "stages": p.stage}
        for column, text in texts.items():
            self.sheet.text(f"{self.columns[column]}{self.row}", text, LINE, bold=column == "id")
        self.sheet.text(f"{self.columns['key']}{self.row}", self.parts.key_mark if p.key else "", LINE)
        agreed = self.score.agreed
        at = f"{self.columns['agreed']}{self.row}"
        self.sheet.number(at, agreed.level if agreed else None, INPUT)
        for column, text in (("agreed_reason", "reason"), ("agreed_present", "present")):
            self.sheet.text(f"{self.columns[column]}{self.row}", getattr(agreed, text) if agreed else "", INPUT)
        if agreed:
            key = "practices.agreed_note" if agreed.present else "practices.agreed_note_unnamed"
            note = self.parts.say(key, date=agreed.agreed_on, present=agreed.present, reason=agreed.reason)
            self.sheet.writer.write_comment(at, note[:1000], {"author": "", "x_scale": 2})

    def _people(self) -> None:
        """From answers to the respondents' value, with the counts that confidence needs."""
        score = self.score
        if not self.layout.is_attributed:
            pooled = self.layout.at(ANSWERS, f"{self.layout.answer_columns[self.practice.id]}2")
            self.put("respondents", f'IF({pooled}="","",{pooled})', score.respondents_value)
            for column, value in (
                ("n", score.n),
                ("dont_know", score.dont_know),
                ("not_applicable", score.not_applicable),
            ):
                self._static(column, value)
            self._static("disputed", self.working.disputed)
            for role in self.layout.roles:
                self._static(f"asks {role}", int(self.practice.id not in self.parts.pack.roles[role].omits))
            self._static("asked", self.working.asked)
            self._share()
            return
        answers, who, roles = self.layout.answers(self.practice.id), self.layout.answer_roles, self.layout.roles
        for role in roles:
            group = score.by_role.get(role)
            formula = f'IFERROR(AVERAGEIFS({answers},{who},{quoted(role)}),"")'
            self.put(f"mean {role}", formula, group.value if group else None, num_format=SCORE)
            self._static(f"asks {role}", int(self.practice.id not in self.parts.pack.roles[role].omits))
        means = f"{self.c(f'mean {roles[0]}')}:{self.c(f'mean {roles[-1]}')}"
        weights = f"${self.columns[f'mean {roles[0]}']}${WEIGHT_ROW}:${self.columns[f'mean {roles[-1]}']}${WEIGHT_ROW}"
        divisor = f'SUMPRODUCT(({means}<>"")*{weights})'
        self.put("respondents", f'IF({divisor}=0,"",SUMPRODUCT({means},{weights})/{divisor})', score.respondents_value)
        for number, count in enumerate(score.counts, start=1):
            self.put(f"count {number}", self._counted(str(number)), count)
        self.put("dont_know", self._counted('"DK"'), score.dont_know)
        self.put("not_applicable", self._counted('"NA"'), score.not_applicable)
        counts = f"{self.c('count 1')}:{self.c('count 5')}"
        self.put("n", f"SUM({counts})", score.n)
        mean = "(" + "+".join(f"{k}*{self.c(f'count {k}')}" for k in range(1, 6)) + f")/{self.c('n')}"
        apart = "+".join(f"{self.c(f'count {k}')}*ABS({k}-{mean})" for k in range(1, 6))
        self.put("ad", f'IF({self.c("n")}=0,"",({apart})/{self.c("n")})', score.ad)
        n, ad = self.c("n"), self.c("ad")
        self.put("disputed", f"IF({n}>1,IF(ROUND({ad},9)>ROUND({AD_LIMIT!r},9),1,0),0)", self.working.disputed)
        asked = [
            self._weight(role) + ">0" for role in roles if self.practice.id not in self.parts.pack.roles[role].omits
        ]
        self.put("asked", f"IF(OR({','.join(asked)}),1,0)" if asked else "0", self.working.asked)
        self._share()

    def _share(self) -> None:
        total = f"({self.c('n')}+{self.c('dont_know')}+{self.c('not_applicable')})"
        self.put("dont_know_share", f'IF({total}=0,"",{self.c("dont_know")}/{total})', self.working.dont_know_share)

    def _static(self, column: str, value: float) -> None:
        self.sheet.number(f"{self.columns[column]}{self.row}", value, LINE, QUIET)

    def _weight(self, role: str) -> str:
        return f"${self.columns[f'mean {role}']}${WEIGHT_ROW}"

    def _counted(self, answer: str) -> str:
        """How many people of roles with weight gave an answer."""
        answers, who = self.layout.answers(self.practice.id), self.layout.answer_roles
        return "+".join(
            f"IF({self._weight(role)}>0,COUNTIFS({who},{quoted(role)},{answers},{answer}),0)"
            for role in self.layout.roles
        )

    def _result(self) -> None:
        score = self.score
        self.put(
            "value", f'IF({self.c("agreed")}="",{self.c("respondents")},{self.c("agreed")})', score.value, bold=True
        )
        value, shown_value = self.c("value"), self.c("printed")
        self.put("printed", f'IF({value}="","",{printed(value)})', self.working.printed)
        self.put("level", f'IF({value}="","",{level_of(value)})', score.level)
        target = self.layout.score(f"disciplines.{self.practice.discipline}", "H")
        self.put("target", f'IF({target}="","",{target})', score.target)
        self.put(
            "gap",
            f'IF(OR({value}="",{self.c("target")}=""),"",{shortfall_of(self.c("target"), value)})',
            score.gap,
            bold=True,
        )
        practices, grades = self.layout.evidence("A"), self.layout.evidence("B")
        # The proof itself is not in the client's view of a wave that protects people: its grade is where rows begin.
        is_hidden = not self.layout.is_attributed and self.parts.assessment.viewer == "client"
        least = score.evidence if is_hidden else "E0"
        grade = f'"{least}"'
        for name in (name for name in ("E1", "E2", "E3") if name > least):
            grade = f'IF(COUNTIFS({practices},{self.c("id")},{grades},"{name}")>0,"{name}",{grade})'
        self.put("evidence", grade, score.evidence)
        evidence = self.c("evidence")
        self.put(
            "unsupported",
            f'IF({value}="",0,IF(AND({shown_value}>={UNSUPPORTED_FROM},{evidence}<>"E2",{evidence}<>"E3"),1,0))',
            int(score.unsupported),
        )

    def _place(self) -> None:
        """The gate of its stage, and whether it holds the company back."""
        w, value, shown_value = self.working, self.c("value"), self.c("printed")
        not_applicable = self.c("not_applicable")
        self.put("applies", f'IF({value}<>"",1,IF({not_applicable}=0,1,0))', int(self.score.applies))
        self._static("stage", w.stage)
        self.put(
            "short",
            f'IF(AND({self.c("key")}={quoted(self.parts.key_mark)},{self.c("applies")}=1,OR({shown_value}="",{shown_value}<{KEY_NEEDS})),1,0)',
            w.short,
        )
        reached, sound, top = self.layout.reached, self.layout.sound, len(self.parts.pack.stages)
        stage = self.c("stage")
        held = f"OR({stage}={reached}+1,AND({stage}=1,{reached}=2,{sound}<>1))"
        self.put(
            "blocker",
            f'IF({reached}="",0,IF(AND({self.c("short")}=1,{reached}<{top},{held}),1,0))',
            w.blocker,
        )
        first_mean = self.layout.at(STAGES, f"E{STAGES_FIRST}")
        low = f'AND({shown_value}<>"",{printed(first_mean)}<{MEAN_NEEDS},{shown_value}<{MEAN_NEEDS})'
        weak = f"IF(OR({self.c('short')}=1,{low}),1,0)"
        self.put("weak_basic", f'IF(OR({stage}<>1,{sound}=""),0,IF({sound}=1,0,{weak}))', w.weak_basic)

    def _urgency(self) -> None:
        """The index and its inputs; what depends on the step follows the level."""
        w, action, layout = self.working, self.working.action, self.layout
        level, step = self.c("level"), self.c("step")
        self.put(
            "step",
            f'IF({level}="","",IF({level}=5,"",{self.c("id")}&":"&{level}&"-"&({level}+1)))',
            self.score.step,
        )
        gap, found = self.c("gap"), f"MATCH({step},{layout.steps('A')},0)"
        decided = self.c("decided_row")
        row = layout.action_rows.get(self.score.step or "")
        at = None if row is None else row - ACTIONS_FIRST + 1
        self.put("decided_row", f'IFERROR(MATCH({step},{layout.action_column("A")},0),"")', at)

        def weighed(proposed: str, by_hand: str) -> str:
            """What people set beside the action, else what its step proposes."""
            base, own = f"INDEX({layout.steps(proposed)},{found})", f"INDEX({layout.action_column(by_hand)},{decided})"
            value = f'IF({decided}="",{base},IF({own}="",{base},{own}))'
            return f'IF(OR({step}="",{gap}=""),"",IF({gap}>0,{value},""))'

        self.put("impact", weighed("F", "G"), action.impact if action else None)
        self.put("effort", weighed("G", "I"), action.effort if action else None)
        weight = layout.score(f"disciplines.{self.practice.discipline}", "K")
        total = layout.score("overall", "K")
        self.put("weight", f"IF({total}=0,0,{weight}/{total})", w.weight)
        n, share, unsupported = self.c("n"), self.c("dont_know_share"), self.c("unsupported")
        doubts = f'(IF({n}<{MIN_FOR_INTERVAL},1,0)+{self.c("disputed")}+IF({share}="",0,IF({share}>0.3,1,0)))'
        self.put("confidence", f"IF(OR({unsupported}=1,{doubts}>1),0.5,IF({doubts}=1,0.8,1))", w.confidence)
        self.put("gate", f"IF(OR({self.c('blocker')}=1,{self.c('weak_basic')}=1),{GATE},1)", w.gate)
        states = self.parts.words.table("states")
        active = [
            f"{layout.sign(sign)}={quoted(states[state])}"
            for sign in self.practice.signs
            for state in ("watch", "alarm")
        ]
        active += [
            is_strong_now(layout, theme)
            for theme in self.parts.assessment.say_do
            if self.practice.id in theme.practices
            and theme.answer is not None
            and theme.answer.verdict in {"worse", "missed"}
        ]
        self.put("warn", f"IF(OR({','.join(active)}),{WARN},1)" if active else "1", w.warn)
        inputs = f"100*{self.c('weight')}*({self.c('gap')}/4)*{self.c('impact')}*{self.c('confidence')}"
        self.put(
            "urgency",
            f'IF({self.c("effort")}="","",{inputs}/{self.c("effort")}*{self.c("gate")}*{self.c("warn")})',
            action.urgency if action else None,
            bold=True,
        )

    def _order(self) -> None:
        """Places in the order of urgency and of gaps; ties go to the earlier phase, then to the pack's order."""
        w, action, layout = self.working, self.working.action, self.layout
        urgency, weight, tie = self.c("urgency"), self.c("weight"), self.c("urgency_tie")
        decided = self.c("decided_row")

        def by_hand(column: str) -> str:
            return f"INDEX({layout.action_column(column)},{decided})"

        state = quoted(self.parts.say("roadmap.states.dropped"))
        out = f'IF(OR({by_hand("D")}={state},{by_hand("E")}<>""),1,0)'
        self.put("dropped", f'IF(OR({urgency}="",{decided}=""),0,{out})', w.dropped)
        none = f'OR({urgency}="",{self.c("dropped")}=1)'
        self.put("urgency_key", f"IF({none},-1,ROUND({urgency},9))", w.urgency_key)
        self._static("urgency_tie", w.tie)
        self.put("computed_rank", f'IF({none},"",{self._rank("urgency_key", tie)})', w.computed_rank)
        computed, wanted = self.c("computed_rank"), by_hand("L")
        moved = (
            f'IF({wanted}="",{computed},IF({wanted}={computed},{computed},{wanted}+IF({wanted}>{computed},0.5,-0.5)))'
        )
        key = f'IF({computed}="",{NO_RANK},IF({decided}="",{computed},{moved}))'
        self.put("rank_key", key, w.rank_key)
        keys, computed_ranks, own = self._column("rank_key"), self._column("computed_rank"), self.c("rank_key")
        rank = f"1+SUMPRODUCT(({keys}<{own})+({keys}={own})*({computed_ranks}<{computed}))"
        self.put("rank", f'IF({computed}="","",{rank})', w.rank)
        self.put("equal_key", f"IF({none},-1,IF({weight}=0,0,ROUND({urgency}/{weight},9)))", w.equal_key)
        rank = self._rank("equal_key", tie)
        equal = action.equal_weight_rank if action and not action.is_out else None
        self.put("equal_rank", f'IF({none},"",{rank})', equal)
        self.put("gap_key", f'IF({self.c("gap")}="",-1,{self.c("gap")})', w.gap_key)
        self._static("position", w.position + 1)
        self.put("gap_rank", self._rank("gap_key", self.c("position"), "position"), w.gap_rank)

    def _rank(self, key: str, tie: str, by: str = "urgency_tie") -> str:
        keys, ties, own = self._column(key), self._column(by), self.c(key)
        return f"1+SUMPRODUCT(({keys}>{own})+({keys}={own})*({ties}<{tie}))"

    def _column(self, name: str) -> str:
        letter = self.columns[name]
        return f"${letter}${PRACTICES_FIRST}:${letter}${self.layout.practices_last}"

    def _plan(self) -> None:
        """What the plan asks of a practice before it looks for room: the sheet Plan goes on from here."""
        for column, live in placement_of_practice(self.parts, self.working, self.c).items():
            self.put(column, live.formula, live.value)

    def _what_if(self, lists: _Lists) -> None:
        """The value under the suppositions on Scores, and lists of ids that grow from row to row."""
        layout, id, value = self.layout, self.practice.id, self.c("value")
        supposed = self.parts.supposed
        today = supposed.get(id, self.score.value)
        found = f"MATCH({self.c('id')},{layout.chosen},0)"
        picked = f"INDEX({layout.supposed},{found})"
        self.put("supposed", f'IFERROR(IF({picked}="",{value},{picked}),{value})', today)
        then = self.c("supposed")
        short = f'IF({then}="",1,IF({printed(then)}<{KEY_NEEDS},1,0))'
        still = self.parts.is_short(id, today)
        self.put(
            "supposed_short",
            f"IF(AND({self.c('key')}={quoted(self.parts.key_mark)},{self.c('applies')}=1),{short},0)",
            int(still),
        )
        comma = quoted(", ")
        if self.working.blocker:
            lists.blockers += f", {id}"
        if still and self.working.stage == self.parts.next_stage:
            lists.short += f", {id}"
        first = self.row == PRACTICES_FIRST
        before = {
            name: '""' if first else f"{self.columns[name]}{self.row - 1}" for name in ("blocker_list", "short_list")
        }
        grown = f'{before["blocker_list"]}&IF({self.c("blocker")}=1,{comma}&{self.c("id")},"")'
        self.put("blocker_list", grown, lists.blockers or None)
        is_next = f"AND({self.c('supposed_short')}=1,{self.c('stage')}={self.layout.next_stage})"
        grown = f'{before["short_list"]}&IF({is_next},{comma}&{self.c("id")},"")'
        self.put("short_list", grown, lists.short or None)
