"""A questionnaire in another language: what it lacks there, what stands in for it, and how a new one is begun.

Texts are told apart by their dotted keys, such as `practices.STR1.question`. A text that a language lacks is that of
the base language, and is known as such. A practice's question and its anchors are one ladder: they come together or not
at all, so that nobody compares pictures in two languages. Terms have no keys that languages share; they are one table.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cxassess.briefing import is_seen
from cxassess.files.pack_faults import Snapshot
from cxassess.files.variants import ANCHOR_KEYS
from cxassess.lint import QUESTION_LIMIT, SHORT_LIMIT, word_count

TRANSLATIONS, FALLBACKS = "translations", "fallbacks"  # keys of a snapshot
_APART = {"language", "reword", "variant"}  # these belong to one language, or to a sector
_TERMS = ("terms",)
_SLOT = re.compile(r"\{[^{}]*\}")
LONG = 2.5  # times the base text; French and German usually take a quarter more
LONG_FROM = 80  # characters: shorter texts have room

Path = tuple[str, ...]
Texts = dict[Path, Any]  # by the keys that lead there: a text, a list of them, or the table of terms


# ── views ────────────────────────────────────────────────────────────────────────────────────────────────────


def over_base(base: Mapping[str, Any], own: Mapping[str, Any]) -> tuple[dict[str, Any], frozenset[str]]:
    """The words of a language with the base's where it has none, and the dotted keys of these."""
    given, below = _given(own), flat(base)
    lacking = {path for path, text in below.items() if path not in given and not _is_empty(text)}
    broken = {path[1] for path in lacking if _is_of_ladder(path)}
    lacking |= {path for path in below if _is_of_ladder(path) and path[1] in broken}
    texts = {path: below[path] if path in lacking else given.get(path, text) for path, text in below.items()}
    texts |= {path: text for path, text in given.items() if path not in texts}
    if broken and _TERMS in given and _TERMS in below:  # those of the questions that stand in the base language
        texts[_TERMS] = _with_terms(given[_TERMS], below[_TERMS])
    words = _nested(texts)
    return {**words, **{key: own[key] for key in _APART if key in own}}, frozenset(map(".".join, lacking))


def respondent_texts(words: Mapping[str, Any], lacks: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The words that people see who answer, but for those that the language lacks."""
    dotted = {".".join(path): path for path in flat(words)}
    texts = flat(words)
    seen = _nested({path: texts[path] for key, path in dotted.items() if is_seen(key) and key not in lacks})
    return {**seen, **{key: words[key] for key in _APART if key in words}}


def in_language(snapshot: Snapshot, language: str) -> Snapshot:
    """A snapshot as those see it who answer in one of its languages."""
    words = snapshot["words"]
    if language == words["language"]:
        return snapshot
    merged, lacking = over_base(words, snapshot[TRANSLATIONS][language])
    fallbacks = {"language": words["language"], "keys": sorted(filter(is_seen, lacking))}
    return {"structure": snapshot["structure"], "words": merged, FALLBACKS: fallbacks}


def flat(words: Mapping[str, Any]) -> Texts:
    """The texts of a questionnaire's words by the keys that lead to each, in order."""
    return dict(_flat(words, ()))


def _flat(tables: Mapping[str, Any], place: Path) -> Iterator[tuple[Path, Any]]:
    for key, value in tables.items():
        path = (*place, key)
        if not place and key in _APART:
            continue
        if isinstance(value, Mapping) and path != _TERMS:
            yield from _flat(value, path)
        else:
            yield path, value


def _given(words: Mapping[str, Any]) -> Texts:
    return {path: text for path, text in flat(words).items() if not _is_empty(text)}


def _is_empty(text: Any) -> bool:
    """Whether there is nothing to read; a list of anchors is only whole or missing."""
    if isinstance(text, list):
        return not text or any(not str(part).strip() for part in text)
    return not text or (isinstance(text, str) and not text.strip())


def _is_of_ladder(path: Path) -> bool:
    return len(path) == 3 and path[0] == "practices" and path[2] in ANCHOR_KEYS


def _with_terms(own: Any, base: Any) -> Any:
    """The own terms, and those of the base that have no form in common with them: who reads both finds each once."""
    if not isinstance(own, Mapping) or not isinstance(base, Mapping):
        return own
    forms = {form.casefold() for term in own for form in term.split(", ")}
    apart = {term: text for term, text in base.items() if forms.isdisjoint(term.casefold().split(", "))}
    return {**own, **apart}


def _nested(texts: Texts) -> dict[str, Any]:
    tables: dict[str, Any] = {}
    for path, text in texts.items():
        table = tables
        for part in path[:-1]:
            if not isinstance(table.get(part), dict):
                table[part] = {}
            table = table[part]
        table[path[-1]] = text
    return tables


# ── what a translation lacks ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing to mend in a translation. Kinds: missing, left_over, placeholders, same, long."""

    kind: str
    key: str
    message: str


def lacks_of(base: Mapping[str, Any], own: Mapping[str, Any], *, documents: bool) -> tuple[Lack, ...]:
    """What a language has to mend against the base, in the base's order.

    Only the texts of those who answer are asked for, unless documents are written in the language, too.
    """
    below, given = flat(base), _given(own)
    found: list[Lack] = []
    for path, text in below.items():
        key = ".".join(path)
        if path in given:
            found += _differences(key, text, given[path])
        elif not _is_empty(text) and (documents or is_seen(key)):
            found.append(Lack("missing", key, f"is missing: {_sample(text)}"))
    found += [Lack("left_over", ".".join(path), "has no counterpart") for path in flat(own) if path not in below]
    return tuple(found)


def _differences(key: str, base: Any, own: Any) -> Iterator[Lack]:
    if key == "terms":
        if isinstance(own, Mapping) and len(own) < len(base):
            yield Lack("missing", key, f"{len(own)} terms are explained, {len(base)} in the base language")
        return
    pairs: list[tuple[str, Any, Any]] = [(key, base, own)]
    if isinstance(base, list) and isinstance(own, list):
        pairs = [(f"{key}, level {n}", one, other) for n, (one, other) in enumerate(zip(base, own, strict=False), 1)]
    for where, theirs, ours in pairs:
        if not isinstance(theirs, str) or not isinstance(ours, str):
            yield Lack("placeholders", where, "is of another kind than in the base language")
            continue
        if set(_SLOT.findall(theirs)) != set(_SLOT.findall(ours)):
            yield Lack("placeholders", where, f"has other values in braces than “{theirs}”")
        if theirs == ours and len(ours.split()) > 1:
            yield Lack("same", where, f"is the text of the base language: “{ours}”")
        if said := _too_long(where, theirs, ours):
            yield Lack("long", where, said)


def _too_long(key: str, base: str, own: str) -> str:
    if key.startswith("practices.") and ".short, level" in key:
        n = word_count(own)
        return f"has {n} words, at most {SHORT_LIMIT} are read at a glance" if n > SHORT_LIMIT else ""
    if key.startswith("practices.") and key.endswith(".question"):
        return f"has {len(own)} characters, at most {QUESTION_LIMIT} fit" if len(own) > QUESTION_LIMIT else ""
    if len(own) >= LONG_FROM and len(own) > LONG * len(base):
        return f"has {len(own)} characters where the base language has {len(base)}"
    return ""


def _sample(text: Any) -> str:
    if isinstance(text, Mapping):
        return f"{len(text)} entries"
    return f"“{text[0] if isinstance(text, list) else text}”"


# ── a new language ───────────────────────────────────────────────────────────────────────────────────────────


def started(base: Mapping[str, Any], language: str, quoted: Callable[[str], str]) -> str:
    """A text file for a new language: every key, the base's text above it as a comment, nothing filled in.

    `quoted` writes a text as TOML does.
    """

    def name(key: str) -> str:
        return key if re.fullmatch(r"\w+", key, re.ASCII) else quoted(key)

    lines = [f"language = {quoted(language)}"]
    table: Path = ()
    for path, text in flat(base).items():
        head = path if path == _TERMS else path[:-1]
        if head != table:
            lines += ["", f"[{'.'.join(map(name, head))}]"]
            table = head
        if path == _TERMS:
            lines += [f"# {quoted(term)} = {quoted(meaning)}" for term, meaning in text.items()]
        elif isinstance(text, list):
            parts = [line for part in text for line in (f"  # {part}", '  "",')]
            lines += [f"{name(path[-1])} = [", *parts, "]"]
        else:
            lines += [f"# {text}", f'{name(path[-1])} = ""']
    return "\n".join(lines) + "\n"
