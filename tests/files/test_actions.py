"""Actions over the years: what a new wave takes over, and every way by which somebody changes one."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from cxassess.errors import InvalidInput
from cxassess.files.actions import Edit, add_action, change_action, register_as_told, register_of
from cxassess.files.engagement import open_engagement
from cxassess.files.freezing import finish_wave
from cxassess.files.store import Store
from cxassess.files.store_answers import AnswerRow
from cxassess.files.waves import new_wave
from cxassess.model.action import ActionChange, Promised
from cxassess.model.assessment import Action, Assessment, OwnAction
from cxassess.model.engagement import Answer
from cxassess.promises import promises
from cxassess.report.workbook import write_workbook
from cxassess.words import read_words
from files.building import WAVE, contents, done_well, make_engagement, pack, refused, run
from files.workbooks import Book, load, make_desk

NEXT = "2027"
DONE, DOING, STILL, OWN = "GOV1:2-3", "GOV2:2-3", "CUL1:2-3", "OWN1"


def answer(folder: Path, wave: str, levels: Mapping[str, str], otherwise: str = "2") -> None:
    rows = [
        AnswerRow(f"Person {n}", "manager", "", Answer(id, levels.get(id, otherwise)))
        for n in range(6)
        for id in pack().practices
    ]
    with Store.open(folder) as store:
        store.answers.save(wave, rows, "csv")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished wave in which every practice stands at 2, with four promises; copied before it is changed."""
    folder = make_engagement(tmp_path_factory.mktemp("actions") / "acme")
    answer(folder, WAVE, {})
    with Store.open(folder) as store:
        change_action(store, Edit(DONE, {"status": "done", "evidence": "The list"}), "terminal")
        change_action(store, Edit(DOING, {"status": "doing", "owner": "Ana", "due": "2026-06-01"}), "web")
        change_action(store, Edit(STILL, {"owner": "Ben", "horizon": "later"}), "terminal")
        add_action(store, {"title": "Call ten customers", "owner": "Cy", "practice": "MEA7", "horizon": "now"}, "web")
    with open_engagement(folder, WAVE) as opened:
        finish_wave(opened)
    return folder


@pytest.fixture
def acme(first: Path, tmp_path: Path) -> Path:
    return shutil.copytree(first, tmp_path / "acme")


@pytest.fixture(scope="module")
def later(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The next wave: CUL1 has risen to 4, everything else stands at 2."""
    folder = shutil.copytree(first, tmp_path_factory.mktemp("later") / "acme")
    new_wave(folder, NEXT, date(2027, 3, 12))
    answer(folder, NEXT, {"CUL1": "4"})
    return folder


@pytest.fixture
def second(later: Path, tmp_path: Path) -> Path:
    return shutil.copytree(later, tmp_path / "acme")


def assess(folder: Path, wave: str) -> Assessment:
    with open_engagement(folder, wave) as opened:
        return opened.assess()


def actions_in(folder: Path, wave: str = NEXT) -> dict[str, Action | OwnAction]:
    return {action.id: action for action in assess(folder, wave).all_actions}


# ── what a new wave takes over ───────────────────────────────────────────────────────────────────────────────


def test_a_step_that_is_proposed_again_has_owner_day_and_state_of_the_promise(later: Path) -> None:
    action = actions_in(later)[DOING]
    assert isinstance(action, Action)
    assert (action.owner, action.due, action.status, action.since) == ("Ana", date(2026, 6, 1), "doing", WAVE)


def test_a_step_that_was_done_and_is_proposed_again_is_open_again(later: Path) -> None:
    action = actions_in(later)[DONE]
    assert (action.status, action.evidence, action.since) == ("open", None, None)


def test_a_promise_whose_step_is_not_proposed_any_more_stays_in_plan_report_and_workbook(later: Path) -> None:
    before, kept = actions_in(later, WAVE)[STILL], actions_in(later)[STILL]
    assert isinstance(kept, OwnAction)
    words = ("title", "what", "first_step", "done_when", "practice", "owner", "status")
    assert [getattr(kept, name) for name in words] == [getattr(before, name) for name in words]
    assert (kept.since, kept.horizon) == (WAVE, None)
    assert kept.waits == "was promised in wave 2026, and is to be done still"
    told = json.loads(done_well(run("assess", later, "--wave", NEXT, "--json")))
    assert {one["id"]: one["since"] for one in told["actions"] if one["own"]} == {OWN: WAVE, STILL: WAVE}
    book = Book(load(write_workbook(assess(later, NEXT), read_words())))
    assert book.at("Roadmap", STILL, "Owner").value == "Ben"
    assert "promised in wave 2026" in done_well(run("explain", later, "--wave", NEXT, STILL))


def test_what_people_added_goes_on_with_its_words_and_no_place_in_the_new_plan(later: Path) -> None:
    own = actions_in(later)[OWN]
    assert (own.title, own.practice, own.owner, own.horizon) == ("Call ten customers", "MEA7", "Cy", None)
    assert own.since == WAVE


@pytest.mark.parametrize(
    ("due", "chosen", "horizon"),
    [
        ("2026-06-01", "", "now"),
        ("2026-12-01", "", "next"),
        ("2027-12-01", "", "later"),
        ("2026-06-01", "later", "later"),
    ],
)
def test_what_people_add_with_a_day_stands_in_the_plan_where_its_day_falls(
    acme: Path, due: str, chosen: str, horizon: str
) -> None:
    with Store.open(acme) as store:
        entry = add_action(store, {"title": "Repaint the shops", "due": due, "horizon": chosen}, "web").entry
    assert entry is not None
    assert entry.record.horizon == horizon


def test_what_people_added_stands_in_the_next_plan_where_its_day_falls(acme: Path) -> None:
    with Store.open(acme) as store:
        add_action(store, {"title": "Repaint the shops", "due": "2027-01-31"}, "web")
    new_wave(acme, NEXT, date(2027, 3, 12))
    answer(acme, NEXT, {})
    with open_engagement(acme, NEXT) as opened:
        own = {action.title: action.horizon for action in opened.assess().own_actions}
    assert own["Repaint the shops"] == "now"
    assert own["Call ten customers"] is None


def test_wave_new_says_how_many_promises_it_takes_over_and_takes_them_over_once(acme: Path) -> None:
    said = done_well(run("wave", "new", acme, NEXT))
    assert f"It takes over 3 actions that were promised and not done yet: cxassess action list {acme}" in said
    with Store.open(acme) as store:
        rows = len(store.actions.recorded())
        change_action(store, Edit(DOING, {"owner": "Ana"}), "terminal")
        assert len(store.actions.recorded()) == rows


def test_own_actions_of_a_later_wave_have_ids_of_their_own(second: Path) -> None:
    with Store.open(second) as store:
        change_action(store, Edit(OWN, {"status": "dropped"}, "nobody has time"), "terminal")
        assert [e.id for e in [add_action(store, {"title": "Another"}, "web").entry] if e] == ["OWN2"]
    third = "2028"
    new_wave(second, third, date(2028, 3, 12))
    answer(second, third, {})
    with open_engagement(second, third) as opened:
        assert opened.store.decisions.of(third).last_own == 2
        assert OWN not in opened.store.actions.of(third)


# ── a finished wave ──────────────────────────────────────────────────────────────────────────────────────────


def test_decisions_go_on_after_a_wave_is_finished_and_its_report_stays_as_it_stood(acme: Path) -> None:
    told = done_well(run("assess", acme, "--json"))
    done_well(run("action", "update", acme, DOING, "--status", "done", "--evidence", "Weekly since May"))
    assert done_well(run("assess", acme, "--json")) == told
    with open_engagement(acme, WAVE) as opened:
        assert register_of(opened.store).newest[DOING].status == "done"
        assert register_as_told(opened).newest[DOING].status == "doing"


def test_a_workbook_of_a_finished_wave_brings_its_decisions_into_the_next_one(second: Path) -> None:
    with open_engagement(second, WAVE) as opened:
        book = Book(load(write_workbook(opened.assess(), read_words())))
    book.set("Roadmap", DOING, "Status", "done").set("Roadmap", DOING, "What shows that it is done", "The list ")
    path = second / "back.xlsx"
    path.write_bytes(book.bytes())
    said = done_well(run("import", "workbook", second, path, "--wave", WAVE, "--yes"))
    assert f"Actions: {DOING} status doing → done" in said
    record = actions_in(second)[DOING]
    assert (record.status, record.evidence) == ("done", "The list")
    book.set("Scores", "disciplines.design", "target", 4.4)
    path.write_bytes(book.bytes())
    refused(run("import", "workbook", second, path, "--wave", WAVE, "--yes"), "only actions can change")


def test_an_owner_that_a_workbook_names_after_the_next_wave_opened_is_carried_there(second: Path) -> None:
    with open_engagement(second, WAVE) as opened:
        book = Book(load(write_workbook(opened.assess(), read_words())))
    id = next(a.id for a in assess(second, WAVE).actions_in("now") if a.id not in {DONE, DOING, STILL, OWN})
    path = second / "back.xlsx"
    path.write_bytes(book.set("Roadmap", id, "Owner", "Dee").bytes())
    done_well(run("import", "workbook", second, path, "--wave", WAVE, "--yes"))
    action = actions_in(second)[id]
    assert (action.owner, action.since) == ("Dee", WAVE)


def test_what_shows_that_it_is_done_comes_back_with_the_workbook(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    id = desk.assess().actions_in("now")[0].id
    book = desk.book().set("Roadmap", id, "What shows that it is done", " A page\non the wall ")
    assert [(c.about, c.after) for c in desk.taken(book)] == [(f"{id} evidence", "A page\non the wall")]
    assert desk.found(book).is_empty
    again = Book(load(write_workbook(desk.assess(), read_words())))
    assert again.at("Roadmap", id, "What shows that it is done").value == "A page\non the wall"


# ── the commands ─────────────────────────────────────────────────────────────────────────────────────────────


def test_list_shows_what_is_to_be_done_and_since_when_and_what_is_late(later: Path) -> None:
    said = done_well(run("action", "list", later)).splitlines()
    assert said == [
        "id        owner  due         status       since  action",
        f"{DOING}  Ana    2026-06-01  doing, late  2026   {actions_in(later)[DOING].title}",
        f"{STILL}  Ben    –           open         2026   {actions_in(later)[STILL].title}",
        f"{OWN}      Cy     –           open         2026   Call ten customers",
        "1 more is done, dropped or merged: --all shows them.",
    ]
    told = json.loads(done_well(run("action", "list", later, "--all", "--json")))
    assert [(one["id"], one["status"], one["taken_up"], one["ended"], one["late"]) for one in told] == [
        (DONE, "done", WAVE, WAVE, False),
        (DOING, "doing", WAVE, None, True),
        (STILL, "open", WAVE, None, False),
        (OWN, "open", WAVE, None, False),
    ]


def test_an_update_says_what_it_writes_over_and_the_history_keeps_it(second: Path) -> None:
    said = done_well(run("action", "update", second, DOING.lower(), "--status", "done", "--owner", "Dee"))
    lines = re.sub(r"\d{4}-\d\d-\d\d", "DAY", said).splitlines()
    assert lines == [
        f"{DOING}: status: doing (since DAY, on the web page) → done; owner: Ana (since DAY, on the web page) → Dee",
        f"No evidence is named: --evidence TEXT keeps what shows that {DOING} is done.",
    ]
    assert "Nothing changed" in done_well(run("action", "update", second, DOING, "--owner", "Dee"))
    history = done_well(run("action", "history", second, DOING)).splitlines()
    assert [line.partition(": ")[2] for line in history[1:]] == [
        "status doing", "owner Ana", "due 2026-06-01", "status done", "owner Dee",
    ]  # fmt: skip
    assert [line.partition(": ")[0][14:] for line in history[3:5]] == [
        "wave 2026, on the web page", "wave 2027, with cxassess action",
    ]  # fmt: skip


def test_add_takes_up_an_action_or_a_step_and_a_day_that_is_over_is_taken_with_a_note(second: Path) -> None:
    yesterday = (date.today() - timedelta(1)).isoformat()  # noqa: DTZ011
    said = done_well(run("action", "add", second, "Repaint the shops", "--due", yesterday, "--horizon", "next"))
    assert said.splitlines() == [
        "OWN2 Repaint the shops: is taken up in wave 2027.",
        f"OWN2 is due on {yesterday}, which is over.",
    ]
    assert f"{DONE} " in done_well(run("action", "add", second, DONE, "--owner", "Eve"))
    told = json.loads(done_well(run("action", "list", second, "--json")))
    assert [(one["id"], one["owner"]) for one in told if one["taken_up"] == NEXT] == [("OWN2", None), (DONE, "Eve")]


def test_every_fault_is_named_at_once_and_nothing_is_changed(later: Path) -> None:
    before = contents(later)
    wrong = ("--status", "dne", "--due", "tomorrow", "--practice", "GOV11", "--horizon", "soon")
    lines = refused(
        run("action", "update", later, "GOV2:2-33", *wrong),
        "ID: “GOV2:2-33” was read, the id of an action or of a step was expected (did you mean GOV2:2-3?)",
        "--status: “dne” was read, one of open, doing, done, dropped was expected",
        "--due: “tomorrow” was read, a date such as 2026-06-18 was expected",
        "--practice: “GOV11” was read, the id of a practice, or nothing, (did you mean GOV1?) was expected",
        "--horizon: “soon” was read, one of",
    )
    assert len(lines) == 5
    refused(run("action", "update", later, DOING), "Say what changes", code=2)
    refused(run("action", "history", later, "GOV2:3-4"), "an action that was taken up was expected")
    assert contents(later) == before


def test_what_cannot_be_of_an_action_is_refused(second: Path) -> None:
    with Store.open(second) as store:
        number = store.actions.last()
        for id, fields, said in (
            (DOING, {"status": "dropped"}, "--reason: is missing: say why"),
            (DOING, {"practice": "MEA7"}, "--practice: GOV2:2-3 is a step of GOV2, which cannot be changed"),
            (OWN, {"title": " "}, "--title: is blank: an action of your own needs a title"),
            (OWN, {"owner": "x" * 301}, "--owner: .* at most 300 characters was expected"),
        ):
            with pytest.raises(InvalidInput, match=said):
                change_action(store, Edit(id, fields), "terminal")
        with pytest.raises(InvalidInput, match="TITLE: is blank"):
            add_action(store, {"title": "\u200b"}, "terminal")
        assert store.actions.last() == number


def test_more_evidence_for_what_was_done_belongs_to_the_wave_that_did_it(second: Path) -> None:
    with Store.open(second) as store:
        change_action(store, Edit(DONE, {"evidence": "The list, signed"}), "terminal")
        [entry] = [one for one in register_of(store).entries if one.id == DONE]
        assert (entry.taken_up, entry.status, entry.evidence) == (WAVE, "done", "The list, signed")
        again = change_action(store, Edit(DONE, {"owner": "Eve"}), "terminal")
        assert (again.was_ended, again.entry and again.entry.taken_up) == ("done", NEXT)
        before, now = register_of(store, WAVE), register_of(store, NEXT)
    assert {one.id: one.outcome for one in promises(before, now, None)} == {
        DONE: "done_unknown", DOING: "late", STILL: "open", OWN: "open",
    }  # fmt: skip


def test_a_drop_needs_a_reason_and_may_get_another_one(second: Path) -> None:
    with Store.open(second) as store:
        with pytest.raises(InvalidInput, match="say why"):
            change_action(store, Edit(STILL, {"status": "dropped"}), "terminal")
        change_action(store, Edit(STILL, {"status": "dropped"}, "no money"), "terminal")
        change_action(store, Edit(STILL, {}, "no money this year"), "terminal")
        assert register_of(store).newest[STILL].reason == "no money this year"


# ── two at once ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_form_changes_the_fields_that_were_touched_and_tells_what_it_wrote_over(second: Path) -> None:
    with Store.open(second) as store:
        drawn = store.actions.last()
        change_action(store, Edit(DOING, {"owner": "Lee", "evidence": "A note"}), "terminal")
        form = {"status": "doing", "owner": "Zoe", "due": "2026-06-01", "evidence": ""}
        made = change_action(store, Edit(DOING, form, drawn=drawn), "web")
        assert [(one.name, one.before, one.after) for one in made.overwritten] == [("owner", "Lee", "Zoe")]
        entry = register_of(store).newest[DOING]
        assert (entry.owner, entry.evidence) == ("Zoe", "A note")
        assert [one.change.value for one in entry.history if one.change.field == "owner"] == ["Ana", "Lee", "Zoe"]


@pytest.mark.parametrize(
    "ids", [("GOV1:2-3", "GOV1:2-3"), ("GOV1:2-3", "GOV5:2-3")], ids=["the same action", "two actions"]
)
def test_two_who_update_at_once_lose_nothing(tmp_path: Path, ids: tuple[str, str]) -> None:
    folder = make_engagement(tmp_path / "acme", questionnaire="cx-pulse")
    code = (
        "import sys; from pathlib import Path; from cxassess.files.store import Store\n"
        "from cxassess.files.actions import Edit, change_action\n"
        "with Store.open(Path(sys.argv[1])) as store:\n"
        "    store.patience = 60\n"
        "    for n in range(50):\n"
        "        change_action(store, Edit(sys.argv[2], {'owner': f'{sys.argv[3]} {n}'}), 'terminal')\n"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, folder, id, name])
        for id, name in zip(ids, ("Ann", "Bob"), strict=True)
    ]
    assert [process.wait(240) for process in started] == [0, 0]
    with Store.open(folder) as store:
        newest = register_of(store).newest
        said = [one.change.value for id in dict.fromkeys(ids) for one in newest[id].history]
    assert sorted(said) == sorted(f"{name} {n}" for name in ("Ann", "Bob") for n in range(50))
    for name in ("Ann", "Bob"):
        mine = [text for text in said if text.startswith(name)]
        assert mine == [f"{name} {n}" for n in range(50)]


def test_a_promise_in_the_store_that_nobody_wrote_is_told_in_a_sentence(second: Path) -> None:
    with Store.open(second) as store:
        store.actions.add(NEXT, [ActionChange(DOING, "promised", '{"wave": 1}')], "carried")
    refused(run("action", "list", second), "is damaged: it holds what cxassess did not write")
    assert Promised("2026", "A").what == ""
