"""A table of contents with its entries written in, so that it is right before Word has computed anything.

Only a program that lays out pages knows their numbers: the contents are written with a 0 for each, and once the pages
are known, `with_pages` puts them in. No line changes its length by that, so every page stays as it was.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date

from docx import Document as open_docx
from docx.oxml.ns import qn

from cxassess.report.rezip import stable_zip
from cxassess.report.word.fields import BEGIN, END, SEPARATE, field, instruction, text_run
from cxassess.report.word.markup import dxa

_NUMBER = re.compile(r"(PAGEREF _Toc(\d+) \\h </w:instrText>(?:(?!PAGEREF).)*?<w:t>)\d+(</w:t>)", re.DOTALL)


def heading_name(number: int) -> str:
    """The bookmark of a heading that its entry points to; headings are counted from 1."""
    return f"_Toc{number:08d}"


def contents_lines(headings: Sequence[str], width_mm: float, *, numbered: bool) -> list[tuple[str, str]]:
    """Each entry as what stands in its paragraph's properties and in the paragraph.

    Args:
        numbered: whether each has room for the number of its page.
    """
    stop = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{dxa(width_mm)}"/></w:tabs>'
    order = r'TOC \o "1-1" \h \z \u' + ("" if numbered else r" \n")
    begin = f"{BEGIN}{instruction(order)}{SEPARATE}"
    lines = []
    for number, heading in enumerate(headings, start=1):
        text = text_run(heading)
        page = _page(number) if numbered else ""
        link = f'<w:hyperlink w:anchor="{heading_name(number)}" w:history="1">{text}{page}</w:hyperlink>'
        lines.append((stop, (begin if number == 1 else "") + link + (END if number == len(headings) else "")))
    return lines


def _page(number: int) -> str:
    return "<w:r><w:tab/></w:r>" + field(f"PAGEREF {heading_name(number)} \\h", "<w:r><w:t>0</w:t></w:r>")


def headings_in(docx: bytes) -> tuple[str, ...]:
    """The headings that the contents of a document list, in order."""
    body = open_docx(io.BytesIO(docx)).element.body
    entries = [link for link in body.iter(qn("w:hyperlink")) if (link.get(qn("w:anchor")) or "").startswith("_Toc")]
    return tuple("".join(t.text or "" for t in link[0].iter(qn("w:t"))) for link in entries)


def with_pages(docx: bytes, pages: Sequence[int], as_of: date) -> bytes:
    """The document with the page of each heading in its contents; as it is where their number is another one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                text = part.decode()
                if len(_NUMBER.findall(text)) != len(pages):
                    return docx
                part = _NUMBER.sub(lambda match: f"{match[1]}{pages[int(match[2]) - 1]}{match[3]}", text).encode()
            new.writestr(name, part)
    return stable_zip(out.getvalue(), as_of)
