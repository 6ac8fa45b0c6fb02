"""Fields that several tables of engagement.toml share, and the sentence for a name that is not known."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, Field

from cxassess.errors import Problem
from cxassess.files.clean import clean_line, is_blank, shortened
from cxassess.hints import did_you_mean

FILE = "engagement.toml"
NAME_LIMIT = 200
LEAST_WEIGHT, MOST_WEIGHT = 0.001, 1000.0


def name_fault(name: str, limit: int = NAME_LIMIT) -> str | None:
    """Why a text is no name of a client, a unit or the like, or None where it is one."""
    if is_blank(clean_line(name)):
        return "is blank, a name was expected"
    if len(name) > limit:
        return f"has {len(name)} characters, at most {limit} were expected"
    return None


def _named(name: str) -> str:
    if fault := name_fault(name):
        raise ValueError(fault)
    return name


def _weighs(weight: float) -> float:
    """Beyond these a weighted mean loses its digits."""
    if weight and not LEAST_WEIGHT <= weight <= MOST_WEIGHT:
        message = f"{weight:g} was read, 0 or a number from {LEAST_WEIGHT:g} to {MOST_WEIGHT:g} was expected"
        raise ValueError(message)
    return weight


Weight = Annotated[float, Field(strict=True, allow_inf_nan=False), AfterValidator(_weighs)]
Name = Annotated[str, Field(strict=True), AfterValidator(_named)]
Number = Annotated[float, Field(allow_inf_nan=False, strict=True)]


def unknown(key: str, read: str, known: Sequence[str]) -> Problem:
    """The fault of a key or value that is none of those that are known."""
    said = shortened(read)
    message = f"“{said}” was read, one of {', '.join(known)} was expected{did_you_mean(said, known)}"
    return Problem(f"{FILE} › {key}", message)
