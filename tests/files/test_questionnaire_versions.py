"""A questionnaire that changes: its map, what a move would mean, and an open wave that goes on with another version."""

import json
import shutil
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cxassess.changes_told import change_lines
from cxassess.comparison import compare, trend
from cxassess.comparison.alike import find_standing
from cxassess.comparison.renaming import in_ids_of
from cxassess.errors import CxassessError, InvalidInput
from cxassess.files.actions import register_of
from cxassess.files.comparing import read_waves
from cxassess.files.engagement import open_engagement
from cxassess.files.freezing import finish_wave
from cxassess.files.pack_changes import changes_in
from cxassess.files.packs import build_pack, read_pack, read_wave_snapshot
from cxassess.files.settings import engagement_of
from cxassess.files.store import Store
from cxassess.files.store_answers import AnswerRow
from cxassess.files.wave_migration import migrate, plan_migration
from cxassess.files.waves import new_wave
from cxassess.model.action import ActionChange
from cxassess.model.comparison import WaveData
from cxassess.model.engagement import AgreedLevel, Answer, Wave
from cxassess.model.questionnaire_changes import ChangeMap, Step
from cxassess.questionnaire_changes import comparable_practices
from cxassess.words import read_words
from files.building import AS_OF, WAVE, contents, done_well, make_engagement, pack, refused, run
from files.versions import MAP, asked, second_version, tables, write_pack, write_second

GONE = ("STR2", "STR3", "DSN3", "CUL4", "CUL7")
BEFORE = tuple(pack().practices)


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Version 2.0 of cx-maturity, with its map."""
    return write_second(tmp_path_factory.mktemp("packs") / "second")


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two managers who answered everything, one of them done; and what stands beside answers."""
    folder = make_engagement(tmp_path_factory.mktemp("versions") / "acme")
    with Store.open(folder) as store:
        for number, name in enumerate(("Ana", "Ben")):
            rows = [
                AnswerRow(name, "manager", "", Answer(id, str(1 + (i + number) % 5))) for i, id in enumerate(BEFORE)
            ]
            store.answers.save(WAVE, rows, "web")
        row = AnswerRow("Ana", "manager", "", Answer("GOV4", "4", "Said of GOV4", "E2 minutes"))
        store.answers.add(WAVE, row, "web")
        ana = store.answers.response(WAVE, "Ana")
        assert ana is not None
        store.people.finish(WAVE, ana.respondent)
        store.answers.save_note(WAVE, row, "A note")
        store.answers.save_draft(WAVE, AnswerRow("Ced", "executive", "", Answer("STR2", "", "A draft that goes")))
        store.answers.save_draft(WAVE, AnswerRow("Ced", "executive", "", Answer("GOV4", "", "A draft that stays")))
        for practice in ("STR1", "STR2", "GOV4"):
            store.decisions.agree(WAVE, AgreedLevel(practice, 4, "As shown", date(2026, 3, 1), "All"))
        changes = [ActionChange("GOV4:2-3", "owner", "Ana"), ActionChange("STR2:2-3", "owner", "Ben")]
        store.decisions.save(
            WAVE,
            [*changes, ActionChange("OWN1", "practice", "GOV4"), ActionChange("OWN1", "title", "Ask them")],
            [],
            "web",
        )
    return folder


@pytest.fixture
def acme(answered: Path, tmp_path: Path) -> Path:
    return shutil.copytree(answered, tmp_path / "acme")


def levels(folder: Path, name: str, ids: Iterable[str], wave: str = WAVE) -> dict[str, str]:
    """What somebody has answered, of these practices."""
    with Store.open(folder) as store:
        response = store.answers.response(wave, name)
    assert response is not None
    return {id: response.answers[id].choice for id in ids if id in response.answers}


def moved(folder: Path, to: Path) -> None:
    migrate(folder, plan_migration(folder, None, str(to)))


# ── the map ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_questionnaire_with_a_sound_map_is_sound_and_a_wave_keeps_the_map(second: Path) -> None:
    snapshot = read_wave_snapshot(second)
    map = changes_in(snapshot)
    assert map is not None
    found = comparable_practices(pack(), build_pack(snapshot), map)
    assert found.renamed == {"GOV4": "GOV9"}
    assert (found.reworded, found.split) == ({"STR3": "STR3"}, {"DSN3": ("DSN31", "DSN32")})
    assert (found.merged, found.new, found.dropped) == ({"CUL4": ("CUL4", "CUL7")}, ("MEA9",), ("STR2",))
    assert len(found.same) == 43


def test_check_names_every_fault_of_a_map_with_its_key(second: Path, tmp_path: Path) -> None:
    wrong = shutil.copytree(second, tmp_path / "wrong")
    text = (wrong / "changes.toml").read_text()
    (wrong / "changes.toml").write_text(text.replace('new = ["MEA9"]', 'new = ["MEA9", "MEA10"]') + 'droped = ["X"]\n')
    [said] = refused(run("questionnaire", "check", wrong))
    assert said.startswith("changes.toml › from.0.droped: is not a known key (did you mean dropped?)")
    (wrong / "changes.toml").write_text(text.replace('"MEA9"', '"MEA10"').replace('dropped = ["STR2"]', ""))
    with pytest.raises(InvalidInput) as error:
        read_pack(wrong)
    assert [str(problem) for problem in error.value.problems] == [
        "changes.toml › from 1.2 › new: 2.0 does not ask MEA10 (did you mean MEA1?)",
        "changes.toml › from 1.2 › asked: STR2 is not in 2.0: say whether it was renamed, split, merged or dropped",
        "changes.toml › from 1.2 › asked: MEA9 of 2.0 was not in 1.2: say whether it is new, or what it was before",
    ]


def test_a_draft_of_a_map_says_what_ids_and_anchors_tell_and_is_a_sound_map(acme: Path, tmp_path: Path) -> None:
    without = write_pack(tmp_path / "without", *second_version())
    (without / "changes.toml").write_text(done_well(run("questionnaire", "changes", acme, "--to", without, "--draft")))
    map = changes_in(read_wave_snapshot(without))
    assert map is not None
    assert map.steps[0].reworded == ("STR3", "CUL4")
    assert map.steps[0].dropped == ("STR2", "DSN3", "GOV4", "CUL7")


# ── before anything is changed ───────────────────────────────────────────────────────────────────────────────


def test_changes_shows_old_words_beside_new_ones_and_what_is_left_of_each_score(acme: Path, second: Path) -> None:
    before = contents(acme)
    said = done_well(run("questionnaire", "changes", acme, "--to", second)).splitlines()
    title = pack().practices["STR3"].title
    at = said.index(f"Reworded, does not compare: STR3 {title}")
    assert said[at + 1 : at + 3] == [
        f"    1.2  {pack().practices['STR3'].question}",
        "    2.0  What do we offer to whom, in other words?",
    ]
    assert said[0] == "cx-maturity: from 1.2 to 2.0, as the map of 2.0 says."
    assert "    Strategy: 6 of 7 (8 before)" in said
    assert any(line.startswith("Counts elsewhere, compares: DSN8") for line in said)
    values = json.loads(done_well(run("questionnaire", "changes", acme, "--to", second, "--json")))
    assert values["split"] == {"DSN3": ["DSN31", "DSN32"]}
    assert values["moved"] == ["DSN8"]
    assert values["shared"]["disciplines"]["culture"] == {"before": 8, "now": 7, "shared": 6}
    assert contents(acme) == before


def test_without_a_map_it_says_so_and_goes_by_ids() -> None:
    now = replace(pack(), version="2.0")
    said = list(change_lines(pack(), now, comparable_practices(pack(), now), read_words()))
    assert said[0].startswith("cx-maturity: from 1.2 to 2.0. There is no map between these versions: practices compare")
    assert said[1] == "All 48 practices compare."


def test_a_new_wave_with_another_version_says_first_what_compares_and_asks(acme: Path, second: Path) -> None:
    before = contents(acme)
    said = run("wave", "new", acme, "2027", "--questionnaire", second)
    refused(said, "Nothing was changed: standard input is not a terminal, so say --accept-changes", code=2)
    assert "43 practices compare, of 48 asked before and 48 asked now." in said.stdout.decode()
    assert contents(acme) == before
    opened = done_well(run("wave", "new", acme, "2027", "--questionnaire", second, "--accept-changes"))
    assert "Wave 2027 is open: cx-maturity 2.0, attributed." in opened
    with Store.open(acme) as store:
        assert changes_in(store.snapshot("2027")) is not None
        assert store.wave(WAVE).version == "1.2"


def test_a_new_wave_in_which_all_practices_compare_goes_on_without_a_question(acme: Path, tmp_path: Path) -> None:
    structure, words = tables()
    structure["version"] = "1.3"
    text = f'format = 1\n[[from]]\nversion = "1.2"\nasked = {{ {asked(structure)} }}\n'
    newer = write_pack(tmp_path / "newer", structure, words, text)
    said = done_well(run("wave", "new", acme, "2027", "--questionnaire", newer)).splitlines()
    assert said[:2] == ["cx-maturity: from 1.2 to 1.3, as the map of 1.3 says.", "All 48 practices compare."]
    assert "Wave 2027 is open: cx-maturity 1.3, attributed." in said


def test_a_map_that_does_not_fit_what_the_wave_asked_is_told_before_anything_is_done(
    acme: Path, tmp_path: Path
) -> None:
    told = asked(tables()[0]).replace("STR1 = 2", "STR1 = 1").replace("CUL8 = 1", "CUL9 = 1")
    structure, words = second_version()
    structure["practices"]["STR1"]["anchor_version"] = 1
    structure["practices"]["CUL9"], words["practices"]["CUL9"] = (
        structure["practices"].pop("CUL8"),
        words["practices"].pop("CUL8"),
    )
    structure["programme"]["company_wide"].remove("CUL8") if "CUL8" in structure["programme"]["company_wide"] else None
    for practice in structure["practices"].values():
        for step in practice["steps"].values():
            step["prerequisites"] = [p for p in step["prerequisites"] if p[0] != "CUL8"]
    for role in structure["roles"].values():
        role["omits"] = [id for id in role["omits"] if id != "CUL8"]
    wrong = write_pack(tmp_path / "wrong", structure, words, MAP.format(asked=told))
    before = contents(acme)
    refused(
        run("wave", "migrate", acme, "--questionnaire", wrong, "--yes"),
        "changes.toml › from 1.2 › asked: 1.2 asked STR1 with anchor version 2, the map says 1",
        "1.2 asked CUL8, which the map does not know",
        "1.2 did not ask CUL9, and the map says that it did",
    )
    assert contents(acme) == before


# ── the move ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_move_says_first_what_it_does_and_needs_a_yes(acme: Path, second: Path) -> None:
    before = contents(acme)
    said = run("wave", "migrate", acme, "--questionnaire", second)
    refused(said, "Nothing was changed: standard input is not a terminal, so say --yes to go on.", code=2)
    told = said.stdout.decode()
    assert "Answers of wave 2026 that stand: 86, of these under another id: 2." in told
    assert "That count no longer and stay as history: 10." in told
    assert "Comments and proof without an answer that go with their question: 1" in told
    assert "Agreed levels that are withdrawn: STR2" in told
    assert "have questions to answer now: 2." in told
    assert contents(acme) == before
    done = done_well(run("wave", "migrate", acme, "--questionnaire", second, "--yes"))
    assert done.endswith("Wave 2026 asks cx-maturity 2.0 now. Forms that are out are to be written anew.\n")
    assert "questionnaire changed: 1.2 → 2.0" in done_well(run("wave", "list", acme))


def test_answers_to_the_same_practices_stand_and_renamed_ones_are_carried_over(acme: Path, second: Path) -> None:
    before = levels(acme, "Ana", BEFORE)
    moved(acme, second)
    with Store.open(acme) as store:
        ana = store.answers.response(WAVE, "Ana")
        assert ana is not None
        assert ana.answers["GOV9"] == Answer("GOV9", "4", "Said of GOV4", "E2 minutes")
        assert store.answers.newest(WAVE, ana.respondent, "STR3") is None
        assert store.answers.newest(WAVE, ana.respondent, "GOV4") is None
        assert [(note.question, note.text) for note in store.answers.notes(WAVE)] == [("GOV9", "A note")]
        assert store.answers.drafts(WAVE, "Ced") == {"GOV9": Answer("GOV9", "", "A draft that stays")}
        assert store.answers.counts(WAVE) == (3, 2)
        assert not store.people.is_finished(WAVE, ana.respondent)
    kept = {id: level for id, level in before.items() if id not in {*GONE, "GOV4"}}
    assert levels(acme, "Ana", (*BEFORE, "GOV9", "DSN31", "DSN32", "MEA9")) == {**kept, "GOV9": "4"}


def test_what_counts_no_longer_stays_as_history_and_can_be_answered_anew(acme: Path, second: Path) -> None:
    with Store.open(acme) as store:
        rows = store._db.execute("SELECT * FROM answer").fetchall()
    moved(acme, second)
    with Store.open(acme) as store:
        assert store._db.execute("SELECT * FROM answer").fetchall()[: len(rows)] == rows
        saved = store.answers.save(WAVE, [AnswerRow("Ana", "manager", "", Answer("STR3", "5"))], "csv")
        assert (saved.added, saved.corrected) == (1, 0)
    assert levels(acme, "Ana", ["STR3"]) == {"STR3": "5"}


def test_agreed_levels_and_decisions_about_actions_follow_their_practice(acme: Path, second: Path) -> None:
    moved(acme, second)
    with Store.open(acme) as store:
        assert set(store.decisions.agreed(WAVE)) == {"STR1", "GOV9"}
        reasons = {one.practice: one.reason for one in store.decisions.agreements(WAVE) if one.level == 0}
        assert reasons["STR2"] == "the practice is another one since the questionnaire went from 1.2 to 2.0"
        assert reasons["GOV4"].startswith("the practice has another id since the questionnaire went from 1.2")


def test_a_promise_keeps_its_id_and_stands_for_its_practice_as_it_is_called_now(acme: Path, second: Path) -> None:
    with Store.open(acme) as store:
        store.actions.add(WAVE, [ActionChange("GOV4:3-4", "horizon", "later", "Next year")], "web")
    moved(acme, second)
    with Store.open(acme) as store:
        promises = {entry.id: entry for entry in register_of(store).entries}
        weighed = store.actions.of(WAVE)
    assert set(promises) == {"GOV4:2-3", "STR2:2-3", "OWN1"}
    assert (promises["GOV4:2-3"].practice, promises["GOV4:2-3"].owner) == ("GOV9", "Ana")
    assert promises["GOV4:2-3"].title == pack().practices["GOV4"].steps[2].text.title  # type: ignore[union-attr]
    assert promises["STR2:2-3"].title == pack().practices["STR2"].steps[2].text.title  # type: ignore[union-attr]
    assert promises["OWN1"].practice == "GOV9"
    assert promises["STR2:2-3"].practice == "STR2"  # what was dropped is told as it was
    assert (weighed["GOV9:3-4"].horizon, weighed["GOV9:3-4"].reasons["horizon"]) == ("later", "Next year")


def test_a_new_wave_takes_promises_over_under_the_name_that_their_practice_has_there(acme: Path, second: Path) -> None:
    new_wave(acme, "2027", date(2027, 3, 1), str(second))
    with Store.open(acme) as store:
        promises = {entry.id: entry for entry in register_of(store).entries}
        before = {entry.id: entry for entry in register_of(store, WAVE).entries}
    assert (promises["GOV4:2-3"].practice, promises["GOV4:2-3"].taken_up) == ("GOV9", WAVE)
    assert before["GOV4:2-3"].practice == "GOV4"


def test_the_seconds_of_a_question_that_was_asked_anew_are_those_of_its_new_words(acme: Path, second: Path) -> None:
    moved(acme, second)
    with Store.open(acme) as store:
        [ana] = [one for one in store.answers.responses(WAVE) if one.name == "Ana"]
    assert not {"STR3", "GOV4", "CUL4"} & set(ana.seconds)
    assert "STR4" in ana.seconds


def test_what_a_moved_wave_finds_rests_on_the_answers_that_stand(acme: Path, second: Path) -> None:
    moved(acme, second)
    with open_engagement(acme) as opened:
        found = opened.assess()
    assert found.pack.version == "2.0"
    assert found.practices["STR3"].value is None
    assert (found.practices["GOV9"].n, found.practices["GOV9"].value) == (2, 4.0)


def test_documents_can_be_written_after_a_move(acme: Path, second: Path, tmp_path: Path) -> None:
    moved(acme, second)
    done_well(run("report", acme, "--no-page-numbers", "-o", tmp_path / "out"))


def test_the_old_wave_keeps_its_questionnaire_when_a_new_one_moves(acme: Path, second: Path) -> None:
    with open_engagement(acme, WAVE) as opened:
        finish_wave(opened)
        found = opened.store.finished.document(WAVE)
    new_wave(acme, "2027", date(2027, 3, 1))
    moved(acme, second)
    assert json.loads(done_well(run("assess", acme, "--wave", WAVE, "--json"))) == found
    with Store.open(acme) as store:
        assert [one.version for one in store.waves()] == ["1.2", "2.0"]


def test_an_anonymous_wave_moves_and_keeps_no_moment(tmp_path: Path, second: Path) -> None:
    folder = make_engagement(tmp_path / "acme", mode="anonymous")
    with Store.open(folder) as store:
        person = store.people.enrol(WAVE, "", "manager", "")
        store.answers.add(WAVE, AnswerRow("", "manager", "", Answer("STR3", "2"), person), "web")
    moved(folder, second)
    with Store.open(folder) as store:
        assert store.answers.response_of(WAVE, person).answers == {}  # type: ignore[union-attr]
        assert all("T" not in at for (at,) in store._db.execute("SELECT at FROM answer"))


# ── waves that keep what they ask ────────────────────────────────────────────────────────────────────────────


def close(folder: Path) -> None:
    with Store.open(folder) as store:
        store.states.close(WAVE)


def finish(folder: Path) -> None:
    with open_engagement(folder) as opened:
        finish_wave(opened)


def finish_and_reopen(folder: Path) -> None:
    finish(folder)
    with Store.open(folder) as store:
        store.states.reopen(WAVE, "A slip")


def show(folder: Path) -> None:
    with Store.open(folder) as store:
        store.privacy.show(WAVE, ("manager",), {})


def settle(folder: Path) -> None:
    settings = folder / "engagement.toml"
    settings.write_text(settings.read_text().replace("targets = { }", "targets = { price = 4.0 }"))


def strange_role(folder: Path) -> None:
    with sqlite3.connect(folder / "answers.db") as db:
        db.execute("UPDATE participation SET role = 'owner'")
    db.close()


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (close, "wave 2026 is closed and keeps the questionnaire that it asked; nothing was changed"),
        (finish, "wave 2026 is finished and keeps the questionnaire that it asked; nothing was changed"),
        (finish_and_reopen, "wave 2026 was finished before, and its report names the questionnaire that it asked"),
        (show, "results of wave 2026 were shown, and stand for the questionnaire that it asked"),
        (settle, "engagement.toml does not fit cx-maturity 2.0; put it right first, nothing was changed"),
        (strange_role, "people of wave 2026 have the role owner, which cx-maturity 2.0 does not know"),
    ],
)
def test_a_wave_that_cannot_move_says_why_and_stays(acme: Path, second: Path, what: object, said: str) -> None:
    what(acme)  # type: ignore[operator]
    before = contents(acme)
    with pytest.raises(CxassessError, match=said):
        plan_migration(acme, WAVE, str(second))
    assert contents(acme) == before


def test_only_another_version_of_the_same_questionnaire_is_moved_to(acme: Path) -> None:
    with pytest.raises(CxassessError, match=r"wave 2026 asks cx-maturity 1\.2 already; nothing was changed"):
        plan_migration(acme)
    with pytest.raises(CxassessError, match="wave 2026 asks cx-maturity, and cx-pulse is another questionnaire"):
        plan_migration(acme, WAVE, "cx-pulse")


def test_a_served_wave_is_not_moved_and_one_that_changed_meanwhile_neither(acme: Path, second: Path) -> None:
    planned = plan_migration(acme, WAVE, str(second))
    with Store.open(acme) as store, store.serving(), pytest.raises(CxassessError, match="is being served, and people"):
        migrate(acme, planned)
    close(acme)
    with pytest.raises(CxassessError, match="wave 2026 is closed and keeps"):
        migrate(acme, planned)
    with Store.open(acme) as store:
        store.states.reopen(WAVE, "")
    migrate(acme, planned)
    before = contents(acme)
    with pytest.raises(CxassessError, match="wave 2026 was closed or changed meanwhile; nothing was changed"):
        migrate(acme, planned)
    assert contents(acme) == before


def test_planned_once_the_effect_is_what_the_move_does(acme: Path, second: Path) -> None:
    effect = plan_migration(acme, WAVE, str(second)).effect
    assert effect == replace(effect, stand=86, carried=2, lost=10, drafts=1, agreed=("STR2",), asked_again=2)


# ── comparison ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_renamed_practice_compares_and_one_that_was_reworded_split_or_merged_never_does(
    acme: Path, second: Path
) -> None:
    new_wave(acme, "2027", date(2027, 3, 1), str(second))
    with Store.open(acme) as store:
        rows = [
            AnswerRow(name, "manager", "", Answer(id, "3"))
            for name in ("Ana", "Ben")
            for id in read_pack(second).practices
        ]
        store.answers.save("2027", rows, "web")
    before, now = read_waves(acme, [WAVE, "2027"])
    found = compare(before, now)
    assert found.standing.same == tuple(found.practices)
    assert set(found.standing.changed) == {"STR3", "CUL4"}
    assert set(found.standing.new) == {"DSN31", "DSN32", "MEA9"}
    assert set(found.standing.dropped) == {"STR2", "DSN3", "CUL7"}
    change = found.practices["GOV9"]
    ana, ben = 4, 1 + (BEFORE.index("GOV4") + 1) % 5
    assert (change.before, change.now, change.linked) == ((ana + ben) / 2, 3.0, 2)
    assert change.printed_before == 4.0  # the level that was agreed on
    assert trend([before, now]).practices == found.standing.same


def test_an_id_that_was_given_again_over_two_versions_does_not_compare() -> None:
    first, last = replace(pack(), version="1.0"), replace(pack(), version="3.0")
    asked = dict.fromkeys(pack().practices, 1)
    away = Step("1.0", "2.0", asked, dropped=("GOV4",))
    back = Step("2.0", "3.0", {id: 1 for id in asked if id != "GOV4"}, new=("GOV4",))
    wave, settings = Wave(WAVE, AS_OF, "closed", "attributed", 5), engagement_of({"format": 1, "client": "A"}, pack())
    later = WaveData(wave, last, settings, (), changes=ChangeMap((away, back)))
    found = find_standing([in_ids_of(WaveData(wave, first, settings, ()), later), later])
    assert found.changed == ("GOV4",)
    assert len(found.same) == 47
