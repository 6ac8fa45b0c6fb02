"""An open wave goes on with another version of its questionnaire: what that would do, then the move itself."""

from dataclasses import dataclass
from pathlib import Path

from cxassess.errors import CxassessError, InvalidInput, Problem
from cxassess.files.actions import register_of, settle_promises
from cxassess.files.packs import build_pack
from cxassess.files.questionnaire_moves import Move, move_to, questionnaire_like
from cxassess.files.settings import FILE, read_engagement
from cxassess.files.store import OpenWave, Store
from cxassess.files.store_versions import Effect
from cxassess.model.engagement import OPEN
from cxassess.model.pack import Pack
from cxassess.words import read_words


@dataclass(frozen=True, slots=True)
class Migration:
    """A move that a wave can make, and what it does to the answers that are there."""

    move: Move
    effect: Effect


def plan_migration(folder: Path, wave: str | None = None, questionnaire: str | None = None) -> Migration:
    """What becomes of an open wave that goes on with another version of its questionnaire; nothing is changed.

    Args:
        wave: by default the newest open one.
        questionnaire: id or path; by default the one that the wave asks, as it stands now.

    Raises CxassessError for a wave that cannot move, InvalidInput for a questionnaire or settings that do not fit.
    """
    with Store.open(folder) as store:
        return _plan(folder, store, wave, questionnaire)


def migrate(folder: Path, planned: Migration) -> None:
    """Move a wave as planned, whole or not at all. Raises CxassessError where it is another by now."""
    move = planned.move
    words = read_words(move.before.language, move.before.reword)
    versions = {"before": move.before.version, "now": move.now.version}
    reasons = (words.say("changes.withdrawn", **versions), words.say("changes.under_new_id", **versions))
    # A server that starts now waits until this is over, and then sees what the wave asks.
    with Store.open(folder) as store, store.all_or_nothing():
        _refuse(store, store.wave(move.wave))
        settle_promises(store, move.wave, move.comparable.same)  # while the wave has the words that they were made in
        promised = {entry.id for entry in register_of(store).entries}
        store.versions.move(
            move.wave, move.snapshot, move.kept, _fresh(move), promised, reasons, since=move.before.version
        )


def _plan(folder: Path, store: Store, wave: str | None, questionnaire: str | None) -> Migration:
    chosen = store.wave(wave)
    id = chosen.wave.id
    _refuse(store, chosen)
    before = build_pack(store.snapshot(id))
    snapshot = questionnaire_like(before, questionnaire, f"wave {id}")
    other, version = snapshot["structure"]["id"], snapshot["structure"]["version"]
    if other != before.id:
        message = f"wave {id} asks {before.id}, and {other} is another questionnaire: open a wave of its own for it"
        raise CxassessError(f"{message} (cxassess wave new)")
    if version == before.version:
        message = f"wave {id} asks {before.id} {version} already; nothing was changed"
        raise CxassessError(message)
    move = move_to(store, chosen, snapshot)
    _check_people(store, move)
    _check_settings(folder, move.now)
    return Migration(move, store.versions.effect(id, move.kept, _fresh(move)))


def _fresh(move: Move) -> dict[str, frozenset[str]]:
    return {role: move.fresh(role) for role in move.now.roles}


def _refuse(store: Store, chosen: OpenWave) -> None:
    """Raises CxassessError where a wave keeps the questionnaire that it has."""
    id, state = chosen.wave.id, chosen.wave.state
    if state != OPEN:
        message = f"wave {id} is {state} and keeps the questionnaire that it asked; nothing was changed"
        raise CxassessError(message)
    if store.finished.revisions(id):
        message = f"wave {id} was finished before, and its report names the questionnaire that it asked"
        raise CxassessError(f"{message}; nothing was changed")
    if store.privacy.shown(id) is not None:
        message = f"results of wave {id} were shown, and stand for the questionnaire that it asked; nothing was changed"
        raise CxassessError(message)
    if store.is_served():
        message = f"{store.path.parent} is being served, and people answer what it asks now: nothing was changed"
        raise CxassessError(f"{message}; stop the server first")


def _check_people(store: Store, move: Move) -> None:
    """Raises CxassessError where people have a role that the other version does not know."""
    id, now = move.wave, move.now
    invited = {one.role for one in store.invitations.list(id) if one.role and one.kind != "mirror"}
    roles = store.people.roles(id) | invited
    if unknown := sorted(roles - set(now.roles)):
        message = f"people of wave {id} have the role {unknown[0]}, which {now.label} {now.version} does not know"
        raise CxassessError(f"{message}; nothing was changed")


def _check_settings(folder: Path, now: Pack) -> None:
    """Raises InvalidInput where engagement.toml names what the other version does not have."""
    try:
        read_engagement(folder, now)
    except InvalidInput as error:
        message = f"{FILE} does not fit {now.label} {now.version}; put it right first, nothing was changed"
        raise InvalidInput([Problem("", message), *error.problems]) from error
