"""The tables of a page: data with its head row, tiles, columns of text, and the ladder of stages."""

from collections.abc import Callable, Iterable

from cxassess.report.blocks import Block, Card, Cell, Ladder, Lanes, Run, Table, Tile, Tiles, TwoColumns
from cxassess.report.palette import ACCENT, LEVEL_INK, LEVELS, MAIN, PAPER, RULE, TILE, ink_on
from cxassess.report.word.bars import HEIGHT_MM, WIDTH_MM, draw_bar
from cxassess.report.word.desk import Desk
from cxassess.report.word.markup import dxa, paragraph, row

APART_MM = 1.2  # from a coloured cell to the text beside it
LANE_MM = 34.0  # for the name of a lane
LANE_FILLS = (MAIN, ACCENT, RULE)  # of the heads, in the order of time
CARDS_APART_MM = 1.2
BAR_TEXT_MM, BAR_GUTTER_MM = 7.5, 3.7  # what a score of one decimal takes beside a bar


def data_table(desk: Desk, block: Table) -> Iterable[str]:
    """A table under its caption; its head row is repeated on each page."""
    if block.caption:
        yield desk.caption(block.caption, keep_next=True)
    widths = [column.width * desk.width for column in block.columns]
    head = [
        desk.box(
            desk.p("Table Head", desk.run(Run(column.head)), column.align, keep_next=True),
            width,
            borders=desk.border("bottom", 1, MAIN),
            margins_mm=(0.5, _gutter(i, len(widths)), 1.2, 0),
            vertical="bottom",
        )
        for i, (column, width) in enumerate(zip(block.columns, widths, strict=True))
    ]
    # A number beside a coloured cell would touch it.
    apart = [False, *(column.align == "center" for column in block.columns)]
    has_head = any(column.head for column in block.columns)  # one without is a list with its numbers
    rows = [row(head, head=True)] if has_head else []
    for number, cells in enumerate(block.rows):
        last = number == len(block.rows) - 1
        line = desk.border("bottom", 1, MAIN) if last else desk.border("bottom", 0.5, RULE)
        rows.append(
            row(
                _cell(desk, c, width, line, column.align, i, len(widths), keep=number == 0, apart=apart[i])
                for i, (c, column, width) in enumerate(zip(cells, block.columns, widths, strict=True))
            )
        )
    yield desk.table_markup(rows, widths, block.about, head=has_head)
    if block.note:
        yield desk.rooted("Note", desk.runs(block.note))
    else:
        yield desk.spacer()


def _cell(
    desk: Desk, content: Cell, width: float, line: str, align: str, index: int, count: int, *, keep: bool, apart: bool
) -> str:
    filled = content.level is not None
    ink = LEVEL_INK[content.level - 1] if content.level is not None else ""
    text = desk.runs(content.runs, ink)
    if content.bar is not None:
        spoken = "".join(piece.text for piece in content.runs)
        room = width - (BAR_TEXT_MM if spoken else 0) - BAR_GUTTER_MM
        image = desk.image(draw_bar(content.bar, desk.brand), min(WIDTH_MM, room), HEIGHT_MM, content.bar.about)
        text += f"{desk.run(Run('  ')) if spoken else ''}{image}"
    style = "Table Number" if content.serif else "Table Text"
    markup = desk.p(style, text, align, keep_next=keep)
    if content.second:
        markup += desk.p("Table Second", desk.run(Run(content.second)), align, keep_next=keep)
    sides = desk.border("left", 2.5, PAPER) + line + desk.border("right", 2.5, PAPER) if filled else line
    margins = (1.3, 0.6 if filled else _gutter(index, count), 1.3, 0.6 if filled else APART_MM if apart else 0)
    return desk.box(
        markup,
        width,
        fill=LEVELS[content.level - 1] if content.level is not None else "",
        borders=sides,
        margins_mm=margins,
    )


def tiles(desk: Desk, block: Tiles) -> Iterable[str]:
    """Shaded boxes in a row."""
    count = len(block.tiles)
    shares = block.widths or tuple(1 / count for _ in block.tiles)
    widths = [share * desk.width for share in shares]
    cells = [
        _tile(desk, tile, width, i, count) for i, (tile, width) in enumerate(zip(block.tiles, widths, strict=True))
    ]
    yield desk.table_markup([row(cells)], widths, block.about, head=False)
    yield desk.spacer()


def _tile(desk: Desk, tile: Tile, width: float, index: int, count: int) -> str:
    fill, ink, soft = TILE, "", ""
    if tile.fill == "main":
        fill = MAIN
        ink = soft = ink_on(MAIN)
    elif tile.fill == "level" and tile.level is not None:
        fill = LEVELS[tile.level - 1]
        ink = soft = ink_on(fill)
    content = desk.p("Tile Label", desk.run(Run(tile.label), ink))
    if tile.value:
        content += desk.p("Tile Value", desk.run(Run(tile.value), ink))
    content += "".join(desk.p("Tile Text", desk.run(Run(text), soft)) for text in tile.lines)
    sides = (desk.border("left", 3, PAPER) if index else "") + (
        desk.border("right", 3, PAPER) if index < count - 1 else ""
    )
    return desk.box(content, width, fill=fill, borders=sides, margins_mm=(1.8, 1.2, 1.8, 2.0))


def two_columns(desk: Desk, block: TwoColumns, stack: Callable[[Iterable[Block], float], str]) -> Iterable[str]:
    """Two stacks of blocks, side by side in a table without lines; `stack` writes one of a width in millimetres."""
    desk.break_due = False
    gutter = 7.0
    left, right = ((desk.width - gutter) * share for share in (block.share, 1 - block.share))
    cells = [
        desk.box(stack(block.left, left), left, margins_mm=(0, 0, 0, 0)),
        desk.box(desk.p("Spacer", ""), gutter),
        desk.box(stack(block.right, right), right, margins_mm=(0, 0, 0, 0)),
    ]
    yield desk.table_markup([row(cells)], [left, gutter, right], block.about, head=False)
    yield desk.spacer()


def ladder(desk: Desk, block: Ladder) -> Iterable[str]:
    """The stages as steps that rise to the right, each with its mean and verdict."""
    if block.caption:
        yield desk.caption(block.caption, keep_next=True)
    step, count = 8.0, len(block.rungs)
    rest = desk.width - step * count
    widths = [step] * count + [0.38 * rest, 0.30 * rest, 0.13 * rest, 0.19 * rest]
    heads = [desk.p("Table Head", desk.run(Run(text))) for text in block.columns]
    head = [
        desk.box(
            heads[0],
            step * count,
            borders=desk.border("bottom", 1, MAIN),
            margins_mm=(0.5, 0, 1.2, 0),
            span=count,
        )
    ]
    head += [
        desk.box(markup, width, borders=desk.border("bottom", 1, MAIN), margins_mm=(0.5, 2, 1.2, 0))
        for markup, width in zip(heads[1:], widths[count:], strict=True)
    ]
    rows = [row(head, head=True)]
    for rung in block.rungs:
        last = rung is block.rungs[-1]
        line = desk.border("bottom", 1, MAIN) if last else desk.border("bottom", 0.5, RULE)
        steps = []
        for position in range(1, count + 1):
            fill = (MAIN if rung.reached else RULE) if position <= rung.number else ""
            ink = ink_on(MAIN if rung.reached else RULE)
            number = desk.run(Run(str(rung.number)), ink) if position == rung.number else ""
            edge = desk.border("top", 2.5, PAPER) + desk.border("right", 2.5, PAPER)
            steps.append(
                desk.box(desk.p("Table Number", number, "center"), step, fill=fill, borders=edge, vertical="center")
            )
        name = desk.p("Table Text", desk.run(Run(rung.name, bold=True))) + desk.p(
            "Table Second", desk.run(Run(rung.about))
        )
        image = desk.image(draw_bar(rung.bar, desk.brand), WIDTH_MM, HEIGHT_MM, rung.bar.about)
        mean = desk.p("Table Text", desk.run(Run(rung.value, bold=True)) + desk.run(Run("  ")) + image)
        verdict = desk.run(Run(rung.verdict, bold=rung.reached or rung.alarm, alert=rung.alarm))
        texts = (name, mean, desk.p("Table Text", desk.run(Run(rung.keys))), desk.p("Table Text", verdict))
        others = [
            desk.box(text, width, borders=line, margins_mm=(2, 2, 2, 1.5 if i == 0 else 0), vertical="center")
            for i, (text, width) in enumerate(zip(texts, widths[count:], strict=True))
        ]
        rows.append(row([*steps, *others], height_mm=13.5))
    yield desk.table_markup(rows, widths, block.about)
    yield desk.spacer()


def lanes(desk: Desk, block: Lanes) -> Iterable[str]:
    """A plan at a glance: the heads of time are darker the sooner, and each column has their colour at its side."""
    if block.caption:
        yield desk.caption(block.caption, keep_next=True)
    count = len(block.heads)
    widths = [LANE_MM, *[(desk.width - LANE_MM) / count] * count]
    fills = (*LANE_FILLS, *[LANE_FILLS[-1]] * count)[:count]
    inside = (1.3, 1.2, 1.3, 2.2)
    gap = desk.border("left", 3, PAPER)
    head = [desk.box(desk.p("Table Head", ""), LANE_MM, vertical="bottom")]
    head += [
        desk.box(
            desk.p(
                "Table Head", desk.run(Run(name, bold=True), ink_on(fill)) + desk.run(Run(f"  {span}"), ink_on(fill))
            ),
            width,
            fill=fill,
            borders=gap,
            margins_mm=inside,
        )
        for (name, span), fill, width in zip(block.heads, fills, widths[1:], strict=True)
    ]
    rows = [row(head, head=True)]
    for number, (name, stretches) in enumerate(block.lanes, start=1):
        line = desk.border("bottom", 1, MAIN) if number == len(block.lanes) else desk.border("bottom", 0.5, RULE)
        cells = [desk.box(desk.p("Table Text", desk.run(Run(name, bold=True))), LANE_MM, borders=line)]
        for cards, width in zip(stretches, widths[1:], strict=True):
            content = "".join(_card(desk, card) for card in cards) or desk.p("Table Text", "")
            cells.append(desk.box(content, width, borders=gap + line, margins_mm=inside))
        rows.append(row(cells))
    yield desk.table_markup(rows, widths, block.about)
    yield desk.spacer()


def _card(desk: Desk, card: Card) -> str:
    apart = f'<w:spacing w:after="{dxa(CARDS_APART_MM)}"/>'
    second = paragraph(desk.ids["Table Second"], desk.run(Run(card.second)), extra=apart)
    return desk.p("Table Text", desk.run(Run(card.title)), keep_next=True) + second


def _gutter(index: int, count: int) -> float:
    """The white space right of a cell; none after the last, so that the table ends with the text."""
    return 0.0 if index == count - 1 else 2.4
