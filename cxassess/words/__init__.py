"""The fixed sentences of findings, screens and documents, read from one catalogue a language.

A sentence is a template such as `{name} stands at {value:score}`. Numbers become text by their format: `score` (one
decimal), `percent`, `percent1`, `points1` (a share in points), `whole`, `word` and `Word` (four, Four), `date` and
`day`; any other format is Python’s own, with the marks of the language. An entry with the keys `one` and `other` is
chosen by the value named `count`. Values are put in as they are and never read as templates.

A catalogue that begins with `covers` holds only what people see who answer: its language is one for answering, never
for documents. What it lacks is said in English, and `Words.language_of` tells so of each sentence.

The table `formats` of a catalogue says how its language writes numbers, dates and names: see `Formats`.
"""

import string
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cxassess.errors import CxassessError
from cxassess.formats import Formats, opened
from cxassess.rewording import reworded

USUAL_LANGUAGE = "en"
COVERS = "covers"  # the tables that a catalogue promises to have whole, where it has not all of them
_HERE = Path(__file__).parent


class Words:
    """One language's catalogue, with a questionnaire's own words for customer and company where it has some."""

    def __init__(
        self,
        tables: Mapping[str, Any],
        reword: Mapping[str, str],
        language: str = USUAL_LANGUAGE,
        fallbacks: frozenset[str] = frozenset(),
    ) -> None:
        self.language = language
        self.fallbacks = fallbacks  # dotted keys of the sentences that are English here
        self._tables = tables
        self._reword = {**reword, **{phrase: phrase for phrase in tables["protected"]}} if reword else {}
        habits: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in tables["formats"].items()}
        self.formats = Formats(**habits)
        self._formatter = _Formatter(self.formats)

    def say(self, key: str, /, **values: object) -> str:
        """The sentence of a dotted key with its values. KeyError where the catalogue has none."""
        entry = self._entry(key)
        if isinstance(entry, Mapping):
            entry = entry["one" if values.get("count") == 1 else "other"]
        return self._formatter.vformat(reworded(entry, self._reword), (), values)

    def table(self, key: str) -> Mapping[str, str]:
        """All sentences under a dotted key."""
        return {name: reworded(text, self._reword) for name, text in self._entry(key).items()}

    def listed(self, key: str) -> tuple[str, ...]:
        """What stands under a dotted key, in order: the words of a list, or the names in a table."""
        return tuple(self._entry(key))

    def has(self, key: str) -> bool:
        """Whether the catalogue has an entry under a dotted key."""
        try:
            self._entry(key)
        except KeyError:
            return False
        return True

    def language_of(self, key: str) -> str:
        """The language that a sentence is in; of a table, English where any of its sentences is."""
        inside = f"{key}."
        fell_back = key in self.fallbacks or any(known.startswith(inside) for known in self.fallbacks)
        return USUAL_LANGUAGE if fell_back else self.language

    def language_name(self, language: str) -> str:
        """The name of a language, or its code where the catalogue has none."""
        return self.say(f"language_names.{language}") if self.has(f"language_names.{language}") else language

    def join(self, parts: Sequence[str]) -> str:
        """“a”, “a and b”, “a, b and c”."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.say('and')} {parts[-1]}"

    # ── what stands beside the sentences ─────────────────────────────────────────────────────────────────

    def score(self, value: float | None) -> str:
        """A score for print, with one decimal; a dash where there is none."""
        return self.formats.score(value)

    def percent(self, share: float | None, decimals: int = 0) -> str:
        """A share of 0–1 as a percentage."""
        return self.formats.percent(share, decimals)

    def number(self, value: float, spec: str = "g") -> str:
        """A number under one of Python’s own format specs."""
        return self.formats.number(value, spec)

    def signed(self, value: float) -> str:
        """A difference with its sign."""
        return self.formats.signed(value)

    def fine(self, value: float) -> str:
        """An end of the interval of a difference, with its sign and two decimals."""
        return self.formats.fine(value)

    def within(self, name: str) -> str:
        """A name as it stands within a sentence."""
        return self.formats.within(name)

    def row(self, entries: Iterable[str]) -> str:
        """Entries beside each other, which may hold numbers."""
        return self.formats.row(entries)

    def named(self, title: str, id: str, rating: str) -> str:
        """A practice as text names it: title, id, and its score or what stands for it."""
        return self.say("named", title=title, id=id, rating=rating)

    def _entry(self, key: str) -> Any:
        entry: Any = self._tables
        for part in key.split("."):
            entry = entry[part]
        return entry


class _Formatter(string.Formatter):
    def __init__(self, formats: Formats) -> None:
        self._formats = formats

    def format_field(self, value: Any, format_spec: str) -> str:
        formats = self._formats
        match format_spec:
            case "score":
                return formats.score(value)
            case "percent":
                return formats.percent(value)
            case "percent1":
                return formats.percent(value, 1)
            case "points1":
                return formats.score(100 * value)
            case "whole":
                return formats.number(value, ".0f")
            case "word":
                return formats.word(value)
            case "Word":
                return opened(formats.word(value))
            case "date":
                return formats.full_date(value)
            case "day":
                return formats.day_and_month(value)
        if isinstance(value, float) or (format_spec and isinstance(value, int)):
            return formats.number(value, format_spec)
        return str(super().format_field(value, format_spec))


@cache
def answering_languages() -> tuple[str, ...]:
    """The languages that have a catalogue, English first: in each of them people can answer."""
    found = sorted(path.stem for path in _HERE.glob("*.toml"))
    return (USUAL_LANGUAGE, *(language for language in found if language != USUAL_LANGUAGE))


@cache
def languages() -> tuple[str, ...]:
    """The languages that have the whole catalogue, English first: in each of them documents are written."""
    return tuple(language for language in answering_languages() if not covers(language))


@cache
def covers(language: str) -> tuple[str, ...]:
    """The tables that a catalogue for answering has whole; nothing where it is one for documents, too."""
    head = (_HERE / f"{language}.toml").read_text(encoding="utf-8").partition("\n[")[0]
    return tuple(tomllib.loads(head).get(COVERS, ()))


def read_words(language: str = USUAL_LANGUAGE, reword: Mapping[str, str] = MappingProxyType({})) -> Words:
    """The catalogue of a language, reworded as a questionnaire asks. CxassessError where it has no whole one."""
    if language not in languages():
        message = f"there are no words in the language “{language}”; known: {', '.join(languages())}"
        raise CxassessError(message)
    return _catalogue(language, tuple(reword.items()))


def answering_words(language: str, reword: Mapping[str, str] = MappingProxyType({})) -> Words:
    """What people see who answer in a language; English, and known as such, what there is no sentence for in it.

    >>> words = answering_words("fr")
    >>> words.say("interview.saved"), words.language_of("interview.saved"), words.language_of("report.cover")
    ('enregistré', 'fr', 'en')
    """
    return _catalogue(language, tuple(reword.items()))


@lru_cache
def _catalogue(language: str, reword: tuple[tuple[str, str], ...]) -> Words:
    english = _read(USUAL_LANGUAGE)
    if language in languages():
        return Words(_read(language), dict(reword), language)
    own = _read(language) if language in answering_languages() else {}
    fallbacks: set[str] = set()
    merged = _over(english, {key: table for key, table in own.items() if key != COVERS}, "", fallbacks)
    return Words(merged, dict(reword), language, frozenset(fallbacks))


def _read(language: str) -> dict[str, Any]:
    return tomllib.loads((_HERE / f"{language}.toml").read_text(encoding="utf-8"))


def _over(english: Mapping[str, Any], own: Mapping[str, Any], place: str, fallbacks: set[str]) -> dict[str, Any]:
    """The English tables with the own sentences in place; the dotted keys of all others are added to `fallbacks`."""
    merged: dict[str, Any] = {}
    for key, value in english.items():
        if isinstance(value, Mapping) and not value.keys() <= {"one", "other"}:
            merged[key] = _over(value, own.get(key, {}), f"{place}{key}.", fallbacks)
            continue
        merged[key] = own.get(key, value)
        if key not in own:
            fallbacks.add(f"{place}{key}")
    return merged
