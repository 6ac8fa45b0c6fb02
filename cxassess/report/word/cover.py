"""The first page, and the lines to sign on."""

from collections.abc import Iterable

from cxassess.report.blocks import Cover, CoverGrid, Run, SignatureLines
from cxassess.report.palette import GREY_TEXT, LEVELS, MAIN, PAPER, RULE, TILE
from cxassess.report.word.desk import Desk
from cxassess.report.word.markup import row

LONG_TITLE = 26


def cover(desk: Desk, block: Cover) -> Iterable[str]:
    """Firm and client, the result in a sentence and a grid of squares, and what was assessed."""
    half = desk.width / 2
    rule = desk.border("bottom", 2.25, MAIN)
    top = [
        desk.box(
            desk.p("Table Text", desk.run(Run(block.firm, bold=True), MAIN)),
            half,
            borders=rule,
            margins_mm=(0, 0, 2.5, 0),
        ),
        desk.box(
            desk.p("Table Text", desk.run(Run(block.confidentiality, grey=True)), "right"),
            half,
            borders=rule,
        ),
    ]
    yield desk.table_markup([row(top)], [half, half], block.head_about, head=False)
    yield desk.rooted("Cover Kicker", desk.run(Run(block.kicker)))
    style = "Cover Title" if len(block.title) <= LONG_TITLE else "Cover Title Long"
    yield desk.rooted(style, desk.run(Run(block.title)))
    yield desk.rooted("Cover Sentence", desk.run(Run(block.sentence)))
    if block.grid is not None:
        yield from _cover_grid(desk, block.grid)
    yield from _cover_facts(desk, block.facts, block.facts_about)


def _cover_grid(desk: Desk, grid: CoverGrid) -> Iterable[str]:
    count = max(len(cells) for _, cells, _ in grid.rows)
    label, score = 42.0, 17.0
    square = min(13.0, (desk.width - label - score) / count)
    widths = [label, *[square] * count, score]
    rows = []
    gap = desk.border("top", 2.5, PAPER) + desk.border("right", 2.5, PAPER)
    for name, cells, value in grid.rows:
        padded = [*cells, *[0] * (count - len(cells))]  # 0: no practice there
        fills = ["" if level == 0 else LEVELS[level - 1] if level else TILE for level in padded]
        rows.append(
            row(
                [
                    desk.box(desk.p("Table Text", desk.run(Run(name))), label, vertical="center"),
                    *[desk.box(desk.p("Spacer", ""), square, fill=fill, borders=gap) for fill in fills],
                    desk.box(desk.p("Cover Score", desk.run(Run(value)), "right"), score, vertical="center"),
                ],
                height_mm=10.4,
                exact=True,
            )
        )
    yield desk.table_markup(rows, widths, grid.about, head=False)
    legend = []
    for number, name in enumerate(grid.levels, start=1):
        legend += [Run(f"\u2002{number}\u2002", level=number), Run(f" {name}\u2003", grey=True)]
    indent = f'<w:ind w:left="{round(label * 1440 / 25.4)}"/>'
    yield desk.rooted("Note", desk.runs(tuple(legend)), extra=indent)
    yield desk.rooted("Note", desk.run(Run(grid.note)), extra=indent)


def _cover_facts(desk: Desk, facts: tuple[tuple[str, str], ...], about: str) -> Iterable[str]:
    yield desk.rooted("Cover Foot", "")
    width = desk.width / len(facts)
    line = desk.border("top", 1, MAIN) + desk.border("bottom", 0.5, RULE)
    cells = [
        desk.box(
            desk.p("Table Head", desk.run(Run(name))) + desk.p("Table Text", desk.run(Run(text))),
            width,
            borders=line,
            margins_mm=(2.5, 4, 2.5, 0),
        )
        for name, text in facts
    ]
    yield desk.table_markup([row(cells)], [width] * len(facts), about, head=False)
    yield desk.spacer()


def signatures(desk: Desk, block: SignatureLines) -> Iterable[str]:
    """Lines side by side, each with what is to be written on it."""
    yield desk.rooted("Heading 3", desk.run(Run(block.label)))
    gutter = 6.0
    width = (desk.width + gutter) / len(block.lines) - gutter
    gap = desk.box(desk.p("Spacer", ""), gutter)
    cells, space, widths = [], [], []
    for text in block.lines:
        line = desk.border("top", 0.5, GREY_TEXT)
        name = desk.p("Table Second", desk.run(Run(text)))
        cells += [desk.box(name, width, borders=line, margins_mm=(1, 0, 0, 0)), gap]
        space += [desk.box(desk.p("Table Text", ""), width), gap]
        widths += [width, gutter]
    rows = [row(space[:-1], height_mm=9), row(cells[:-1])]
    yield desk.table_markup(rows, widths[:-1], block.label, head=False)
    yield desk.spacer()
