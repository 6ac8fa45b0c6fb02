"""The interview guide on paper: what a role is asked and nothing else, and that the printed page suggests no answer."""

import re
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from files.building import WAVE, done_well, make_engagement, refused, run, written
from office import docx_text, parts
from people import PACK, PULSE, engagement
from people import WAVE as A_WAVE

from cxassess.briefing import terms_used
from cxassess.errors import InvalidInput
from cxassess.files.data import shipped
from cxassess.files.engagement import open_engagement
from cxassess.files.guide import write_guides
from cxassess.files.packs import find_pack, read_pack
from cxassess.files.templates import read_template
from cxassess.model.pack import CARD_CHOICES, Pack, Practice
from cxassess.report.blocks import BOX
from cxassess.report.compose.guide import compose_guide, printed_order
from cxassess.report.word.writer import write_docx
from cxassess.words import read_words
from report.repair_rules import repair_faults

TEMPLATE = read_template(shipped("report_templates") / "full").docx
ROLES = tuple(PACK.roles)


def guide(role: str, pack: Pack = PACK, **settings: object) -> bytes:
    document = compose_guide(
        pack, engagement(pack, **settings), A_WAVE, read_words(reword=pack.reword), pack.roles[role]
    )
    return write_docx(document, TEMPLATE, A_WAVE.as_of)


def described(table: Table) -> str:
    """What is read out to those who cannot see a table."""
    return str(table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val")))


def styled(paragraph: Paragraph) -> str | None:
    return paragraph.style.name if paragraph.style is not None else None


def forms(content: bytes) -> Mapping[str, tuple[list[str], list[str]]]:
    """The lines left and right of each practice, by its id."""
    document = Document(BytesIO(content))
    found = {}
    for table in document.tables:
        if (id := described(table).partition(":")[0]) in PACK.practices:
            left, right = ([p.text for p in cell.paragraphs] for cell in table.rows[0].cells)
            found[id] = (left, right)
    return found


def ticked(practice: Practice) -> list[str]:
    return [f"{BOX}\t{short}. {full}" for short, full in zip(practice.short, practice.full, strict=True)]


@pytest.mark.parametrize("role", ROLES)
def test_a_guide_asks_what_the_role_is_asked_and_nothing_else(role: str) -> None:
    text = docx_text(guide(role))
    asked = [id for id in PACK.asked_of(role) if id in PACK.practices]
    questions = {p.id: p.question for p in PACK.practices.values()} | {c.id: c.question for c in PACK.cards.values()}
    headings = re.findall(r"^\[Heading 3\] (\S+)\u2003(.+)$", text, re.MULTILINE)
    assert headings == [(id, questions[id]) for id in PACK.asked_of(role)]
    disciplines = [d for d in PACK.disciplines if any(PACK.practices[id].discipline == d.id for id in asked)]
    assert [d.name for d in PACK.disciplines if f"[Heading 1] {d.name}\n" in text] == [d.name for d in disciplines]
    assert all(d.about in text for d in disciplines)


def test_the_five_pictures_stand_in_full_in_their_order_and_bear_no_number() -> None:
    shown = forms(guide("executive"))
    assert {id: left[:5] for id, (left, _) in shown.items()} == {p.id: ticked(p) for p in PACK.practices.values()}


@pytest.mark.parametrize("role", ROLES)
def test_does_not_apply_is_offered_only_where_the_questionnaire_allows_it(role: str) -> None:
    shown = forms(guide(role))
    offering = {id for id, (_, right) in shown.items() if f"{BOX}\tDoes not apply, because" in right}
    assert offering == {id for id in shown if PACK.practices[id].allows_na}
    assert all(f"{BOX}\tDon’t know" in right for _, right in shown.values())


@pytest.mark.parametrize("role", ROLES)
def test_proof_and_its_grades_are_asked_only_of_roles_that_are_asked_for_proof(role: str) -> None:
    for _, right in forms(guide(role)).values():
        grades = f"{BOX} E1\t{BOX} E2\t{BOX} E3" in right
        explained = any(line.startswith("What counts as proof: ") for line in right)
        assert grades is explained is PACK.roles[role].evidence


@pytest.mark.parametrize("card", [*PACK.cards, *(f"X{n}" for n in range(50))])
def test_a_cards_answers_never_climb_or_fall_with_the_stages(card: str) -> None:
    order = printed_order(card)
    assert sorted(order) == list(CARD_CHOICES)
    assert order not in {CARD_CHOICES, CARD_CHOICES[::-1]}
    assert order == printed_order(card)


def test_a_cards_letters_in_the_grid_stand_as_its_answers_are_printed() -> None:
    text = docx_text(guide("executive"))
    for card in PACK.cards.values():
        order = printed_order(card.id)
        answers = [card.options["abcd".index(choice)] for choice in order]
        assert " / ".join(f"{BOX}\t{answer}" for answer in answers) in text
        assert f"{card.id} | {' | '.join(order)} |  | {BOX} | " in text


@pytest.mark.parametrize("role", ROLES)
def test_the_grid_has_a_row_for_every_question(role: str) -> None:
    *_, grid = Document(BytesIO(guide(role))).tables
    cells = [cell.text for row in grid.rows for cell in row.cells]
    assert sorted(c for c in cells if c in PACK.asked_of(role)) == sorted(PACK.asked_of(role))
    asked = [PACK.practices[id] for id in PACK.asked_of(role) if id in PACK.practices]
    boxes = sum(6 + p.allows_na for p in asked) + sum(1 for id in PACK.asked_of(role) if id in PACK.cards)
    assert cells.count(BOX) == boxes


def test_the_first_page_says_who_sees_what_as_the_screen_does() -> None:
    text = docx_text(guide("front_line", firm="Firm", privacy_contact="data@acme.example"))
    assert "[Heading 1] Interview guide: front line" in text
    assert "Acme, wave 2026. Firm. Confidential to Acme" in text
    assert "The consultants (Firm) and Acme see who gave which answer, and the comments with the names." in text
    assert "Questions about your data: data@acme.example" in text
    assert "and are not counted" not in text
    unweighed = {**engagement().roles, "analyst": replace(engagement().roles["analyst"], weight=0.0)}
    assert "and are not counted" in docx_text(guide("analyst", roles=unweighed))


def test_the_talk_takes_four_times_the_reading() -> None:
    (minutes,) = re.findall(
        r"Plan for the talk / (\d+) min .*?Read in silence / (\d+) min", docx_text(guide("manager"))
    )
    assert int(minutes[0]) == 4 * int(minutes[1])
    assert int(minutes[1]) % 5 == 0


@pytest.mark.parametrize("role", ROLES)
def test_the_terms_that_the_questions_use_are_explained_and_no_others(role: str) -> None:
    text = docx_text(guide(role))
    explained = text.partition("[Heading 1] Words that may need explaining")[2].partition("[Section Label]")[0]
    asked = text.partition("Discipline ")[2].partition("[Section Label] At the end")[0]
    for term, meaning in PACK.terms.items():
        head = term.split(", ")[0]
        assert (meaning in explained) is (head in terms_used(PACK, asked)), head


def test_a_variant_is_asked_in_its_own_words() -> None:
    public = read_pack(find_pack("cx-maturity"), variant="public")
    changed = [p for p in public.practices.values() if p.question != PACK.practices[p.id].question]
    text = docx_text(guide("executive", public))
    assert changed
    assert all(p.question in text for p in changed)


@pytest.mark.parametrize(("pack", "role"), [*((PACK, role) for role in ROLES), (PULSE, "manager")])
def test_a_guide_of_an_engagement_that_says_little_has_no_hole(pack: Pack, role: str) -> None:
    content = guide(role, pack, about="", firm="")
    assert repair_faults(content) == []
    own = "\n".join(line for line in docx_text(content).splitlines() if BOX not in line)
    assert not re.search(r"\bNone\b|\bnan\b|[{}]", own)


def test_a_practice_never_parts_over_two_pages() -> None:
    document = Document(BytesIO(guide("executive")))
    tables = [t._tbl for t in document.tables if "five pictures" in described(t)]
    assert len(tables) == len(PACK.practices)
    for table in tables:
        assert len(table.tr_lst) == len(table.xpath("w:tr/w:trPr/w:cantSplit")) == 1
        assert styled(Paragraph(table.getprevious(), document)) == "Heading 3"
    assert document.styles["Heading 3"].paragraph_format.keep_with_next


HOSTILE = '=HYPERLINK("http://x","y") <w:p/> & {client} {{header.left}} ${x} 🐦 \'] %s'


def test_text_from_people_is_printed_as_it_is() -> None:
    content = guide("manager", client=HOSTILE, about=HOSTILE, firm=HOSTILE, privacy_contact=HOSTILE)
    assert docx_text(content).count(HOSTILE) >= 4
    assert any(b"HYPERLINK" in part for name, part in parts(content).items() if "header" in name)


# ── the files ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_guides_of_all_roles_are_written_and_the_same_again_give_the_same_bytes(tmp_path: Path) -> None:
    folder = make_engagement(tmp_path / "acme")
    said = done_well(run("guide", folder)).splitlines()
    paths = [folder / "reports" / WAVE / f"guide-{role.replace('_', '-')}.docx" for role in ROLES]
    assert said == [str(path) for path in paths]
    before = [path.read_bytes() for path in paths]
    with open_engagement(folder) as opened:
        assert write_guides(opened).paths == tuple(paths)
    assert [path.read_bytes() for path in paths] == before


def test_a_changed_guide_is_left_alone_and_a_sentence_says_so(tmp_path: Path) -> None:
    with open_engagement(make_engagement(tmp_path / "acme")) as opened:
        (path,) = write_guides(opened, "analyst").paths
        written(path, "edited in Word")
        again = write_guides(opened, "analyst")
    second = path.with_name("guide-analyst-2.docx")
    assert again.lines == (f"{second} (guide-analyst.docx was changed by somebody and is left alone)",)
    assert path.read_bytes() == b"edited in Word"


@pytest.mark.parametrize(("out", "expected"), [("mine.docx", "mine.docx"), ("sub", "sub/guide-analyst.docx")])
def test_out_is_a_file_or_a_folder(tmp_path: Path, out: str, expected: str) -> None:
    with open_engagement(make_engagement(tmp_path / "acme")) as opened:
        assert write_guides(opened, "analyst", tmp_path / out).paths == (tmp_path / expected,)


def test_one_file_for_all_roles_is_refused(tmp_path: Path) -> None:
    with (
        open_engagement(make_engagement(tmp_path / "acme")) as opened,
        pytest.raises(InvalidInput, match="one file holds one guide"),
    ):
        write_guides(opened, None, tmp_path / "mine.docx")
    assert not (tmp_path / "mine.docx").exists()


def test_an_unknown_role_is_a_sentence_with_the_nearest_one(tmp_path: Path) -> None:
    folder = make_engagement(tmp_path / "acme")
    (line,) = refused(run("guide", folder, "--role", "manger"), "--role", "did you mean manager?")
    assert line.startswith("--role: “manger” was read, one of executive, manager")
    assert not list((folder / "reports").iterdir())
