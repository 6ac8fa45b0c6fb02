"""Pages on their side: sections of the document that end before and after them, with the same header and footer."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from docx.document import Document as DocxDocument
from docx.enum.section import WD_HEADER_FOOTER
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section

_A4 = (11906, 16838)  # twentieths of a point
_DXA_A_MM = 1440 / 25.4
_NEAR = 60  # a stop so close to the text's right edge is meant to be there
_WITH_RELATIONS = (qn("w:drawing"), qn("w:pict"), qn("w:hyperlink"))  # of their own part, which a copy has not


def section_at(docx: DocxDocument, place: Any) -> Any:
    """The properties of the section that an element of the body belongs to: those that come next."""
    for element in (place, *place.itersiblings()):
        if element.tag == qn("w:sectPr"):
            return element
        if (own := element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")) is not None:
            return own
    return docx.element.body.sectPr


def is_wide(section: Any) -> bool:
    width, height = _size(section)
    return width > height


def wide_width(section: Any) -> float:
    """The width of the text on a page of the section turned on its side, in millimetres."""
    _, height = _size(section)
    return round((height - _margin(section, "left") - _margin(section, "right")) / _DXA_A_MM, 1)


def end_upright(section: Any) -> Any:
    """What ends the upright pages before a turn; the section goes on after it, without its first page's looks."""
    before = deepcopy(section)
    for once in ("w:titlePg", "w:pgNumType"):
        if (found := section.find(qn(once))) is not None:
            section.remove(found)
    _set_kind(section)
    return before


def end_wide(docx: DocxDocument, section: Any) -> Any:
    """What ends pages on their side: the section's page turned, its header and footer drawn out to the new width."""
    wide = deepcopy(section)
    width, height = _size(section)
    size = wide.find(qn("w:pgSz"))
    if size is None:
        size = parse_xml(f"<w:pgSz {nsdecls('w')}/>")
        wide.insert(len(wide.findall(qn("w:headerReference"))) + len(wide.findall(qn("w:footerReference"))) + 1, size)
    size.set(qn("w:w"), str(height))
    size.set(qn("w:h"), str(width))
    size.set(qn("w:orient"), "landscape")
    _stretch(docx, wide, width - _margin(section, "left") - _margin(section, "right"), height - width)
    return wide


def _stretch(docx: DocxDocument, wide: Any, right: int, more: int) -> None:
    """Headers and footers with a stop at the text's right edge get one at the new edge; others stay as they are."""
    page = Section(wide, docx.part)
    stories: tuple[tuple[Any, Any, str, Any], ...] = (
        (page.header, docx.part.add_header_part, "w:headerReference", wide.add_headerReference),
        (page.footer, docx.part.add_footer_part, "w:footerReference", wide.add_footerReference),
    )
    for story, add_part, reference, refer in stories:
        if story.is_linked_to_previous:
            continue
        element = story._element
        if not any(True for _ in _stops(element, right)) or any(True for _ in element.iter(*_WITH_RELATIONS)):
            continue
        part, relation = add_part()
        new = part.element
        for child in list(new):
            new.remove(child)
        for child in element:
            new.append(deepcopy(child))
        for stop in _stops(new, right):
            stop.set(qn("w:pos"), str(right + more))
        for old in wide.findall(qn(reference)):
            if old.get(qn("w:type")) == "default":
                wide.remove(old)
        refer(WD_HEADER_FOOTER.PRIMARY, relation)


def _stops(story: Any, right: int) -> Iterator[Any]:
    for stop in story.iter(qn("w:tab")):
        if abs(int(stop.get(qn("w:pos"), "0")) - right) <= _NEAR:
            yield stop


def _set_kind(section: Any) -> None:
    kind = section.find(qn("w:type"))
    if kind is not None:
        kind.set(qn("w:val"), "nextPage")


def _size(section: Any) -> tuple[int, int]:
    size = section.find(qn("w:pgSz"))
    if size is None:
        return _A4
    return int(size.get(qn("w:w"), _A4[0])), int(size.get(qn("w:h"), _A4[1]))


def _margin(section: Any, side: str) -> int:
    margins = section.find(qn("w:pgMar"))
    return int(margins.get(qn(f"w:{side}"), "0")) if margins is not None else 0
