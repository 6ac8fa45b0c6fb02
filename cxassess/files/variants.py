"""A variant of a questionnaire: the same practices in the words, signs and rules of one sector.

The tables of a variant say only what differs, and are put over those of its pack. What it does not word itself is
taken from the pack with the variant's own words in place of the usual ones, such as “user” for “customer”.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cxassess.errors import InvalidInput, Problem
from cxassess.files.checked import checked, read_texts
from cxassess.files.pack_faults import Snapshot
from cxassess.files.pack_schema import VariantFile, VariantPracticeWords, VariantTextFile
from cxassess.hints import did_you_mean
from cxassess.rewording import reworded

ANCHOR_KEYS = ("question", "short", "full")  # what a person answers to: a change of it makes another anchor version
_STAYS = {"language", "reword", "variant"}


def with_variant(snapshot: Snapshot, folder: Path, language: str, variant: str) -> Snapshot:
    """The tables of a sound pack with those of one of its variants over them. Raises InvalidInput."""
    structure, words = snapshot["structure"], snapshot["words"]
    known = structure.get("variants", {})
    if variant not in known:
        offered = f"known: {', '.join(known)}" if known else "it has none"
        message = f"{structure['id']} has no variant “{variant}”{did_you_mean(variant, known)}; {offered}"
        raise InvalidInput([Problem("--variant", message)])
    name = f"{language}.{variant}.toml"
    tables, unreadable = read_texts(folder / name)
    if unreadable:
        raise InvalidInput(unreadable)
    own, problems = checked(VariantFile, known[variant], f"pack.toml › variants.{variant}")
    own_words, word_problems = checked(VariantTextFile, tables, name)
    if own is None or own_words is None:
        raise InvalidInput([*problems, *word_problems])
    if faults := list(_faults(structure, words, own, own_words, variant, name)):
        raise InvalidInput(faults)
    return {
        "structure": _structure(structure, own, variant),
        "words": _words(words, tables, own_words),
    }


def _faults(
    structure: Mapping[str, Any],
    words: Mapping[str, Any],
    own: VariantFile,
    own_words: VariantTextFile,
    variant: str,
    name: str,
) -> Iterator[Problem]:
    """Names that the pack does not know, and anchors that changed without a version of their own."""
    place = f"pack.toml › variants.{variant}.practices"
    for where, given, known in (
        (place, own.practices, structure["practices"]),
        (f"{name} › practices", own_words.practices, structure["practices"]),
        (f"{name} › cards", own_words.cards, words.get("cards", {})),
        (f"{name} › owner_roles", own_words.owner_roles, words["owner_roles"]),
        (f"{name} › programme", own_words.programme, words.get("programme", {})),
        (f"{name} › profiles", own_words.profiles, words["profiles"]),
        (f"{name} › frameworks", own_words.frameworks, words["frameworks"]),
    ):
        for id in given:
            if id not in known:
                yield Problem(f"{where}.{id}", f"the questionnaire has no {id}{did_you_mean(id, known)}")
    for id, practice in own_words.practices.items():
        changed = [key for key in ANCHOR_KEYS if getattr(practice, key) is not None]
        if changed and len(changed) < len(ANCHOR_KEYS):
            missing = " and ".join(key for key in ANCHOR_KEYS if key not in changed)
            yield Problem(f"{name} › practices.{id}", f"{missing} must come with {' and '.join(changed)}: one ladder")
        has_version = id in own.practices and own.practices[id].anchor_version is not None
        if changed and not has_version:
            yield Problem(f"{place}.{id}.anchor_version", "is missing: the variant has anchors of its own here")
    for id, changes in own.practices.items():
        own_text = own_words.practices.get(id, VariantPracticeWords())
        if changes.anchor_version is not None and own_text.full is None:
            yield Problem(f"{place}.{id}.anchor_version", f"{name} has no anchors of its own for {id}")


def _structure(structure: Mapping[str, Any], own: VariantFile, variant: str) -> dict[str, Any]:
    practices = dict(structure["practices"])
    for id, changes in own.practices.items():
        steps = {**practices[id]["steps"], **{k: s.model_dump(mode="json") for k, s in changes.steps.items()}}
        given = changes.model_dump(mode="json", exclude_none=True, exclude={"steps"})
        whose = {"variant": variant} if "anchor_version" in given else {}
        practices[id] = {**practices[id], **given, **whose, "steps": steps}
    signs = {"signs": list(own.signs)} if own.signs else {}
    return {**structure, **signs, "variant": variant, "practices": practices}


def _words(words: Mapping[str, Any], tables: Mapping[str, Any], own: VariantTextFile) -> dict[str, Any]:
    base = {key: table if key in _STAYS else _reworded(table, own.reword) for key, table in words.items()}
    base["terms"] = {reworded(term, own.reword): text for term, text in base.get("terms", {}).items()}
    said = {key: table for key, table in tables.items() if key not in {"name", "about", "reword"}}
    variant = {"name": own.name, "about": own.about}
    return {**_over(base, said), "reword": dict(own.reword), "variant": variant}


def _reworded(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return reworded(value, words)
    if isinstance(value, list):
        return [_reworded(item, words) for item in value]
    if isinstance(value, dict):
        return {key: _reworded(item, words) for key, item in value.items()}
    return value


def _over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The base's tables with the own keys in place; tables are put together, everything else is replaced."""
    merged = dict(base)
    for key, value in own.items():
        under = merged.get(key)
        merged[key] = _over(under, value) if isinstance(value, dict) and isinstance(under, dict) else value
    return merged
