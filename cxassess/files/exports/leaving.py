"""A survey and a table of customers together: who left after an answer, and whose answers found their customer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cxassess.files.exports.account import Account
from cxassess.files.exports.staging import Rows
from cxassess.measures.counting_together import measure_left_after_answers
from cxassess.measures.measure import Measure
from cxassess.measures.views import View, ViewKind

NEEDED: Mapping[ViewKind, frozenset[str]] = {
    "survey": frozenset({"customer", "day"}),
    "customer": frozenset({"customer", "joined", "ended"}),
}


def is_side(kind: ViewKind, columns: frozenset[str]) -> bool:
    """Whether a table is one of the two that are needed."""
    return kind in NEEDED and columns >= NEEDED[kind]


def source_of(survey: str, customer: str) -> str:
    """Under which name is kept what two sources tell together."""
    return f"{survey} with {customer}"


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a survey and customers tell together; no measures where no answer found its customer."""

    account: Account
    measures: tuple[Measure, ...]


def left_after_answers(rows: Rows, survey: View, customer: View, name: str) -> Leaving | None:
    """Which customers left after they had answered; None of two other tables, or where one lacks a column.

    A customer who stands in several rows that contradict each other is taken for one who does not stand there.
    """
    if (survey.kind, customer.kind) != ("survey", "customer"):
        return None
    if not all(is_side(view.kind, frozenset(view.columns)) for view in (survey, customer)):
        return None
    source = source_of(survey.source, customer.source)
    stays, unclear = _one_row_each(rows, customer.table, name)
    answers, named, found = rows(
        f"SELECT count(*), count(answer.customer), count(stay.customer) FROM {survey.table} AS answer"
        f" LEFT JOIN {stays} AS stay ON stay.customer = answer.customer"
    )[0]
    strangers = f"{named - found:,} one who does not stand there, {answers - named:,} none"
    notes = [f"{found:,} answers name a customer of {customer.source}, {strangers}"]
    if unclear:
        notes.append(f"{unclear:,} customers stand in several rows with other days: no answer of theirs counts")
    if customer.as_of:
        notes.append(f"Who left is known to {customer.as_of}, the day on which the customers were drawn")
    measures = (
        measure_left_after_answers(rows, replace(survey, source=source), replace(customer, table=stays))
        if found
        else ()
    )
    account = Account(source, "which customers left after their answers", "joined by customer", answers, found, (),
                      notes=tuple(notes))  # fmt: skip
    return Leaving(account, measures)


def _one_row_each(rows: Rows, table: str, name: str) -> tuple[str, int]:
    """A table with a row for each customer, and how many have none since their rows contradict each other."""
    [[named, each]] = rows(f"SELECT count(customer), count(DISTINCT customer) FROM {table}")
    if named == each:
        return table, 0
    stays = f"stays_{name}"
    rows(
        f"CREATE TABLE {stays} AS SELECT customer, min(joined) AS joined, min(ended) AS ended"
        f" FROM (SELECT DISTINCT customer, joined, ended FROM {table} WHERE customer IS NOT NULL)"
        " GROUP BY customer HAVING count(*) = 1"
    )
    [[kept]] = rows(f"SELECT count(*) FROM {stays}")
    return stays, each - kept
