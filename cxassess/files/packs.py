"""A questionnaire folder becomes a Pack, or every fault in it is named at once.

A pack is pack.toml (structure, tags, roles, keys, versions) and one text file per language (en.toml, de.toml), and may
have a map of its earlier versions (changes.toml). A pack
with `base` takes practices of another pack by id and copies none of them; a variant words a pack for one sector, in the
languages that it has a file for (en.b2b.toml). The merged tables are the snapshot that an engagement keeps, so that an
old wave is read for ever as it was asked; with them go the texts of the other languages that people answer in.
"""

import re
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from cxassess.errors import InvalidInput, Problem
from cxassess.files.checked import checked, read_texts
from cxassess.files.clean import shortened
from cxassess.files.data import shipped, shipped_ids
from cxassess.files.pack_changes import anchor_version, read_changes, with_changes
from cxassess.files.pack_faults import Snapshot, check_snapshot
from cxassess.files.pack_schema import (
    BasedPackFile,
    BasedTextFile,
    FrameworkFile,
    FrameworkWords,
    PackFile,
    PracticeFile,
    PracticeWords,
    StepFile,
    StepWords,
    TextFile,
)
from cxassess.files.translations import FALLBACKS, TRANSLATIONS, in_language, over_base, respondent_texts
from cxassess.files.variants import with_variant
from cxassess.hints import did_you_mean
from cxassess.model.pack import (
    Card,
    Dimension,
    Framework,
    Pack,
    Practice,
    Prerequisite,
    Profile,
    ProgrammeTest,
    Role,
    Step,
    StepText,
    Variant,
)
from cxassess.words import USUAL_LANGUAGE, languages

LANGUAGE = re.compile(r"[a-z]{2,3}")
_LANGUAGE_FILE = re.compile(rf"({LANGUAGE.pattern})\.toml")


def read_pack(folder: Path, language: str = USUAL_LANGUAGE, variant: str = "") -> Pack:
    """The questionnaire in a folder, or a variant of it. Raises InvalidInput with every fault found."""
    return build_pack(read_snapshot(folder, language, variant))


def read_packs(folder: Path) -> list[Pack]:
    """A questionnaire in all its languages, each with its variants. Raises InvalidInput with the faults of the first.

    >>> [pack.label for pack in read_packs(find_pack("cx-pulse")) if pack.language == "en"]
    ['cx-pulse', 'cx-pulse (b2b)', 'cx-pulse (public)', 'cx-pulse (nonprofit)']
    """
    return [
        read_pack(folder, language, variant)
        for language in languages_of(folder) or (USUAL_LANGUAGE,)
        for variant in ("", *variants_of(folder))
        if language == USUAL_LANGUAGE or language in languages_of(folder, variant)
    ]


def find_pack(name: str) -> Path:
    """The folder of a shipped questionnaire by its id, or of one's own by its path. Raises InvalidInput."""
    if name in shipped_ids("questionnaires"):
        return shipped("questionnaires") / name
    folder = Path(name)
    if (folder / "pack.toml").is_file():
        return folder
    known = ", ".join(shipped_ids("questionnaires"))
    raise InvalidInput([Problem(name, f"is neither a shipped questionnaire ({known}) nor a folder with a pack.toml")])


def variants_of(folder: Path) -> tuple[str, ...]:
    """The ids of the variants that a questionnaire, or the one it is based on, offers. Raises InvalidInput."""
    structure, faults = read_texts(folder / "pack.toml")
    if faults:
        raise InvalidInput(faults)
    if isinstance(base := structure.get("base"), str):
        return variants_of(base_folder(folder, base))
    variants = structure.get("variants", {})
    return tuple(variants) if isinstance(variants, dict) else ()


def languages_of(folder: Path, variant: str = "") -> tuple[str, ...]:
    """The languages that a questionnaire, and the one it is based on, has a text in, the usual one first.

    Those of a variant are the ones that it has a file for. Raises InvalidInput for a pack.toml that cannot be read.
    """
    structure, faults = read_texts(folder / "pack.toml")
    if faults:
        raise InvalidInput(faults)
    own = {match[1] for path in folder.glob("*.toml") if (match := _LANGUAGE_FILE.fullmatch(path.name))}
    if isinstance(base := structure.get("base"), str):
        own &= set(languages_of(base_folder(folder, base), variant))
    elif variant:
        own = {language for language in own if (folder / f"{language}.{variant}.toml").is_file()}
    return tuple(sorted(own, key=lambda language: (language != USUAL_LANGUAGE, language)))


def _check_language(folder: Path, language: str, variant: str) -> None:
    """Raises InvalidInput where a questionnaire, or the variant of it, has texts, but none in a language."""
    known = languages_of(folder, variant if variant in variants_of(folder) else "")
    if language in known or not known:  # without any text, the missing file is the fault
        return
    what = f"the variant “{variant}” of {folder.name}" if variant else folder.name
    message = f"{what} has no text in “{shortened(language)}”; it has {', '.join(known)}"
    raise InvalidInput([Problem("--language", message)])


def read_snapshot(
    folder: Path, language: str = USUAL_LANGUAGE, variant: str = "", *, is_base: bool = False, may_lack: bool = False
) -> Snapshot:
    """The merged tables of a questionnaire folder, as JSON-ready values. Raises InvalidInput.

    A variant's tables are put over those of the pack; a pack with a base takes the variant from that one. A language
    in which no documents are written may lack texts, and any may where `may_lack`: those of the pack's usual language
    stand in for them.
    """
    _check_language(folder, language, variant)
    words_name = f"{language}.toml"
    structure, faults = read_texts(folder / "pack.toml")
    words, word_faults = read_texts(folder / words_name)
    if faults or word_faults:
        raise InvalidInput([*faults, *word_faults])
    if "base" in structure and is_base:
        message = "takes its practices from another pack itself; name that one as the base"
        raise InvalidInput([Problem("pack.toml › base", f"{structure.get('id', folder.name)} {message}")])
    lacking: frozenset[str] = frozenset()
    usual = (languages_of(folder) or (language,))[0]
    may_lack = may_lack or language not in languages()
    if language != usual and may_lack:
        below, faults = read_texts(folder / f"{usual}.toml")
        if faults:
            raise InvalidInput(faults)
        words, lacking = over_base(below, words)
    if "base" in structure:
        structure, words, more = _with_base(structure, words, folder, language, variant, may_lack=may_lack)
        lacking |= more
    snapshot = _sound({"structure": structure, "words": words}, words_name)
    changes = None if is_base else read_changes(folder, snapshot["structure"])
    if variant and not structure.get("variant"):
        snapshot = _sound(with_variant(snapshot, folder, language, variant), f"{language}.{variant}.toml")
    snapshot["structure"] = {key: table for key, table in snapshot["structure"].items() if key != "variants"}
    if lacking:
        snapshot[FALLBACKS] = {"language": usual, "keys": sorted(lacking)}
    snapshot = with_changes(snapshot, changes)
    return deepcopy(snapshot)  # the caller's own: what was read of files is kept for the next reader


def read_wave_snapshot(folder: Path, language: str = USUAL_LANGUAGE, variant: str = "") -> Snapshot:
    """What a wave keeps: the tables in its own language, and what people read who answer in each other language.

    Raises InvalidInput where any of these languages has faults; a text that one lacks is none.
    """
    snapshot = read_snapshot(folder, language, variant)
    snapshot[TRANSLATIONS] = {}
    for other in languages_of(folder, variant):
        if other != language:
            read = read_snapshot(folder, other, variant, may_lack=True)
            snapshot[TRANSLATIONS][other] = respondent_texts(read["words"], _lacking(read))
    return snapshot


def _sound(snapshot: Snapshot, words_name: str) -> Snapshot:
    if problems := check_snapshot(snapshot, words_name):
        raise InvalidInput(problems)
    return snapshot


def base_folder(folder: Path, base: str) -> Path:
    """The pack beside this one, or a shipped one."""
    sibling = folder.parent / base
    return sibling if sibling.is_dir() else find_pack(base)


def _with_base(
    structure: dict[str, Any],
    words: dict[str, Any],
    folder: Path,
    language: str,
    variant: str,
    *,
    may_lack: bool,
) -> tuple[dict[str, Any], dict[str, Any], frozenset[str]]:
    """The tables of a pack with a base, filled from that base, and the keys of the texts that the base lacks."""
    own, problems = checked(BasedPackFile, structure, "pack.toml")
    own_words, word_problems = checked(BasedTextFile, words, f"{language}.toml")
    if own is None or own_words is None:
        raise InvalidInput([*problems, *word_problems])
    base = read_snapshot(base_folder(folder, own.base), language, variant, is_base=True, may_lack=may_lack)
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
    gone = {
        f"{table}.{id}."
        for table in ("practices", "cards", "programme")
        for id in known[table]
        if id not in merged[table]
    }
    still = (
        key
        for key in _lacking(base)
        if key not in {"title", "about"} and not any(f"{key}.".startswith(one) for one in gone)
    )
    return merged, merged_words, frozenset(still)


def _steps_within(steps: Mapping[str, Any], kept: set[str]) -> dict[str, Any]:
    """The steps with only those prerequisites that this pack asks about: the others cannot be known."""
    return {
        key: {**step, "prerequisites": [p for p in step.get("prerequisites", []) if p[0] in kept]}
        for key, step in steps.items()
    }


def snapshot_languages(snapshot: Snapshot) -> tuple[str, ...]:
    """The languages that a snapshot can be answered in, its own first. One that is older has only its own."""
    return (snapshot["words"]["language"], *snapshot.get(TRANSLATIONS, {}))


def pack_in(snapshot: Snapshot, language: str) -> Pack:
    """The Pack of a snapshot for those who answer in a language. Raises InvalidInput where it has no text in it."""
    known = snapshot_languages(snapshot)
    if language not in known:
        message = f"“{shortened(language)}” was read; the questionnaire of this wave was kept in {', '.join(known)}"
        raise InvalidInput([Problem("--language", message)])
    return build_pack(in_language(snapshot, language))


def build_pack(snapshot: Snapshot) -> Pack:
    """The Pack of a checked snapshot. Raises InvalidInput where the snapshot has faults."""
    if problems := check_snapshot(snapshot, _words_name(snapshot)):
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
                role.thinking,
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
        signs=tuple(structure.signs),
        variant=Variant(structure.variant, words.variant.name, words.variant.about) if words.variant else None,
        reword=words.reword,
        fallbacks=_lacking(snapshot),
        base_language=snapshot.get(FALLBACKS, {}).get("language", words.language),
    )


def _lacking(snapshot: Snapshot) -> frozenset[str]:
    """The dotted keys of the texts that stand in another language than the snapshot's."""
    return frozenset(snapshot.get(FALLBACKS, {}).get("keys", ()))


def _words_name(snapshot: Snapshot) -> str:
    """The file that a snapshot’s words came from, as its language tells; that of the usual one where it tells none."""
    words = snapshot.get("words")
    name = f"{words.get('language')}.toml" if isinstance(words, dict) else ""
    return name if _LANGUAGE_FILE.fullmatch(name) else f"{USUAL_LANGUAGE}.toml"


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
        anchor_version=anchor_version(structure.variant, structure.anchor_version),
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
