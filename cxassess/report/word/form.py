"""What is filled in by hand: boxes to tick and ruled lines, as paragraphs of one table row that stays on one page."""

from collections.abc import Mapping
from typing import assert_never

from cxassess.report.blocks import BOX, Form, Ruled, Run, Text, Tick
from cxassess.report.palette import GREY_TEXT, RULE
from cxassess.report.word.markup import dxa, paragraph, row, table
from cxassess.report.word.painter import Painter

BOX_FONT = "Segoe UI Symbol"  # Word's own faces have no such letter, and each computer would choose another one
BOX_POINTS = 11.0
INDENT_MM = 5.6  # from a box to its text
LINE_POINTS = 11.8  # exact, as a box from another face would push its line down
AFTER_TICK_MM = 0.9
BEFORE_ROW_MM = 1.4  # between a ruled line and boxes under it
RULED_MM = 7.0  # between lines to write on
GUTTER_MM = 6.0
HAIR = 4  # twentieths of a point

Styles = Mapping[str, str]  # the template's style ids by name


def form_table(form: Form, paint: Painter, width_mm: float, styles: Styles, text_styles: Mapping[str, str]) -> str:
    """A form as the markup of a table with one row, which Word never parts."""
    widths = [share * width_mm for share in form.widths]
    line = paint.border("top", 0.5, RULE) if form.rule else ""
    top, bottom = (1.8, 1.2) if form.rule else (0.0, 0.0)
    cells = []
    for index, (items, width) in enumerate(zip(form.columns, widths, strict=True)):
        gutter = GUTTER_MM if index < len(widths) - 1 else 0.0
        inner = width - gutter
        content, lines = "", 0
        for item in items:
            content += _item(item, inner, lines, paint, styles, text_styles)
            lines += item.count if isinstance(item, Ruled) else 0
        cells.append(
            paint.cell(
                content or paragraph(styles["Table Text"], ""),
                width,
                borders=line,
                margins_mm=(top, gutter, bottom, 0),
            )
        )
    return table([row(cells)], widths, form.about, head=False)


def _item(
    item: Text | Tick | Ruled,
    width_mm: float,
    lines: int,
    paint: Painter,
    styles: Styles,
    text_styles: Mapping[str, str],
) -> str:
    """One item of a column that has so many ruled lines above it."""
    match item:
        case Text():
            return paragraph(styles[text_styles[item.style]], paint.runs(item.runs))
        case Tick():
            return _tick(item, width_mm, paint, styles["Table Text"])
        case Ruled():
            return _ruled(item, lines, paint, styles["Table Second"])
        case _:
            assert_never(item)


def _tick(item: Tick, width_mm: float, paint: Painter, style: str) -> str:
    """One choice hangs beside its box; several share the line evenly."""
    gap, tab = paint.run(Run(" ")), "<w:r><w:tab/></w:r>"
    before = dxa(0 if len(item.choices) == 1 else BEFORE_ROW_MM)
    spacing = (
        f'<w:spacing w:before="{before}" w:after="{dxa(AFTER_TICK_MM)}" w:line="{round(LINE_POINTS * 20)}"'
        ' w:lineRule="exact"/>'
    )
    if len(item.choices) == 1:
        indent = f'<w:ind w:left="{dxa(INDENT_MM)}" w:hanging="{dxa(INDENT_MM)}"/>'
        extra = f"<w:tabs>{_stop(INDENT_MM)}</w:tabs>{spacing}{indent}"
        return paragraph(style, f"{_box()}{tab}{paint.runs(item.choices[0])}", extra=extra)
    room = width_mm / len(item.choices)
    stops = "".join(_stop(room * index) for index in range(1, len(item.choices)))
    content = tab.join(f"{_box()}{gap}{paint.runs(choice)}" for choice in item.choices)
    return paragraph(style, content, extra=f"<w:tabs>{stops}</w:tabs>{spacing}")


def _stop(mm: float) -> str:
    return f'<w:tab w:val="left" w:pos="{dxa(mm)}"/>'


def _box() -> str:
    fonts = " ".join(f'w:{script}="{BOX_FONT}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    size = round(BOX_POINTS * 2)
    return (
        f'<w:r><w:rPr><w:rFonts {fonts}/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr><w:t>{BOX}</w:t></w:r>'
    )


def _ruled(item: Ruled, above: int, paint: Painter, style: str) -> str:
    """Lines as borders of paragraphs; each second one ends a hair earlier, as Word frames equal neighbours as one."""
    line = f'<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="0" {paint.colour(GREY_TEXT, "color")}/></w:pBdr>'
    height = f'<w:spacing w:before="0" w:after="0" w:line="{dxa(RULED_MM)}" w:lineRule="exact"/>'
    texts = [item.label, *[""] * (item.count - 1)]
    return "".join(
        paragraph(
            style,
            paint.run(Run(text)) if text else "",
            extra=f'{line}{height}<w:ind w:right="{HAIR * (number % 2)}"/>',
        )
        for number, text in enumerate(texts, start=above)
    )
