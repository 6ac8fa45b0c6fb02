"""Two views together, survey and customers, and complaints: against the plain functions on the same rows."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxassess.measures.contacts import measure_complaints
from cxassess.measures.counting import measure_view
from cxassess.measures.counting_together import measure_left_after_answers
from cxassess.measures.customers import measure_left_after
from cxassess.measures.measure import Measure, Period
from cxassess.measures.measured import LeftOut, Measured
from cxassess.measures.views import View
from method.tables import close

Answer = tuple[date | None, str | None, str | None]  # day, channel, customer
Stay = tuple[str, date | None, date | None]  # customer, joined, ended
BEGIN, END = date(2024, 1, 1), date(2026, 1, 1)
SURVEY = View("survey", "answers", ("day", "channel", "customer"), "s.csv", first=BEGIN, last=END - timedelta(days=1))
CUSTOMERS = View("customer", "stays", ("customer", "joined", "ended"), "c.csv", as_of=END)
checked = settings(deadline=None, derandomize=True, database=None)


def fetching(answers: Sequence[Answer], stays: Sequence[Stay]) -> Any:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE answers (day DATE, channel VARCHAR, customer VARCHAR)")
    connection.execute("CREATE TABLE stays (customer VARCHAR, joined DATE, ended DATE)")
    for table, rows in (("answers", answers), ("stays", stays)):
        if rows:
            connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?)", rows)
    return lambda sql: connection.execute(sql).fetchall()


def counted(answers: Sequence[Answer], stays: Sequence[Stay], survey: View = SURVEY) -> tuple[Measure, ...]:
    return measure_left_after_answers(fetching(answers, stays), survey, CUSTOMERS)


def plainly(answers: Sequence[Answer], stays: Sequence[Stay], window: int = 90) -> Measured:
    """The same by looking each customer up."""
    known = {customer: (joined, ended) for customer, joined, ended in stays}
    found = [known.get(customer, (None, None)) if customer is not None else (None, None) for _, _, customer in answers]

    def numbers(days: Iterable[date | None]) -> list[int | None]:
        return [None if day is None else day.toordinal() for day in days]

    joined, ended = (numbers(stay[place] for stay in found) for place in (0, 1))
    return measure_left_after(numbers(day for day, _, _ in answers), joined, ended, END.toordinal(), window)


# ── who left after an answer ─────────────────────────────────────────────────────────────────────────────────


def test_the_ninetieth_day_after_an_answer_counts_and_the_next_does_not() -> None:
    told = date(2025, 3, 1)
    stays = [
        ("gone on the 90th", BEGIN, told + timedelta(days=90)),
        ("gone on the 91st", BEGIN, told + timedelta(days=91)),
        ("there", BEGIN, None),
        ("gone before", BEGIN, told - timedelta(days=1)),
        ("left before joining", told, told - timedelta(days=9)),
        ("no day of joining", None, None),
    ]
    answers: list[Answer] = [(told, "phone", customer) for customer, _, _ in stays]
    answers += [(told, "phone", "nobody knows"), (told, "phone", None), (END - timedelta(days=89), "phone", "there")]
    [measure] = counted(answers, stays)
    assert (measure.now.value, measure.now.n) == (close(1 / 3), 3)
    assert measure.now.left_out == LeftOut(blank=3, impossible=2, unobserved=1)
    assert (measure.metric, measure.definition) == ("churn", "churn.after_answer.90_days")
    assert (measure.now.unit, measure.now.better, measure.now.method) == ("share", "down", "wilson")


def test_an_answer_that_was_not_watched_for_long_enough_is_none_even_if_the_customer_has_gone() -> None:
    stays: list[Stay] = [("a", BEGIN, END - timedelta(days=1)), ("b", BEGIN, None)]
    answers: list[Answer] = [(END - timedelta(days=30), None, "a"), (END - timedelta(days=90), None, "b")]
    [measure] = counted(answers, stays)
    assert (measure.now.value, measure.now.n, measure.now.left_out.unobserved) == (0.0, 1, 1)


def test_it_is_the_answer_that_falls_into_a_period_and_a_group() -> None:
    stays: list[Stay] = [("a", BEGIN, date(2025, 2, 3)), ("b", BEGIN, None)]
    answers: list[Answer] = [
        (date(2024, 12, 31), "phone", "b"),
        (date(2025, 1, 31), "phone", "a"),
        (date(2025, 2, 1), "chat", "b"),
    ]
    [measure] = counted(answers, stays)
    assert measure.period == Period(date(2025, 1, 1), END)
    assert [(group.name, group.measured.value) for group in measure.groups["channel"]] == [("chat", 0.0), ("phone", 1)]
    points = [(point.period.label, point.measured.value) for point in measure.series]
    assert points == [("2024-12", 0.0), ("2025-01", 1.0), ("2025-02", 0.0)]
    assert measure.before is not None
    assert measure.before.n == 1


def test_without_customers_days_or_a_day_on_which_the_table_was_drawn_there_is_nothing_to_tell() -> None:
    rows = fetching([], [])
    assert measure_left_after_answers(rows, SURVEY, CUSTOMERS) == ()
    for survey in (View("survey", "answers", ("day",), "s"), View("survey", "answers", ("customer",), "s")):
        assert measure_left_after_answers(rows, survey, CUSTOMERS) == ()
    assert measure_left_after_answers(rows, SURVEY, View("customer", "stays", CUSTOMERS.columns, "c")) == ()


DAYS = st.none() | st.dates(BEGIN, END - timedelta(days=1))
NAMES = st.sampled_from(["a", "b", "o'hara", "", "ü"])


@checked
@given(
    st.lists(st.tuples(DAYS, st.none() | NAMES, st.none() | NAMES), max_size=40),
    st.lists(st.tuples(NAMES, DAYS, DAYS), max_size=5, unique_by=lambda stay: stay[0]),
    st.sampled_from([0, 1, 30, 90]),
)
def test_the_engine_says_what_looking_up_each_customer_says(
    answers: list[Answer], stays: list[Stay], window: int
) -> None:
    survey = View(
        "survey", "answers", SURVEY.columns, "s", first=BEGIN, last=SURVEY.last, windows={"after_answer": window}
    )
    found = counted(answers, stays, survey)
    now = [row for row in answers if row[0] is not None and row[0] >= date(2025, 1, 1)]
    before = [row for row in answers if row[0] is not None and row[0] < date(2025, 1, 1)]
    if not found:
        assert (plainly(now, stays, window).n, plainly(before, stays, window).n) == (0, 0)
        return
    [measure] = found
    assert measure.now == plainly(now, stays, window)
    assert measure.before == plainly(before, stays, window)
    for group in measure.groups.get("channel", ()):
        assert group.measured == plainly([row for row in now if row[1] == group.name], stays, window)
    for point in measure.series:
        own = [row for row in answers if row[0] and point.period.start <= row[0] < point.period.end]
        assert point.measured == plainly(own, stays, window)


# ── complaints ───────────────────────────────────────────────────────────────────────────────────────────────


def contacts(customers: int | None, *rows: tuple[date, int | None]) -> tuple[Measure, ...]:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE contacts (day DATE, complaint TINYINT)")
    if rows:
        connection.executemany("INSERT INTO contacts VALUES (?, ?)", rows)
    view = View("ticket", "contacts", ("day", "complaint"), "t.csv", first=BEGIN, last=SURVEY.last, customers=customers)
    return measure_view(lambda sql: connection.execute(sql).fetchall(), view)


def test_complaints_of_the_days_that_are_reported_are_counted_for_each_thousand_customers() -> None:
    [measure] = contacts(12_000, *[(date(2025, 5, 1), 1)] * 36, (date(2025, 5, 2), 0), (date(2025, 5, 2), None))
    assert measure.now == measure_complaints(36, 12_000, LeftOut(blank=1))
    assert (measure.now.value, measure.period) == (3.0, Period(date(2025, 1, 1), END))
    [later] = contacts(12_000, (date(2024, 5, 1), 1), (date(2025, 5, 2), 0))
    assert (later.now.value, later.before) == (0.0, None)  # how many customers there were in 2024, nobody said


@pytest.mark.parametrize("rows", [(), ((date(2025, 5, 1), None),)])
def test_where_nothing_is_known_of_complaints_there_are_not_none_of_them(rows: Sequence[Any]) -> None:
    assert contacts(12_000, *rows) == ()


def test_without_the_number_of_customers_complaints_have_no_rate() -> None:
    assert contacts(None, (date(2025, 5, 1), 1)) == ()
