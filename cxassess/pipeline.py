"""The order of the stages, and nothing else: answers and metrics in, the Assessment out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cxassess.errors import NothingToAssess
from cxassess.experience_map import Rated, read_map
from cxassess.findings import Seen, find
from cxassess.measures.measure import Measure
from cxassess.measures.withholding import withhold
from cxassess.mirror import read_mirror, set_beside
from cxassess.model.action import ActionRecord
from cxassess.model.assessment import Assessment, Viewer
from cxassess.model.comments import CommentCounts
from cxassess.model.engagement import AgreedLevel, Engagement, MetricEntry, Response, Said, Wave
from cxassess.model.experience_map import Touchpoint
from cxassess.model.mirror import MirrorAnswers
from cxassess.model.pack import Pack
from cxassess.model.peers import PeerSet
from cxassess.model.software import FunctionEntry
from cxassess.outcome_index import find_index
from cxassess.outcomes import read_metrics
from cxassess.perception import compare_roles
from cxassess.planning import Situation, look_ahead, own_actions, plan
from cxassess.programme import judge_programme
from cxassess.say_do import Inside, read_themes
from cxassess.scoring import (
    find_sufficiency,
    items_of,
    read_evidence,
    role_weights,
    score_cards,
    score_dimensions,
    score_overall,
    score_practices,
)
from cxassess.signs import find_signs
from cxassess.software import read_landscape
from cxassess.stages import find_stage
from cxassess.targets import find_targets, find_weights
from cxassess.withholding import for_client, group, without_units
from cxassess.words import Words, read_words


def assess(
    pack: Pack,
    engagement: Engagement,
    wave: Wave,
    responses: Sequence[Response],
    metrics: Sequence[MetricEntry] = (),
    agreed: Mapping[str, AgreedLevel] | None = None,
    words: Words | None = None,
    decisions: Mapping[str, ActionRecord] | None = None,
    measures: Sequence[Measure] = (),
    comments: CommentCounts | None = None,
    software: Mapping[str, FunctionEntry] | None = None,
    touchpoints: Sequence[Touchpoint] = (),
    viewer: Viewer = "client",
    said: Sequence[Said] = (),
    mirror: MirrorAnswers | None = None,
    benchmark: PeerSet | None = None,
) -> Assessment:
    """Everything that follows from one wave's answers and metrics.

    Args:
        pack: the questionnaire as it stood when the wave opened.
        responses: who answered what, in any order.
        metrics: the typed metric table; outcomes stand beside the scores and never enter them.
        agreed: levels that a workshop settled on, by practice; they replace the practice's score.
        decisions: what people decided about actions, by the action's id; it stands over what the plan proposes.
        measures: the metrics that were measured from the client's own rows; they stand before typed ones.
        comments: what customers wrote, as it was counted; it stands beside the scores, too.
        software: what the client says of the software for each function; it changes no score.
        touchpoints: the client's own table of its journey; without one there is no experience map.
        viewer: where a wave's mode protects people, the consultant sees who answered what, and the client does not.
        said: comments of respondents that may be printed; where answers are attributed, all are.
        mirror: what customers and partners answered to the short form; it stands beside the scores and changes none.
        benchmark: the attached set of peers, which answered the same questions; it changes no score.

    Raises:
        NothingToAssess: there are neither answers nor metrics.
    """
    words = words or read_words(engagement.language, pack.reword)
    confidentiality = engagement.confidentiality or words.say("report.confidential", client=engagement.client)
    engagement = replace(engagement, confidentiality=confidentiality)
    agreed = agreed or {}
    responses = sorted((r for r in responses if r.answers), key=lambda r: (r.name, r.respondent))
    if not responses and not metrics and not measures:
        message = f"wave {wave.id} has neither answers nor metrics: collect answers, or import some, first"
        raise NothingToAssess(message)
    grouped = group(pack, engagement, responses, words)
    pack, engagement, responses = grouped.pack, grouped.engagement, grouped.responses
    least = engagement.minimum_group
    measures = tuple(withhold(measure, least) for measure in measures)
    outcomes = read_metrics(
        metrics, measures, words, targets=engagement.metric_targets, peers=engagement.peers, least=least
    )
    signs = find_signs(outcomes, pack.signs, words, engagement.sign_limits)
    targets, weights = find_targets(pack, engagement, signs), find_weights(pack, engagement)
    evidence = read_evidence(responses, pack)
    practices = score_practices(pack, engagement, responses, agreed, evidence, targets)
    items = items_of(practices)
    scores = score_dimensions(pack, engagement, responses, practices, targets, words)
    overall = score_overall(pack, engagement, responses, scores, weights, practices, words)
    stage = find_stage(pack, engagement, responses, items, tuple(agreed), words)
    number = None if stage.reached is None else [s.id for s in pack.stages].index(stage.reached) + 1
    cards = score_cards(pack, responses, number, engagement.least)
    programme, verdict = judge_programme(pack, items)
    perception = compare_roles(pack, engagement, responses, practices)
    outside = read_mirror(mirror, least)
    has_outside = outside is not None and bool(outside.shown)
    sufficiency = without_units(
        find_sufficiency(pack, engagement, responses, practices, outside=has_outside), grouped.hidden_units
    )
    inside = Inside(pack, engagement, responses, practices, scores, overall)
    themes = read_themes(inside, outcomes, signs, words, outside)
    outside = set_beside(outside, pack, engagement, practices, themes)
    landscape = read_landscape(software or {}, pack, engagement, practices, words)
    journey = read_map(touchpoints, outcomes, Rated(pack, engagement, responses, practices), words)
    seen = Seen(
        pack=pack,
        engagement=engagement,
        sufficiency=sufficiency,
        scores=scores,
        practices=practices,
        overall=overall,
        cards=cards,
        stage=stage,
        programme=programme,
        verdict=verdict,
        perception=perception,
        metrics=outcomes,
        signs=signs,
        words=words,
        software=landscape,
        experience_map=journey,
        mirror=outside,
    )
    situation = Situation(pack, practices, scores, stage, signs, weights, words, themes)
    actions = plan(situation, decisions or {})
    assessment = Assessment(
        engagement=engagement,
        wave=wave,
        pack=pack,
        sufficiency=sufficiency,
        scores=scores,
        practices=practices,
        overall=overall,
        cards=cards,
        stage=stage,
        programme=programme,
        verdict=verdict,
        perception=perception,
        metrics=outcomes,
        signs=signs,
        weights=weights,
        role_weights=role_weights(engagement),
        targets=targets,
        findings=find(seen),
        actions=actions,
        outlook=look_ahead(actions, situation),
        evidence=evidence,
        responses=tuple(responses),
        own_actions=own_actions(situation, decisions or {}, actions),
        measures=measures,
        index=find_index(outcomes, engagement.index, words),
        say_do=themes,
        comments=comments,
        software=landscape,
        experience_map=journey,
        viewer="consultant",
        mirror=outside,
        benchmark=benchmark,
    )
    return assessment if viewer == "consultant" else for_client(assessment, said)
