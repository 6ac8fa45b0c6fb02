"""The software landscape: five functions in one table, and under it where software and practices do not fit."""

from collections.abc import Iterator

from cxassess.display import MISSING
from cxassess.model.assessment import Finding
from cxassess.model.software import FunctionReading
from cxassess.report.blocks import Block, Cell, Column, Heading, Label, Listing, PageBreak, Run, Table, Text, plain
from cxassess.report.compose.context import Context, text_cell
from cxassess.report.compose.say_do import fitting
from cxassess.software import ENOUGH_PRODUCTS

_KINDS = ("software_absent", "software_unused", "software_doubted", "software_many")
_ROOM = 1000  # letters of findings below the table, so that all stays on one page
_LONGEST = 75  # letters of what people wrote in a cell


def software(page: Context) -> Iterator[Block]:
    """One table with a row a function, then the findings; nothing where nobody filled in the form."""
    functions = page.assessment.software
    if not functions:
        return
    yield PageBreak()
    yield Label(page.say("software.label"))
    yield Heading(_heading(page))
    yield Text(plain(page.say("software.lead")))
    yield _table(page)
    found = [finding for kind in _KINDS for finding in page.findings(kind)]
    if found:
        yield Heading(page.say("software.found"), 2)
        told = [plain(page.sentence(finding)) for finding in found]
        shown = fitting(told, _ROOM)
        yield Listing(tuple(told[:shown]))
        if len(told) > shown:
            yield Text(plain(page.say("software.more", count=len(told) - shown)), "note")
    yield from page.commented("software")


def _heading(page: Context) -> str:
    """What asks for most: high ratings without software, then money without use, then figures nobody trusts."""
    for kind in _KINDS[:3]:
        found: tuple[Finding, ...] = page.findings(kind)
        if found:
            return page.say(f"software.heading_{kind.removeprefix('software_')}", count=len(found))
    functions = page.assessment.software
    covered = sum(1 for function in functions if function.products)
    return page.say("software.heading", count=covered, of=len(functions))


def _table(page: Context) -> Table:
    columns = (
        Column(page.say("software.function"), 0.24),
        Column(page.say("software.products"), 0.18),
        Column(page.say("software.used_by"), 0.17),
        Column(page.say("software.trusted"), 0.20),
        Column(page.say("software.paid"), 0.09),
        Column(page.say("software.practices"), 0.12),
    )
    rows = tuple(_row(page, function) for function in page.assessment.software)
    note = plain(page.say("software.note", enough=ENOUGH_PRODUCTS))
    return Table(columns, rows, page.say("software.about"), note, caption=page.caption("software"))


def _row(page: Context, function: FunctionReading) -> tuple[Cell, ...]:
    name = text_cell(function.name, page.words.say(f"software.about.{function.id}"), bold=True)
    entry, leaning = function.entry, _leaning(page, function)
    if entry is None or entry.products is None:
        return (name, text_cell(page.say("software.unknown"), grey=True), *(_missing() for _ in range(3)), leaning)
    if not entry.products:
        nothing = Run(page.say("software.nothing"), bold=bool(function.asks), alert=bool(function.asks))
        return (name, Cell((nothing,)), *(_missing() for _ in range(3)), leaning)
    trust = page.words.say(f"software.trust.{entry.trusted}") if entry.trusted else MISSING
    nobody = entry.used_by == ()
    users = page.say("software.nobody") if nobody else _listed(page, entry.used_by or ()) or MISSING
    paid = MISSING if entry.paid is None else page.say("software.is_paid" if entry.paid else "software.is_free")
    marked = function.unused is not None
    return (
        name,
        text_cell(_listed(page, entry.products)),
        Cell((Run(users, alert=nobody and marked, bold=nobody and marked),)),
        Cell((Run(trust, alert=function.doubted, bold=function.doubted),), page.cut(entry.why, _LONGEST)),
        Cell((Run(paid, alert=marked, bold=marked),)),
        leaning,
    )


def _leaning(page: Context, function: FunctionReading) -> Cell:
    """The practices that lean on a function with their ratings, those in question marked."""
    runs = []
    for number, id in enumerate(function.practices):
        score = page.words.score(page.assessment.practices[id].value)
        asked = id in function.asks
        runs.append(Run(f"{', ' if number else ''}{id}\u00a0{score}", alert=asked, bold=asked))
    return Cell(tuple(runs)) if runs else _missing()


def _listed(page: Context, names: tuple[str, ...]) -> str:
    return page.cut(", ".join(names), _LONGEST)


def _missing() -> Cell:
    return text_cell(MISSING, grey=True)
