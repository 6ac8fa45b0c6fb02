"""The Excel workbook: the assessment as live formulas, each with the value of today."""

from collections.abc import Callable, Mapping
from datetime import datetime, time

from cxassess.model.assessment import Assessment
from cxassess.report.palette import ACCENT, GOAL, GREY, HOUSE, MAIN, Brand
from cxassess.report.printable import printable
from cxassess.report.rezip import stable_zip
from cxassess.report.workbook.actions import write_actions
from cxassess.report.workbook.book import Book, Sheet
from cxassess.report.workbook.customer_words import write_customer_words
from cxassess.report.workbook.experience_map import write_experience_map
from cxassess.report.workbook.heat import write_heat
from cxassess.report.workbook.layout import (
    ACTIONS,
    ANSWERS,
    COMMENTS,
    DEFINITIONS,
    EVIDENCE,
    EXPERIENCE_MAP,
    GAPS,
    HEAT,
    MATRIX,
    METHOD,
    METRIC_GROUPS,
    METRIC_TRENDS,
    METRICS,
    MIRROR,
    MOVED,
    ORIGIN,
    OUTCOMES,
    PLAN,
    PRACTICES,
    PRIORITIES,
    ROADMAP,
    SAY_DO,
    SCORES,
    SOFTWARE,
    STAGES,
    SUMMARY,
    WORDS,
)
from cxassess.report.workbook.matrix import write_matrix
from cxassess.report.workbook.method import write_definitions, write_method
from cxassess.report.workbook.metric_groups import write_metric_groups
from cxassess.report.workbook.metric_trends import write_metric_trends
from cxassess.report.workbook.metrics import write_metrics
from cxassess.report.workbook.mirror import write_mirror
from cxassess.report.workbook.moved import write_moved
from cxassess.report.workbook.names import names_of
from cxassess.report.workbook.origin import write_origin
from cxassess.report.workbook.parts import Parts
from cxassess.report.workbook.placement import write_plan
from cxassess.report.workbook.practices import write_answers, write_practices
from cxassess.report.workbook.ranked import write_gaps, write_priorities
from cxassess.report.workbook.records import write_comments, write_evidence, write_outcomes
from cxassess.report.workbook.roadmap import write_roadmap
from cxassess.report.workbook.say_do import write_say_do
from cxassess.report.workbook.scores import write_scores
from cxassess.report.workbook.software import write_software
from cxassess.report.workbook.stages import write_stages
from cxassess.report.workbook.summary import write_summary
from cxassess.words import Words

_A4, _A3 = 9, 8
_HEAD_ROWS: Mapping[str, int] = {
    ANSWERS: 1,
    PRACTICES: 5,
    SUMMARY: 2,
    METHOD: 2,
    DEFINITIONS: 2,
    ORIGIN: 1,
}  # else row 4
_TABS: Mapping[str, str] = {
    ANSWERS: GOAL,
    ROADMAP: GOAL,
    ACTIONS: GOAL,
    EVIDENCE: GOAL,
    METHOD: GREY,
    DEFINITIONS: GREY,
    PRACTICES: ACCENT,
    PLAN: ACCENT,
}
_WRITERS: Mapping[str, Callable[[Sheet, Parts], None]] = {
    SUMMARY: write_summary,
    SCORES: write_scores,
    GAPS: write_gaps,
    PRIORITIES: write_priorities,
    MATRIX: write_matrix,
    ROADMAP: write_roadmap,
    ACTIONS: write_actions,
    HEAT: write_heat,
    STAGES: write_stages,
    OUTCOMES: write_outcomes,
    SAY_DO: write_say_do,
    MOVED: write_moved,
    MIRROR: write_mirror,
    WORDS: write_customer_words,
    SOFTWARE: write_software,
    EXPERIENCE_MAP: write_experience_map,
    METRICS: write_metrics,
    METRIC_TRENDS: write_metric_trends,
    METRIC_GROUPS: write_metric_groups,
    ANSWERS: write_answers,
    PRACTICES: write_practices,
    PLAN: write_plan,
    EVIDENCE: write_evidence,
    COMMENTS: write_comments,
    METHOD: write_method,
    DEFINITIONS: write_definitions,
    ORIGIN: write_origin,
}
_OPEN_SHEETS = {ANSWERS, EVIDENCE, COMMENTS}  # people write new rows there


def write_workbook(assessment: Assessment, words: Words, brand: Brand = HOUSE) -> bytes:
    """The workbook of an assessment; the same assessment gives the same bytes."""
    parts = Parts(assessment, words)
    book = Book(brand, words.formats.sheet_date, parts.say("cut"))
    _properties(book, parts)
    sheets = {name: Sheet(book, parts.layout.tabs[name], _TABS.get(name, MAIN)) for name in parts.layout.sheets}
    for name, sheet in sheets.items():
        _WRITERS[name](sheet, parts)
        _print_setup(sheet, name, parts)
        if name not in _OPEN_SHEETS:
            sheet.protect()
    for name, cells in names_of(parts):
        book.writer.define_name(name, cells)
    sheets[SUMMARY].writer.activate()
    return stable_zip(book.close(), assessment.wave.as_of)


def _properties(book: Book, parts: Parts) -> None:
    a = parts.assessment
    book.writer.set_properties(
        {
            "title": printable(parts.say("title", client=a.engagement.client, wave=a.wave.id)),
            "subject": a.pack.title,
            "author": printable(a.engagement.firm),
            "company": printable(a.engagement.firm),
            "created": datetime.combine(a.wave.as_of, time()),
        }
    )
    book.writer.set_calc_mode("auto")


def _print_setup(sheet: Sheet, name: str, parts: Parts) -> None:
    """Landscape, one page wide (Metrics two), the header on every page, client and confidentiality at the foot."""
    a = parts.assessment
    writer = sheet.writer
    writer.set_landscape()
    writer.set_paper(
        _A3 if name in {DEFINITIONS, ROADMAP, ACTIONS, PLAN, METRICS, METRIC_TRENDS, EXPERIENCE_MAP} else _A4
    )
    writer.fit_to_pages(2 if name == METRICS else 1, 1 if name in {SUMMARY, SCORES, STAGES, MATRIX, PLAN} else 0)
    writer.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    head = _HEAD_ROWS.get(name, 4)
    writer.repeat_rows(head - 1)
    if name == METRICS:
        writer.repeat_columns(0)
    left = " · ".join(text for text in (a.engagement.client, a.engagement.confidentiality) if text)
    sheet.footer(left)
