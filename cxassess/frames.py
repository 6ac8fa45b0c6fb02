"""The assessment as pandas frames, for notebooks and one's own analysis.

from pathlib import Path
from cxassess import open_engagement
from cxassess.frames import practices

with open_engagement(Path("acme")) as opened:
    table = practices(opened.assess())
"""

from typing import Any

import pandas as pd

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
    """One row a metric, by its id: value, low, high, n, unit, better, previous, trend, period, source, definition.

    Shares are 0–1; the other units are named in `unit`.
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
            "trend": m.trend,
            "period": m.period,
            "source": m.source,
            "definition": m.definition,
        }
        for id, m in assessment.metrics.items()
    }
    return _frame(rows, whole=("n",))


def _frame(rows: dict[str, dict[str, Any]], whole: tuple[str, ...]) -> pd.DataFrame:
    """A frame whose counts stay whole numbers where some are missing."""
    frame = pd.DataFrame.from_dict(rows, orient="index")
    return frame.astype({column: "Int64" for column in whole if column in frame})
