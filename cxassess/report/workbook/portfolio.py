"""The workbook on a portfolio: scores, their spread in live formulas, practices, gaps, what moved, what is left out."""

from collections.abc import Callable, Mapping
from datetime import datetime, time

from xlsxwriter.utility import xl_col_to_name

from cxassess.model.pack import Pack
from cxassess.model.portfolio import Portfolio, Spread
from cxassess.peers import OVERALL
from cxassess.report.compose.portfolio import Page, left_items, score_of
from cxassess.report.palette import GREY, HOUSE, MAIN, Brand
from cxassess.report.printable import printable
from cxassess.report.rezip import stable_zip
from cxassess.report.workbook.book import COUNT, LINE, SCORE, TEXT, Book, Sheet, absolute
from cxassess.report.workbook.live import Live
from cxassess.words import Words

HEAD, FIRST = 4, 5
A4 = 9
SCORES, DISTRIBUTION, PRACTICES, GAPS, MOVED, LEFT = "scores", "distribution", "practices", "gaps", "moved", "left"
SIGNED = "+0.0;−0.0;0.0"


def write_portfolio_workbook(
    portfolio: Portfolio, pack: Pack, said: Mapping[str, str], words: Words, brand: Brand = HOUSE
) -> bytes:
    """The workbook; the same portfolio gives the same bytes."""
    page = Page(portfolio, pack, said, words)
    book = Book(brand, words.formats.sheet_date, words.say("workbook.cut"))
    book.writer.set_properties(
        {
            "title": printable(page.say("title", pack=pack.title)),
            "created": datetime.combine(portfolio.as_of, time()),
        }
    )
    writers: dict[str, Callable[[Sheet, Page], None]] = {
        SCORES: _scores,
        DISTRIBUTION: _distribution,
        PRACTICES: _practices,
        GAPS: _gaps,
        MOVED: _moved,
        LEFT: _left,
    }
    for name, write in writers.items():
        sheet = Sheet(book, page.say(f"sheet_{name}"), GREY if name == LEFT else MAIN)
        subtitle = page.say("subtitle", count=len(portfolio.organisations), day=portfolio.as_of)
        sheet.title(page.say(f"sheet_{name}_title"), subtitle)
        write(sheet, page)
        sheet.writer.set_landscape()
        sheet.writer.set_paper(A4)
        sheet.writer.fit_to_pages(1, 0)
        sheet.writer.repeat_rows(HEAD - 1)
        sheet.footer(page.say("footer"))
    return stable_zip(book.close(), portfolio.as_of)


def _keys(page: Page) -> list[str]:
    return [*([OVERALL] if OVERALL in page.portfolio.spreads else []), *page.keys]


def _score_columns(page: Page) -> dict[str, str]:
    """The column of each score on the sheet of scores."""
    return {key: xl_col_to_name(7 + at) for at, key in enumerate(_keys(page))}


def _last(page: Page) -> int:
    return FIRST + len(page.organisations) - 1


def _scores(sheet: Sheet, page: Page) -> None:
    """One row an organisation."""
    say, columns = page.say, _score_columns(page)
    names = ("organisation", "wave", "day", "state", "n", "level", "stage")
    heads = {xl_col_to_name(at): say(f"head_{name}") for at, name in enumerate(names)}
    heads |= {column: page.name(key) for key, column in columns.items()}
    folder = xl_col_to_name(7 + len(columns))
    heads[folder] = say("head_folder")
    sheet.heads(HEAD, heads, right=("E", "F", *columns.values()), height=30)
    sheet.widths({"A": 34, "B": 10, "C": 12, "D": 13, "E": 7, "F": 9, "G": 24, folder: 40})
    sheet.widths(dict.fromkeys(columns.values(), 13.0))
    stages = {stage.id: f"{number} {stage.name}" for number, stage in enumerate(page.pack.stages, start=1)}
    for row, one in enumerate(page.organisations, start=FIRST):
        now = one.now
        sheet.text(f"A{row}", one.name, LINE, bold=True)
        sheet.text(f"B{row}", now.wave, LINE)
        sheet.day(f"C{row}", now.as_of, LINE, align="left")
        sheet.text(f"D{row}", say("finished" if now.is_finished else "unfinished"), LINE)
        sheet.number(f"E{row}", now.n, LINE, num_format=COUNT)
        sheet.number(f"F{row}", now.overall.level, LINE, num_format=COUNT)
        sheet.text(f"G{row}", stages.get(now.stage or "", ""), LINE, TEXT)
        for key, column in columns.items():
            sheet.number(f"{column}{row}", score_of(one, key), LINE, num_format=SCORE)
        sheet.text(f"{folder}{row}", one.folder, LINE, TEXT)
    if columns:
        first, last = next(iter(columns.values())), list(columns.values())[-1]
        sheet.colour_levels(f"{first}{FIRST}:{last}{_last(page)}", f"{first}{FIRST}")
    sheet.writer.freeze_panes(FIRST - 1, 1)
    sheet.writer.autofilter(HEAD - 1, 0, _last(page) - 1, 7 + len(columns))


_FORMULAS: Mapping[str, tuple[str, Callable[[Spread], float | int | None]]] = {
    "n": ("COUNT({0})", lambda s: s.n),
    "median": ("MEDIAN({0})", lambda s: s.median),
    "lower": ('IF(COUNT({0})<4,"",QUARTILE({0},1))', lambda s: s.lower),
    "upper": ('IF(COUNT({0})<4,"",QUARTILE({0},3))', lambda s: s.upper),
    "low": ("MIN({0})", lambda s: s.low),
    "high": ("MAX({0})", lambda s: s.high),
}


def _distribution(sheet: Sheet, page: Page) -> None:
    """A row a discipline, live over the sheet of scores, and how many organisations stand at each level."""
    say, columns = page.say, _score_columns(page)
    letters = {name: xl_col_to_name(1 + at) for at, name in enumerate(_FORMULAS)}
    levels = {level: xl_col_to_name(1 + len(_FORMULAS) + level - 1) for level in range(1, 6)}
    heads = {"A": say("head_dimension")}
    heads |= {letter: say(f"head_{name}") for name, letter in letters.items()}
    heads |= {letter: f"{level} {page.pack.levels[level - 1]}" for level, letter in levels.items()}
    sheet.heads(HEAD, heads, right=(*letters.values(), *levels.values()), height=30)
    sheet.widths({"A": 34, "B:L": 12})
    for row, (key, column) in enumerate(columns.items(), start=FIRST):
        spread = page.portfolio.spreads[key]
        span = absolute(say(f"sheet_{SCORES}"), f"{column}{FIRST}:{column}{_last(page)}")
        sheet.text(f"A{row}", page.name(key), LINE, bold=key == OVERALL)
        for name, (formula, value) in _FORMULAS.items():
            shown = COUNT if name == "n" else SCORE
            sheet.live(f"{letters[name]}{row}", Live(formula.format(span), value(spread)), LINE, num_format=shown)
        for level, letter in levels.items():
            # As printed: half a tenth below, so that 2.45, which prints as 2.5, is level 3.
            low, high = (level - 0.55 if level > 1 else 0), (level + 0.45 if level < 5 else 6)
            formula = f'SUMPRODUCT(({span}<>"")*(ROUND({span},9)>={low:g})*(ROUND({span},9)<{high:g}))'
            sheet.live(f"{letter}{row}", Live(formula, spread.levels[level - 1]), LINE, num_format=COUNT)
    sheet.writer.freeze_panes(FIRST - 1, 1)


def _practices(sheet: Sheet, page: Page) -> None:
    """Practices by organisation."""
    say = page.say
    columns = [xl_col_to_name(3 + at) for at in range(len(page.organisations))]
    heads = {"A": say("head_no"), "B": say("head_practice"), "C": say("head_dimension")}
    heads |= {column: one.name for column, one in zip(columns, page.organisations, strict=True)}
    sheet.heads(HEAD, heads, right=tuple(columns), height=60)
    sheet.widths({"A": 8, "B": 40, "C": 24})
    sheet.widths(dict.fromkeys(columns, 12.0))
    row = FIRST - 1
    for id, practice in page.pack.practices.items():
        row += 1
        sheet.text(f"A{row}", id, LINE)
        sheet.text(f"B{row}", practice.title, LINE)
        sheet.text(f"C{row}", page.pack.dimension("disciplines", practice.discipline).name, LINE)
        for column, one in zip(columns, page.organisations, strict=True):
            found = one.now.practices.get(id)
            sheet.number(f"{column}{row}", found.value if found else None, LINE, num_format=SCORE)
    sheet.colour_levels(f"D{FIRST}:{columns[-1]}{row}", f"D{FIRST}")
    sheet.writer.freeze_panes(FIRST - 1, 3)


def _gaps(sheet: Sheet, page: Page) -> None:
    """What is short of its target, in how many organisations of how many."""
    say = page.say
    heads = ("no", "practice", "short", "n", "gap")
    sheet.heads(HEAD, {xl_col_to_name(at): say(f"head_{name}") for at, name in enumerate(heads)}, right=("C", "D", "E"))
    sheet.widths({"A": 8, "B": 44, "C": 16, "D": 8, "E": 16})
    named = [("", page.name(lack.subject), lack) for lack in page.portfolio.disciplines]
    named += [(lack.subject, page.pack.practices[lack.subject].title, lack) for lack in page.portfolio.practices]
    for row, (id, name, lack) in enumerate(named, start=FIRST):
        sheet.text(f"A{row}", id, LINE)
        sheet.text(f"B{row}", name, LINE, bold=not id)
        sheet.number(f"C{row}", lack.under, LINE, num_format=COUNT)
        sheet.number(f"D{row}", lack.of, LINE, num_format=COUNT)
        sheet.number(f"E{row}", lack.gap, LINE, num_format=SCORE)
    sheet.writer.freeze_panes(FIRST - 1, 2)


def _moved(sheet: Sheet, page: Page) -> None:
    """Each score of each organisation in the wave before and now."""
    say = page.say
    heads = ("organisation", "waves", "dimension", "before", "now", "difference", "verdict")
    sheet.heads(HEAD, {xl_col_to_name(at): say(f"head_{name}") for at, name in enumerate(heads)}, right=("D", "E", "F"))
    sheet.widths({"A": 34, "B": 20, "C": 28, "D": 10, "E": 10, "F": 12, "G": 40})
    row = FIRST - 1
    for move in page.portfolio.moves:
        waves = say("moved_waves", before=move.before, now=move.now)
        if not move.changes:
            row += 1
            sheet.text(f"A{row}", move.name, LINE, bold=True)
            sheet.text(f"B{row}", waves, LINE)
            sheet.text(f"G{row}", say(f"moved_{move.reason}"), LINE, TEXT)
        for key, change in move.changes.items():
            row += 1
            sheet.text(f"A{row}", move.name, LINE, bold=True)
            sheet.text(f"B{row}", waves, LINE)
            sheet.text(f"C{row}", page.name(key), LINE)
            sheet.number(f"D{row}", change.before, LINE, num_format=SCORE)
            sheet.number(f"E{row}", change.now, LINE, num_format=SCORE)
            sheet.number(f"F{row}", change.difference, LINE, num_format=SIGNED)
            sheet.text(f"G{row}", page.words.say(f"compare.verdicts.{move.verdict(key)}"), LINE, TEXT)
    sheet.writer.freeze_panes(FIRST - 1, 1)
    sheet.writer.autofilter(HEAD - 1, 0, max(row, FIRST) - 1, len(heads) - 1)


def _left(sheet: Sheet, page: Page) -> None:
    """What is left out and why; below it how all of this is to be read."""
    say = page.say
    sheet.heads(HEAD, {"A": say("head_folder"), "B": say("head_why")})
    sheet.widths({"A": 44, "B": 96})
    row = FIRST - 1
    for folder, why in left_items(page):
        row += 1
        sheet.text(f"A{row}", folder, LINE, text_wrap=True, valign="top")
        sheet.text(f"B{row}", why, LINE, text_wrap=True, valign="top")
        sheet.fit(row, [(folder, 44), (why, 96)])
    row += 1
    for key in ("which", "alike", "numbers", "limits"):
        row += 1
        text = say(f"method_{key}", questionnaire=page.portfolio.questionnaire)
        sheet.text(f"B{row}", text, text_wrap=True, valign="top")
        sheet.fit(row, [(text, 96)])
