"""Assessments of any wave: they keep to their scale, their schema and their rules, whoever answered what."""

import json
from dataclasses import replace
from random import Random

import pytest
from people import PACK, PULSE, WAVE
from test_schema import VALIDATOR

from cxassess.errors import NothingToAssess
from cxassess.explain import explain, known_ids
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Answer, MetricEntry, Response
from cxassess.overview import status_lines, status_of
from cxassess.pipeline import assess
from cxassess.words import read_words
from fuzz import generators as make
from fuzz import outcomes
from fuzz.profile import each
from fuzz.sound import bytes_of, check_assessment, check_outcomes, check_text, level_of, values


def shuffled(random: Random, people: list[Response]) -> list[Response]:
    """The same people and answers in another order."""
    return [
        replace(person, answers=dict(random.sample(list(person.answers.items()), len(person.answers))))
        for person in random.sample(people, len(people))
    ]


def raised(random: Random, people: list[Response]) -> list[Response] | None:
    """The same people, one of whom gives a higher answer; None where nobody can."""
    places = [(at, id) for at, p in enumerate(people) for id, a in p.answers.items() if a.level and a.level < 5]
    if not places:
        return None
    at, id = random.choice(places)
    person = people[at]
    before = person.answers[id]
    assert before.level is not None
    higher = Answer(id, str(random.randint(before.level + 1, 5)), before.comment, before.evidence)
    return [*people[:at], replace(person, answers={**person.answers, id: higher}), *people[at + 1 :]]


def test_any_wave_gives_an_assessment_that_keeps_its_rules() -> None:
    def attempt(random: Random) -> None:
        pack = random.choice((PACK, PULSE, PULSE))
        people, settings = make.responses(random, pack), outcomes.settings(random, pack)
        metrics, agreed = outcomes.entries(random), make.agreed_levels(random, pack)
        measures = outcomes.measures(random)

        def assessed(people: list[Response], metrics: list[MetricEntry]) -> Assessment:
            return assess(pack, settings, WAVE, people, metrics, agreed, measures=measures)

        if not metrics and not measures and not any(person.answers for person in people):
            with pytest.raises(NothingToAssess):
                assessed(people, metrics)
            return
        made = assessed(people, metrics)
        check_assessment(made)
        for line in status_lines(status_of(pack, settings, WAVE, people, len(metrics), read_words()), read_words()):
            check_text(line)
        check_outcomes(made)
        others = sorted(metrics, key=lambda entry: entry.metric, reverse=True)  # touchpoints stand as they were typed
        assert bytes_of(assessed(shuffled(random, people), others)) == bytes_of(made)
        if (more := raised(random, people)) is not None:
            better = assessed(more, metrics)
            after = values(better)
            for key, value in values(made).items():
                higher = after[key]
                assert (value is None) == (higher is None), key
                assert value is None or higher is None or (higher >= value and level_of(higher) >= level_of(value)), key
            stages = [None, *(stage.id for stage in pack.stages)]
            assert stages.index(better.stage.reached) >= stages.index(made.stage.reached)
        if random.random() < 0.15:
            assert [error.message[:300] for error in VALIDATOR.iter_errors(json.loads(bytes_of(made)))] == []
        for id in random.sample(known_ids(made), 3):
            assert list(explain(made, id, read_words()))

    each("assessments", attempt)
