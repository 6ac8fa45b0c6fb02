"""A comparison as a person reads it in a terminal: what moved clearly first, then what only looks so."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cxassess.display import MISSING, difference
from cxassess.metrics import METRICS, say_difference, say_value
from cxassess.model.comparison import Change, Comparison, MetricChange, Mix, Shift, Trend, TrendLine
from cxassess.model.pack import Pack
from cxassess.withholding import roles_within
from cxassess.words import Words

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDTH = 96
_MARKS = {"improved": "▲", "declined": "▼", "mix": "≈"}


def show_comparison(comparison: Comparison, client: str, pack: Pack, words: Words, trend: Trend | None = None) -> None:
    """Print what moved between two waves, and over three or more their values."""
    from rich.console import Console

    _Page(comparison, pack, words, Console(highlight=False)).show(client, trend)


class _Page:
    def __init__(self, comparison: Comparison, pack: Pack, words: Words, console: "Console") -> None:
        self.c, self.pack, self.words, self.console = comparison, pack, words, console
        self.metrics = {f"metric {id}": metric for id, metric in comparison.metrics.items()}
        self.changes: dict[str, Change] = {
            "overall": comparison.overall,
            **comparison.scores,
            **comparison.practices,
            **{key: metric.change for key, metric in self.metrics.items()},
        }

    def say(self, key: str, **values: object) -> str:
        return self.words.say(f"compare.{key}", **values)

    def show(self, client: str, trend: Trend | None) -> None:
        c = self.c
        waves = {"before": c.before.id, "before_of": c.before.as_of, "now": c.now.id, "now_of": c.now.as_of}
        self._line(self.say("head", client=client, **waves), bold=True)
        self._text(self._rests())
        if trend is not None:
            self._heading("trend")
            self._trend(trend)
        self._moved()
        self._looks_so()
        self._no_clear_change()
        self._untold()
        self._not_comparable()
        self._targets()
        if c.notes:
            self._heading("notes")
            for note in c.notes:
                self._item(note)

    # ── head ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _rests(self) -> str:
        c = self.c
        people = self.say("people", before=c.people.before, now=c.people.now, wave=c.before.id, later=c.now.id)
        if c.people.linked:
            people += " " + self.say("linked", count=c.people.linked)
        standing = c.standing
        practices = self.say("practices", count=len(standing.same))
        others = [
            self.say(kind, count=len(ids))
            for kind, ids in (("changed", standing.changed), ("new", standing.new), ("dropped", standing.dropped))
            if ids
        ]
        return f"{people} {practices}{self.say('left_out', what=', '.join(others)) if others else '.'}"

    # ── what moved ───────────────────────────────────────────────────────────────────────────────────────────

    def _moved(self) -> None:
        self._heading("moved")
        moved = [key for key, change in self.changes.items() if change.is_claimed]
        if self.c.stage.claimed:
            self._item(self._stage())
        elif not moved and any(change.verdict for change in self.changes.values()):
            self._item(self.say("nothing_moved"))
        if moved:
            table = self._table("", self.c.before.id, self.c.now.id, "difference", "interval", "n", "verdict")
            for key in moved:
                self._add(table, self._row(key, self.changes[key]))
            self.console.print(table)
            outcomes = [key for key in moved if key in self.metrics]
            if len(outcomes) < len(moved):
                self._text(self.say("intervals"))
            if outcomes:
                self._text(self.say("intervals_outcomes"))

    def _row(self, key: str, change: Change) -> tuple[str, ...]:
        before, now, moved = self._values(key, change)
        verdict = f"{_MARKS[change.verdict or '']} {self.say(f'verdicts.{change.verdict}')}"
        n = f"{change.n_before or MISSING} → {change.n_now or MISSING}"
        return self._name(key), before, now, moved, self._interval(key, change.low, change.high), n, verdict

    def _looks_so(self) -> None:
        mixed = [(key, change) for key, change in self.changes.items() if change.verdict == "mix"]
        stage = self.c.stage
        has_stage = stage.before != stage.now and stage.verdict == "no_clear_change"
        if not mixed and not has_stage:
            return
        self._heading("looks_so")
        if has_stage:
            self._item(f"{self._stage()}: {stage.why}")
        for key, change in mixed:
            before, now, moved = self._values(key, change)
            text = self.say("mixed", name=self._name(key), before=before, now=now, moved=moved, why=change.why)
            self._item(text + self._same_mix(key, change.mix))

    def _same_mix(self, key: str, mix: Mix | None) -> str:
        if mix is None:
            return ""
        told = ""
        if mix.difference is not None:
            interval = self._interval(key, mix.low, mix.high)
            told = " " + self.say("same_mix", moved=self._signed(key, mix.difference), interval=interval)
        shifts = "; ".join(self._shift(shift) for shift in mix.shifts[:3])
        return f"{told} {self.say('who', shifts=shifts)}" if shifts else told

    def _shift(self, shift: Shift) -> str:
        role = self._role(shift.role)
        name = self.say("in_unit", role=role, unit=shift.unit) if shift.unit else role
        return self.say("shift", name=name, before=shift.before, now=shift.now)

    def _role(self, id: str) -> str:
        return roles_within(id, self.pack.roles, self.words)

    def _no_clear_change(self) -> None:
        same = [key for key, change in self.changes.items() if change.verdict == "no_clear_change"]
        practices = sum(1 for key in same if key in self.c.practices)
        named = [
            f"{self._name(key)} ({self._values(key, self.changes[key])[2]})"
            for key in same
            if key not in self.c.practices
        ]
        if practices:
            named.append(self.say("and_practices", count=practices))
        stage = self.c.stage
        if stage.verdict == "no_clear_change" and stage.before == stage.now:
            named.append(self.say("stage_same", stage=self._stage_name(stage.now)))
        if named:
            self._heading("no_clear_change")
            self._text(", ".join(named) + ".")

    def _untold(self) -> None:
        """What has no verdict, by the reason why."""
        self._by_reason("untold", None)

    def _not_comparable(self) -> None:
        standing = self.c.standing
        more = [
            self.say(f"list_{kind}", ids=", ".join(ids))
            for kind, ids in (("changed", standing.changed), ("new", standing.new), ("dropped", standing.dropped))
            if ids
        ]
        if self.c.stage.verdict == "not_comparable":
            more.append(f"{self.say('stage_word')}: {self.c.stage.why}")
        self._by_reason("not_comparable", "not_comparable", more)

    def _by_reason(self, heading: str, verdict: str | None, more: Sequence[str] = ()) -> None:
        reasons: dict[str, list[str]] = {}
        for key, change in self.changes.items():
            if change.verdict == verdict and change.why:
                moved = self._values(key, change)[2]
                name = self._name(key) + (f" ({moved})" if moved != MISSING and verdict is None else "")
                reasons.setdefault(change.why, []).append(name)
        if not reasons and not more:
            return
        self._heading(heading)
        for why, names in reasons.items():
            self._item(f"{', '.join(names)}: {why}")
        for line in more:
            self._item(line)

    def _targets(self) -> None:
        met = [target for target in self.c.targets if target.met is not None]
        if not met:
            return
        self._heading("targets")
        for target in sorted(met, key=lambda one: not one.met):
            name = self.pack.dimension("disciplines", target.discipline).name
            values = {"name": name, "target": target.target, "before": target.before, "now": target.now}
            self._item(self.say("target_met" if target.met else "target_missed", **values))

    # ── trend ────────────────────────────────────────────────────────────────────────────────────────────────

    def _trend(self, trend: Trend) -> None:
        self._text(self.say("trend_rests", count=len(trend.practices)))
        table = self._table("", *(wave.id for wave in trend.waves), "whole")
        for key, line in {"overall": trend.overall, **trend.scores}.items():
            if any(value is not None for value in line.values):
                self._add(table, (self._name(key), *self._points(line), self._whole(line.whole)))
        self.console.print(table)
        self._text(self.say("trend_marks"))

    def _points(self, line: TrendLine) -> Iterator[str]:
        yield self.words.score(line.values[0])
        for value, step in zip(line.values[1:], line.steps, strict=True):
            yield f"{_MARKS.get(step.verdict or '', '')}{self.words.score(value)}"

    def _whole(self, change: Change) -> str:
        moved = MISSING if change.printed is None else self.words.signed(change.printed)
        return f"{moved} {self.say(f'verdicts.{change.verdict}')}" if change.verdict else moved

    # ── words ────────────────────────────────────────────────────────────────────────────────────────────────

    def _name(self, key: str) -> str:
        if key == "overall":
            return self.words.say("assess.overall")
        if metric := self.metrics.get(key):
            return self.words.say(f"metrics.{metric.metric}.short")
        if key in self.c.practices:
            return f"{self.pack.practices[key].title} ({key})"
        framework, _, dimension = key.partition(".")
        name = self.pack.dimension(framework, dimension).name
        return self.say("stage_mean", stage=name) if framework == "stages" else name

    def _stage_name(self, id: str | None) -> str:
        return MISSING if id is None else self.pack.dimension("stages", id).name

    def _stage(self) -> str:
        stage = self.c.stage
        return self.say("stage", before=self._stage_name(stage.before), now=self._stage_name(stage.now))

    def _values(self, key: str, change: Change) -> tuple[str, str, str]:
        """Before, now and the difference, as printed."""
        if metric := self.metrics.get(key):
            first, second = (self._metric(metric, value, change.now) for value in (change.before, change.now))
            moved = MISSING if change.difference is None else self._signed(key, change.difference)
            return first, second, moved
        moved = MISSING if change.difference is None or change.printed is None else self.words.signed(change.printed)
        return self.words.score(change.before), self.words.score(change.now), moved

    def _metric(self, metric: MetricChange, value: float | None, like: float | None) -> str:
        unit = metric.unit or METRICS[metric.metric].unit
        return say_value(metric.metric, value, self.words, unit, like)

    def _signed(self, key: str, value: float) -> str:
        metric = self.metrics.get(key)
        if metric is None:
            return self.words.signed(difference(value, 0.0))
        return say_difference(metric.metric, value, self.words, metric.unit, metric.change.now)

    def _interval(self, key: str, low: float | None, high: float | None) -> str:
        if low is None or high is None:
            return MISSING
        ends = [self._signed(key, end) if key in self.metrics else self.words.fine(end) for end in (low, high)]
        return self.words.say("range", low=ends[0], high=ends[1])

    # ── lines ────────────────────────────────────────────────────────────────────────────────────────────────

    def _table(self, *names: str) -> "Table":
        from rich.markup import escape
        from rich.table import Table

        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in names:
            known = self.say(f"columns.{name}") if self.words.has(f"compare.columns.{name}") else name
            table.add_column(escape(known), justify="left" if name in {"", "verdict", "whole"} else "right")
        return table

    def _add(self, table: "Table", cells: Iterable[str]) -> None:
        """A row of texts, in which a title with brackets is no markup."""
        from rich.markup import escape

        table.add_row(*map(escape, cells))

    def _heading(self, key: str) -> None:
        self.console.print()
        self._line(self.say(f"headings.{key}", before=self.c.before.id), bold=True)

    def _line(self, text: str, *, bold: bool = False) -> None:
        from rich.markup import escape

        self.console.print(f"[bold]{escape(text)}[/bold]" if bold else escape(text))

    def _text(self, text: str) -> None:
        for line in textwrap.wrap(text, self._width):
            self._line(line)

    def _item(self, text: str) -> None:
        for line in textwrap.wrap(text, self._width, initial_indent="• ", subsequent_indent="  "):
            self._line(line)

    @property
    def _width(self) -> int:
        return min(WIDTH, self.console.width)
