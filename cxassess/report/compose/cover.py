"""The cover: client, scope, who answered, one cell a practice."""

from collections.abc import Iterator

from cxassess.report.blocks import Block, Cover, CoverGrid
from cxassess.report.compose.context import Context
from cxassess.report.compose.standing import furthest, who


def cover(page: Context) -> Iterator[Block]:
    """The title page with one cell a practice."""
    a = page.assessment
    engagement = a.engagement
    status = page.say(engagement.status)
    yield Cover(
        firm=engagement.firm,
        confidentiality=f"{status}. {engagement.confidentiality}"
        if engagement.status == "draft"
        else engagement.confidentiality,
        kicker=page.say("title", wave=a.wave.id),
        title=page.client,
        sentence=page.commentary.headline or _cover_sentence(page),
        grid=_grid(page) if a.responses else None,
        facts=tuple(_facts(page, status)),
        head_about=page.say("cover.head_about"),
        facts_about=page.say("cover.facts_about"),
    )


def _cover_sentence(page: Context) -> str:
    overall = page.assessment.overall
    if not page.assessment.responses:
        return page.say("cover.sentence_metrics")
    if overall.reading.value is None or overall.level is None:
        return page.say("cover.sentence_few")
    if page.stage_number is not None:
        stage = page.words.within(page.assessment.pack.stages[page.stage_number - 1].name)
        return page.say(
            "cover.sentence_stage",
            stage=page.stage_number,
            of=len(page.assessment.pack.stages),
            name=stage,
            furthest=furthest(page),
        )
    return page.say(
        "cover.sentence_level",
        value=overall.reading.value,
        level=overall.level,
        level_name=page.level_name(overall.level),
    )


def _grid(page: Context) -> CoverGrid:
    a = page.assessment
    rows = []
    for dimension in a.pack.disciplines:
        levels = tuple(a.practices[p.id].level for p in a.pack.in_dimension("disciplines", dimension.id))
        rows.append((dimension.name, levels, page.words.score(a.discipline(dimension.id).value)))
    spoken = "; ".join(f"{name} {value}" for name, _, value in rows)
    return CoverGrid(
        rows=tuple(rows),
        levels=a.pack.levels,
        note=page.say("cover.grid_note", count=len(a.pack.practices)),
        about=page.say("cover.grid_alt", rows=spoken),
    )


def _facts(page: Context, status: str) -> Iterator[tuple[str, str]]:
    a = page.assessment
    yield page.say("cover.scope"), a.engagement.about or page.say("cover.scope_missing")
    yield page.say("cover.who"), who(page, "cover.who_text", "cover.who_text_open", "cover.who_one", "cover.who_none")
    asked = {"questionnaire": a.pack.label, "version": a.pack.version}
    yield (
        page.say("cover.state"),
        page.say("cover.state_text", as_of=page.as_of, status=page.words.within(status), **asked),
    )
    if a.engagement.prepared_for:
        yield page.say("cover.prepared"), a.engagement.prepared_for
