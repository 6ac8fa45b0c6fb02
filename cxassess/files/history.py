"""A wave beside those before it, as its documents tell it: which earlier waves it compares with, what each brings."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from cxassess.errors import NotShownYet
from cxassess.model.comparison import WaveData
from cxassess.model.history import History

if TYPE_CHECKING:
    from cxassess.files.engagement import Opened
    from cxassess.model.assessment import Assessment, Viewer

FEWEST = 3  # waves that make a trend


def wave_data(opened: "Opened", viewer: "Viewer" = "client") -> WaveData:
    """What a wave brings into a comparison. Raises as `Opened.responses` does."""
    id = opened.wave.id
    return WaveData(
        opened.wave,
        opened.pack,
        opened.settings,
        opened.responses(viewer),
        opened.store.agreed(id),
        opened.store.metrics(id),
        opened.store.measures(id),
    )


def with_history(opened: "Opened", assessment: "Assessment", viewer: "Viewer" = "client") -> "Assessment":
    """The assessment of a wave with what its documents say of the waves before it; the same in a first wave.

    It is set beside the last wave that asked the same questionnaire, or else the last of any; waves of the same
    questionnaire make the trend. Waves without answers, and those that may not be shown, are left out.
    """
    if not any(response.answers for response in opened.responses(viewer)):
        return assessment
    alike = list(_earlier(opened, viewer, opened.open_wave.questionnaire))
    before = alike[-1:] or list(_earlier(opened, viewer))[-1:]
    if not before:
        return assessment
    from cxassess.comparison import compare, trend  # which a first wave does without

    now = wave_data(opened, viewer)
    waves = [*alike, now]
    way = trend(waves) if len(waves) >= FEWEST else None
    return replace(assessment, history=History(compare(before[0], now), way))


def _earlier(opened: "Opened", viewer: "Viewer", questionnaire: str | None = None) -> Iterator[WaveData]:
    """The waves that were opened before this one and have something to show, the earliest first."""
    for other in opened.store.waves():
        if other.wave.id == opened.wave.id:
            return
        if questionnaire is not None and other.questionnaire != questionnaire:
            continue
        try:
            data = wave_data(opened.at(other.wave.id), viewer)
        except NotShownYet:
            continue
        if any(response.answers for response in data.responses):
            yield data
