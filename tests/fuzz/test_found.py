"""What the generated inputs have found once, each in its smallest form."""

import io
import re
import signal
import sqlite3
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from files.building import AS_OF, KESTREL, make_engagement, snapshot
from people import PULSE, WAVE, assessed, everyone, person

from cxassess.errors import CxassessError, InvalidInput, NotAnEngagement
from cxassess.files.commentary import read_commentary
from cxassess.files.engagement import create_engagement, open_engagement
from cxassess.files.metric_files import HEADER, read_metric_files
from cxassess.files.metric_register import metric_files_kept
from cxassess.files.packs import read_snapshot
from cxassess.files.safe import write_unless_changed
from cxassess.files.settings import FILE, read_engagement
from cxassess.model.engagement import Answer
from cxassess.report.workbook import write_workbook
from cxassess.words import read_words
from fuzz import generators as make
from fuzz.sound import check_refusal


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    return make_engagement(tmp_path / "acme", "cx-pulse")


@pytest.mark.parametrize(
    "line",
    [
        'mode = "\\u001b[2J"',
        'mode = "two\\nlines"',
        '"\\u001b]0;x\\u0007" = 1',
        f'mode = "{"x" * 50_000}"',
        f'timezone = "{"x" * 50_000}"',
    ],
)
def test_a_fault_is_told_on_one_short_line_that_no_terminal_obeys(tmp_path: Path, line: str) -> None:
    (tmp_path / FILE).write_text(f'format = 1\nclient = "Acme"\n{line}\n', encoding="utf-8")
    with pytest.raises(InvalidInput) as refusal:
        read_engagement(tmp_path, PULSE)
    check_refusal(refusal.value, FILE)


@pytest.mark.parametrize("register", ["files = {}\n", 'files = { "m.csv" = { kind = "typed" } }\n'])
def test_a_register_in_inline_tables_is_added_to(acme: Path, register: str) -> None:
    (acme / "metrics" / "metrics.toml").write_text(register, encoding="utf-8")
    with open_engagement(acme) as opened, metric_files_kept(opened, [KESTREL / "metrics.csv"]):
        pass
    assert 'wave = "2026"' in (acme / "metrics" / "metrics.toml").read_text(encoding="utf-8")


def test_a_new_that_was_killed_before_its_store_was_written_is_done_again(tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "answers.db").touch()
    create_engagement(tmp_path / "acme", "Acme", "2026", AS_OF, snapshot("cx-pulse"), "attributed")
    assert (tmp_path / "acme" / FILE).exists()


def test_a_store_of_another_program_is_left_alone_by_new(tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()
    with sqlite3.connect(tmp_path / "acme" / "answers.db") as db:
        db.execute("CREATE TABLE mine (x)")
    db.close()
    before = (tmp_path / "acme" / "answers.db").read_bytes()
    with pytest.raises(CxassessError):
        create_engagement(tmp_path / "acme", "Acme", "2026", AS_OF, snapshot("cx-pulse"), "attributed")
    assert (tmp_path / "acme" / "answers.db").read_bytes() == before


@pytest.mark.parametrize("text", ["", " ", "\\u001b", "\\u200b"])
def test_an_override_that_shows_nothing_is_a_fault(tmp_path: Path, text: str) -> None:
    (tmp_path / "commentary").mkdir()
    override = f'[override."gap disciplines.design"]\nsentence = "Ours."\nreason = "{text}"\n'
    (tmp_path / "commentary" / f"{WAVE.id}.toml").write_text(override, encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"reason: is blank, some text was expected"):
        read_commentary(tmp_path, assessed([person("Ana", "manager", everyone("manager", "3", PULSE))], PULSE))


def test_a_damaged_sheet_is_told_of_in_words(tmp_path: Path) -> None:
    sound, path = io.BytesIO(make.metrics_workbook(Random(1), HEADER)), tmp_path / "m.xlsx"
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<sheetData>", b'<sheetData><row r="x"><c><v>'))
    _, problems = read_metric_files([path])
    assert [str(p) for p in problems] == ["m.xlsx: is not a workbook that can be read (a part of it is damaged)"]


@pytest.mark.parametrize(
    "change", ["value = 1e300", "previous = 'a lot'", "previous = 7", "n = -1", "n = 'many'", "value = x'ff'"]
)
def test_a_metric_that_no_import_has_written_is_a_damaged_store(acme: Path, change: str) -> None:
    entries, _ = read_metric_files([KESTREL / "metrics.csv"])
    with open_engagement(acme) as opened:
        opened.store.outcomes.save_metrics("2026", entries)
    with sqlite3.connect(acme / "answers.db") as db:
        db.execute(f"UPDATE metric SET {change} WHERE metric = 'churn'")
    db.close()
    with open_engagement(acme) as opened, pytest.raises(NotAnEngagement, match="damaged"):
        opened.assess()


def test_a_control_character_in_the_words_of_a_questionnaire_is_a_fault(tmp_path: Path) -> None:
    files = make.small_questionnaire()
    words = {**files["en.toml"], "title": "Pulse \x1b[2J", "about": "two\nlines"}
    (tmp_path / "pack.toml").write_bytes(make.toml(files["pack.toml"]))
    (tmp_path / "en.toml").write_bytes(make.toml(words))
    with pytest.raises(InvalidInput) as refusal:
        read_snapshot(tmp_path)
    expected = "en.toml › title: “Pulse  [2J” holds a control character, plain text was expected"
    assert str(refusal.value) == expected


@pytest.mark.parametrize("language", ["de", "../en", "x" * 5000])
def test_a_language_that_the_file_is_not_named_after_is_a_fault(tmp_path: Path, language: str) -> None:
    files = make.small_questionnaire()
    (tmp_path / "pack.toml").write_bytes(make.toml(files["pack.toml"]))
    (tmp_path / "en.toml").write_bytes(make.toml({**files["en.toml"], "language": language}))
    with pytest.raises(InvalidInput, match=r"^en.toml › language: .* was read, en was expected"):
        read_snapshot(tmp_path)


def test_a_comment_of_emoji_fits_into_a_cell_of_excel() -> None:
    """Excel counts in UTF-16, where an emoji is two."""
    ana = person("Ana", "manager", everyone("manager", "3", PULSE))
    id = next(iter(ana.answers))
    made = assessed([replace(ana, answers={**ana.answers, id: Answer(id, "3", "🐙" * 20_000)})], PULSE)
    with zipfile.ZipFile(io.BytesIO(write_workbook(made, read_words()))) as book:
        (cell,) = re.findall("🐙+[^<]*", book.read("xl/sharedStrings.xml").decode())
    assert cell.endswith("… (cut here)")
    assert len(cell.encode("utf-16-le")) // 2 == 32_766


KILLED_AFTER_THE_DOCUMENT = """
import os, signal, sys
from pathlib import Path
from cxassess.files import safe

whole = safe.write_whole

def write_whole(path, content):
    whole(path, content)
    if path.name == "report.docx":
        os.kill(os.getpid(), signal.SIGKILL)

safe.write_whole = write_whole
safe.write_unless_changed(Path(sys.argv[1]), b"second")
"""


def test_a_document_that_was_written_before_a_kill_is_not_taken_for_somebodys(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    write_unless_changed(path, b"first")
    done = subprocess.run([sys.executable, "-c", KILLED_AFTER_THE_DOCUMENT, path], check=False)
    assert (done.returncode, path.read_bytes()) == (-signal.SIGKILL, b"second")
    assert write_unless_changed(path, b"third") == path
    path.write_bytes(b"by hand")
    assert write_unless_changed(path, b"fourth") == tmp_path / "report-2.docx"
