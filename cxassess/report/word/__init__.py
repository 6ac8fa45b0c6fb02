"""A report's blocks become a Word document over a template: paragraphs in its styles, real tables, pictures.

Nothing is imported here: who only reads a template, as the workbook does for its colours, does without the writer
and the drawing library that comes with it.
"""
