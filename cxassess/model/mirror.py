"""The mirror: what customers and partners say of a few practices, on an agree scale of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Panel = Literal["customers", "partners"]
PANELS: tuple[Panel, ...] = ("customers", "partners")
POINTS = ("1", "2", "3", "4", "5")  # from “strongly disagree” to “strongly agree”
AGREEING = ("4", "5")
CANT_SAY = "DK"
MirrorFound = Literal["below", "above"]


@dataclass(frozen=True, slots=True)
class MirrorItem:
    """One sentence to agree with; its id is that of the practice it mirrors.

    Attributes:
        topic: what it is about, in few words, for pictures and tables.
        texts: the sentence for each panel, with `{client}` where the name of the client stands.
    """

    id: str
    topic: str
    texts: Mapping[Panel, str]

    def asked(self, panel: Panel, client: str) -> str:
        """The sentence as a person of a panel reads it."""
        return self.texts[panel].replace("{client}", client)


@dataclass(frozen=True, slots=True)
class MirrorForm:
    """The short form in one language.

    Attributes:
        scale: the five points, from disagreeing to agreeing.
    """

    id: str
    version: str
    language: str
    title: str
    intro: str
    thanks: str
    scale: tuple[str, ...]
    cant_say: str
    minutes: int
    items: Mapping[str, MirrorItem]

    def titled(self, client: str) -> str:
        """The title as people read it."""
        return self.title.replace("{client}", client)

    def introduced(self, client: str, least: int) -> str:
        """What people read before they begin; `least` is the smallest group that is shown."""
        return self.intro.replace("{client}", client).replace("{least}", str(least))

    def thanked(self, client: str) -> str:
        """What people read at the end."""
        return self.thanks.replace("{client}", client)


@dataclass(frozen=True, slots=True)
class MirrorAnswer:
    """What one person chose for one item: 1–5, or DK for “I can’t say”."""

    item: str
    choice: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class MirrorResponse:
    """All that one person of a panel answered, of each item the newest; who it is, is not kept."""

    person: str
    panel: Panel
    language: str
    answers: Mapping[str, MirrorAnswer]


@dataclass(frozen=True, slots=True)
class MirrorAnswers:
    """What came back of a form in one wave, and how each panel was reached, where that was said."""

    form: MirrorForm
    responses: tuple[MirrorResponse, ...]
    reached: Mapping[Panel, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many of a panel agree with an item.

    Attributes:
        n: those who chose one of the five points; agree: those of them who chose one of the upper two.
        cant_say: those who could not say, outside of n.
        share: agree / n, 0–1, with its 95 % interval (Wilson).
        why: “withheld” where fewer than the least group chose a point, and then all numbers but n are None; “nobody”
            where none did.
    """

    panel: Panel
    n: int
    agree: int | None
    cant_say: int | None
    share: float | None
    low: float | None
    high: float | None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class PanelCount:
    """A panel that answered: how many people, how it was reached, and whether they are enough to be shown."""

    panel: Panel
    people: int
    reached: str
    enough: bool


@dataclass(frozen=True, slots=True)
class MirrorReading:
    """One item: how far each panel agrees, and where that does not fit the inside view of its practice.

    Attributes:
        found: by panel, `below` where the practice is strong and fewer than half agree, `above` where it is weak and
            more than half do.
    """

    item: MirrorItem
    panels: tuple[Agreement, ...]
    found: Mapping[Panel, MirrorFound] = field(default_factory=dict)

    def of(self, panel: Panel) -> Agreement | None:
        """What a panel says, None where it did not answer at all."""
        return next((agreement for agreement in self.panels if agreement.panel == panel), None)


@dataclass(frozen=True, slots=True)
class Mirror:
    """The outside view of one wave: its panels, and the items in the order of the form."""

    form: MirrorForm
    panels: tuple[PanelCount, ...]
    items: tuple[MirrorReading, ...]

    @property
    def shown(self) -> tuple[PanelCount, ...]:
        """The panels with enough people."""
        return tuple(panel for panel in self.panels if panel.enough)
