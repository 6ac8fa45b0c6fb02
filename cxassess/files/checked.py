"""A file that people write is checked against a pydantic model, and every fault becomes one plain sentence."""

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from cxassess.errors import Problem
from cxassess.files.clean import holds_controls, shortened
from cxassess.hints import did_you_mean

Model = TypeVar("Model", bound=BaseModel)
Colour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]  # that of a brand or a page, such as #17406D

# By how pydantic's kind of fault begins.
EXPECTED = {
    "string_too_short": "some text",
    "string_too_long": "at most {max_length} characters",
    "string_pattern_mismatch": "a colour such as #17406D",
    "string": "text in quotation marks",
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "finite": "a number",
    "greater_than_equal": "{ge:g} or more",
    "less_than_equal": "{le:g} or less",
    "date": "a date such as 2029-01-31, without quotation marks,",
    "dict": "a table",
    "model": "a table",
    "list": "a list",
    "tuple": "a list",
    "too_short": "a list of at least {min_length}",
    "too_long": "a list of at most {max_length}",
    "missing_argument": "a longer list",
    "unexpected_positional": "a shorter list",
    "literal": "{expected}",
}


class Strict(BaseModel):
    """The base of all file models: an unknown key is a fault, and nothing is converted silently.

    A model is built when it is first used, since a command reads only some of the files.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


def read_toml(path: Path) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The tables of a TOML file; or an empty dict and the one fault that keeps it from being read."""
    content, problems = _read(path)
    return ({}, problems) if problems else _tables(content, path.name)


def read_texts(path: Path) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The same of a file whose words are shown as they are: a control character in one of them is a fault.

    A questionnaire is read many times over, so that its tables are kept: they are shared, and not to be changed.
    """
    content, problems = _read(path)
    return ({}, problems) if problems else _texts(content, path.name)


def _read(path: Path) -> tuple[bytes, tuple[Problem, ...]]:
    try:
        return path.read_bytes(), ()
    except FileNotFoundError:
        return b"", (Problem(path.name, "this file is missing"),)
    except IsADirectoryError:
        return b"", (Problem(path.name, "this is a folder, a file was expected"),)
    except OSError as error:
        return b"", (Problem(path.name, f"cannot be read ({error.strerror})"),)


def _tables(content: bytes, name: str) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    try:
        return tomllib.loads(content.decode("utf-8-sig")), ()
    except UnicodeDecodeError as error:
        return {}, (Problem(name, f"is not UTF-8 text (byte {error.start + 1})"),)
    except tomllib.TOMLDecodeError as error:
        return {}, (Problem(name, f"is not valid TOML: {_lower_first(str(error))}"),)
    except (ValueError, RecursionError):  # tomllib lets these two through
        return {}, (Problem(name, "is not valid TOML: a number is too long or brackets are nested too deep"),)


@lru_cache(maxsize=16)
def _texts(content: bytes, name: str) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    tables, problems = _tables(content, name)
    return tables, problems or tuple(_control_faults(tables, f"{name} › "))


def _control_faults(value: Any, place: str) -> Iterator[Problem]:
    if isinstance(value, str) and holds_controls(value):
        yield Problem(place.removesuffix(" › "), f"{_shown(value)} holds a control character, plain text was expected")
    elif isinstance(value, list):
        for item in value:
            yield from _control_faults(item, place)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _control_faults(key, place)
            yield from _control_faults(inner, f"{place}{'' if place.endswith(' ') else '.'}{key}")


def checked(model: type[Model], data: dict[str, Any], file: str) -> tuple[Model | None, tuple[Problem, ...]]:
    """The data as the model, or every fault in it with its key path."""
    try:
        return model.model_validate(data), ()
    except ValidationError as error:
        return None, tuple(_problem(detail, model, file) for detail in error.errors())


def _problem(detail: ErrorDetails, model: type[BaseModel], file: str) -> Problem:
    path = [str(part) for part in detail["loc"] if part != "[key]"]
    where = f"{file} › {'.'.join(path)}" if path else file
    kind, read = detail["type"], detail.get("input")
    if kind == "extra_forbidden":
        return Problem(where, f"is not a known key{did_you_mean(path[-1], _fields_at(model, path[:-1]))}")
    if kind == "missing":
        return Problem(where, "is missing")
    if kind == "value_error":
        return Problem(where, detail["msg"].removeprefix("Value error, "))
    return Problem(where, f"{_shown(read)} was read, {_expected(detail)} was expected")


def _expected(detail: ErrorDetails) -> str:
    """What a key takes, in plain words; pydantic's own for a kind that has none here."""
    words = next((words for start, words in EXPECTED.items() if detail["type"].startswith(start)), None)
    return words.format(**detail.get("ctx", {})) if words else detail["msg"].removeprefix("Input should be ")


def _fields_at(model: type[BaseModel], path: list[str]) -> list[str]:
    """The keys that are known at a path, as far as the models can tell."""
    current: Any = model
    for part in path:
        fields = current.model_fields if hasattr(current, "model_fields") else {}
        field = next((one for name, one in fields.items() if part in (name, one.alias)), None)
        annotation = field.annotation if field else current
        inner = [a for a in getattr(annotation, "__args__", (annotation,)) if hasattr(a, "model_fields")]
        current = inner[0] if inner else annotation
    return list(current.model_fields) if hasattr(current, "model_fields") else []


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f"“{shortened(value)}”"
    return str(value).lower() if isinstance(value, bool) else shortened(str(value))


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
