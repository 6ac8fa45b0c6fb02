"""Makes rows of surveys, tickets and customers, the same ones each time: metric_data.py FOLDER [--rows N] [--csv].

A million of each by default, and one customer for four of them. Chance is a hash of the row's number, so that neither
the machine nor the number of its processors changes a row.
"""

import argparse
from pathlib import Path

import duckdb

SEED = 2026
CHANNELS = "['web', 'phone', 'email', 'chat', 'shop', 'app']"
TOUCHPOINTS = (
    "['search', 'order', 'payment', 'delivery', 'setup', 'use', "
    "'billing', 'help', 'repair', 'return', 'renew', 'leave']"
)
SEGMENTS = "['new', 'private', 'small business', 'large business', 'public']"

# metrics.toml: what `import metrics` is told of the columns
TABLES = """\
[tables.answers]
kind = "survey"
id = "response"
customer = "customer"
day = "day"
channel = "channel"
touchpoint = "touchpoint"
segment = "segment"

[[tables.answers.questions]]
column = "nps"
metric = "nps"

[[tables.answers.questions]]
column = "csat"
metric = "csat"
scale = [1, 5]

[[tables.answers.questions]]
column = "ces"
metric = "ces"
scale = [1, 7]

[tables.cases]
kind = "ticket"
id = "ticket"
customer = "customer"
day = "day"
channel = "channel"
touchpoint = "touchpoint"
segment = "segment"

[[tables.cases.durations]]
of = "first_response"
parts = ["first_response"]
unit = "minutes"

[[tables.cases.durations]]
of = "resolution"
parts = ["resolution"]
unit = "minutes"

[[tables.cases.durations]]
of = "handle"
parts = ["handle"]
unit = "seconds"

[tables.base]
kind = "customer"
customer = "customer"
segment = "segment"
joined = "joined"
ended = "ended"
as_of = 2026-01-01
"""


def chance(name: str) -> str:
    """A number from 0 to below 1 for each row `i`, another one for each name."""
    return f"(hash(i, '{name}', {SEED}) % 1000003) / 1000003.0"


def one_of(values: str, name: str) -> str:
    return f"{values}[1 + CAST(floor({chance(name)} * len({values})) AS INTEGER)]"


def blank(share: float, name: str, value: str) -> str:
    return f"CASE WHEN {chance(name + ' blank')} >= {share} THEN {value} END"


def lognormal(name: str, middle: float, spread: float) -> str:
    """By Box and Muller."""
    normal = f"sqrt(-2 * ln(1 - {chance(name)})) * cos(2 * pi() * {chance(name + ' angle')})"
    return f"{middle} * exp({spread} * {normal})"


def day(name: str) -> str:
    """Of the two years 2024 and 2025, in order with some disorder, as exports are."""
    return f"DATE '2024-01-01' + CAST(floor((0.98 * i / rows + 0.02 * {chance(name)}) * 731) AS INTEGER)"


def tables(rows: int) -> dict[str, str]:
    made = f"(SELECT i, {rows} AS rows FROM range({rows}) AS numbers(i))"
    customers = max(1, rows // 4)
    whose = f"'C' || lpad(CAST(CAST(floor({chance('whose')} * {customers}) AS INTEGER) AS VARCHAR), 9, '0')"
    steps = {
        "nps": f"CAST(floor(11 * pow({chance('nps')}, 0.45)) AS TINYINT)",
        "csat": f"CAST(1 + floor(5 * pow({chance('csat')}, 0.5)) AS TINYINT)",
        "ces": f"CAST(1 + floor(7 * pow({chance('ces')}, 0.6)) AS TINYINT)",
    }
    return {
        "survey": f"""
            SELECT 'R' || lpad(CAST(i AS VARCHAR), 9, '0') AS response, {whose} AS customer, {day("day")} AS day,
                {one_of(CHANNELS, "channel")} AS channel, {one_of(TOUCHPOINTS, "touchpoint")} AS touchpoint,
                {one_of(SEGMENTS, "segment")} AS segment, {blank(0.1, "nps", steps["nps"])} AS nps,
                {blank(0.25, "csat", steps["csat"])} AS csat, {blank(0.4, "ces", steps["ces"])} AS ces,
                {blank(0.8, "comment", "'It took a while, but it works now (' || i || ').'")} AS comment
            FROM {made}""",
        "ticket": f"""
            SELECT 'T' || lpad(CAST(i AS VARCHAR), 9, '0') AS ticket, {whose} AS customer, {day("opened")} AS day,
                {one_of(CHANNELS, "channel")} AS channel, {one_of(TOUCHPOINTS, "touchpoint")} AS touchpoint,
                {one_of(SEGMENTS, "segment")} AS segment,
                {blank(0.05, "reply", f"round(60 * {lognormal('reply', 90, 1.4)}) / 60")} AS first_response,
                {blank(0.1, "solved", f"round(60 * {lognormal('solved', 1500, 1.2)}) / 60")} AS resolution,
                {blank(0.02, "handle", f"round({lognormal('handle', 300, 0.8)})")} AS handle
            FROM {made}""",
        "customer": f"""
            SELECT 'C' || lpad(CAST(i AS VARCHAR), 9, '0') AS customer, {one_of(SEGMENTS, "segment")} AS segment,
                joined, CASE WHEN {chance("stays")} < 0.4
                    THEN joined + CAST(floor(900 * {chance("left")}) AS INTEGER) END AS ended
            FROM (SELECT i, DATE '2022-01-01' + CAST(floor({chance("joined")} * 1461) AS INTEGER) AS joined
                FROM range({customers}) AS numbers(i)) AS came""",
    }


def make(folder: Path, rows: int, *, csv: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = true")
    for name, query in tables(rows).items():
        file = folder / f"{name}.{'csv' if csv else 'parquet'}"
        connection.execute(f"COPY ({query}) TO '{file}' ({'HEADER' if csv else 'FORMAT parquet'})")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Make rows of surveys, tickets and customers to count.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--csv", action="store_true", help="CSV instead of Parquet")
    options = parser.parse_args()
    make(options.folder, options.rows, csv=options.csv)
