"""Whether everybody can read a workbook: the rules of Excel's own checker, and contrast after WCAG 2.2."""

import re
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from cxassess.contrast import contrast
from cxassess.report.accessibility import LARGE, LARGE_BOLD, LARGE_CONTRAST, TEXT_CONTRAST, alt_fault
from report.repair_rules import XDR, Parts, X, box, sheet_names, sheets, xml_of

DC = "{http://purl.org/dc/elements/1.1/}"
USUAL_NAME = re.compile(r"(sheet|tabelle|feuil|hoja|foglio|blad)\s*\d*", re.IGNORECASE)


def workbook_barriers(content: bytes) -> list[str]:
    """What stands in somebody's way in a workbook, each with its place; nothing in a good one."""
    xml = xml_of(content)
    return [barrier for rule in RULES for barrier in rule(xml)]


def it_has_a_title(xml: Parts) -> Iterator[str]:
    core = xml.get("docProps/core.xml")
    if core is None or not (core.findtext(f"{DC}title") or "").strip():
        yield "the workbook has no title"


def sheet_names_tell_what_is_there(xml: Parts) -> Iterator[str]:
    for name in sheet_names(xml):
        if USUAL_NAME.fullmatch(name):
            yield f"the sheet name {name} tells nothing"


def drawings_are_described(xml: Parts) -> Iterator[str]:
    for part, root in xml.items():
        if part.startswith("xl/drawings/"):
            for drawing in root.iter(f"{XDR}cNvPr"):
                if fault := alt_fault(drawing.get("descr", "")):
                    yield f"{part}: “{drawing.get('name')}” {fault}"


def heads_stay_in_sight(xml: Parts) -> Iterator[str]:
    """A sheet to scroll through keeps its head row: frozen on the screen, repeated on paper."""
    titles = {d.get("localSheetId") for d in xml["xl/workbook.xml"].iter(f"{X}definedName") if _repeats(d)}
    for number, (name, root) in enumerate(sheets(xml)):
        if str(number) not in titles:
            yield f"{name}: no row repeats on each printed page"
        frozen = any(pane.get("state") in {"frozen", "frozenSplit"} for pane in root.iter(f"{X}pane"))
        if root.find(f"{X}autoFilter") is not None and not frozen:
            yield f"{name}: its head row scrolls away"


def _repeats(name: Element) -> bool:
    return name.get("name") == "_xlnm.Print_Titles"


def cells_are_merged_in_one_row_only(xml: Parts) -> Iterator[str]:
    for name, root in sheets(xml):
        for merge in root.iter(f"{X}mergeCell"):
            _, top, _, bottom = box(str(merge.get("ref")))
            if top != bottom:
                yield f"{name}: {merge.get('ref')} merges cells of several rows"


def numbers_do_not_speak_by_colour_alone(xml: Parts) -> Iterator[str]:
    for number in xml["xl/styles.xml"].iter(f"{X}numFmt"):
        if re.search(r"\[(red|color ?\d+)\]", number.get("formatCode", ""), re.IGNORECASE):
            yield f"the format {number.get('formatCode')} tells a number by its colour"


def text_stands_out(xml: Parts) -> Iterator[str]:
    """Each look that a cell with content has, and each that a condition may give it."""
    styles = xml["xl/styles.xml"]
    fonts, fills = list(styles.iterfind(f"{X}fonts/{X}font")), list(styles.iterfind(f"{X}fills/{X}fill"))
    looks = list(styles.iterfind(f"{X}cellXfs/{X}xf"))
    told = set()
    for name, root in sheets(xml):
        for cell in root.iter(f"{X}c"):
            if len(cell) == 0:
                continue
            look = looks[int(cell.get("s", "0"))]
            font = fonts[int(look.get("fontId", "0"))]
            pair = (_colour(font.find(f"{X}color")) or "#000000", _fill(fills[int(look.get("fillId", "0"))]))
            if (pair, _is_large(font)) not in told and contrast(*pair) < _needed(font):
                told.add((pair, _is_large(font)))
                yield f"{name}!{cell.get('r')}: {pair[0]} on {pair[1]} has {contrast(*pair):.1f}:1"
    for look in styles.iterfind(f"{X}dxfs/{X}dxf"):
        own_font, own_fill = look.find(f"{X}font"), look.find(f"{X}fill")
        ink = "" if own_font is None else _colour(own_font.find(f"{X}color"))
        ground = "" if own_fill is None else _fill(own_fill)
        if ink and ground and contrast(ink, ground) < TEXT_CONTRAST:
            yield f"a condition writes {ink} on {ground}: {contrast(ink, ground):.1f}:1"


def _fill(fill: Element) -> str:
    """The colour of a cell; a condition's fill names it as the background."""
    pattern = fill.find(f"{X}patternFill")
    if pattern is None or pattern.get("patternType") == "none":
        return "#FFFFFF"
    return _colour(pattern.find(f"{X}fgColor")) or _colour(pattern.find(f"{X}bgColor")) or "#FFFFFF"


def _colour(colour: Element | None) -> str:
    rgb = "" if colour is None else colour.get("rgb", "")
    return f"#{rgb[-6:]}" if rgb else ""


def _needed(font: Element) -> float:
    return LARGE_CONTRAST if _is_large(font) else TEXT_CONTRAST


def _is_large(font: Element) -> bool:
    size = font.find(f"{X}sz")
    points = 11.0 if size is None else float(size.get("val", "11"))
    return points >= (LARGE if font.find(f"{X}b") is None else LARGE_BOLD)


RULES: tuple[Callable[[Parts], Iterator[str]], ...] = (
    it_has_a_title,
    sheet_names_tell_what_is_there,
    drawings_are_described,
    heads_stay_in_sight,
    cells_are_merged_in_one_row_only,
    numbers_do_not_speak_by_colour_alone,
    text_stands_out,
)
