"""The workbook is right: every formula gives what the engine gives, before and after a change."""

import io
import re
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from libreoffice import converted
from office import planted
from openpyxl import load_workbook

from cxassess.model.action import ActionRecord
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import AgreedLevel, Answer, Response
from cxassess.model.software import FUNCTIONS, FunctionEntry
from cxassess.report.palette import HOUSE
from cxassess.report.workbook import write_workbook
from cxassess.report.workbook.actions import COLUMNS as ACTION_COLUMNS
from cxassess.report.workbook.book import Book, Sheet
from cxassess.report.workbook.layout import SHEETS, Layout
from cxassess.words import read_words
from report.repair_rules import every_formula, xml_of
from report.workbook_cases import AGREED, METRICS, PUBLIC_METRICS, WAVE, Case, case, engagement, pack
from report.workbook_follow import assert_follows, written
from report.workbook_oracle import cached, differences, errors, formulas, recalculated

ONE_ANSWER = Case(
    pack("cx-maturity"),
    engagement(pack("cx-maturity")),
    [Response("x", "Ann", "manager", "", {"GOV1": Answer("GOV1", "3")})],
)
_STEPS = [action.id for action in case().assess().actions]
DECIDED = replace(
    case(),
    decisions={
        r.action: r
        for r in (
            ActionRecord(_STEPS[0], status="dropped", reasons={"status": "done already"}),
            ActionRecord(_STEPS[1], merged_into=_STEPS[2], title="A title of ours"),
            ActionRecord(_STEPS[3], rank=9, reasons={"rank": "the board asked"}, impact=0.5),
            ActionRecord(_STEPS[8], rank=1, effort=8, owner="Ann", status="doing"),
            ActionRecord(_STEPS[-1], horizon="now"),
            ActionRecord("OWN1", title="Call ten customers", horizon="now", practice="MEA7"),
            ActionRecord("OWN2", title="Repaint the shops"),
            ActionRecord("OWN3", title="Stop the hotline", status="dropped"),
        )
    },
)
NO_SOFTWARE = dict.fromkeys(FUNCTIONS, FunctionEntry(products=()))
CASES: Mapping[str, Case] = {
    "many people, metrics and agreed levels": case(metrics=METRICS, agreed=AGREED),
    "one person": case(people={"executive": 1}),
    "one answer only": ONE_ANSWER,
    "only don't knows": case(choices=("DK",)),
    "many not applicable": case(choices=("NA", "NA", "2", "DK")),
    "the pulse": case("cx-pulse"),
    "a public service": case(variant="public", metrics=PUBLIC_METRICS),
    "metrics only": replace(ONE_ANSWER, responses=[], metrics=METRICS),
    "weights": case()
    .with_settings(discipline_weights={"design": 3.0, "culture": 0.0})
    .with_role_weights(manager=2, analyst=1, front_line=0.5),
    "roles at weight 0": case(people={"executive": 3, "front_line": 7}).with_role_weights(executive=0, manager=0),
    "targets": case().with_settings(targets={"design": 5.0, "culture": 2.25, "strategy": 1.0}),
    "the highest stage": case(choices=("4", "5", "5", "4", "3")),
    "high without software": replace(case(choices=("4", "5", "5", "4")), software=NO_SOFTWARE),
    "the lowest": case(choices=("1", "1", "2")),
    "at the gates": case(choices=("3", "3", "3", "2", "4")),
    "confidential": case(metrics=METRICS).with_settings(mode="confidential"),
    "anonymous": case(people={"executive": 2, "manager": 6, "front_line": 9}).with_settings(mode="anonymous"),
    "decisions": DECIDED,
    "60 people": case(people={"executive": 10, "manager": 20, "front_line": 28, "analyst": 2}),
}


@cache
def workbook(name: str) -> bytes:
    """The workbook of one of the cases, written once."""
    return written(CASES[name])


def sheet_text(content: bytes, sheet: str) -> str:
    book = load_workbook(io.BytesIO(content), data_only=True)
    return "\n".join(
        str(value) for row in book[sheet].iter_rows(values_only=True) for value in row if value is not None
    )


# ── formulas and their values ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", CASES)
def test_every_formula_gives_the_value_that_the_file_carries(name: str) -> None:
    content = workbook(name)
    found = recalculated(content)
    assert len(found) > 1000
    assert list(errors(found)) == []
    assert differences(cached(content), found) == []


def test_a_wrong_value_in_the_file_is_found() -> None:
    content = workbook("many people, metrics and agreed levels")
    spoiled = _spoil(content, "Scores", "C7", "4.9999")
    assert [line.split(":")[0] for line in differences(cached(spoiled), recalculated(spoiled))] == ["Scores!C7"]


def _spoil(content: bytes, sheet: str, cell: str, value: str) -> bytes:
    """The workbook with another cached value in one cell."""
    part = f"xl/worksheets/sheet{SHEETS.index(sheet) + 1}.xml"
    return planted(content, part, rf'(<c r="{cell}"[^>]*><f>[^<]*</f><v>)[^<]*(</v>)', rf"\g<1>{value}\2")


BY_LIBREOFFICE = ("many people, metrics and agreed levels", "one answer only", "the pulse", "confidential")


def test_libreoffice_gives_the_same_and_finds_a_wrong_value(needs: Callable[[str], str], tmp_path: Path) -> None:
    carried = {name: workbook(name) for name in BY_LIBREOFFICE}
    spoiled = _spoil(workbook("one person"), "Scores", "C7", "4.9999")  # found only if it calculates anew
    files = {f"{name}.xlsx": content for name, content in {**carried, "spoiled": spoiled}.items()}
    made = converted(needs("soffice"), files, "xlsx", tmp_path)
    found = {path.stem: cached(path.read_bytes()) for path in made.values()}
    for name, content in carried.items():
        assert differences(cached(content), {cell: found[name].get(cell) for cell in formulas(content)}) == []
    assert found["spoiled"]["Scores", "C7"] != 4.9999


# ── a change in the workbook is a change in the engine ───────────────────────────────────────────────────────

BASE = case(metrics=METRICS)


def _place(of: Case, person: int, practice: str) -> tuple[str, str]:
    a = of.assess()
    row = 2 + [r.respondent for r in a.responses].index(of.responses[person].respondent)
    return "Answers", f"{Layout(a).answer_columns[practice]}{row}"


@pytest.mark.parametrize("choice", ["1", "5", "DK", "NA"])
@pytest.mark.parametrize(("person", "practice"), [(0, "DSN1"), (7, "GOV2"), (14, "CUN6")])
def test_a_changed_answer_moves_what_the_engine_moves(person: int, practice: str, choice: str) -> None:
    if BASE.responses[person].answers[practice].choice == choice:
        person += 1
    value: int | str = int(choice) if choice.isdigit() else choice
    assert_follows(BASE, {_place(BASE, person, practice): value}, BASE.with_answer(person, practice, choice))


def test_a_changed_role_moves_what_the_engine_moves() -> None:
    person = 0
    people = [replace(BASE.responses[person], role="front_line"), *BASE.responses[1:]]
    sheet, cell = _place(BASE, person, "STR1")
    row = re.sub(r"\D", "", cell)
    after = replace(BASE, responses=people)
    a = BASE.assess()
    found = recalculated(write_workbook(a, read_words()), {(sheet, f"B{row}"): "front_line"})
    layout, expected = Layout(a), after.assess()
    for id, score in expected.practices.items():
        assert found["Practices", f"{layout.columns['value']}{layout.practice_rows[id]}"] == pytest.approx(score.value)
    assert found["Scores", "C5"] == pytest.approx(expected.discipline("strategy").value, abs=1e-9)


@pytest.mark.parametrize("weight", [0.0, 0.5, 3.0])
def test_a_changed_weight_of_a_discipline_moves_what_the_engine_moves(weight: float) -> None:
    row = Layout(BASE.assess()).score_rows["disciplines.design"]
    assert_follows(BASE, {("Scores", f"K{row}"): weight}, BASE.with_settings(discipline_weights={"design": weight}))


@pytest.mark.parametrize("target", [1.0, 2.25, 3.85, 5.0])
def test_a_changed_target_moves_what_the_engine_moves(target: float) -> None:
    row = Layout(BASE.assess()).score_rows["disciplines.culture"]
    assert_follows(BASE, {("Scores", f"H{row}"): target}, BASE.with_settings(targets={"culture": target}))


@pytest.mark.parametrize(("role", "weight"), [("manager", 0.0), ("analyst", 1.0), ("front_line", 2.5)])
def test_a_changed_weight_of_a_role_moves_what_the_engine_moves(role: str, weight: float) -> None:
    row = Layout(BASE.assess()).role_rows[role]
    assert_follows(BASE, {("Scores", f"C{row}"): weight}, BASE.with_role_weights(**{role: weight}))


def test_all_roles_at_weight_0_leave_no_score_and_no_error() -> None:
    a = BASE.assess()
    layout = Layout(a)
    changes = {("Scores", f"C{row}"): 0.0 for row in layout.role_rows.values()}
    found = recalculated(write_workbook(a, read_words()), changes)
    assert list(errors(found)) == []
    assert {found["Scores", f"C{row}"] for row in layout.score_rows.values()} == {""}


@pytest.mark.parametrize("level", [1, 5])
def test_an_agreed_level_overrides_as_in_the_engine(level: int) -> None:
    a = BASE.assess()
    layout = Layout(a)
    cell = f"{layout.columns['agreed']}{layout.practice_rows['GOV1']}"
    agreed = {"GOV1": AgreedLevel("GOV1", level, "seen", WAVE.as_of, "Ann")}
    assert_follows(BASE, {("Practices", cell): level}, replace(BASE, agreed=agreed))


def _decided(of: Case, **fields: object) -> Case:
    """With decisions about the most urgent step but five, which moves in the order."""
    id = of.assess().actions[5].id
    return replace(of, decisions={id: ActionRecord(id, **fields)})  # type: ignore[arg-type]


def _on_actions(of: Case, name: str, value: object) -> dict[tuple[str, str], Any]:
    a = of.assess()
    return {("Actions", f"{ACTION_COLUMNS[name]}{Layout(a).action_rows[a.actions[5].id]}"): value}


@pytest.mark.parametrize(
    ("name", "value"), [("impact", 0.5), ("effort", 8), ("rank", 1), ("rank", 30), ("rank", 6), ("merged_into", "X")]
)
def test_what_people_decide_about_an_action_moves_what_the_engine_moves(name: str, value: float | str) -> None:
    of = replace(BASE, decisions={})
    if name == "merged_into":  # an action that waits has the input beside it
        waits = next(action.id for action in of.assess().actions if action.horizon is None)
        row = Layout(of.assess()).action_rows[waits]
        into = of.assess().actions[0].id
        after = replace(of, decisions={waits: ActionRecord(waits, merged_into=into)})
        assert_follows(of, {("Actions", f"{ACTION_COLUMNS[name]}{row}"): into}, after)
    elif value == 6:  # where it stands already
        a = of.assess()
        found = recalculated(write_workbook(a, read_words()), _on_actions(of, name, value))
        assert found["Practices", _cell_of(a, "rank", a.actions[5].practice)] == 6
    else:
        assert_follows(of, _on_actions(of, name, value), _decided(of, **{name: value}))


def _cell_of(a: Assessment, column: str, practice: str) -> str:
    layout = Layout(a)
    return f"{layout.columns[column]}{layout.practice_rows[practice]}"


def test_an_action_dropped_on_the_roadmap_leaves_the_order_as_in_the_engine() -> None:
    a = BASE.assess()
    now = a.actions_in("now")[0]
    after = replace(BASE, decisions={now.id: ActionRecord(now.id, status="dropped", reasons={"status": "done"})})
    assert_follows(BASE, {("Roadmap", f"K{Layout(a).roadmap_rows[now.id]}"): "dropped"}, after)


def test_two_ranks_at_one_place_are_ordered_as_in_the_engine() -> None:
    a = BASE.assess()
    chosen = [a.actions[9].id, a.actions[4].id]
    rows = Layout(a).action_rows
    changes: dict[tuple[str, str], Any] = {("Actions", f"{ACTION_COLUMNS['rank']}{rows[id]}"): 2 for id in chosen}
    assert_follows(BASE, changes, replace(BASE, decisions={id: ActionRecord(id, rank=2) for id in chosen}))


def test_a_person_added_below_the_answers_counts() -> None:
    a = BASE.assess()
    layout = Layout(a)
    row = 2 + len(a.responses)
    changes: dict[tuple[str, str], Any] = {("Answers", f"A{row}"): "Zoe", ("Answers", f"B{row}"): "manager"}
    changes |= {("Answers", f"{column}{row}"): 4 for column in layout.answer_columns.values()}
    zoe = Response("zoe", "Zoe", "manager", "", {id: Answer(id, "4") for id in a.pack.practices})
    found = recalculated(write_workbook(a, read_words()), changes)
    expected = replace(BASE, responses=[*BASE.responses, zoe]).assess()
    overall = layout.score_rows["overall"]
    assert found["Scores", f"C{overall}"] == pytest.approx(expected.overall.reading.value, abs=1e-9)


def test_better_proof_takes_the_mark_away() -> None:
    high = case(choices=("4", "5"))
    a = high.assess()
    practice = next(p for p in a.practices.values() if p.unsupported)
    layout = Layout(a)
    row = 5 + len(a.evidence)
    changes = {("Evidence", f"A{row}"): practice.practice, ("Evidence", f"B{row}"): "E3"}
    found = recalculated(write_workbook(a, read_words()), changes)
    at = layout.practice_rows[practice.practice]
    assert found["Practices", f"{layout.columns['unsupported']}{at}"] == 0
    assert found["Practices", f"{layout.columns['evidence']}{at}"] == "E3"


def test_the_what_if_block_changes_only_itself() -> None:
    a = BASE.assess()
    layout, content = Layout(a), write_workbook(a, read_words())
    first = layout.what_if_first
    before = recalculated(content)
    after = recalculated(content, {("Scores", f"A{first}"): "GOV1", ("Scores", f"H{first}"): 5.0})
    own = {layout.columns[name] for name in ("supposed", "supposed_short", "short_list")}
    moved = {(sheet, cell) for (sheet, cell), value in after.items() if value != before[sheet, cell]}
    for sheet, cell in moved:
        column, row = re.sub(r"\d", "", cell), int(re.sub(r"\D", "", cell))
        inside = sheet == "Scores" and (first <= row <= first + 4 or column == "Z")
        assert inside or (sheet == "Practices" and column in own), f"{sheet}!{cell} moved"
    assert ("Scores", f"H{first + 3}") in moved


def test_what_if_gives_what_the_engine_gives_for_agreed_levels() -> None:
    a = BASE.assess()
    layout = Layout(a)
    steps = {action.practice: action.step[1] for action in a.actions[:3]}
    agreed = {id: AgreedLevel(id, level, "", WAVE.as_of, "") for id, level in steps.items()}
    then = replace(BASE, agreed=agreed).assess()
    cell = f"H{layout.what_if_first + 3}"
    assert recalculated(write_workbook(a, read_words()))["Scores", cell] == pytest.approx(
        then.overall.reading.value, abs=1e-9
    )


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────

HOSTILE = ('=HYPERLINK("http://x","y")', "+1", "@SUM(A1)", "-1", "{=1}", "http://example.com", "123", "_x0041_")


def test_what_people_write_stays_text() -> None:
    base = case(people={"manager": len(HOSTILE)})
    people = [
        replace(
            response,
            name=f"{text} {number}",
            unit=text,
            answers={**response.answers, "GOV1": Answer("GOV1", "3", comment=text, evidence=text)},
        )
        for number, (response, text) in enumerate(zip(base.responses, HOSTILE, strict=True))
    ]
    content = written(replace(base, responses=people).with_settings(client="=1+1", about="@x", confidentiality="&D =1"))
    book = load_workbook(io.BytesIO(content))
    wanted = set(HOSTILE)
    for sheet, column in (("Comments", "C"), ("Evidence", "D"), ("Answers", "C")):
        cells = [cell for cell in book[sheet][column] if cell.value in wanted]
        assert {cell.value for cell in cells} == wanted
        assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell for cell in book["Comments"]["C"] if cell.hyperlink]
    ours = {text for text in formulas(content).values() if "HYPERLINK" in text or "@" in text}
    assert ours == set()


def test_a_text_that_is_too_long_is_cut_and_says_so() -> None:
    people = [replace(r, answers={**r.answers, "GOV1": Answer("GOV1", "3", "x" * 40_000)}) for r in BASE.responses[:1]]
    text = sheet_text(written(replace(BASE, responses=people)), "Comments")
    assert "xxx… (cut here)" in text
    assert max(len(line) for line in text.split("\n")) == 32_767


def test_the_same_assessment_gives_the_same_bytes() -> None:
    a = CASES["many people, metrics and agreed levels"].assess()
    assert write_workbook(a, read_words()) == write_workbook(a, read_words())


def test_only_functions_of_excel_2010_that_do_not_recalculate_on_their_own() -> None:
    known = {
        "ABS", "AND", "AVERAGEIFS", "COUNT", "COUNTIFS", "FIXED", "IF", "IFERROR", "INDEX", "INT", "ISNUMBER", "MATCH",
        "MAX", "MID", "MIN", "OR", "ROUND", "SUM", "SUMIFS", "SUMPRODUCT",
    }  # fmt: skip
    used: set[str] = set()
    for name in CASES:
        for _, formula in every_formula(xml_of(workbook(name))):
            used |= set(re.findall(r"([A-Z][A-Z.0-9]*)\(", re.sub(r'"[^"]*"', '""', formula)))
    assert used == known


def test_the_sheets_stand_in_their_order() -> None:
    assert tuple(load_workbook(io.BytesIO(written(BASE))).sheetnames) == SHEETS


def test_answers_and_scores_keep_what_other_programs_read() -> None:
    a = BASE.assess()
    book = load_workbook(io.BytesIO(write_workbook(a, read_words())), data_only=True)
    rows = list(book["Answers"].iter_rows(values_only=True))
    assert rows[0] == ("respondent", "role", "unit", *a.pack.practices)
    for row, response in zip(rows[1:], a.responses, strict=True):
        assert row[:3] == (response.name, response.role, response.unit)
        for id, value in zip(a.pack.practices, row[3:], strict=True):
            answer = response.answers.get(id)
            assert value == (None if answer is None else answer.level or answer.choice)
    scores = book["Scores"]
    heads = [row for row in scores.iter_rows(values_only=True) if row[0] == "key"]
    assert [row[2] for row in heads] == ["value"] * 3
    values = {row[0]: row[2] for row in scores.iter_rows(values_only=True)}
    assert {key: values[key] for key in a.scores} == {key: score.value for key, score in a.scores.items()}
    assert values["overall"] == a.overall.reading.value


def test_a_missing_score_is_empty_and_says_why() -> None:
    book = load_workbook(io.BytesIO(written(ONE_ANSWER)), data_only=True)
    rows = {row[0]: row for row in book["Scores"].iter_rows(values_only=True)}
    assert rows["disciplines.governance"][2:4] == (None, "none: 1 of 8")
    assert rows["overall"][2:4] == (None, "none: 6 missing")


# ── where persons stay hidden ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("mode", ["confidential", "anonymous"])
def test_no_person_is_in_the_file_where_persons_stay_hidden(mode: str) -> None:
    content = written(BASE.with_settings(mode=mode))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        everything = b"".join(parts.read(name) for name in parts.namelist()).decode()
    for response in BASE.responses:
        assert response.name not in everything


def test_a_role_too_small_to_show_is_in_the_file_only_together_with_another() -> None:
    content = workbook("anonymous")  # of 2 executives, 6 managers, 9 of the front line
    book = load_workbook(io.BytesIO(content), data_only=True)
    rows = {row[1]: row[0] for row in book["Answers"].iter_rows(min_row=2, values_only=True) if row[1]}
    assert rows == {"executive+manager": "Executives and managers", "front_line": "Front line"}
    assert "Executives and front line" not in sheet_text(content, "Heat map")


# ── looks and speed ──────────────────────────────────────────────────────────────────────────────────────────


def test_every_sheet_is_set_up_for_print_and_every_table_for_reading() -> None:
    book = load_workbook(io.BytesIO(written(BASE)))
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows
        assert sheet.protection.password is None
        if sheet.title not in {"Summary", "Method"}:
            assert sheet.freeze_panes
            assert not sheet.merged_cells.ranges


def test_the_foot_of_every_page_names_client_and_confidentiality() -> None:
    with zipfile.ZipFile(io.BytesIO(written(BASE))) as parts:
        sheets = [parts.read(n).decode() for n in parts.namelist() if n.startswith("xl/worksheets/sheet")]
    assert len(sheets) == len(SHEETS)
    assert all("Confidential</oddFooter>" in sheet or "Confidential&amp;C" in sheet for sheet in sheets)
    assert all('fitToPage="1"' in sheet for sheet in sheets)


def test_charts_have_a_text_for_those_who_cannot_see_them() -> None:
    with zipfile.ZipFile(io.BytesIO(written(BASE))) as parts:
        drawings = [parts.read(n).decode() for n in parts.namelist() if re.match(r"xl/drawings/drawing\d+\.xml", n)]
        charts = [parts.read(n).decode() for n in parts.namelist() if n.startswith("xl/charts/chart")]
    described = re.findall(r'<xdr:cNvPr [^>]*descr="([^"]+)"', "".join(drawings))
    assert len(described) == len(charts) == 6
    assert all("<c:title><c:tx><c:strRef>" in chart for chart in charts)  # a live sentence


def test_the_properties_come_from_the_engagement() -> None:
    properties = load_workbook(io.BytesIO(written(BASE))).properties
    assert properties.creator == "Firm & Co"
    assert properties.title == 'Kestrel & "Broadband": customer experience assessment, wave 2026'
    assert properties.created is not None
    assert properties.created.date() == WAVE.as_of


def test_an_action_for_now_is_due_in_90_days() -> None:
    book = load_workbook(io.BytesIO(written(BASE)), data_only=True)
    rows = [row for row in book["Roadmap"].iter_rows(min_row=5, values_only=True) if row[0] == "Now"]
    assert rows
    assert {str(row[9])[:10] for row in rows} == {"2026-06-18"}
    assert {row[10] for row in rows} == {"open"}


def test_200_people_are_written_in_a_moment() -> None:
    a = case(people={"executive": 20, "manager": 70, "front_line": 105, "analyst": 5}).assess()
    started = time.process_time()  # of this process alone, whatever else the machine does
    content = write_workbook(a, read_words())
    assert time.process_time() - started < 6  # 1 s on a laptop; machines of CI are slow
    assert differences(cached(content), recalculated(content)) == []


@pytest.mark.parametrize("name", ["Roadmap", "Actions"])
def test_formulas_of_rows_that_people_sort_point_to_their_own_row(name: str) -> None:
    sheet = load_workbook(io.BytesIO(write_workbook(DECIDED.assess(), read_words())))[name]
    rows = [row for row in sheet.iter_rows(min_row=5) if any(cell.value and not cell.protection.locked for cell in row)]
    live = {c.coordinate: str(c.value) for row in rows for c in row if str(c.value).startswith("=")}
    assert len(live) > 50
    own = re.compile(rf"{name}!|(?<![!:])\$[A-Z]{{1,2}}\$\d")  # a place that stays where it is when rows are sorted
    assert {at: formula for at, formula in live.items() if own.search(formula)} == {}


def test_a_constant_loses_the_noise_of_reckoning_and_nothing_that_counts() -> None:
    book = Book(HOUSE, "dd.mm.yyyy", "…")
    sheet = Sheet(book, "A")
    for row, value in enumerate((2.9499999999999993, 1 / 3, 1_234_567.891, 7, None), start=1):
        sheet.number(f"A{row}", value)
    written_cells = load_workbook(io.BytesIO(book.close()))["A"]
    assert [written_cells[f"A{row}"].value for row in range(1, 6)] == [2.95, 0.333333333333, 1_234_567.891, 7, None]


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_scores_targets_weights_and_stage_have_names_that_formulas_can_use() -> None:
    assessment = CASES["decisions"].assess()
    book = load_workbook(io.BytesIO(workbook("decisions")), data_only=True)

    def named(name: str) -> list[Any]:
        [(sheet, span)] = book.defined_names[name].destinations
        cells = book[sheet][span]
        return [row[0].value for row in cells] if isinstance(cells, tuple) else [cells.value]

    assert named("score_design") == pytest.approx([assessment.discipline("design").value])
    assert named("score_overall") == pytest.approx([assessment.overall.reading.value])
    assert named("targets") == [assessment.discipline(d.id).target for d in assessment.pack.disciplines]
    assert named("weight_role_analyst") == [assessment.role_weights["analyst"]]
    stages = [stage.id for stage in assessment.pack.stages]
    assert named("stage_reached") == [stages.index(assessment.stage.reached or "") + 1]
    assert named("practices_value") == pytest.approx([p.value for p in assessment.practices.values()])
