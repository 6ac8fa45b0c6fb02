"""The short form for customers and partners: its structure and its words, one file a language, become a MirrorForm.

The shipped form is cx-mirror. An engagement that has a folder `mirror` asks its own instead.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StrictInt

from cxassess.errors import InvalidInput, Problem
from cxassess.files.checked import Strict, checked, read_texts
from cxassess.files.data import shipped
from cxassess.hints import did_you_mean
from cxassess.model.mirror import PANELS, MirrorForm, MirrorItem
from cxassess.words import answering_languages

FOLDER, STRUCTURE, SHIPPED = "mirror", "mirror.toml", "cx-mirror"
USUAL_LANGUAGE = "en"
MOST_ITEMS = 20  # more is no short form
_ID = re.compile(r"[A-Z][A-Z0-9]*")
_SLOT = re.compile(r"\{([^{}]*)\}")
_SLOTS = {"intro": ("client", "least")}  # what a text may name; all others only the client

Text = Annotated[str, Field(min_length=1, max_length=600)]


class StructureFile(Strict):
    format: Annotated[StrictInt, Field(ge=1, le=1)]
    id: Annotated[str, Field(min_length=1, max_length=60)]
    version: Text
    source: str = ""
    licence: str = ""
    minutes: Annotated[StrictInt, Field(ge=1, le=60)] = 3
    items: Annotated[list[Text], Field(min_length=1, max_length=MOST_ITEMS)]


class ItemFile(Strict):
    topic: Annotated[str, Field(min_length=1, max_length=60)]
    customers: Text
    partners: Annotated[str, Field(max_length=600)] = ""


class TextFile(Strict):
    language: Text
    title: Text
    intro: Text
    thanks: Text
    scale: Annotated[list[Text], Field(min_length=5, max_length=5)]
    cant_say: Text
    items: dict[str, ItemFile]


def find_form(engagement: Path) -> Path:
    """The folder of the form that an engagement asks: its own, or the shipped one."""
    own = engagement / FOLDER
    return own if own.is_dir() else shipped("mirrors") / SHIPPED


def form_languages(folder: Path) -> tuple[str, ...]:
    """The languages that a form has words in, English first."""
    found = sorted(path.stem for path in folder.glob("*.toml") if path.name != STRUCTURE)
    return tuple(sorted(found, key=lambda language: language != USUAL_LANGUAGE))


def answered_in(folder: Path) -> tuple[str, ...]:
    """The languages in which a form is asked on the web; its first one where no catalogue has words around any."""
    known = form_languages(folder)
    return tuple(language for language in known if language in answering_languages()) or known[:1]


def read_form(folder: Path, language: str = USUAL_LANGUAGE) -> MirrorForm:
    """The form in a language, or in its first one where it lacks that, as `MirrorForm.language` then says.

    Raises InvalidInput with every fault of the two files.
    """
    data, unreadable = read_texts(folder / STRUCTURE)
    known = form_languages(folder)
    chosen = language if language in known else (known or (USUAL_LANGUAGE,))[0]
    texts, unreadable_too = read_texts(folder / f"{chosen}.toml")
    if unreadable or unreadable_too:
        raise InvalidInput([*unreadable, *unreadable_too])
    structure, problems = checked(StructureFile, data, STRUCTURE)
    words, more = checked(TextFile, texts, f"{chosen}.toml")
    faults = [*problems, *more, *_faults(data, texts, f"{chosen}.toml")]
    if faults or structure is None or words is None:
        raise InvalidInput(faults)
    return MirrorForm(
        id=structure.id,
        version=structure.version,
        language=chosen,
        title=words.title,
        intro=words.intro,
        thanks=words.thanks,
        scale=tuple(words.scale),
        cant_say=words.cant_say,
        minutes=structure.minutes,
        items={id: _item(id, words.items[id]) for id in structure.items},
    )


def _item(id: str, words: ItemFile) -> MirrorItem:
    return MirrorItem(id, words.topic, {"customers": words.customers, "partners": words.partners or words.customers})


def _faults(data: Mapping[str, Any], texts: Mapping[str, Any], file: str) -> Iterator[Problem]:
    """What the kinds of the values do not tell: ids that do not fit each other, and slots that nothing fills."""
    listed = [id for id in data.get("items", ()) if isinstance(id, str)] if isinstance(data.get("items"), list) else []
    for id in listed:
        if not _ID.fullmatch(id):
            yield Problem(f"{STRUCTURE} › items", f"“{id[:60]}” was read, the id of a practice was expected")
    for id in sorted({id for id in listed if listed.count(id) > 1}):
        yield Problem(f"{STRUCTURE} › items", f"{id} stands there twice, each once was expected")
    told = texts.get("items")
    if isinstance(told, Mapping):
        for id in dict.fromkeys(id for id in listed if id not in told):
            yield Problem(f"{file} › items.{id[:60]}", "is missing")
        for id in told:
            if id not in listed:
                hint = did_you_mean(str(id)[:60], listed)
                yield Problem(f"{file} › items.{str(id)[:60]}", f"is not among the items of {STRUCTURE}{hint}")
        for id, item in told.items():
            for panel in PANELS if isinstance(item, Mapping) else ():
                yield from _slot_faults(f"{file} › items.{str(id)[:60]}.{panel}", item.get(panel), ("client",))
    for key in ("title", "intro", "thanks"):
        yield from _slot_faults(f"{file} › {key}", texts.get(key), _SLOTS.get(key, ("client",)))


def _slot_faults(where: str, text: object, known: tuple[str, ...]) -> Iterator[Problem]:
    for slot in _SLOT.findall(text) if isinstance(text, str) else ():
        if slot not in known:
            expected = " or ".join(f"{{{name}}}" for name in known)
            yield Problem(where, f"“{{{slot[:40]}}}” was read, {expected} was expected")
