"""Word's own lists: each numbered one starts from 1, as it has an instance of its own."""

from typing import Any

from docx.document import Document as DocxDocument
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart

BULLET, NUMBERED = "•", "%1."
_INDENT = 284  # twentieths of a point, half a centimetre


class Lists:
    """The lists of one document; its two kinds are written down when the first of each appears."""

    def __init__(self, docx: DocxDocument) -> None:
        self._docx = docx
        self._kinds: dict[bool, int] = {}

    def begin(self, *, ordered: bool) -> str:
        """The paragraph properties of a new list's items."""
        numbering = self._part().element
        if ordered not in self._kinds:
            self._kinds[ordered] = _add_kind(numbering, ordered=ordered)
        return f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{_add_list(numbering, self._kinds[ordered])}"/></w:numPr>'

    def _part(self) -> NumberingPart:
        part = self._docx.part
        known = (r.target_part for r in part.rels.values() if r.reltype == RT.NUMBERING)
        found = next(known, None)
        if isinstance(found, NumberingPart):
            return found
        element = parse_xml(f"<w:numbering {nsdecls('w')}/>")
        new = NumberingPart(PackURI("/word/numbering.xml"), CT.WML_NUMBERING, element, part.package)
        part.relate_to(new, RT.NUMBERING)
        return new


def _add_kind(numbering: Any, *, ordered: bool) -> int:
    """A definition of bullets or of numbers; all definitions stand before all lists."""
    kinds = numbering.findall(qn("w:abstractNum"))
    id = max([-1, *(int(kind.get(qn("w:abstractNumId"))) for kind in kinds)]) + 1
    shape, text = ("decimal", NUMBERED) if ordered else ("bullet", BULLET)
    level = (
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{shape}"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{_INDENT}" w:hanging="{_INDENT}"/></w:pPr></w:lvl>'
    )
    kind = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{id}"><w:multiLevelType w:val="singleLevel"/>{level}'
        "</w:abstractNum>"
    )
    numbering.insert_element_before(kind, "w:num", "w:numIdMacAtCleanup")  # pictures that are bullets stand first
    return id


def _add_list(numbering: Any, kind: int) -> int:
    new = numbering.add_num(kind)
    new.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(new.numId)
