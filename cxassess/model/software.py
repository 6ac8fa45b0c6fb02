"""The software that a client names for the five functions of customer experience software, beside its practices."""

from dataclasses import dataclass
from typing import Literal

FUNCTIONS = ("channels", "social", "text", "emotion", "online")
Trust = Literal["yes", "partly", "no", "dont_know"]
TRUST: tuple[Trust, ...] = ("yes", "partly", "no", "dont_know")
Unused = Literal["nobody", "ad_hoc"]


@dataclass(frozen=True, slots=True)
class FunctionEntry:
    """What the client says of one function.

    Attributes:
        products: as people call them; an empty tuple where nothing covers it, None where that is not known.
        used_by: teams or roles; an empty tuple where nobody uses it, None where that is not known.
        trusted: whether those who know it trust what it shows, None where that was not asked.
        why: why not, in few words.
        paid: whether anything is paid for it, None where that is not known.
    """

    products: tuple[str, ...] | None = None
    used_by: tuple[str, ...] | None = None
    trusted: Trust | None = None
    why: str = ""
    paid: bool | None = None


@dataclass(frozen=True, slots=True)
class FunctionReading:
    """One function: what is said of its software, and what that means beside the practices that lean on it.

    Attributes:
        name: in the language of the engagement.
        entry: None where nothing is said of the function.
        practices: those of the questionnaire that lean on it.
        asks: practices that are rated high where nothing covers the function.
        unused: why it is paid for and not used: `nobody` does, or no practice that leans on it is above `ad_hoc`.
        doubted: whether it is covered and trusted in part at most.
        many: whether more products are named than one function needs.
    """

    id: str
    name: str
    entry: FunctionEntry | None
    practices: tuple[str, ...]
    asks: tuple[str, ...]
    unused: Unused | None
    doubted: bool
    many: bool

    @property
    def products(self) -> tuple[str, ...]:
        """The products that are named; none where nothing covers it, or where that is not known."""
        return (self.entry.products or ()) if self.entry else ()
