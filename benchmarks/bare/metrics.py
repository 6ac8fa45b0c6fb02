"""What a practitioner would write in DuckDB: metrics.py FOLDER [--parts].

Without --parts, the metrics of survey.parquet and ticket.parquet by month, channel and touchpoint. With it, the parts
that our Measures hold: whole, the year before, by month, channel, touchpoint and segment. Neither has intervals.
"""

import json
import resource
import sys
from pathlib import Path
from time import perf_counter

import duckdb

SURVEY = """
    100.0 * (count(*) FILTER (nps >= 9) - count(*) FILTER (nps <= 6)) / nullif(count(nps), 0),
    count(*) FILTER (csat >= 4) / nullif(count(csat), 0), avg(ces), count(nps), count(csat), count(ces)
"""
TICKET = """
    quantile_cont(first_response, [0.5, 0.9]), quantile_cont(resolution, [0.5, 0.9]),
    sum(handle) / nullif(count(handle), 0),
    count(first_response), count(resolution), count(handle)
"""
CROSSED = ("date_trunc('month', day), channel, touchpoint", "true")
PARTS = (
    ("date_trunc('month', day)", "true"),
    ("year(day)", "true"),  # whole and the year before
    ("channel", "day >= DATE '2025-01-01'"),
    ("touchpoint", "day >= DATE '2025-01-01'"),
    ("segment", "day >= DATE '2025-01-01'"),
)


def main(folder: Path, cuts: tuple[tuple[str, str], ...], kind: str) -> None:
    start = perf_counter()
    connection = duckdb.connect()
    rows = 0
    for name, what in (("survey", SURVEY), ("ticket", TICKET)):
        connection.execute(SOURCES[kind].format(name=name, file=folder / f"{name}.{kind}"))
        for by, where in cuts:
            rows += len(connection.execute(f"SELECT {by}, {what} FROM {name} WHERE {where} GROUP BY {by}").fetchall())
        print(name, round(perf_counter() - start, 2), file=sys.stderr)
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak, busy = used.ru_maxrss / 1024, used.ru_utime + used.ru_stime
    print(json.dumps({"seconds": perf_counter() - start, "processor": busy, "megabytes": peak, "rows": rows}))


SOURCES = {
    "parquet": "CREATE VIEW {name} AS FROM '{file}'",
    "csv": "CREATE TABLE {name} AS SELECT * EXCLUDE (customer) FROM '{file}'",
}

if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        PARTS if "--parts" in sys.argv else (CROSSED,),
        "csv" if "--csv" in sys.argv else "parquet",
    )
