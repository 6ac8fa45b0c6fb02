"""Comments tagged with the shipped themes: tagging.py FILE, a comment a line; `--write N FILE` makes a file of N.

Prints the number of comments that name each theme, as the bare script does for words.
"""

import json
import sys
import tomllib
from collections import Counter
from pathlib import Path
from random import Random

from cxassess.comments.tagging import Tagger
from cxassess.files.code_frame import read_code_frame
from cxassess.files.data import shipped


def main(path: Path) -> None:
    tagger, counts = Tagger(read_code_frame(path.parent)), Counter[str]()
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            counts.update(tagger.tag(line, "en").themes)
    print(json.dumps(counts))


def write(path: Path, count: int) -> None:
    """Comments of one to four sentences, with numbers and names in them, so that few are equal."""
    random = Random(1)
    told = tomllib.loads((shipped("examples") / "kestrel" / "phrases.toml").read_text(encoding="utf-8"))
    phrases = [phrase for group in told["groups"] for phrase in (*group["bad"], *group["good"])]
    with path.open("w", encoding="utf-8") as lines:
        for number in range(count):
            said = ". ".join(random.choice(phrases) for _ in range(random.choice((1, 2, 2, 3, 4))))
            odd = f"It was case {number} in {random.randrange(1990, 2030)}, w{random.randrange(10**6)}x"
            lines.write(f"{said}. {odd}.\n")


if __name__ == "__main__":
    if sys.argv[1] == "--write":
        write(Path(sys.argv[3]), int(sys.argv[2]))
    else:
        main(Path(sys.argv[1]))
