"""The sections of a report, one function each; an outline says which of them, in which order."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Commentary
from cxassess.report.blocks import Block, Document
from cxassess.report.compose import (
    appendix,
    contents,
    cover,
    customer_words,
    disciplines,
    experience_map,
    method,
    mirror,
    moved,
    outcomes,
    people,
    plan,
    profile,
    promised,
    say_do,
    settle,
    software,
    stage,
    summary,
    tracker,
    workshop,
)
from cxassess.report.compose.context import Audience, Context
from cxassess.report.compose.exhibits import numbered
from cxassess.report.compose.fields import field_values
from cxassess.words import Words

Section = Callable[[Context], Iterator[Block]]

SECTIONS: Mapping[str, Section] = {
    "cover": cover.cover,
    "contents": contents.contents,
    "promised": promised.promised,
    "moved": moved.moved,
    "tracker": tracker.tracker,
    "summary": summary.summary,
    "profile": profile.profile,
    "heat_map": profile.heat_map,
    "disciplines": disciplines.disciplines,
    "stage": stage.stage,
    "programme": stage.programme,
    "perception": people.perception,
    "voices": people.voices,
    "say_do": say_do.say_do,
    "mirror": mirror.mirror,
    "words": customer_words.customer_words,
    "software": software.software,
    "experience_map": experience_map.experience_map,
    "journey": experience_map.journey,
    "outcomes": outcomes.outcomes,
    "settle": settle.settle,
    "discuss": workshop.discuss,
    "priorities": plan.priorities,
    "roadmap": plan.roadmap,
    "commitments": plan.commitments,
    "decisions": workshop.decisions,
    "method": method.method,
    "practices": appendix.practices,
    "answers": appendix.answers,
    "evidence": appendix.evidence,
    "quality": appendix.quality,
}


def compose(
    assessment: Assessment,
    commentary: Commentary,
    words: Words,
    sections: Sequence[str],
    fingerprint: str,
    audience: Audience = "working",
) -> Document:
    """The report as blocks, section by section.

    Args:
        sections: ids from SECTIONS, in the order of the report.
        audience: “client” leaves out what people wrote in their own words, and how carefully they answered.
        fingerprint: eight characters that name the state of the numbers, printed in the method section.
    """
    page = Context(assessment, commentary, words, fingerprint, audience, tuple(sections))
    engagement, wave = assessment.engagement, assessment.wave
    return Document(
        title=f"{engagement.client}: {page.say('title', wave=wave.id)}",
        subtitle=engagement.about,
        author=engagement.firm or engagement.client,
        language=words.formats.tag,
        hyphenated=words.formats.hyphenates,
        fields=field_values(page),
        sections=numbered({id: tuple(SECTIONS[id](page)) for id in sections}, words),
    )
