"""The form in Excel as it is written: lists to choose from, live progress, what is locked, and what it promises."""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from libreoffice import converted
from office import parts
from openpyxl import load_workbook
from people import PACK, PULSE, WAVE, engagement

from cxassess.files.packs import find_pack, read_pack
from cxassess.forms import ANONYMOUS, HIDDEN_SHEET, Facts, Form, sections_of
from cxassess.model.engagement import Answer
from cxassess.model.pack import CARD_CHOICES, Pack
from cxassess.report.form import write_form
from cxassess.sitting import Person, Session, card_order
from cxassess.words import read_words
from report.test_german import english_in
from report.workbook_oracle import cached, differences, formulas, recalculated

GERMAN = read_pack(find_pack("cx-maturity"), "de")
HEAD_ROW = 6
Answers = Mapping[str, Answer]


def form_of(
    role: str = "manager", pack: Pack = PACK, answers: Answers | None = None, who: str = "Jane Doe", **changes: object
) -> Form:
    """Somebody’s form under small settings."""
    settings = engagement(pack, client="Acme", about="Everything in the North", language=pack.language, **changes)
    facts = Facts("e1", settings.client, WAVE.id, pack.label, pack.version, pack.language, who, role, "North")
    orders = {card: card_order(who, card) for card in pack.cards}
    words = read_words(pack.language, pack.reword)
    sections = sections_of(pack, words, role, orders, answers or {})
    return Form(facts, "seal", pack, settings, WAVE, sections, "answers@firm.example", date(2026, 3, 20))


def bytes_of(form: Form) -> bytes:
    return write_form(form, read_words(form.pack.language, form.pack.reword))


@cache
def book(role: str = "manager", language: str = "en", answered: int = 0) -> Any:
    pack = PACK if language == "en" else GERMAN
    return load_workbook(io.BytesIO(bytes_of(form_of(role, pack, first(answered, pack, role)))))


def first(count: int, pack: Pack = PACK, role: str = "manager") -> Answers:
    """Answers to the first questions of a role."""
    asked = pack.asked_of(role)[:count]
    return {id: Answer(id, "3" if id in pack.practices else "b", f"To {id}", "E2 log") for id in asked}


def rows(sheet: Any) -> dict[str, int]:
    """The row of each question, by the hidden ids."""
    head = next(cell for cell in sheet[HEAD_ROW] if str(cell.value).startswith("cxassess form"))
    ids = {str(sheet.cell(row, head.column).value): row for row in range(HEAD_ROW + 1, sheet.max_row + 1)}
    return {id: row for id, row in ids.items() if not id.startswith(("section:", "None"))}


# ── what may be chosen ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ["executive", "front_line"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_each_list_holds_the_anchors_in_order_and_what_stands_beside_them(role: str, language: str) -> None:
    made, pack, words = book(role, language), PACK if language == "en" else GERMAN, read_words(language)
    sheet = made.worksheets[0]
    lists = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    found = {}
    for id, row in rows(sheet).items():
        rule = lists[f"I{row}"]
        name, span = re.fullmatch(r"=?'?([^'!]+)'?!(.+)", rule.formula1).groups()  # type: ignore[union-attr]
        found[id] = [cell.value for line in made[name][span.replace("$", "")] for cell in line]
        assert (rule.type, rule.showErrorMessage) == ("list", True)
    dont_know, not_applicable = words.say("interview.dont_know"), words.say("interview.not_applicable")
    for id in pack.asked_of(role):
        if id in pack.practices:
            also = [dont_know, not_applicable] if pack.practices[id].allows_na else [dont_know]
            assert found[id] == [*pack.practices[id].short, *also]
        else:
            order = [CARD_CHOICES.index(choice) for choice in card_order("Jane Doe", id)]
            assert found[id] == [*(pack.cards[id].options[at] for at in order), dont_know]
    assert len(found) == len(pack.asked_of(role))


def test_pictures_that_read_alike_are_told_apart_by_their_numbers() -> None:
    practice = replace(PACK.practices["STR1"], short=("Never", "never.", "At times", "Don’t know", "Always"))
    pack = replace(PACK, practices={**PACK.practices, "STR1": practice})
    question = form_of(pack=pack).questions[0]
    assert [choice.shown for choice in question.pictures] == [
        "1. Never",
        "2. never.",
        "3. At times",
        "4. Don’t know",
        "5. Always",
    ]


def test_only_answers_comments_and_proof_can_be_typed_and_no_password_is_set() -> None:
    made = book("manager")
    for sheet in made.worksheets:
        assert sheet.protection.sheet
        assert sheet.protection.password is None
    page = made.worksheets[0]
    open_cells = {cell.coordinate for line in page.iter_rows() for cell in line if not cell.protection.locked}
    assert open_cells == {f"{column}{row}" for row in rows(page).values() for column in "IJK"}
    front = book("front_line").worksheets[0]
    assert [front.cell(HEAD_ROW, column).value for column in (9, 10)] == ["Your answer", "Comment, if you like"]
    assert front.column_dimensions["K"].hidden


def test_the_hidden_sheet_is_very_hidden_and_the_ids_are_hidden() -> None:
    made = book("manager")
    assert made[HIDDEN_SHEET].sheet_state == "veryHidden"
    assert made.worksheets[0].column_dimensions["L"].hidden
    assert [sheet.title for sheet in made.worksheets[:3]] == ["Your answers", "In full", "Privacy"]


def test_links_lead_to_the_full_text_and_back() -> None:
    made = book("executive", "de")
    page, full, _, _ = made.worksheets
    for id, row in rows(page).items():
        link = page.cell(row, 3).hyperlink
        if id not in GERMAN.practices:
            assert link is None
            continue
        target = int(link.location.rpartition("!")[2].lstrip("A"))
        assert full.cell(target, 2).value == GERMAN.practices[id].question
        assert [full.cell(target + n, 2).value for n in range(1, 6)] == list(GERMAN.practices[id].full)
        assert full.cell(target, 3).hyperlink.location == f"'Ihre Antworten'!I{row}"


# ── live ─────────────────────────────────────────────────────────────────────────────────────────────────────

CASES: Mapping[str, Form] = {
    "nothing yet": form_of(),
    "half done": form_of("executive", answers=first(30, role="executive")),
    "one left": form_of("executive", answers=first(51, role="executive")),
    "all done": form_of("front_line", answers=first(29, role="front_line")),
    "in German": form_of("executive", GERMAN, first(9, GERMAN)),
    "the pulse": form_of("analyst", PULSE),
}


@pytest.mark.parametrize("name", CASES)
def test_every_formula_gives_the_value_that_the_form_carries(name: str) -> None:
    content = bytes_of(CASES[name])
    found = recalculated(content)
    assert differences(cached(content), found) == []
    assert len(found) == 2 + len(CASES[name].sections)


@pytest.mark.parametrize("name", ["nothing yet", "half done", "one left", "all done"])
def test_progress_is_that_of_the_terminal(name: str) -> None:
    form = CASES[name]
    answers = {q.id: q.answer for q in form.questions if q.answer.choice}
    session = Session(form.pack, Person("Jane Doe", form.facts.role, ""), answers)
    said = str(cached(bytes_of(form))["Your answers", "A5"])
    assert said.startswith(f"{session.answered} of {len(session.asked)} answered, ")
    left = session.minutes_left()
    assert said.endswith("all answered" if not session.open else f"about {left} minute{'s' if left > 1 else ''} left")


def test_libreoffice_counts_what_is_typed_as_the_form_does_that_is_written_with_it(
    needs: Callable[[str], str], tmp_path: Path
) -> None:
    empty = load_workbook(io.BytesIO(bytes_of(CASES["nothing yet"])))
    page = empty.worksheets[0]
    for number, (id, row) in enumerate(rows(page).items()):
        if number < 20:
            page.cell(row, 9).value = PACK.practices[id].short[2]
    out = io.BytesIO()
    empty.save(out)
    written = bytes_of(form_of(answers=first(20)))
    files = {"typed.xlsx": out.getvalue(), "written.xlsx": written}
    made = converted(needs("soffice"), files, "xlsx", tmp_path)
    typed, again = (cached(made[name].read_bytes()) for name in files)
    assert differences(cached(written), {cell: again.get(cell) for cell in formulas(written)}) == []
    assert {cell: typed.get(cell) for cell in formulas(written)} == {
        cell: again.get(cell) for cell in formulas(written)
    }


# ── what it says ─────────────────────────────────────────────────────────────────────────────────────────────


def texts(form: Form) -> str:
    made = load_workbook(io.BytesIO(bytes_of(form)))
    return "\n".join(str(cell.value) for sheet in made for row in sheet.iter_rows() for cell in row if cell.value)


def test_a_german_form_has_no_english_sentence() -> None:
    assert english_in(texts(form_of("executive", GERMAN, who=f"{ANONYMOUS}12"))) == []


def test_the_promise_is_that_of_the_interview_and_the_way_back_is_told() -> None:
    said = texts(form_of(privacy_contact="dpo@acme.example", firm="Northlight", delete_after=date(2029, 1, 31)))
    for part in (
        "The consultants (Northlight) and Acme see who gave which answer",
        "The answers are to be deleted on 31",
        "Questions about your data: dpo@acme.example",
        "Send it back to answers@firm.example by 20 March 2026. Half done is welcome: send it again later.",
        "Acme. Everything in the North. Think of the last twelve months.",
        "Jane Doe, Manager, North",
    ):
        assert part in said.replace("\xa0", " "), part


def test_an_anonymous_form_names_nobody_and_tells_excel_to_name_nobody() -> None:
    form = form_of(who=f"{ANONYMOUS}12ab")
    content = parts(bytes_of(form))
    assert b'filterPrivacy="1"' in content["xl/workbook.xml"]
    assert b"filterPrivacy" not in parts(bytes_of(form_of()))["xl/workbook.xml"]
    said = texts(form)
    assert "Without a name, Manager, North" in said
    assert "It holds no name." in said
    assert "Your name, your role" not in said


def test_the_same_form_gives_the_same_bytes() -> None:
    assert bytes_of(form_of("executive", answers=first(9))) == bytes_of(form_of("executive", answers=first(9)))


def test_no_text_of_people_becomes_a_formula_a_link_or_a_format() -> None:
    hostile = '=HYPERLINK("http://x","y") &A {x} _x0041_ http://x.example'
    answers = {"STR1": Answer("STR1", "2", hostile, hostile)}
    form = form_of(answers=answers, who=hostile, firm=hostile, confidentiality=hostile)
    made = load_workbook(io.BytesIO(bytes_of(replace(form, send_to=hostile))))
    page = made.worksheets[0]
    row = rows(page)["STR1"]
    assert [(page.cell(row, column).data_type, page.cell(row, column).hyperlink) for column in (10, 11)] == [
        ("s", None),
        ("s", None),
    ]
    assert {cell.coordinate for line in page.iter_rows() for cell in line if cell.data_type == "f"} == {
        "A5",
        "D5",
        *(f"I{number}" for number in range(HEAD_ROW + 1, page.max_row + 1) if page.cell(number, 9).data_type == "f"),
    }
