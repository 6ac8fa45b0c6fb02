"""The assessment as pandas frames, for notebooks and one's own analysis.

from pathlib import Path
from cxassess import open_engagement
from cxassess.frames import practices

with open_engagement(Path("acme")) as opened:
    table = practices(opened.assess())
"""

from dataclasses import asdict
from typing import Any

import pandas as pd

from cxassess.measures.measure import Measure, Period
from cxassess.measures.measured import Measured
from cxassess.model.assessment import Assessment


def readings(assessment: Assessment) -> pd.DataFrame:
    """One row a dimension of every framework, and one for the overall score; scores on 1–5, unrounded.

    Index: the key, such as `disciplines.design`. Columns: framework, dimension, value, n, low, high, min, max, spread,
    level, target, gap, why. A missing score is NaN, with its reason in `why`.
    """
    rows: dict[str, dict[str, Any]] = {}
    for key, score in assessment.scores.items():
        rows[key] = {"framework": score.framework, "dimension": score.dimension, **_reading(score.reading)}
        rows[key] |= {"level": score.level, "target": score.target, "gap": score.gap, "why": score.reading.why}
    overall = assessment.overall
    rows["overall"] = {"framework": "overall", "dimension": "overall", **_reading(overall.reading)}
    rows["overall"] |= {"level": overall.level, "target": None, "gap": None, "why": overall.reading.why}
    return _frame(rows, whole=("n", "level"))


def _reading(reading: Any) -> dict[str, Any]:
    return {name: getattr(reading, name) for name in ("value", "n", "low", "high", "min", "max", "spread")}


def practices(assessment: Assessment) -> pd.DataFrame:
    """One row a practice, by its id.

    Columns: title, discipline, three_d, stage, key, value (1–5, unrounded), level, n, min, max, ad (mean deviation in
    levels), dont_know, not_applicable (people), evidence (E0–E3), unsupported, target, gap, and a `mean_<role>` for
    each role.
    """
    rows: dict[str, dict[str, Any]] = {}
    for id, score in assessment.practices.items():
        practice = assessment.pack.practices[id]
        rows[id] = {
            "title": practice.title,
            "discipline": practice.discipline,
            "three_d": practice.three_d,
            "stage": practice.stage,
            "key": score.key,
            "value": score.value,
            "level": score.level,
            "n": score.n,
            "min": score.min,
            "max": score.max,
            "ad": score.ad,
            "dont_know": score.dont_know,
            "not_applicable": score.not_applicable,
            "evidence": score.evidence,
            "unsupported": score.unsupported,
            "target": score.target,
            "gap": score.gap,
        }
        for role in assessment.role_weights:
            rows[id][f"mean_{role}"] = score.by_role[role].value if role in score.by_role else None
    return _frame(rows, whole=("level", "n", "min", "max", "dont_know", "not_applicable"))


def answers(assessment: Assessment) -> pd.DataFrame:
    """One row an answer: respondent, role, unit, question, choice (1–5, DK, NA, a–d), level (NA where none), comment,
    evidence.
    """
    columns = ("respondent", "role", "unit", "question", "choice", "level", "comment", "evidence")
    rows = [
        (r.name, r.role, r.unit, a.question, a.choice, a.level, a.comment, a.evidence)
        for r in assessment.responses
        for a in r.answers.values()
    ]
    return pd.DataFrame(rows, columns=list(columns)).astype({"level": "Int64"})


def metrics(assessment: Assessment) -> pd.DataFrame:
    """One row a metric, by its id.

    Columns: value, low, high, n, unit, better, previous, compares, trend, tested, period, source, touchpoint,
    definition, definition_id.

    Shares are 0–1; the other units are named in `unit`. `tested` says whether chance was asked about the trend.
    """
    rows = {
        id: {
            "value": m.reading.value,
            "low": m.reading.low,
            "high": m.reading.high,
            "n": m.reading.n or None,
            "unit": m.unit,
            "better": m.better,
            "previous": m.previous,
            "compares": m.compares,
            "trend": m.trend,
            "tested": m.tested,
            "period": m.period,
            "source": m.source,
            "touchpoint": m.touchpoint,
            "definition": m.definition,
            "definition_id": m.definition_id,
        }
        for id, m in assessment.metrics.items()
    }
    return _frame(rows, whole=("n",))


def measures(assessment: Assessment) -> pd.DataFrame:
    """One row a measured metric of one source, whether it is the one that stands for its metric or not.

    Columns: metric, definition, touchpoint, source, tool, wording, start, end (the day after), value, n, effective_n,
    low, high, method, why, unit, better, before, change, change_low, change_high, p, and how many rows were left out:
    blank, out_of_range, without_weight, impossible, unobserved, unparsable.
    """
    rows = [
        {
            **_named(m),
            "tool": m.tool,
            "wording": m.wording,
            **_days(m.period),
            **_measured(m.now),
            "unit": m.now.unit,
            "better": m.now.better,
            "before": m.before.value if m.before else None,
            "change": m.change.value if m.change else None,
            "change_low": m.change.low if m.change else None,
            "change_high": m.change.high if m.change else None,
            "p": m.change.p if m.change else None,
            **asdict(m.now.left_out),
        }
        for m in assessment.measures
    ]
    columns = "tool wording start end value n effective_n low high method why unit better before change change_low"
    columns += " change_high p blank out_of_range without_weight impossible unobserved unparsable"
    return _listed(rows, columns)


def series(assessment: Assessment) -> pd.DataFrame:
    """One row a period of a metric, measured or typed, the earliest of each first.

    Columns: metric, definition, touchpoint, source, period (2026, 2026-Q1, 2026-03), value, low, high, n, wording,
    breaks: whether no line leads there from the period before, and why: `withheld` where too few answered.
    """
    readings = [one for metric in assessment.metrics.values() for one in (metric, *metric.also)]
    rows = [
        {
            "metric": m.metric,
            "definition": m.definition_id,
            "touchpoint": m.touchpoint,
            "source": m.source,
            **asdict(point),
        }
        for m in readings
        for point in m.series
    ]
    return _listed(rows, "period value n low high wording breaks why")


def groups(assessment: Assessment) -> pd.DataFrame:
    """One row a channel, touchpoint or segment of a measured metric.

    Columns: metric, definition, touchpoint, source, dimension, name, value, n, effective_n, low, high, method, why.
    What the engagement's minimum_group withholds has n and no value; `why` is then withheld.
    """
    rows = [
        {**_named(m), "dimension": dimension, "name": group.name, **_measured(group.measured)}
        for m in assessment.measures
        for dimension, of in m.groups.items()
        for group in of
    ]
    return _listed(rows, "dimension name value n effective_n low high method why")


def mirror(assessment: Assessment) -> pd.DataFrame:
    """One row an item of the mirror and panel that answered.

    Columns: practice, topic, panel, n, agree, cant_say (people), share, low, high (0–1), found (below, above or None),
    why (withheld, nobody or None), and the inside view of the practice on its own scale: inside_value, inside_level,
    inside_n.
    """
    columns = [
        "practice",
        "topic",
        "panel",
        "n",
        "agree",
        "cant_say",
        "share",
        "low",
        "high",
        "found",
        "why",
        "inside_value",
        "inside_level",
        "inside_n",
    ]
    rows = []
    for reading in assessment.mirror.items if assessment.mirror else ():
        score = assessment.practices.get(reading.item.id)
        inside = {
            "inside_value": score.value if score else None,
            "inside_level": score.level if score else None,
            "inside_n": score.n if score else None,
        }
        named = {"practice": reading.item.id, "topic": reading.item.topic}
        rows += [named | asdict(a) | {"found": reading.found.get(a.panel)} | inside for a in reading.panels]
    whole = dict.fromkeys(("n", "agree", "cant_say", "inside_level", "inside_n"), "Int64")
    return pd.DataFrame(rows, columns=list(columns)).astype(whole)


def _named(measure: Measure) -> dict[str, Any]:
    return {name: getattr(measure, name) for name in ("metric", "definition", "touchpoint", "source")}


def _days(period: Period | None) -> dict[str, Any]:
    return {"start": period.start if period else None, "end": period.end if period else None}


def _measured(measured: Measured) -> dict[str, Any]:
    return {name: getattr(measured, name) for name in ("value", "n", "effective_n", "low", "high", "method", "why")}


def _listed(rows: list[dict[str, Any]], columns: str) -> pd.DataFrame:
    """A frame of rows that have no name of their own, with its columns even where there is no row."""
    frame = pd.DataFrame(rows, columns=["metric", "definition", "touchpoint", "source", *columns.split()])
    return frame.astype({"n": "Int64"})


def _frame(rows: dict[str, dict[str, Any]], whole: tuple[str, ...]) -> pd.DataFrame:
    """A frame whose counts stay whole numbers where some are missing."""
    frame = pd.DataFrame.from_dict(rows, orient="index")
    return frame.astype({column: "Int64" for column in whole if column in frame})
