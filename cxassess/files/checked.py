"""A file that people write is checked against a pydantic model, and every fault becomes one plain sentence."""

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from cxassess.hints import did_you_mean
from cxassess.model import Problem

Model = TypeVar("Model", bound=BaseModel)


class Strict(BaseModel):
    """The base of all file models: an unknown key is a fault, and nothing is converted silently."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read_toml(path: Path) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The tables of a TOML file; or an empty dict and the one fault that keeps it from being read."""
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig")), ()
    except FileNotFoundError:
        return {}, (Problem(path.name, "this file is missing"),)
    except IsADirectoryError:
        return {}, (Problem(path.name, "this is a folder, a file was expected"),)
    except OSError as error:
        return {}, (Problem(path.name, f"cannot be read ({error.strerror})"),)
    except UnicodeDecodeError as error:
        return {}, (Problem(path.name, f"is not UTF-8 text (byte {error.start + 1})"),)
    except tomllib.TOMLDecodeError as error:
        return {}, (Problem(path.name, f"is not valid TOML: {_lower_first(str(error))}"),)


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
    message = detail["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    if kind == "value_error":
        return Problem(where, message)
    return Problem(where, f"{_shown(read)} was read, {message} was expected")


def _fields_at(model: type[BaseModel], path: list[str]) -> list[str]:
    """The keys that are known at a path, as far as the models can tell."""
    current: Any = model
    for part in path:
        field = current.model_fields.get(part) if hasattr(current, "model_fields") else None
        annotation = field.annotation if field else current
        inner = [a for a in getattr(annotation, "__args__", (annotation,)) if hasattr(a, "model_fields")]
        current = inner[0] if inner else annotation
    return list(current.model_fields) if hasattr(current, "model_fields") else []


def _shown(value: object) -> str:
    text = f"“{value}”" if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
