"""Role-weighted means of an engagement's answers, by practice, discipline and overall: assess.py FOLDER WAVE."""

import json
import sqlite3
import sys
import tomllib
from collections import defaultdict
from math import fsum
from pathlib import Path

NEWEST = """
    SELECT question, role, choice FROM answer JOIN participation USING (wave, person)
    WHERE seq IN (SELECT MAX(seq) FROM answer WHERE wave = ? GROUP BY person, question)
"""


def mean(values: list[float]) -> float:
    return fsum(values) / len(values)


def main(folder: Path, wave: str) -> None:
    roles = tomllib.loads((folder / "engagement.toml").read_text("utf-8"))["roles"]
    db = sqlite3.connect(folder / "answers.db")
    (snapshot,) = db.execute("SELECT snapshot FROM wave WHERE id = ?", (wave,)).fetchone()
    levels: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for question, role, choice in db.execute(NEWEST, (wave,)):
        if choice in "12345" and roles[role]["weight"]:
            levels[question][role].append(float(choice))
    disciplines: dict[str, list[float]] = defaultdict(list)
    for practice, about in json.loads(snapshot)["structure"]["practices"].items():
        if by_role := levels[practice]:
            weights = [roles[role]["weight"] for role in by_role]
            means = (mean(given) * weight for given, weight in zip(by_role.values(), weights, strict=True))
            value = fsum(means) / fsum(weights)
            disciplines[about["discipline"]].append(value)
            print(f"{practice:6} {value:.1f}")
    for discipline, values in disciplines.items():
        print(f"{discipline:24} {mean(values):.1f}")
    print(f"{'overall':24} {mean([mean(values) for values in disciplines.values()]):.1f}")


main(Path(sys.argv[1]), sys.argv[2])
