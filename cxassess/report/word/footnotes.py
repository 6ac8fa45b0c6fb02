"""Footnotes: a part of their own, in which a firm's document may have some already."""

from collections.abc import Sequence

from docx.document import Document as DocxDocument
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from cxassess.report.word.markup import text_runs

_LINES = (("separator", -1, "separator"), ("continuationSeparator", 0, "continuationSeparator"))


def first_free(docx: DocxDocument) -> int:
    """The number that the next footnote may have; 1 where there are none."""
    part = _part(docx)
    taken = [int(note.get(qn("w:id"))) for note in parse_xml(part.blob).iter(qn("w:footnote"))] if part else []
    return max([0, *taken]) + 1


def mark(id: int, style: str) -> str:
    """The raised number in the text."""
    return f'<w:r><w:rPr><w:rStyle w:val="{style}"/></w:rPr><w:footnoteReference w:id="{id}"/></w:r>'


def add_footnotes(docx: DocxDocument, texts: Sequence[str], first: int, text_style: str, mark_style: str) -> None:
    """Put the texts at the foot of the pages whose marks name them, numbered from `first`."""
    if not texts:
        return
    part = _part(docx) or _new_part(docx)
    notes = parse_xml(part.blob)
    for id, text in enumerate(texts, start=first):
        notes.append(parse_xml(_note(id, text, text_style, mark_style)))
    part._blob = serialize_part_xml(notes)


def _note(id: int, text: str, text_style: str, mark_style: str) -> str:
    number = f'<w:r><w:rPr><w:rStyle w:val="{mark_style}"/></w:rPr><w:footnoteRef/></w:r>'
    style = f'<w:pPr><w:pStyle w:val="{text_style}"/></w:pPr>'
    return f'<w:footnote {nsdecls("w")} w:id="{id}"><w:p>{style}{number}{text_runs(f" {text}")}</w:p></w:footnote>'


def _part(docx: DocxDocument) -> Part | None:
    parts = (r.target_part for r in docx.part.rels.values() if r.reltype == RT.FOOTNOTES and not r.is_external)
    return next(parts, None)


def _new_part(docx: DocxDocument) -> Part:
    lines = "".join(
        f'<w:footnote w:type="{kind}" w:id="{id}"><w:p><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/>'
        f"</w:pPr><w:r><w:{element}/></w:r></w:p></w:footnote>"
        for kind, id, element in _LINES
    )
    xml = f"<w:footnotes {nsdecls('w')}>{lines}</w:footnotes>"
    part = Part(PackURI("/word/footnotes.xml"), CT.WML_FOOTNOTES, xml.encode(), docx.part.package)
    docx.part.relate_to(part, RT.FOOTNOTES)
    return part
