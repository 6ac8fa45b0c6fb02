"""Scores people that are made up in memory; prints the seconds and the peak of memory in MB: scoring.py COUNT.

The seconds are those of `pipeline.assess` alone: from Responses to the Assessment, all findings and actions included,
without reading a file. The memory is the whole process's, with the responses themselves.
"""

import json
import random
import resource
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from cxassess.files.packs import find_pack, read_pack
from cxassess.files.settings import FILE, first_settings, read_engagement
from cxassess.model.engagement import Answer, Engagement, Response, Wave
from cxassess.model.pack import Pack
from cxassess.pipeline import assess
from cxassess.words import read_words

LEVELS = ("1", "2", "3", "3", "4", "5", "DK")
WAVE = Wave("2026", date(2026, 3, 12), "open")


def main(count: int) -> None:
    pack = read_pack(find_pack("cx-maturity"))
    engagement, people = settings(pack), responses(pack, count)
    words = read_words(engagement.language, pack.reword)
    start = perf_counter()
    assess(pack, engagement, WAVE, people, words=words)
    seconds = perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    print(json.dumps({"seconds": seconds, "megabytes": peak}))


def settings(pack: Pack) -> Engagement:
    """What `cxassess new` would write."""
    with TemporaryDirectory() as folder:
        (Path(folder) / FILE).write_bytes(first_settings("Large", "attributed", pack))
        return read_engagement(Path(folder), pack)


def responses(pack: Pack, count: int) -> list[Response]:
    """People of every role and of two units, who answer at random all that they are asked."""
    dice = random.Random(1)
    roles = [role for role in pack.roles for _ in range(5 if role == "front_line" else 1)]
    return [response(pack, number, roles[number % len(roles)], dice) for number in range(count)]


def response(pack: Pack, number: int, role: str, dice: random.Random) -> Response:
    asked = pack.asked_of(role)
    answers = {id: Answer(id, dice.choice("abcd" if id in pack.cards else LEVELS)) for id in asked}
    return Response(f"{number:06}", f"Person {number:06}", role, "North" if number % 2 else "South", answers)


main(int(sys.argv[1]))
