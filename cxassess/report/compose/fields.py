"""The text slots of a template: what a firm's own pages, headers and footers may quote of an assessment."""

from collections.abc import Callable, Mapping

from cxassess import __version__
from cxassess.report.compose.context import Context
from cxassess.report.compose.summary import headline

Field = Callable[[Context], str]

FIELDS: Mapping[str, Field] = {
    "client.name": lambda page: page.client,
    "client.scope": lambda page: page.assessment.engagement.about,
    "report.title": lambda page: page.say("title", wave=page.assessment.wave.id),
    "report.headline": lambda page: page.commentary.headline or headline(page),
    "report.date": lambda page: page.words.say("full_date", day=page.as_of),
    "report.status": lambda page: page.say(page.assessment.engagement.status),
    "report.confidentiality": lambda page: page.assessment.engagement.confidentiality,
    "report.prepared_for": lambda page: page.assessment.engagement.prepared_for,
    "firm.name": lambda page: page.assessment.engagement.firm,
    "wave.id": lambda page: page.assessment.wave.id,
    "people.answered": lambda page: str(page.assessment.sufficiency.respondents),
    "people.invited": lambda page: str(page.assessment.sufficiency.invited or ""),
    "score.overall": lambda page: page.words.score(page.assessment.overall.reading.value),
    "score.level": lambda page: _level(page),
    "stage.number": lambda page: str(page.stage_number or ""),
    "stage.name": lambda page: _stage(page),
    "questionnaire.title": lambda page: page.assessment.pack.title,
    "questionnaire.version": lambda page: f"{page.assessment.pack.label} {page.assessment.pack.version}",
    "numbers.fingerprint": lambda page: page.fingerprint,
    "product.version": lambda _: __version__,
    "header.left": lambda page: page.say("header", client=page.client, wave=page.assessment.wave.id),
    "header.right": lambda page: page.say("state_of", as_of=page.as_of),
    "footer.left": lambda page: _footer(page),
}


def field_values(page: Context) -> dict[str, str]:
    """Every field with its value; empty where the assessment has none."""
    return {id: value(page) for id, value in FIELDS.items()}


def _level(page: Context) -> str:
    level = page.assessment.overall.level
    return "" if level is None else f"{level} {page.level_name(level)}"


def _stage(page: Context) -> str:
    return "" if page.stage_number is None else page.assessment.pack.stages[page.stage_number - 1].name


def _footer(page: Context) -> str:
    engagement = page.assessment.engagement
    key = "footer" if engagement.firm else "footer_alone"
    return page.say(key, firm=engagement.firm, confidentiality=engagement.confidentiality)
