"""import workbook: what people changed comes back, once, and a cell that says nothing sensible keeps everything out."""

import io
import json
import random
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import tomlkit
from libreoffice import converted

from cxassess.errors import CannotWrite, CxassessError, InvalidInput
from cxassess.files import workbook_import
from cxassess.files.answer_files import read_answers
from cxassess.files.settings_edit import edited
from cxassess.files.workbook_changes import Change, Given
from cxassess.model.action import ActionChange, ActionRecord
from cxassess.model.engagement import AgreedLevel
from cxassess.report.workbook import write_workbook
from cxassess.words import read_words
from files.building import WAVE, contents, lines, run, written
from files.workbooks import GIVEN, ON, SILENT, Book, Desk, load, make_desk


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return make_desk(tmp_path_factory.mktemp("workbook") / "acme")


@pytest.fixture
def desk(first: Desk, tmp_path: Path) -> Desk:
    return first.copy(tmp_path / "acme")


@pytest.fixture(scope="module")
def steps(first: Desk) -> list[str]:
    """The ids of the steps on the roadmap, in its order."""
    return [action.id for horizon in ("now", "next", "later") for action in first.assess().actions_in(horizon)]


@pytest.fixture(scope="module")
def long_plan(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """More steps than the plan has room for."""
    return make_desk(tmp_path_factory.mktemp("long") / "acme", "cx-maturity")


# ── nothing changed ──────────────────────────────────────────────────────────────────────────────────────────


def test_an_unchanged_workbook_brings_nothing(desk: Desk) -> None:
    assert desk.found(desk.content).is_empty
    assert desk.found(desk.book()).is_empty  # and as openpyxl saves it
    assert desk.found(desk.content).notes == []


def test_what_libreoffice_saved_brings_nothing_either(desk: Desk, needs: Callable[[str], str], tmp_path: Path) -> None:
    (path,) = converted(needs("soffice"), {"book.xlsx": desk.content}, "xlsx", tmp_path).values()
    saved = path.read_bytes()
    assert desk.found(saved).is_empty
    assert desk.found(saved).notes == []
    changed = Book(load(saved)).set("Scores", "disciplines.design", "target", 4.2)
    assert desk.found(changed).told == [Change("targets", "design", "3.5", "4.2")]


# ── settings ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_targets_and_weights_go_into_the_settings_and_comments_stay(desk: Desk) -> None:
    path = desk.folder / "engagement.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("[disciplines]", "# ours\n[disciplines]"), encoding="utf-8"
    )
    before = path.read_text(encoding="utf-8")
    book = desk.book().set("Scores", "disciplines.design", "target", 4.0)
    book.set("Scores", "disciplines.culture", "weight", 2).set("Scores", "manager", "weight", 0.5)
    assert desk.taken(book) == [
        Change("targets", "design", "3.5", "4"),
        Change("weights", "culture", "1", "2"),
        Change("roles", "Managers", "1", "0.5"),
    ]
    after = path.read_text(encoding="utf-8")
    assert tomlkit.parse(after)["disciplines"] == {
        "weights": {"culture": 2},
        "targets": {"design": 4.0},
        "strategic": [],
    }
    changed = [line for line in after.splitlines() if line not in before.splitlines()]
    assert len(changed) == 3
    assert "# over the profile, such as { design = 4.0 }" in changed[2]
    a = desk.assess()
    assert (a.targets["design"], a.engagement.discipline_weights["culture"]) == (4.0, 2)
    assert a.role_weights["manager"] == 0.5


def test_a_target_that_the_profile_gives_anyway_is_taken_out(desk: Desk) -> None:
    path = desk.folder / "engagement.toml"
    path.write_bytes(edited(path.read_bytes(), {("disciplines", "targets", "design"): 4.0}))
    again = Desk(desk.folder, write_workbook(desk.assess(), read_words()))
    again.taken(again.book().set("Scores", "disciplines.design", "target", 3.5))
    assert "design = 4" not in path.read_text(encoding="utf-8").replace(
        "# over the profile, such as { design = 4.0 }", ""
    )
    assert again.assess().targets["design"] == 3.5


@pytest.mark.parametrize(
    ("before", "edits", "after"),
    [
        (
            "a = 1\n",
            {("disciplines", "targets", "x"): 4.0},
            {"a": 1, "disciplines": {"targets": {"x": 4.0}}},
        ),
        (
            "[disciplines.targets] # c\nx = 2.0\n",
            {("disciplines", "targets", "x"): None},
            {"disciplines": {"targets": {}}},
        ),
        (
            "[roles.a]\npeople = 3\n",
            {("roles", "b", "weight"): 2.0},
            {"roles": {"a": {"people": 3}, "b": {"weight": 2}}},
        ),
        (
            "disciplines = { weights = { x = 1 } }\n",
            {("disciplines", "weights", "y"): 0.5},
            {"disciplines": {"weights": {"x": 1, "y": 0.5}}},
        ),
        ("a = 1\n", {("disciplines", "targets", "x"): None}, {"a": 1}),
    ],
)
def test_settings_of_any_shape_are_changed_in_place(before: str, edits: dict, after: dict) -> None:  # type: ignore[type-arg]
    assert tomlkit.parse(edited(before.encode(), edits).decode()).unwrap() == after


def test_settings_keep_their_bytes_but_for_the_change() -> None:
    before = "\ufeff# ours\r\n[disciplines]\r\nweights = { } # equal\r\ntargets = { x = 2.0, y = 3.0 }\r\n"
    edits: dict[tuple[str, ...], float | None] = {
        ("disciplines", "weights", "x"): 4.5,
        ("disciplines", "targets", "x"): None,
        ("roles", "a", "weight"): 2.0,
    }
    after = before.replace("{ }", "{ x = 4.5 }").replace("x = 2.0, ", "") + "\r\n[roles.a]\r\nweight = 2\r\n"
    assert edited(before.encode(), edits).decode() == after


def test_all_weights_at_0_are_refused_before_anything_is_written(desk: Desk) -> None:
    book = desk.book()
    for discipline in desk.assess().weights:
        book.set("Scores", f"disciplines.{discipline}", "weight", 0)
    assert desk.faults(book) == [
        "engagement.toml › disciplines.weights: every discipline has weight 0, so there is no overall score"
    ]


# ── agreed levels ────────────────────────────────────────────────────────────────────────────────────────────


def test_an_agreed_level_comes_in_with_reason_day_and_people(desk: Desk) -> None:
    id = next(iter(desk.assess().practices))
    book = (
        desk.book().set("Practices", id, "agreed level", 4).set("Practices", id, "agreed because", "the log was seen")
    )
    book.set("Practices", id, "who was present", "Zoë")
    assert desk.taken(book, SILENT) == [Change("agreed", id, "", "4", "the log was seen")]
    with desk.opened() as opened:
        assert opened.store.decisions.agreed(WAVE) == {id: AgreedLevel(id, 4, "the log was seen", ON, "Zoë")}


def test_an_agreed_level_without_reason_and_people_is_refused(desk: Desk) -> None:
    id = next(iter(desk.assess().practices))
    assert desk.faults(desk.book().set("Practices", id, "agreed level", 4), SILENT) == [
        f"Practices G6: level 4 was agreed for {id}, but without a reason (beside it, or --reason)",
        f"Practices G6: level 4 was agreed for {id}, but without who was present (--present)",
    ]


def test_an_agreed_level_that_is_emptied_is_taken_back(desk: Desk) -> None:
    id = next(iter(desk.assess().practices))
    desk.taken(desk.book().set("Practices", id, "agreed level", 5))
    again = Desk(desk.folder, write_workbook(desk.assess(), read_words()))
    again.taken(again.book().set("Practices", id, "agreed level", None))
    assert again.assess().practices[id].agreed is None


def test_changed_answers_become_an_agreed_level_and_nobody_is_overwritten(desk: Desk) -> None:
    a = desk.assess()
    id, people = next(iter(a.practices)), [r.name for r in a.responses[:3]]
    assert a.practices[id].level == 3
    book = desk.book()
    for name in people:
        book.set("Answers", name, id, 5)
    (told,) = desk.taken(book)
    assert told == Change("agreed", id, "", "4", "the workshop said so (3 answers were changed in the workbook)")
    after = desk.assess()
    assert [r.answers for r in after.responses] == [r.answers for r in a.responses]
    assert (after.practices[id].value, after.practices[id].respondents_value) == (4, a.practices[id].value)


def test_without_the_column_of_reasons_who_was_present_is_no_reason(desk: Desk) -> None:
    id, book = next(iter(desk.assess().practices)), desk.book()
    for name in ("Person 0", "Person 1", "Person 2"):
        book.set("Answers", name, id, 5)
    where = book.at("Answers", "Person 0", id).coordinate
    book.set("Practices", id, "who was present", "Zoë")
    book.rename("Practices", "agreed because", "why")
    changes = desk.found(book, SILENT)
    assert [(a.reason, a.present) for a in changes.agreed] == [("3 answers were changed in the workbook", "Zoë")]
    book.rename("Practices", "who was present", "who")
    lack = f"level 4 was agreed for {id}, but without who was present"
    missing = "(the column “who was present” is missing; give it back, or say --present)"
    assert desk.faults(book, SILENT) == [f"Answers {where}: {lack} {missing}"]


def test_what_stands_beside_changed_answers_says_why_and_who(desk: Desk) -> None:
    id, book = next(iter(desk.assess().practices)), desk.book()
    for name in ("Person 0", "Person 1", "Person 2"):
        book.set("Answers", name, id, 5)
    book.set("Practices", id, "agreed because", "the log").set("Practices", id, "who was present", " Zoë  B")
    desk.taken(book, SILENT)
    with desk.opened() as opened:
        why = "the log (3 answers were changed in the workbook)"
        assert opened.store.decisions.agreed(WAVE) == {id: AgreedLevel(id, 4, why, ON, "Zoë B")}
    assert desk.found(book, SILENT).is_empty


def test_an_agreed_level_keeps_its_day_where_only_its_reason_is_corrected(desk: Desk) -> None:
    id = next(iter(desk.assess().practices))
    book = desk.book().set("Practices", id, "agreed level", 4).set("Practices", id, "agreed because", "teh log")
    desk.taken(book.set("Practices", id, "who was present", "Zoë"), SILENT)
    again = Desk(desk.folder, write_workbook(desk.assess(), read_words()))
    corrected = again.book().set("Practices", id, "agreed because", "the log")
    again.taken(corrected, Given(on=None))
    with desk.opened() as opened:
        assert opened.store.decisions.agreed(WAVE) == {id: AgreedLevel(id, 4, "the log", ON, "Zoë")}
    again = Desk(desk.folder, write_workbook(desk.assess(), read_words()))
    again.taken(again.book().set("Practices", id, "agreed level", 5), Given(on=None))
    with desk.opened() as opened:
        assert opened.store.decisions.agreed(WAVE)[id].agreed_on == opened.wave.as_of


@pytest.mark.parametrize("blanks", ["Ours  and  theirs", "Ours and theirs "])
def test_blanks_in_a_title_that_nobody_touched_are_no_change(desk: Desk, steps: list[str], blanks: str) -> None:
    with desk.opened() as opened:
        opened.store.decisions.save(WAVE, [ActionChange(steps[0], "title", blanks)], [], "test")
    again = Desk(desk.folder, write_workbook(desk.assess(), read_words()))
    assert again.found(again.content).told == []


def test_a_new_person_or_another_role_is_refused(desk: Desk) -> None:
    book = desk.book()
    sheet = book.book["Answers"]
    sheet["B2"], sheet["A8"], sheet["D8"] = "executive", "Zoe", 4
    assert desk.faults(book) == [
        "Answers A8: “Zoe” is nobody of this workbook: new people and names come in with cxassess import answers",
        "Answers B2: the role of Person 0 was manager; roles are changed with cxassess import answers",
    ]


# ── actions ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_everything_about_an_action_comes_in(desk: Desk, steps: list[str]) -> None:
    one, two, three = steps[:3]
    book = desk.book()
    for head, value in (
        ("Action", "A title\nof ours"),
        ("What", "What we do"),
        ("First step", "On Monday"),
        ("Done when", "A stranger sees it"),
        ("Chosen", "later"),
        ("Owner", "  Zoë "),
        ("Due", date(2026, 5, 1)),
        ("Status", "Doing"),
    ):
        book.set("Roadmap", one, head, value)
    book.set("Roadmap", two, "Status", "dropped").set("Roadmap", two, "Reason, where dropped, merged or moved", "done")
    book.set("Roadmap", three, "Part of", one)
    book.set("Actions", one, "impact, yours", 0.5).set("Actions", one, "effort, yours", "8")
    book.set("Actions", one, "rank, yours", 2).set("Actions", one, "Reason", "the board asked")
    desk.taken(book, SILENT)
    with desk.opened() as opened:
        assert opened.store.actions.of(WAVE) == {
            one: ActionRecord(
                one,
                title="A title of ours",
                what="What we do",
                first_step="On Monday",
                done_when="A stranger sees it",
                horizon="later",
                owner="Zoë",
                due=date(2026, 5, 1),
                status="doing",
                impact=0.5,
                effort=8,
                rank=2,
                reasons=dict.fromkeys(("impact", "effort", "rank"), "the board asked"),
            ),
            two: ActionRecord(two, status="dropped", reasons={"status": "done"}),
            three: ActionRecord(three, merged_into=one),
        }
    a = desk.assess()
    placed = {action.id: action.horizon for action in a.all_actions}
    assert (placed[one], placed[two], placed[three]) == ("later", None, None)


def test_own_actions_get_ids_and_a_second_import_adds_none(desk: Desk) -> None:
    practice = next(iter(desk.assess().practices))
    book = desk.book().add({"B": "Now", "D": "Call ten customers", "I": "Ben", "C": practice.lower()})
    book.add({"D": "Repaint the shops"})
    desk.taken(book, SILENT)
    expected = {
        "OWN1": ActionRecord("OWN1", title="Call ten customers", horizon="now", owner="Ben", practice=practice),
        "OWN2": ActionRecord("OWN2", title="Repaint the shops"),
    }
    with desk.opened() as opened:
        assert opened.store.actions.of(WAVE) == expected
    assert desk.found(book, SILENT).is_empty
    again = Desk(desk.folder, write_workbook(desk.assess(), read_words()))
    assert again.found(again.content).is_empty
    changed = again.book().set("Roadmap", "OWN2", "Owner", "Cy").add({"D": "A third"})
    again.taken(changed, SILENT)
    with desk.opened() as opened:
        assert opened.store.actions.of(WAVE)["OWN2"].owner == "Cy"
        assert opened.store.actions.of(WAVE)["OWN3"].title == "A third"


def test_two_new_rows_of_one_title_are_two_actions(desk: Desk) -> None:
    book = desk.book().add({"D": "Call ten customers", "I": "Ann"}).add({"D": "Call ten customers", "I": "Ben"})
    desk.taken(book, SILENT)
    with desk.opened() as opened:
        records = opened.store.actions.of(WAVE)
        assert {id: record.owner for id, record in records.items()} == {"OWN1": "Ann", "OWN2": "Ben"}
    assert desk.found(book, SILENT).is_empty


def test_a_new_row_of_an_older_workbook_never_overwrites_an_action_that_is_there(desk: Desk) -> None:
    desk.taken(desk.book().add({"D": "Call ten customers", "I": "Ann"}), SILENT)
    changes = desk.found(desk.book().add({"D": "Call ten customers", "I": "Ben"}), SILENT)
    assert {change.action for change in changes.actions} == {"OWN2"}
    assert changes.notes == ["Roadmap C20: OWN2 has the title of OWN1, “Call ten customers”, but not all its words."]


def test_practices_whose_ids_begin_like_own_actions_are_no_own_actions(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "acme", renamed={"GOV1": "OWNER1"})
    assert "OWNER1" in desk.assess().practices
    desk.taken(desk.book().add({"D": "Call ten customers"}), SILENT)
    with desk.opened() as opened:
        assert list(opened.store.actions.of(WAVE)) == ["OWN1"]


def test_an_action_that_waits_gets_a_place_on_the_sheet_actions(long_plan: Desk, tmp_path: Path) -> None:
    desk = long_plan.copy(tmp_path / "acme")
    waiting = next(action.id for action in desk.assess().actions if action.horizon is None)
    desk.taken(desk.book().set("Actions", waiting, "When, chosen", "Next"))
    assert next(a for a in desk.assess().actions if a.id == waiting).horizon == "next"
    again = Desk(desk.folder, write_workbook(desk.assess(), read_words()))
    again.taken(again.book().set("Roadmap", waiting, "Chosen", None))
    assert next(a for a in again.assess().actions if a.id == waiting).horizon is None


def test_a_decision_that_is_emptied_leaves_what_was_proposed(desk: Desk, steps: list[str]) -> None:
    proposed = next(a for a in desk.assess().actions if a.id == steps[0]).title
    desk.taken(desk.book().set("Roadmap", steps[0], "Action", "Ours"))
    again = Desk(desk.folder, write_workbook(desk.assess(), read_words()))
    again.taken(again.book().set("Roadmap", steps[0], "Action", ""))
    assert next(a for a in again.assess().actions if a.id == steps[0]).title == proposed


# ── what the roadmap proposes, and what people choose ────────────────────────────────────────────────────────


def _place(desk: Desk, step: str) -> str | None:
    return next(a for a in desk.assess().actions if a.id == step).horizon


def _again(desk: Desk) -> Desk:
    """The desk with the workbook of the engagement as it is by now."""
    return Desk(desk.folder, write_workbook(desk.assess(), read_words()))


def test_no_chosen_horizon_means_as_proposed_and_a_chosen_one_moves_no_other(desk: Desk, steps: list[str]) -> None:
    before = {a.id: a.horizon for a in desk.assess().actions}
    assert desk.book().at("Roadmap", steps[0], "Chosen").value is None
    desk.taken(desk.book().set("Roadmap", steps[0], "Chosen", "Later"))
    assert {a.id: a.horizon for a in desk.assess().actions} == {**before, steps[0]: "later"}
    chosen = _again(desk)
    assert chosen.book().at("Roadmap", steps[0], "Chosen").value == "Later"
    assert chosen.found(chosen.content).is_empty
    chosen.taken(chosen.book().set("Roadmap", steps[0], "Chosen", None))
    assert {a.id: a.horizon for a in desk.assess().actions} == before


def test_a_chosen_horizon_that_is_also_proposed_is_kept(desk: Desk, steps: list[str]) -> None:
    desk.taken(desk.book().set("Roadmap", steps[0], "Chosen", "Now"))
    with desk.opened() as opened:
        assert opened.store.actions.of(WAVE)[steps[0]].horizon == "now"


def test_a_step_in_an_empty_row_of_the_roadmap_is_that_step(long_plan: Desk, tmp_path: Path) -> None:
    desk = long_plan.copy(tmp_path / "acme")
    waiting = next(action.id for action in desk.assess().actions if action.horizon is None)
    book = desk.book().add({"B": "Next", "C": waiting.lower(), "I": "Ann"})
    told = [(change.about, change.after) for change in desk.taken(book)]
    assert told == [(f"{waiting} horizon", "next"), (f"{waiting} owner", "Ann")]
    assert _place(desk, waiting) == "next"
    assert desk.found(book).is_empty
    assert desk.assess().own_actions == ()


def test_a_step_with_two_horizons_on_two_sheets_is_a_fault(long_plan: Desk, tmp_path: Path) -> None:
    desk = long_plan.copy(tmp_path / "acme")
    waiting = next(action.id for action in desk.assess().actions if action.horizon is None)
    book = desk.book().add({"B": "Next", "C": waiting}).set("Actions", waiting, "When, chosen", "Now")
    (fault,) = desk.faults(book)
    assert fault.endswith(f": “next” stands here for {waiting}, “now” on another sheet")


def test_steps_that_the_foot_of_the_roadmap_proposes_by_itself_are_no_new_actions(desk: Desk) -> None:
    book = desk.book()
    sheet = book.book["Roadmap"]
    feet = [cell for cell in sheet["C"] if str(cell.value).startswith("=")]
    assert len(feet) == 19
    # as a program leaves it that has calculated: a step at the foot, with its title
    content = book.bytes()
    for cell in (f"C{feet[0].row}", f"D{feet[0].row}"):
        content = _with_value(content, "Roadmap", cell, "GOV1:2-3")
    assert desk.found(content).is_empty


def _with_value(content: bytes, title: str, cell: str, value: str) -> bytes:
    """The workbook with the value of a formula, as a program that calculates leaves it."""
    number = load(content).sheetnames.index(title) + 1
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == f"xl/worksheets/sheet{number}.xml":
                pattern = rf'<c r="{cell}"([^>]*)>(<f>.*?</f>)(<v ?/>|<v>[^<]*</v>)?</c>'.encode()
                data, count = re.subn(pattern, rf'<c r="{cell}"\g<1> t="str">\g<2><v>{value}</v></c>'.encode(), data)
                assert count == 1
            new.writestr(name, data)
    return out.getvalue()


def test_a_german_workbook_comes_back(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "acme", language="de")
    assert desk.found(desk.content).is_empty
    assert desk.found(desk.content).notes == []
    one, two = (action.id for action in desk.assess().actions[:2])
    practice = next(iter(desk.assess().practices))
    book = desk.book().set("Fahrplan", one, "Gewählt", "Später").set("Fahrplan", one, "Stand", "in Arbeit")
    book.set("Fahrplan", two, "Stand", "verworfen")
    book.set("Fahrplan", two, "Grund, wo verworfen, zusammengelegt oder verschoben", "schon geschehen")
    book.set("Maßnahmen", one, "Aufwand, Ihrer", 8).set("Scores", "disciplines.design", "Ziel", 4.0)
    book.set("Praktiken", practice, "verein-barte Stufe", 4)
    desk.taken(book)
    with desk.opened() as opened:
        assert opened.store.actions.of(WAVE) == {
            one: ActionRecord(
                one,
                horizon="later",
                status="doing",
                effort=8,
                reasons=dict.fromkeys(("horizon", "status", "effort"), "the workshop said so"),
            ),
            two: ActionRecord(two, status="dropped", reasons={"status": "schon geschehen"}),
        }
        assert opened.store.decisions.agreed(WAVE)[practice].level == 4
    assert desk.assess().targets["design"] == 4.0
    assert desk.found(book).is_empty


# ── sorted, inserted, moved, deleted ─────────────────────────────────────────────────────────────────────────


def test_rows_are_found_by_id_wherever_they_stand(desk: Desk, steps: list[str]) -> None:
    book = desk.book().set("Roadmap", steps[0], "Owner", "Ann")
    sheet = book.book["Roadmap"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    random.Random(3).shuffle(rows)
    for number, row in enumerate(rows, start=5):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value
    sheet.insert_cols(3)
    sheet.insert_rows(4, amount=2)
    book.book.move_sheet("Roadmap", -3)
    assert desk.found(book).told == [Change("actions", f"{steps[0]} owner", "", "Ann", "the workshop said so")]


def test_what_was_deleted_is_told_and_changes_nothing(desk: Desk, steps: list[str]) -> None:
    book = desk.book().set("Scores", "disciplines.design", "target", 4.0)
    book.book["Roadmap"].delete_rows(5)
    book.book["Actions"].delete_cols(7)
    del book.book["Answers"]
    changes = desk.found(book)
    assert [change.about for change in changes.told] == ["design"]
    assert changes.notes == [
        f"Not found: rows of the sheet Roadmap: {steps[0]}.",
        "Not found: the column “impact, yours” of the sheet Actions.",
        "Not found: the sheet Answers.",
    ]


def test_a_sheet_under_another_name_is_not_passed_over(desk: Desk) -> None:
    book = desk.book()
    book.book["Roadmap"].title = "Roadmap 2"
    assert "the sheet Roadmap 2: was read, Roadmap was expected: give it its name back" in "\n".join(desk.faults(book))


def test_a_reason_beside_what_was_taken_is_nothing_new(desk: Desk, steps: list[str]) -> None:
    book = desk.book().set("Actions", steps[0], "effort, yours", 8).set("Actions", steps[0], "Reason", "Three systems")
    desk.taken(book)
    assert desk.found(book).is_empty


def test_a_row_that_was_copied_is_a_fault(desk: Desk, steps: list[str]) -> None:
    book = desk.book()
    book.set("Roadmap", steps[1], "Step", steps[0])
    assert f"{steps[0]} stands twice" in "\n".join(desk.faults(book))


# ── what is not understood ───────────────────────────────────────────────────────────────────────────────────

FAULTY = [
    ("Scores", "disciplines.design", "target", 7, "“7” was read, a target from 1 to 5 was expected"),
    ("Scores", "disciplines.design", "target", None, "nothing was read, a target from 1 to 5 was expected"),
    ("Scores", "disciplines.design", "weight", -1, "“-1” was read, a weight of 0, or from 0.001 to 1000, was expected"),
    ("Scores", "manager", "weight", "heavy", "“heavy” was read, a weight of 0, or from 0.001 to 1000, was expected"),
    ("Scores", "manager", "weight", "=1/0", "a formula without a value stands here: type the value instead"),
    ("Roadmap", 0, "Due", "soon", "“soon” was read, a date such as 2026-06-18 was expected"),
    ("Roadmap", 0, "Due", True, "TRUE was read, a date such as 2026-06-18 was expected"),
    ("Roadmap", 0, "Status", "late", "“late” was read, one of open, doing, done, dropped was expected"),
    ("Roadmap", 0, "Chosen", "2027", "“2027” was read, one of Now, Next, Later was expected"),
    ("Roadmap", 0, "Part of", "Q", "“Q” was read, the id of an action, such as those on the sheet Actions,{0}"),
    ("Roadmap", 0, "Status", "dropped", "that it is dropped was read without a reason: say why beside it, or with {}"),
    ("Actions", 0, "impact, yours", 4, "“4” was read, 0.5, 1, 2 or 3, or nothing, was expected"),
    ("Actions", 0, "effort, yours", 4, "“4” was read, 1, 2, 3, 5 or 8, or nothing, was expected"),
    ("Actions", 0, "rank, yours", 1.5, "“1.5” was read, a whole number from 1 to 12 was expected"),
    ("Actions", 0, "rank, yours", 3, "rank 3 was read without a reason: say why beside it, or with {}"),
    ("Actions", 0, "Reason", "because", "says why, but nothing beside it was changed"),
    ("Practices", "STR1", "agreed level", 7, "“7” was read, a whole number from 1 to 5, or nothing, was expected"),
    ("Practices", "STR1", "agreed because", "so", "says why or who, but no level was agreed: write the level, too"),
    ("Answers", "Person 0", "STR1", "often", "“often” was read, 1 to 5, DK, NA or nothing was expected"),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "id", "head", "value", "sentence"), FAULTY, ids=lambda part: str(part)[:24])
def test_a_cell_that_is_not_understood_is_named_with_what_was_expected(
    desk: Desk, steps: list[str], sheet: str, id: str | int, head: str, value: object, sentence: str
) -> None:
    before = contents(desk.folder)
    practices = list(desk.assess().practices)
    row = steps[id] if isinstance(id, int) else practices[0] if id == "STR1" else id
    head = practices[0] if head == "STR1" else head
    book = desk.book().set(sheet, row, head, value)
    cell = book.at(sheet, row, head)
    sentence = sentence.replace("1 to 12", f"1 to {len(practices)}").format(
        " was expected" if head == "Part of" else "--reason"
    )
    assert desk.faults(book, SILENT) == [f"{sheet} {cell.coordinate}: {sentence}"]
    assert contents(desk.folder) == before


def test_all_faults_are_named_at_once(desk: Desk, steps: list[str]) -> None:
    book = desk.book().set("Scores", "disciplines.design", "target", 7).set("Roadmap", steps[0], "Due", "soon")
    book.set("Actions", steps[1], "effort, yours", 4).add({"I": "Ann"})
    assert [fault.partition(":")[0].partition(" ")[0] for fault in desk.faults(book)] == [
        "Scores",
        "Roadmap",
        "Actions",
        "Roadmap",
    ]


def test_a_new_row_without_a_title_or_on_the_sheet_actions_is_a_fault_at_its_cell(desk: Desk) -> None:
    book = desk.book().add({"I": "Ann"})
    owner = next(cell for cell in book.book["Roadmap"]["I"] if cell.value == "Ann")
    below = book.book["Actions"].max_row + 1
    book.book["Actions"][f"G{below}"] = 2
    assert desk.faults(book) == [
        f"Actions G{below}: stands beside no action: new ones come in as new rows of the sheet Roadmap",
        f"Roadmap D{owner.row}: an action of your own needs a title",
    ]


def test_a_row_of_the_sheet_actions_under_another_id_is_a_fault(desk: Desk, steps: list[str]) -> None:
    book = desk.book().set("Actions", steps[0], "effort, yours", 8)
    effort = book.at("Actions", steps[0], "effort, yours").coordinate
    book.set("Actions", steps[0], "Step", "GOV9:8-9")
    end = "which is no action: new ones come in as new rows of the sheet Roadmap"
    assert f"Actions {effort}: stands beside GOV9:8-9, {end}" in desk.faults(book)


def test_what_is_typed_over_a_cell_that_follows_the_roadmap_does_not_get_lost(desk: Desk, steps: list[str]) -> None:
    book = desk.book().set("Actions", steps[0], "Status", "doing").set("Actions", steps[1], "Status", "open")
    where = book.at("Actions", steps[0], "Status").coordinate
    assert desk.faults(book) == [f"Actions {where}: follows the sheet Roadmap: write “doing” there"]
    assert desk.found(book.set("Roadmap", steps[0], "Status", "doing")).told[0].after == "doing"


def test_a_due_date_before_the_wave_is_told_and_taken(desk: Desk, steps: list[str]) -> None:
    book = desk.book().set("Roadmap", steps[0], "Due", date(2025, 3, 1)).set("Roadmap", steps[1], "Due", "2026-03-12")
    where = book.at("Roadmap", steps[0], "Due").coordinate
    changes = desk.found(book)
    assert changes.notes == [
        f"Roadmap {where}: {steps[0]} is due on 2025-03-01, before the day of the wave, 2026-03-12."
    ]
    assert [change.value for change in changes.actions] == ["2025-03-01", "2026-03-12"]


@pytest.mark.parametrize("into", ["self", "cycle", "dropped"])
def test_an_action_becomes_part_of_one_that_stays(desk: Desk, steps: list[str], into: str) -> None:
    one, two = steps[:2]
    book = desk.book().set("Roadmap", one, "Part of", one if into == "self" else two)
    if into == "cycle":
        book.set("Roadmap", two, "Part of", one)
    if into == "dropped":
        book.set("Roadmap", two, "Status", "dropped")
    assert [f for f in desk.faults(book) if "cannot become part of" in f]


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("client", "Other", "Origin: this workbook is of the client “Other”, “Acme” was expected"),
        ("wave", "2025", "Origin: this workbook is of the wave “2025”, “2026” was expected"),
    ],
)
def test_the_workbook_of_another_client_or_wave_is_refused(desk: Desk, key: str, value: str, sentence: str) -> None:
    book = desk.book()
    next(row[1] for row in book.book["Origin"].iter_rows() if row[0].value == key).value = value
    assert desk.faults(book) == [sentence]


def test_a_file_that_is_no_workbook_of_ours_is_refused_in_a_sentence(desk: Desk) -> None:
    book = desk.book()
    del book.book["Origin"]
    (fault,) = desk.faults(book)
    assert fault.startswith("back.xlsx: has no sheet Origin, so it is not a workbook that cxassess report wrote")
    assert desk.faults(b"noise") == ["back.xlsx: is not a workbook that can be read (File is not a zip file)"]
    assert desk.faults(desk.content[: len(desk.content) // 2])
    with desk.opened() as opened, pytest.raises(InvalidInput, match="there is no such file"):
        workbook_import.changes_in(opened, desk.folder / "none.xlsx", GIVEN)


def test_text_from_a_workbook_stays_text_and_loses_what_a_terminal_obeys(desk: Desk, steps: list[str]) -> None:
    book = desk.book()
    cell = book.at("Roadmap", steps[0], "Owner")
    cell.value, cell.data_type = "=HYPERLINK(1)", "s"
    book.at("Roadmap", steps[0], "What").value = "a_x001b_[2Jb"
    desk.taken(book)
    with desk.opened() as opened:
        record = opened.store.actions.of(WAVE)[steps[0]]
    assert record.owner == "=HYPERLINK(1)"
    assert "\x1b" not in (record.what or "")


def test_a_formula_that_a_person_typed_counts_with_the_value_it_had(desk: Desk) -> None:
    # openpyxl saves no values of formulas, so the file is made by hand: a formula with 4.5 as its value
    row = desk.book().at("Scores", "disciplines.design", "target").coordinate
    content = _with_formula(desk.content, row, "4+0.5", "4.5")
    assert desk.found(content).told == [Change("targets", "design", "3.5", "4.5")]


def test_a_damaged_sheet_is_named(desk: Desk) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(desk.content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data[: len(data) // 2] if name == "xl/worksheets/sheet2.xml" else data)
    assert desk.faults(out.getvalue()) == ["the sheet Scores: cannot be read: a part of it is damaged"]


def _with_formula(content: bytes, cell: str, formula: str, value: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet2.xml":
                pattern = rf'(<c r="{cell}"[^>]*>)<v>[^<]*</v>'.encode()
                data, count = re.subn(pattern, rf"\g<1><f>{formula}</f><v>{value}</v>".encode(), data)
                assert count == 1
            new.writestr(name, data)
    return out.getvalue()


# ── somebody was quicker ─────────────────────────────────────────────────────────────────────────────────────


def test_a_change_that_collides_with_a_newer_one_is_refused_with_all_three_values(desk: Desk, steps: list[str]) -> None:
    path = desk.folder / "engagement.toml"
    path.write_bytes(edited(path.read_bytes(), {("disciplines", "targets", "design"): 4.5}))
    with desk.opened() as opened:
        opened.store.decisions.save(WAVE, [ActionChange(steps[0], "owner", "Cy")], [], "test")
    book = desk.book().set("Scores", "disciplines.design", "target", 4.0).set("Roadmap", steps[0], "Owner", "Ann")
    cells = [book.at("Scores", "disciplines.design", "target"), book.at("Roadmap", steps[0], "Owner")]
    end = "by now: decide which is right, or write the workbook anew"
    scores, roadmap = desk.faults(book)
    assert scores == (
        f"Scores {cells[0].coordinate}: “4” stands here, “3.5” stood here when the workbook was written, and the"
        f" engagement has “4.5” {end}"
    )
    assert roadmap == (
        f"Roadmap {cells[1].coordinate}: “Ann” stands here, nothing stood here when the workbook was written, and the"
        f" engagement has “Cy” {end}"
    )


def test_what_changed_elsewhere_meanwhile_is_left_alone(desk: Desk, steps: list[str]) -> None:
    with desk.opened() as opened:
        opened.store.decisions.save(WAVE, [ActionChange(steps[0], "owner", "Cy")], [], "test")
    desk.taken(desk.book().set("Roadmap", steps[1], "Owner", "Ann"))
    with desk.opened() as opened:
        assert {id: r.owner for id, r in opened.store.actions.of(WAVE).items()} == {steps[0]: "Cy", steps[1]: "Ann"}


def test_an_answer_that_was_corrected_meanwhile_collides(desk: Desk) -> None:
    id = next(iter(desk.assess().practices))
    source = written(desk.folder.parent / "fix.csv", lines(f"Person 0,manager,,{id},5,,"))
    with desk.opened() as opened:
        opened.store.answers.save(WAVE, read_answers([source], opened.pack).rows, "csv")
    assert "“5” is by now" in desk.faults(desk.book().set("Answers", "Person 0", id, 2))[0]


# ── all or nothing ───────────────────────────────────────────────────────────────────────────────────────────


def _everywhere(desk: Desk, steps: list[str]) -> Book:
    """A workbook with a change for the settings and one for the store."""
    return desk.book().set("Scores", "disciplines.design", "target", 4.0).set("Roadmap", steps[0], "Owner", "Ann")


def test_settings_that_cannot_be_written_leave_the_store_as_it_was(
    desk: Desk, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(desk.folder)

    def refused(*_: object) -> None:
        raise CannotWrite("engagement.toml: the disk is full; nothing was changed")

    monkeypatch.setattr(workbook_import, "replace_settings", refused)
    with pytest.raises(CannotWrite):
        desk.taken(_everywhere(desk, steps))
    assert contents(desk.folder) == before


def test_a_store_that_is_busy_leaves_the_settings_as_they_were(desk: Desk, steps: list[str]) -> None:
    before = (desk.folder / "engagement.toml").read_bytes()
    understood = desk.understood(_everywhere(desk, steps))
    other = sqlite3.connect(desk.folder / "answers.db", isolation_level=None)
    try:
        with desk.opened() as opened:
            opened.store._db.execute("PRAGMA busy_timeout = 10")
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(CxassessError, match="being written by another program"):
                workbook_import.take_changes(opened, understood)
    finally:
        other.close()
    assert (desk.folder / "engagement.toml").read_bytes() == before


def test_settings_that_somebody_edits_meanwhile_are_not_overwritten(desk: Desk, steps: list[str]) -> None:
    path = desk.folder / "engagement.toml"
    understood = desk.understood(_everywhere(desk, steps))  # and is asked
    path.write_bytes(path.read_bytes() + b"# mine\n")
    before = contents(desk.folder)
    with (
        desk.opened() as opened,
        pytest.raises(CxassessError, match="was changed by somebody while the workbook was read"),
    ):
        workbook_import.take_changes(opened, understood)
    assert contents(desk.folder) == before


def test_settings_that_were_edited_since_the_engagement_was_opened_are_no_ground_to_stand_on(desk: Desk) -> None:
    path = desk.folder / "engagement.toml"
    back = written(desk.folder.parent / "back.xlsx", desk.content)
    with desk.opened() as opened:
        path.write_bytes(edited(path.read_bytes(), {("disciplines", "targets", "design"): 4.5}))
        with pytest.raises(CxassessError, match="was changed by somebody while the workbook was read"):
            workbook_import.changes_in(opened, back, GIVEN)


@pytest.mark.parametrize("what", ["an action", "a level"])
def test_what_others_decide_while_the_question_is_open_is_not_written_over(
    desk: Desk, steps: list[str], what: str
) -> None:
    understood = desk.understood(_everywhere(desk, steps))  # and is asked
    practice = next(iter(desk.assess().practices))
    with desk.opened() as opened:
        if what == "an action":
            opened.store.decisions.save(WAVE, [ActionChange(steps[0], "owner", "Cy")], [], "test")
        else:
            opened.store.decisions.agree(WAVE, AgreedLevel(practice, 4, "the log", ON, "Zoë"))
        before = contents(desk.folder)
        with pytest.raises(CxassessError, match="somebody else decided about actions or levels meanwhile"):
            workbook_import.take_changes(opened, understood)
    assert contents(desk.folder) == before


def test_settings_without_decisions_are_finished_by_the_same_workbook(desk: Desk, steps: list[str]) -> None:
    # what a kill between the settings and the commit leaves
    book = _everywhere(desk, steps)
    path = desk.folder / "engagement.toml"
    path.write_bytes(edited(path.read_bytes(), {("disciplines", "targets", "design"): 4.0}))
    assert [change.kind for change in desk.taken(book)] == ["actions"]
    assert desk.found(book).is_empty


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_command_tells_asks_for_yes_and_takes_it(desk: Desk, steps: list[str]) -> None:
    path = written(desk.folder.parent / "back.xlsx", _everywhere(desk, steps).bytes())
    before = contents(desk.folder)
    told = f"Targets: design 3.5 → 4\nActions: {steps[0]} owner – → Ann\n"
    asked = run("import", "workbook", desk.folder, path)
    assert (asked.returncode, asked.stdout.decode()) == (2, told)
    assert "say --yes to take the changes" in asked.stderr.decode()
    assert contents(desk.folder) == before
    done = run("import", "workbook", desk.folder, path, "--yes", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "taken": True,
        "notes": [],
        "changes": [
            {"kind": "targets", "about": "design", "before": "3.5", "after": "4", "reason": ""},
            {"kind": "actions", "about": f"{steps[0]} owner", "before": "", "after": "Ann", "reason": ""},
        ],
    }
    again = run("import", "workbook", desk.folder, path)
    assert (again.returncode, again.stdout.decode().partition(":")[0]) == (0, "Nothing to take")


def test_the_command_names_faults_and_exits_with_1(desk: Desk) -> None:
    book = desk.book().set("Scores", "disciplines.design", "target", 7)
    path = written(desk.folder.parent / "back.xlsx", book.bytes())
    done = run("import", "workbook", desk.folder, path, "--yes")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode().endswith("“7” was read, a target from 1 to 5 was expected\n")


def test_what_came_back_is_what_the_engine_then_gives_and_what_the_next_workbook_shows(
    first: Desk, tmp_path: Path, steps: list[str]
) -> None:
    desk = first.copy(tmp_path / "acme")
    book = desk.book().set("Actions", steps[4], "rank, yours", 1).set("Actions", steps[4], "Reason", "the board asked")
    book.set("Roadmap", steps[0], "Status", "dropped")
    desk.taken(book, Given(ON, reason="done"))
    a = desk.assess()
    assert a.actions[0].id == steps[4]
    shown = Desk(desk.folder, write_workbook(a, read_words())).book()
    assert shown.at("Actions", steps[4], "rank, yours").value == 1
    assert shown.at("Actions", steps[0], "Status").value == "dropped"
    shutil.rmtree(desk.folder)
