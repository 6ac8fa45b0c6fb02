"""What customers had to come for: complaints, repeat contacts; and how many of those who were asked answered."""

from collections.abc import Hashable, Iterable
from itertools import pairwise
from typing import Any

from cxassess.measures.measured import NOTHING_LEFT_OUT, LeftOut, Measured
from cxassess.measures.rows import cells, numbers, side_by_side
from cxassess.measures.shares import measure_share


def measure_complaints(complaints: int, customers: int, left_out: LeftOut = NOTHING_LEFT_OUT) -> Measured:
    """Complaints for each 1,000 customers: 1000 · complaints / customers, both of the same period.

    It can exceed 1,000. No interval: one angry customer complains often, so complaints are no independent events.
    ValueError for a negative number.
    """
    _check_count(complaints, customers)
    return Measured(
        "complaints.per_thousand_customers",
        1000 * complaints / customers if customers else None,
        customers,
        "per_thousand",
        "down",
        effective_n=float(customers),
        left_out=left_out,
        why="no_interval" if customers else "nobody",
    )


def measure_repeat_contacts(matters: Iterable[Any], days: Iterable[Any], first_day: float, window: int) -> Measured:
    """Contacts about a matter that was raised at most `window` days before / contacts.

    One row a contact: whose matter it is (a customer's id, or customer and topic as a pair) and its day. Of two
    contacts on one day the second is a repeat. `first_day` is where the data begin: a contact less than `window` days
    after it is unobserved, since what it repeats may lie before. A row without matter or day is blank.

    Wilson's interval, a little too narrow where single customers come very often. ValueError for a window below 0.
    """
    if window < 0:
        message = f"a window of {window} days is none"
        raise ValueError(message)
    blank = unobserved = of = repeats = 0
    by_matter: dict[Hashable, list[float]] = {}
    for matter, day in side_by_side(cells(matters), numbers(days)):
        if matter is None or day is None:
            blank += 1
        else:
            by_matter.setdefault(matter, []).append(day)
    for own in by_matter.values():
        for before, day in pairwise([float("-inf"), *sorted(own)]):
            if day < first_day + window:
                unobserved += 1
            else:
                of += 1
                repeats += day - before <= window
    left_out = LeftOut(blank=blank, unobserved=unobserved)
    return repeats_of_contacts(repeats, of, window, left_out)


def repeats_of_contacts(repeats: int, contacts: int, window: int, left_out: LeftOut = NOTHING_LEFT_OUT) -> Measured:
    """The same from counts. ValueError where more repeat than there are."""
    return measure_share(f"repeat_contacts.{window}_days", repeats, contacts, contacts, "down", left_out=left_out)


def measure_response_rate(answered: int, invited: int) -> Measured:
    """People who answered / people who were invited. No interval: all the invited are known, and none was drawn.

    ValueError where more answered than were invited, or for a negative number.
    """
    _check_count(answered, invited)
    if answered > invited:
        message = f"{answered} answered of {invited} who were invited"
        raise ValueError(message)
    return Measured(
        "response_rate",
        answered / invited if invited else None,
        invited,
        "share",
        "up",
        effective_n=float(invited),
        why="no_interval" if invited else "nobody",
    )


def _check_count(*counts: int) -> None:
    if min(counts) < 0:
        message = f"nothing is counted less than no times, and there is {min(counts)}"
        raise ValueError(message)
