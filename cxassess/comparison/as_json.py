"""A comparison as JSON-ready values: the contract that docs/comparison.schema.json describes."""

from typing import Any

from cxassess.model.comparison import Change, Comparison, MetricChange, Mix, Shift, Trend, TrendLine, WaveRef

FORMAT = 1
Json = dict[str, Any]


def as_json(comparison: Comparison, client: str, trend: Trend | None = None) -> Json:
    """A comparison of two waves, and over three or more their trend; values unrounded, a missing one null."""
    c = comparison
    return {
        "format": FORMAT,
        "client": client,
        "before": _wave(c.before),
        "now": _wave(c.now),
        "people": {
            "before": c.people.before,
            "now": c.people.now,
            "linked": c.people.linked,
            "by_role": [_shift(shift) for shift in c.people.by_role],
        },
        "standing": {
            "same": list(c.standing.same),
            "changed": list(c.standing.changed),
            "new": list(c.standing.new),
            "dropped": list(c.standing.dropped),
            "agreed": list(c.standing.agreed),
        },
        "overall": change_as_json(c.overall),
        "scores": {key: change_as_json(change) for key, change in c.scores.items()},
        "practices": {id: change_as_json(change) for id, change in c.practices.items()},
        "metrics": {id: _metric(metric) for id, metric in c.metrics.items()},
        "stage": {
            "before": c.stage.before,
            "now": c.stage.now,
            "verdict": c.stage.verdict,
            "stable_before": c.stage.stable_before,
            "stable_now": c.stage.stable_now,
            "deciding": list(c.stage.deciding),
            "why": c.stage.why,
        },
        "cards": change_as_json(c.cards),
        "targets": [
            {"discipline": t.discipline, "target": t.target, "before": t.before, "now": t.now, "met": t.met}
            for t in c.targets
        ],
        "notes": list(c.notes),
        "trend": None if trend is None else _trend(trend),
    }


def change_as_json(change: Change) -> Json:
    """One number in two waves."""
    return {
        "before": change.before,
        "now": change.now,
        "difference": change.difference,
        "low": change.low,
        "high": change.high,
        "confidence": change.confidence,
        "verdict": change.verdict,
        "n_before": change.n_before,
        "n_now": change.n_now,
        "linked": change.linked,
        "why": change.why,
        "mix": None if change.mix is None else _mix(change.mix),
        "practices": change.practices,
        "asked_before": change.asked_before,
        "asked_now": change.asked_now,
        "printed_before": change.printed_before,
        "printed_now": change.printed_now,
    }


def _mix(mix: Mix) -> Json:
    return {
        "difference": mix.difference,
        "low": mix.low,
        "high": mix.high,
        "effect": mix.effect,
        "shifts": [_shift(shift) for shift in mix.shifts],
    }


def _shift(shift: Shift) -> Json:
    return {"role": shift.role, "unit": shift.unit, "before": shift.before, "now": shift.now, "moved": shift.moved}


def _metric(metric: MetricChange) -> Json:
    change = {
        key: value
        for key, value in change_as_json(metric.change).items()
        if key in {"before", "now", "difference", "low", "high", "confidence", "verdict", "n_before", "n_now", "why"}
    }
    return change | {
        "unit": metric.unit,
        "better": metric.better,
        "definition": metric.definition,
        "touchpoint": metric.touchpoint,
        "period_before": metric.period_before,
        "period_now": metric.period_now,
    }


def _wave(wave: WaveRef) -> Json:
    return {
        "id": wave.id,
        "as_of": wave.as_of.isoformat(),
        "state": wave.state,
        "mode": wave.mode,
        "questionnaire": {"id": wave.questionnaire, "version": wave.version},
    }


def _trend(trend: Trend) -> Json:
    return {
        "waves": [_wave(wave) for wave in trend.waves],
        "practices": list(trend.practices),
        "overall": _line(trend.overall),
        "scores": {key: _line(line) for key, line in trend.scores.items()},
        "stages": list(trend.stages),
    }


def _line(line: TrendLine) -> Json:
    return {
        "values": list(line.values),
        "n": list(line.n),
        "steps": [change_as_json(step) for step in line.steps],
        "whole": change_as_json(line.whole),
    }
