"""What `cxassess assess --json` prints is what docs/assessment.schema.json promises to other people's scripts."""

import ast
import copy
import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from people import assessed, everyone, person

from cxassess.files.answer_files import read_answers
from cxassess.files.data import shipped
from cxassess.files.engagement import Opened, create_engagement, open_engagement
from cxassess.files.metric_files import read_metric_files
from cxassess.files.packs import read_snapshot
from cxassess.files.settings import FILE
from cxassess.files.store_answers import AnswerRow
from cxassess.files.store_mirror import MirrorRow
from cxassess.measures.measure import InGroup, InPeriod, Measure, Period
from cxassess.measures.nps import compare_nps, measure_nps, recommendation_of
from cxassess.metrics import METRICS
from cxassess.model.action import ActionChange
from cxassess.model.engagement import AgreedLevel, Answer
from cxassess.model.mirror import MirrorAnswer
from cxassess.model.outcome import MetricEntry, TypedPoint
from cxassess.serialise import as_json

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "docs" / "assessment.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
DAY = date(2026, 3, 12)


def faults(assessment: Mapping[str, Any]) -> list[str]:
    """Where an object differs from the schema; the object goes through JSON first, as a script would meet it."""
    read = json.loads(json.dumps(assessment))
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(read)]


def made(
    folder: Path, fill: Callable[[Opened], None], pack: str = "cx-maturity", settings: bytes = b""
) -> dict[str, Any]:
    """The JSON of an engagement that `fill` has put something into."""
    create_engagement(folder, "Acme", "2026", DAY, read_snapshot(shipped("questionnaires") / pack), "attributed")
    if settings:
        (folder / FILE).write_bytes(settings)
    with open_engagement(folder) as opened:
        fill(opened)
        return as_json(opened.assess())


def save(opened: Opened, *rows: AnswerRow) -> None:
    opened.store.answers.save(opened.wave.id, rows, "csv")


def everybody(opened: Opened, choice: str, count: int = 2) -> None:
    """Some people of each role, who all choose the same wherever they can."""
    save(
        opened,
        *(
            AnswerRow(
                f"{role} {number}", role, "North", Answer(question, "b" if question in opened.pack.cards else choice)
            )
            for role in opened.pack.roles
            for number in range(count)
            for question in opened.pack.asked_of(role)
        ),
    )


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The example client with its answers and metrics."""
    source = shipped("examples") / "kestrel"

    def fill(opened: Opened) -> None:
        batch = read_answers([source / "answers.csv"], opened.pack)
        entries, problems = read_metric_files([source / "metrics.csv"])
        assert not batch.problems
        assert not problems
        save(opened, *batch.rows)
        opened.store.outcomes.save_metrics(opened.wave.id, entries)

    return made(tmp_path_factory.mktemp("schema") / "kestrel", fill, settings=(source / FILE).read_bytes())


def test_the_schema_is_a_sound_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_example_fits_the_schema(example: dict[str, Any]) -> None:
    assert faults(example) == []
    assert example["findings"]
    assert example["actions"]


def test_a_pulse_fits_the_schema(tmp_path: Path) -> None:
    pulse = made(tmp_path / "pulse", lambda opened: everybody(opened, "3"), "cx-pulse")
    assert faults(pulse) == []
    assert pulse["stage"]["reached"] is None
    assert pulse["overall"]["value"] == 3.0


@pytest.mark.parametrize("choice", ["1", "5"])
def test_the_ends_of_the_scale_fit_the_schema(tmp_path: Path, choice: str) -> None:
    assert faults(made(tmp_path / choice, lambda opened: everybody(opened, choice, 6))) == []


def test_one_answer_only_fits_the_schema(tmp_path: Path) -> None:
    alone = made(tmp_path / "one", lambda opened: save(opened, AnswerRow("Ana", "manager", "", Answer("GOV2", "4"))))
    assert faults(alone) == []
    assert alone["overall"]["value"] is None
    assert alone["practices"]["GOV2"]["n"] == 1


def test_only_dont_knows_fit_the_schema(tmp_path: Path) -> None:
    unknown = made(tmp_path / "dk", lambda opened: everybody(opened, "DK"))
    assert faults(unknown) == []
    assert unknown["sufficiency"]["dont_know_share"] == 1.0


def test_metrics_only_fit_the_schema(tmp_path: Path) -> None:
    def fill(opened: Opened) -> None:
        kinds = METRICS.values()
        opened.store.outcomes.save_metrics(
            opened.wave.id, [MetricEntry(kind.id, kind.low, 40, "2026", min(kind.high, 9.0)) for kind in kinds]
        )

    outcomes = made(tmp_path / "metrics", fill)
    assert faults(outcomes) == []
    assert set(outcomes["metrics"]) == set(METRICS)
    assert outcomes["actions"] == []


def test_measures_series_index_and_peers_fit_the_schema(tmp_path: Path) -> None:
    now, before = recommendation_of(15, 13, 8), recommendation_of(14, 12, 10)
    score, year = measure_nps(now), Period(date(2025, 1, 1), date(2026, 1, 1))
    few = measure_nps(recommendation_of(1, 0, 1))
    measure = Measure(
        "nps",
        "nps",
        "survey.csv",
        score,
        year,
        measure_nps(before),
        compare_nps(now, before),
        series=(InPeriod(year, score, "Would you?"),),
        groups={"channel": (InGroup("chat", few),)},
        answers={10: 15.0, 8: 13.0, 2: 8.0},
    )
    points = (TypedPoint("2024", 400), TypedPoint("2025", 390, 12, "Households"))
    choices = (
        "[metrics.nps]\nweight = 1\n[metrics.aht]\nweight = 1\nbelow = { floor = 1, threshold = 2, target = 3 }\n"
        "above = { floor = 9, threshold = 8, target = 7 }\n[metrics.customers]\nfloor = 1\nthreshold = 2\ntarget = 3\n"
        'weight = 1\n[metrics.nps.peer]\nvalue = 31\nsource = "Survey"\nyear = 2025\n'
    )

    def fill(opened: Opened) -> None:
        opened.store.outcomes.save_measures(opened.wave.id, "survey.csv", [measure])
        opened.store.outcomes.save_metrics(
            opened.wave.id, [MetricEntry("customers", 390, series=points), MetricEntry("nps", 5)]
        )

    settings = f'format = 1\nclient = "Acme"\n{choices}'.encode()
    outcomes = made(tmp_path / "measures", fill, settings=settings)
    assert faults(outcomes) == []
    assert (outcomes["measures"][0]["groups"]["channel"][0]["measured"]["why"]) == "withheld"
    assert outcomes["index"]["why"] == "No index: Average handling time has no value in this wave."
    assert [other["measured"] for other in outcomes["metrics"]["nps"]["also"]] == [False]
    assert faults({**outcomes, "index": {**outcomes["index"], "value": 101}})
    assert faults({**outcomes, "measures": [{**outcomes["measures"][0], "grain": "week"}]})


def test_a_journey_fits_the_schema(tmp_path: Path) -> None:
    rows = ["A,before,9,0.5,400,1-5,,Sure,low,yes,", "B,during,6,0.8,400,1-5,,,,,", "C,Leaving,4,0.8,3,1-5,Sales,,,,"]
    rows += ["D,after,,,,,,,,no,", "E,after,3,0.9,40,1-5,,,,,", "F,after,2,0.9,90,1-5,,,,,"]
    head = "touchpoint,phase,importance,satisfaction,n,scale,owner,feeling,effort,sales,survey"

    def fill(opened: Opened) -> None:
        everybody(opened, "3")
        (opened.folder / "touchpoints.csv").write_text("\n".join((head, *rows)), encoding="utf-8")

    mapped = made(tmp_path / "mapped", fill)
    assert faults(mapped) == []
    journey = mapped["experience_map"]
    assert [t["quadrant"] for t in journey["touchpoints"]] == ["concentrate", "keep", None, None, None, "overkill"]
    assert [(t["satisfaction"] or {}).get("why") for t in journey["touchpoints"]][2:5] == ["withheld", None, "withheld"]
    first = journey["touchpoints"][0]
    assert faults({**mapped, "experience_map": {**journey, "touchpoints": [{**first, "importance": 11}]}})
    assert faults({**mapped, "experience_map": {**journey, "touchpoints": [{**first, "quadrant": "urgent"}]}})
    assert faults({**mapped, "experience_map": {**journey, "shown": {"metric": "csat"}}})
    assert faults({key: value for key, value in mapped.items() if key != "experience_map"})


def test_the_mirror_fits_the_schema(tmp_path: Path) -> None:
    def fill(opened: Opened) -> None:
        everybody(opened, "2")
        rows = [MirrorRow(str(n), "customers", "en", MirrorAnswer("STR7", "5")) for n in range(12)]
        rows += [MirrorRow(str(n), "partners", "en", MirrorAnswer("STR7", "1")) for n in range(3)]
        opened.store.mirror.save(opened.wave.id, rows, "file")

    mirrored = made(tmp_path / "mirrored", fill)
    assert faults(mirrored) == []
    first = mirrored["mirror"]["items"][0]
    assert first["panels"]["customers"]["found"] == "above"
    assert first["panels"]["partners"]["why"] == "withheld"
    assert [t["answers"][0]["kind"] for t in mirrored["say_do"] if t["id"] == "promises"] == ["mirror"]
    assert faults({**mirrored, "mirror": {**mirrored["mirror"], "items": [{**first, "inside": {"value": 6}}]}})
    assert faults({key: value for key, value in mirrored.items() if key != "mirror"})


def test_what_is_hidden_of_few_people_fits_the_schema() -> None:
    answers = [person(f"executive {n}", "executive", everyone("executive", "4")) for n in range(4)]
    answers += [person(f"front {n}", "front_line", everyone("front_line", "2")) for n in range(5)]
    hidden = as_json(assessed(answers, mode="confidential"))
    assert hidden["say_do"][0]["executive"] == {"value": None, "n": None}
    assert faults(hidden) == []


def test_an_agreed_level_fits_the_schema(tmp_path: Path) -> None:
    def fill(opened: Opened) -> None:
        everybody(opened, "2")
        opened.store.decisions.agree(opened.wave.id, AgreedLevel("MEA7", 4, "The log was shown", DAY, "Ana, Ben"))

    agreed = made(tmp_path / "agreed", fill)
    assert faults(agreed) == []
    assert agreed["practices"]["MEA7"]["agreed"]["respondents_value"] == 2.0


def test_decided_dropped_and_own_actions_fit_the_schema(tmp_path: Path) -> None:
    def fill(opened: Opened) -> None:
        everybody(opened, "2")
        changes = [
            ActionChange("GOV1:2-3", "rank", "9", "the board asked"),
            ActionChange("GOV1:2-3", "due", "2026-05-01"),
            ActionChange("CUL6:2-3", "status", "dropped", "done"),
            ActionChange("DSN2:2-3", "merged_into", "DSN6:2-3"),
            ActionChange("OWN1", "title", "Call the ten largest customers"),
        ]
        opened.store.decisions.save(opened.wave.id, changes, [], "workbook")

    decided = made(tmp_path / "decided", fill)
    assert faults(decided) == []
    actions = {action["id"]: action for action in decided["actions"]}
    assert actions["OWN1"]["own"] is True
    assert actions["GOV1:2-3"]["decided"] == {"due": "", "rank": "the board asked"}
    assert faults({**decided, "actions": [{**actions["OWN1"], "urgency": 1.0}]})
    assert faults({**decided, "actions": [{**actions["GOV1:2-3"], "decided": {"colour": "red"}}]})


def test_the_schema_knows_every_kind_of_finding_that_the_code_makes() -> None:
    modules = ("findings", "mirror", "software")
    texts = [(ROOT / "cxassess" / f"{name}.py").read_text(encoding="utf-8") for name in modules]
    kinds = {
        node.args[0].value
        for text in texts
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Finding"
        and isinstance(node.args[0], ast.Constant)
    }
    assert kinds == set(SCHEMA["$defs"]["finding"]["properties"]["kind"]["enum"])


def test_the_schema_knows_every_metric() -> None:
    assert set(SCHEMA["properties"]["metrics"]["properties"]) == set(METRICS)


REMOVED = object()
WRONG = [
    (("format",), 2),
    (("extra",), 1),
    (("as_of",), "12 March 2026"),
    (("as_of",), REMOVED),
    (("mode",), "secret"),
    (("scores", "disciplines.design", "value"), 0),
    (("scores", "disciplines.design", "value"), "2.1"),
    (("scores", "disciplines.design", "value"), None),  # without a reason, and with a level
    (("scores", "disciplines.design", "level"), 2.5),
    (("scores", "disciplines.design", "high"), None),  # one end of an interval alone
    (("scores", "disciplines.design"), REMOVED),
    (("scores", "frameworks.design"), {}),
    (("practices", "ABC1"), {}),
    (("practices", "GOV2", "counts"), [1, 2, 3, 4]),
    (("practices", "GOV2", "basis"), "agreed"),  # without the agreed level
    (("practices", "GOV2", "evidence"), "E4"),
    (("overall", "capped_by"), "sales"),
    (("stage", "reached"), "trust"),
    (("stage", "blockers", 0, "mean"), "experience"),  # a practice and a mean at once
    (("programme", "verdict"), "yes"),
    (("perception", "culture", "n", "executive"), 0),
    (("metrics", "churn", "value"), 74),
    (("metrics", "happiness"), {}),
    (("signs", "share", "state"), "red"),
    (("signs", "luck"), {"state": "quiet", "change": None, "unit": "share"}),
    (("findings", 0, "kind"), "hunch"),
    (("findings", 0, "severity"), 4),
    (("actions", 0, "effort"), 4),
    (("actions", 0, "horizon"), "soon"),
    (("actions", 0, "waits"), "waits for room in the plan"),  # although it has a horizon
]


@pytest.mark.parametrize(
    ("path", "value"), WRONG, ids=lambda part: ".".join(map(str, part)) if isinstance(part, tuple) else ""
)
def test_a_wrong_object_does_not_fit(example: dict[str, Any], path: tuple[str | int, ...], value: object) -> None:
    wrong: Any = copy.deepcopy(example)
    place = wrong
    for part in path[:-1]:
        place = place[part]
    if value is REMOVED:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    assert faults(wrong)
