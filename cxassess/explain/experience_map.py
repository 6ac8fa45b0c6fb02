"""The path to the experience map: which value each touchpoint has and why, and by what rule it is marked."""

from collections.abc import Iterator

from cxassess.display import MISSING
from cxassess.explain.outcomes import Lines
from cxassess.metrics import say_value
from cxassess.model.experience_map import ExperienceMap, Satisfaction, TouchpointReading

MAP = "experience_map"


class MapPath(Lines):
    """The lines about the experience map."""

    def to(self, found: ExperienceMap) -> Iterator[str]:
        """First what is drawn and where the cross-hairs lie, then each touchpoint, then the phases and the rules."""
        say = self.say
        count = len(found.touchpoints)
        if found.metric:
            shown = sum(1 for t in found.touchpoints if t.value is not None)
            definition = found.definition.rstrip(".") or say("map.untold")
            yield say("map.shown", id=found.definition_id, shown=shown, count=count, definition=definition)
        else:
            yield say("map.nothing_shown", count=count)
        if found.importance_mean is not None and found.satisfaction_mean is not None:
            both = sum(1 for t in found.touchpoints if t.quadrant is not None)
            mean = say_value(found.metric, found.satisfaction_mean, self.words, found.unit)
            yield say("map.crosshairs", importance=found.importance_mean, mean=mean, count=both)
        else:
            yield say("map.no_crosshairs")
        yield ""
        for phase in found.phases:
            yield phase.name
            for number in phase.numbers:
                yield from self._touchpoint(found.touchpoints[number - 1])
            for coverage in phase.coverage:
                told = say("map.untold_of") if coverage.told is None else f"{coverage.told} / {coverage.of}"
                rated = say(
                    f"map.rated_{coverage.scope}",
                    practice=coverage.practice or MISSING,
                    value=self.words.score(coverage.value),
                    n=coverage.n,
                )
                yield "  " + say(f"map.{coverage.asked}", told=told, rated=rated)
        yield ""
        if found.not_on_map:
            yield say("map.not_on_map", names=", ".join(found.not_on_map))
        yield say("map.rules")

    def _touchpoint(self, reading: TouchpointReading) -> Iterator[str]:
        say, words = self.say, self.words
        marks = [words.say(f"experience_map.marks.{key}") for key in ("moment", "pain") if getattr(reading, key)]
        if reading.quadrant:
            marks.insert(0, words.say(f"experience_map.quadrants.{reading.quadrant}"))
        importance = words.score(reading.touchpoint.importance)
        line = say("map.touchpoint", number=reading.number, name=reading.name, importance=importance)
        yield f"  {line}" + (f": {words.row(marks)}" if marks else "")
        shown = reading.satisfaction or reading.other
        if shown is None:
            yield "      " + say("map.no_data")
            return
        yield "      " + self._value(shown)
        if reading.satisfaction is None:
            yield "      " + say("map.not_drawn")
        if reading.typed_unused:
            yield "      " + say("map.typed_unused")

    def _value(self, shown: Satisfaction) -> str:
        say = self.say
        n = MISSING if shown.n is None else self.words.number(shown.n, ",d")
        kind = say("map.from_rows" if shown.measured else "map.from_table")
        source = ", ".join(part for part in (shown.source, shown.period, kind) if part)
        if shown.value is None:
            return say("map.withheld", id=shown.definition_id, n=n, source=source)
        value, low, high = (
            say_value(shown.metric, number, self.words, shown.unit) for number in (shown.value, shown.low, shown.high)
        )
        key = "map.value" if shown.low is not None else "map.value_bare"
        return say(key, id=shown.definition_id, value=value, low=low, high=high, n=n, source=source)
