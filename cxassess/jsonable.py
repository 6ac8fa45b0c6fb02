"""Dataclasses as JSON-ready values and back, without loss: what the store keeps of measures and of a finished wave.

The annotations of the dataclasses are the format: each field is a key, a date is written 2026-03-01, a tuple is a
list. A field with a default may be missing, so that what an older version wrote stays readable.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from math import isfinite
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Kind = TypeVar("Kind")


def as_json(value: Any) -> Any:
    """A dataclass, or any part of one, in the values that JSON has.

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


def from_json(kind: type[Kind], data: Any) -> Kind:
    """The value of a dataclass that `as_json` wrote. ValueError for anything else."""
    return cast("Kind", _reader(cast("Any", kind))(data))


Read = Callable[[Any], Any]


@cache
def _reader(wanted: Any) -> Read:
    """What reads data as a value of an annotation, put together once: there are thousands of values of few kinds.

    The reader raises ValueError for data that are none.
    """
    origin, of = get_origin(wanted), get_args(wanted)
    if is_dataclass(wanted):
        return _dataclass(cast("type", wanted))
    if origin in {Union, UnionType}:
        return _or_none(_reader(next(one for one in of if one is not NoneType)))
    if origin is tuple:
        return _list(_reader(of[0]), wanted)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(int if of[0] is int else _reader(of[0]), _reader(of[1]), wanted)
    if origin is Literal:
        return _one_of(frozenset(of), wanted)
    return _date if wanted is date else _plain(wanted)


def _unlike(data: Any, wanted: Any) -> ValueError:
    return ValueError(f"{data!r} was read, {wanted} was expected")


def _dataclass(wanted: type) -> Read:
    hints = get_type_hints(wanted)
    readers = {field.name: _reader(hints[field.name]) for field in fields(wanted)}
    needed = {f.name for f in fields(wanted) if f.default is MISSING and f.default_factory is MISSING}

    def read(data: Any) -> Any:
        if not isinstance(data, Mapping):
            raise _unlike(data, wanted)
        if not needed <= data.keys() <= readers.keys():
            message = f"{', '.join(data)} were read, the fields of {wanted.__name__} were expected"
            raise ValueError(message)
        return wanted(**{name: readers[name](part) for name, part in data.items()})

    return read


def _or_none(reader: Read) -> Read:
    return lambda data: None if data is None else reader(data)


def _list(reader: Read, wanted: Any) -> Read:
    def read(data: Any) -> Any:
        if not isinstance(data, list):
            raise _unlike(data, wanted)
        return tuple(map(reader, data))

    return read


def _mapping(key: Read, value: Read, wanted: Any) -> Read:
    """The names of a JSON object's members are always text."""

    def read(data: Any) -> Any:
        if not isinstance(data, Mapping):
            raise _unlike(data, wanted)
        return {key(name): value(part) for name, part in data.items()}

    return read


def _one_of(known: frozenset[Any], wanted: Any) -> Read:
    def read(data: Any) -> Any:
        if not isinstance(data, str) or data not in known:
            raise _unlike(data, wanted)
        return data

    return read


def _date(data: Any) -> date:
    if not isinstance(data, str):
        raise _unlike(data, date)
    return date.fromisoformat(data)


def _plain(wanted: type) -> Read:
    """A text, truth or number; a whole number will do for a float."""
    kinds = {int, float} if wanted is float else {wanted}

    def read(data: Any) -> Any:
        if type(data) not in kinds or (type(data) is float and not isfinite(data)):
            raise _unlike(data, wanted)
        return data

    return read
