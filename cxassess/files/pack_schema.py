"""What the files of a questionnaire may hold: one model a file or table, which pydantic checks.

A variant's tables hold only what differs in its sector, so that most of their keys may be left out.
"""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from cxassess.files.checked import Strict
from cxassess.metrics import SIGNS, USUAL_SIGNS
from cxassess.model.action import EFFORTS, IMPACTS

Text = Annotated[str, Field(min_length=1)]
LevelValue = Annotated[float, Field(ge=1, le=5)]
# Ids are matched whatever their case in an answers file, so that they have one case here.
PRACTICE_ID, ROLE_ID = re.compile(r"[A-Z][A-Z0-9]*"), re.compile(r"[a-z][a-z0-9_]*")
PLACE_KEYS = {"disciplines": "discipline", "three_ds": "three_d", "stages": "stage"}
STEP_KEYS = ("1-2", "2-3", "3-4", "4-5")


def _one_of(*allowed: float) -> AfterValidator:
    def check(value: float) -> float:
        if value not in allowed:
            message = f"{value:g} was read, one of {', '.join(f'{a:g}' for a in allowed)} was expected"
            raise ValueError(message)
        return value

    return AfterValidator(check)


def _sign(value: str) -> str:
    if value not in SIGNS:
        message = f"“{value}” was read, one of {', '.join(SIGNS)} was expected"
        raise ValueError(message)
    return value


SignId = Annotated[str, AfterValidator(_sign)]


class StepFile(Strict):
    effort: Annotated[int, _one_of(*EFFORTS)]
    impact: Annotated[float, _one_of(*IMPACTS)]
    owner_role: Text
    visible: bool = False
    prerequisites: list[Annotated[tuple[str, Annotated[int, Field(ge=1, le=5)]], Field(strict=False)]] = []


class PracticeFile(Strict):
    discipline: Text
    three_d: Text
    stage: Text
    phase: Literal["repair", "elevate", "optimize", "differentiate"]
    key: bool = False
    duty: bool = False
    xm: str = ""
    cxpa: str = ""
    metrics: list[str] = []
    signs: list[SignId] = []
    allows_na: bool = False
    variant: str = ""  # whose anchors these are; set where a variant is put over its pack
    anchor_version: Annotated[int, Field(ge=1)] = 1
    steps: dict[Literal["1-2", "2-3", "3-4", "4-5"], StepFile]


class FrameworkFile(Strict):
    rule: Literal["mean", "gated"]
    dimensions: Annotated[list[str], Field(min_length=1)]
    scored: bool = True


class RoleFile(Strict):
    weight: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    omits: list[str] = []
    cards: bool = False
    evidence: bool = True
    thinking: Annotated[float, Field(ge=0, le=120, allow_inf_nan=False)] = 10.0


class ProfileFile(Strict):
    base: LevelValue
    strategic: LevelValue
    with_sign: LevelValue


class VariantPracticeFile(Strict):
    """What a variant changes of a practice; where it stands in the method stays."""

    anchor_version: Annotated[int, Field(ge=1)] | None = None
    allows_na: bool | None = None
    metrics: list[str] | None = None
    signs: list[SignId] | None = None
    steps: dict[Literal["1-2", "2-3", "3-4", "4-5"], StepFile] = {}


class VariantFile(Strict):
    signs: Annotated[list[SignId], Field(min_length=1)] | None = None
    practices: dict[str, VariantPracticeFile] = {}


class PackFile(Strict):
    format: Literal[1]
    id: Text
    version: Text
    source: Text
    licence: Text
    frameworks: dict[Literal["disciplines", "three_ds", "stages"], FrameworkFile]
    roles: Annotated[dict[str, RoleFile], Field(min_length=1)]
    profiles: Annotated[dict[str, ProfileFile], Field(min_length=1)]
    programme: dict[str, Annotated[list[str], Field(min_length=1)]] = {}
    cards: list[str] = []
    owner_roles: list[str]
    signs: Annotated[list[SignId], Field(min_length=1)] = list(USUAL_SIGNS)
    variant: str = ""
    variants: dict[str, VariantFile] = {}
    practices: Annotated[dict[str, PracticeFile], Field(min_length=1)]


class StepWords(Strict):
    title: Text
    what: Text
    why: Text
    first_step: Text
    done_when: Text


class PracticeWords(Strict):
    title: Text
    statement: Text
    topic: Text
    question: Text
    short: Annotated[list[Text], Field(min_length=5, max_length=5)]
    full: Annotated[list[Text], Field(min_length=5, max_length=5)]
    why: Text
    enough: Text
    not_enough: Text
    na_when: str = ""
    holds: Text
    lacks: Text
    steps: dict[Literal["1-2", "2-3", "3-4", "4-5"], StepWords] = {}


class CardWords(Strict):
    title: Text
    question: Text
    options: Annotated[list[Text], Field(min_length=4, max_length=4)]


class DimensionWords(Strict):
    name: Text
    short: Text
    about: Text


class FrameworkWords(Strict):
    name: Text
    dimensions: dict[str, DimensionWords]


class RoleWords(Strict):
    name: Text
    plural: Text


class ProfileWords(Strict):
    name: Text
    reason: Text


class VariantWords(Strict):
    name: Text
    about: Text


class TextFile(Strict):
    language: Text
    title: Text
    about: Text
    levels: Annotated[list[Text], Field(min_length=5, max_length=5)]
    frameworks: dict[str, FrameworkWords]
    roles: dict[str, RoleWords]
    profiles: dict[str, ProfileWords]
    programme: dict[str, Text] = {}
    owner_roles: dict[str, Text]
    terms: dict[str, Text] = {}
    cards: dict[str, CardWords] = {}
    variant: VariantWords | None = None
    reword: dict[Text, Text] = {}
    practices: dict[str, PracticeWords]


class VariantPracticeWords(Strict):
    """What a variant words differently of a practice; question, short and full come together or not at all."""

    title: Text | None = None
    statement: Text | None = None
    topic: Text | None = None
    question: Text | None = None
    short: Annotated[list[Text], Field(min_length=5, max_length=5)] | None = None
    full: Annotated[list[Text], Field(min_length=5, max_length=5)] | None = None
    why: Text | None = None
    enough: Text | None = None
    not_enough: Text | None = None
    na_when: Text | None = None
    holds: Text | None = None
    lacks: Text | None = None
    steps: dict[Literal["1-2", "2-3", "3-4", "4-5"], StepWords] = {}


class VariantDimensionWords(Strict):
    name: Text | None = None
    short: Text | None = None
    about: Text | None = None


class VariantProfileWords(Strict):
    name: Text | None = None
    reason: Text | None = None


class VariantFrameworkWords(Strict):
    name: Text | None = None
    dimensions: dict[str, VariantDimensionWords] = {}


class VariantTextFile(Strict):
    """en.<variant>.toml: the words of a sector, over those of en.toml."""

    name: Text
    about: Text
    reword: dict[Text, Text] = {}
    frameworks: dict[str, VariantFrameworkWords] = {}
    profiles: dict[str, VariantProfileWords] = {}
    programme: dict[str, Text] = {}
    owner_roles: dict[str, Text] = {}
    terms: dict[str, Text] = {}
    cards: dict[str, CardWords] = {}
    practices: dict[str, VariantPracticeWords] = {}


class BasedPackFile(Strict):
    """pack.toml of a pack that takes its practices from another one."""

    format: Literal[1]
    id: Text
    version: Text
    source: Text
    licence: Text
    base: Text
    practices: Annotated[list[str], Field(min_length=1)]
    cards: list[str] = []
    programme: list[str] = []
    scored: list[Literal["disciplines", "three_ds", "stages"]]


class BasedTextFile(Strict):
    language: Text
    title: Text
    about: Text
