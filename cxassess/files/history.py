"""A wave beside those before it, as its documents tell it."""

from dataclasses import replace

from cxassess.files.actions import register_as_told
from cxassess.files.comparing import wave_data, waves_with_results
from cxassess.files.engagement import Opened
from cxassess.model.assessment import Assessment, Viewer
from cxassess.model.history import History
from cxassess.promises import promises

FEWEST = 3  # waves that make a trend


def reported(opened: Opened, viewer: Viewer = "client") -> Assessment:
    """The assessment of a wave with the register of its actions and what its documents say of the waves before it.

    It is set beside the last wave that asked the same questionnaire, or else the last of any; the waves of the same
    questionnaire make the trend. Waves without answers, and those that may not be shown, are left out. Raises as
    `Opened.assess` does.
    """
    register = register_as_told(opened)
    assessment = replace(opened.assess(viewer), register=register)
    waves = waves_with_results(opened.store, viewer)
    if opened.open_wave not in waves or waves[0] == opened.open_wave:
        return assessment
    earlier = waves[: waves.index(opened.open_wave)]
    alike = [one for one in earlier if one.questionnaire == opened.open_wave.questionnaire]
    from cxassess.comparison import compare, trend  # which a first wave does without

    now = wave_data(opened, viewer)
    before = [wave_data(opened.at(one.wave.id), viewer) for one in (alike or earlier[-1:])]
    way = trend([*before, now]) if len(alike) + 1 >= FEWEST else None
    found = compare(before[-1], now)
    promised = promises(register_as_told(opened, found.before.id), register, found)
    return replace(assessment, history=History(found, promised, way))
