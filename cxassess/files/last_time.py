"""What somebody answered the last time, for their eyes alone, and not before they have answered."""

from dataclasses import dataclass
from datetime import date

from cxassess.files.pack_changes import anchors_in, changes_in
from cxassess.files.pack_faults import Snapshot
from cxassess.files.store import Store
from cxassess.model.engagement import ANONYMOUS, Answer, Wave
from cxassess.questionnaire_changes import related


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """An answer of an earlier wave to a practice that means the same; `answer.question` is its id now."""

    wave: str
    as_of: date
    answer: Answer


@dataclass(frozen=True, slots=True)
class _Earlier:
    wave: str
    as_of: date
    ids: dict[str, str]  # of the practices that compare: now → then


class LastTimes:
    """The earlier waves of one wave. None of them, and not this one, is anonymous: nobody is known again there."""

    def __init__(self, store: Store, wave: str) -> None:
        self._wave = wave
        waves = [one.wave for one in store.waves()]
        place = next(place for place, one in enumerate(waves) if one.id == wave)
        known = [one for one in reversed(waves[:place]) if one.mode != ANONYMOUS]
        here = store.snapshot(wave) if known and waves[place].mode != ANONYMOUS else None
        self._earlier = tuple(_earlier(store, one, here) for one in known) if here else ()

    @property
    def are_any(self) -> bool:
        """Whether anybody can have answered before."""
        return bool(self._earlier)

    def of(self, store: Store, person: str, question: str) -> LastAnswer | None:
        """The answer of the newest earlier wave in which the person answered the same practice.

        None before they have answered it in this wave.
        """
        if not self._earlier or not person or store.answers.newest(self._wave, person, question) is None:
            return None
        for one in self._earlier:
            then = one.ids.get(question)
            found = store.answers.newest(one.wave, person, then) if then else None
            if found is not None:
                said = found[1]
                return LastAnswer(one.wave, one.as_of, Answer(question, said.choice, said.comment, said.evidence))
        return None


def _earlier(store: Store, wave: Wave, here: Snapshot) -> _Earlier:
    then = store.snapshot(wave.id)
    is_one = then["structure"]["id"] == here["structure"]["id"]
    map = changes_in(here) if is_one else None
    steps = map.between(then["structure"]["version"], here["structure"]["version"]) if map else None
    same = related(anchors_in(then), anchors_in(here), steps).same
    return _Earlier(wave.id, wave.as_of, {now: before for before, now in same.items()})
