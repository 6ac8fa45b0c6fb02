"""A Word document as text that a person can review: `[Style] words`, and tables row by row."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from xml.etree import ElementTree

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph


def docx_text(content: bytes) -> str:
    """Every paragraph and table of the body, in order."""
    document = Document(BytesIO(content))
    lines: list[str] = []
    for child in document.element.body.iterchildren():
        if child.tag == qn("w:p"):
            lines += _paragraph(Paragraph(child, document))
        elif child.tag == qn("w:tbl"):
            lines += _table(Table(child, document))
    return "\n".join(lines).replace("\u00a0", " ") + "\n"  # a no-break space is read as any other


def _paragraph(paragraph: Paragraph) -> Iterator[str]:
    style = paragraph.style.name if paragraph.style is not None else "?"
    if style == "Spacer":
        return
    alt = [d.get("descr") or "" for d in paragraph._p.iter(qn("wp:docPr"))]
    text = paragraph.text or "".join(f"(picture: {a})" for a in alt)
    if text:
        yield f"[{style}] {text}"


def _table(table: Table) -> Iterator[str]:
    for row in table.rows:
        cells = [" / ".join(p.text for p in cell.paragraphs if p.text).replace("\n", " / ") for cell in row.cells]
        if any(cells):
            yield "  | " + " | ".join(cells)


def parts(content: bytes) -> dict[str, bytes]:
    """The parts of an office file by name."""
    with zipfile.ZipFile(BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def body_xml(content: bytes) -> ElementTree.Element:
    """The main part of a Word document."""
    return ElementTree.fromstring(parts(content)["word/document.xml"])


def rezipped(content: bytes, change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """The parts of an office file, each as `change` gives it back; None leaves one out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if (part := change(name, old.read(name))) is not None:
                new.writestr(name, part)
        for name, part in more.items():
            new.writestr(name, part)
    return out.getvalue()


def planted(content: bytes, part: str, pattern: str, becomes: str, count: int = 1) -> bytes:
    """The document with a fault in it."""
    found = 0

    def change(name: str, data: bytes) -> bytes:
        nonlocal found
        if name != part:
            return data
        text, found = re.subn(pattern, becomes, data.decode(), count=count, flags=re.DOTALL)
        return text.encode()

    spoiled = rezipped(content, change)
    assert found, f"{pattern} is not in {part}"
    return spoiled
