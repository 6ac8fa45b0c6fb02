"""The words of a code frame found in comments by one compiled alternation: comments.py FRAME FILE, a comment a line.

Knows nothing of languages, themes, negations and phrases in which a word does not count; prints how often each stood.
"""

import json
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path


def main(frame: Path, path: Path) -> None:
    themes = tomllib.loads(frame.read_text(encoding="utf-8"))["themes"]
    words = {word.casefold() for theme in themes for word in theme["words"]["en"]}
    parts = [re.escape(word[:-1]) if word.endswith("*") else re.escape(word) + r"\b" for word in sorted(words)]
    pattern = re.compile(rf"\b(?:{'|'.join(parts)})")
    counts = Counter[str]()
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            counts.update(found[0] for found in pattern.finditer(line.casefold()))
    print(json.dumps(counts))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
