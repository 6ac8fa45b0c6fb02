"""All Measures of survey, ticket and customer rows: counting.py FOLDER [--csv] [--customers] [--queries].

As the bare script, it reads Parquet where it lies, and a CSV once into a table. --customers counts churn, too, and
repeat contacts; --queries says how long each query took.
"""

import json
import resource
import sys
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb

from cxassess.measures.counting import measure_view
from cxassess.measures.scale import CES2_SCALE, NPS_SCALE, Scale
from cxassess.measures.views import Question, View

QUESTIONS = (
    Question("nps", "nps", NPS_SCALE),
    Question("csat", "csat", Scale(1, 5)),
    Question("ces", "ces", CES2_SCALE),
)
BY = ("day", "channel", "touchpoint", "segment")
TIMES = ("first_response", "resolution", "handle")
DAYS: dict[str, Any] = {"first": date(2024, 1, 1), "last": date(2025, 12, 31)}


def main(folder: Path, kind: str, *, customers: bool, listed: bool) -> None:
    start = perf_counter()
    connection = duckdb.connect()

    def rows(sql: str) -> list[tuple[Any, ...]]:
        before = perf_counter()
        found = connection.execute(sql).fetchall()
        if listed:
            print(f"{perf_counter() - before:6.2f} s {len(found):7} rows  {sql[:150]!r}", file=sys.stderr)
        return found

    views = [
        View("survey", "survey", BY, "survey", questions=QUESTIONS, **DAYS),
        View("ticket", "ticket", (*BY, *TIMES), "ticket", **DAYS),
    ]
    if customers:
        views.append(View("ticket", "ticket", (*BY, "customer"), "ticket", **DAYS))
        views.append(View("customer", "customer", ("segment", "joined", "ended"), "customer", as_of=date(2026, 1, 1)))
    measures = 0
    for view in views:
        file = folder / f"{view.table}.{kind}"
        columns = ", ".join((*view.columns, *(question.column for question in view.questions)))
        made = "VIEW" if kind == "parquet" else "TABLE"
        connection.execute(f"CREATE OR REPLACE {made} {view.table} AS SELECT {columns} FROM '{file}'")
        measures += len(measure_view(rows, view))
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak, busy = used.ru_maxrss / 1024, used.ru_utime + used.ru_stime
    print(json.dumps({"seconds": perf_counter() - start, "processor": busy, "megabytes": peak, "measures": measures}))


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        "csv" if "--csv" in sys.argv else "parquet",
        customers="--customers" in sys.argv,
        listed="--queries" in sys.argv,
    )
