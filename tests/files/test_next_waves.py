"""The second wave and those after it: what they take over, and what a finished wave keeps for good."""

import json
import shutil
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from cxassess.errors import WaveFinished
from cxassess.files.engagement import open_engagement
from cxassess.files.freezing import FolderInputs, finish_wave
from cxassess.files.store import Store
from cxassess.files.store_answers import AnswerRow
from cxassess.files.waves import new_wave
from cxassess.jsonable import as_json, from_json
from cxassess.model.engagement import AgreedLevel, Answer
from cxassess.model.outcome import MetricEntry
from files.building import WAVE, contents, done_well, lines, make_engagement, refused, run, whole_answers, written


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six managers who answered everything; copied before it is changed."""
    folder = make_engagement(tmp_path_factory.mktemp("waves") / "acme")
    path = written(folder.parent / "answers.csv", whole_answers(6))
    done_well(run("import", "answers", folder, path))
    return folder


@pytest.fixture
def acme(answered: Path, tmp_path: Path) -> Path:
    return shutil.copytree(answered, tmp_path / "acme")


def assessed(folder: Path, wave: str = WAVE) -> dict[str, object]:
    return dict(json.loads(done_well(run("assess", folder, "--wave", wave, "--json"))))


def finish(folder: Path, reason: str = "") -> None:
    with open_engagement(folder, WAVE) as opened:
        finish_wave(opened, reason)


# ── a new wave ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_wave_takes_over_people_and_no_answers(acme: Path) -> None:
    done_well(run("wave", "finish", acme))
    said = done_well(run("wave", "new", acme, "2027", "--as-of", "2027-03-12")).splitlines()
    assert said[:2] == [
        "Wave 2027 is open: cx-maturity 1.2, attributed.",
        "From wave 2026 6 people are taken over, with role and unit and without answers.",
    ]
    assert said[-1].startswith(f"Next: cxassess invite {acme} people.csv, ")  # without the table it is refused
    state = json.loads(done_well(run("status", acme, "--json")))
    assert (state["wave"], state["as_of"], state["state"]) == ("2027", "2027-03-12", "open")
    assert [(p["name"], p["role"], p["answered"]) for p in state["people"]][:2] == [
        ("Person 0", "manager", 0),
        ("Person 1", "manager", 0),
    ]
    assert state["roles"]["manager"]["answered"] == 0
    assert (acme / "commentary" / "2027.toml").is_file()
    refused(run("assess", acme, "--wave", "2027"), "wave 2027 has neither answers nor metrics")


def test_a_pulse_between_asks_the_people_of_the_newest_wave_and_the_next_year_those_of_the_last_year(
    acme: Path,
) -> None:
    new_wave(acme, "2026-Q3", date(2026, 9, 1), "cx-pulse")
    with Store.open(acme) as store:
        row = AnswerRow("Newcomer", "executive", "", Answer("STR1", "3"))
        store.answers.add("2026-Q3", row, "csv")
        assert store.answers.counts("2026-Q3") == (7, 1)
    made = new_wave(acme, "2027", date(2027, 3, 1))
    assert (made.pack.id, made.people, made.people_of) == ("cx-maturity", 6, WAVE)
    assert made.still_open == (WAVE, "2026-Q3")


@pytest.mark.parametrize("modes", [("anonymous", "attributed"), ("attributed", "anonymous")])
def test_nobody_is_taken_over_from_or_into_an_anonymous_wave(tmp_path: Path, modes: tuple[str, str]) -> None:
    folder = make_engagement(tmp_path / "acme", mode=modes[0])
    with Store.open(folder) as store:
        name = "anonymous:0123456789abcdef" if modes[0] == "anonymous" else "Ana"
        store.answers.add(WAVE, AnswerRow(name, "manager", "", Answer("STR1", "3")), "csv")
    settings = folder / "engagement.toml"
    settings.write_text(settings.read_text().replace(f'mode = "{modes[0]}"', f'mode = "{modes[1]}"'))
    made = new_wave(folder, "2027", date(2027, 3, 1))
    assert (made.wave.mode, made.people) == (modes[1], 0)
    with open_engagement(folder, WAVE) as opened:  # an earlier wave stays as its people were told
        assert opened.settings.mode == modes[0]


def test_a_wave_that_cannot_be_opened_changes_nothing(acme: Path, tmp_path: Path) -> None:
    before = contents(acme)
    refused(run("wave", "new", acme, WAVE), "wave 2026 is there already; nothing was changed")
    refused(run("wave", "new", acme, "20/27"), "“20/27” was read, letters, digits")
    refused(run("wave", "new", acme, "2027", "--questionnaire", "cx-maturitty"), "--questionnaire: cx-maturitty")
    refused(run("wave", "new", acme), "Missing argument 'W'", code=2)
    refused(run("wave", "new", acme, "2027", "2028"), "The name of one wave was expected", code=2)
    refused(run("wave", "new", acme, "2027", "--as-of", "tomorrow"), "tomorrow", code=2)
    refused(run("wave", "new", tmp_path / "nowhere", "2027"), "is not an engagement")
    assert contents(acme) == before


# ── a finished wave ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_finished_wave_keeps_what_it_found_whole_with_version_day_and_hash(acme: Path) -> None:
    done_well(run("wave", "close", acme))
    found = assessed(acme)
    said = done_well(run("wave", "finish", acme))
    with Store.open(acme) as store:
        assert store.finished.document(WAVE) == found
        [kept] = store.finished.revisions(WAVE)
    assert said.startswith(f"Wave 2026 is finished: what it found is kept as it is (SHA-256 {kept.digest[:16]}")
    [listed] = json.loads(done_well(run("wave", "list", acme, "--json")))
    assert listed["revisions"][0] | {"day": ""} == {
        "wave": WAVE, "revision": 1, "day": "", "product": kept.product, "digest": kept.digest, "reason": "",
    }  # fmt: skip


def test_documents_of_a_finished_wave_are_the_same_whatever_the_files_of_the_folder_say_later(
    acme: Path, tmp_path: Path
) -> None:
    finish(acme)
    made = ("report", acme, "--wave", WAVE, "--template", "board", "--no-page-numbers", "-o")
    done_well(run(*made, tmp_path / "then"))
    settings = acme / "engagement.toml"
    text = settings.read_text().replace('target_profile = "solid"', 'target_profile = "lead"')
    settings.write_text(text.replace('client = "Acme"', 'client = "Other"'))
    (acme / "touchpoints.csv").write_text("broken")
    new_wave(acme, "2027", date(2027, 3, 1))
    done_well(run(*made, tmp_path / "later"))
    assert contents(tmp_path / "then") == contents(tmp_path / "later")
    assert len(contents(tmp_path / "then")) >= 2


def test_nothing_is_written_to_a_finished_wave_by_any_way_in(acme: Path) -> None:
    finish(acme)
    before = contents(acme)
    with Store.open(acme) as store:
        row = AnswerRow("Person 0", "manager", "", Answer("STR1", "5"))
        for way in (
            lambda: store.decisions.agree(WAVE, AgreedLevel("GOV2", 4, "Because", date(2026, 4, 1), "")),
            lambda: store.outcomes.save_metrics(WAVE, [MetricEntry("nps", 12.0, 100)]),
            lambda: store.mirror.open_person(WAVE, "customers", "en"),
            lambda: store.privacy.decide(WAVE, "x", "STR1", "text", "approved", "text"),
        ):
            with pytest.raises(WaveFinished, match="The wave is finished, so that what it found stays as it is"):
                way()
        with pytest.raises(Exception, match=r"Wave 2026 is finished: no more answers are taken\."):
            store.answers.add(WAVE, row, "web")
    refused(run("agree", acme, "GOV2", "4", "--reason", "x"), "The wave is finished, so that what it found stays")
    refused(run("wave", "finish", acme), "every wave here is finished already")
    assert "wave 2026 is finished already" in done_well(run("wave", "close", acme, WAVE))
    assert contents(acme) == before


def test_a_correction_needs_a_reason_and_makes_a_new_revision(acme: Path) -> None:
    finish(acme)
    before = assessed(acme)
    done_well(run("wave", "reopen", acme, "--reason", "GOV2 was read wrongly"))
    done_well(run("agree", acme, "GOV2", "5", "--reason", "As the minutes say"))
    refused(run("wave", "finish", acme), "wave 2026 was finished before: say with --reason what this revision corrects")
    said = done_well(run("wave", "finish", acme, "--reason", "GOV2 as the minutes say"))
    assert said.startswith("Wave 2026 is finished, revision 2")
    assert assessed(acme) != before
    with Store.open(acme) as store:
        assert [(r.revision, r.reason) for r in store.finished.revisions(WAVE)] == [
            (1, ""),
            (2, "GOV2 as the minutes say"),
        ]


def test_a_wave_without_answers_cannot_be_finished_and_stays_open(acme: Path) -> None:
    new_wave(acme, "2027", date(2027, 3, 1))
    before = contents(acme)
    refused(run("wave", "finish", acme, "2027"), "wave 2027 has neither answers nor metrics")
    assert contents(acme) == before


def test_who_is_forgotten_goes_out_of_what_was_kept_too(acme: Path) -> None:
    path = written(acme.parent / "one.csv", lines("Person 0,manager,,STR1,5,,E2 The unmistakable dossier"))
    done_well(run("import", "answers", acme, path))
    finish(acme)
    done_well(run("forget", acme, "Person 0", "--yes"))
    with Store.open(acme) as store:
        document = store.finished.document(WAVE)
        assert document is not None
        assert document["sufficiency"]["respondents"] == 5
        assert [r.reason for r in store.finished.revisions(WAVE)] == ["", "somebody asked to be forgotten"]
    assert b"unmistakable dossier" not in (acme / "answers.db").read_bytes()
    assert assessed(acme) == document


def test_the_last_person_who_is_forgotten_leaves_a_closed_wave(tmp_path: Path) -> None:
    folder = make_engagement(tmp_path / "acme")
    with Store.open(folder) as store:
        store.answers.add(WAVE, AnswerRow("Ana", "manager", "", Answer("STR1", "3")), "csv")
    finish(folder)
    done_well(run("forget", folder, "Ana", "--yes"))
    with Store.open(folder) as store:
        assert store.wave(WAVE).wave.state == "closed"
        assert store.finished.document(WAVE) is None


def test_inputs_that_no_product_wrote_are_told_as_damage(acme: Path) -> None:
    finish(acme)
    with sqlite3.connect(acme / "answers.db") as db:
        db.execute("UPDATE finished SET inputs = '{\"settings\": 1}'")
    db.close()
    refused(run("assess", acme), "is damaged: what wave 2026 was finished with cannot be read")


def test_everything_an_assessment_of_the_example_is_made_of_comes_back_from_json(demo_folder: Path) -> None:
    with open_engagement(demo_folder) as opened:
        inputs = opened.inputs()
        assert from_json(FolderInputs, json.loads(json.dumps(as_json(inputs)))) == inputs
        assert inputs.comments is not None
        assert inputs.software
        assert inputs.touchpoints
        assert inputs.mirror_form is not None
