"""The years after the first wave of the example client: waves, pulses, and what became of what people took up."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cxassess.errors import InvalidInput
from cxassess.files.actions import Edit, add_action, change_action
from cxassess.files.answer_files import read_answers
from cxassess.files.data import shipped
from cxassess.files.demo import said_of
from cxassess.files.documents import USUAL, write_documents
from cxassess.files.engagement import Opened, open_engagement
from cxassess.files.freezing import finish_wave
from cxassess.files.history import reported
from cxassess.files.metric_import import keep, read_and_measure
from cxassess.files.safe import write_whole
from cxassess.files.settings import FILE
from cxassess.files.settings_edit import edited
from cxassess.files.software import FILE as SOFTWARE
from cxassess.files.store import Store
from cxassess.files.touchpoint_file import FILE as TOUCHPOINTS
from cxassess.files.waves import new_wave
from cxassess.model.engagement import AgreedLevel

YEARS = "years.toml"
PULSE = "cx-pulse"

Told = Mapping[str, Any]  # a wave as years.toml tells it


def add_years(folder: Path, *, page_numbers: bool = False) -> list[str]:
    """Finish the first wave, make those after it, and give a line for each document that was written.

    Reports are those of the last wave, and of the last pulse a tracker. Raises as the commands do that it stands for.
    """
    later = live_years(folder)
    pulses = [wave["id"] for wave in later if wave.get("questionnaire") == PULSE]
    lines = _tracker(folder, pulses[-1])
    with open_engagement(folder, later[-1]["id"]) as opened:
        return lines + said_of(write_documents(folder, reported(opened), USUAL, page_numbers=page_numbers))


def live_years(folder: Path) -> list[Told]:
    """Finish the first wave and make those after it, without documents; gives them as years.toml tells them."""
    example = shipped("examples") / "kestrel"
    waves: list[Told] = tomllib.loads((example / YEARS).read_text(encoding="utf-8"))["waves"]
    first, *later = waves
    with open_engagement(folder) as opened:
        finish_wave(opened)
    _decide(folder, first.get("after", ()))
    for wave in later:
        _ask(folder, wave, example / "waves" / wave["id"])
        _decide(folder, wave.get("after", ()))
    return later


def _ask(folder: Path, wave: Told, brought: Path) -> None:
    """Open a wave, take its answers and metrics in, decide what was decided meanwhile, and finish it."""
    settings = folder / FILE
    people: dict[tuple[str, ...], float | None] = {
        ("roles", role, "people"): count for role, count in wave["people"].items()
    }
    write_whole(settings, edited(settings.read_bytes(), people))
    for name, place in _placed(wave["id"]):
        if (brought / name).is_file():
            write_whole(folder / place, (brought / name).read_bytes())
    new_wave(folder, wave["id"], wave["as_of"], wave.get("questionnaire"))
    with open_engagement(folder, wave["id"]) as opened:
        _answer(opened, brought)
        for agreed in wave.get("agreed", ()):
            level = AgreedLevel(agreed["practice"], agreed["level"], agreed["reason"], agreed["on"], agreed["present"])
            opened.store.decisions.agree(wave["id"], level)
    _decide(folder, wave.get("during", ()))
    with open_engagement(folder, wave["id"]) as opened:
        finish_wave(opened)


def _placed(wave: str) -> Iterator[tuple[str, Path]]:
    """The files that a wave brings along, and where each stands in the engagement."""
    yield "commentary.toml", Path("commentary", f"{wave}.toml")
    yield TOUCHPOINTS, Path(TOUCHPOINTS)
    yield SOFTWARE, Path(SOFTWARE)


def _answer(opened: Opened, brought: Path) -> None:
    batch = read_answers([brought / "answers.csv"], opened.pack)
    if batch.problems:
        raise InvalidInput(batch.problems)
    opened.store.answers.save(opened.wave.id, batch.rows, "csv")
    metrics = sorted(brought.glob("metrics-*.csv"))
    if metrics:
        keep(opened, *read_and_measure(opened, metrics), metrics)


def _decide(folder: Path, decisions: Sequence[Told]) -> None:
    """Take up, change or add actions, as `action update` and `action add` do."""
    with Store.open(folder) as store:
        for told in decisions:
            fields = {key: value for key, value in told.items() if key not in {"action", "reason"}}
            if "action" in told:
                change_action(store, Edit(told["action"], fields, told.get("reason", "")), "command")
            else:
                add_action(store, fields, "command")


def _tracker(folder: Path, wave: str) -> list[str]:
    out = folder / "reports" / wave / "tracker.docx"
    with open_engagement(folder, wave) as opened:
        return said_of(write_documents(folder, reported(opened), ("docx",), "tracker", out))
