"""The report and the workbook on a portfolio, written beside what a person has changed, never over it."""

from collections.abc import Mapping
from pathlib import Path

from cxassess.files.documents import Written, write_all
from cxassess.files.templates import find_template, read_template
from cxassess.model.pack import Pack
from cxassess.model.portfolio import Portfolio
from cxassess.words import Words

TEMPLATE = "full"
REPORT, WORKBOOK = "portfolio.docx", "portfolio.xlsx"


def write_portfolio(portfolio: Portfolio, pack: Pack, said: Mapping[str, str], words: Words, out: Path) -> Written:
    """Write both into a folder; both are made before the first is written. Raises CannotWrite.

    Args:
        said: the sentences on what is left out, by folder.
    """
    from cxassess.report.compose.portfolio import compose_portfolio
    from cxassess.report.word.writer import write_docx
    from cxassess.report.workbook.portfolio import write_portfolio_workbook

    document = compose_portfolio(portfolio, pack, said, words)
    made = {
        out / REPORT: write_docx(document, read_template(find_template(TEMPLATE)).docx, portfolio.as_of),
        out / WORKBOOK: write_portfolio_workbook(portfolio, pack, said, words),
    }
    return write_all(made)
