"""Runs, cells and borders: the pieces of a page that have colours, which are roles of a brand."""

from cxassess.report.blocks import Run, Runs
from cxassess.report.palette import ALERT, GREY_TEXT, LEVEL_INK, LEVELS, Brand
from cxassess.report.word import footnotes
from cxassess.report.word.fields import reference
from cxassess.report.word.markup import dxa, text_runs
from cxassess.report.word.no_break import unbroken


class Painter:
    """Paints with a brand, and keeps the footnotes that its runs hang on themselves."""

    def __init__(self, brand: Brand, note_style: str, first_note: int) -> None:
        self._brand = brand
        self._note_style, self._first_note = note_style, first_note
        self.notes: list[str] = []  # the footnotes so far

    def colour(self, role: str, value: str = "val", theme: str = "themeColor") -> str:
        """The attributes of a colour; where it is one of the template's theme, it follows that in Word, too."""
        accent = self._brand.theme.get(role)
        return f'w:{value}="{self._brand.hex(role)}"' + (f' w:{theme}="{accent}"' if accent else "")

    def run(self, piece: Run, inherit_colour: str = "") -> str:
        """A run of text; line breaks in it stay line breaks."""
        look = "<w:b/><w:bCs/>" if piece.bold else ""
        shade = ""
        ink = inherit_colour
        if piece.grey:
            ink = GREY_TEXT
        if piece.alert:
            ink = ALERT
        if piece.level is not None:
            ink = LEVEL_INK[piece.level - 1]
            shade = f'<w:shd w:val="clear" w:color="auto" {self.colour(LEVELS[piece.level - 1], "fill", "themeFill")}/>'
        tint = f"<w:color {self.colour(ink)}/>" if ink else ""
        text = text_runs(unbroken(piece.text), f"{look}{tint}{shade}")
        return (reference(piece.exhibit, text) if piece.exhibit else text) + self._note(piece)

    def _note(self, piece: Run) -> str:
        if not piece.note:
            return ""
        self.notes.append(piece.note)
        return footnotes.mark(self._first_note + len(self.notes) - 1, self._note_style)

    def runs(self, pieces: Runs, inherit_colour: str = "") -> str:
        return "".join(self.run(piece, inherit_colour) for piece in pieces)

    def cell(
        self,
        content: str,
        width_mm: float,
        *,
        fill: str = "",
        borders: str = "",
        margins_mm: tuple[float, float, float, float] | None = None,
        vertical: str = "top",
        span: int = 1,
    ) -> str:
        """A table cell around paragraphs; margins are top, right, bottom, left."""
        properties = f'<w:tcW w:w="{dxa(width_mm)}" w:type="dxa"/>'
        properties += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        properties += f"<w:tcBorders>{borders}</w:tcBorders>" if borders else ""
        properties += f'<w:shd w:val="clear" w:color="auto" {self.colour(fill, "fill", "themeFill")}/>' if fill else ""
        if margins_mm is not None:
            top, right, bottom, left = (dxa(m) for m in margins_mm)
            properties += (
                f'<w:tcMar><w:top w:w="{top}" w:type="dxa"/><w:left w:w="{left}" w:type="dxa"/>'
                f'<w:bottom w:w="{bottom}" w:type="dxa"/><w:right w:w="{right}" w:type="dxa"/></w:tcMar>'
            )
        properties += f'<w:vAlign w:val="{vertical}"/>' if vertical != "top" else ""
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"

    def border(self, side: str, points: float, role: str) -> str:
        """One side of a cell's border; Word counts eighths of a point."""
        return f'<w:{side} w:val="single" w:sz="{round(points * 8)}" w:space="0" {self.colour(role, "color")}/>'
