"""Is this customer experience management, or a component of it? Four tests (method rule 10)."""

from collections.abc import Mapping

from cxassess.display import r1
from cxassess.model.assessment import ProgrammeResult
from cxassess.model.pack import Pack, ProgrammeTest
from cxassess.scoring import Item
from cxassess.statistics import mean

MEAN_NEEDS, EACH_NEEDS = 3.0, 2.5
CEM, COMPONENT = "cem", "component"


def judge_programme(pack: Pack, items: Mapping[str, Item]) -> tuple[dict[str, ProgrammeResult], str | None]:
    """The four tests, and the verdict over them; None where one cannot be told."""
    results = {test.id: _judge(test, items) for test in pack.programme}
    if not results:
        return {}, None
    if any(result.met is False for result in results.values()):
        return results, COMPONENT
    return results, None if any(result.met is None for result in results.values()) else CEM


def _judge(test: ProgrammeTest, items: Mapping[str, Item]) -> ProgrammeResult:
    asked = {id: items[id] for id in test.practices if items[id].applies}
    values = {id: i.value for id, i in asked.items() if i.value is not None}
    unknown = tuple(id for id, i in asked.items() if i.value is None)
    value = mean(list(values.values())) if values and not unknown else None
    lacks = tuple(id for id, v in values.items() if r1(v) < EACH_NEEDS)
    if value is not None and r1(value) < MEAN_NEEDS and not lacks:
        lacks = tuple(id for id, v in values.items() if r1(v) < MEAN_NEEDS)
    met: bool | None = value is not None and r1(value) >= MEAN_NEEDS and not lacks
    if unknown and not lacks:
        met = None
    return ProgrammeResult(test.id, met, value, lacks, unknown)
