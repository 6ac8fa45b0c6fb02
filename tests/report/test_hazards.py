"""Hazards of office files that each bit somebody once: text that no file can hold, pictures twice, fonts come late.

Files and screens clean what people write before it is stored; here it comes from a notebook, past all of that.
"""

import hashlib
import io
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from matplotlib.font_manager import fontManager
from office import docx_text, parts
from openpyxl import load_workbook
from skips import skip_unless_ci

from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Answer, Commentary
from cxassess.report.palette import HOUSE
from cxassess.report.pictures import draw
from cxassess.report.pictures import type as typesetting
from cxassess.report.pictures.scripts import missing_scripts
from report.every_document import SCRIPTS, document, sheets, word
from report.picture_shapes import dumbbell
from report.repair_rules import repair_faults
from report.workbook_cases import case

UNCLEAN = {
    "controls": "".join(map(chr, range(0x20))) + "\x7f\x85\x9f",
    "non-characters": "\ufffe\uffff\ufdd0\U0001fffe",
    "lone surrogates": "\ud800 and \udfff",
    "line ends of Windows": "one\r\ntwo\rthree",
    "looks like an escape": "_x0041_ _x000D_ &#65; \\u0041",
    "very long": "long " * 8_000,
    "formulas": "=1+1 {=1} =cmd|' /C calc'!A0 +1 -1 @SUM(A1) =HYPERLINK(\"http://x\")",
}
WHERE_PEOPLE_SPEAK = (
    "cover",
    "contents",
    "summary",
    "heat_map",
    "voices",
    "practices",
    "answers",
    "evidence",
    "method",
)


def saying(text: str) -> Assessment:
    """A wave in which everybody says the text, as comment, proof, name and unit."""
    base = case(people={"executive": 2, "manager": 2})
    people = [
        replace(
            response,
            name=f"{text[:60]} {number}",
            unit=text[:60],
            answers={**response.answers, "GOV1": Answer("GOV1", "3", f"a {text} b", f"E2 a {text} b")},
        )
        for number, response in enumerate(base.responses)
    ]
    made = replace(base, responses=people)
    return made.with_settings(client=text[:60], about=text[:500], confidentiality=text[:60], status="draft").assess()


@pytest.mark.parametrize("name", UNCLEAN)
def test_no_text_breaks_a_document_or_is_obeyed(name: str) -> None:
    made = (saying(UNCLEAN[name]), Commentary(context=UNCLEAN[name]))
    report, workbook = word(made, audience="working", sections=WHERE_PEOPLE_SPEAK), sheets(made)
    assert repair_faults(report) == []
    assert repair_faults(workbook) == []
    said = docx_text(report)
    kept = "".join(re.findall(r"[a-z+@=]", UNCLEAN[name][:40]))
    assert kept in "".join(re.findall(r"[a-z+@=]", said))
    book = load_workbook(io.BytesIO(workbook))
    comments = [cell for row in book["Comments"].iter_rows() for cell in row if str(cell.value or "").startswith("a ")]
    assert comments
    assert {cell.data_type for cell in comments} == {"s"}


def test_a_picture_that_is_shown_twice_is_stored_once(demo_folder: Path) -> None:
    stored = parts(document("report of the example", demo_folder))
    pictures = [hashlib.sha256(part).digest() for name, part in stored.items() if name.startswith("word/media/")]
    shown = stored["word/document.xml"].decode().count("<pic:pic")
    assert len(pictures) == len(set(pictures)) < shown


def test_dates_are_days_without_a_time_or_a_zone(demo_folder: Path) -> None:
    book = load_workbook(io.BytesIO(document("workbook of the example", demo_folder)), data_only=True)
    values = (value for sheet in book for row in sheet.iter_rows(values_only=True) for value in row)
    moments = [value for value in values if isinstance(value, datetime)]
    assert date(2026, 6, 10) in {moment.date() for moment in moments}
    assert {(moment.hour, moment.minute, moment.tzinfo) for moment in moments} == {(0, 0, None)}


def test_no_table_is_written_by_pandas_which_makes_formulas_of_text() -> None:
    package = Path(__file__).parents[2] / "cxassess"
    assert [path for path in package.rglob("*.py") if "to_excel" in path.read_text(encoding="utf-8")] == []


@pytest.fixture
def chinese() -> Iterator[str]:
    """A Chinese name, where a font has its letters."""
    name, _ = SCRIPTS["Chinese"]
    if missing_scripts([name], HOUSE):
        skip_unless_ci("no font here has Chinese, such as WenQuanYi Micro Hei")
    yield name
    typesetting._forget()


def test_a_font_that_matplotlib_has_not_listed_yet_is_found(chinese: str, monkeypatch: pytest.MonkeyPatch) -> None:
    older = [entry for entry in fontManager.ttflist if "Carlito" in entry.name or "DejaVu" in entry.name]
    monkeypatch.setattr(fontManager, "ttflist", older)
    typesetting._forget()
    typesetting._has_new_fonts.cache_clear()
    assert "□" not in typesetting.clean(chinese)


def test_a_font_without_a_bold_one_is_taken_in_silence(chinese: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        typesetting._forget()
        assert draw(replace(dumbbell(1), rows=(replace(dumbbell(1).rows[0], label=chinese, highlight=True),)))
    assert caplog.messages == []
