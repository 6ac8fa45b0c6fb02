"""Write the answers of the example client's later waves from those of the first: waves/2027/answers.csv and others.

The client and its people are invented. Who answered in 2026 starts from what they said then, who is new from what
their role said; people keep their lean and their habits from wave to wave. What happened between the waves stands in
the tables below and in said.toml, and the same rows come out each time. Say
`python examples/kestrel/make_waves.py` after a change.
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
SAID: list[dict[str, str]] = tomllib.loads((HERE / "said.toml").read_text("utf-8"))["said"]
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
# Those who are new say so in levels; those who answered in 2026 by so many levels above or below what they said then.
NEW_CULTURE = {"North": 4.0, "South": 1.0}
OLD_CULTURE = {"North": 1.1, "South": -1.3}
# What moved between the waves, in levels against 2026, by practice or discipline; practices come before disciplines.
MOVED: Mapping[str, Mapping[str, float]] = {
    "2026-Q4": {"MEA7": 0.2},
    "2027": {"MEA7": 0.3, "MEA1": 0.3, "GOV2": 0.3},
    "2027-Q4": {"MEA7": 1.3, "DSN7": 0.9, "DSN6": 0.3},
    "2028": {
        "MEA7": 1.5, "MEA1": 0.3, "GOV2": 0.3, "STR": -0.1, "CUN": -0.1, "GOV": -0.1,
        "DSN1": 1.0, "DSN4": 1.3, "DSN7": 1.35, "DSN6": 0.4, "DSN": 0.7,
    },
}  # fmt: skip
# The front line of the South was asked in 2028, too, and did not answer.
NOT_THERE = {"2028": PEOPLE["front_line"]["South"]}

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
        written = {(one["name"], one["practice"]): one for one in SAID if one["wave"] == wave}
        for role, units in PEOPLE.items():
            for unit, names in units.items():
                for name in names:
                    if name in NOT_THERE.get(wave, ()) or (practices and name not in PULSE_PEOPLE):
                        continue
                    for question in self.asked[role]:
                        if practices and question not in practices:
                            continue
                        said = written.pop((name, question), {})
                        answer = said.get("answer") or self.answer(wave, name, role, unit, question)
                        yield name, role, unit, question, answer, said.get("comment", ""), said.get("proof", "")
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
        before = self.said.get((name, question), "")
        if role == "front_line" and question.startswith("CUL"):
            if (name, question) in self.said:
                return (int(before) if before.isdigit() else usual) + OLD_CULTURE[unit]
            culture = [value for (whose, id), value in self.usual.items() if whose == role and id.startswith("CUL")]
            return NEW_CULTURE[unit] + (usual - mean(culture)) / 2 + lean + habit
        return 0.9 * int(before) + 0.1 * usual if before.isdigit() else usual + lean + habit


if __name__ == "__main__":
    main()
