"""Satisfaction (CSAT) and effort (CES) from answers on a declared scale."""

from dataclasses import replace
from math import sqrt

from cxassess.measures.difference import Difference, MeanError, compare_means
from cxassess.measures.measured import NOTHING_LEFT_OUT, LeftOut, Measured, is_enough
from cxassess.measures.scale import CES1_SCALE, CES2_SCALE, Scale
from cxassess.measures.shares import measure_share
from cxassess.measures.tally import Tally
from cxassess.statistics import student_t_quantile

_LEAST_POINTS = 4  # of three points the best two are all that are not bad (ours)
_AGREE = range(5, 8)


def measure_satisfied(answers: Tally) -> Measured:
    """CSAT as top two boxes: the share that chose one of the two best points. Wilson's interval.

    ValueError for a scale of fewer than four points.
    """
    scale = answers.scale
    if scale.high - scale.low + 1 < _LEAST_POINTS:
        message = f"two of the points from {scale.low} to {scale.high} are no top: name the good ones as good of rated"
        raise ValueError(message)
    return _share(f"csat.top_two.{scale.id}", answers, scale.best(2))


def measure_good_of_rated(good: int, bad: int, left_out: LeftOut = NOTHING_LEFT_OUT) -> Measured:
    """CSAT of a thumb up or down: good / (good + bad). Offered and not answered is neither. Wilson's interval."""
    return measure_share("csat.good_of_rated", good, good + bad, good + bad, "up", left_out=left_out)


def measure_satisfaction(answers: Tally) -> Measured:
    """CSAT as mean, on its own scale; `scale.pomp` makes 0–100 of it. Student's t interval."""
    return _mean(f"csat.mean.{answers.scale.id}", answers)


def measure_effort(answers: Tally) -> Measured:
    """CES 1.0 (2010), “how much effort did you personally have to put forth”: mean on 1–5, low is good.

    ValueError for another scale.
    """
    _check("CES 1.0", answers.scale, CES1_SCALE, "from 1 to 5 where low is good")
    return _mean("ces1.mean", answers)


def measure_ease(answers: Tally) -> Measured:
    """CES 2.0 (2013), “made it easy for me to handle my issue”: mean on 1–7, 7 is strongly agree.

    ValueError for another scale.
    """
    _check("CES 2.0", answers.scale, CES2_SCALE, "from 1 to 7 where high is good")
    return _mean("ces.mean", answers)


def measure_agreeing(answers: Tally) -> Measured:
    """CES 2.0 as the share that agrees at least somewhat, 5 to 7. Wilson's interval. ValueError for another scale."""
    _check("CES 2.0", answers.scale, CES2_SCALE, "from 1 to 7 where high is good")
    return _share("ces.agreeing", answers, _AGREE)


def measure_clearly_agreeing(answers: Tally) -> Measured:
    """CES 2.0 as the share of the top two, 6 and 7. Wilson's interval. ValueError for another scale."""
    _check("CES 2.0", answers.scale, CES2_SCALE, "from 1 to 7 where high is good")
    return _share("ces.top_two", answers, answers.scale.best(2))


def _check(what: str, scale: Scale, wanted: Scale, said: str) -> None:
    if scale != wanted:
        message = f"{what} needs answers {said}, and these are on {scale.id.replace('_', ' ')}"
        raise ValueError(message)


def _share(definition: str, answers: Tally, points: range) -> Measured:
    return measure_share(
        definition,
        answers.weight_of(points),
        answers.weight,
        answers.n,
        "up",
        effective_n=answers.effective_n,
        left_out=answers.left_out,
    )


def _mean(definition: str, answers: Tally) -> Measured:
    """The weighted mean Σwx / Σw with the t interval on Kish's n, within the scale.

    SE² = Σw(x − mean)² / Σw / (n_eff − 1), df = n_eff − 1: without weights the textbook's s²/n. From five people on
    (ours), and none where all said the same.
    """
    scale, base = answers.scale, answers.effective_n
    mean = answers.weighted_sum(float) / answers.weight if answers.n else None
    measured = Measured(
        definition,
        mean,
        answers.n,
        scale.unit,
        scale.better,
        "student_t",
        effective_n=base,
        left_out=answers.left_out,
    )
    if mean is None:
        return replace(measured, why="nobody")
    if not is_enough(base):
        return replace(measured, why="too_few")
    if len(answers.chosen) == 1:
        return replace(measured, why="no_spread")
    error = mean_error(answers)
    half = student_t_quantile(0.975, error.df) * sqrt(error.squared_error)
    return replace(measured, low=max(float(scale.low), mean - half), high=min(float(scale.high), mean + half))


def mean_error(answers: Tally) -> MeanError:
    """The weighted mean with its error, SE² = Σw(x − mean)² / Σw / (n_eff − 1). ZeroDivisionError for one person."""
    mean = answers.weighted_sum(float) / answers.weight
    squares = answers.weighted_sum(lambda point: (point - mean) ** 2)
    df = answers.effective_n - 1
    return MeanError(mean, squares / answers.weight / df, df)


def compare_ratings(later: Tally, earlier: Tally) -> Difference:
    """The later mean less the earlier one, by Welch, from five people on either side on."""
    if not later.n or not earlier.n:
        return Difference(None)
    if not is_enough(later.effective_n) or not is_enough(earlier.effective_n):
        means = [answers.weighted_sum(float) / answers.weight for answers in (later, earlier)]
        return Difference(means[0] - means[1])
    return compare_means(mean_error(later), mean_error(earlier))
