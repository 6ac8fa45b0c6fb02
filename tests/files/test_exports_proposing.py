"""What is proposed for a table that nobody knows: only what header and texts say together."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cxassess.files.exports.mapping_file import mappings_of
from cxassess.files.exports.which import NeedsMapping
from files.exporting import csv_file, got


def lines(folder: Path, *rows: Sequence[object]) -> str:
    """The lines that are proposed; they are TOML, and so are they where every comment is one no more."""
    with pytest.raises(NeedsMapping) as needed:
        got(csv_file(folder / "table.csv", *rows))
    tomllib.loads(needed.value.lines)
    return needed.value.lines


def proposed(folder: Path, *rows: Sequence[object]) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads(lines(folder, *rows))["tables"]["table"]
    return found


def test_a_survey_is_proposed_with_what_its_headers_and_texts_say(tmp_path: Path) -> None:
    head = ("response_id", "submittedAt", "STRATA", "quarter", "Overall satisfaction", "Channel", "Customer no")
    rows = [(f"r{n}", f"2026-01-0{n} 10:00", n % 3 + 1, n % 4 + 1, n % 5 + 1, "web" if n % 2 else "shop", f"c{n}")
            for n in range(1, 9)]  # fmt: skip
    made = proposed(tmp_path, head, *rows)
    assert made == {
        "kind": "survey",
        "day": "submittedAt",
        "customer": "Customer no",
        "id": "response_id",
        "channel": "Channel",
        "questions": [{"column": "Overall satisfaction", "metric": "csat", "scale": [1, 5]}],
    }
    assert mappings_of({"table": made}, "m", {})[1] == ()


def test_columns_of_small_numbers_that_no_header_calls_a_rating_are_only_named(tmp_path: Path) -> None:
    said = lines(tmp_path, ("STRATA", "quarter"), (1, 4), (2, 1), (3, 2))
    assert tomllib.loads(said) == {"tables": {"table": {"kind": "survey"}}}
    assert '# Which column has the answers? Perhaps one of "STRATA", "quarter"' in said
    assert '# column = "STRATA"' in said
    uncommented = "\n".join(line.removeprefix("# ") for line in said.splitlines() if "Which" not in line)
    assert tomllib.loads(uncommented)["tables"]["table"]["questions"][0]["scale"] == [1, 5]


def test_cases_are_proposed_as_tickets_with_what_they_took(tmp_path: Path) -> None:
    head = ("Case", "Opened", "Closed on", "Handle time (s)", "Via", "Group")
    rows = [(1000 + n, f"2026-01-0{n} 10:00", f"2026-01-0{n} 12:00", 90 + n, "Mail" if n % 2 else "Web", 3)
            for n in range(1, 9)]  # fmt: skip
    made = proposed(tmp_path, head, *rows)
    assert made == {
        "kind": "ticket",
        "day": "Opened",
        "id": "Case",
        "channel": "Via",
        "durations": [
            {"of": "handle", "column": "Handle time (s)", "unit": "seconds"},
            {"of": "resolution", "start": "Opened", "end": "Closed on"},
        ],
    }
    assert mappings_of({"table": made}, "m", {})[1] == ()


def test_a_table_of_customers_and_one_of_purchases_are_told_apart(tmp_path: Path) -> None:
    customers = proposed(
        tmp_path,
        ("account", "since", "until", "Plan"),
        *((f"a{n}", "2025-01-01", "2025-02-02", "Gold") for n in range(4)),
    )
    assert customers == {
        "kind": "customer",
        "customer": "account",
        "joined": "since",
        "ended": "until",
        "segment": "Plan",
    }
    purchases = proposed(
        tmp_path, ("Order", "Client", "Date", "Total"), *((n, f"c{n}", "2025-01-13", 9.5) for n in range(4))
    )
    assert purchases == {"kind": "purchase", "day": "Date", "customer": "Client"}


def test_of_two_dates_that_fit_alike_none_is_chosen(tmp_path: Path) -> None:
    said = lines(
        tmp_path, ("Visit date", "Report date", "Rating"), *(("2025-01-13", "2025-01-14", n) for n in (1, 4, 5))
    )
    assert '# day = "Visit date"  # one of "Visit date", "Report date"' in said
    assert "day" not in tomllib.loads(said)["tables"]["table"]


@pytest.mark.parametrize(
    ("header", "answers", "metric", "scale"),
    [
        ("NPS", (9, 10), "nps", [0, 10]),
        ("Score", (0, 10), "nps", [0, 10]),
        ("Score", (1, 10), "csat", [1, 10]),  # a question on 1 to 10 is no promoter score
        ("Rating", (2, 7), "csat", [1, 7]),
        ("rating", (0, 5), "csat", [0, 5]),
        ("Wie zufrieden waren Sie? (1-6)", (1, 6), "csat", [1, 6]),
        ("How satisfied, 1 to 7?", (2, 5), "csat", [1, 7]),
        ("Recommend us? (0-10)", (6, 9), "nps", [0, 10]),
    ],
)
def test_the_scale_is_told_by_the_answers_and_the_words(
    tmp_path: Path, header: str, answers: tuple[int, int], metric: str, scale: list[int]
) -> None:
    [question] = proposed(tmp_path, (header,), *((answer,) for answer in answers))["questions"]
    assert (question["metric"], question["scale"]) == (metric, scale)


@pytest.mark.parametrize(
    ("header", "answers", "seen"),
    [
        ("Rating", (1, 6), "1 to 6"),
        ("Satisfaction", (0, 4), "0 to 4"),
        ("Satisfaction (1-5)", (1, 7), "1 to 7"),  # the answers contradict the words
    ],
)
def test_a_scale_that_nothing_tells_is_left_to_the_client(
    tmp_path: Path, header: str, answers: tuple[int, int], seen: str
) -> None:
    said = lines(tmp_path, (header,), *((answer,) for answer in answers))
    [question] = tomllib.loads(said)["tables"]["table"]["questions"]
    assert "scale" not in question
    assert f"which is not told: the answers are {seen}" in said


def test_german_headers_of_customers_are_known(tmp_path: Path) -> None:
    rows = [(f"K{n}", f"17.02.202{n}", "" if n else "06.05.2021", "1.440,50", "1.613,20") for n in range(6)]
    head = ("Kundennr", "Kunde seit", "Gekündigt zum", "Umsatz Start", "Umsatz Ende")
    assert proposed(tmp_path, head, *rows) == {
        "kind": "customer",
        "customer": "Kundennr",
        "joined": "Kunde seit",
        "ended": "Gekündigt zum",
    }


def test_requests_that_were_opened_and_closed_are_cases_with_an_id(tmp_path: Path) -> None:
    rows = [(f"2026-01-0{n} 10:00", f"2026-01-0{n} 12:00", 9000 + n) for n in range(1, 9)]
    assert proposed(tmp_path, ("opened", "closed", "requestid"), *rows) == {
        "kind": "ticket",
        "day": "opened",
        "id": "requestid",
        "durations": [{"of": "resolution", "start": "opened", "end": "closed"}],
    }


def test_the_country_that_a_survey_asks_for_is_no_segment_until_the_client_says_so(tmp_path: Path) -> None:
    said = lines(tmp_path, ("NETPRO", "Q17COUNTRY"), *((n, "USA" if n % 2 else "France") for n in range(11)))
    assert '# segment = "Q17COUNTRY"' in said
    assert "segment" not in tomllib.loads(said)["tables"]["table"]


def test_a_column_of_sentences_is_proposed_as_comment_and_one_of_few_words_is_not(tmp_path: Path) -> None:
    rows = [(n, f"Shop {n % 2}", f"I waited {n} minutes at the desk") for n in (1, 2, 3, 4, 5)]
    assert proposed(tmp_path, ("Rating", "Where", "Remarks"), *rows)["comment"] == "Remarks"
    assert "comment" not in proposed(tmp_path, ("Rating", "Where"), *(row[:2] for row in rows))
