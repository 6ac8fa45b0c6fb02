"""What a report page is made of: values that say what is printed; how it is drawn is the writer's business.

Everything here is plain data, so that what a report says can be tested as text.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cxassess.report.figures import Figure

BOX = "☐"  # to be ticked by hand
Align = Literal["left", "right", "center"]
Fill = Literal["tile", "main", "level"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one guise.

    Attributes:
        level: shaded in the colour of a level.
        exhibit: the key of the table or figure that it names; its text becomes that one's number.
        needs: keys of exhibits without which the run is left out, as an outline may leave them out.
        note: a footnote that hangs on the run.
    """

    text: str
    bold: bool = False
    grey: bool = False
    alert: bool = False
    level: int | None = None
    exhibit: str = ""
    needs: tuple[str, ...] = ()
    note: str = ""


Runs = tuple[Run, ...]


def plain(text: str) -> Runs:
    return (Run(text),)


def bold(text: str) -> Runs:
    return (Run(text, bold=True),)


@dataclass(frozen=True, slots=True)
class Label:
    """The small grey line over a heading that names the section."""

    text: str
    apart: bool = False  # with white space above, where it follows on the same page


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 opens a section and is a full sentence with its number."""

    text: str
    level: int = 1
    small: bool = False  # looks as headings one level below do


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    runs: Runs
    style: Literal["body", "small", "lead", "note", "rest", "quote"] = "body"
    keep: bool = False  # on one page with what follows


@dataclass(frozen=True, slots=True)
class Caption:
    """What a table or figure shows; `word` is its kind (“Table”), and `number` stands once they are counted."""

    key: str
    text: str
    word: str = ""
    number: int = 0

    @property
    def label(self) -> str:
        return f"{self.word} {self.number}"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in a cell: shares of one width, each 0–1 from the left; `mark` is a line to reach, `about` the alt text."""

    share: float
    colour: str
    about: str
    second: float | None = None  # where a second stretch of bar ends
    second_colour: str = ""
    mark: float | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: a line, perhaps a grey second line, perhaps a bar after the text."""

    runs: Runs
    second: str = ""
    level: int | None = None
    bar: Bar | None = None
    serif: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A table column with its width as a share of the text width."""

    head: str
    width: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its head row; `about` describes it to those who cannot see it."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    about: str
    note: Runs = ()
    numbered: bool = False
    caption: Caption | None = None


@dataclass(frozen=True, slots=True)
class Tile:
    """A shaded box: label, number, two short lines."""

    label: str
    value: str
    lines: tuple[str, ...]
    fill: Fill = "tile"
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Tiles:
    """A row of tiles; widths are shares of the text width."""

    tiles: tuple[Tile, ...]
    about: str
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with the text that stands for it."""

    figure: Figure
    alt: str
    note: Runs = ()
    caption: Caption | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Items one under the other, with bullets or with numbers that start from 1."""

    items: tuple[Runs, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class TwoColumns:
    """Two stacks of blocks side by side; `share` is the left one's part of the width."""

    left: tuple["Block", ...]
    right: tuple["Block", ...]
    about: str
    share: float = 0.5


@dataclass(frozen=True, slots=True)
class Wide:
    """Pages on their side, for tables with more to say than a page is wide."""

    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The headings of the first level with their pages."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The four stages as steps: (number, name, about, value, share 0–1, mark 0–1, keys, verdict, reached)."""

    columns: tuple[str, ...]
    rungs: tuple["Rung", ...]
    about: str
    caption: Caption | None = None


@dataclass(frozen=True, slots=True)
class Rung:
    """One stage of the ladder."""

    number: int
    name: str
    about: str
    value: str
    bar: Bar
    keys: str
    verdict: str
    reached: bool
    alarm: bool


@dataclass(frozen=True, slots=True)
class Card:
    """Something to do: its title, and a grey line under it."""

    title: str
    second: str


@dataclass(frozen=True, slots=True)
class Lanes:
    """A plan at a glance: a lane a discipline, a column a stretch of time, in it the cards from the top.

    Attributes:
        heads: the name and the span of each stretch of time.
        lanes: the name of each lane, with its cards in each stretch.
    """

    heads: tuple[tuple[str, str], ...]
    lanes: tuple[tuple[str, tuple[tuple[Card, ...], ...]], ...]
    about: str
    caption: Caption | None = None


@dataclass(frozen=True, slots=True)
class CoverGrid:
    """One cell a practice, coloured by its level (None without a score), and the score at the right."""

    rows: tuple[tuple[str, tuple[int | None, ...], str], ...]
    levels: tuple[str, ...]
    note: str
    about: str


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page."""

    firm: str
    confidentiality: str
    kicker: str
    title: str
    sentence: str
    grid: CoverGrid | None
    facts: tuple[tuple[str, str], ...]
    head_about: str  # what the line at the top is, to those who cannot see it
    facts_about: str


@dataclass(frozen=True, slots=True)
class SignatureLines:
    """Lines to sign on."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """Boxes to tick in one line, each with what it stands for."""

    choices: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Ruled:
    """Lines to write on; the label stands on the first."""

    label: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Form:
    """Columns to be filled in by hand, which stay together on one page; widths are shares of the text width."""

    columns: tuple[tuple[Text | Tick | Ruled, ...], ...]
    widths: tuple[float, ...]
    about: str
    rule: bool = False  # a thin line above


Block = (
    Label
    | Heading
    | Text
    | Table
    | Tiles
    | Picture
    | Listing
    | TwoColumns
    | Wide
    | PageBreak
    | Contents
    | Ladder
    | Lanes
    | Cover
    | SignatureLines
    | Form
)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report: its sections in order, the values of a template's text slots, and the properties.

    `language` is the one that it is written in, such as en-GB; `hyphenated` whether its words may be divided.
    """

    title: str
    subtitle: str
    author: str
    language: str
    hyphenated: bool
    fields: Mapping[str, str]
    sections: Mapping[str, Sequence[Block]]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of all sections, one after the other."""
        return tuple(block for section in self.sections.values() for block in section)


def flat(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks in order, those on wide pages and in columns among them."""
    for block in blocks:
        if isinstance(block, Wide):
            yield from flat(block.blocks)
        elif isinstance(block, TwoColumns):
            yield from flat((*block.left, *block.right))
        else:
            yield block
