"""The next round of answering in an engagement: what it takes over from those before, and what it begins anew."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cxassess.errors import CxassessError
from cxassess.files.actions import carry_open, settle_promises
from cxassess.files.commentary import first_commentary
from cxassess.files.engagement import check_wave_id
from cxassess.files.packs import build_pack
from cxassess.files.questionnaire_moves import Move, last_of, move_to, questionnaire_like
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
        snapshot = questionnaire_like(first, questionnaire, "the first wave")
        pack = build_pack(snapshot)
        settings = read_engagement(folder, pack)
        last = last_of(waves, pack.id)
        same = move_to(store, last, snapshot).comparable.same if last else {id: id for id in pack.practices}
        source = _people_from(waves, pack)
        wave = Wave(id, as_of, OPEN, settings.mode, settings.minimum_group)
        commentary = folder / "commentary" / f"{id}.toml"
        with store.all_or_nothing():
            store.open_wave(wave, snapshot)
            people = store.people.carry(source.wave.id, id, tuple(pack.roles))
            actions = carry_open(store, id)
            settle_promises(store, id, same)
            if not commentary.exists():
                write_whole(commentary, first_commentary())  # without its wave, should the rest fail, it means nothing
        still_open = tuple(one.wave.id for one in waves if one.wave.state == OPEN)
        return NewWave(wave, pack, people, source.wave.id, still_open, actions)


def changes_before(folder: Path, questionnaire: str | None, id: str) -> Move | None:
    """What is other in a new wave than in the last one that asked the same questionnaire; None where nothing is.

    Also where the wave is there already, which `new_wave` says. Raises InvalidInput as that does.
    """
    with Store.open(folder) as store:
        waves = store.waves()
        if id in {one.wave.id for one in waves}:
            return None
        first = build_pack(store.snapshot(waves[0].wave.id))
        snapshot = questionnaire_like(first, questionnaire, "the first wave")
        last = last_of(waves, snapshot["structure"]["id"])
        if last is None:
            return None
        move = move_to(store, last, snapshot)
    is_other = move.before.version != move.now.version or not move.comparable.is_whole
    return move if is_other else None


def _people_from(waves: tuple[OpenWave, ...], pack: Pack) -> OpenWave:
    """The wave whose people are asked again."""
    return next((one for one in reversed(waves) if one.questionnaire == pack.id), waves[-1])
