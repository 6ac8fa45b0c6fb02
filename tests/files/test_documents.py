"""Where documents are written, what is said about it, and the faults of a report template."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from cxassess.errors import CannotWrite, InvalidInput
from cxassess.explain import explain, known_ids
from cxassess.files.answer_files import read_answers
from cxassess.files.data import shipped, shipped_ids
from cxassess.files.documents import FORMATS, write_documents
from cxassess.files.engagement import Opened, open_engagement
from cxassess.files.metric_files import read_metric_files
from cxassess.files.store_answers import AnswerRow
from cxassess.files.templates import find_template, read_template
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Answer
from cxassess.overview import show_assessment
from cxassess.report.palette import HOUSE, OWN_ROLES
from cxassess.serialise import as_json
from cxassess.words import read_words
from files.building import METRICS_HEADER, WAVE, contents, lines, make_engagement, pack, written

FULL = shipped("report_templates") / "full"


@pytest.fixture(scope="module")
def assessment(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    with open_engagement(make_engagement(tmp_path_factory.mktemp("documents") / "acme")) as opened:
        opened.store.answers.save(WAVE, [AnswerRow("Ana", "manager", "", Answer("STR1", "3"))], "csv")
        return opened.assess()


@pytest.fixture
def short(tmp_path: Path) -> Path:
    """A template of one section, which is written in no time."""
    template = shutil.copytree(FULL, tmp_path / "short")
    written(template / "outline.toml", 'format = 1\ntitle = "Short"\nsections = ["commitments"]\n')
    return template


def test_a_report_goes_under_its_wave_and_the_same_numbers_give_the_same_bytes(
    tmp_path: Path, assessment: Assessment, short: Path
) -> None:
    path = tmp_path / "reports" / WAVE / "report.docx"
    first = write_documents(tmp_path, assessment, ["docx"], str(short))
    content = path.read_bytes()
    assert (first.paths, first.lines) == ((path,), (str(path),))
    assert write_documents(tmp_path, assessment, ["docx"], str(short)) == first
    assert path.read_bytes() == content


def test_a_changed_report_is_left_alone_and_a_sentence_says_so(
    tmp_path: Path, assessment: Assessment, short: Path
) -> None:
    (path,) = write_documents(tmp_path, assessment, ["docx"], str(short)).paths
    written(path, "edited in Word")
    again = write_documents(tmp_path, assessment, ["docx"], str(short))
    second = path.with_name("report-2.docx")
    assert again.lines == (f"{second} (report.docx was changed by somebody and is left alone)",)
    assert path.read_bytes() == b"edited in Word"


@pytest.mark.parametrize(("out", "expected"), [("mine.docx", "mine.docx"), ("sub", "sub/report.docx")])
def test_out_is_a_file_or_a_folder(
    tmp_path: Path, assessment: Assessment, short: Path, out: str, expected: str
) -> None:
    done = write_documents(tmp_path, assessment, ["docx"], str(short), tmp_path / out)
    assert done.paths == (tmp_path / expected,)


def test_a_file_where_a_folder_is_needed_is_a_sentence(tmp_path: Path, assessment: Assessment, short: Path) -> None:
    written(tmp_path / "reports", "in the way")
    before = contents(tmp_path)
    with pytest.raises(CannotWrite, match="is in the way"):
        write_documents(tmp_path, assessment, ["docx"], str(short))
    assert contents(tmp_path) == before


def test_words_for_numbers_that_have_changed_are_told_of(tmp_path: Path, assessment: Assessment, short: Path) -> None:
    written(tmp_path / "commentary" / f"{WAVE}.toml", 'headline = "x"\nwritten_for = "00000000"\n')
    said = write_documents(tmp_path, assessment, ["docx"], str(short)).lines
    assert "the numbers beside headline have changed since" in said[-1]


def test_a_template_is_found_by_name_or_path(tmp_path: Path, short: Path) -> None:
    assert (find_template("full"), find_template(str(short))) == (FULL, short)
    with pytest.raises(
        InvalidInput, match="is neither a shipped template \\(board, full, tracker, workshop\\), nor a folder"
    ):
        find_template(str(tmp_path / "none"))


def test_a_template_without_a_word_file_has_the_looks_of_the_house(
    tmp_path: Path, assessment: Assessment, short: Path
) -> None:
    (short / "template.docx").unlink()
    made = write_documents(tmp_path, assessment, ["docx"], str(short), tmp_path / "out.docx")
    assert made.paths == (tmp_path / "out.docx",)


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        (
            "outline.toml",
            'format = 1\ntitle = "x"\nsections = ["sumary"]',
            "outline.toml › sections: “sumary” was read, one of cover, contents, ",
        ),
        (
            "outline.toml",
            'format = 1\ntitle = "x"\nsections = []',
            "outline.toml › sections: [] was read, a list of at least 1 was expected",
        ),
        ("outline.toml", "format = 1\nsections = [", "outline.toml: is not valid TOML: "),
        ("outline.toml", 'format = 1\nsections = ["cover"]', "outline.toml › title: is missing"),
        ("template.docx", "noise", "template.docx: is not a Word document"),
        ("template.docx", "", "template.docx: is not a Word document"),
    ],
)
def test_a_faulty_template_is_refused_before_anything_is_written(
    tmp_path: Path, assessment: Assessment, short: Path, name: str, content: str, fault: str
) -> None:
    written(short / name, content)
    before = contents(tmp_path)
    with pytest.raises(InvalidInput) as raised:
        write_documents(tmp_path, assessment, ["docx"], str(short))
    assert str(raised.value.problems[0]).startswith(fault)
    assert contents(tmp_path) == before


def test_a_faulty_template_of_ones_own_is_refused_for_a_workbook_alone_too(
    tmp_path: Path, assessment: Assessment, short: Path
) -> None:
    written(short / "template.docx", "noise")
    with pytest.raises(InvalidInput, match=r"template\.docx: is not a Word document"):
        write_documents(tmp_path, assessment, ["xlsx"], str(short))


@pytest.mark.parametrize("name", shipped_ids("report_templates"))
def test_the_shipped_templates_have_the_colours_of_the_house(name: str) -> None:
    brand = read_template(find_template(name)).brand  # which is why a workbook alone does not read them
    assert [brand.colour(role) for role in OWN_ROLES] == [HOUSE.colour(role) for role in OWN_ROLES]


def test_any_other_office_file_is_no_template(tmp_path: Path, assessment: Assessment, short: Path) -> None:
    openpyxl.Workbook().save(short / "template.docx")
    with pytest.raises(InvalidInput, match=r"template\.docx"):
        write_documents(tmp_path, assessment, ["docx"], str(short))


def test_a_template_is_its_outline_and_its_document(short: Path) -> None:
    template = read_template(short)
    assert (template.sections, template.docx[:2]) == (("commitments",), b"PK")


EVERYBODY = tuple(f"{role} {n},{role}" for role in pack().roles for n in (1, 2))
MARKUP = "=HYPERLINK(0) {x} %s [/b] <b> & \x07שרה 👩🏽‍🚀"
LITTLE_OR_ODD = {
    "one answer": ["Ana,manager,,STR1,3,,"],
    "one card": ["Ana,executive,,OC1,d,,"],
    "only don’t knows": [f"{who},,{id},DK,," for who in EVERYBODY for id in pack().practices],
    "a role that does not count": [f"Ana,analyst,,{id},3,," for id in pack().practices],
    "odd": [
        f"../..,manager,Nor/th,STR1,3,{'word ' * 8000},{'E2 plan ' * 5000}",
        *(f"{MARKUP},front_line,{MARKUP},{id},5,{MARKUP},{MARKUP}" for id in pack().practices),
    ],
}


def said_and_written(folder: Path, opened: Opened) -> None:
    """Everything that is said and written of an assessment: JSON, the terminal, each number, both documents."""
    assessment, words = opened.assess(), read_words()
    json.dumps(as_json(assessment), allow_nan=False)
    show_assessment(assessment, words)
    for id in known_ids(assessment):
        assert list(explain(assessment, id, words)), id
    for path in write_documents(folder, assessment, FORMATS).paths:
        assert path.stat().st_size > 5000


@pytest.mark.parametrize("rows", LITTLE_OR_ODD.values(), ids=LITTLE_OR_ODD)
def test_little_or_odd_answers_are_assessed_explained_and_reported(
    folder: Path, tmp_path: Path, rows: list[str]
) -> None:
    with open_engagement(folder) as opened:
        batch = read_answers([written(tmp_path / "a.csv", lines(*rows))], opened.pack)
        assert batch.problems == []
        opened.store.answers.save(WAVE, batch.rows, "csv")
        said_and_written(folder, opened)


@pytest.mark.parametrize("questionnaire", ["cx-maturity", "cx-pulse"])
def test_metrics_alone_are_reported_whatever_their_size(tmp_path: Path, questionnaire: str) -> None:
    rows = (
        "customers,1e12,1,,1e-9,,",
        "acquisition_cost,1e-9,1,,1e12,,",
        "nps,-100,999999999999999,,100,,",
        "churn,1,1,,0,,",
    )
    entries, problems = read_metric_files([written(tmp_path / "m.csv", lines(*rows, header=METRICS_HEADER))])
    assert problems == ()
    folder = make_engagement(tmp_path / "acme", questionnaire)
    with open_engagement(folder) as opened:
        opened.store.outcomes.save_metrics(WAVE, entries)
        said_and_written(folder, opened)
