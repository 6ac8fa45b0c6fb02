"""The files of a translation: a questionnaire's text in one language beside that in its usual one."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cxassess.errors import CxassessError, InvalidInput, Problem
from cxassess.files.checked import read_texts
from cxassess.files.clean import shortened
from cxassess.files.data import shipped_ids
from cxassess.files.packs import LANGUAGE, base_folder, find_pack, languages_of, read_snapshot
from cxassess.files.safe import write_whole
from cxassess.files.translations import Lack, lacks_of, started
from cxassess.words import languages

_NAMED = ("practices", "cards", "programme")  # what a pack with a base takes a part of


def read_lacks(name: str, language: str) -> tuple[Lack, ...]:
    """What the translation of a questionnaire lacks. Raises InvalidInput for a language that it has no file for."""
    folder = find_pack(name)
    usual = _usual(folder, language)
    base = read_snapshot(folder, usual)["words"]
    return lacks_of(base, _own(folder, language, base), documents=language in languages())


def start_translation(name: str, language: str) -> Path:
    """Write the file of a new language beside the others, and give its path.

    Raises InvalidInput for a questionnaire that is named by its id, CxassessError where the file is there already.
    """
    if name in shipped_ids("questionnaires"):
        message = "is a questionnaire of the program; copy its folder, and name the copy by its path"
        raise InvalidInput([Problem(name, message)])
    folder = find_pack(name)
    usual = _usual(folder, language)
    path = folder / f"{language}.toml"
    if path.exists():
        message = f"{path} is there already; nothing was changed"
        raise CxassessError(message)
    words, faults = read_texts(folder / f"{usual}.toml")
    if faults:
        raise InvalidInput(faults)
    write_whole(path, started(words, language, _quoted).encode())
    return path


def _usual(folder: Path, language: str) -> str:
    """The language that the others are compared with. Raises InvalidInput where the language is that one, or none."""
    if not LANGUAGE.fullmatch(language):
        message = f"“{shortened(language)}” was read, two or three small letters were expected, such as fr"
        raise InvalidInput([Problem("LANGUAGE", message)])
    known = languages_of(folder)
    usual = known[0] if known else "en"
    if language == usual:
        message = f"{usual} is the language that the others are compared with"
        raise InvalidInput([Problem("LANGUAGE", message)])
    return usual


def _own(folder: Path, language: str, base: Mapping[str, Any]) -> dict[str, Any]:
    """The texts as they are written, with those of the pack that this one is based on as far as it takes them."""
    structure, faults = read_texts(folder / "pack.toml")
    words, more = read_texts(folder / f"{language}.toml")
    if faults or more:
        raise InvalidInput([*faults, *more])
    if not isinstance(name := structure.get("base"), str):
        return words
    below = dict(_own(base_folder(folder, name), language, base))
    for table in _NAMED:
        if isinstance(texts := below.get(table), Mapping):
            below[table] = {id: text for id, text in texts.items() if id in base.get(table, {})}
    own = {key: text for key, text in below.items() if key not in {"title", "about"}}
    return {**own, **words}


def _quoted(text: str) -> str:
    """A text as TOML writes it, which has the quotation marks and escapes of JSON."""
    return json.dumps(text, ensure_ascii=False)
