"""Small builders, so that a test of the method reads as a table of answers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from people import PACK as PACK
from people import PULSE as PULSE
from people import WAVE as WAVE
from people import engagement as plain_engagement

from cxassess.measures.measure import Measure
from cxassess.model.action import ActionRecord
from cxassess.model.assessment import Action, Assessment, Finding
from cxassess.model.engagement import AgreedLevel, Answer, Engagement, MetricEntry, Response, RoleSetting
from cxassess.model.experience_map import Touchpoint
from cxassess.model.pack import Pack
from cxassess.pipeline import assess

UNANSWERED = "."


def engagement(
    pack: Pack = PACK,
    *,
    weights: Mapping[str, float] | None = None,
    sizes: Mapping[str, int] | None = None,
    **settings: Any,
) -> Engagement:
    """The settings of a client who changed nothing, but for what is given; `sizes` is how many a role has."""
    roles = {
        id: RoleSetting((weights or {}).get(id, role.weight), (sizes or {}).get(id)) for id, role in pack.roles.items()
    }
    return plain_engagement(pack, **{"roles": roles, **settings})


def people(
    role: str, answers: Mapping[str, str] | None = None, rest: str = "", *, unit: str = "", pack: Pack = PACK
) -> list[Response]:
    """The people of a role, one a column: `people("executive", {"STR1": "4 3 DK"})` are three executives.

    `rest` is the row of all other practices that the role is asked; a full stop is no answer.
    """
    rows = {id: row.split() for id, row in (answers or {}).items()}
    if rest:
        rows = {id: rest.split() for id in pack.asked_of(role) if id in pack.practices} | rows
    numbers = {len(row) for row in rows.values()}
    if len(numbers) != 1:
        message = f"the rows of {role} have different lengths: {sorted(numbers)}"
        raise ValueError(message)
    return [
        Response(
            f"{role}{unit} {column:02}",
            f"{role}{unit} {column:02}",
            role,
            unit,
            {id: Answer(id, row[column]) for id, row in rows.items() if row[column] != UNANSWERED},
        )
        for column in range(numbers.pop())
    ]


def averaging(
    mean: float, means: Mapping[str, float] | None = None, *, role: str = "manager", n: int = 10
) -> list[Response]:
    """n people of a role whose answers to each practice average what is given, `mean` where nothing is."""
    rows = {}
    for id in PACK.asked_of(role):
        if id in PACK.practices:
            wanted = n * (means or {}).get(id, mean)
            total = round(wanted)
            if abs(total - wanted) > 1e-6:
                message = f"{n} people cannot average {wanted / n} on {id}"
                raise ValueError(message)
            low, more = divmod(total, n)
            rows[id] = " ".join([str(low + 1)] * more + [str(low)] * (n - more))
    return people(role, rows)


def all_of(framework: str, **means: float) -> dict[str, float]:
    """The same mean for every practice of a dimension: `all_of("stages", market=3.4)`."""
    return {p.id: value for dimension, value in means.items() for p in PACK.in_dimension(framework, dimension)}


def proven(responses: Sequence[Response], practice: str, evidence: str) -> list[Response]:
    """The same people, the first of whom names a proof for a practice."""
    first = responses[0]
    answer = replace(first.answers[practice], evidence=evidence)
    return [replace(first, answers={**first.answers, practice: answer}), *responses[1:]]


def assessed(
    responses: Sequence[Response],
    metrics: Sequence[MetricEntry] = (),
    agreed: Mapping[str, int] | None = None,
    pack: Pack = PACK,
    decisions: Mapping[str, ActionRecord] | None = None,
    measures: Sequence[Measure] = (),
    touchpoints: Sequence[Touchpoint] = (),
    **settings: Any,
) -> Assessment:
    """The assessment of these answers; `agreed` are levels that a workshop settled on."""
    levels = {
        id: AgreedLevel(id, level, "papers seen", date(2026, 3, 10), "all") for id, level in (agreed or {}).items()
    }
    settled = engagement(pack, **settings)
    return assess(
        pack,
        settled,
        WAVE,
        responses,
        metrics,
        levels,
        decisions=decisions,
        measures=measures,
        touchpoints=touchpoints,
    )


def close(value: float, tolerance: float = 1e-9) -> Any:
    """A number that floats may miss by a little."""
    return pytest.approx(value, abs=tolerance)


def metric(id: str, value: float, previous: float | None = None, n: int | None = None) -> MetricEntry:
    return MetricEntry(id, value, n, "2025", previous)


def found(assessment: Assessment, kind: str, about: str | None = None) -> list[Finding]:
    """The findings of a kind, about one thing or about any."""
    return [f for f in assessment.findings if f.kind == kind and about in (None, f.about)]


def sentence(assessment: Assessment, kind: str, about: str | None = None) -> str:
    """The sentence of the only finding of a kind."""
    (finding,) = found(assessment, kind, about)
    return finding.sentence


def action(assessment: Assessment, practice: str) -> Action:
    """The only action on a practice."""
    (wanted,) = [a for a in assessment.actions if a.practice == practice]
    return wanted
