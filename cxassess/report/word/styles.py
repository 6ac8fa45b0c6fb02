"""The styles that a report is written in, and how a firm's own document comes to have them all."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from docx.document import Document as DocxDocument
from docx.oxml.ns import qn

from cxassess.report.palette import Brand
from cxassess.report.word.package import ROLES

STYLES = (
    "Normal",
    "Heading 1",
    "Heading 2",
    "Heading 3",
    "toc 1",
    "Caption",
    "List Bullet",
    "List Number",
    "footnote text",
    "footnote reference",
    "Section Label",
    "Lead",
    "Note",
    "Rests On",
    "Quotation",
    "Table Text",
    "Table Head",
    "Table Second",
    "Table Number",
    "Tile Label",
    "Tile Value",
    "Tile Text",
    "Column Text",
    "Picture",
    "Cover Foot",
    "Cover Kicker",
    "Cover Title",
    "Cover Title Long",
    "Cover Sentence",
    "Cover Score",
    "Spacer",
)

CHARACTER_STYLES = frozenset({"footnote reference"})  # the others are those of paragraphs


def missing_styles(docx: DocxDocument, own: Mapping[str, str]) -> list[str]:
    """The styles that a document lacks; `own` names the firm's style that stands for one of ours."""
    known = {style.name for style in docx.styles}
    return [name for name in STYLES if own.get(name, name) not in known]


def style_ids(docx: DocxDocument, own: Mapping[str, str]) -> dict[str, str]:
    """Our style names with the ids that they have in a document, which lacks none."""
    known: dict[str, str] = {style.name: style.style_id for style in docx.styles}
    return {name: known[own.get(name, name)] for name in STYLES}


def colour_styles(docx: DocxDocument, brand: Brand, own: Mapping[str, str]) -> None:
    """Give our styles the brand's colours where they follow the theme; a brand of other colours leaves the theme."""
    roles = {accent: role for role, accent in ROLES.items()}
    for name in STYLES:
        if name in own:
            continue  # the firm's own style stays as the firm made it
        for colour in docx.styles[name].element.iter(qn("w:color")):
            role = roles.get(colour.get(qn("w:themeColor"), ""))
            if role is None:
                continue
            colour.set(qn("w:val"), brand.hex(role))
            if role not in brand.theme:
                del colour.attrib[qn("w:themeColor")]


def add_styles(docx: DocxDocument, house: DocxDocument, names: list[str]) -> None:
    """Give a document the house's styles that it lacks; each keeps its look, also where its base is the firm's."""
    there = {style.style_id for style in docx.styles}
    theirs: dict[str, Any] = {style.name: style.element for style in house.styles}
    for name in names:
        element = deepcopy(theirs[name])
        if element.get(qn("w:styleId")) in there:
            element.set(qn("w:styleId"), f"Cx{element.get(qn('w:styleId'))}")
        for link in element.findall(qn("w:link")):
            element.remove(link)
        docx.styles.element.append(element)
