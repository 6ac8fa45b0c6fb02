"""Where everything stands: the addresses that formulas of one sheet need of another."""

from dataclasses import dataclass
from functools import cached_property

from xlsxwriter.utility import xl_col_to_name

from cxassess.inputs import on_roadmap
from cxassess.model.assessment import Assessment
from cxassess.model.pack import Practice
from cxassess.report.workbook.book import absolute

SUMMARY, SCORES, GAPS, PRIORITIES, ROADMAP = "Summary", "Scores", "Gaps", "Priorities", "Roadmap"
ACTIONS, ORIGIN = "Actions", "Origin"
HEAT, STAGES, OUTCOMES, ANSWERS, PRACTICES = "Heat map", "Stages", "Outcomes", "Answers", "Practices"
EVIDENCE, COMMENTS, METHOD, DEFINITIONS = "Evidence", "Comments", "Method", "Definitions"
SHEETS = (
    SUMMARY, SCORES, GAPS, PRIORITIES, ROADMAP, ACTIONS, HEAT, STAGES, OUTCOMES,
    ANSWERS, PRACTICES, EVIDENCE, COMMENTS, METHOD, DEFINITIONS, ORIGIN,
)  # fmt: skip

SPARE = 50  # rows below the answers that count as soon as somebody fills them
WHAT_IF_ROWS = 3
ATTRIBUTED = "attributed"
SCORES_FIRST = 5
PRACTICES_FIRST = 6
STAGES_FIRST = 5
DEFINITIONS_FIRST = 5
ROADMAP_FIRST = ACTIONS_FIRST = 5
OWN_ROWS = 20  # empty rows below the roadmap, for actions of people's own


@dataclass(frozen=True)
class Layout:
    """All addresses that follow from the size of an assessment."""

    assessment: Assessment

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
        return absolute(ANSWERS, f"{column}2:{column}{self.answers_last}")

    @property
    def answer_roles(self) -> str:
        return absolute(ANSWERS, f"B2:B{self.answers_last}")

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
        names += [
            "dropped",
            "urgency_key",
            "urgency_tie",
            "computed_rank",
            "rank_key",
            "rank",
            "equal_key",
            "equal_rank",
            "position",
            "gap_key",
            "gap_rank",
        ]
        names += ["supposed", "supposed_short", "blocker_list", "short_list"]
        return {name: xl_col_to_name(i) for i, name in enumerate(names)}

    @property
    def practices_last(self) -> int:
        return PRACTICES_FIRST + len(self.practices) - 1

    @cached_property
    def practice_rows(self) -> dict[str, int]:
        return {p.id: PRACTICES_FIRST + i for i, p in enumerate(self.practices)}

    def practice(self, column: str, id: str) -> str:
        return absolute(PRACTICES, f"{self.columns[column]}{self.practice_rows[id]}")

    def all(self, column: str) -> str:
        """One column of the sheet Practices, over all practices."""
        letter = self.columns[column]
        return absolute(PRACTICES, f"{letter}{PRACTICES_FIRST}:{letter}{self.practices_last}")

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
        return absolute(SCORES, f"{column}{self.score_rows[key]}")

    def all_disciplines(self, column: str) -> str:
        return absolute(SCORES, f"{column}{SCORES_FIRST}:{column}{self.disciplines_last}")

    def role_weight(self, role: str) -> str:
        return absolute(SCORES, f"C{self.role_rows[role]}")

    @property
    def chosen(self) -> str:
        return absolute(SCORES, f"A{self.what_if_first}:A{self.what_if_first + WHAT_IF_ROWS - 1}")

    @property
    def supposed(self) -> str:
        return absolute(SCORES, f"H{self.what_if_first}:H{self.what_if_first + WHAT_IF_ROWS - 1}")

    # ── Stages ───────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def stage_rows(self) -> dict[str, int]:
        return {stage.id: STAGES_FIRST + i for i, stage in enumerate(self.assessment.pack.stages)}

    def stage(self, column: str, id: str) -> str:
        return absolute(STAGES, f"{column}{self.stage_rows[id]}")

    def all_stages(self, column: str) -> str:
        first, last = min(self.stage_rows.values()), max(self.stage_rows.values())
        return absolute(STAGES, f"{column}{first}:{column}{last}")

    @property
    def stage_result_row(self) -> int:
        return max(self.stage_rows.values()) + 3

    @property
    def reached(self) -> str:
        """The cell with the number of the stage that is reached."""
        return absolute(STAGES, f"C{self.stage_result_row}")

    @property
    def sound(self) -> str:
        """The cell that is 1 where the basics are sound, 0 where not, empty where unknown."""
        return absolute(STAGES, f"C{self.stage_result_row + 1}")

    @property
    def next_stage(self) -> str:
        """The cell with the number of the stage to work for."""
        return absolute(STAGES, f"C{self.stage_result_row + 3}")

    # ── Outcomes, Evidence, Roadmap, Definitions ─────────────────────────────────────────────────────────

    @cached_property
    def sign_rows(self) -> dict[str, int]:
        first = 5 + max(1, len(self.assessment.metrics)) + 3
        return {id: first + i for i, id in enumerate(self.assessment.signs)}

    def sign(self, id: str) -> str:
        return absolute(OUTCOMES, f"B{self.sign_rows[id]}")

    def evidence(self, column: str) -> str:
        return absolute(EVIDENCE, f"{column}5:{column}{4 + len(self.assessment.evidence) + SPARE}")

    @cached_property
    def roadmap_rows(self) -> dict[str, int]:
        """The rows of the sheet Roadmap by action."""
        return {action.id: ROADMAP_FIRST + i for i, action in enumerate(on_roadmap(self.assessment))}

    @property
    def roadmap_last(self) -> int:
        return ROADMAP_FIRST - 1 + len(self.roadmap_rows) + OWN_ROWS

    def roadmap(self, column: str) -> str:
        return absolute(ROADMAP, f"{column}{ROADMAP_FIRST}:{column}{self.roadmap_last}")

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
        return absolute(ACTIONS, f"{column}{ACTIONS_FIRST}:{column}{self.actions_last}")

    @property
    def level_names(self) -> str:
        last = DEFINITIONS_FIRST + len(self.assessment.pack.levels) - 1
        return absolute(DEFINITIONS, f"B{DEFINITIONS_FIRST}:B{last}")

    @property
    def lists_row(self) -> int:
        """The header row of the lists behind the drop-downs."""
        return DEFINITIONS_FIRST + len(self.assessment.pack.levels) + 2

    def listed(self, column: str, count: int) -> str:
        first = self.lists_row + 1
        return absolute(DEFINITIONS, f"{column}{first}:{column}{first + count - 1}")

    @property
    def steps_first(self) -> int:
        """The first row of the table of steps, below terms and practices."""
        return self.definitions_practices + len(self.practices) + 3

    @property
    def definitions_practices(self) -> int:
        """The first row of the table of practices on Definitions."""
        return self.lists_row + 1 + max(7, len(self.roles)) + 3 + len(self.assessment.pack.terms) + 3

    def steps(self, column: str) -> str:
        last = self.steps_first + 4 * len(self.practices) - 1
        return absolute(DEFINITIONS, f"{column}{self.steps_first}:{column}{last}")
