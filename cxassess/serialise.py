"""The Assessment as JSON-ready values: the contract that docs/assessment.schema.json describes."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from cxassess.jsonable import as_json as measured_as_json
from cxassess.model.assessment import (
    Action,
    Advice,
    Assessment,
    Blocker,
    DimensionScore,
    GroupMean,
    MetricReading,
    OwnAction,
    PerceptionGap,
    PracticeScore,
    Sign,
)
from cxassess.model.comments import CommentCounts
from cxassess.model.engagement import ATTRIBUTED, AgreedLevel
from cxassess.model.experience_map import ExperienceMap, Satisfaction, TouchpointReading
from cxassess.model.mirror import Mirror, MirrorReading
from cxassess.model.outcome import OutcomeIndex
from cxassess.model.peers import PeerSet
from cxassess.model.say_do import ThemeReading
from cxassess.model.software import FunctionEntry, FunctionReading
from cxassess.peers import place_of

FORMAT = 1
Json = dict[str, Any]


def as_json(assessment: Assessment) -> Json:
    """The assessment as one JSON object; scores unrounded, a missing one null with its reason."""
    a = assessment
    return {
        "format": FORMAT,
        "client": a.engagement.client,
        "wave": a.wave.id,
        "as_of": a.wave.as_of.isoformat(),
        "questionnaire": {
            "id": a.pack.id,
            "version": a.pack.version,
            "variant": a.pack.variant.id if a.pack.variant else None,
        },
        "mode": a.engagement.mode,
        **({} if a.engagement.mode == ATTRIBUTED else {"minimum_group": a.engagement.minimum_group}),
        "scope": {"about": a.engagement.about, "units": list(a.engagement.units)},
        "sufficiency": {
            "respondents": a.sufficiency.respondents,
            "counted": a.sufficiency.counted,
            "invited": a.sufficiency.invited,
            "by_role": {id: {"n": c.n, "people": c.people} for id, c in a.sufficiency.by_role.items()},
            "by_unit": {id: {"n": c.n, "people": c.people} for id, c in a.sufficiency.by_unit.items()},
            "dont_know_share": a.sufficiency.dont_know_share,
            "evidence_share": a.sufficiency.evidence_share,
            "inside_view_only": a.sufficiency.inside_view_only,
        },
        "scores": {key: _score(score) | _peers(score, a.benchmark) for key, score in a.scores.items()},
        "practices": {
            id: _practice(score) | ({"withheld": True} if score.withheld else {}) for id, score in a.practices.items()
        },
        "overall": {
            "value": a.overall.reading.value,
            "level": a.overall.level,
            "capped_by": a.overall.capped_by,
            "n": a.overall.reading.n,
            "low": a.overall.reading.low,
            "high": a.overall.reading.high,
            "agreement": a.overall.agreement,
            "why": a.overall.reading.why,
        },
        "cards": {
            "value": a.cards.value,
            "n": a.cards.n,
            "aspiration_gap": a.cards.aspiration_gap,
            "by_card": dict(a.cards.by_card),
        },
        "stage": {
            "reached": a.stage.reached,
            "established": a.stage.established,
            "stable": a.stage.stable,
            "basics_sound": a.stage.basics_sound,
            "means": dict(a.stage.means),
            "blockers": [_blocker(blocker) for blocker in a.stage.blockers],
            "weak_basics": list(a.stage.weak_basics),
            "inverted": [
                {"higher": i.higher, "lower": i.lower, "difference": i.difference, "low": i.low, "high": i.high}
                for i in a.stage.inverted
            ],
            "why": a.stage.why,
        },
        "programme": {
            **{
                id: {"met": r.met, "value": r.value, "lacks": list(r.lacks), "unknown": list(r.unknown)}
                for id, r in a.programme.items()
            },
            "verdict": a.verdict,
        },
        "perception": {id: _perception(gap) for id, gap in a.perception.items()},
        "metrics": {id: _metric(metric) for id, metric in a.metrics.items()},
        "measures": [measured_as_json(measure) for measure in a.measures],
        "index": None if a.index is None else _index(a.index),
        "signs": {id: _sign(sign) for id, sign in a.signs.items()},
        "say_do": [_theme(theme) for theme in a.say_do],
        "words": None if a.comments is None else _words(a.comments),
        "mirror": None if a.mirror is None else mirror_as_json(a.mirror, a.practices),
        "benchmark": None if a.benchmark is None else _benchmark(a.benchmark),
        "software": [_function(function) for function in a.software],
        "experience_map": None if a.experience_map is None else _experience_map(a.experience_map),
        "weights": dict(a.weights),
        "role_weights": dict(a.role_weights),
        "targets": dict(a.targets),
        "findings": [
            {
                "kind": f.kind,
                "about": f.about,
                "severity": f.severity,
                "sentence": f.sentence,
                "numbers": dict(f.numbers),
                "advice": None if f.advice is None else _advice(f.advice),
            }
            for f in a.findings
        ],
        "actions": [*(_action(action) for action in a.actions), *(_own_action(action) for action in a.own_actions)],
        "outlook": {
            "disciplines": dict(a.outlook.disciplines),
            "stage": a.outlook.stage,
            "stage_mean": a.outlook.stage_mean,
        },
    }


def _words(counts: CommentCounts) -> Json:
    """Customers' own words: counts, shares and differences, and the quotes that were approved."""
    return {
        "comments": counts.comments,
        "earlier": counts.earlier,
        "tagged": counts.tagged,
        "untagged": counts.untagged,
        "doubtful": counts.doubtful,
        "languages": dict(counts.languages),
        "own_frame": counts.own_frame,
        "sources": [{"name": s.name, "n": s.n, "first": _day(s.first), "last": _day(s.last)} for s in counts.sources],
        "score": counts.score or None,
        "themes": [
            {
                "id": theme.id,
                "name": theme.name,
                "n": theme.n,
                "share": theme.share,
                "low": theme.low,
                "high": theme.high,
                **{f"by_{by}": [asdict(group) for group in groups] for by, groups in theme.groups.items()},
                "scores": [asdict(link) for link in theme.scores],
                "quotes": [asdict(quote) for quote in theme.quotes],
            }
            for theme in counts.themes
        ],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _groups(groups: Mapping[str, GroupMean]) -> Json:
    return {id: {"value": group.value, "n": group.n} for id, group in groups.items()}


def _score(score: DimensionScore) -> Json:
    reading = score.reading
    return {
        "value": reading.value,
        "n": reading.n,
        "low": reading.low,
        "high": reading.high,
        "min": reading.min,
        "max": reading.max,
        "spread": reading.spread,
        "level": score.level,
        "target": score.target,
        "next_target": score.next_target,
        "gap": score.gap,
        "practices_valid": score.practices_valid,
        "practices_asked": score.practices_asked,
        "answered": score.answered,
        "dont_know": score.dont_know,
        "agreement": score.agreement,
        "ad": score.ad,
        "by_role": _groups(score.by_role),
        "by_unit": _groups(score.by_unit),
        "why": reading.why,
    }


def _peers(score: DimensionScore, benchmark: PeerSet | None) -> Json:
    """How peers rated themselves; nothing at all where no set is attached, or it lacks the dimension."""
    place = place_of(score, benchmark)
    return {} if place is None else {"peers": {**asdict(place.peers), "side": place.side, "open": place.open}}


def _benchmark(peers: PeerSet) -> Json:
    return {
        "name": peers.name,
        "made": peers.day.isoformat(),
        "questionnaire": {"id": peers.questionnaire, "versions": list(peers.versions)},
        "n": peers.n,
        "years": list(peers.years),
        "note": peers.note,
    }


def _practice(score: PracticeScore) -> Json:
    return {
        "value": score.value,
        "level": score.level,
        "n": score.n,
        "min": score.min,
        "max": score.max,
        "ad": score.ad,
        "by_role": _groups(score.by_role),
        "counts": list(score.counts),
        "answered": score.answered,
        "dont_know": score.dont_know,
        "not_applicable": score.not_applicable,
        "evidence": score.evidence,
        "unsupported": score.unsupported,
        "key": score.key,
        "basis": score.basis,
        "agreed": None if score.agreed is None else _agreed(score.agreed, score.respondents_value),
        "target": score.target,
        "gap": score.gap,
        "step": score.step,
    }


def _agreed(agreed: AgreedLevel, respondents: float | None) -> Json:
    return {
        "level": agreed.level,
        "reason": agreed.reason,
        "on": agreed.agreed_on.isoformat(),
        "present": agreed.present,
        "respondents_value": respondents,
    }


def _blocker(blocker: Blocker) -> Json:
    subject = {"practice": blocker.practice} if blocker.practice else {"mean": blocker.stage}
    return {**subject, "stage": blocker.stage, "value": blocker.value, "needed": blocker.needed}


def _perception(gap: PerceptionGap) -> Json:
    return {
        "executive": gap.executive,
        "front_line": gap.front_line,
        "gap": gap.gap,
        "items": len(gap.practices),
        "n": {"executive": gap.n_executive, "front_line": gap.n_front_line},
        "low": gap.low,
        "high": gap.high,
        "effect": gap.effect,
        "flagged": gap.flagged,
        "indicative": gap.indicative,
    }


def _metric(metric: MetricReading) -> Json:
    """A metric with its other definitions, touchpoints and sources."""
    return {
        **_reading(metric),
        "target": metric.target,
        "peer": None if metric.peer is None else asdict(metric.peer),
        "also": [_reading(other) for other in metric.also],
    }


def _reading(metric: MetricReading) -> Json:
    return {
        "value": metric.reading.value,
        "n": metric.reading.n or None,
        "low": metric.reading.low,
        "high": metric.reading.high,
        "why": metric.reading.why,
        "method": metric.method,
        "unit": metric.unit,
        "better": metric.better,
        "measured": metric.measure is not None,
        "definition_id": metric.definition_id or None,
        "definition": metric.definition,
        "touchpoint": metric.touchpoint,
        "wording": metric.wording,
        "period": metric.period,
        "previous": metric.previous,
        "compares": metric.compares,
        "trend": metric.trend,
        "tested": metric.tested,
        "change": None if metric.change is None else asdict(metric.change),
        "source": metric.source,
        "series": [asdict(point) for point in metric.series],
    }


def _sign(sign: Sign) -> Json:
    return {
        "state": sign.state,
        "change": sign.change,
        "unit": sign.unit,
        "metric": sign.metric,
        "watch": sign.watch,
        "alarm": sign.alarm,
        "in_a_row": sign.in_a_row,
        "series": [asdict(point) for point in sign.series],
    }


def _experience_map(map_: ExperienceMap) -> Json:
    crosshairs = {"importance": map_.importance_mean, "satisfaction": map_.satisfaction_mean}
    shown = {"metric": map_.metric, "definition_id": map_.definition_id, "definition": map_.definition}
    return {
        "shown": {**shown, "unit": map_.unit, "better": map_.better} if map_.metric else None,
        "crosshairs": None if map_.importance_mean is None else crosshairs,
        "phases": [
            {
                "id": phase.id,
                "name": phase.name,
                "touchpoints": list(phase.numbers),
                "coverage": {
                    c.asked: {
                        "practice": c.practice or None,
                        "value": c.value,
                        "n": c.n,
                        "scope": c.scope,
                        "told": c.told,
                        "of": c.of,
                    }
                    for c in phase.coverage
                },
            }
            for phase in map_.phases
        ],
        "touchpoints": [_touchpoint(reading) for reading in map_.touchpoints],
        "not_on_map": list(map_.not_on_map),
    }


def _touchpoint(reading: TouchpointReading) -> Json:
    touchpoint = reading.touchpoint
    return {
        "number": reading.number,
        "name": touchpoint.name,
        "phase": touchpoint.phase,
        "sales": touchpoint.sales,
        "channel": touchpoint.channel,
        "importance": touchpoint.importance,
        "satisfaction": None if reading.satisfaction is None else _satisfaction(reading.satisfaction),
        "other": None if reading.other is None else _satisfaction(reading.other),
        "typed_unused": reading.typed_unused,
        "quadrant": reading.quadrant,
        "moment_of_truth": reading.moment,
        "pain_point": reading.pain,
        "owner": touchpoint.owner,
        "aimed_for": {"feeling": touchpoint.feeling, "effort": touchpoint.effort or None},
        "worth": {
            "functional": touchpoint.functional,
            "emotional": touchpoint.emotional,
            "social": touchpoint.social,
        },
    }


def _satisfaction(found: Satisfaction) -> Json:
    return {
        "metric": found.metric,
        "definition_id": found.definition_id,
        "definition": found.definition,
        "value": found.value,
        "unit": found.unit,
        "n": found.n,
        "low": found.low,
        "high": found.high,
        "source": found.source,
        "period": found.period,
        "measured": found.measured,
        "why": "withheld" if found.value is None else None,
    }


def _theme(theme: ThemeReading) -> Json:
    return {
        "id": theme.id,
        "name": theme.name,
        "practices": list(theme.practices),
        "value": theme.value,
        "strong_from": theme.strong_from,
        "stands": theme.stands,
        "executive": asdict(theme.executive),
        "front_line": asdict(theme.front_line),
        "gap": theme.gap,
        "indicative": theme.indicative,
        "answers": [{**asdict(answer), "n": answer.n or None} for answer in theme.answers],
        "answer": None if theme.answer is None else theme.answers.index(theme.answer),
        "verdict": theme.verdict,
        "sentence": theme.sentence,
    }


def mirror_as_json(mirror: Mirror, practices: Mapping[str, PracticeScore]) -> Json:
    """What people outside agree with; the inside view of the practice stands beside it, on its own scale."""
    return {
        "id": mirror.form.id,
        "version": mirror.form.version,
        "language": mirror.form.language,
        "panels": {
            panel.panel: {"n": panel.people, "reached": panel.reached or None, "shown": panel.enough}
            for panel in mirror.panels
        },
        "items": [_mirrored(reading, practices.get(reading.item.id)) for reading in mirror.items],
    }


def _mirrored(reading: MirrorReading, score: PracticeScore | None) -> Json:
    inside = None if score is None else {"value": score.value, "level": score.level, "n": score.n}
    return {
        "practice": reading.item.id,
        "topic": reading.item.topic,
        "inside": inside,
        "panels": {
            a.panel: {
                "n": a.n,
                "agree": a.agree,
                "cant_say": a.cant_say,
                "share": a.share,
                "low": a.low,
                "high": a.high,
                "why": a.why,
                "found": reading.found.get(a.panel),
            }
            for a in reading.panels
        },
    }


def _function(function: FunctionReading) -> Json:
    entry = function.entry or FunctionEntry()
    return {
        "id": function.id,
        "name": function.name,
        "products": None if entry.products is None else list(entry.products),
        "used_by": None if entry.used_by is None else list(entry.used_by),
        "trusted": entry.trusted,
        "why": entry.why,
        "paid": entry.paid,
        "practices": list(function.practices),
        "asks": list(function.asks),
        "unused": function.unused,
        "doubted": function.doubted,
        "many": function.many,
    }


def _index(index: OutcomeIndex) -> Json:
    return {
        "value": index.value,
        "periods": list(index.periods),
        "why": index.why,
        "parts": [asdict(part) for part in index.parts],
    }


def _advice(advice: Advice) -> Json:
    return {
        "title": advice.title,
        "do": advice.do,
        "first_step": advice.first_step,
        "done_when": advice.done_when,
    }


def _action(action: Action) -> Json:
    return {
        "id": action.id,
        "practice": action.practice,
        "step": list(action.step),
        "title": action.title,
        "what": action.what,
        "why": action.why,
        "horizon": action.horizon,
        "urgency": action.urgency,
        "gap": action.gap,
        "weight": action.weight,
        "impact": action.impact,
        "effort": action.effort,
        "confidence": action.confidence,
        "gate": action.gate,
        "warn": action.warn,
        "equal_weight_rank": action.equal_weight_rank,
        "visible": action.visible,
        "owner_role": action.owner_role,
        "owner": action.owner,
        "due": None if action.due is None else action.due.isoformat(),
        "status": action.status,
        "first_step": action.first_step,
        "done_when": action.done_when,
        "prerequisites": [{"practice": id, "level": level, "met": met} for id, level, met in action.prerequisites],
        "because": action.because,
        "waits": action.waits,
        "rank": action.rank,
        "computed_rank": action.computed_rank,
        "merged_into": action.merged_into,
        "evidence": action.evidence,
        "since": action.since,
        "own": False,
        "decided": dict(action.decided),
    }


def _own_action(action: OwnAction) -> Json:
    """An action that people added, or keep from an earlier wave: what follows from a practice's score is null."""
    reckoned = ("step", "urgency", "gap", "weight", "confidence", "gate", "warn", "equal_weight_rank", "visible")
    return {
        "id": action.id,
        "practice": action.practice,
        "title": action.title,
        "what": action.what,
        "why": "",
        "horizon": action.horizon,
        **dict.fromkeys(reckoned),
        "impact": action.impact,
        "effort": action.effort,
        "owner_role": None,
        "owner": action.owner,
        "due": None if action.due is None else action.due.isoformat(),
        "status": action.status,
        "first_step": action.first_step,
        "done_when": action.done_when,
        "prerequisites": [],
        "because": "",
        "waits": action.waits,
        "rank": None,
        "computed_rank": None,
        "merged_into": action.merged_into,
        "evidence": action.evidence,
        "since": action.since,
        "own": True,
        "decided": dict(action.decided),
    }
