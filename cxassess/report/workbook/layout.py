"""Where everything stands: the addresses that formulas of one sheet need of another.

Sheets have their English names here; what a workbook calls them stands in the catalogue. Answers and Scores keep
these names in every language, since other programs read them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from xlsxwriter.utility import xl_col_to_name

from cxassess.inputs import on_roadmap
from cxassess.model.assessment import Assessment
from cxassess.model.pack import Practice
from cxassess.report.workbook.book import absolute

SUMMARY, SCORES, GAPS, PRIORITIES, MATRIX, ROADMAP = "Summary", "Scores", "Gaps", "Priorities", "Matrix", "Roadmap"
ACTIONS, HEAT, STAGES, OUTCOMES, ANSWERS = "Actions", "Heat map", "Stages", "Outcomes", "Answers"
PRACTICES, PLAN, EVIDENCE, COMMENTS = "Practices", "Plan", "Evidence", "Comments"
METHOD, DEFINITIONS, ORIGIN, SAY_DO = "Method", "Definitions", "Origin", "Say and do"
SHEETS = (
    SUMMARY, SCORES, GAPS, PRIORITIES, MATRIX, ROADMAP, ACTIONS, HEAT, STAGES, SAY_DO, OUTCOMES,
    ANSWERS, PRACTICES, PLAN, EVIDENCE, COMMENTS, METHOD, DEFINITIONS, ORIGIN,
)  # fmt: skip
METRICS, METRIC_TRENDS, METRIC_GROUPS = "Metrics", "Metric trends", "Metric groups"
METRIC_SHEETS = (METRICS, METRIC_TRENDS, METRIC_GROUPS)  # after Outcomes, each only where it has something to show
EXPERIENCE_MAP, WORDS, SOFTWARE, MIRROR = "Experience map", "Customer words", "Software", "Mirror"
MOVED = "Moved"
BESIDE_SHEETS = (MOVED, MIRROR, EXPERIENCE_MAP, WORDS, SOFTWARE)  # before Outcomes, likewise
ALL_SHEETS = (*SHEETS, *BESIDE_SHEETS, *METRIC_SHEETS)

SPARE = 50  # rows below the answers that count as soon as somebody fills them
WHAT_IF_ROWS = 3
ATTRIBUTED = "attributed"
SCORES_FIRST = 5
PRACTICES_FIRST = 6
STAGES_FIRST = 5
RANKED_FIRST = 5  # on Gaps, Priorities and Plan: a step stands in the same row of the last two
ROADMAP_FIRST = ACTIONS_FIRST = 5
OWN_ROWS = 20  # empty rows below the roadmap, for further steps and for actions of people's own
DEFINITIONS_FIRST = METRICS_FIRST = SAY_DO_FIRST = MAP_FIRST = SOFTWARE_FIRST = WORDS_FIRST = MIRROR_FIRST = (
    MOVED_FIRST
) = 5


@dataclass(frozen=True)
class Layout:
    """All addresses that follow from the size of an assessment.

    Args:
        tabs: what each sheet is called in the language of the workbook; as here where left out.
    """

    assessment: Assessment
    tabs: Mapping[str, str] = field(default_factory=lambda: {sheet: sheet for sheet in ALL_SHEETS})

    def at(self, sheet: str, span: str) -> str:
        """A cell or range of a sheet as formulas name it."""
        return absolute(self.tabs[sheet], span)

    @cached_property
    def sheets(self) -> tuple[str, ...]:
        """The sheets of this workbook, in their order."""
        readings = [reading for metric in self.assessment.metrics.values() for reading in (metric, *metric.also)]
        has = {
            METRICS: any(reading.measure for reading in readings) or self.assessment.index is not None,
            METRIC_TRENDS: any(reading.series for reading in readings),
            METRIC_GROUPS: any(
                reading.measure and (reading.touchpoint or reading.measure.groups) for reading in readings
            ),
        }
        has[METRICS] = any(has.values())  # which the groups refer to
        has[EXPERIENCE_MAP] = self.assessment.experience_map is not None
        has[WORDS] = self.assessment.comments is not None
        has[MOVED] = self.assessment.history is not None
        has[MIRROR] = self.assessment.mirror is not None
        has[SOFTWARE] = bool(self.assessment.software)
        at = SHEETS.index(OUTCOMES)
        beside = (sheet for sheet in BESIDE_SHEETS if has[sheet])
        measured = (sheet for sheet in METRIC_SHEETS if has[sheet])
        return (*SHEETS[:at], *beside, OUTCOMES, *measured, *SHEETS[at + 1 :])

    # ── what there is ────────────────────────────────────────────────────────────────────────────────────

    @property
    def is_attributed(self) -> bool:
        """Whether the client may see who answered what; otherwise only pooled values are written."""
        return self.assessment.engagement.mode == ATTRIBUTED

    @cached_property
    def roles(self) -> tuple[str, ...]:
        return tuple(self.assessment.role_weights)

    @cached_property
    def practices(self) -> tuple[Practice, ...]:
        return tuple(self.assessment.pack.practices.values())

    def is_scored(self, framework: str) -> bool:
        return self.assessment.pack.frameworks[framework].scored

    # ── Answers ──────────────────────────────────────────────────────────────────────────────────────────

    @property
    def answers_last(self) -> int:
        return 1 + len(self.assessment.responses) + SPARE

    @cached_property
    def answer_columns(self) -> dict[str, str]:
        return {p.id: xl_col_to_name(3 + i) for i, p in enumerate(self.practices)}

    def answers(self, practice: str) -> str:
        """The column of answers to a practice."""
        column = self.answer_columns[practice]
        return self.at(ANSWERS, f"{column}2:{column}{self.answers_last}")

    @property
    def answer_roles(self) -> str:
        return self.at(ANSWERS, f"B2:B{self.answers_last}")

    # ── Practices ────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def columns(self) -> dict[str, str]:
        """The columns of the sheet Practices by what they hold."""
        names = ["id", "title", "disciplines", "three_ds", "stages", "key"]
        names += ["agreed", "agreed_reason", "agreed_present", "value", "level", "target", "gap"]
        names += ["n", "dont_know_share", "evidence", "respondents"]
        if self.is_attributed:
            names += [f"mean {role}" for role in self.roles]
            names += [f"count {number}" for number in range(1, 6)]
        names += ["dont_know", "not_applicable"]
        names += ["ad"] if self.is_attributed else []
        names += ["disputed"]
        names += [f"asks {role}" for role in self.roles]
        names += ["asked", "applies", "printed", "unsupported", "stage", "short", "blocker", "weak_basic"]
        names += ["step", "decided_row", "impact", "effort", "weight", "confidence", "gate", "warn", "urgency"]
        names += ["dropped", "urgency_key", "urgency_tie", "computed_rank", "rank_key", "rank"]
        names += ["equal_key", "equal_rank", "position", "gap_key", "gap_rank"]
        names += ["mover", "held", "held_because"]
        names += ["supposed", "supposed_short", "blocker_list", "short_list"]
        return {name: xl_col_to_name(i) for i, name in enumerate(names)}

    @property
    def practices_last(self) -> int:
        return PRACTICES_FIRST + len(self.practices) - 1

    @cached_property
    def practice_rows(self) -> dict[str, int]:
        return {p.id: PRACTICES_FIRST + i for i, p in enumerate(self.practices)}

    def practice(self, column: str, id: str) -> str:
        return self.at(PRACTICES, f"{self.columns[column]}{self.practice_rows[id]}")

    def all(self, column: str) -> str:
        """One column of the sheet Practices, over all practices."""
        letter = self.columns[column]
        return self.at(PRACTICES, f"{letter}{PRACTICES_FIRST}:{letter}{self.practices_last}")

    # ── Scores ───────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def score_rows(self) -> dict[str, int]:
        """Rows of the sheet Scores by JSON key; the three tables stand below each other."""
        rows, row = {}, SCORES_FIRST
        for framework in ("disciplines", "three_ds", "stages"):
            for dimension in self.assessment.pack.frameworks[framework].dimensions:
                rows[f"{framework}.{dimension.id}"] = row
                row += 1
            if framework == "disciplines":
                rows["overall"] = row
                row += 1
            row += 2
        return rows

    @property
    def disciplines_last(self) -> int:
        return self.score_rows["overall"] - 1

    @property
    def what_if_first(self) -> int:
        """The row of the first practice in the what-if block."""
        return max(self.score_rows.values()) + 4

    @property
    def role_rows(self) -> dict[str, int]:
        first = self.what_if_first + WHAT_IF_ROWS + 5
        return {role: first + i for i, role in enumerate(self.roles)}

    def score(self, key: str, column: str = "C") -> str:
        return self.at(SCORES, f"{column}{self.score_rows[key]}")

    def all_disciplines(self, column: str) -> str:
        return self.at(SCORES, f"{column}{SCORES_FIRST}:{column}{self.disciplines_last}")

    def role_weight(self, role: str) -> str:
        return self.at(SCORES, f"C{self.role_rows[role]}")

    @property
    def chosen(self) -> str:
        return self.at(SCORES, f"A{self.what_if_first}:A{self.what_if_first + WHAT_IF_ROWS - 1}")

    @property
    def supposed(self) -> str:
        return self.at(SCORES, f"H{self.what_if_first}:H{self.what_if_first + WHAT_IF_ROWS - 1}")

    # ── Stages ───────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def stage_rows(self) -> dict[str, int]:
        return {stage.id: STAGES_FIRST + i for i, stage in enumerate(self.assessment.pack.stages)}

    def stage(self, column: str, id: str) -> str:
        return self.at(STAGES, f"{column}{self.stage_rows[id]}")

    def all_stages(self, column: str) -> str:
        first, last = min(self.stage_rows.values()), max(self.stage_rows.values())
        return self.at(STAGES, f"{column}{first}:{column}{last}")

    @property
    def stage_result_row(self) -> int:
        return max(self.stage_rows.values()) + 3

    @property
    def reached(self) -> str:
        """The cell with the number of the stage that is reached."""
        return self.at(STAGES, f"C{self.stage_result_row}")

    @property
    def sound(self) -> str:
        """The cell that is 1 where the basics are sound, 0 where not, empty where unknown."""
        return self.at(STAGES, f"C{self.stage_result_row + 1}")

    @property
    def next_stage(self) -> str:
        """The cell with the number of the stage to work for."""
        return self.at(STAGES, f"C{self.stage_result_row + 3}")

    # ── Plan ─────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def most_needs(self) -> int:
        """How many prerequisites a step of the questionnaire has at most."""
        return max(len(step.prerequisites) for practice in self.practices for step in practice.steps.values())

    @cached_property
    def plan_columns(self) -> dict[str, str]:
        """The columns of the sheet Plan by what they hold."""
        each = range(1, self.most_needs + 1)
        names = ["rank", "step", "title", "owner", "effort", "earliest", "moves", "noticed", "held"]
        names += [f"need {number}" for number in each] + [f"by {number}" for number in each]
        names += ["ready_now", "first", "taken", "of_owner", "now", "ready_next", "next", "ready_later", "later"]
        names += ["proposed", "chosen", "why", "number", "order", "new", "step_row", "row"]
        return {name: xl_col_to_name(i) for i, name in enumerate(names)}

    @property
    def ranked_last(self) -> int:
        return RANKED_FIRST + len(self.practices) - 1

    def plan(self, column: str, row: int | None = None) -> str:
        """A column of the sheet Plan over all steps, or its cell in a row."""
        letter = self.plan_columns[column]
        span = f"{letter}{RANKED_FIRST}:{letter}{self.ranked_last}" if row is None else f"{letter}{row}"
        return self.at(PLAN, span)

    # ── Outcomes, Evidence, Roadmap, Definitions ─────────────────────────────────────────────────────────

    @cached_property
    def sign_rows(self) -> dict[str, int]:
        first = 5 + max(1, len(self.assessment.metrics)) + 3
        return {id: first + i for i, id in enumerate(self.assessment.signs)}

    def sign(self, id: str) -> str:
        return self.at(OUTCOMES, f"B{self.sign_rows[id]}")

    def evidence(self, column: str) -> str:
        return self.at(EVIDENCE, f"{column}5:{column}{4 + len(self.assessment.evidence) + SPARE}")

    @cached_property
    def roadmap_rows(self) -> dict[str, int]:
        """The rows of the sheet Roadmap by action."""
        return {action.id: ROADMAP_FIRST + i for i, action in enumerate(on_roadmap(self.assessment))}

    @property
    def roadmap_last(self) -> int:
        return ROADMAP_FIRST - 1 + len(self.roadmap_rows) + OWN_ROWS

    def roadmap(self, column: str) -> str:
        return self.at(ROADMAP, f"{column}{ROADMAP_FIRST}:{column}{self.roadmap_last}")

    # ── Actions ──────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def action_rows(self) -> dict[str, int]:
        """The rows of the sheet Actions: the next step of each practice, then what people added and took out again."""
        steps = [score.step for score in self.assessment.practices.values() if score.step]
        out = [own.id for own in self.assessment.own_actions if own.is_out]
        return {id: ACTIONS_FIRST + i for i, id in enumerate((*steps, *out))}

    @property
    def actions_last(self) -> int:
        return ACTIONS_FIRST + max(1, len(self.action_rows)) - 1

    def action_column(self, column: str) -> str:
        """One column of the sheet Actions, over all actions."""
        return self.at(ACTIONS, f"{column}{ACTIONS_FIRST}:{column}{self.actions_last}")

    @property
    def level_names(self) -> str:
        last = DEFINITIONS_FIRST + len(self.assessment.pack.levels) - 1
        return self.at(DEFINITIONS, f"B{DEFINITIONS_FIRST}:B{last}")

    @property
    def lists_row(self) -> int:
        """The header row of the lists behind the drop-downs."""
        return DEFINITIONS_FIRST + len(self.assessment.pack.levels) + 2

    def listed(self, column: str, count: int) -> str:
        first = self.lists_row + 1
        return self.at(DEFINITIONS, f"{column}{first}:{column}{first + count - 1}")

    @property
    def steps_first(self) -> int:
        """The first row of the table of steps, below terms and practices."""
        return self.definitions_practices + len(self.practices) + 3

    @property
    def definitions_practices(self) -> int:
        """The first row of the table of practices on Definitions."""
        return self.lists_row + 1 + max(7, len(self.roles)) + 3 + len(self.assessment.pack.terms) + 3

    def need_columns(self, number: int) -> tuple[str, str]:
        """The columns of the table of steps with the practice and the level of a prerequisite, the first being 1."""
        first = 14 + 2 * (number - 1)  # O and P, right of the anchors of practices
        return xl_col_to_name(first), xl_col_to_name(first + 1)

    def steps(self, column: str) -> str:
        last = self.steps_first + 4 * len(self.practices) - 1
        return self.at(DEFINITIONS, f"{column}{self.steps_first}:{column}{last}")
