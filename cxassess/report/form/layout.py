"""Where everything stands on the sheets of a form."""

from dataclasses import dataclass

from cxassess.forms import HIDDEN_SHEET, Form
from cxassess.words import Words

HEAD_ROW = 6  # below title, scope, promise, steps and progress
FIRST = HEAD_ROW + 1
PICTURES = "DEFGH"
NUMBER, QUESTION, LINK, ANSWER, COMMENT = "A", "B", "C", "I", "J"


@dataclass(frozen=True, slots=True)
class Layout:
    """Rows by section and question, and the columns that depend on whether the role is asked for proof.

    `sheets` are the names of the four sheets: to answer on, in full, privacy, and the hidden one.
    """

    sheets: tuple[str, str, str, str]
    sections: dict[str, int]
    rows: dict[str, int]
    proof: str  # empty where no proof is asked for
    ids: str
    seconds: str

    @classmethod
    def of(cls, form: Form, words: Words) -> "Layout":
        names = words.table("form.sheets")
        sections: dict[str, int] = {}
        rows: dict[str, int] = {}
        row = HEAD_ROW
        for section in form.sections:
            sections[section.id] = row = row + 1
            for question in section.questions:
                rows[question.id] = row = row + 1
        proof, ids, seconds = ("K", "L", "M") if form.asks_for_proof else ("", "K", "L")
        sheets = (names["answers"], names["in_full"], names["privacy"], HIDDEN_SHEET)
        return cls(sheets, sections, rows, proof, ids, seconds)

    @property
    def last(self) -> int:
        """The last row with a question."""
        return max(self.rows.values(), default=FIRST)

    @property
    def last_column(self) -> str:
        """The last column that people see."""
        return self.proof or COMMENT

    @property
    def typed(self) -> dict[str, str]:
        """The columns that people look at or type in, by what stands in them."""
        columns = {"question": QUESTION, "answer": ANSWER, "comment": COMMENT}
        return {**columns, "proof": self.proof} if self.proof else columns

    def span(self, column: str) -> str:
        """All rows of a column, as formulas name them."""
        return f"${column}${FIRST}:${column}${self.last}"
