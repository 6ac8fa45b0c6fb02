"""What it means to go from the questionnaire that a wave asked to another version of it, before anything is changed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cxassess.errors import InvalidInput, Problem
from cxassess.files.pack_changes import FILE, changes_in
from cxassess.files.pack_faults import Snapshot
from cxassess.files.packs import build_pack, find_pack, read_wave_snapshot
from cxassess.files.store import OpenWave, Store
from cxassess.model.pack import Pack
from cxassess.model.questionnaire_changes import Comparable
from cxassess.questionnaire_changes import anchors_of, comparable_practices, misfits, same_cards


@dataclass(frozen=True, slots=True)
class Move:
    """From what a wave asked to what `snapshot` asks."""

    wave: str
    before: Pack
    now: Pack
    comparable: Comparable
    snapshot: Snapshot = field(repr=False)

    @property
    def kept(self) -> dict[str, str]:
        """The questions whose answers mean the same in both, before → now: practices, and cards in the same words."""
        return {**self.comparable.same, **{id: id for id in same_cards(self.before, self.now)}}

    def fresh(self, role: str) -> frozenset[str]:
        """What a role is asked now and has no answers to from before."""
        kept = self.kept
        answered = {kept[id] for id in self.before.asked_of(role) if id in kept} if role in self.before.roles else set()
        return frozenset(self.now.asked_of(role)) - answered


def questionnaire_like(like: Pack, name: str | None, whose: str, option: str = "--questionnaire") -> Snapshot:
    """A questionnaire as a wave keeps it, in the language and for the sector of another one.

    Args:
        name: id or path; by default the id of `like`, as that questionnaire stands now.
        whose: the wave that asked `like`, as a sentence names it.

    Raises InvalidInput.
    """
    try:
        folder = find_pack(name or like.id)
    except InvalidInput as error:
        if name:
            raise InvalidInput([Problem(option, str(error))]) from error
        message = f"“{like.id}”, which {whose} asked, is no shipped one: name the folder that it is in"
        raise InvalidInput([Problem(option, message)]) from error
    return read_wave_snapshot(folder, like.language, like.variant.id if like.variant else "")


def last_of(waves: Sequence[OpenWave], questionnaire: str) -> OpenWave | None:
    """The newest wave that asked a questionnaire."""
    return next((one for one in reversed(waves) if one.questionnaire == questionnaire), None)


def move_to(store: Store, wave: OpenWave, snapshot: Snapshot) -> Move:
    """What becomes of what a wave asked. Raises InvalidInput where the map does not fit what that was."""
    before, now = build_pack(store.snapshot(wave.wave.id)), build_pack(snapshot)
    map = changes_in(snapshot)
    steps = map.between(before.version, now.version) if map and before.id == now.id else None
    if steps and (faults := list(misfits(steps[0], anchors_of(before)))):
        raise InvalidInput(Problem(f"{FILE} › from {before.version} › asked", said) for said in faults)
    return Move(wave.wave.id, before, now, comparable_practices(before, now, map), snapshot)
