"""What the files of an engagement folder said of a wave, kept when it is finished so that it can be read for ever.

Answers, metrics and agreed levels stay in answers.db, where nobody writes to a finished wave; files can be edited at
any time, and settings, the journey and the rest may be others a year later.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cxassess.errors import CxassessError, NothingToAssess
from cxassess.files.store_finished import FinishedWave
from cxassess.jsonable import as_json, from_json
from cxassess.model.action import ActionRecord
from cxassess.model.comments import CommentCounts
from cxassess.model.engagement import CLOSED, Engagement
from cxassess.model.experience_map import Touchpoint
from cxassess.model.mirror import MirrorForm
from cxassess.model.peers import PeerSet
from cxassess.model.software import FunctionEntry

if TYPE_CHECKING:
    from cxassess.files.engagement import Opened
    from cxassess.files.store import Store


@dataclass(frozen=True, slots=True)
class FolderInputs:
    """What beside the answers an assessment is made of.

    `decisions` are about actions, by action; they go on between the years, so that they are kept as they stood, with
    the number of the newest one in any wave, `last_decision`.
    """

    settings: Engagement
    decisions: Mapping[str, ActionRecord]
    comments: CommentCounts | None
    software: Mapping[str, FunctionEntry]
    touchpoints: tuple[Touchpoint, ...]
    mirror_form: MirrorForm | None
    last_decision: int | None = None
    benchmark: PeerSet | None = None


def frozen_inputs(store: "Store", wave: str) -> FolderInputs | None:
    """What was kept when the wave was finished; None where it is not. Raises CxassessError for what nobody can read."""
    kept = store.finished.inputs(wave)
    if kept is None:
        return None
    try:
        return from_json(FolderInputs, kept)
    except (ValueError, TypeError) as error:
        message = f"{store.path} is damaged: what wave {wave} was finished with cannot be read ({error})"
        raise CxassessError(message) from error


def finish_wave(opened: "Opened", reason: str = "") -> FinishedWave:
    """Keep what a wave found, and the files it was made of; from now on only decisions about actions can change.

    An open wave is closed first, in the same transaction. Raises CxassessError where it is finished already, and
    where another revision has no reason; NothingToAssess, InvalidInput.
    """
    id, store = opened.wave.id, opened.store
    if opened.wave.is_finished:
        message = f"wave {id} is finished already; to correct it, reopen it with a reason"
        raise CxassessError(message)
    if store.finished.revisions(id) and not reason.strip():
        message = f"wave {id} was finished before: say with --reason what this revision corrects"
        raise CxassessError(message)
    with store.all_or_nothing():
        if store.states.of(id) != CLOSED:
            store.states.close(id)
        return _keep(opened.closed(), reason)


def finish_without(opened: "Opened", reason: str) -> None:
    """Work out a finished wave again whose answers became fewer, since somebody in it was forgotten.

    What earlier revisions found is taken out with them. A wave in which nobody is left stays closed.
    """
    id, store = opened.wave.id, opened.store
    with store.all_or_nothing():
        store.finished.empty(id)
        store.states.close_again(id)
        with suppress(NothingToAssess):
            _keep(opened.closed(), reason)


def _keep(opened: "Opened", reason: str) -> FinishedWave:
    from cxassess.serialise import as_json as shown  # the whole of an assessment, which is written once here

    inputs = opened.inputs()
    document = shown(opened.assess(inputs=inputs))
    day = datetime.now(UTC).date().isoformat()
    return opened.store.finished.finish(opened.wave.id, day, as_json(inputs), document, reason)
