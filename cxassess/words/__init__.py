"""The fixed sentences of findings, screens and documents, read from one catalogue a language.

A sentence is a template such as `{name} stands at {value:score}`. Numbers become text by their format: `score` (one
decimal), `percent`, `percent1`, `points1` (a share in points), `whole`, `word` and `Word` (four, Four), `date` and
`day`. An entry with the keys `one` and `other` is chosen by the value named `count`. Values are put in as they are
and never read as templates.
"""

import string
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cxassess.display import one_decimal, percent
from cxassess.rewording import reworded


class Words:
    """One language's catalogue, with a questionnaire's own words for customer and company where it has some."""

    def __init__(self, tables: Mapping[str, Any], reword: Mapping[str, str]) -> None:
        self._tables = tables
        self._reword = {**reword, **{phrase: phrase for phrase in tables["protected"]}} if reword else {}
        self._formatter = _Formatter(tables["numbers"], tables["months"])

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

    def join(self, parts: Sequence[str]) -> str:
        """“a”, “a and b”, “a, b and c”."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.say('and')} {parts[-1]}"

    def _entry(self, key: str) -> Any:
        entry: Any = self._tables
        for part in key.split("."):
            entry = entry[part]
        return entry


class _Formatter(string.Formatter):
    def __init__(self, numbers: Sequence[str], months: Sequence[str]) -> None:
        self._numbers = numbers
        self._months = months

    def format_field(self, value: Any, format_spec: str) -> str:
        match format_spec:
            case "score":
                return one_decimal(value)
            case "percent":
                return percent(value)
            case "percent1":
                return percent(value, 1)
            case "points1":
                return one_decimal(100 * value)
            case "whole":
                return f"{value:.0f}"
            case "word":
                return self._word(value)
            case "Word":
                word = self._word(value)
                return word[:1].upper() + word[1:]
            case "date":
                return f"{self._day(value)} {value.year}"
            case "day":
                return self._day(value)
        return str(super().format_field(value, format_spec))

    def _word(self, value: int) -> str:
        return self._numbers[value] if 0 <= value < len(self._numbers) else str(value)

    def _day(self, value: date) -> str:
        return f"{value.day} {self._months[value.month - 1]}"


def read_words(language: str = "en", reword: Mapping[str, str] = MappingProxyType({})) -> Words:
    """The catalogue of a language, reworded as a questionnaire asks. FileNotFoundError where there is none."""
    return _catalogue(language, tuple(reword.items()))


@lru_cache
def _catalogue(language: str, reword: tuple[tuple[str, str], ...]) -> Words:
    path = Path(__file__).with_name(f"{language}.toml")
    return Words(tomllib.loads(path.read_text(encoding="utf-8")), dict(reword))
