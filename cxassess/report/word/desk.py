"""What every part of a page is written with: the document, its styles and width, and what is counted on the way."""

from collections.abc import Mapping
from io import BytesIO
from itertools import count

from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn

from cxassess.report.blocks import Caption, Run
from cxassess.report.palette import Brand
from cxassess.report.word import footnotes
from cxassess.report.word.contents import first_free_bookmark
from cxassess.report.word.fields import bookmarked, numbered_label
from cxassess.report.word.lists import Lists
from cxassess.report.word.markup import NAMESPACES, inline_chart, inline_picture, paragraph, table
from cxassess.report.word.painter import Painter

_STORIES = {RT.HEADER, RT.FOOTER}
FOOTNOTE_TEXT, FOOTNOTE_MARK = "footnote text", "footnote reference"


class Desk:
    """Writes the markup of one document, and holds what it counts: drawings, bookmarks, whether a page break is due.

    Args:
        styles: our style names with the ids that they have in the document.
        width: of the text, in millimetres.
    """

    def __init__(self, docx: DocxDocument, brand: Brand, styles: Mapping[str, str], width: float) -> None:
        self.docx, self.brand, self.ids, self.width = docx, brand, styles, width
        self.first_note = footnotes.first_free(docx)
        self.paint = paint = Painter(brand, styles[FOOTNOTE_MARK], self.first_note)
        self.run, self.runs, self.box, self.border = paint.run, paint.runs, paint.cell, paint.border
        self.lists = Lists(docx)
        self.break_due = False
        self.first_bookmark = first_free_bookmark(docx)
        self._bookmarks = count(self.first_bookmark)
        self._drawings = count(_drawings_in(docx) + 1)  # a firm's own pages have some already
        self._relations: dict[bytes, str] = {}  # of each different picture

    def rooted(self, style: str, content: str, align: str = "left", extra: str = "", keep_next: bool = False) -> str:
        """A paragraph that stands in the body, with the namespaces and a page break where one is due."""
        due, self.break_due = self.break_due, False
        markup = paragraph(self.ids[style], content, align=align, break_before=due, extra=extra, keep_next=keep_next)
        return markup.replace("<w:p>", f"<w:p {NAMESPACES}>", 1)

    def p(self, style: str, content: str, align: str = "left", keep_next: bool = False) -> str:
        return paragraph(self.ids[style], content, align=align, keep_next=keep_next)

    def spacer(self) -> str:
        """Word joins two tables that touch."""
        return self.rooted("Spacer", "")

    def marked(self, name: str, content: str) -> str:
        """Runs within a bookmark."""
        return bookmarked(next(self._bookmarks), name, content)

    def image(self, png: bytes, width_mm: float, height_mm: float, alt: str) -> str:
        if png not in self._relations:  # python-docx hashes every picture that it has to find an equal one
            self._relations[png], _ = self.docx.part.get_or_add_image(BytesIO(png))
        return inline_picture(self._relations[png], next(self._drawings), width_mm, height_mm, alt)

    def chart(self, relation: str, width_mm: float, height_mm: float, alt: str) -> str:
        return inline_chart(relation, next(self._drawings), width_mm, height_mm, alt)

    def table_markup(self, rows: list[str], widths: list[float], about: str, head: bool = True) -> str:
        self.break_due = False
        return table(rows, widths, about, head)

    def caption(self, caption: Caption, *, keep_next: bool) -> str:
        """“Table 3. What it shows”, which Word counts."""
        label = numbered_label(next(self._bookmarks), caption)
        return self.rooted("Caption", f"{label}{self.run(Run(f'. {caption.text}'))}", keep_next=keep_next)

    def close(self) -> None:
        """Write down what belongs to the whole document: the footnotes."""
        text, mark = self.ids[FOOTNOTE_TEXT], self.ids[FOOTNOTE_MARK]
        footnotes.add_footnotes(self.docx, self.paint.notes, self.first_note, text, mark)


def _drawings_in(docx: DocxDocument) -> int:
    """The highest number of a drawing in a template: of its own pages, headers and footers."""
    stories = [docx.element.body]
    stories += [relation.target_part.element for relation in docx.part.rels.values() if relation.reltype in _STORIES]
    return max((int(drawing.get("id") or 0) for story in stories for drawing in story.iter(qn("wp:docPr"))), default=0)
