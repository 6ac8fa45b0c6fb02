"""The colours of a report by their roles, and the brand that says which colour a role has.

Figures, blocks and sheets name roles: the same role means the same in every picture, table and sheet. The writers ask
a Brand for the colour at the moment of writing, so that a firm's own colours reach everything at once.

The five level colours of HOUSE keep a CAM02-UCS distance of at least 16.6 for readers with normal sight,
deuteranopia, protanopia and tritanopia (measured). Colour never stands alone: a word or number is beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cxassess.contrast import contrast

MAIN = "main"  # today, headings
ALERT = "alert"  # the one thing to look at
GOAL = "goal"  # a line to reach; marks only, as its contrast on white may be too low for text
ACCENT = "accent"  # a second series
GREY = "grey"  # the rest

INK = "ink"  # text
GREY_TEXT = "grey_text"
RULE = "rule"  # thin lines
TILE = "tile"  # pale ground
PAPER = "paper"
BAR = "bar"  # between two dots: present, but behind them
SAND = "sand"  # what comes later; may be changed

LEVELS = ("level1", "level2", "level3", "level4", "level5")
_ON = "on_"


def ink_on(role: str) -> str:
    """The role of text on the colour of a role: dark or white, whichever reads better there."""
    return f"{_ON}{role}"


LEVEL_INK = tuple(map(ink_on, LEVELS))

_HOUSE: Mapping[str, str] = {
    MAIN: "#17406D",
    ALERT: "#C2512B",
    GOAL: "#C98A0B",  # 2.95:1 on white
    ACCENT: "#2E7598",
    GREY: "#7A8794",
    INK: "#1B2733",
    GREY_TEXT: "#5E6B77",
    RULE: "#D5DAE0",
    TILE: "#F3F4F6",
    PAPER: "#FFFFFF",
    BAR: "#C3CCD4",
    SAND: "#F0D5A0",
    **dict(zip(LEVELS, ("#B5532C", "#EDB896", "#ECEBE6", "#9CC4D4", "#1F6A8A"), strict=True)),
}
OWN_ROLES = (MAIN, ALERT, GOAL, ACCENT, GREY, *LEVELS)  # those that a firm may choose


@dataclass(frozen=True, slots=True, eq=False)  # each is itself, so that caches can hold it
class Brand:
    """A firm's colours and the typeface of its pictures.

    Args:
        colours: role to #RRGGBB; what is not named has the house's colour.
        theme: role to the accent of the template’s theme that has its colour, such as accent1.
        face: the family that pictures are set in, of `font_files` or installed on this machine; empty for Carlito.
        font_files: TrueType or OpenType files that belong to the brand.
    """

    colours: Mapping[str, str] = field(default_factory=dict)
    theme: Mapping[str, str] = field(default_factory=dict)
    face: str = ""
    font_files: tuple[Path, ...] = ()

    def colour(self, role: str) -> str:
        """#RRGGBB of a role; what is a colour already stays one. KeyError for an unknown role."""
        if role.startswith("#"):
            return role
        if role.startswith(_ON):
            return self._readable_on(self.colour(role.removeprefix(_ON)))
        return self.colours.get(role) or _HOUSE[role]

    def hex(self, role: str) -> str:
        """The six digits of a role's colour, as Word writes it."""
        return self.colour(role).lstrip("#")

    def _readable_on(self, ground: str) -> str:
        ink, paper = self.colour(INK), self.colour(PAPER)
        return max((ink, paper), key=lambda text: contrast(text, ground))


HOUSE = Brand()
