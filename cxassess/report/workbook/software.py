"""The sheet Software: a function a row, then each practice that leans on one with its live rating, then what to ask."""

from cxassess.model.software import FunctionReading
from cxassess.report.workbook.book import LINE, QUIET, SCORE, TEXT, WRAP, Sheet
from cxassess.report.workbook.layout import SOFTWARE_FIRST
from cxassess.report.workbook.live import Live, level_of, printed, quoted
from cxassess.report.workbook.parts import Parts
from cxassess.say_do import strong_from
from cxassess.software import Lean, leans_of

_COLUMNS = "ABCDEFG"
_WIDTHS = (24, 42, 40, 30, 12, 40, 12)
KINDS = ("software_absent", "software_unused", "software_doubted", "software_many")


def write_software(sheet: Sheet, parts: Parts) -> None:
    """The sheet Software. Ratings follow the answers; what the client said of its software stands as it was read."""
    functions = parts.assessment.software
    sheet.title(parts.say("software.title"), parts.subtitle)
    sheet.text("A3", parts.say("software.note"), QUIET)
    heads = dict(zip(_COLUMNS, parts.heads("software").values(), strict=True))
    sheet.heads(SOFTWARE_FIRST - 1, heads, height=18)
    sheet.widths(dict(zip(_COLUMNS, _WIDTHS, strict=True)))
    for row, function in enumerate(functions, start=SOFTWARE_FIRST):
        _write_function(sheet, parts, row, function)
    below = SOFTWARE_FIRST + len(functions) + 1
    leans = [(function, lean) for function in functions for lean in leans_of(function.id, parts.pack)]
    if leans:
        heads = dict(zip(_COLUMNS, parts.heads("software_practices").values(), strict=True))
        sheet.heads(below, heads, right=("D", "E", "G"), height=18)
        for row, (function, lean) in enumerate(leans, start=below + 1):
            _write_lean(sheet, parts, row, function, lean)
        below += len(leans) + 2
    _write_findings(sheet, parts, below)
    sheet.writer.freeze_panes(SOFTWARE_FIRST - 1, 1)


def _write_function(sheet: Sheet, parts: Parts, row: int, function: FunctionReading) -> None:
    say, entry = parts.words.say, function.entry
    products = users = trusted = why = paid = ""
    if entry is not None:
        products = ", ".join(entry.products or ())
        users = ", ".join(entry.used_by or ())
        users = say("report.software.nobody") if entry.used_by == () else users
        trusted = say(f"software.trust.{entry.trusted}") if entry.trusted else ""
        why = entry.why
        if entry.paid is not None:
            paid = say("report.software.is_paid" if entry.paid else "report.software.is_free")
    is_known = entry is not None and entry.products is not None
    products = products or say("report.software.nothing" if is_known else "report.software.unknown")
    texts = (function.name, say(f"software.about.{function.id}"), products, users, trusted, why, paid)
    for column, text in zip(_COLUMNS, texts, strict=True):
        sheet.text(f"{column}{row}", text, LINE, WRAP, bold=column == "A", valign="vcenter")
    sheet.fit(row, list(zip(texts, _WIDTHS, strict=True)))


def _write_lean(sheet: Sheet, parts: Parts, row: int, function: FunctionReading, lean: Lean) -> None:
    """A practice that leans on a function; that a high rating asks a question follows the answers."""
    practice, score = parts.pack.practices[lean.practice], parts.assessment.practices[lean.practice]
    title = f"{practice.id} {practice.title}"
    reason = parts.words.say(f"software.leans.{lean.function}.{lean.practice}")
    for column, text in (("A", function.name), ("B", title), ("C", reason)):
        sheet.text(f"{column}{row}", text, LINE, WRAP, valign="vcenter")
    sheet.number(f"D{row}", lean.level, LINE, num_format="0")
    sheet.live(f"E{row}", Live(parts.layout.practice("value", practice.id), score.value), LINE, num_format=SCORE)
    least = strong_from(parts.assessment.engagement, practice.discipline)
    sheet.number(f"G{row}", least, LINE, num_format=SCORE)
    question = parts.say("software.ask")
    if function.entry is not None and function.entry.products == ():
        high = f"{printed(f'E{row}')}>=G{row},{level_of(f'E{row}')}>=D{row}"
        formula = f'IF(ISNUMBER(E{row}),IF(AND({high}),{quoted(question)},""),"")'
        asks = question if practice.id in function.asks else ""
        sheet.live(f"F{row}", Live(formula, asks), LINE, WRAP, TEXT, valign="vcenter")
    else:
        sheet.text(f"F{row}", "", LINE, TEXT)
    sheet.fit(row, [(function.name, 24), (title, 42), (reason, 40)])


def _write_findings(sheet: Sheet, parts: Parts, first: int) -> None:
    found = [finding for kind in KINDS for finding in parts.assessment.findings if finding.kind == kind]
    if not found:
        return
    sheet.text(f"A{first}", parts.words.say("report.software.found"), bold=True)
    for row, finding in enumerate(found, start=first + 1):
        sheet.prose(f"A{row}:F{row}", finding.sentence)
        sheet.fit(row, [(finding.sentence, sum(_WIDTHS[:6]))])
