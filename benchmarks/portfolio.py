"""Reads a portfolio of engagements that are made up; prints the seconds: portfolio.py COUNT [FOLDER].

Each has a finished wave of twenty people and the one before it. They are made once, in FOLDER where one is named, by
copying eight that were assessed and finished in full, under other names. Seconds are of the clock and, since others
may keep the machine busy, of the processor, for `cxassess portfolio FOLDER --json` as a process.
"""

import json
import os
import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from cxassess.files.data import shipped
from cxassess.files.engagement import create_engagement, open_engagement
from cxassess.files.freezing import finish_wave
from cxassess.files.packs import read_wave_snapshot
from cxassess.files.store import Store
from cxassess.files.store_answers import AnswerRow
from cxassess.files.waves import new_wave
from cxassess.model.engagement import Answer
from cxassess.model.pack import Pack

MODELS, PEOPLE = 8, 20
LEVELS = ("1", "2", "3", "4", "5", "DK")


def main(count: int, place: Path) -> None:
    clients = place / f"clients-{count}"
    if not clients.exists():
        make(clients, count)
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    command = [sys.executable, "-m", "cxassess", "portfolio", str(clients), "--json"]
    said = subprocess.run(command, capture_output=True, check=True, stdin=subprocess.DEVNULL).stdout
    seconds, after = perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    found = json.loads(said)
    print(json.dumps({"n": found["n"], "moved": len(found["moved"]), "seconds": seconds, "processor": processor}))


def make(clients: Path, count: int) -> None:
    """The engagements; a copy differs from its model in nothing but its folder, which is what reading them costs."""
    models = []
    for number in range(min(MODELS, count)):
        models.append(clients / f"client-{number:04}")
        model(models[-1], random.Random(number))
    for number in range(len(models), count):
        shutil.copytree(models[number % len(models)], clients / f"client-{number:04}")


def model(folder: Path, dice: random.Random) -> None:
    snapshot = read_wave_snapshot(shipped("questionnaires") / "cx-maturity", "en")
    pack = create_engagement(folder, folder.name, "2026", date(2026, 3, 12), snapshot, "attributed")
    for wave in ("2026", "2027"):
        if wave == "2027":
            new_wave(folder, wave, date(2027, 3, 12))
        with Store.open(folder) as store:
            store.answers.save(wave, answers(pack, dice), "csv")
        with open_engagement(folder, wave) as opened:
            finish_wave(opened)


def answers(pack: Pack, dice: random.Random) -> Iterator[AnswerRow]:
    roles = list(pack.roles)
    middle = dice.uniform(1.5, 4.0)
    for number in range(PEOPLE):
        role = roles[number % len(roles)]
        for id in pack.asked_of(role):
            level = LEVELS[min(5, max(0, round(dice.gauss(middle, 1.0)) - 1))]
            choice = dice.choice("abcd") if id in pack.cards else level
            yield AnswerRow(f"Person {number}", role, "North" if number % 2 else "South", Answer(id, choice))


if __name__ == "__main__":
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    if len(sys.argv) > 2:
        main(int(sys.argv[1]), Path(sys.argv[2]))
    else:
        with TemporaryDirectory() as folder:
            main(int(sys.argv[1]), Path(folder))
