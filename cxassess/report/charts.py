"""The charts that more than one document shows, as figures made from an assessment: each defined once.

The report puts a figure's own numbers behind its chart, the workbook its live cells.
"""

from collections.abc import Sequence

from cxassess.display import difference
from cxassess.model.assessment import Action, Assessment, DimensionScore
from cxassess.report.figures import Bars, BarSeries, Radar, RadarSeries
from cxassess.report.palette import LEVELS, MAIN
from cxassess.stages import MEAN_NEEDS
from cxassess.words import Words


def profile_radar(a: Assessment, words: Words) -> Radar:
    """Every discipline today and its target."""
    scores = [a.discipline(d.id) for d in a.pack.disciplines]
    today = RadarSeries(words.say("report.figures.today"), tuple(s.value for s in scores))
    target = RadarSeries(words.say("report.figures.target"), tuple(s.target for s in scores))
    return Radar(tuple(d.short for d in a.pack.disciplines), (today, target), a.pack.levels, words.formats)


def gap_bars(scores: Sequence[DimensionScore], a: Assessment, words: Words) -> Bars:
    """Disciplines in the order given: the level today, and what is missing to the target."""
    return Bars(
        _names(scores, a),
        (
            BarSeries(words.say("report.figures.today"), tuple(s.value for s in scores), MAIN),
            BarSeries(words.say("report.figures.gap"), tuple(s.gap for s in scores), LEVELS[1], gain=True),
        ),
        words.formats,
    )


def outlook_bars(scores: Sequence[DimensionScore], a: Assessment, words: Words) -> Bars:
    """Disciplines today, what is gained if every planned step succeeds, and what the next wave is to reach."""
    return Bars(
        _names(scores, a),
        (
            BarSeries(words.say("report.figures.today"), tuple(s.value for s in scores), MAIN),
            BarSeries(
                words.say("report.figures.if_all_succeed"), tuple(_gain(s, a) for s in scores), LEVELS[3], gain=True
            ),
        ),
        words.formats,
        RadarSeries(words.say("report.figures.next_wave"), tuple(s.next_target for s in scores)),
    )


def stage_bars(a: Assessment, words: Words) -> Bars:
    """The mean of each stage’s practices, and what a stage needs."""
    return Bars(
        tuple(stage.name for stage in a.pack.stages),
        (BarSeries(words.say("workbook.charts.stage_mean"), tuple(a.stage.means[s.id] for s in a.pack.stages), MAIN),),
        words.formats,
        RadarSeries(words.say("workbook.charts.needed"), tuple(MEAN_NEEDS for _ in a.pack.stages)),
    )


def urgency_bars(actions: Sequence[Action], words: Words) -> Bars:
    """Actions in their order, by urgency."""
    series = BarSeries(words.say("workbook.charts.urgency"), tuple(action.urgency for action in actions), MAIN)
    return Bars(tuple(action.title for action in actions), (series,), words.formats, scored=False)


def _names(scores: Sequence[DimensionScore], a: Assessment) -> tuple[str, ...]:
    return tuple(a.pack.dimension("disciplines", s.dimension).name for s in scores)


def _gain(score: DimensionScore, a: Assessment) -> float | None:
    then = a.outlook.disciplines[score.dimension]
    return None if then is None or score.value is None else difference(then, score.value)
