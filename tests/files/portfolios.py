"""Engagements for a portfolio: small, finished, made once and told apart by a seed."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from cxassess.files.data import shipped
from cxassess.files.engagement import create_engagement, open_engagement
from cxassess.files.freezing import finish_wave
from cxassess.files.packs import read_wave_snapshot
from cxassess.files.store import Store
from cxassess.files.store_answers import AnswerRow
from cxassess.files.waves import new_wave
from cxassess.model.engagement import Answer
from files.building import pack

DAY = {"2026": date(2026, 3, 12), "2027": date(2027, 3, 12)}


def organisation(
    folder: Path,
    waves: Mapping[str, Sequence[int]],
    *,
    client: str = "",
    mode: str = "attributed",
    variant: str = "",
    finish: bool = True,
    units: Sequence[str] = ("",),
    shares: bool = False,
) -> Path:
    """An engagement with its waves; for each the level that every manager gives to everything, one a person."""
    snapshot = read_wave_snapshot(shipped("questionnaires") / "cx-maturity", "en", variant)
    first = next(iter(waves))
    create_engagement(folder, client or folder.name.title(), first, DAY[first], snapshot, mode)
    if shares:
        share(folder)
    for wave, levels in waves.items():
        if wave != first:
            new_wave(folder, wave, DAY[wave])
        with Store.open(folder) as store:
            people = enumerate(levels)
            rows = (
                AnswerRow(f"Person {n}", "manager", units[n % len(units)], Answer(id, str(level)))
                for n, level in people
                for id in pack().practices
            )
            store.answers.save(wave, rows, "csv")
        if finish:
            with open_engagement(folder, wave) as opened:
                finish_wave(opened)
    return folder


def share(folder: Path) -> None:
    settings = folder / "engagement.toml"
    settings.write_text(settings.read_text().replace("share_scores = false", "share_scores = true"))
