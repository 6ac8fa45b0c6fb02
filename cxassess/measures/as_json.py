"""A Measure as JSON-ready values and back, without loss: what the store keeps and `assess --json` shows.

The annotations of the dataclasses are the format: each field is a key, a date is written 2026-03-01, a tuple is a
list. A field with a default may be missing, so that what an older version wrote stays readable.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from math import isfinite
from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from cxassess.measures.measure import Measure


def as_json(value: Any) -> Any:
    """A Measure, or any part of one, in the values that JSON has.

    >>> from cxassess.measures.measure import Period
    >>> as_json(Period(date(2026, 1, 1), date(2026, 4, 1)))
    {'start': '2026-01-01', 'end': '2026-04-01'}
    """
    if is_dataclass(value):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_json(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [as_json(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def measure_from_json(data: Any) -> Measure:
    """The Measure that `as_json` wrote. ValueError for anything else."""
    return cast("Measure", _read(Measure, data))


def _read(wanted: Any, data: Any) -> Any:
    """The data as a value of an annotation."""
    origin, of = get_origin(wanted), get_args(wanted)
    if is_dataclass(wanted) and isinstance(data, Mapping):
        return _dataclass(cast("type", wanted), data)
    if origin in {Union, UnionType} and data is None and NoneType in of:
        return None
    if origin in {Union, UnionType}:
        return _read(next(one for one in of if one is not NoneType), data)
    if origin is tuple and isinstance(data, list):
        return tuple(_read(of[0], part) for part in data)
    if isinstance(origin, type) and issubclass(origin, Mapping) and isinstance(data, Mapping):
        return {_read_key(of[0], key): _read(of[1], part) for key, part in data.items()}
    if wanted is date and isinstance(data, str):
        return date.fromisoformat(data)
    if _is_a(wanted, data):
        return data
    message = f"{data!r} was read, {wanted} was expected"
    raise ValueError(message)


def _is_a(wanted: Any, data: Any) -> bool:
    """Whether a plain value is what its annotation says; a whole number will do for a float."""
    if get_origin(wanted) is Literal:
        return data in get_args(wanted)
    if wanted in {int, float}:
        known = int if wanted is int else int | float
        return isinstance(data, known) and not isinstance(data, bool) and isfinite(data)
    return wanted in {str, bool} and type(data) is wanted


def _read_key(wanted: Any, key: str) -> Any:
    """The name of a JSON object's member, which is always text."""
    return int(key) if wanted is int else _read(wanted, key)


def _dataclass(wanted: type, data: Mapping[str, Any]) -> Any:
    hints = _hints(wanted)
    needed = {f.name for f in fields(wanted) if f.default is MISSING and f.default_factory is MISSING}
    if data.keys() - hints.keys() or needed - data.keys():
        message = f"{', '.join(data)} were read, the fields of {wanted.__name__} were expected"
        raise ValueError(message)
    return wanted(**{name: _read(hints[name], part) for name, part in data.items()})


@cache
def _hints(wanted: type) -> dict[str, Any]:
    return get_type_hints(wanted)
