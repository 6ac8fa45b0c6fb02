"""All practices, how people answered them, and what they named or added."""

from collections.abc import Iterable, Iterator

from cxassess.display import MISSING
from cxassess.findings import is_disputed
from cxassess.model.engagement import ATTRIBUTED, Response
from cxassess.model.pack import DONT_KNOW
from cxassess.quality import SAME_FROM, SAME_OF, SIGNS, UNSURE_FROM, signs_of
from cxassess.report.blocks import Block, Cell, Column, Heading, Label, PageBreak, Picture, Run, Table, Text, plain
from cxassess.report.compose.context import Context, score_cell, text_cell
from cxassess.report.compose.disciplines import marked
from cxassess.report.figures import AnswerDistribution, DistributionRow

MOST_NOTES = 60  # a longer list belongs into the workbook
LONGEST_NOTE = 400
PICTURES_A_PAGE = 2  # at least, however long they are
PICTURE_MM, ROW_MM = 28, 10  # of a picture without rows, and of each row; measured in documents
PAGE_MM = 205  # below the head of a page of A4
QUALITIES = ("people", "answered", "unknown", "comments", "proof", *SIGNS)


def practices(page: Context) -> Iterator[Block]:
    """One row a practice."""
    a = page.assessment
    if not a.responses:
        return
    yield PageBreak()
    yield Label(page.say("practices.label"))
    yield Heading(page.say("practices.heading", count=len(a.pack.practices)))
    columns = (
        Column(page.say("practices.no"), 0.075),
        Column(page.say("practices.practice"), 0.355),
        Column(page.say("practices.score"), 0.07, "center"),
        Column(page.say("practices.n"), 0.05, "right"),
        Column(page.say("practices.range"), 0.085, "right"),
        Column(page.say("practices.ad"), 0.07, "right"),
        Column(page.say("practices.dk"), 0.05, "right"),
        Column(page.say("practices.na"), 0.05, "right"),
        Column(page.say("practices.evidence"), 0.065, "right"),
        Column(page.say("practices.target"), 0.07, "right"),
        Column(page.say("practices.gap"), 0.06, "right"),
    )
    rows = []
    for id, score in a.practices.items():
        spread = MISSING if score.min is None else page.say("perception.range", low=score.min, high=score.max)
        deviation = MISSING if score.ad is None else page.words.number(score.ad, ".2f")
        wide = is_disputed(score)
        rows.append(
            (
                text_cell(id, grey=True),
                text_cell(marked(page, score)),
                score_cell(page, score.value, score.level),
                text_cell(MISSING if score.withheld else str(score.n)),
                text_cell(spread),
                Cell((Run(deviation, bold=wide),)),
                text_cell(str(score.dont_know or "")),
                text_cell(str(score.not_applicable or "")),
                text_cell(score.evidence),
                text_cell(page.words.score(score.target)),
                text_cell(page.words.score(score.gap)),
            )
        )
    note = page.say("practices.note", key=page.say("practices.note_key") if page.has_gates else "")
    if any(p.basis == "agreed" for p in page.assessment.practices.values()):
        note += page.say("practices.note_agreed")
    yield Text(plain(note), "note")  # before the table, which is longer than a page
    yield Table(columns, tuple(rows), page.say("practices.about"), caption=page.caption("practices"))


def answers(page: Context) -> Iterator[Block]:
    """How many chose which level, a picture a discipline."""
    a = page.assessment
    if not any(p.n or p.dont_know for p in a.practices.values()):
        return
    asked = [d for d in a.pack.disciplines if a.pack.in_dimension("disciplines", d.id)]
    heads = _heads(len(a.pack.in_dimension("disciplines", dimension.id)) for dimension in asked)
    for number, dimension in enumerate(asked):
        rows = []
        spoken = []
        for practice in a.pack.in_dimension("disciplines", dimension.id):
            score = a.practices[practice.id]
            label = f"{practice.id} {practice.title}"
            rows.append(DistributionRow(label, score.counts, score.dont_know, score.value, is_disputed(score)))
            spoken.append(page.say("answers.alt_row", id=practice.id, counts=" ".join(map(str, score.counts))))
        if number in heads:
            yield PageBreak()
            yield Label(page.say("answers.label"))
            if not number:
                yield Heading(page.say("answers.heading"))
                yield Text(plain(page.say("answers.note")), "note")
        yield Heading(dimension.name, 2)
        words = page.figure_words(AnswerDistribution)
        figure = AnswerDistribution(tuple(rows), a.pack.levels, words, page.words.formats)
        alt = page.say("answers.alt", name=dimension.name, rows="; ".join(spoken))
        yield Picture(figure, alt, caption=page.caption("answers", dimension.id, discipline=dimension.name))


def _heads(rows: Iterable[int]) -> set[int]:
    """Which pictures begin a page, by their rows: two stand on one, and more where these are short."""
    heads: set[int] = set()
    on_page, taken = 0, 0
    for number, count in enumerate(rows):
        needed = PICTURE_MM + ROW_MM * count
        if not number or (on_page >= PICTURES_A_PAGE and taken + needed > PAGE_MM):
            heads.add(number)
            on_page, taken = 0, 0
        on_page, taken = on_page + 1, taken + needed
    return heads


def evidence(page: Context) -> Iterator[Block]:
    """The register of evidence, and the comments without names; not for the client, who learns the findings.

    Of a wave that protects people, everybody may read the comments that were approved to be printed: there are no other
    ones in the client's view, and they stand by nobody in an order that tells nothing.
    """
    a = page.assessment
    is_protected = a.engagement.mode != ATTRIBUTED
    comments = [
        (id, response, answer.comment)
        for id in (*a.pack.practices, *a.pack.cards)
        for response in a.responses
        if (answer := response.answers.get(id)) is not None and answer.comment
    ]
    if (a.viewer != "client" if is_protected else page.audience == "client") or not (comments or a.evidence):
        return
    key = "heading" if comments and a.evidence else "heading_evidence" if a.evidence else "heading_comments"
    yield PageBreak()
    yield Label(page.say("evidence.label"))
    yield Heading(page.say(f"evidence.{key}"))
    if any(note.text for note in a.evidence):
        yield Heading(page.say("evidence.evidence"), 2)
        columns = (
            Column(page.say("evidence.no"), 0.09),
            Column(page.say("evidence.grade"), 0.09),
            Column(page.say("evidence.named"), 0.82),
        )
        rows = tuple(
            (text_cell(note.practice, grey=True), text_cell(note.grade), text_cell(page.cut(note.text, LONGEST_NOTE)))
            for note in a.evidence[:MOST_NOTES]
        )
        yield Table(columns, rows, page.say("evidence.evidence_about"), plain(_more(page, len(a.evidence))))
    if comments:
        yield Heading(page.say("evidence.comments"), 2)
        who = () if is_protected else (Column(page.say("evidence.who"), 0.2, "right"),)
        columns = (
            Column(page.say("evidence.no"), 0.09),
            Column(page.say("evidence.comment"), 0.91 - sum(column.width for column in who)),
            *who,
        )
        written: list[tuple[Cell, ...]] = []
        for id, response, comment in comments[:MOST_NOTES]:
            by = [text_cell(_who(page, response), grey=True) for _ in who]
            written.append((text_cell(id, grey=True), text_cell(page.cut(comment, LONGEST_NOTE)), *by))
        yield Table(columns, tuple(written), page.say("evidence.comments_about"), plain(_more(page, len(comments))))


def quality(page: Context) -> Iterator[Block]:
    """How people answered, role by role: what a team looks at before it trusts a number."""
    a = page.assessment
    if page.audience == "client" or not a.responses or a.engagement.mode != ATTRIBUTED:
        return  # response quality of few people would be told apart
    yield PageBreak()
    yield Label(page.say("quality.label"))
    yield Heading(page.say("quality.heading"))
    yield Text(plain(page.say("quality.lead", most=SAME_FROM, least=SAME_OF, unsure=UNSURE_FROM)))
    columns = (
        Column(page.say("quality.role"), 0.24),
        *(Column(page.say(f"quality.{name}"), 0.095, "right") for name in QUALITIES),
    )
    rows = tuple(_quality_row(page, role) for role in a.engagement.roles if a.sufficiency.by_role[role].n)
    yield Table(columns, rows, page.say("quality.about"))


def _quality_row(page: Context, role: str) -> tuple[Cell, ...]:
    people = [response for response in page.assessment.responses if response.role == role]
    given = [answer for response in people for answer in response.answers.values()]
    asked = len(people) * len(page.assessment.pack.asked_of(role))
    unknown = sum(1 for answer in given if answer.choice == DONT_KNOW)
    figures = (
        str(len(people)),
        page.words.percent(len(given) / asked) if asked else MISSING,
        page.words.percent(unknown / len(given)) if given else MISSING,
        str(sum(1 for answer in given if answer.comment)),
        str(sum(1 for answer in given if answer.evidence)),
        *(str(sum(1 for response in people if sign in signs_of(response, page.assessment.pack))) for sign in SIGNS),
    )
    return (text_cell(page.assessment.pack.roles[role].plural), *(text_cell(figure) for figure in figures))


def _who(page: Context, response: Response) -> str:
    """Role and unit of who wrote a comment, as far as enough people share them to hide one."""
    a = page.assessment
    same_role = [other for other in a.responses if other.role == response.role]
    same_unit = [other for other in same_role if other.unit == response.unit]
    if not response.role or len(same_role) < a.engagement.minimum_group:
        return ""
    unit = response.unit if len(same_unit) >= a.engagement.minimum_group else ""
    return ", ".join(filter(None, (a.pack.roles[response.role].name, unit)))


def _more(page: Context, count: int) -> str:
    return page.say("evidence.more", count=count - MOST_NOTES) if count > MOST_NOTES else ""
