"""What an analyst would write in DuckDB for the same results: metrics.py FILE … [--repeats] [--no-intervals] [--churn].

Each file is survey, ticket or customer with .csv or .parquet, of the columns that metric_data.py makes. By the same
parts as our Measures (whole, the year before, month, channel, touchpoint, segment): of ratings the value, n and how
many chose each point; of durations median, p90 and the ordered values that bound their intervals; of handle time mean,
spread and n; of customers who left, by segment and month. With --repeats, contacts within 30 days of an earlier one of
the customer. With --no-intervals, medians and p90 by the engine's own function, and nothing that bounds them. With
--churn, answers are joined with customers: who left within 90 days of an answer.

A CSV is read once, with DuckDB's own recognition of types, into a table of the columns that are counted; Parquet is
read where it lies.
"""

import json
import resource
import sys
from pathlib import Path
from time import perf_counter

import duckdb

NPS = "100.0 * (count(*) FILTER (nps >= 9) - count(*) FILTER (nps <= 6)) / nullif(count(nps), 0)"
SURVEY = f"""
    {NPS}, count(nps), histogram(nps), count(*) FILTER (csat >= 4) / nullif(count(csat), 0), avg(csat), count(csat),
    histogram(csat), avg(ces), count(ces), histogram(ces)
"""
HANDLE = "avg(handle), stddev(handle), count(handle)"
COLUMNS = {
    "survey": "day, channel, touchpoint, segment, nps, csat, ces",
    "ticket": "day, channel, touchpoint, segment, customer, first_response, resolution, handle",
    "customer": "segment, joined, ended",
}
NOW = "day >= DATE '2025-01-01'"
PARTS = (
    ("date_trunc('month', day)", "true"),
    ("year(day)", "true"),  # whole and the year before
    ("channel", NOW),
    ("touchpoint", NOW),
    ("segment", NOW),
)
LEFT = "count(*), count(*) FILTER (ended IS NOT NULL), count(*) FILTER (ended <= joined + 90)"
LEFT_AFTER = "count(*), count(*) FILTER (ended > day AND ended <= day + 90)"
STAYED = """
    SELECT day, channel, touchpoint, survey.segment, joined, ended FROM survey JOIN customer USING (customer)
"""
TOLD = """
    SELECT *, lag(day) OVER (PARTITION BY customer ORDER BY day, channel, touchpoint, segment) >= day - 30 AS again
    FROM ticket WHERE customer IS NOT NULL
"""


def of_durations(column: str, by: str, where: str, *, intervals: bool) -> str:
    """Median, p90 and the values at the ranks that bound their 95 % intervals, out of the ordered list of a group."""
    source = f"(SELECT * FROM ticket WHERE {column} IS NOT NULL AND {where}) GROUP BY {by}"
    if not intervals:
        return f"SELECT {by}, count({column}), quantile_cont({column}, [0.5, 0.9]) FROM {source}"
    ranks = (
        f"round(n * {share} + {side} * 1.96 * sqrt(n * {share} * (1 - {share})))"
        for share in (0.5, 0.9)
        for side in (-1, 0, 1)
    )
    values = ", ".join(f"x[CAST(greatest(1, least(n, {rank})) AS BIGINT)]" for rank in ranks)
    lists = f"SELECT {by} AS part, count({column}) AS n, list_sort(list({column})) AS x FROM {source}"
    return f"SELECT part, n, {values} FROM ({lists})"


def queries(name: str, *, repeats: bool, intervals: bool) -> list[str]:
    grouped = "SELECT {by}, {what} FROM {table} WHERE {where} GROUP BY {by}"
    if name == "customer":
        return [f"SELECT segment, date_trunc('month', joined), {LEFT} FROM customer GROUP BY ALL",
                f"SELECT segment, date_trunc('month', ended), {LEFT} FROM customer GROUP BY ALL"]  # fmt: skip
    if name == "survey":
        return [grouped.format(by=by, what=SURVEY, table=name, where=where) for by, where in PARTS]
    made = []
    for by, where in PARTS:
        made += [of_durations(column, by, where, intervals=intervals) for column in ("first_response", "resolution")]
        made.append(grouped.format(by=by, what=HANDLE, table=name, where=where))
    if repeats:
        made.append(f"CREATE TABLE told AS SELECT day, channel, touchpoint, segment, again FROM ({TOLD})")
        again = "count(*), count(*) FILTER (again)"
        made += [grouped.format(by=by, what=again, table="told", where=where) for by, where in PARTS]
    return made


def left_after_answers() -> list[str]:
    """Of the answers whose 90 days are over."""
    over = "day < DATE '2026-01-01' - 90"
    return [
        f"CREATE TABLE stayed AS {STAYED}",
        *(f"SELECT {by}, {LEFT_AFTER} FROM stayed WHERE {where} AND {over} GROUP BY {by}" for by, where in PARTS),
    ]


def main(files: list[Path], *, repeats: bool, intervals: bool, churn: bool) -> None:
    start = perf_counter()
    connection = duckdb.connect()
    rows = 0
    for file in files:
        made = "TABLE" if file.suffix == ".csv" else "VIEW"
        columns = COLUMNS[file.stem] + (", customer" if churn and file.stem != "ticket" else "")
        connection.execute(f"CREATE {made} {file.stem} AS SELECT {columns} FROM '{file}'")
        made_of = queries(file.stem, repeats=repeats, intervals=intervals)
        rows += sum(len(connection.execute(query).fetchall()) for query in made_of)
    if churn:
        rows += sum(len(connection.execute(query).fetchall()) for query in left_after_answers())
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak, busy = used.ru_maxrss / 1024, used.ru_utime + used.ru_stime
    print(json.dumps({"seconds": perf_counter() - start, "processor": busy, "megabytes": peak, "rows": rows}))


if __name__ == "__main__":
    main(
        [Path(name) for name in sys.argv[1:] if not name.startswith("--")],
        repeats="--repeats" in sys.argv,
        intervals="--no-intervals" not in sys.argv,
        churn="--churn" in sys.argv,
    )
