"""The waves of a folder, read for a comparison."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cxassess.errors import CxassessError
from cxassess.files.engagement import Opened, open_engagement
from cxassess.files.pack_changes import changes_in
from cxassess.files.store import OpenWave, Store
from cxassess.model.comparison import WaveData
from cxassess.model.engagement import ATTRIBUTED, OPEN

if TYPE_CHECKING:
    from cxassess.model.assessment import Viewer


def waves_to_compare(folder: Path, viewer: "Viewer" = "client") -> tuple[str, str]:
    """The newest wave with results and the newest one before it, where there is one of the same questionnaire.

    An open wave that protects people has no results for the client yet. Raises CxassessError for fewer than two.
    """
    with Store.open(folder) as store:
        with_results = waves_with_results(store, viewer)
    if len(with_results) < 2:
        found = f"only {with_results[0].wave.id} has" if with_results else "none has"
        message = f"a comparison needs two waves with results, and {found} some here"
        raise CxassessError(message)
    *earlier, now = with_results
    alike = [one for one in earlier if one.questionnaire == now.questionnaire]
    return (alike or earlier)[-1].wave.id, now.wave.id


def waves_with_results(store: Store, viewer: "Viewer") -> list[OpenWave]:
    """The waves that a viewer can be shown something of, the earliest first."""
    return [one for one in store.waves() if _has_results(store, one, viewer)]


def _has_results(store: Store, one: OpenWave, viewer: "Viewer") -> bool:
    is_hidden = viewer == "client" and one.wave.mode != ATTRIBUTED and one.wave.state == OPEN
    if is_hidden and store.privacy.shown(one.wave.id) is None:
        return False
    return store.answers.has_any(one.wave.id)


def read_waves(folder: Path, ids: Sequence[str], viewer: "Viewer" = "client") -> tuple[WaveData, ...]:
    """Waves by their ids, in this order. Raises CxassessError for one that is unknown or that nobody answered.

    Raises NotShownYet, as an assessment does, where a wave that protects people is still open for the client.
    """
    with open_engagement(folder, ids[0]) as opened:
        return tuple(wave_data(opened.at(id), viewer) for id in ids)


def wave_data(opened: Opened, viewer: "Viewer" = "client") -> WaveData:
    """What an opened wave brings into a comparison. Raises as `read_waves`."""
    id = opened.wave.id
    responses = tuple(response for response in opened.responses(viewer) if response.answers)
    if not responses:
        message = f"nobody has answered in wave {id}: there is nothing to compare"
        raise CxassessError(message)
    return WaveData(
        opened.wave,
        opened.pack,
        opened.settings,
        responses,
        opened.store.decisions.agreed(id),
        opened.store.outcomes.metrics(id),
        opened.store.outcomes.measures(id),
        changes_in(opened.snapshot),
    )
