"""The pages of a document: the room that they have for text, and those that lie on their side.

Pages on their side are a section of the document, between the ends of two others, with the same header and footer.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from docx.document import Document as DocxDocument
from docx.enum.section import WD_HEADER_FOOTER, WD_ORIENT, WD_SECTION
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Twips

_A4 = Mm(210), Mm(297)
_NEAR = Twips(60)  # a stop so close to the text's right edge is meant to be there
_WITH_RELATIONS = (qn("w:drawing"), qn("w:pict"), qn("w:hyperlink"))  # of their own part, which a copy has not
_UNSEEN = {qn("w:bookmarkStart"), qn("w:bookmarkEnd")}


def text_area(docx: DocxDocument) -> tuple[float, float]:
    """Width and height of a page’s text in millimetres: the least of the sections, as one report goes through all."""
    sections = list(docx.sections)
    width = min(_size(section)[0] - _beside(section) for section in sections)
    height = min(_size(section)[1] - (section.top_margin or 0) - (section.bottom_margin or 0) for section in sections)
    # Word keeps lengths in twentieths of a point.
    return round(float(Length(width).mm), 1), round(float(Length(height).mm), 1)


def wide_width(section: Section) -> float:
    """The width of the text on a page of the section turned on its side, in millimetres."""
    _, height = _size(section)
    return round(float(Length(height - _beside(section)).mm), 1)


def section_at(docx: DocxDocument, place: Any) -> Section:
    """The section that an element of the body belongs to: the one whose end comes next."""
    ends = (own_end(element) for element in (place, *place.itersiblings()))
    found = next((end for end in ends if end is not None), docx.element.body.sectPr)
    return Section(found, docx.part)


def own_end(element: Any) -> Any:
    """The properties of the section that ends with an element of the body; None where none does."""
    return element if element.tag == qn("w:sectPr") else element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")


def begins_section(place: Any) -> bool:
    """Whether nothing stands before an element of the body in its section."""
    before = next((e for e in place.itersiblings(preceding=True) if e.tag not in _UNSEEN), None)
    return before is None or own_end(before) is not None


def is_wide(section: Section) -> bool:
    width, height = _size(section)
    return width > height


def end_upright(docx: DocxDocument, section: Section) -> Section:
    """What ends the upright pages before a turn; the section goes on after it, without its first page's looks."""
    before = Section(deepcopy(section._sectPr), docx.part)
    section.different_first_page_header_footer = False
    section.start_type = WD_SECTION.NEW_PAGE
    numbers = section._sectPr.find(qn("w:pgNumType"))
    if numbers is not None:  # they go on, in the figures that they have
        numbers.attrib.pop(qn("w:start"), None)
    return before


def end_wide(docx: DocxDocument, section: Section) -> Section:
    """What ends pages on their side: the section's page turned, its header and footer drawn out to the new width."""
    wide = Section(deepcopy(section._sectPr), docx.part)
    width, height = _size(section)
    wide.page_width, wide.page_height, wide.orientation = height, width, WD_ORIENT.LANDSCAPE
    _stretch(docx, wide, Length(width - _beside(section)), Length(height - width))
    return wide


def _stretch(docx: DocxDocument, wide: Section, right: Length, more: Length) -> None:
    """Headers and footers with a stop at the text's right edge get one at the new edge; others stay as they are."""
    properties: Any = wide._sectPr
    stories: tuple[tuple[Any, Any, str, Any], ...] = (
        (wide.header, docx.part.add_header_part, "w:headerReference", properties.add_headerReference),
        (wide.footer, docx.part.add_footer_part, "w:footerReference", properties.add_footerReference),
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
            stop.set(qn("w:pos"), str(Length(right + more).twips))
        for old in properties.findall(qn(reference)):
            if old.get(qn("w:type")) == "default":
                properties.remove(old)
        refer(WD_HEADER_FOOTER.PRIMARY, relation)


def _stops(story: Any, right: Length) -> Iterator[Any]:
    for stop in story.iter(qn("w:tab")):
        if abs(int(stop.get(qn("w:pos"), "0")) - right.twips) <= _NEAR.twips:
            yield stop


def _size(section: Section) -> tuple[Length, Length]:
    return section.page_width or _A4[0], section.page_height or _A4[1]


def _beside(section: Section) -> int:
    """What a page has left and right of its text, the room for a binding among it."""
    return (section.left_margin or 0) + (section.right_margin or 0) + (section.gutter or 0)
