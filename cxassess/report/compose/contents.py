"""The page that lists the sections."""

from collections.abc import Iterator

from cxassess.report.blocks import Block, Contents, Label, PageBreak
from cxassess.report.compose.context import Context


def contents(page: Context) -> Iterator[Block]:
    """Every heading of the first level with its page."""
    yield PageBreak()
    yield Label(page.say("contents.label"))
    yield Contents()
