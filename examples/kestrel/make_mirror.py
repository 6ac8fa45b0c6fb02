"""Write the mirror answers of the example client, as a survey tool exports them: a row a person, a column a sentence.

All people are invented; the shares fit the client's other figures. The same rows come out each time. Say
`python examples/kestrel/make_mirror.py` after a change.
"""

import csv
from pathlib import Path
from random import Random

FILE = Path(__file__).parent / "mirror.csv"
PANELS = {"customers": 60, "partners": 9}
# Of each sentence, how many of a panel chose 1 to 5; the rest cannot say, and a few leave it blank.
CUSTOMERS = {
    "STR7": (8, 15, 12, 18, 5),  # churn rises: fewer than half say that promises are kept
    "DSN6": (4, 10, 11, 23, 11),
    "DSN7": (2, 5, 10, 26, 15),  # served well by effort: most feel looked after, though nothing is designed
    "CUL6": (5, 11, 11, 19, 9),
    "MEA7": (9, 14, 8, 10, 3),
    "CUN1": (7, 13, 11, 19, 7),
    "CUL7": (4, 13, 20, 14, 3),
    "GOV8": (10, 13, 14, 8, 2),
}
PARTNERS = {
    "STR7": (1, 3, 2, 2, 0),
    "DSN6": (0, 1, 2, 4, 2),
    "DSN7": (0, 1, 2, 4, 1),
    "CUL6": (1, 2, 1, 3, 1),
    "MEA7": (2, 3, 1, 2, 1),
    "CUN1": (2, 4, 1, 1, 1),
    "CUL7": (0, 2, 3, 2, 0),
    "GOV8": (1, 2, 1, 0, 0),  # only four can say: nothing of it is shown
}
COMMENTS = {
    ("customers", 7): ("STR7", "The price went up twice although I was told it was fixed."),
    ("customers", 21): ("DSN7", "The engineer stayed until everything ran. Could not have been kinder."),
    ("customers", 38): ("MEA7", "Had to ring three times. Nobody rang me: 0171 234 5678."),
    ("partners", 4): ("CUN1", "We hear a lot at the door; nobody has ever asked us."),
}


def answers(random: Random, counts: tuple[int, ...], people: int) -> list[str]:
    """The answers to a sentence in the order of the people: the points as they fell, then those who cannot say."""
    chosen = [str(point) for point, count in enumerate(counts, 1) for _ in range(count)]
    rest = people - len(chosen)
    chosen += ["DK"] * (rest - rest // 4) + [""] * (rest // 4)
    random.shuffle(chosen)
    return chosen


def main() -> None:
    random = Random(11)
    items = list(CUSTOMERS)
    rows = [["respondent", "panel", *items, *(f"{item} comment" for item in items)]]
    for panel, counts in (("customers", CUSTOMERS), ("partners", PARTNERS)):
        columns = [answers(random, counts[item], PANELS[panel]) for item in items]
        for number, given in enumerate(zip(*columns, strict=True), 1):
            item, comment = COMMENTS.get((panel, number), ("", ""))
            written = [comment if item == one else "" for one in items]
            rows.append([f"{panel[0].upper()}{number:03}", panel, *given, *written])
    with FILE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main()
