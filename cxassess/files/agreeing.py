"""A level that a workshop agreed on goes into the store, or is taken back; every fault is named at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cxassess.errors import InvalidInput, Problem
from cxassess.files.clean import clean_line, clean_text, is_blank, shortened
from cxassess.files.engagement import Opened
from cxassess.files.inviting import today_at
from cxassess.files.store_decisions import WITHDRAWN
from cxassess.hints import did_you_mean
from cxassess.model.engagement import AgreedLevel
from cxassess.model.pack import LEVELS


@dataclass(frozen=True, slots=True)
class Agreement:
    """What somebody typed: a practice, its level (None to take it back), why, who was there, on which day."""

    practice: str
    level: str | None
    reason: str
    present: str = ""
    on: date | None = None


def agree(opened: Opened, said: Agreement) -> tuple[str, ...]:
    """Keep what was agreed, and tell it in sentences. Raises InvalidInput with every fault."""
    id, today = said.practice.strip().upper(), today_at(opened.settings)
    faults = list(_faults(opened, said, id, today))
    if faults:
        raise InvalidInput(faults)
    store, wave = opened.store, opened.wave.id
    reason, present = clean_text(said.reason), clean_line(said.present)
    before = store.decisions.agreed(wave).get(id)
    title = opened.pack.practices[id].title
    if said.level is None and before is None:
        return (f"Nothing changed: no level is agreed for {id} {title}.",)
    made = AgreedLevel(id, int(said.level or WITHDRAWN), reason, said.on or today, present)
    if made == before:
        return (f"Nothing changed: level {made.level} is agreed for {id} {title} with that reason already.",)
    store.decisions.agree(wave, made)
    if before is not None and said.level is None:
        return (f"{id} {title}: level {before.level} is taken back, and the answers count again.",)
    name = opened.pack.levels[made.level - 1]
    earlier = f", before it {before.level}" if before is not None and before.level != made.level else ""
    return (f"{id} {title}: level {made.level} ({name}) is agreed on {made.agreed_on}{earlier}. The answers stay.",)


def _faults(opened: Opened, said: Agreement, id: str, today: date) -> Iterator[Problem]:
    pack = opened.pack
    if id in pack.cards:
        yield Problem("PRACTICE", f"{id} is an orientation card, which has no level; the id of a practice was expected")
    elif id not in pack.practices:
        hint = did_you_mean(shortened(id), pack.practices)
        yield Problem("PRACTICE", f"“{shortened(id)}” was read, an id of {pack.id} was expected{hint}")
    levels = [str(level) for level in LEVELS]
    if said.level is not None and said.level.strip() not in levels:
        read = shortened(said.level)
        yield Problem("LEVEL", f"“{read}” was read, a whole level from {levels[0]} to {levels[-1]} was expected")
    if is_blank(clean_line(said.reason)):
        yield Problem("--reason", "is blank, a sentence that says why was expected: it is printed beside the level")
    if said.on is not None and said.on > today:
        yield Problem("--on", f"{said.on} was read, a day up to today ({today}) was expected")
