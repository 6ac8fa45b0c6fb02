"""Contents that are right when the file opens, and the PDF: by LibreOffice, and a sentence where it is missing."""

import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml.ns import qn
from files.building import WITHOUT_OFFICE, command, done_well, refused, run
from office import parts
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from cxassess.report.word.contents import contents_lines, with_pages


@pytest.fixture(scope="session")
def reported(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example's report and PDF, where LibreOffice is installed."""
    out = tmp_path_factory.mktemp("contents")
    done_well(run("report", demo_folder, "--format", "docx,pdf", "-o", out))
    return out


def headings(document: DocumentObject) -> list[str]:
    return [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]


def test_every_entry_points_to_its_heading(demo_folder: Path) -> None:
    content = (demo_folder / "reports" / "2026" / "report.docx").read_bytes()
    body = Document(BytesIO(content)).element.body
    targets = {mark.get(qn("w:name")): mark.getparent() for mark in body.iter(qn("w:bookmarkStart"))}
    entries = [link for link in body.iter(qn("w:hyperlink")) if link.get(qn("w:anchor"), "").startswith("_Toc")]
    said = ["".join(t.text or "" for t in link.iter(qn("w:t"))) for link in entries]
    pointed = ["".join(t.text or "" for t in targets[link.get(qn("w:anchor"))].iter(qn("w:t"))) for link in entries]
    assert said == pointed == headings(Document(BytesIO(content)))
    assert len(said) > 15


def test_fields_are_closed_and_ask_nothing_when_the_file_opens(demo_folder: Path) -> None:
    content = parts((demo_folder / "reports" / "2026" / "report.docx").read_bytes())
    body = content["word/document.xml"].decode()
    kinds = re.findall(r'w:fldCharType="(\w+)"', body)
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") > 0
    assert b"updateFields" not in content["word/settings.xml"]


def test_the_contents_hold_the_pages_on_which_the_headings_print(reported: Path, needs: Callable[[str], str]) -> None:
    needs("soffice")
    document = Document(str(reported / "report.docx"))
    shown = {
        p.text.rpartition("\t")[0]: int(p.text.rpartition("\t")[2])
        for p in document.paragraphs
        if p.style is not None and p.style.name == "toc 1"
    }
    assert list(shown) == headings(document)
    printed = [
        re.sub(
            r"\s+",
            " ",
            subprocess.run(
                [needs("pdftotext"), "-f", str(page), "-l", str(page), reported / "report.pdf", "-"],
                capture_output=True,
                check=True,
                text=True,
                encoding="utf-8",
            ).stdout,
        )
        for page in range(1, len(PdfReader(reported / "report.pdf").pages) + 1)
    ]
    spaced = {heading: re.sub(r"\s", " ", heading) for heading in shown}
    wrong = {heading: page for heading, page in shown.items() if spaced[heading] not in printed[page - 1]}
    assert wrong == {}


def structure(reader: PdfReader) -> Iterator[DictionaryObject]:
    """The elements that a screen reader is led through: headings, tables, figures and the rest."""
    waiting = [reader.root_object["/StructTreeRoot"].get_object()]
    while waiting:
        element = waiting.pop()
        if isinstance(element, ArrayObject):
            waiting += [child.get_object() for child in element]
        elif isinstance(element, DictionaryObject):
            if "/S" in element:
                yield element
            if "/K" in element:
                waiting.append(element["/K"].get_object())


def test_the_pdf_is_tagged_has_its_title_and_the_same_bytes_each_time(
    reported: Path, demo_folder: Path, tmp_path: Path, needs: Callable[[str], str]
) -> None:
    needs("soffice")
    reader = PdfReader(reported / "report.pdf")
    marks = reader.root_object["/MarkInfo"].get_object()
    assert isinstance(marks, DictionaryObject)
    assert marks["/Marked"]
    assert str(reader.root_object["/Lang"]) == "en-GB"
    assert str(reader.root_object["/ViewerPreferences"].get_object()) == "{'/DisplayDocTitle': True}"
    elements = list(structure(reader))
    assert {str(e["/S"]) for e in elements} >= {"/H1", "/H2", "/Figure", "/Table", "/TH", "/TOC", "/Link"}
    assert [e for e in elements if str(e["/S"]) == "/Figure" and not e.get("/Alt")] == []
    assert reader.metadata is not None
    assert reader.metadata.title == "Kestrel Broadband: Customer experience maturity assessment 2026"
    assert str(reader.metadata["/CreationDate"]).startswith("D:20260312")
    done_well(run("report", demo_folder, "--template", "board", "--format", "pdf", "-o", tmp_path / "one.pdf"))
    done_well(run("report", demo_folder, "--template", "board", "--format", "pdf", "-o", tmp_path / "two.pdf"))
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_without_libreoffice_a_pdf_is_refused_and_contents_say_what_they_lack(
    demo_folder: Path, tmp_path: Path
) -> None:
    refused(
        run("report", demo_folder, "--format", "pdf", "-o", tmp_path / "out", env=WITHOUT_OFFICE),
        "a PDF needs LibreOffice",
    )
    assert not (tmp_path / "out").exists()
    said = done_well(run("report", demo_folder, "--format", "docx", "-o", tmp_path / "report.docx", env=WITHOUT_OFFICE))
    assert "The contents are without page numbers: LibreOffice is not installed" in said
    body = parts((tmp_path / "report.docx").read_bytes())["word/document.xml"].decode()
    assert "PAGEREF" not in body
    quiet = done_well(run("report", demo_folder, "--no-page-numbers", "-o", tmp_path / "quiet", env=WITHOUT_OFFICE))
    assert "page numbers" not in quiet


def test_a_libreoffice_that_fails_is_one_sentence(demo_folder: Path, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    done = subprocess.run(
        command("report", demo_folder, "--format", "pdf", "-o", tmp_path / "out"),
        capture_output=True,
        check=False,
        env={"PATH": f"{program.parent}:/usr/bin:/bin"},
    )
    refused(done, "LibreOffice made no PDF")
    assert not (tmp_path / "out").exists()


def test_a_heading_is_text_and_pages_go_only_where_they_fit() -> None:
    lines = contents_lines(["R&D <3", "PAGEREF _Toc00000001"], 164.0, numbered=True)
    assert "R&amp;D &lt;3" in lines[0][1]
    assert [content.count('"begin"') - content.count('"end"') for _, content in lines] == [1, -1]


def test_pages_of_another_number_of_headings_change_nothing(demo_folder: Path) -> None:
    content = (demo_folder / "reports" / "2026" / "report.docx").read_bytes()
    assert with_pages(content, (1, 2, 3), date(2026, 3, 12)) == content
