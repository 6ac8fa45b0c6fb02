"""A report's blocks become a Word document over a template: paragraphs in its styles, real tables, pictures."""

from cxassess.report.word.contents import headings_in, text_of, with_pages
from cxassess.report.word.writer import write_docx

__all__ = ["headings_in", "text_of", "with_pages", "write_docx"]
