"""The first question of an interview, put with questionary from the questionnaire's own file, checked by pydantic."""

import sys
import tomllib
from pathlib import Path

import pydantic
import questionary


class Practice(pydantic.BaseModel):
    question: str
    short: list[str]


def main(texts: Path, practice: str) -> None:
    asked = Practice(**tomllib.loads(texts.read_text(encoding="utf-8"))["practices"][practice])
    questionary.press_any_key_to_continue("Press Enter to begin").ask()
    questionary.select(asked.question, choices=asked.short).ask()


main(Path(sys.argv[1]), sys.argv[2])
