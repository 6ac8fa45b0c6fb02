"""Everything that can be wrong with a questionnaire, each fault with its place."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

from cxassess.errors import Problem
from cxassess.files.checked import checked
from cxassess.files.clean import shortened
from cxassess.files.pack_schema import PLACE_KEYS, PRACTICE_ID, ROLE_ID, STEP_KEYS, PackFile, TextFile
from cxassess.hints import did_you_mean
from cxassess.model.action import is_own

Snapshot = dict[str, Any]


def check_snapshot(snapshot: Snapshot, words_name: str = "en.toml") -> tuple[Problem, ...]:
    """Every fault of a pack's merged tables, with its place."""
    structure, problems = checked(PackFile, snapshot.get("structure", {}), "pack.toml")
    words, word_problems = checked(TextFile, snapshot.get("words", {}), words_name)
    faults = [*problems, *word_problems]
    if structure is not None:
        faults += _structure_faults(structure)
    if words is not None and words.language != (named := words_name.partition(".")[0]):
        message = f"“{shortened(words.language)}” was read, {named} was expected, as the file is named"
        faults.append(Problem(f"{words_name} › language", message))
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
        elif is_own(id):
            message = "names an action that people add to the plan; another id was expected, such as STR1"
            yield Problem(f"{place}practices.{id}", message)
    for id, practice in pack.practices.items():
        for sign in practice.signs:
            if sign not in pack.signs:
                yield Problem(f"{place}practices.{id}.signs", f"{sign} is not among the signs of this questionnaire")
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
                    yield Problem(f"{where}.prerequisites", f"there is no practice {shortened(needed)}")
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
                yield Problem(f"{place}roles.{id}.omits", f"there is no practice {shortened(omitted)}")
    if not any(role.weight > 0 for role in pack.roles.values()):
        yield Problem(f"{place}roles", "every role has weight 0, so no answer would count")
    for id, practices in pack.programme.items():
        for needed in practices:
            if needed not in pack.practices:
                yield Problem(f"{place}programme.{id}", f"there is no practice {shortened(needed)}")
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
    said = shortened(read)
    return f"“{said}” was read, one of {', '.join(known)} was expected{did_you_mean(said, known)}"
