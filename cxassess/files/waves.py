"""The next round of answering in an engagement: what it takes over from those before, and what it begins anew."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cxassess.errors import CxassessError, InvalidInput, Problem
from cxassess.files.actions import carry_open
from cxassess.files.commentary import first_commentary
from cxassess.files.engagement import check_wave_id
from cxassess.files.pack_faults import Snapshot
from cxassess.files.packs import build_pack, find_pack, read_wave_snapshot
from cxassess.files.safe import write_whole
from cxassess.files.settings import read_engagement
from cxassess.files.store import OpenWave, Store
from cxassess.model.engagement import OPEN, Wave
from cxassess.model.pack import Pack


@dataclass(frozen=True, slots=True)
class NewWave:
    """A wave that was opened, what it asks, how many people it took over, and from which wave; the waves still open.

    `actions` are those promised earlier and not done yet, which it took over, too.
    """

    wave: Wave
    pack: Pack
    people: int
    people_of: str
    still_open: tuple[str, ...]
    actions: int = 0


def new_wave(folder: Path, id: str, as_of: date, questionnaire: str | None = None) -> NewWave:
    """Open another wave in an engagement, whole or not at all.

    It takes over people with role and unit, and never answers; roles, weights, targets and the mode are those that
    engagement.toml says now. People come from the last wave that asked the same questionnaire, else from the newest;
    an anonymous one has none that anybody knows again. Actions that were taken up and are to be done come along.

    Args:
        questionnaire: id or path; by default what the engagement's first wave asked, in its language and for its
            sector, as that questionnaire stands now.

    Raises InvalidInput for a wrong id, settings or questionnaire; CxassessError where the wave is there already.
    """
    check_wave_id(id)
    with Store.open(folder) as store:
        waves = store.waves()
        if id in {one.wave.id for one in waves}:
            message = f"wave {id} is there already; nothing was changed (cxassess wave list shows all)"
            raise CxassessError(message)
        first = build_pack(store.snapshot(waves[0].wave.id))
        snapshot = _questionnaire(questionnaire or first.id, first, asked=questionnaire is not None)
        pack = build_pack(snapshot)
        settings = read_engagement(folder, pack)
        source = _people_from(waves, pack)
        wave = Wave(id, as_of, OPEN, settings.mode, settings.minimum_group)
        commentary = folder / "commentary" / f"{id}.toml"
        with store.all_or_nothing():
            store.open_wave(wave, snapshot)
            people = store.carry_people(source.wave.id, id, tuple(pack.roles))
            actions = carry_open(store, id)
            if not commentary.exists():
                write_whole(commentary, first_commentary())  # without its wave, should the rest fail, it means nothing
        still_open = tuple(one.wave.id for one in waves if one.wave.state == OPEN)
        return NewWave(wave, pack, people, source.wave.id, still_open, actions)


def _questionnaire(name: str, first: Pack, *, asked: bool) -> Snapshot:
    """What the new wave asks, in the language and for the sector of the first one."""
    try:
        folder = find_pack(name)
    except InvalidInput as error:
        if asked:
            raise InvalidInput([Problem("--questionnaire", str(error))]) from error
        message = f"“{name}”, which the first wave asked, is no shipped one: name the folder that it is in"
        raise InvalidInput([Problem("--questionnaire", message)]) from error
    return read_wave_snapshot(folder, first.language, first.variant.id if first.variant else "")


def _people_from(waves: tuple[OpenWave, ...], pack: Pack) -> OpenWave:
    """The wave whose people are asked again."""
    return next((one for one in reversed(waves) if one.questionnaire == pack.id), waves[-1])
