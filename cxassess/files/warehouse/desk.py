"""The columns of one table of a warehouse are decided: what each becomes in the view, by its type."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cxassess.errors import Problem
from cxassess.files.clean import clean_line
from cxassess.files.exports.fields import Field, first_of_each
from cxassess.files.exports.mapping import Condition, DurationColumn, Names, TableMapping
from cxassess.files.exports.recognition import Recognised
from cxassess.files.exports.which import Setting
from cxassess.files.warehouse import columns as sql
from cxassess.files.warehouse.columns import Column, Kind
from cxassess.measures.views import Question

DAYS = ("day", "joined", "ended")
NUMBERS = ("weight", "revenue_start", "revenue_end")
CALLED: Mapping[Kind, str] = {
    "text": "text",
    "number": "numbers",
    "truth": "true and false",
    "day": "days",
    "clock": "times",
    "moment": "times",
    "other": "values of a kind that is not read",
}


@dataclass
class TableDesk:
    """What is at hand while the columns of a table are decided; problems are collected on it."""

    name: str
    recognised: Recognised
    columns: Mapping[str, Column]
    setting: Setting
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def mapping(self) -> TableMapping:
        return self.recognised.mapping

    def fields(self) -> list[Field]:
        """Every column of the view. What cannot be decided becomes a problem."""
        made = [*self._id(), *self._plain(), *self._ratings(), *self._durations(), *self._yes_no()]
        return first_of_each(made)

    def left_out(self) -> list[tuple[str, str]]:
        """The rules that take rows out, in words and as SQL."""
        return [
            (f"{column.name} is {' or '.join(condition.values)}", sql.condition_sql(condition, column))
            for condition in self.mapping.leave_out
            if (column := self._find(condition.column))
        ]

    def _find(self, names: Names) -> Column | None:
        header = self.recognised.find(names)
        return self.columns[header.name] if header else None

    def _id(self) -> Iterator[Field]:
        if self.mapping.id and (column := self._find(self.mapping.id)):
            yield sql.text_field("id", column)

    def _plain(self) -> Iterator[Field]:
        for name, names in self.mapping.columns.items():
            column = self._find(names)
            if column is None:
                continue
            if name in DAYS:
                if self._is(column, "a date or a timestamp", "day", "clock", "moment"):
                    yield sql.day_field(name, column, self._zone(column), self.setting.home)
            elif name in NUMBERS:
                if self._is(column, "a number", "number"):
                    yield sql.number_field(name, column, above_zero=name == "weight")
            else:
                yield sql.text_field(name, column)

    def _ratings(self) -> Iterator[Field]:
        for number, question in enumerate(self.mapping.questions, start=1):
            column = self._find(question.column)
            conditions = self._conditions(question.conditions)
            if column is None or conditions is None:
                continue
            if question.scale is None:
                self._fault(column, "its scale is open: write scale = [1, 5] or the like into its table of"
                                    " metrics/metrics.toml")  # fmt: skip
                continue
            if not self._is(column, "a number, or a text that is one", "number", "text"):
                continue
            name = f"q{number}"
            wording = question.wording or column.name
            self.questions.append(Question(name, question.metric, question.scale, question.touchpoint, wording))
            yield sql.rating_field(name, column, question, question.scale, conditions)

    def _durations(self) -> Iterator[Field]:
        done: set[str] = set()
        for duration in self.mapping.durations:
            if duration.of not in done and (made := self._duration(duration)):
                done.add(duration.of)
                yield made

    def _duration(self, duration: DurationColumn) -> Field | None:
        if duration.start:
            start, end = self._find(duration.start), self._find(duration.end)
            if start is None or end is None:
                return None
            if not self._are((start, end), "a timestamp", "clock", "moment"):
                return None
            for column in (start, end):
                zone = self._zone(column)
            return sql.span_field(duration.of, start, end, zone)
        found = [self._find(names) for names in duration.parts]
        parts = [column for column in found if column]
        if len(parts) < len(found):
            return None
        if duration.unit == "h:m:s":
            self._fault(parts[0], 'a number was expected: "h:m:s" is read from the texts of files alone')
            return None
        if not self._are(parts, f"a number of {duration.unit}", "number"):
            return None
        return sql.duration_field(duration.of, parts, duration.unit)

    def _yes_no(self) -> Iterator[Field]:
        for name, words in (("rated", self.mapping.rated), ("complaint", self.mapping.complaint)):
            if words is None or (column := self._find(words.column)) is None:
                continue
            yield sql.yes_no_field(name, column, words, self._conditions(words.conditions) or ())

    def _conditions(self, conditions: Sequence[Condition]) -> list[str] | None:
        """The conditions as SQL; None where one asks for a word of a column that the table has not."""
        made = []
        for condition in conditions:
            column = self._find(condition.column)
            if column is not None:
                made.append(sql.condition_sql(condition, column))
            elif condition.holds:
                return None
        return made

    def _zone(self, column: Column) -> str:
        """Whose clock a time without a zone shows."""
        if self.mapping.timezone:
            return self.mapping.timezone
        if column.kind == "clock":
            self.notes.append(
                f"{column.name} names no time zone: it is read as {self.setting.home}, the timezone of engagement.toml"
            )
        return self.setting.home

    def _are(self, columns: Sequence[Column], expected: str, *kinds: Kind) -> bool:
        """Whether all of some columns hold what is expected; of each that does not, that becomes a problem."""
        return sum(self._is(column, expected, *kinds) for column in columns) == len(columns)

    def _is(self, column: Column, expected: str, *kinds: Kind) -> bool:
        """Whether a column holds what is expected; where not, that becomes a problem."""
        if column.kind in kinds:
            return True
        self._fault(
            column,
            f"holds {CALLED[column.kind]} ({column.type}), {expected} was expected: cast it in a view of the warehouse",
        )
        return False

    def _fault(self, column: Column, message: str) -> None:
        self.problems.append(Problem(f"{self.name}, column “{clean_line(column.name)}”", message))
