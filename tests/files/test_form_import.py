"""Forms in Excel that came back: what is taken whatever people did to them, and the one sentence for each fault."""

import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from libreoffice import converted
from office import rezipped

from cxassess.files.answer_files import read_answers
from cxassess.files.answer_import import read_all, save_all
from cxassess.files.engagement import open_engagement
from cxassess.files.form_reader import MOST_BYTES
from cxassess.files.store_answers import AnswerRow
from cxassess.files.store_tables import Saved
from cxassess.forms import Facts, Form, as_compared, sealed, unsealed
from cxassess.model.engagement import Answer
from cxassess.serialise import as_json
from cxassess.sitting import cited
from files.building import KESTREL, WAVE, lines, make_engagement, pack, written
from files.forms import HEAD_ROW, Sheet, content_of, faults_of, form_for, given_by, rows_of

ANSWER, COMMENT, PROOF = "Your answer", "Comment, if you like", "Proof, if there is any"
ASKED = pack().asked_of("manager")
STR1 = pack().practices["STR1"].short


def jane(id: str, choice: str, comment: str = "", proof: str = "") -> AnswerRow:
    return AnswerRow("Jane Doe", "manager", "North", Answer(id, choice, comment, proof))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Form, bytes]:
    """An engagement, Jane's form and its file; nobody has answered yet."""
    folder = make_engagement(tmp_path_factory.mktemp("form") / "acme")
    with open_engagement(folder) as opened:
        form = form_for(opened, "Jane Doe", "manager", "North")
    return folder, form, content_of(form)


@pytest.fixture
def folder(made: tuple[Path, Form, bytes], tmp_path: Path) -> Path:
    return shutil.copytree(made[0], tmp_path / "acme")


@pytest.fixture
def sheet(made: tuple[Path, Form, bytes]) -> Sheet:
    return Sheet.of(made[2])


@pytest.fixture
def form(made: tuple[Path, Form, bytes]) -> Form:
    return made[1]


# ── what was typed ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        (STR1[2], "3"),
        (STR1[2].upper(), "3"),
        (f"  {STR1[2].replace(' ', '   ')} ", "3"),
        (f"{STR1[2]}.", "3"),
        (3, "3"),
        (3.0, "3"),
        ("3", "3"),
        ("Defined", "3"),
        ("3 Defined", "3"),
        (f"3 – {STR1[2]}", "3"),
        (f"3. {STR1[2]}", "3"),
        ("level 3", "3"),
        ("Don’t know", "DK"),
        ("don't know", "DK"),
        ("DON`T KNOW", "DK"),
        ("dk", "DK"),
        ("\u200bDon’t\u00a0know\u200b", "DK"),
    ],
)
def test_an_answer_typed_by_hand_is_the_one_that_is_meant(
    folder: Path, sheet: Sheet, typed: object, choice: str
) -> None:
    assert rows_of(given_by(folder, sheet.type("STR1", typed))) == [jane("STR1", choice)]


@pytest.mark.parametrize(
    "typed", ["Sometimes", "6", "0", 2.5, "2-3", f"2 – {STR1[2]}", "a", "NA", True, "Does not apply"]
)
def test_an_answer_that_is_none_is_named_with_its_cell_and_what_was_expected(
    folder: Path, sheet: Sheet, typed: object
) -> None:
    (fault,) = faults_of(folder, sheet.type("STR1", typed))
    read = str(typed).upper() if typed is True else str(typed)
    assert fault.startswith(f"jane.xlsx, Your answers I{sheet.ids['STR1']}: “{read}” was read, “{STR1[0]}”, ")
    assert "or “Don’t know” was expected" in fault


def test_a_picture_of_a_card_is_taken_by_its_text_alone_as_each_person_has_an_order_of_their_own(
    tmp_path: Path,
) -> None:
    folder = make_engagement(tmp_path / "acme")
    with open_engagement(folder) as opened:
        form = form_for(opened, "Ana", "executive")
    card = opened.pack.cards["OC1"]
    sheet = Sheet.of(content_of(form)).type("OC1", card.options[1].lower())
    assert rows_of(given_by(folder, sheet)) == [AnswerRow("Ana", "executive", "", Answer("OC1", "b"))]
    for typed in ("b", "2", "Defined"):
        assert len(faults_of(folder, Sheet.of(content_of(form)).type("OC1", typed))) == 1


def test_what_does_not_apply_needs_its_reason_in_the_comment(folder: Path, sheet: Sheet) -> None:
    (fault,) = faults_of(folder, sheet.type("GOV7", "Does not apply"))
    row = sheet.ids["GOV7"]
    assert fault == (
        f"jane.xlsx, Your answers J{row}: “Does not apply” for GOV7 has no reason, a comment that says why was expected"
    )
    given = given_by(folder, sheet.type("GOV7", "does not apply", "We have no partners."))
    assert rows_of(given) == [jane("GOV7", "NA", "We have no partners.")]


def test_text_of_people_stays_text(folder: Path, sheet: Sheet) -> None:
    sheet.type("STR1", 3, "=1+1", "+49 E2 <b>&amp;")
    sheet.at("STR1", COMMENT).data_type = "s"
    assert rows_of(given_by(folder, sheet)) == [jane("STR1", "3", "=1+1", "+49 E2 <b>&amp;")]


def test_only_the_consultant_says_that_proof_was_seen(folder: Path, sheet: Sheet) -> None:
    assert rows_of(given_by(folder, sheet.type("STR1", 3, proof="e3 minutes"))) == [jane("STR1", "3", "", "E2 minutes")]
    with open_engagement(folder) as opened:
        opened.store.answers.add(WAVE, jane("STR1", "3", "", "E3 minutes, seen"), "terminal")
        again = form_for(opened, "Jane Doe", "manager", "North")
    given = given_by(folder, Sheet.of(content_of(again)).type("STR1", 4))
    assert rows_of(given) == [jane("STR1", "4", "", "E3 minutes, seen")]


# ── whatever people did ──────────────────────────────────────────────────────────────────────────────────────


def _sorted_by_question(sheet: Sheet, *, with_ids: bool) -> None:
    """Sort the rows as Excel does it: all columns, or only those that are seen, so that the hidden ids stay behind."""
    page = sheet.sheet
    for merged in list(page.merged_cells.ranges):
        if merged.min_row > HEAD_ROW:
            page.unmerge_cells(str(merged))
    last = sheet.columns["id"] + 1 if with_ids else sheet.columns["id"] - 1
    rows = [[page.cell(r, c).value for c in range(1, last + 1)] for r in range(HEAD_ROW + 1, page.max_row + 1)]
    rows.sort(key=lambda values: str(values[1] or ""))
    for number, values in enumerate(rows, start=HEAD_ROW + 1):
        for column, value in enumerate(values, start=1):
            page.cell(number, column).value = value


def _renamed(sheet: Sheet) -> None:
    sheet.sheet.title = "Jane’s answers (final)"


def _columns_moved(sheet: Sheet) -> None:
    page = sheet.sheet
    for merged in list(page.merged_cells.ranges):
        page.unmerge_cells(str(merged))
    page.move_range(f"I{HEAD_ROW}:M{page.max_row}", cols=3)


def _rows_above(sheet: Sheet) -> None:
    for merged in list(sheet.sheet.merged_cells.ranges):
        sheet.sheet.unmerge_cells(str(merged))
    sheet.sheet.insert_rows(1, 3)


def _header_renamed(sheet: Sheet) -> None:
    sheet.sheet.cell(HEAD_ROW, sheet.columns[ANSWER]).value = "Me"


def _filtered(sheet: Sheet) -> None:
    sheet.sheet.auto_filter.ref = f"A{HEAD_ROW}:K20"
    for row in range(HEAD_ROW + 1, 30):
        sheet.sheet.row_dimensions[row].hidden = True


def _without_hidden_sheet(sheet: Sheet) -> None:
    del sheet.book["cxassess"]


def _without_hidden_columns(sheet: Sheet) -> None:
    column = sheet.columns["id"]
    for row in sheet.sheet.iter_rows(min_row=HEAD_ROW, min_col=column, max_col=column + 1):
        for cell in row:
            cell.value = None


def _questions_reworded(sheet: Sheet) -> None:
    for row in sheet.ids.values():
        sheet.sheet.cell(row, 2).value = f"({row}) my own words"


def _section_rows_gone(sheet: Sheet) -> None:
    for row in range(HEAD_ROW + 1, sheet.sheet.max_row + 1):
        if str(sheet.sheet.cell(row, sheet.columns["id"]).value).startswith("section:"):
            for column in range(1, 14):
                if not isinstance(sheet.sheet.cell(row, column), openpyxl.cell.cell.MergedCell):
                    sheet.sheet.cell(row, column).value = None


def _copied_to_another_sheet(sheet: Sheet) -> None:
    sheet.book.copy_worksheet(sheet.sheet).title = "Copy"


DONE: Mapping[str, Callable[[Sheet], None]] = {
    "nothing": lambda _: None,
    "sorted with the ids": lambda sheet: _sorted_by_question(sheet, with_ids=True),
    "sorted without the hidden ids": lambda sheet: _sorted_by_question(sheet, with_ids=False),
    "the sheet renamed": _renamed,
    "columns moved": _columns_moved,
    "rows above": _rows_above,
    "a header renamed": _header_renamed,
    "filtered": _filtered,
    "the hidden sheet deleted": _without_hidden_sheet,
    "the hidden columns emptied": _without_hidden_columns,
    "questions reworded": _questions_reworded,
    "the rows of sections emptied": _section_rows_gone,
    "the sheet copied": _copied_to_another_sheet,
}


@pytest.mark.parametrize("done", DONE)
def test_answers_come_back_whatever_was_done_to_the_form(folder: Path, sheet: Sheet, form: Form, done: str) -> None:
    choices = {id: str(1 + n % 5) for n, id in enumerate(ASKED)}
    sheet.fill(form, choices).type("STR1", STR1[0], "All of it", "E1 said")
    DONE[done](sheet)
    wanted = {
        **{id: jane(id, choice) for id, choice in choices.items()},
        "STR1": jane("STR1", "1", "All of it", "E1 said"),
    }
    assert {row.answer.question: row for row in rows_of(given_by(folder, sheet))} == wanted


def test_deleted_rows_and_columns_leave_their_answers_alone(folder: Path, sheet: Sheet, form: Form) -> None:
    with open_engagement(folder) as opened:
        opened.store.answers.add(WAVE, jane("STR2", "2", "kept", "E2 kept"), "web")
    sheet.fill(form, {"STR1": "3", "STR2": "4"})
    sheet.sheet.delete_rows(sheet.ids["STR1"])
    sheet.sheet.delete_cols(sheet.columns[COMMENT])
    assert rows_of(given_by(folder, sheet)) == [jane("STR2", "4", "kept", "E2 kept")]


def test_an_added_row_is_named_and_the_good_ones_are_kept(folder: Path, sheet: Sheet) -> None:
    sheet.type("STR1", 3)
    row = sheet.sheet.max_row + 2
    sheet.sheet.cell(row, sheet.columns[ANSWER]).value = "Chance"
    given = given_by(folder, sheet)
    said = "“Chance” stands in a row of no question of this form, a row with its question was expected"
    assert [str(problem) for problem in given.problems] == [f"jane.xlsx, Your answers I{row}: {said}"]
    assert list(given.rows) == [jane("STR1", "3")]


def test_a_row_that_was_copied_must_say_the_same(folder: Path, sheet: Sheet) -> None:
    sheet.type("STR1", 3)
    row = sheet.sheet.max_row + 1
    for column in range(1, sheet.columns["id"] + 1):
        value = sheet.sheet.cell(sheet.ids["STR1"], column).value
        sheet.sheet.cell(row, column).value = value
    page = sheet.sheet
    assert rows_of(given_by(folder, sheet)) == [jane("STR1", "3")]
    page.cell(row, sheet.columns[ANSWER]).value = 4
    (fault,) = faults_of(folder, sheet)
    assert fault.startswith(f"jane.xlsx, Your answers I{row}: STR1 is answered here in another way than before (")


def test_a_formula_gives_the_value_that_its_program_kept_and_is_never_calculated(
    folder: Path, made: tuple[Path, Form, bytes]
) -> None:
    _, _, content = made
    sheet = Sheet.of(content)
    cell = sheet.at("STR1").coordinate
    (fault,) = faults_of(folder, sheet.type("STR1", "=1+2"))
    assert fault == f"jane.xlsx, Your answers {cell}: a formula without a value stands here: type the value instead"

    def with_value(name: str, part: bytes) -> bytes:
        return part.replace(b"<f>1+2</f><v />", b"<f>1+2</f><v>4</v>").replace(
            b"<f>1+2</f><v></v>", b"<f>1+2</f><v>4</v>"
        )

    assert rows_of(given_by(folder, rezipped(sheet.bytes(), with_value))) == [jane("STR1", "4")]


# ── coming back twice ────────────────────────────────────────────────────────────────────────────────────────


def taken(folder: Path, *contents: bytes | Sheet) -> Saved:
    given = given_by(folder, *contents)
    rows_of(given)
    with open_engagement(folder) as opened:
        return save_all(given, opened)


def test_a_form_sent_again_corrects_and_never_doubles(folder: Path, sheet: Sheet) -> None:
    assert taken(folder, sheet.type("STR1", 3)).added == 1
    assert taken(folder, sheet) == Saved(0, 0, 1, 0, ())
    assert taken(folder, sheet.type("STR1", 4).type("STR2", 2)) == Saved(1, 1, 0, 0, ())


def test_what_the_form_was_written_with_does_not_undo_what_was_answered_elsewhere_since(folder: Path) -> None:
    with open_engagement(folder) as opened:
        opened.store.answers.save(WAVE, [jane("STR1", "3", "first"), jane("STR2", "2")], "web")
        sheet = Sheet.of(content_of(form_for(opened, "Jane Doe", "manager", "North")))
        assert sheet.at("STR1").value == STR1[2]
        assert sheet.at("STR1", COMMENT).value == "first"
        opened.store.answers.save(WAVE, [jane("STR1", "5", "second")], "web")
    assert taken(folder, sheet.type("STR2", 4)) == Saved(0, 1, 1, 0, ())
    with open_engagement(folder) as opened:
        there = opened.store.answers.response(WAVE, "jane doe")
        assert there is not None
        assert dict(there.answers) == {"STR1": Answer("STR1", "5", "second"), "STR2": Answer("STR2", "4")}


def test_an_answer_that_was_cleared_stays_as_it_was(folder: Path) -> None:
    with open_engagement(folder) as opened:
        opened.store.answers.save(WAVE, [jane("STR1", "3"), jane("STR2", "2")], "web")
        sheet = Sheet.of(content_of(form_for(opened, "Jane Doe", "manager", "North")))
    sheet.type("STR1", None).type("STR2", None, "I am no longer sure")
    assert rows_of(given_by(folder, sheet)) == [jane("STR2", "2", "I am no longer sure")]


def test_a_comment_without_an_answer_waits_for_it_and_comes_with_the_next_form(folder: Path, sheet: Sheet) -> None:
    taken(folder, sheet.type("STR1", None, "to be asked"))
    with open_engagement(folder) as opened:
        assert opened.store.answers.drafts(WAVE, "Jane Doe") == {"STR1": Answer("STR1", "", "to be asked")}
        again = Sheet.of(content_of(form_for(opened, "Jane Doe", "manager", "North")))
    assert (again.at("STR1").value, again.at("STR1", COMMENT).value) == (None, "to be asked")
    assert rows_of(given_by(folder, again)) == []


def test_who_has_answered_everything_is_done(folder: Path, sheet: Sheet, form: Form) -> None:
    def is_done() -> bool:
        with open_engagement(folder) as opened:
            return bool(opened.store.people.finished(WAVE))

    taken(folder, sheet.fill(form, dict.fromkeys(ASKED[1:], "3")))
    assert not is_done()
    taken(folder, sheet.type(ASKED[0], "dk"))
    assert is_done()


def test_two_files_of_one_person_must_say_the_same(folder: Path, sheet: Sheet) -> None:
    first = sheet.type("STR1", 3).bytes()
    assert rows_of(given_by(folder, first, first)) == [jane("STR1", "3")]
    (problem,) = given_by(folder, first, sheet.type("STR1", 4)).problems
    cell = sheet.at("STR1").coordinate
    said = f"Jane Doe answered STR1 already in another way (jane.xlsx, Your answers {cell})"
    assert str(problem) == f"other.xlsx, Your answers {cell}: {said}"


def test_csv_and_forms_come_in_together(folder: Path, sheet: Sheet) -> None:
    csv = written(folder.parent / "a.csv", lines("Ben,executive,,STR1,2,,", "jane doe,manager,North,STR2,1,,"))
    file = written(folder.parent / "jane.xlsx", sheet.type("STR1", 3).type("STR2", 2).bytes())
    with open_engagement(folder) as opened:
        given = read_all([file, csv], opened, cited)
    assert [row.answer for row in given.rows] == [Answer("STR1", "2"), Answer("STR2", "1"), Answer("STR1", "3")]
    cell = sheet.at("STR2").coordinate
    said = "Jane Doe answered STR2 already in another way (a.csv, row 3)"
    assert [str(problem) for problem in given.problems] == [f"jane.xlsx, Your answers {cell}: {said}"]


# ── whose form it is ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_form_of_another_engagement_wave_or_version_is_refused_with_a_sentence(
    folder: Path, tmp_path: Path, form: Form
) -> None:
    other = make_engagement(tmp_path / "other")
    assert faults_of(other, content_of(form)) == ["jane.xlsx: is a form of another engagement folder of Acme"]
    settings = other / "engagement.toml"
    written(settings, settings.read_text().replace('"Acme"', '"Northwind"'))
    assert faults_of(other, content_of(form)) == ["jane.xlsx: is a form of another engagement (Acme)"]
    with open_engagement(folder) as opened:
        store = opened.store

        def posing(**changes: str) -> bytes:
            facts = replace(form.facts, **changes)
            return content_of(replace(form, facts=facts, seal=store.forms.seal(facts.text)))

        cases = {
            posing(wave="2025"): "is a form of the wave 2025, 2026 was expected (--wave names another one)",
            posing(
                version="0.9"
            ): f"asks cx-maturity 0.9, cx-maturity {pack().version} was expected: write the form anew",
            posing(respondent="anonymous:12"): "names nobody, but this wave has names",
        }
    for content, sentence in cases.items():
        assert faults_of(folder, content) == [f"jane.xlsx: {sentence}"]


def test_nobody_becomes_somebody_else_by_changing_hidden_cells(folder: Path, form: Form) -> None:
    posing = replace(form, facts=replace(form.facts, respondent="The Chief"))
    assert faults_of(folder, content_of(posing)) == [
        "jane.xlsx: says in its hidden cells what cxassess did not write there: ask for the form as it was sent"
    ]


def test_the_role_that_was_corrected_since_stands(folder: Path, sheet: Sheet) -> None:
    with open_engagement(folder) as opened:
        corrected = AnswerRow("Jane Doe", "executive", "South", Answer("STR2", "1"))
        opened.store.answers.save(WAVE, [corrected], "csv")
    given = given_by(folder, sheet.type("STR1", 3))
    assert rows_of(given) == [AnswerRow("Jane Doe", "executive", "South", Answer("STR1", "3"))]


@pytest.mark.parametrize("name", ["Zoë _x0041_ O’Neill 🐙", '=A1 "x" <w:p/>', "שלום"])
def test_facts_come_through_every_cell(name: str) -> None:
    facts = Facts("e", "Acme _x000D_", "2026", "cx", "1", "en", name, "manager", "")
    assert unsealed(sealed(facts, "ab")) == (facts, "ab")
    assert "_x" not in sealed(facts, "ab")


# ── anonymous ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def anonymous(tmp_path: Path) -> Path:
    return make_engagement(tmp_path / "hidden", mode="anonymous")


def test_an_anonymous_form_has_a_mark_and_no_name_and_comes_back_twice_as_one_person(anonymous: Path) -> None:
    with open_engagement(anonymous) as opened:
        sheet = Sheet.of(content_of(form_for(opened, "anonymous:0123456789abcdef", "manager", "North")))
    assert taken(anonymous, sheet.type("STR1", 3).type("STR2", None, "later")) == Saved(1, 0, 0, 1, ())
    assert taken(anonymous, sheet.type("STR1", 4)) == Saved(0, 1, 0, 0, ())
    with open_engagement(anonymous) as opened:
        (response,) = opened.store.answers.responses(WAVE)
    assert (response.respondent, response.name, response.role) == ("0123456789abcdef", "", "manager")


def test_a_form_with_a_name_is_refused_in_an_anonymous_wave(anonymous: Path) -> None:
    with open_engagement(anonymous) as opened:
        named = content_of(form_for(opened, "Jane Doe", "manager"))
    assert faults_of(anonymous, named) == ["jane.xlsx: names somebody, but this wave is anonymous"]


# ── the same as any other way in ─────────────────────────────────────────────────────────────────────────────


def test_the_same_answers_by_csv_and_by_forms_give_the_same_assessment_byte_for_byte(tmp_path: Path) -> None:
    by_csv, by_form = make_engagement(tmp_path / "a"), make_engagement(tmp_path / "b")
    text = (KESTREL / "answers.csv").read_text(encoding="utf-8").replace("E3 ", "E2 ")  # which forms do not give
    file = written(tmp_path / "answers.csv", text)
    batch = read_answers([file], pack())
    with open_engagement(by_csv) as opened:
        save_all(read_all([file], opened, cited), opened)
        wanted = opened.assess()
    people = {row.name: (row.role, row.unit) for row in batch.rows}
    files = []
    with open_engagement(by_form) as opened:
        for number, (name, (role, unit)) in enumerate(people.items()):
            form = form_for(opened, name, role, unit)
            sheet = Sheet.of(content_of(form))
            shown = {question.id: question for question in form.questions}
            for row in batch.rows:
                a = row.answer
                if row.name == name and a.question in shown:
                    sheet.type(a.question, shown[a.question].shown(a.choice), a.comment or None, a.evidence or None)
            files.append(written(tmp_path / f"{number}.xlsx", sheet.bytes()))
        given = read_all(files, opened, cited)
        assert given.problems == ()
        assert len(given.rows) == len(batch.rows)
        save_all(given, opened)
        found = opened.assess()
    assert json.dumps(as_json(found)) == json.dumps(as_json(wanted))


def test_a_form_that_libreoffice_saved_says_the_same(
    folder: Path, sheet: Sheet, form: Form, needs: Callable[[str], str], tmp_path: Path
) -> None:
    choices = {id: str(1 + n % 5) for n, id in enumerate(ASKED)}
    content = sheet.fill(form, choices).type("STR1", "dk", "„Zoë“ =1+1 🐙\nand more").bytes()
    (path,) = converted(needs("soffice"), {"jane.xlsx": content}, "xlsx", tmp_path / "office").values()
    saved = path.read_bytes()
    assert {row.answer.question: row for row in rows_of(given_by(folder, saved))} == {
        **{id: jane(id, choice) for id, choice in choices.items()},
        "STR1": jane("STR1", "DK", "„Zoë“ =1+1 🐙\nand more"),
    }


# ── hostile files ────────────────────────────────────────────────────────────────────────────────────────────


def _added(content: bytes, name: str, part: bytes) -> bytes:
    return rezipped(content, lambda _, data: data, **{name: part})


def _with_entities(content: bytes) -> bytes:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    return rezipped(content, lambda n, p: bomb + p.partition(b"?>")[2] if n == "xl/sharedStrings.xml" else p)


def _with_outer_entity(content: bytes) -> bytes:
    outer = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return rezipped(content, lambda n, p: outer + p.partition(b"?>")[2] if n == "xl/workbook.xml" else p)


def _in_utf_16(content: bytes) -> bytes:
    def change(name: str, part: bytes) -> bytes:
        text = part.decode().replace("UTF-8", "UTF-16").replace("?>", '?><!DOCTYPE x [<!ENTITY a "b">]>', 1)
        return text.encode("utf-16") if name == "xl/sharedStrings.xml" else part

    return rezipped(content, change)


def _zip_bomb(content: bytes) -> bytes:
    out = io.BytesIO(content)
    name = "xl/media/image1.png"
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as parts, parts.open(name, "w", force_zip64=True) as part:
        for _ in range(MOST_BYTES // 2**20 + 1):
            part.write(bytes(2**20))
    return out.getvalue()


HOSTILE: Mapping[str, tuple[Callable[[bytes], bytes], str]] = {
    "a zip bomb": (_zip_bomb, "is too large for a workbook of cxassess"),
    "entities": (_with_entities, "holds what no office program writes (xl/sharedStrings.xml): it is not read"),
    "an entity from outside": (
        _with_outer_entity,
        "holds what no office program writes (xl/workbook.xml): it is not read",
    ),
    "entities in UTF-16": (_in_utf_16, "holds what no office program writes (xl/sharedStrings.xml): it is not read"),
    "macros": (
        lambda content: _added(content, "xl/vbaProject.bin", b"x"),
        "holds macros, which no workbook of cxassess has: save it as .xlsx without them",
    ),
    "old macros": (
        lambda content: _added(content, "xl/macrosheets/sheet1.xml", b"<x/>"),
        "holds macros, which no workbook of cxassess has: save it as .xlsx without them",
    ),
    "five thousand parts": (
        lambda content: rezipped(content, lambda _, p: p, **{f"x/{n}": b"" for n in range(5000)}),
        "is too large for a workbook of cxassess",
    ),
    "half a file": (lambda content: content[: len(content) // 2], "is not a workbook that can be read"),
    "a password": (lambda _: b"\xd0\xcf\x11\xe0" + bytes(512), "has a password or is an old .xls"),
    "OpenDocument": (
        lambda _: _opendocument(),
        "is an OpenDocument file: save it as .xlsx",
    ),
    "another workbook": (lambda _: _another(), "is not a form that cxassess wrote, or its hidden cells are gone"),
    "a damaged sheet": (
        lambda content: rezipped(content, lambda n, p: p[:-400] if n == "xl/worksheets/sheet1.xml" else p),
        "cannot be read",
    ),
}


def _opendocument() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return out.getvalue()


def _another() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_or_damaged_file_is_refused_with_one_sentence(
    folder: Path, made: tuple[Path, Form, bytes], kind: str
) -> None:
    _, _, content = made
    spoil, sentence = HOSTILE[kind]
    (fault,) = faults_of(folder, spoil(content))
    assert fault.startswith("jane.xlsx")
    assert sentence in fault


def test_a_link_to_another_file_is_not_followed(folder: Path, sheet: Sheet) -> None:
    content = sheet.type("STR1", 3).bytes()
    link = b'<externalLink xmlns="x"><externalBook r:id="rId1" xmlns:r="y"/></externalLink>'
    assert rows_of(given_by(folder, _added(content, "xl/externalLinks/externalLink1.xml", link))) == [jane("STR1", "3")]


def test_a_bomb_takes_neither_time_nor_memory(folder: Path, made: tuple[Path, Form, bytes]) -> None:
    _, _, content = made
    path = written(folder.parent / "bomb.xlsx", _zip_bomb(content))
    script = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (900 * 2**20,) * 2);"
        "from cxassess.cli import main; sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "import", "answers", str(folder), str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "bomb.xlsx: is too large for a workbook of cxassess" in done.stderr


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Don’t know", "don't know."),
        ("A – b", "a - b"),
        ("x\u00a0y", "x y"),
        ("“a”", '"a"'),
        ("…", "..."),
        ("ﬁne", "fine"),
    ],
)
def test_two_ways_to_type_one_text_are_alike(one: str, other: str) -> None:
    assert as_compared(one) == as_compared(other)


def test_cells_that_were_not_touched_stand_as_they_are_now(folder: Path) -> None:
    """The choice was changed in the form, the comment on the web: both count."""
    with open_engagement(folder) as opened:
        opened.store.answers.save(WAVE, [jane("STR1", "3", "first", "E2 log")], "web")
        sheet = Sheet.of(content_of(form_for(opened, "Jane Doe", "manager", "North")))
        opened.store.answers.save(WAVE, [jane("STR1", "3", "second", "E2 log")], "web")
    assert rows_of(given_by(folder, sheet.type("STR1", 4))) == [jane("STR1", "4", "second", "E2 log")]
