"""code_frame.toml: the themes that a consultant tags customers' words with, in the engagement folder or as shipped."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from cxassess.comments.tagging import parts_of
from cxassess.errors import InvalidInput, Problem
from cxassess.files.checked import Strict, checked, read_texts
from cxassess.files.data import shipped
from cxassess.files.safe import write_whole
from cxassess.files.toml_edit import changed_toml
from cxassess.model.comments import CodeFrame, Theme

FILE = "code_frame.toml"
STARTER = "starter.toml"
LONGEST_PHRASE = 8  # words
SHORTEST_STEM = 3  # letters before *
MOST_THEMES = 60
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")

Phrase = Annotated[str, Field(min_length=1, max_length=120)]
Name = Annotated[str, Field(min_length=1, max_length=60)]
ByLanguage = dict[str, list[Phrase]]


def _named(value: Any) -> Any:
    """One name for all languages, or one for each."""
    return {"": value} if isinstance(value, str) else value


class ThemeFile(Strict):
    id: Name
    name: Annotated[dict[str, Name], BeforeValidator(_named), Field(min_length=1)]
    words: ByLanguage = {}
    unless: Annotated[ByLanguage, Field(alias="not")] = {}

    def build(self) -> Theme:
        words, unless = (
            {language: tuple(phrase.strip() for phrase in phrases) for language, phrases in by_language.items()}
            for by_language in (self.words, self.unless)
        )
        return Theme(self.id, dict(self.name), words, unless)


class CodeFrameFile(Strict):
    format: Annotated[int, Field(ge=1, le=1)] = 1
    names: list[Phrase] = []
    themes: list[ThemeFile] = Field(default=[], max_length=MOST_THEMES)


def read_code_frame(folder: Path) -> CodeFrame:
    """The code frame of an engagement, or the shipped one where it has none. Raises InvalidInput with every fault."""
    own = (folder / FILE).exists()
    data, problems = read_texts(folder / FILE if own else _starter())
    file, faults = (None, problems) if problems else checked(CodeFrameFile, data, FILE)
    faults = faults or (tuple(_faults(file)) if file else ())
    if file is None or faults:
        raise InvalidInput(faults)
    return CodeFrame(tuple(theme.build() for theme in file.themes), tuple(file.names), own)


def _starter() -> Path:
    return shipped("code_frames") / STARTER


def own_code_frame(folder: Path) -> Path:
    """The code frame in the engagement folder; the shipped one is copied there first where it has none."""
    path = folder / FILE
    if not path.exists():
        write_whole(path, _starter().read_bytes())
    return path


def add_word(folder: Path, theme: str, language: str, phrase: str) -> None:
    """Add a word or a phrase to a theme; all else in the file stays as it is.

    Raises InvalidInput for one that is no word or phrase, or a theme that is not there, CannotWrite.
    """
    if message := phrase_fault(phrase):
        raise InvalidInput([Problem(f"“{phrase}”", message)])
    path = own_code_frame(folder)

    def add(document: Any) -> None:
        import tomlkit

        table = next((table for table in document.get("themes", ()) if table.get("id") == theme), None)
        if table is None:
            raise InvalidInput([Problem(FILE, f"there is no theme {theme}")])
        words = table.setdefault("words", tomlkit.table())
        listed = words.setdefault(language, tomlkit.array())
        if phrase not in listed:
            listed.append(phrase)

    write_whole(path, changed_toml(path.read_bytes(), add))


def phrase_fault(phrase: str) -> str:
    """Why a phrase cannot be looked for; empty where it can."""
    words = phrase.split()
    said = f"“{phrase}” was read, a word or a phrase was expected"
    if not words or len(words) > LONGEST_PHRASE:
        return f"{said} of 1 to {LONGEST_PHRASE} words"
    for word in words:
        bare = word.removesuffix("*")
        if not re.search(r"\w", bare) or re.search(r"[*\\|()\[\]{}^$+?<>=]", bare):
            return f"{said}, of letters and digits; a * may end a word and stands for the rest of it"
        if word.endswith("*") and len(parts_of(word)[-1][0]) < SHORTEST_STEM:
            return f"{said}: at least {SHORTEST_STEM} letters before *"
    return ""


def _faults(file: CodeFrameFile) -> Iterator[Problem]:
    """What the model does not see: ids, languages, and phrases that cannot be looked for."""
    ids = [theme.id for theme in file.themes]
    for number, theme in enumerate(file.themes, start=1):
        where = f"{FILE} › themes[{number}]"
        if not _ID.fullmatch(theme.id):
            message = f"“{theme.id}” was read, small letters, digits and _ were expected, a letter first"
            yield Problem(f"{where}.id", message)
        if ids.index(theme.id) < number - 1:
            yield Problem(f"{where}.id", f"“{theme.id}” stands twice")
        if not any(theme.words.values()):
            yield Problem(f"{where}.words", 'a theme needs words, by language, such as en = ["wait*"]')
        for key, by_language in _lists(theme).items():
            for language, phrases in by_language.items():
                if not _LANGUAGE.fullmatch(language):
                    message = f"“{language}” was read, the code of a language such as en was expected"
                    yield Problem(f"{where}.{key}", message)
                for place, phrase in enumerate(phrases, start=1):
                    if message := phrase_fault(phrase):
                        yield Problem(f"{where}.{key}.{language}[{place}]", message)


def _lists(theme: ThemeFile) -> Mapping[str, ByLanguage]:
    return {"words": theme.words, "not": theme.unless}
