"""A table of contents with its entries written in, so that it is right before Word has computed anything.

Only a program that lays out pages knows their numbers: the contents are written with a 0 for each, and once the pages
are known, `with_pages` puts them in. No line changes its length by that, so every page stays as it was.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from docx import Document as open_docx
from docx.document import Document as DocxDocument
from docx.oxml.ns import qn

from cxassess.report.rezip import stable_zip
from cxassess.report.word.fields import BEGIN, END, SEPARATE, field, instruction
from cxassess.report.word.markup import dxa, text_runs
from cxassess.report.word.no_break import unbroken

_NUMBER = re.compile(r"(PAGEREF _Toc\d+ \\h </w:instrText>(?:(?!PAGEREF).)*?<w:t>)\d+(</w:t>)", re.DOTALL)
_OURS = re.compile(r"_Toc(\d{8})")


def heading_name(number: int) -> str:
    """The bookmark of a heading, which its entry points to."""
    return f"_Toc{number:08d}"


def first_free_bookmark(docx: DocxDocument) -> int:
    """The number from which bookmarks are ours: a firm's own pages may have some, and so may an earlier report."""
    marks = list(docx.element.body.iter(qn("w:bookmarkStart")))
    ids = [int(mark.get(qn("w:id")) or 0) for mark in marks]
    names = (_OURS.fullmatch(mark.get(qn("w:name")) or "") for mark in marks)
    return max((0, *ids, *(int(match[1]) for match in names if match))) + 1


def contents_lines(
    headings: Sequence[str], width_mm: float, *, numbered: bool, first: int = 1
) -> list[tuple[str, str]]:
    """Each entry as what stands in its paragraph's properties and in the paragraph.

    Args:
        numbered: whether each has room for the number of its page.
        first: the number of the first heading's bookmark.
    """
    stop = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{dxa(width_mm)}"/></w:tabs>'
    order = r'TOC \o "1-1" \h \z \u' + ("" if numbered else r" \n")
    begin = f"{BEGIN}{instruction(order)}{SEPARATE}"
    last = first + len(headings) - 1
    lines = []
    for number, heading in enumerate(headings, start=first):
        text = text_runs(unbroken(heading))
        page = _page(number) if numbered else ""
        link = f'<w:hyperlink w:anchor="{heading_name(number)}" w:history="1">{text}{page}</w:hyperlink>'
        lines.append((stop, (begin if number == first else "") + link + (END if number == last else "")))
    return lines


def _page(number: int) -> str:
    return "<w:r><w:tab/></w:r>" + field(f"PAGEREF {heading_name(number)} \\h", "<w:r><w:t>0</w:t></w:r>")


def headings_in(docx: bytes) -> tuple[str, ...]:
    """The headings that the contents of a document list with their pages, in order."""
    body = open_docx(io.BytesIO(docx)).element.body
    links = [link for link in body.iter(qn("w:hyperlink")) if (link.get(qn("w:anchor")) or "").startswith("_Toc")]
    entries = [link for link in links if any("PAGEREF" in (i.text or "") for i in link.iter(qn("w:instrText")))]
    return tuple("".join(_heading(link)) for link in entries)


def text_of(docx: bytes) -> str:
    """All text of a document's body."""
    return "".join(text.text or "" for text in open_docx(io.BytesIO(docx)).element.body.iter(qn("w:t")))


def _heading(entry: Any) -> Iterator[str]:
    """The texts of an entry before the tab that leads to its page."""
    for piece in entry.iter(qn("w:t"), qn("w:tab")):
        if piece.tag == qn("w:tab"):
            return
        yield piece.text or ""


def with_pages(docx: bytes, pages: Sequence[int], as_of: date) -> bytes:
    """The document with the page of each heading in its contents; as it is where their number is another one."""
    numbers = iter(pages)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                text = part.decode()
                if len(_NUMBER.findall(text)) != len(pages):
                    return docx
                part = _NUMBER.sub(lambda match: f"{match[1]}{next(numbers)}{match[2]}", text).encode()
            new.writestr(name, part)
    return stable_zip(out.getvalue(), as_of)
