"""Waves that are closed and reopened, and levels that a workshop agreed on: the commands, and what the store keeps."""

import json
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from cxassess.errors import WaveClosed
from cxassess.files.engagement import open_engagement
from cxassess.files.form_people import wanted_of_all
from cxassess.files.store import Store
from cxassess.files.store_answers import AnswerRow
from cxassess.model.engagement import AgreedLevel, Answer
from cxassess.web.situation import look
from files.building import WAVE, contents, done_well, lines, pack, refused, run, written

CLOSED = "Wave 2026 is closed: no more answers are taken."


def save(folder: Path, name: str, role: str, answers: dict[str, str]) -> None:
    with open_engagement(folder) as opened:
        rows = [AnswerRow(name, role, "", Answer(question, choice)) for question, choice in answers.items()]
        opened.store.answers.save(WAVE, rows, "csv")


def agreed(folder: Path) -> dict[str, AgreedLevel]:
    with Store.open(folder) as store:
        return store.decisions.agreed(WAVE)


# ── closing ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_closing_refuses_nothing_and_says_who_has_not_finished(folder: Path, tmp_path: Path) -> None:
    people = lines("Ben,,analyst,,", "Cleo,,analyst,,", "Ana,,analyst,,", header="name,mail,role,unit,language")
    done_well(run("invite", folder, written(tmp_path / "people.csv", people)))
    save(folder, "Ana", "analyst", dict.fromkeys(pack().asked_of("analyst"), "3"))
    save(folder, "Ben", "analyst", {"MEA1": "3"})
    save(folder, "Dora", "manager", {"MEA1": "DK"})
    said = done_well(run("wave", "close", folder, "--reason", "Enough voices"))
    assert said.splitlines() == [
        CLOSED,
        "Not finished, and counted as far as they answered: Ben (1 of 8), Dora (1 of 48).",
        "Invited, and nothing answered: Cleo.",
    ]


def test_a_closed_wave_takes_no_answers_by_any_way_in(folder: Path, tmp_path: Path) -> None:
    save(folder, "Ana", "manager", {"STR1": "3"})
    done_well(run("wave", "close", folder))
    before = contents(folder)
    path = written(tmp_path / "a.csv", lines("Ana,manager,,STR1,4,,"))
    for arguments in ((path,), ("--keep-good", path)):
        assert refused(run("import", "answers", folder, *arguments)) == [CLOSED]
    row = AnswerRow("Ana", "manager", "", Answer("STR1", "5"))
    with Store.open(folder) as store:
        for way in (
            lambda: store.answers.add(WAVE, row, "web"),
            lambda: store.answers.save(WAVE, [row], "csv"),
            lambda: store.answers.save_draft(WAVE, row),
        ):
            with pytest.raises(WaveClosed, match=CLOSED):
                way()
    assert contents(folder) == before
    assert json.loads(done_well(run("status", folder, "--json")))["people"][0]["answered"] == 1


def test_a_reopened_wave_takes_answers_and_the_store_keeps_that_it_was_closed(folder: Path, tmp_path: Path) -> None:
    done_well(run("wave", "close", folder, WAVE, "--reason", "Enough\nvoices"))
    assert "Nothing changed: wave 2026 is closed already." in done_well(run("wave", "close", folder))
    done_well(run("wave", "reopen", "--reason", "Two more", cwd=folder))
    assert "Nothing changed: wave 2026 is open already." in done_well(
        run("wave", "reopen", WAVE, "--reason", "x", cwd=folder)
    )
    done_well(run("import", "answers", folder, written(tmp_path / "a.csv", lines("Ana,manager,,STR1,4,,"))))
    [wave] = json.loads(done_well(run("wave", "list", folder, "--json")))
    assert (wave["id"], wave["state"], wave["people"]) == (WAVE, "open", 1)
    assert [(event["what"], event["reason"]) for event in wave["events"]] == [
        ("wave closed", "Enough\nvoices"),
        ("wave reopened", "Two more"),
    ]
    said = done_well(run("wave", "list", folder)).splitlines()
    assert said[0] == "2026  open, as of 2026-03-12, cx-maturity 1.2, one person"
    assert [line[14:] for line in said[1:]] == ["wave closed: Enough voices", "wave reopened: Two more"]


def test_a_wave_is_a_wave_although_a_folder_beside_the_engagement_has_its_name(folder: Path) -> None:
    (folder / WAVE).mkdir()
    assert "Wave 2026 is closed" in done_well(run("wave", "close", WAVE, cwd=folder))
    refused(run("wave", "close", "2026", "2027", cwd=folder), "A folder and one wave were expected, 2", code=2)


@pytest.mark.parametrize("reason", [(), ("--reason", " \n")])
def test_nobody_reopens_a_wave_without_a_reason(folder: Path, reason: tuple[str, ...]) -> None:
    done_well(run("wave", "close", folder))
    refused(run("wave", "reopen", folder, *reason), "Say why with --reason: it stands in the record.", code=2)
    with Store.open(folder) as store:
        assert store.wave(WAVE).wave.is_closed


def test_who_pressed_the_last_button_has_finished_without_answering_all(folder: Path) -> None:
    save(folder, "Ana", "analyst", {"MEA1": "3"})
    with sqlite3.connect(folder / "answers.db") as db:
        db.execute("UPDATE participation SET finished = '2026-03-12T09:30:00+00:00'")
    db.close()
    assert done_well(run("wave", "close", folder)).splitlines() == [CLOSED, "All have finished."]


def test_every_way_to_ask_says_the_same_of_who_is_done(folder: Path, tmp_path: Path) -> None:
    """Ana has answered all, Ben pressed the button before that, Cleo and Dora go on."""
    names = ("Ana", "Ben", "Cleo", "Dora")
    rows = lines(*(f"{name},,analyst,," for name in names), header="name,mail,role,unit,language")
    done_well(run("invite", folder, written(tmp_path / "people.csv", rows)))
    asked = pack().asked_of("analyst")
    for name, count in zip(names, (len(asked), 2, 1, 0), strict=True):
        save(folder, name, "analyst", dict.fromkeys(asked[:count], "3"))
    with Store.open(folder) as store:
        response = store.answers.response(WAVE, "Ben")
        assert response is not None
        store.people.finish(WAVE, response.respondent)
    told = json.loads(done_well(run("status", folder, "--json")))["people"]
    listed = json.loads(done_well(run("invite", folder, "--list", "--json")))["invitations"]
    with open_engagement(folder) as opened:
        seen = look(opened, eyes=True).people
        forms = [one.respondent for one in wanted_of_all(opened, None, "en")[0]]
    done_well(run("invite", folder, "--remind"))
    reminded = (folder / "reminders.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [one["name"] for one in told if one["finished"]] == ["Ana", "Ben"]
    assert [(one["answered"], one["next"]) for one in told if one["name"] == "Ben"] == [(2, asked[2])]
    assert [one["name"] for one in listed if one["finished"]] == ["Ana", "Ben"]
    assert [one.name for one in seen if one.finished] == ["Ana", "Ben"]
    assert forms == ["Cleo", "Dora"]
    assert [row.partition(",")[0] for row in reminded] == ["Cleo", "Dora"]
    assert "2 of 8" in next(line for line in done_well(run("status", folder)).splitlines() if "Ben" in line)
    assert done_well(run("wave", "close", folder)).splitlines() == [
        CLOSED,
        "Not finished, and counted as far as they answered: Cleo (1 of 8).",
        "Invited, and nothing answered: Dora.",
    ]


def test_of_an_anonymous_wave_closing_says_how_many_have_not_finished(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    done_well(run("new", folder, "--client", "A", "--questionnaire", "cx-pulse", "--wave", WAVE, "--mode", "anonymous"))
    with Store.open(folder) as store:
        for _ in range(3):
            row = AnswerRow("", "manager", "", Answer("STR1", "3"), store.people.enrol(WAVE, "", "manager", ""))
            store.answers.add(WAVE, row, "web")
    assert "Not finished: 3. What they answered counts." in done_well(run("wave", "close", folder))


def test_a_wave_that_is_not_there_is_named(folder: Path) -> None:
    refused(run("wave", "close", folder, "2030"), "there is no wave 2030 here; known: 2026")
    refused(run("wave", "reopen", folder, "--reason", "x"), "no wave here is closed")
    refused(run("wave", "close", "a", "b", "c"), "A folder and one wave were expected", code=2)


# ── agreeing ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_agreed_level_replaces_the_score_and_leaves_the_answers(folder: Path) -> None:
    save(folder, "Ana", "manager", {"GOV2": "1"})
    said = done_well(
        run("agree", folder, "gov2", "3", "--reason", "Two owners named", "--present", "Ana, Ben", "--on", "2026-03-10")
    )
    assert said == "GOV2 Journey owners: level 3 (Defined) is agreed on 2026-03-10. The answers stay.\n"
    assert agreed(folder) == {"GOV2": AgreedLevel("GOV2", 3, "Two owners named", date(2026, 3, 10), "Ana, Ben")}
    score = json.loads(done_well(run("assess", folder, "--json")))["practices"]["GOV2"]
    assert (score["value"], score["basis"], score["n"]) == (3, "agreed", 1)
    again = run(
        "agree", "GOV2", "3", "--reason", "Two owners named", "--present", "Ana, Ben", "--on", "2026-03-10", cwd=folder
    )
    assert "Nothing changed: level 3 is agreed for GOV2" in done_well(again)
    assert "before it 3" in done_well(run("agree", folder, "GOV2", "4", "--reason", "On reflection"))


def test_an_agreed_level_can_be_taken_back_with_a_reason_also_when_the_wave_is_closed(folder: Path) -> None:
    save(folder, "Ana", "manager", {"GOV2": "1"})
    done_well(run("wave", "close", folder))
    done_well(run("agree", folder, "GOV2", "3", "--reason", "Two owners named"))
    said = done_well(run("agree", "GOV2", "--withdraw", "--reason", "They have left", cwd=folder))
    assert said == "GOV2 Journey owners: level 3 is taken back, and the answers count again.\n"
    assert agreed(folder) == {}
    assert json.loads(done_well(run("assess", folder, "--json")))["practices"]["GOV2"]["value"] == 1
    assert "Nothing changed" in done_well(run("agree", folder, "GOV2", "--withdraw", "--reason", "Twice"))


def test_all_faults_of_an_agreement_are_told_at_once(folder: Path) -> None:
    before = contents(folder)
    said = refused(run("agree", folder, "GOV22", "2.5", "--on", "2999-01-01", "--reason", " "))
    assert [line.partition(" was read")[0].partition(", a sentence")[0] for line in said] == [
        "PRACTICE: “GOV22”",
        "LEVEL: “2.5”",
        "--reason: is blank",
        "--on: 2999-01-01",
    ]
    assert said[0].endswith("an id of cx-maturity was expected (did you mean GOV2?)")
    refused(run("agree", folder, "OC1", "3", "--reason", "x"), "OC1 is an orientation card, which has no level")
    refused(run("agree", folder, "GOV2", "6", "--reason", "x"), "a whole level from 1 to 5 was expected")
    refused(run("agree", folder), "PRACTICE and LEVEL was expected", code=2)
    assert contents(folder) == before
