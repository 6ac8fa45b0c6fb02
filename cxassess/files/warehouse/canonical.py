"""Tables that need no description: a view of the warehouse whose columns are called as in `measures.views`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from cxassess.files.exports.mapping import DurationColumn, RatingColumn, RatingMetric, TableMapping, YesNoColumn
from cxassess.files.exports.mapping_file import MEASURED
from cxassess.measures.scale import CES1_SCALE, CES2_SCALE, NPS_SCALE, Scale
from cxassess.measures.views import COLUMNS, ViewKind

KINDS: tuple[ViewKind, ...] = get_args(ViewKind)
YES, NO = ("1", "true", "yes"), ("0", "false", "no")
QUESTIONS: Mapping[RatingMetric, Scale] = {"nps": NPS_SCALE, "csat": Scale(1, 5), "ces": CES2_SCALE, "ces1": CES1_SCALE}
_OTHERWISE = {*MEASURED, *(f"{name}_business" for name in MEASURED), "rated", "complaint"}


def canonical_mapping(kind: ViewKind, headers: Sequence[str]) -> TableMapping:
    """The mapping of a table with those of the columns of a view that it has, and `id`."""
    has = {header.casefold() for header in headers}
    return TableMapping(
        name=kind,
        kind=kind,
        columns={name: (name,) for name in COLUMNS[kind] if name in has and name not in _OTHERWISE},
        id=("id",) if "id" in has else (),
        questions=tuple(_questions(kind, has)),
        durations=tuple(_durations(kind, has)),
        rated=YesNoColumn(("rated",), YES, NO) if "rated" in has and "rated" in COLUMNS[kind] else None,
        complaint=YesNoColumn(("complaint",), YES, NO) if "complaint" in has and kind == "ticket" else None,
    )


def needed(kind: ViewKind, mapping: TableMapping) -> str:
    """What a table of a kind lacks, as a sentence says it; empty where it can be measured."""
    if kind in {"customer", "purchase"} and "customer" not in mapping.columns:
        return "customer"
    if kind == "survey" and not mapping.questions and mapping.rated is None:
        return f"{', '.join(QUESTIONS)} or rated"
    return ""


def _questions(kind: ViewKind, has: set[str]) -> Iterator[RatingColumn]:
    if kind in {"survey", "ticket"}:
        yield from (RatingColumn((name,), name, scale) for name, scale in QUESTIONS.items() if name in has)


def _durations(kind: ViewKind, has: set[str]) -> Iterator[DurationColumn]:
    """Minutes, of handle times seconds, as the view has them."""
    for name in COLUMNS[kind]:
        if name in _OTHERWISE and name in has and name.partition("_business")[0] in MEASURED:
            yield DurationColumn(name, ((name,),), "seconds" if name == "handle" else "minutes")
