"""`cxassess compare`: two waves of a folder side by side, several over time, and what cannot be compared."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from docx import Document
from jsonschema import Draft202012Validator
from method.two_waves import answered, crowd, truth_of

from cxassess.files.comparing import read_waves, waves_to_compare
from cxassess.files.data import shipped
from cxassess.files.packs import read_wave_snapshot
from cxassess.files.store import Store
from cxassess.files.store_answers import AnswerRow
from cxassess.model.engagement import Answer, MetricEntry, Response, Wave
from files.building import done_well, make_engagement, pack, refused, run

ROOT = Path(__file__).parent.parent.parent
VALIDATOR = Draft202012Validator(json.loads((ROOT / "docs" / "comparison.schema.json").read_text(encoding="utf-8")))


def fill(store: Store, wave: str, responses: Sequence[Response]) -> None:
    store.answers.save(
        wave, [AnswerRow(r.name, r.role, r.unit, a) for r in responses for a in r.answers.values()], "csv"
    )


def open_wave(store: Store, id: str, questionnaire: str = "cx-maturity", mode: str = "attributed") -> None:
    snapshot = read_wave_snapshot(shipped("questionnaires") / questionnaire, "en")
    store.open_wave(Wave(id, date(int(id[:4]), 3, 12), "open", mode), snapshot)


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three waves: in the second design is a level higher, in the third the front line does not answer; one empty."""
    folder = make_engagement(tmp_path_factory.mktemp("compared") / "acme")
    chance = Random(11)
    truth = truth_of(chance)
    people = crowd(chance, {"executive": 5, "manager": 8, "front_line": 14}, ("North", "South"))
    low = {"executive": 3.6, "manager": 3.4, "front_line": 2.0}
    with Store.open(folder) as store:
        fill(store, "2026", answered(chance, people, truth, levels=low))
        store.outcomes.save_metrics(
            "2026", [MetricEntry("nps", 12.0, 400, "2025"), MetricEntry("frt", 60.0, 90, "2025")]
        )
        for id in ("2027", "2028", "2029"):
            open_wave(store, id)
        fill(store, "2027", answered(chance, people, truth, {"design": 1.0}, levels=low))
        store.outcomes.save_metrics(
            "2027", [MetricEntry("nps", 31.0, 400, "2026"), MetricEntry("frt", 40.0, 90, "2026")]
        )
        leaders = [one for one in people if one.role != "front_line"]
        fill(store, "2028", answered(chance, leaders, truth, {"design": 1.0}, levels=low))
    return folder


def compared(folder: Path, *arguments: object) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(done_well(run("compare", folder, *arguments, "--json")))
    assert [f"{e.json_path}: {e.message}" for e in VALIDATOR.iter_errors(told)] == []
    return told


def test_json_says_what_the_schema_promises(acme: Path) -> None:
    told = compared(acme, "2026", "2027")
    assert (told["before"]["id"], told["now"]["id"], told["trend"]) == ("2026", "2027", None)
    assert told["scores"]["disciplines.design"]["verdict"] == "improved"
    assert told["people"]["linked"] == 27
    assert told["metrics"]["nps"]["verdict"] == "improved"
    assert (told["metrics"]["frt"]["verdict"], told["metrics"]["frt"]["difference"]) == (None, -20.0)


def test_the_schema_refuses_another_verdict(acme: Path) -> None:
    told = compared(acme, "2026", "2027")
    told["overall"]["verdict"] = "better"
    assert list(VALIDATOR.iter_errors(told))


def test_people_read_what_moved_first_and_then_the_rest(acme: Path) -> None:
    said = done_well(run("compare", acme, "2026", "2027"))
    places = [said.index(heading) for heading in ("Moved clearly", "No clear change", "What 2026 aimed at next")]
    assert places == sorted(places)
    moved = said[places[0] : places[1]]
    assert "Design" in moved
    assert "▲ improved" in moved
    assert "27 of them answered both times." in said
    assert "Wave 2027 is open: its numbers still change." in said
    assert "because" not in said
    assert "practices that both ask in the same words." in said


def test_the_later_wave_first_is_compared_as_asked_and_said(acme: Path) -> None:
    told = compared(acme, "2027", "2026")
    assert told["scores"]["disciplines.design"]["verdict"] == "declined"
    assert "2026 is before 2027: verdicts run backwards in time." in told["notes"]


def test_a_front_line_that_went_only_looks_like_an_improvement(acme: Path) -> None:
    told = compared(acme, "2027", "2028")
    assert told["overall"]["verdict"] == "mix"
    assert told["overall"]["mix"]["effect"] > 0.3
    gone = [s for s in told["overall"]["mix"]["shifts"] if s["moved"] == "gone"]
    assert {(s["role"], s["before"], s["now"]) for s in gone} == {("front_line", 7, 0)}
    said = done_well(run("compare", acme, "2027", "2028"))
    assert "Only looks so" in said
    assert "other people answered" in said


def test_three_waves_have_a_trend(acme: Path) -> None:
    told = compared(acme, "2026", "2027", "2028")
    assert [wave["id"] for wave in told["trend"]["waves"]] == ["2026", "2027", "2028"]
    design = told["trend"]["scores"]["disciplines.design"]
    assert len(design["values"]) == 3
    assert design["steps"][0]["verdict"] == "improved"
    assert (told["before"]["id"], told["now"]["id"]) == ("2026", "2028")
    assert "Over the waves" in done_well(run("compare", acme, "2026", "2027", "2028"))


def test_without_names_the_newest_two_waves_that_somebody_answered_are_compared(acme: Path) -> None:
    assert waves_to_compare(acme) == ("2027", "2028")
    assert done_well(run("compare", cwd=acme)).startswith("Acme: 2027")


def test_the_newest_wave_of_the_same_questionnaire_stands_before_a_pulse_between(tmp_path: Path) -> None:
    folder = make_engagement(tmp_path / "acme")
    chance = Random(1)
    people, truth = crowd(chance, {"manager": 5}), truth_of(chance)
    with Store.open(folder) as store:
        open_wave(store, "2026-q3", "cx-pulse")
        open_wave(store, "2027")
        for id in ("2026", "2026-q3", "2027"):
            fill(store, id, answered(chance, people, truth))
    assert waves_to_compare(folder) == ("2026", "2027")


@pytest.mark.parametrize(
    ("waves", "code", "expected"),
    [
        (("2026", "2031"), 1, "there is no wave 2031 here; known: 2026, 2027, 2028, 2029"),
        (("2026", "2029"), 1, "nobody has answered in wave 2029: there is nothing to compare"),
        (("2026", "2026"), 2, "Wave 2026 was named twice"),
        (("2026",), 2, "Two waves or more are compared, and only 2026 was named."),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_sentence(
    acme: Path, waves: tuple[str, ...], code: int, expected: str
) -> None:
    refused(run("compare", acme, *waves), expected, code=code)


def test_a_folder_with_one_wave_of_results_says_so(folder: Path) -> None:
    refused(run("compare", folder), "a comparison needs two waves with results, and none has some here")


def test_a_wave_that_protects_people_is_not_shown_while_it_is_open(tmp_path: Path) -> None:
    folder = make_engagement(tmp_path / "acme", mode="confidential")
    chance = Random(2)
    people, truth = crowd(chance, {"executive": 3, "manager": 6, "front_line": 9}), truth_of(chance)
    with Store.open(folder) as store:
        fill(store, "2026", answered(chance, people, truth))
        store.states.close("2026", "")
        open_wave(store, "2027", mode="confidential")
        fill(store, "2027", answered(chance, people, truth))
    refused(run("compare", folder, "2026", "2027"), "wave 2027 is open and confidential: results can be shown once it")
    refused(run("compare", folder), "a comparison needs two waves with results, and only 2026 has some here")
    told = compared(folder, "2026", "2027", "--for", "consultant")
    assert [s["role"] for s in told["people"]["by_role"]] == ["executive+manager", "front_line"]
    with Store.open(folder) as store:
        store.states.close("2027", "")
    assert compared(folder) == {**told, "now": {**told["now"], "state": "closed"}, "notes": told["notes"][:1]}


def test_ten_waves_are_read_with_the_settings_of_each(acme: Path) -> None:
    waves = read_waves(acme, ("2026", "2028"))
    assert [(wave.wave.id, len(wave.responses)) for wave in waves] == [("2026", 27), ("2028", 13)]


def test_a_report_of_few_people_says_that_nothing_was_tested_not_that_nothing_moved(tmp_path: Path) -> None:
    folder = make_engagement(tmp_path / "acme", "cx-pulse")
    asked = pack("cx-pulse").asked_of("manager")

    def both_answer(wave: str, level: str) -> None:
        rows = [AnswerRow(name, "manager", "", Answer(q, level)) for name in "AB" for q in asked]
        with Store.open(folder) as store:
            store.answers.save(wave, rows, "csv")

    both_answer("2026", "1")
    for action in ("MEA7:1-2", "CUL2:1-2"):
        done_well(run("action", "add", folder, action, "--owner", "Ana Ruiz"))
    done_well(run("wave", "new", folder, "2027", "--as-of", "2027-03-12"))
    both_answer("2027", "5")
    done_well(run("action", "update", folder, "MEA7:1-2", "--status", "done", "--evidence", "Weekly list"))
    out = tmp_path / "report.docx"
    done_well(run("report", folder, "-o", out, "--format", "docx", "--no-page-numbers"))
    said = [paragraph.text for paragraph in Document(str(out)).paragraphs]
    assert "Whether a discipline moved since wave 2026 cannot be told." in said
    assert "Not tested: too few people on one side for an interval: 5 are needed." in said
    assert "One of two promises was kept; whether the practice moved cannot be told." in said
    assert not [text for text in said if "moved clearly" in text]
