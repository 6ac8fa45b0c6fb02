"""Compares waves of people that are made up in memory; prints the seconds: comparing.py WAVES PEOPLE.

The seconds are those of `comparison.trend` alone: from the waves' responses to the trend with all its steps, and the
last wave beside the first.
"""

import json
import random
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from cxassess.comparison import trend
from cxassess.files.packs import find_pack, read_pack
from cxassess.files.settings import FILE, first_settings, read_engagement
from cxassess.model.comparison import WaveData
from cxassess.model.engagement import Answer, Engagement, Response, Wave
from cxassess.model.pack import Pack
from cxassess.words import read_words

LEVELS = ("1", "2", "3", "3", "4", "5", "DK")


def main(waves: int, people: int) -> None:
    pack = read_pack(find_pack("cx-maturity"))
    engagement = settings(pack)
    words = read_words(engagement.language, pack.reword)
    made = [
        WaveData(
            Wave(str(2020 + number), date(2020 + number, 3, 12), "closed"),
            pack,
            engagement,
            answers(pack, people, number),
        )
        for number in range(waves)
    ]
    start, own = perf_counter(), process_time()
    trend(made, words)
    print(json.dumps({"seconds": perf_counter() - start, "processor": process_time() - own}))


def settings(pack: Pack) -> Engagement:
    """What `cxassess new` would write."""
    with TemporaryDirectory() as folder:
        (Path(folder) / FILE).write_bytes(first_settings("Large", "attributed", pack))
        return read_engagement(Path(folder), pack)


def answers(pack: Pack, count: int, wave: int) -> list[Response]:
    """People of every role and of two units, four in five of them the same as the wave before."""
    dice = random.Random(wave)
    roles = [role for role in pack.roles for _ in range(5 if role == "front_line" else 1)]
    found = []
    for number in range(count):
        role = roles[number % len(roles)]
        name = f"{number:06}" if number % 5 else f"{wave}-{number:06}"
        given = {id: Answer(id, dice.choice("abcd" if id in pack.cards else LEVELS)) for id in pack.asked_of(role)}
        found.append(Response(name, name, role, "North" if number % 2 else "South", given))
    return found


main(int(sys.argv[1]), int(sys.argv[2]))
