"""A questionnaire folder becomes a Pack, or every fault in it is named at once.

A pack is pack.toml (structure, tags, roles, keys, versions) and one text file per language (en.toml). A pack with
`base` takes practices of another pack by id and copies none of them. The merged tables are the snapshot that an
engagement keeps, so that an old wave is read for ever as it was asked.
"""

import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from cxassess.errors import InvalidInput
from cxassess.files.checked import Strict, checked, read_toml
from cxassess.files.data import shipped, shipped_ids
from cxassess.hints import did_you_mean
from cxassess.model import (
    Card,
    Dimension,
    Framework,
    Pack,
    Practice,
    Prerequisite,
    Problem,
    Profile,
    ProgrammeTest,
    Role,
    Step,
    StepText,
)

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


class StepFile(Strict):
    effort: Annotated[int, _one_of(1, 2, 3, 5, 8)]
    impact: Annotated[float, _one_of(0.5, 1, 2, 3)]
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
    signs: list[Literal["base", "share", "acquisition_cost", "recommendations"]] = []
    allows_na: bool = False
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


class ProfileFile(Strict):
    base: LevelValue
    strategic: LevelValue
    with_sign: LevelValue


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
    practices: dict[str, PracticeWords]


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


Snapshot = dict[str, Any]


def read_pack(folder: Path, language: str = "en") -> Pack:
    """The questionnaire in a folder. Raises InvalidInput with every fault found."""
    return build_pack(read_snapshot(folder, language))


def find_pack(name: str) -> Path:
    """The folder of a shipped questionnaire by its id, or of one's own by its path. Raises InvalidInput."""
    if name in shipped_ids("questionnaires"):
        return shipped("questionnaires") / name
    folder = Path(name)
    if (folder / "pack.toml").is_file():
        return folder
    known = ", ".join(shipped_ids("questionnaires"))
    raise InvalidInput([Problem(name, f"is neither a shipped questionnaire ({known}) nor a folder with a pack.toml")])


def read_snapshot(folder: Path, language: str = "en", *, is_base: bool = False) -> Snapshot:
    """The merged tables of a questionnaire folder, as JSON-ready values. Raises InvalidInput."""
    words_name = f"{language}.toml"
    structure, faults = read_toml(folder / "pack.toml")
    words, word_faults = read_toml(folder / words_name)
    if faults or word_faults:
        raise InvalidInput([*faults, *word_faults])
    if "base" in structure and is_base:
        message = "takes its practices from another pack itself; name that one as the base"
        raise InvalidInput([Problem("pack.toml › base", f"{structure.get('id', folder.name)} {message}")])
    if "base" in structure:
        structure, words = _with_base(structure, words, folder, language)
    snapshot = {"structure": structure, "words": words}
    if problems := check_snapshot(snapshot, words_name):
        raise InvalidInput(problems)
    return snapshot


def _with_base(
    structure: dict[str, Any], words: dict[str, Any], folder: Path, language: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The tables of a pack with a base, filled from that base."""
    own, problems = checked(BasedPackFile, structure, "pack.toml")
    own_words, word_problems = checked(BasedTextFile, words, f"{language}.toml")
    if own is None or own_words is None:
        raise InvalidInput([*problems, *word_problems])
    sibling = folder.parent / own.base
    base = read_snapshot(sibling if sibling.is_dir() else find_pack(own.base), language, is_base=True)
    known = base["structure"]
    unknown = [
        Problem(f"pack.toml › {key}", f"{own.base} has no {what} {name}{did_you_mean(name, known[key])}")
        for key, what, names in (
            ("practices", "practice", own.practices),
            ("cards", "card", own.cards),
            ("programme", "programme test", own.programme),
        )
        for name in names
        if name not in known[key]
    ]
    if unknown:
        raise InvalidInput(unknown)
    kept = set(own.practices)
    frameworks = {id: {**framework, "scored": id in own.scored} for id, framework in known["frameworks"].items()}
    roles = {
        id: {
            **role,
            "omits": [p for p in role.get("omits", []) if p in kept],
            "cards": bool(own.cards) and role.get("cards", False),
        }
        for id, role in known["roles"].items()
    }
    merged = {
        **known,
        **{key: structure[key] for key in ("id", "version", "source", "licence")},
        "frameworks": frameworks,
        "roles": roles,
        "cards": own.cards,
        "programme": {id: known["programme"][id] for id in own.programme},
        "practices": {id: known["practices"][id] for id in own.practices},
    }
    for id, practice in merged["practices"].items():
        merged["practices"][id] = {**practice, "steps": _steps_within(practice["steps"], kept)}
    base_words = base["words"]
    merged_words = {
        **base_words,
        **words,
        "cards": {id: base_words["cards"][id] for id in own.cards},
        "programme": {id: base_words["programme"][id] for id in own.programme},
        "practices": {id: base_words["practices"][id] for id in own.practices},
    }
    return merged, merged_words


def _steps_within(steps: Mapping[str, Any], kept: set[str]) -> dict[str, Any]:
    """The steps with only those prerequisites that this pack asks about: the others cannot be known."""
    return {
        key: {**step, "prerequisites": [p for p in step.get("prerequisites", []) if p[0] in kept]}
        for key, step in steps.items()
    }


def check_snapshot(snapshot: Snapshot, words_name: str = "en.toml") -> tuple[Problem, ...]:
    """Every fault of a pack's merged tables, with its place."""
    structure, problems = checked(PackFile, snapshot.get("structure", {}), "pack.toml")
    words, word_problems = checked(TextFile, snapshot.get("words", {}), words_name)
    faults = [*problems, *word_problems]
    if structure is not None:
        faults += _structure_faults(structure)
    if structure is not None and words is not None:
        faults += _word_faults(structure, words, words_name)
    return tuple(faults)


def _structure_faults(pack: PackFile) -> Iterator[Problem]:
    place = "pack.toml › "
    missing = {"disciplines", "three_ds", "stages"} - set(pack.frameworks)
    for id in sorted(missing):
        yield Problem(f"{place}frameworks.{id}", "is missing")
    for id in pack.practices:
        if not PRACTICE_ID.fullmatch(id):
            yield Problem(f"{place}practices.{id}", "an id of capital letters and digits was expected, such as STR1")
    for id in pack.roles:
        if not ROLE_ID.fullmatch(id):
            yield Problem(f"{place}roles.{id}", "an id of small letters and _ was expected, such as front_line")
    for id, practice in pack.practices.items():
        for name, framework in pack.frameworks.items():
            dimension = getattr(practice, PLACE_KEYS[name])
            if dimension not in framework.dimensions:
                yield Problem(f"{place}practices.{id}.{PLACE_KEYS[name]}", _not_one_of(dimension, framework.dimensions))
        for key in STEP_KEYS:
            if key not in practice.steps:
                yield Problem(f"{place}practices.{id}.steps.{key}", "is missing")
        for step_key, step in practice.steps.items():
            where = f"{place}practices.{id}.steps.{step_key}"
            if step.owner_role not in pack.owner_roles:
                yield Problem(f"{where}.owner_role", _not_one_of(step.owner_role, pack.owner_roles))
            for needed, _ in step.prerequisites:
                if needed not in pack.practices:
                    yield Problem(f"{where}.prerequisites", f"there is no practice {needed}")
    for name, framework in pack.frameworks.items():
        for dimension in framework.dimensions if framework.scored else ():
            members = [p for p in pack.practices.values() if getattr(p, PLACE_KEYS[name]) == dimension]
            if not members:
                yield Problem(f"{place}frameworks.{name}", f"no practice belongs to {dimension}")
            elif framework.rule == "gated" and not any(p.key for p in members):
                yield Problem(f"{place}frameworks.{name}", f"{dimension} has no key practice, so nothing can gate it")
    for id, role in pack.roles.items():
        for omitted in role.omits:
            if omitted not in pack.practices:
                yield Problem(f"{place}roles.{id}.omits", f"there is no practice {omitted}")
    if not any(role.weight > 0 for role in pack.roles.values()):
        yield Problem(f"{place}roles", "every role has weight 0, so no answer would count")
    for id, practices in pack.programme.items():
        for needed in practices:
            if needed not in pack.practices:
                yield Problem(f"{place}programme.{id}", f"there is no practice {needed}")
    yield from _cycles(pack)


def _cycles(pack: PackFile) -> Iterator[Problem]:
    """A practice that, through prerequisites, needs itself."""
    needs = {
        id: {name for step in practice.steps.values() for name, _ in step.prerequisites}
        for id, practice in pack.practices.items()
    }
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        ring = " → ".join(error.args[1])
        yield Problem("pack.toml › practices", f"prerequisites run in a circle: {ring}")


def _word_faults(pack: PackFile, words: TextFile, file: str) -> Iterator[Problem]:
    for framework, structure in pack.frameworks.items():
        known = words.frameworks.get(framework)
        for dimension in structure.dimensions:
            if known is None or dimension not in known.dimensions:
                yield Problem(f"{file} › frameworks.{framework}.dimensions.{dimension}", "is missing")
    for key, wanted, given in (
        ("practices", list(pack.practices), words.practices),
        ("cards", pack.cards, words.cards),
        ("roles", list(pack.roles), words.roles),
        ("profiles", list(pack.profiles), words.profiles),
        ("programme", list(pack.programme), words.programme),
        ("owner_roles", pack.owner_roles, words.owner_roles),
    ):
        for name in wanted:
            if name not in given:
                yield Problem(f"{file} › {key}.{name}", "is missing")
        for name in given:
            if name not in wanted:
                yield Problem(f"{file} › {key}.{name}", "has no counterpart in pack.toml")
    for id, practice in words.practices.items():
        if id in pack.practices and pack.practices[id].allows_na and not practice.na_when:
            yield Problem(f"{file} › practices.{id}.na_when", "is missing: the practice allows “does not apply”")
        for name, anchors in (("short", practice.short), ("full", practice.full)):
            if len(set(anchors)) < len(anchors):
                yield Problem(f"{file} › practices.{id}.{name}", "two anchors are the same")
    titles = [p.title for p in words.practices.values()]
    for id, practice in words.practices.items():
        if titles.count(practice.title) > 1:
            yield Problem(f"{file} › practices.{id}.title", f"“{practice.title}” names another practice, too")


def _not_one_of(read: str, known: list[str]) -> str:
    return f"“{read}” was read, one of {', '.join(known)} was expected{did_you_mean(read, known)}"


def build_pack(snapshot: Snapshot) -> Pack:
    """The Pack of a checked snapshot. Raises InvalidInput where the snapshot has faults."""
    if problems := check_snapshot(snapshot):
        raise InvalidInput(problems)
    structure = PackFile.model_validate(snapshot["structure"])
    words = TextFile.model_validate(snapshot["words"])
    return Pack(
        id=structure.id,
        version=structure.version,
        language=words.language,
        title=words.title,
        about=words.about,
        practices={id: _practice(id, p, words.practices[id]) for id, p in structure.practices.items()},
        cards={
            id: Card(id, words.cards[id].title, words.cards[id].question, tuple(words.cards[id].options))
            for id in structure.cards
        },
        frameworks={
            id: _framework(id, framework, words.frameworks[id]) for id, framework in structure.frameworks.items()
        },
        roles={
            id: Role(
                id,
                words.roles[id].name,
                words.roles[id].plural,
                role.weight,
                frozenset(role.omits),
                role.cards,
                role.evidence,
            )
            for id, role in structure.roles.items()
        },
        profiles={
            id: Profile(id, words.profiles[id].name, p.base, p.strategic, p.with_sign, words.profiles[id].reason)
            for id, p in structure.profiles.items()
        },
        programme=tuple(
            ProgrammeTest(id, words.programme[id], tuple(names)) for id, names in structure.programme.items()
        ),
        levels=tuple(words.levels),
        owner_roles=words.owner_roles,
        terms=words.terms,
    )


def _framework(id: str, structure: FrameworkFile, words: FrameworkWords) -> Framework:
    dimensions = tuple(
        Dimension(d, words.dimensions[d].name, words.dimensions[d].short, words.dimensions[d].about)
        for d in structure.dimensions
    )
    return Framework(id, structure.rule, structure.scored, words.name, dimensions)


def _practice(id: str, structure: PracticeFile, words: PracticeWords) -> Practice:
    return Practice(
        id=id,
        discipline=structure.discipline,
        three_d=structure.three_d,
        stage=structure.stage,
        phase=structure.phase,
        key=structure.key,
        duty=structure.duty,
        metrics=tuple(structure.metrics),
        signs=tuple(structure.signs),
        allows_na=structure.allows_na,
        anchor_version=structure.anchor_version,
        title=words.title,
        statement=words.statement,
        topic=words.topic,
        question=words.question,
        short=tuple(words.short),
        full=tuple(words.full),
        why=words.why,
        enough=words.enough,
        not_enough=words.not_enough,
        na_when=words.na_when,
        holds=words.holds,
        lacks=words.lacks,
        steps={
            int(key[0]): _step(id, int(key[0]), step, words.steps.get(key)) for key, step in structure.steps.items()
        },
    )


def _step(practice: str, level: int, structure: StepFile, words: StepWords | None) -> Step:
    return Step(
        practice=practice,
        level=level,
        effort=structure.effort,
        impact=structure.impact,
        owner_role=structure.owner_role,
        visible=structure.visible,
        prerequisites=tuple(Prerequisite(name, needed) for name, needed in structure.prerequisites),
        text=StepText(**words.model_dump()) if words else None,
    )
