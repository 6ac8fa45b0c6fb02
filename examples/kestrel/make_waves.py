"""Write the answers of the example client's later waves, from those of the first: waves/2027/answers.csv and the others.

The client and its people are invented. Who answered in 2026 starts from what they said then, who is new from what
their role said; people keep their lean and their habits from wave to wave. What happened between the waves stands in
the tables below, and the same rows come out each time. Say `python examples/kestrel/make_waves.py` after a change.
"""

import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from statistics import mean

HERE = Path(__file__).parent
PULSE = tomllib.loads((HERE.parents[1] / "questionnaires" / "cx-pulse" / "pack.toml").read_text("utf-8"))["practices"]
COLUMNS = ("respondent", "role", "unit", "question", "answer", "comment", "evidence")

# Who is asked from 2027 on. Colin Hartley retired at the end of 2026.
PEOPLE = {
    "executive": {
        "North": ("Priya Nair", "Siobhán Kearney"),
        "South": ("Mark Ellery", "Helen Marsh", "Tunde Adeyemi-Clarke"),
    },
    "manager": {
        "North": ("Tom Albrecht", "Gareth Pugh", "Fiona Blackwood"),
        "South": ("Daniel Osei", "Ines Varga", "Imran Sheikh", "Rosalind Achebe"),
    },
    "front_line": {
        "North": ("Kasia Wrobel", "Ryan Docherty", "Bethany Shaw", "Owen Rees", "Parveen Akhtar"),
        "South": (
            "Jaspreet Gill", "Amina Yusuf", "Mei-Ling Tan", "Craig Dunmore", "Lucy Hargreaves", "Samuel Okoro",
            "Nadia Petrov", "Joe Finch", "Tasha Bright",
        ),
    },
    "analyst": {"South": ("Oliver Brandt",)},
}  # fmt: skip
# The pulse asks half of them.
PULSE_PEOPLE = (
    "Priya Nair", "Helen Marsh", "Siobhán Kearney", "Tom Albrecht", "Daniel Osei", "Fiona Blackwood", "Imran Sheikh",
    "Kasia Wrobel", "Ryan Docherty", "Bethany Shaw", "Jaspreet Gill", "Amina Yusuf", "Craig Dunmore",
)  # fmt: skip
# What front-line people say of culture: the North has written limits and a weekly round since 2026, the South neither.
FRONT_LINE_CULTURE = {"North": 3.75, "South": 1.55}
# What moved between the waves, in levels against 2026, by practice or discipline; practices come before disciplines.
MOVED: Mapping[str, Mapping[str, float]] = {
    "2026-Q4": {"MEA7": 0.9},
    "2027": {"MEA7": 1.6, "MEA1": 0.6, "GOV2": 0.3},
    "2027-Q4": {"MEA7": 1.6, "DSN7": 0.9, "DSN6": 0.3},
    "2028": {
        "MEA7": 1.6, "MEA1": 0.6, "GOV2": 0.3,
        "DSN1": 1.0, "DSN4": 1.3, "DSN7": 1.35, "DSN6": 0.4, "DSN": 0.7,
    },
}  # fmt: skip
# The front line of the South was asked in 2028, too, and did not answer.
NOT_THERE = {"2028": PEOPLE["front_line"]["South"]}
# What people wrote: by wave, person and practice a comment and a proof, with the level that goes with it where it has to.
SAID: Mapping[str, tuple[tuple[str, str, int | str, str, str], ...]] = {
    "2026-Q4": (
        ("Tom Albrecht", "MEA7", 4, "", "Call-back log, 17 August to 6 November 2026"),
        ("Jaspreet Gill", "MEA7", 3, "Somebody rings them back now. I see it in the notes.", ""),
        ("Kasia Wrobel", "CUL6", 4, "The limit is printed beside every desk here since June.", ""),
        ("Imran Sheikh", "CUL6", "", "The shops wait for theirs.", ""),
        ("Daniel Osei", "GOV4", "", "The checklist exists as a draft of six questions. Nobody has had to fill it in.", ""),
    ),
    "2027": (
        ("Mark Ellery", "STR1", 4, "", "Service promise, approved 14 May 2025"),
        ("Mark Ellery", "GOV1", 4, "", "Customer board minutes, January 2026 to February 2027"),
        ("Mark Ellery", "CUL8", 3, "I would end the late payment fee. The budget for this year counts on it.", ""),
        ("Priya Nair", "GOV2", 3, "The list has three names on it. One of them has left the company.", "Journey owner list, 12 January 2027"),
        ("Priya Nair", "MEA3", 4, "", "E3 Service dashboard, seen 9 March 2027"),
        ("Helen Marsh", "CUN1", 5, "", "Survey calendar 2027, sent out on 4 January 2027"),
        ("Helen Marsh", "STR3", 4, "", "Bundle table, 18 January 2027"),
        ("Helen Marsh", "DSN7", 2, "We wrote down how a first day with us should feel. It has stayed in my team.", ""),
        ("Siobhán Kearney", "CUL6", 4, "Limits and training are done in the North. The South follows, I hope this year.", "Goodwill limits, North, 1 June 2026"),
        ("Tom Albrecht", "MEA7", 5, "Two working days, all telephone and mail cases, met in nine of ten.", "E3 Call-back log and weekly count, September 2026 to February 2027, seen 9 March 2027"),
        ("Tom Albrecht", "GOV4", 1, "The January price letter reached us with the post, as ever.", ""),
        ("Daniel Osei", "CUN1", 4, "", "Customer survey, results of January and February 2027"),
        ("Daniel Osei", "GOV4", 2, "Six questions on one page, for large changes. Nobody must answer them yet.", ""),
        ("Ines Varga", "CUL1", "NA", "Product hires nobody in 2026 or 2027, so there is nothing to judge here.", ""),
        ("Ines Varga", "DSN4", 3, "The router was tested with customers, the new portal was not.", "Test notes for the router, 9 October 2025"),
        ("Gareth Pugh", "DSN5", 2, "Brian has retired. Now you ask nobody.", ""),
        ("Fiona Blackwood", "CUL4", 4, "Every van team begins Monday with one customer of last week.", "Monday notes, North, since July 2026"),
        ("Imran Sheikh", "CUL6", 1, "A customer with a dead router stands in my shop, and we ring Leeds.", ""),
        ("Rosalind Achebe", "GOV8", "", "I count wrong bills for the yearly report. What becomes of the count I never hear.", ""),
        ("Kasia Wrobel", "CUL6", 4, "I decide up to 40 pounds, and nobody has asked me why.", ""),
        ("Ryan Docherty", "CUL6", 4, "I have not rung Leeds since June.", ""),
        ("Bethany Shaw", "CUL3", 4, "Priya sat beside me for a day and changed the script that evening.", ""),
        ("Jaspreet Gill", "CUL6", 2, "The leavers’ desk still has more say than the shop. It is the same customer.", ""),
        ("Jaspreet Gill", "MEA7", 3, "They are rung back within two days. I no longer have to apologise for it.", ""),
        ("Craig Dunmore", "CUL7", 1, "Nobody has ever asked me what we are here for. Until now.", ""),
        ("Lucy Hargreaves", "CUL3", 1, "I have read about the phone days. They were in Leeds.", ""),
        ("Joe Finch", "CUL4", 1, "We talk about sales at eight, every day.", ""),
        ("Oliver Brandt", "MEA1", 3, "Churn means one thing now.", "Definition of churn, 30 October 2026"),
    ),
    "2027-Q4": (
        ("Helen Marsh", "DSN7", 4, "", "Targets for joining, a fault and moving, 14 September 2027"),
        ("Tom Albrecht", "MEA7", 5, "", "Call-back log, August to October 2027"),
        ("Tom Albrecht", "GOV4", 1, "I have seen two of the checklists. Both were filled in after the letter was printed.", ""),
        ("Kasia Wrobel", "DSN7", 3, "It is on one card: a customer with a fault should feel that somebody is on it.", ""),
        ("Craig Dunmore", "CUL6", 1, "Still Leeds.", ""),
    ),
    "2028": (
        ("Mark Ellery", "GOV1", 4, "", "Customer board minutes, March 2027 to February 2028"),
        ("Mark Ellery", "STR1", 4, "", "Service promise, approved 14 May 2025"),
        ("Priya Nair", "GOV2", 3, "Two journeys have an owner again. Moving house has none.", "Journey owner list, 24 January 2028"),
        ("Priya Nair", "MEA3", 4, "", "E3 Service dashboard, seen 7 March 2028"),
        ("Helen Marsh", "DSN7", 4, "Three moments, one target each, one number each month.", "E3 Targets of 14 September 2027 and six monthly results, seen 7 March 2028"),
        ("Helen Marsh", "CUN1", 5, "", "Survey calendar 2028, sent out on 4 January 2028"),
        ("Tunde Adeyemi-Clarke", "GOV4", 1, "Fourteen forms and no decision that came out otherwise.", ""),
        ("Siobhán Kearney", "CUL6", 4, "", "Goodwill limits, North, 1 June 2026"),
        ("Tom Albrecht", "MEA7", 5, "", "E3 Call-back log, September 2027 to February 2028, seen 8 March 2028"),
        ("Tom Albrecht", "GOV4", 1, "The form is filled in. The price letter still comes with the post.", ""),
        ("Daniel Osei", "DSN1", 3, "My reports are asked for before the decision now, for the large projects.", "One page “How we design”, 21 June 2027"),
        ("Ines Varga", "DSN4", 4, "Twelve customers tried the portal draft. The launch waited three weeks for what they found.", "E3 Test notes for the portal, 5 November 2027, seen 8 March 2028"),
        ("Gareth Pugh", "DSN4", 4, "First launch in years that did not fill my hotline.", ""),
        ("Fiona Blackwood", "CUL4", 4, "", "Monday notes, North, since July 2026"),
        ("Imran Sheikh", "CUL6", 1, "The shops in the South have no limit in writing. My people were asked again and saw no use in it.", ""),
        ("Rosalind Achebe", "GOV4", 2, "I filled in four of the forms, after the decision.", ""),
        ("Kasia Wrobel", "DSN7", 3, "I know what a customer with a fault should feel, and what I may do for it.", ""),
        ("Owen Rees", "DSN4", 3, "They rode along with me and watched people plug the thing in.", ""),
        ("Ryan Docherty", "GOV4", 1, "We learn it from customers.", ""),
        ("Parveen Akhtar", "CUL4", 4, "One story every Monday, and last month it was one of mine.", ""),
        ("Oliver Brandt", "MEA4", 2, "Churn by segment is still my estimate.", ""),
    ),
}  # fmt: skip

Key = tuple[str, str]  # person, practice


def main() -> None:
    first = rows_of(HERE / "answers.csv")
    model = Model(first)
    for wave in MOVED:
        is_pulse = wave.endswith("-Q4")
        rows = list(model.rows(wave, PULSE if is_pulse else None))
        folder = HERE / "waves" / wave
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "answers.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Model:
    """What everybody would say of every question, were it not for what happened since 2026."""

    def __init__(self, first: list[dict[str, str]]) -> None:
        self.said: dict[Key, str] = {(row["respondent"], row["question"]): row["answer"] for row in first}
        self.asked: dict[str, list[str]] = defaultdict(list)  # by role, in their order
        levels: dict[Key, list[int]] = defaultdict(list)
        for row in first:
            if row["question"] not in self.asked[row["role"]]:
                self.asked[row["role"]].append(row["question"])
            if row["answer"].isdigit():
                levels[row["role"], row["question"]].append(int(row["answer"]))
        self.usual = {key: mean(values) for key, values in levels.items()}

    def rows(self, wave: str, practices: list[str] | None) -> Iterator[tuple[str, ...]]:
        written = {(name, question): (str(level), *texts) for name, question, level, *texts in SAID[wave]}
        for role, units in PEOPLE.items():
            for unit, names in units.items():
                for name in names:
                    if name in NOT_THERE.get(wave, ()) or (practices and name not in PULSE_PEOPLE):
                        continue
                    for question in self.asked[role]:
                        if practices and question not in practices:
                            continue
                        level, comment, evidence = written.pop((name, question), ("", "", ""))
                        answer = level or self.answer(wave, name, role, unit, question)
                        yield name, role, unit, question, answer, comment, evidence
        if written:
            raise ValueError(f"{wave}: nobody is asked {sorted(written)}")

    def answer(self, wave: str, name: str, role: str, unit: str, question: str) -> str:
        before = self.said.get((name, question), "")
        if question.startswith("OC"):
            return before or "c"
        if Random(f"{name} {question} unsure").random() < (0.6 if before == "DK" else 0.03):
            return "DK"
        moved = MOVED[wave]
        moment = Random(f"{wave} {name} {question}").gauss(0, 0.12)
        by = moved.get(question, moved.get(question[:3], 0.0))
        return str(max(1, min(5, round(self.level(name, role, unit, question) + by + moment))))

    def level(self, name: str, role: str, unit: str, question: str) -> float:
        """What somebody would say without what happened since 2026, before it is rounded."""
        lean, habit = Random(name).gauss(0, 0.2), Random(f"{name} {question}").gauss(0, 0.35)
        usual = self.usual.get((role, question), 2.5)
        if role == "front_line" and question.startswith("CUL"):
            culture = [value for (whose, id), value in self.usual.items() if whose == role and id.startswith("CUL")]
            return FRONT_LINE_CULTURE[unit] + (usual - mean(culture)) / 2 + lean + habit
        before = self.said.get((name, question), "")
        return 0.9 * int(before) + 0.1 * usual if before.isdigit() else usual + lean + habit


if __name__ == "__main__":
    main()
