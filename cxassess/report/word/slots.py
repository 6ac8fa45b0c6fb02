"""Slots in a Word document: `{{client.name}}` anywhere in its text, `{{block:summary}}` alone in a paragraph.

A slot is a name and never an expression, so a template can run nothing. What people typed is put in as text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docx.document import Document as DocxDocument
from docx.oxml.ns import qn

from cxassess.errors import Problem
from cxassess.hints import did_you_mean
from cxassess.report.printable import printable

BLOCK = "block:"
ALL = "all"  # every section of the outline, in its order
_SLOT = re.compile(r"\{\{([^{}]*)\}\}")
_P, _T, _TBL, _TR, _TC = (qn(f"w:{name}") for name in ("p", "t", "tbl", "tr", "tc"))


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph with its place, as a person finds it in Word."""

    where: str
    element: Any

    @property
    def pieces(self) -> list[Any]:
        """The texts of the paragraph itself, without those of a text box that hangs in it."""
        return [t for t in self.element.iter(_T) if next(t.iterancestors(_P)) is self.element]

    @property
    def text(self) -> str:
        return "".join(piece.text or "" for piece in self.pieces)


Slots = list[tuple[str, Any]]  # section and paragraph


def block_slots(docx: DocxDocument) -> Slots:
    """The sections that the body has slots for, each with its paragraph, in order."""
    found = []
    for child in docx.element.body.iterchildren(_P):
        name = _block_in(_Line("", child).text)
        if name is not None:
            found.append((name, child))
    return found


def _block_in(text: str) -> str | None:
    match = _SLOT.fullmatch(text.strip())
    name = match[1].strip() if match else ""
    return name.removeprefix(BLOCK).strip() if name.startswith(BLOCK) else None


def fill_fields(docx: DocxDocument, values: Mapping[str, str]) -> None:
    """Put the values into every text slot of body, headers and footers; the look of a slot's start is kept.

    A slot without a value stays as it stands, so that it is seen.
    """
    for line in _lines(docx):
        pieces = line.pieces
        for match in reversed(list(_SLOT.finditer(line.text))):
            value = values.get(match[1].strip())
            if value is not None:
                _replace(pieces, match.start(), match.end(), printable(" ".join(value.split())))


def _replace(pieces: list[Any], start: int, end: int, value: str) -> None:
    """Replace a stretch that Word may have spread over several runs."""
    at = 0
    for piece in pieces:
        text = piece.text or ""
        first, last = max(start - at, 0), min(end - at, len(text))
        if first < last:
            kept = value if start >= at else ""
            piece.text = text[:first] + kept + text[last:]
            piece.set(qn("xml:space"), "preserve")
        at += len(text)


def slot_faults(
    docx: DocxDocument, fields: Mapping[str, str], sections: Mapping[str, object], name: str
) -> list[Problem]:
    """Every slot that cannot be filled, with its place and what was probably meant."""
    faults: list[Problem] = []
    seen: set[str] = set()
    for line in _lines(docx):
        where = f"{name}, {line.where}"
        faults += [Problem(where, message) for message in _faults(line, fields, sections, seen)]
    return faults


def _faults(line: _Line, fields: Mapping[str, str], sections: Mapping[str, object], seen: set[str]) -> Iterator[str]:
    text = line.text
    for match in _SLOT.finditer(text):
        slot = match[1].strip()
        if not slot.startswith(BLOCK):
            if slot not in fields:
                yield f"there is no field “{slot}”{did_you_mean(slot, fields)}"
            continue
        section = slot.removeprefix(BLOCK).strip()
        if section != ALL and section not in sections:
            yield f"there is no section “{section}”{did_you_mean(section, [ALL, *sections])}"
        elif _block_in(text) is None:
            yield f"{{{{{slot}}}}} must stand alone in its paragraph"
        elif not line.where.startswith("body, paragraph"):
            yield f"{{{{{slot}}}}} must stand in the body, outside of tables, headers and footers"
        elif ALL in seen or (section == ALL and seen):
            yield f"{{{{{slot}}}}} stands beside {{{{{BLOCK}{ALL}}}}}, which holds every section already"
        elif section in seen:
            yield f"{{{{{slot}}}}} stands here a second time"
        seen.add(section)
    rest = _SLOT.sub("", text)
    if "{{" in rest or "}}" in rest:
        yield f"a slot is broken: “{' '.join(rest.split())[:60]}”; it is written {{{{client.name}}}}"


def _lines(docx: DocxDocument) -> Iterator[_Line]:
    """Every paragraph of the document, in the order in which a person comes upon them."""
    yield from _within(docx.element.body, "body")
    for number, section in enumerate(docx.sections, start=1):
        of = f" of section {number}" if len(docx.sections) > 1 else ""
        stories = {
            "header": section.header,
            "first page’s header": section.first_page_header,
            "even pages’ header": section.even_page_header,
            "footer": section.footer,
            "first page’s footer": section.first_page_footer,
            "even pages’ footer": section.even_page_footer,
        }
        for story, part in stories.items():
            if not part.is_linked_to_previous:
                yield from _within(part._element, f"{story}{of}")


def _within(story: Any, name: str) -> Iterator[_Line]:
    paragraphs = tables = 0
    for child in story:
        if child.tag == _P:
            paragraphs += 1
            yield _Line(f"{name}, paragraph {paragraphs}", child)
            for inner in child.iter(_P):
                if inner is not child:
                    yield _Line(f"{name}, text box at paragraph {paragraphs}", inner)
        elif child.tag == _TBL:
            tables += 1
            for row, element in enumerate(child.iter(_TR), start=1):
                for column, cell in enumerate(element.iterchildren(_TC), start=1):
                    place = f"{name}, table {tables}, row {row}, column {column}"
                    yield from (_Line(place, paragraph) for paragraph in cell.iterchildren(_P))
        else:
            yield from (_Line(f"{name}, content control", inner) for inner in child.iter(_P))
