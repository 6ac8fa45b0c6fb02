"""Who stayed, who left, what they paid and what they had to come for."""

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxassess.measures.contacts import measure_complaints, measure_repeat_contacts, measure_response_rate
from cxassess.measures.customers import (
    CustomerBase,
    Revenue,
    annualise,
    count_customers,
    count_revenue,
    measure_churn,
    measure_churn_mid_period,
    measure_early_churn,
    measure_gross_retention,
    measure_gross_revenue_churn,
    measure_lapsed,
    measure_net_retention,
    measure_net_revenue_churn,
    measure_retention,
    per_period,
)
from cxassess.measures.measured import LeftOut
from method.tables import close

checked = settings(deadline=None, derandomize=True, database=None)
THOUSAND = CustomerBase(at_start=1000, lost_of_start=50, lost=50, at_end=1070, new_at_end=120)  # TV-23


# ── churn and retention ──────────────────────────────────────────────────────────────────────────────────────


def test_tv23_three_answers_to_how_many_left() -> None:
    churn, middle, kept = measure_churn(THOUSAND), measure_churn_mid_period(THOUSAND), measure_retention(THOUSAND)
    assert (churn.value, middle.value, kept.value) == (0.05, close(50 / 1035), 0.95)
    assert middle.value == close(0.0483, 1e-4)
    # (start − end) / start would be −.07: new customers hide those who left.
    assert [m.definition for m in (churn, middle, kept)] == ["churn.simple", "churn.mid_period", "retention"]
    assert [m.better for m in (churn, middle, kept)] == ["down", "down", "up"]


def test_retention_and_simple_churn_have_one_interval() -> None:
    churn, kept = measure_churn(THOUSAND), measure_retention(THOUSAND)
    assert (churn.low, churn.high) == (close(0.0381, 1e-4), close(0.0653, 1e-4))  # Wilson, 50 of 1,000
    assert (kept.low, kept.high) == (close(1 - (churn.high or 0)), close(1 - (churn.low or 0)))
    assert (measure_churn_mid_period(THOUSAND).low, measure_churn_mid_period(THOUSAND).why) == (None, "no_interval")


def test_who_came_and_left_within_the_period_is_no_loss_of_those_at_the_start() -> None:
    start, end = date(2026, 1, 1).toordinal(), date(2026, 2, 1).toordinal()
    table = [
        (start - 1, None),  # stays
        (start - 400, start),  # there at the start, leaves on the first day
        (start, None),  # new
        (start + 3, end - 1),  # new, and gone again
        (start - 9, end),  # there throughout, leaves the day after
        (start - 400, start - 1),  # gone before
        (end, None),  # comes later
        (None, None),
        (start + 5, start - 5),  # left before joining
    ]
    base = count_customers([row[0] for row in table], [row[1] for row in table], start, end)
    assert base == CustomerBase(3, 1, 2, 3, 1, LeftOut(blank=1, impossible=1))
    assert base.at_end == base.at_start - base.lost_of_start + base.new_at_end
    assert measure_churn(base).value == close(1 / 3)


def test_more_kept_than_there_were_is_refused() -> None:
    with pytest.raises(ValueError, match="no share"):
        measure_retention(CustomerBase(at_start=100, lost_of_start=0, lost=0, at_end=120, new_at_end=10))
    with pytest.raises(ValueError, match="no share"):
        measure_churn(CustomerBase(at_start=100, lost_of_start=101, lost=101, at_end=0, new_at_end=0))


def test_without_customers_there_is_no_churn() -> None:
    nobody = CustomerBase(0, 0, 0, 0, 0)
    assert [m(nobody).value for m in (measure_churn, measure_churn_mid_period, measure_retention)] == [None] * 3


DAYS = st.integers(0, 100)
CUSTOMERS = st.lists(st.tuples(st.none() | DAYS, st.none() | DAYS), max_size=60)


@checked
@given(CUSTOMERS, st.integers(1, 50), st.integers(1, 50), st.randoms(use_true_random=False))
def test_retention_is_one_less_simple_churn_in_any_order(
    table: list[tuple[int | None, int | None]], start: int, length: int, random: Random
) -> None:
    base = count_customers([row[0] for row in table], [row[1] for row in table], start, start + length)
    random.shuffle(table)
    assert base == count_customers([row[0] for row in table], [row[1] for row in table], start, start + length)
    assert base.at_end == base.at_start - base.lost_of_start + base.new_at_end
    churn, kept = measure_churn(base), measure_retention(base)
    if churn.value is not None and kept.value is not None:
        assert kept.value == close(1 - churn.value)
        if churn.low is not None and churn.high is not None:
            assert 0 <= churn.low <= churn.value <= churn.high <= 1


# ── the first ninety days ────────────────────────────────────────────────────────────────────────────────────


def test_a_customer_of_thirty_days_says_nothing_yet_about_ninety_even_if_gone() -> None:
    joined = [0, 0, 0, 0, 70, 70, None]
    left = [90, 91, None, 10, 75, None, 3]
    early = measure_early_churn(joined, left, as_of=100)
    assert (early.value, early.n) == (0.5, 4)  # the ninetieth day belongs to the first ninety
    assert early.left_out == LeftOut(blank=1, unobserved=2)
    assert early.definition == "early_churn.90_days"


# ── without a contract ───────────────────────────────────────────────────────────────────────────────────────


def test_a_customer_who_bought_in_the_window_before_and_not_since_has_lapsed() -> None:
    purchases = [("a", 10), ("a", 45), ("b", 12), ("b", 13), ("c", 50), ("d", -50), (None, 11), ("e", 39), ("f", 40)]
    lapsed = measure_lapsed([row[0] for row in purchases], [row[1] for row in purchases], as_of=70, window=30)
    # Before: days 10 to 39, so a, b and e. Since: days 40 to 69. a came back; d is too long ago; c and f are new.
    assert (lapsed.value, lapsed.n, lapsed.left_out) == (close(2 / 3), 3, LeftOut(blank=1))
    assert lapsed.definition == "churn.no_purchase.30_days"  # another window is another metric


def test_the_windows_of_lapsing_meet_without_a_gap() -> None:
    # as_of 70 and 30 days: before is 10 to 39, since is 40 to 69.
    for day, n in ((9, 1), (10, 2), (39, 2), (40, 1), (69, 1), (70, 1)):
        assert measure_lapsed(["a", "b"], [20, day], as_of=70, window=30).n == n
    for day, value in ((39, 1.0), (40, 0.0), (69, 0.0), (70, 1.0)):
        assert measure_lapsed(["a", "a"], [20, day], as_of=70, window=30).value == value


def test_an_id_is_text_and_stays_what_it_is() -> None:
    ids = ["90071992547409931", "90071992547409932", "007", "7"]  # as floats the first two are one customer
    assert measure_lapsed(ids, [5, 5, 5, 15], as_of=20, window=10).n == 3


# ── revenue ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_tv25_gross_and_net_retention_of_revenue() -> None:
    revenue = Revenue(at_start=100, churned=8, contraction=5, expansion=12)
    assert measure_gross_retention(revenue).value == close(0.87)
    assert measure_net_retention(revenue).value == close(0.99)
    assert measure_gross_revenue_churn(revenue).value == close(0.13)
    assert measure_net_revenue_churn(revenue).value == close(0.01)
    assert measure_net_retention(revenue).n is None  # sums alone do not tell how many customers


def test_one_customers_growth_does_not_make_up_for_anothers_loss() -> None:
    revenue = count_revenue([50, 30, 20, 0, 10, None, -5], [62, 0, 15, 40, None, 3, 5])
    assert revenue == Revenue(100, 30, 5, 12, 3, LeftOut(blank=2, out_of_range=1))  # 40 is a new customer's
    assert measure_gross_retention(revenue).value == close(0.65)
    assert measure_net_retention(revenue).value == close(0.77)


def test_more_lost_than_there_was_is_refused() -> None:
    with pytest.raises(ValueError, match="more than there was"):
        Revenue(at_start=100, churned=90, contraction=20, expansion=0)


# ── a month and a year ───────────────────────────────────────────────────────────────────────────────────────


def test_tv24_five_percent_a_month_are_forty_six_a_year_and_not_sixty() -> None:
    assert annualise(0.05) == close(0.4596, 1e-4)
    assert per_period(0.20) == close(0.0184, 1e-4)
    assert annualise(0.10) < 1 < 12 * 0.10
    with pytest.raises(ValueError, match="no share"):
        annualise(5)


@checked
@given(st.floats(0, 0.99), st.integers(1, 52))
def test_a_year_of_such_months_is_the_year_again(annual: float, periods: int) -> None:
    assert annualise(per_period(annual, periods), periods) == close(annual)


# ── contacts ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_complaints_are_counted_for_each_thousand_customers() -> None:
    complaints = measure_complaints(36, 12_000)
    assert (complaints.value, complaints.unit, complaints.why) == (3.0, "per_thousand", "no_interval")
    assert measure_complaints(0, 0).value is None


def test_a_contact_within_seven_days_of_the_last_about_the_same_matter_is_a_repeat() -> None:
    matters = ["a", "a", "a", "b", "b", "c", "a", None]
    days = [10, 17, 25, 12, 12, 3, 1, 9]
    repeats = measure_repeat_contacts(matters, days, first_day=0, window=7)
    # Repeats: a on 17 (7 days after 10), the second of b on 12. Not: a on 25. Unobserved: c on 3, a on 1.
    assert (repeats.value, repeats.n) == (close(2 / 5), 5)
    assert repeats.left_out == LeftOut(blank=1, unobserved=2)
    assert repeats.definition == "repeat_contacts.7_days"


def test_the_response_rate_is_of_all_who_were_invited_and_has_no_interval() -> None:
    rate = measure_response_rate(304_687, 1_808_680)  # Veterans Health Administration, as published
    assert rate.value == close(0.1685, 1e-4)
    assert (rate.low, rate.why) == (None, "no_interval")
    with pytest.raises(ValueError, match="3 answered of 2 who were invited"):
        measure_response_rate(3, 2)
