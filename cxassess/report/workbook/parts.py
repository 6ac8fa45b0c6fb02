"""What every sheet is written from: the assessment, its words, the addresses and today's values."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from cxassess.display import r1
from cxassess.inputs import Input, inputs_of
from cxassess.model.action import Horizon
from cxassess.model.assessment import Action, Assessment
from cxassess.model.pack import Pack
from cxassess.planning import Placement, find_placements, situation_of
from cxassess.report.workbook.layout import ALL_SHEETS, WHAT_IF_ROWS, Layout
from cxassess.report.workbook.live import Live, level_text
from cxassess.report.workbook.workings import Working, find_workings
from cxassess.scoring import Item, mean_of_items
from cxassess.stages import BASICS_CAP, MEAN_NEEDS, meets_key
from cxassess.words import Words


@dataclass(frozen=True)
class Parts:
    """Handed to every sheet."""

    assessment: Assessment
    words: Words

    @cached_property
    def layout(self) -> Layout:
        return Layout(self.assessment, {name: self.say(f"sheets.{self.key_of(name)}") for name in ALL_SHEETS})

    @cached_property
    def inputs(self) -> dict[str, Input]:
        """What stands in the input cells, by id."""
        return inputs_of(self.assessment)

    def shown(self, action: str, name: str) -> str:
        """A field of an action as its input cell shows it; horizons and states in words."""
        text = self.inputs[f"action:{action}:{name}"].shown
        if name == "horizon" and text:
            return self.words.say(f"horizons.{text}")
        return self.say(f"roadmap.states.{text}") if name == "status" and text else text

    @cached_property
    def workings(self) -> dict[str, Working]:
        return find_workings(self.assessment, situation_of(self.assessment, self.words).movers)

    @cached_property
    def placements(self) -> dict[str, Placement]:
        """The way of each action to its proposed place, by its id."""
        return find_placements(self.assessment.actions, situation_of(self.assessment, self.words))

    @property
    def pack(self) -> Pack:
        return self.assessment.pack

    def say(self, key: str, **values: object) -> str:
        return self.words.say(f"workbook.{key}", **values)

    def heads(self, table: str) -> Mapping[str, str]:
        return self.words.table(f"workbook.heads.{table}")

    def practice_head(self, name: str) -> str:
        """The header of a column of the sheet Practices; columns of a role carry its name."""
        kind, _, of = name.partition(" ")
        if of and kind in {"mean", "asks"}:
            return self.say(f"heads.practices.{kind}", role=self.pack.roles[of].plural)
        if of:
            return self.say(f"heads.practices.{kind}", number=of)
        return self.heads("practices")[name]

    def plan_head(self, name: str) -> str:
        """The header of a column of the sheet Plan; columns of a prerequisite carry its number."""
        kind, _, number = name.partition(" ")
        return self.say(f"heads.plan.{kind}", number=number) if number else self.heads("plan")[name]

    def level(self, score: Live) -> Live:
        return level_text(score, self.layout.level_names, self.pack.levels)

    def room(self, width: float) -> float:
        """The width of a column of titles, which is more where texts run long."""
        return width * 1.25 if self.words.formats.runs_long else width

    @cached_property
    def ranked(self) -> tuple[Action, ...]:
        """The steps with a place in the order."""
        return tuple(action for action in self.assessment.actions if action.rank is not None)

    # ── the stage ────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def reached(self) -> int | None:
        reached = self.assessment.stage.reached
        return None if reached is None else [stage.id for stage in self.pack.stages].index(reached) + 1

    @property
    def next_stage(self) -> int | None:
        """The number of the stage after the one reached; the last stage has itself."""
        return None if self.reached is None else min(self.reached + 1, len(self.pack.stages))

    # ── what if ──────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def supposed(self) -> dict[str, float]:
        """What the what-if block supposes at first: the three most urgent steps are taken."""
        return {action.practice: float(action.step[1]) for action in self.ranked[:WHAT_IF_ROWS]}

    def is_short(self, practice: str, value: float | None) -> bool:
        """Whether a key practice would miss its gate with a value."""
        score = self.assessment.practices[practice]
        return score.key and score.applies and not meets_key(value)

    def supposed_item(self, practice: str) -> Item:
        return Item(self.supposed.get(practice, self.assessment.practices[practice].value))

    def mean_then(self, framework: str, dimension: str) -> float | None:
        """A dimension's mean under the suppositions."""
        members = self.pack.in_dimension(framework, dimension)
        return mean_of_items([self.supposed_item(p.id) for p in members if self.workings[p.id].asked])

    # ── names ────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def subtitle(self) -> str:
        """Client, wave, date and basis, below the title of a sheet."""
        a = self.assessment
        hidden = "" if self.layout.is_attributed else self.say("subtitle.hidden", minimum=a.engagement.minimum_group)
        people = self.say("subtitle.people", count=a.sufficiency.respondents)
        start = self.say("subtitle.start", client=a.engagement.client, wave=a.wave.id, date=a.wave.as_of)
        return f"{start} · {people}{hidden}"

    def name(self, discipline: str) -> str:
        return self.pack.dimension("disciplines", discipline).name

    def dimension_name(self, framework: str, dimension: str) -> str:
        """A dimension as tables name it; stages carry their number."""
        name = self.pack.dimension(framework, dimension).name
        if framework != "stages":
            return name
        return f"{[stage.id for stage in self.pack.stages].index(dimension) + 1} {name}"

    @property
    def key_mark(self) -> str:
        """What stands in the column of key practices, and what formulas look for there."""
        return self.say("gaps.key")

    def key_of(self, sheet: str) -> str:
        """A sheet’s name as a key of the catalogue."""
        return sheet.lower().replace(" ", "_")

    # ── weights ──────────────────────────────────────────────────────────────────────────────────────────

    def raw_weight(self, discipline: str) -> float:
        """The weight as it was set; formulas scale the sum to 1."""
        return float(self.assessment.engagement.discipline_weight(discipline))

    @property
    def in_scope(self) -> tuple[str, ...]:
        return tuple(id for id, weight in self.assessment.weights.items() if weight > 0)

    # ── gates ────────────────────────────────────────────────────────────────────────────────────────────

    def keys_met(self, stage: str) -> tuple[int, int]:
        """Key practices of a stage that pass, of those that apply."""
        return self.assessment.stage.keys_met[stage]

    def is_reached(self, number: int) -> int:
        """Whether a stage is among those reached; the first always is."""
        return int(number <= (self.reached or 1))

    def reached_text(self, stage: str) -> str:
        """Whether a stage is reached, and if not, why."""
        a = self.assessment
        number = [s.id for s in self.pack.stages].index(stage) + 1
        mean, (met, keys) = a.stage.means[stage], self.keys_met(stage)
        low, short = mean is not None and r1(mean) < MEAN_NEEDS, keys - met
        if mean is None:
            return self.say("stages.too_few")
        if number == 1:
            return self.say("stages.yes" if a.stage.basics_sound else "stages.unsound")
        if self.is_reached(number):
            return self.say("stages.yes")
        if not self.is_reached(number - 1):
            return self.say("stages.before", stage=number - 1)
        if number > BASICS_CAP and not a.stage.basics_sound:
            return self.say("stages.basics_first")
        if low and short:
            return self.say("stages.mean_and_keys", short=short)
        return self.say("stages.mean_low") if low else self.say("stages.keys_short", short=short)

    # ── what stands out ──────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def by_gap(self) -> tuple[str, ...]:
        """The disciplines, the widest gap first."""
        a, ids = self.assessment, [d.id for d in self.pack.disciplines]
        gaps = {id: -1.0 if (gap := a.discipline(id).gap) is None else gap for id in ids}
        return tuple(sorted(ids, key=lambda id: (-gaps[id], ids.index(id))))

    @property
    def weakest(self) -> str | None:
        """The discipline in scope with the lowest score."""
        values = {id: value for id in self.in_scope if (value := self.assessment.discipline(id).value) is not None}
        return min(values, key=lambda id: values[id]) if values else None

    @property
    def weakest_text(self) -> str | None:
        """“weakest: Design (2.1)”; None without an overall score."""
        a = self.assessment
        if a.overall.reading.value is None or self.weakest is None:
            return None
        key = "scores.weakest" if a.overall.capped_by is None else "scores.capped"
        score = self.words.score(a.discipline(self.weakest).value)
        return self.say(key, name=self.name(self.weakest), score=score)

    def planned(self, action: Action) -> str:
        """The place of an action in the roadmap as reported, in words."""
        return self._place(action.horizon)

    def proposed(self, action: Action) -> str:
        """The place that the plan proposes, whatever people chose, in words."""
        return self._place(self.placements[action.id].horizon)

    def _place(self, horizon: Horizon | None) -> str:
        return self.words.say(f"horizons.{horizon}") if horizon else self.say("priorities.waits")
