"""What to settle before any project: the findings that no practice's own step answers, with what to do about each."""

from collections.abc import Iterator

from cxassess.model.assessment import Finding
from cxassess.report.blocks import Block, Cell, Column, Heading, Label, PageBreak, Run, Table, Text, plain
from cxassess.report.compose.context import Context, text_cell

SHOWN = 9  # a page holds so many


def settle(page: Context) -> Iterator[Block]:
    """One row a kind of finding, the weightiest first."""
    found = [finding for finding in page.assessment.findings if finding.advice is not None]
    if not found:
        return
    yield PageBreak()
    yield Label(page.say("settle.label"))
    yield Heading(page.say("settle.heading", count=len(found)))
    yield Text(plain(page.say("settle.lead")))
    columns = (
        Column(page.say("settle.what"), 0.44),
        Column(page.say("settle.first"), 0.29),
        Column(page.say("settle.done"), 0.27),
    )
    note = plain(page.say("settle.more", count=len(found) - SHOWN)) if len(found) > SHOWN else ()
    rows = tuple(_row(finding) for finding in found[:SHOWN])
    yield Table(columns, rows, page.say("settle.about"), note, caption=page.caption("settle"))
    yield from page.commented("settle")


def _row(finding: Finding) -> tuple[Cell, ...]:
    assert finding.advice is not None
    advice = finding.advice
    return (
        Cell((Run(f"{advice.title}. ", bold=True), Run(advice.do))),
        text_cell(advice.first_step),
        text_cell(advice.done_when),
    )
