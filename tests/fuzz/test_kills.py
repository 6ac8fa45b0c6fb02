"""Killed at any moment: the folder opens, holds the old or the new state, and all that was said to be saved."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from docx import Document
from files.building import KESTREL, WAVE, make_engagement, pack, whole_answers
from files.exporting import BASE, POLL, POLL_AND_BASE, csv_file
from files.workbooks import Book, load

from cxassess.files.answer_files import HEADER as ANSWERS_HEADER
from cxassess.files.engagement import open_engagement
from cxassess.files.store import Store
from fuzz import generators as make
from fuzz.profile import each
from fuzz.sound import command, contents

State = dict[str, Any]
IMPORTED = {
    ("august.csv, july.csv", "nps"),
    ("august.csv, july.csv with base.csv", "churn.after_answer.90_days"),
    *(("base.csv", id) for id in ("churn.simple", "churn.mid_period", "retention", "early_churn.90_days")),
}
EXPORTS: dict[str, list[Sequence[object]]] = {
    "july.csv": [POLL, ["s1", "2025-07-03", "a1", "web", 9], ["s2", "2025-07-09", "a2", "web", 3]],
    "august.csv": [POLL, ["s2", "2025-08-03", "a2", "web", 10]],
    "base.csv": [BASE, ["a1", "2024-01-01", ""], ["a2", "2024-01-01", "2025-10-01"]],
}


@dataclass(frozen=True, slots=True)
class Killer:
    """The process that runs commands and kills them."""

    process: "subprocess.Popen[str]"

    def run(
        self,
        arguments: Sequence[object],
        seconds: float | None = None,
        line: int | None = None,
        watched: Sequence[str] = (),
    ) -> State:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        asked = {"arguments": [str(a) for a in arguments], "seconds": seconds, "line": line, "watched": watched or None}
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        answer: State = json.loads(self.process.stdout.readline())
        return answer


@pytest.fixture(scope="module")
def killer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killer]:
    script = Path(__file__).with_name("killed.py")
    temporary = str(tmp_path_factory.mktemp("temporary"))  # what a killed import leaves there goes with the test
    env = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": temporary}
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env, cwd=root
    ) as process:
        yield Killer(process)
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An engagement with a few answers and metrics; and what is to be imported, beside it."""
    desk = tmp_path_factory.mktemp("kills")
    make_engagement(desk / "acme", "cx-pulse")
    table = make.answers_table(Random(5), pack("cx-pulse"), ANSWERS_HEADER)
    (desk / "first.csv").write_bytes(make.csv_bytes(Random(1), ANSWERS_HEADER, table.sound))
    (desk / "more.csv").write_bytes(whole_answers(40, pack("cx-pulse").practices))
    (desk / "other.csv").write_bytes(whole_answers(3, pack("cx-pulse").practices).replace(b"Person", b"Other"))
    (desk / "m.csv").write_bytes((KESTREL / "metrics.csv").read_bytes())
    (desk / "m2.csv").write_bytes((KESTREL / "metrics.csv").read_bytes().replace(b"nps,12,", b"nps,13,"))
    (desk / "acme" / "metrics" / "metrics.toml").write_text(POLL_AND_BASE, encoding="utf-8")
    for name, rows in EXPORTS.items():
        csv_file(desk / name, *rows)
    (desk / "later").mkdir()
    csv_file(desk / "later" / "august.csv", *EXPORTS["august.csv"], ["s4", "2025-08-09", "a3", "web", 0])
    short = desk / "short"
    shutil.copytree(Path(KESTREL).parents[1] / "report_templates" / "full", short)
    (short / "outline.toml").write_text('format = 1\ntitle = "Short"\nsections = ["commitments"]\n', encoding="utf-8")
    for kind, *names in (("answers", "first.csv"), ("metrics", "m.csv"), ("metrics", "july.csv", "august.csv")):
        assert command(["import", kind, str(desk / "acme"), *(str(desk / name) for name in names)])[0] == 0
    assert command(["report", str(desk / "acme"), "--template", str(short)])[0] == 0
    written = desk / "acme" / "reports" / WAVE / "workbook.xlsx"
    (desk / "back.xlsx").write_bytes(changed_everywhere(written.read_bytes()))
    return desk


def changed_everywhere(content: bytes) -> bytes:
    """A workbook with a change for the settings, two actions of somebody's own and an agreed level."""
    book = Book(load(content)).set("Scores", "disciplines.design", "target", 4.5)
    book.add({"D": "Call ten customers", "I": "Ana"}).add({"D": "Repaint the shops"})
    return book.set("Practices", book.book["Practices"]["A6"].value, "agreed level", 5).bytes()


def state(folder: Path) -> State:
    """What the store holds, as far as a person would notice."""
    with open_engagement(folder) as opened:
        return {
            "answers": {r.name: (r.role, r.unit, dict(r.answers)) for r in opened.store.answers.responses(WAVE)},
            "metrics": {entry.metric: entry for entry in opened.store.outcomes.metrics(WAVE)},
            "measures": {(m.source, m.id): m for m in opened.store.outcomes.measures(WAVE)},
            "actions": opened.store.actions.of(WAVE),
            "agreed": opened.store.decisions.agreed(WAVE),
            "targets": dict(opened.settings.targets),
        }


def files(folder: Path) -> dict[str, bytes | None]:
    """All but the store, which has a state instead, and but what a killed writer leaves beside its target."""
    return {
        name: part for name, part in contents(folder).items() if ".cxassess-" not in name and "answers.db" not in name
    }


def test_a_command_that_is_killed_leaves_the_old_or_the_new_state(killer: Killer, sound: Path, tmp_path: Path) -> None:
    lengths: dict[str, tuple[int, float]] = {}

    def attempt(random: Random) -> None:
        folder = tmp_path / "acme"
        shutil.rmtree(folder, ignore_errors=True)
        kind = random.choice(
            ("answers",) * 3
            + ("metrics",) * 3
            + ("exports",) * 3
            + ("new",) * 3
            + ("one by one",) * 2
            + ("report",)
            + ("workbook",) * 3
        )
        if kind != "new":
            shutil.copytree(sound / "acme", folder)
        arguments: dict[str, list[object]] = {
            "answers": ["import", "answers", folder, sound / "more.csv"],
            "metrics": ["import", "metrics", folder, sound / "m2.csv"],
            "exports": ["import", "metrics", folder, sound / "later" / "august.csv", sound / "base.csv"],
            "new": ["new", folder, "--client", "Acme", "--questionnaire", "cx-pulse", "--wave", WAVE],
            "report": ["report", folder, "--template", sound / "short"],
            "one by one": ["one by one", folder],
            "workbook": ["import", "workbook", folder, sound / "back.xlsx", "--yes", "--reason", "r", "--present", "p"],
        }
        if kind == "report":  # a change, so that the documents differ from those that are there
            assert command([str(a) for a in arguments["answers"]])[0] == 0
        if kind not in lengths:
            lengths[kind] = measured(killer, arguments[kind], folder, tmp_path / "kept")
        lines, seconds = lengths[kind]
        before = (state(folder), files(folder)) if kind != "new" else ({}, {})
        if random.random() < 0.5:
            done = killer.run(arguments[kind], seconds=random.uniform(0, seconds * 1.05))
        else:
            done = killer.run(arguments[kind], line=random.randint(1, lines))
        assert "Traceback" not in done["out"], done["out"]
        check_left(kind, folder, before, done)
        if kind == "report" and random.random() < 0.7:  # the numbers move before the documents are written again
            assert command(["import", "answers", str(folder), str(sound / "other.csv")])[0] == 0
        again = command([str(a) for a in arguments[kind]]) if kind != "one by one" else (0, "", "")
        if kind == "new" and again[0] == 1:
            assert "is an engagement already" in again[2]
            assert (folder / "engagement.toml").exists()
        else:
            assert again[0] == 0, again[2]
            assert "changed by somebody" not in again[1]
        if kind == "exports":
            assert set(state(folder)["measures"]) == IMPORTED
        if kind == "workbook":
            done_now = state(folder)
            assert (len(done_now["actions"]), len(done_now["agreed"]), done_now["targets"]) == (2, 1, {"design": 4.5})
        state(folder)

    each("kills", attempt)


def measured(killer: Killer, arguments: Sequence[object], folder: Path, kept: Path) -> tuple[int, float]:
    """How many lines of what writes a command takes, and how many seconds; the folder stays as it was."""
    spent = []
    lines = 0
    for line in (None, -1):
        shutil.rmtree(kept, ignore_errors=True)
        if folder.exists():
            shutil.copytree(folder, kept)
        done = killer.run(arguments, line=line)
        assert done["code"] == 0, done["out"]
        lines = done["lines"]
        spent.append(done["seconds"])
        shutil.rmtree(folder)
        if kept.exists():
            shutil.copytree(kept, folder)
    return lines, min(spent)


def check_left(kind: str, folder: Path, before: tuple[State, dict[str, bytes | None]], done: State) -> None:
    """What a killed command left: old or new, never between; and new where it said so."""
    old, old_files = before
    if kind == "new":
        if (folder / "engagement.toml").exists():
            assert not any(state(folder).values())
        assert "is ready" not in done["out"] or (folder / "engagement.toml").exists()
        return
    new = state(folder)
    match kind:
        case "answers":
            assert files(folder) == old_files
            added = {name: part for name, part in new["answers"].items() if name not in old["answers"]}
            assert len(added) in {0, 40}
            assert {**new["answers"], **added} == {**old["answers"], **added}
            assert "added" not in done["out"] or len(added) == 40
        case "metrics":
            assert new["answers"] == old["answers"]
            changed = {id for id, entry in new["metrics"].items() if entry != old["metrics"][id]}
            assert changed in (set(), {"nps"})
            assert "corrected" not in done["out"] or changed
            for name, part in old_files.items():
                assert name == "metrics/metrics.toml" or files(folder)[name] == part
        case "exports":
            assert {**new, "measures": None} == {**old, "measures": None}
            assert new["measures"] == old["measures"] or set(new["measures"]) == IMPORTED
            assert " added, " not in done["out"] or set(new["measures"]) == IMPORTED
            for name, part in old_files.items():
                assert name == "metrics/metrics.toml" or files(folder)[name] == part
        case "report":
            assert new == old
            for path in (folder / "reports" / WAVE).iterdir():
                if path.suffix == ".docx":
                    assert Document(str(path)).paragraphs is not None
                elif path.suffix == ".xlsx":
                    with warnings.catch_warnings(action="ignore"):  # openpyxl knows not all that newer Excels do
                        openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
        case "workbook":
            # the settings may be ahead of the store, never behind it; the same workbook then finishes
            assert (new["answers"], new["metrics"]) == (old["answers"], old["metrics"])
            assert (len(new["actions"]), len(new["agreed"])) in {(0, 0), (2, 1)}
            assert new["targets"] == {"design": 4.5} or not (new["actions"] or new["targets"])
            assert "Taken" not in done["out"] or new["actions"]
            for name, part in old_files.items():
                assert name == "engagement.toml" or files(folder)[name] == part
        case "one by one":
            assert files(folder) == old_files
            said = dict(line.split() for line in done["out"].splitlines() if line.count(" ") == 1)
            stored = new["answers"].get("Ana", ("", "", {}))[2]
            for id, level in said.items():
                assert int(stored[id].choice) >= int(level)


# ── moving house, and a store of an earlier version ──────────────────────────────────────────────────────────


def killed_at(killer: Killer, arguments: Sequence[object], module: str, lines: Sequence[int]) -> Iterator[int]:
    """Run a command once for each line of a module, and kill it there."""
    for line in lines:
        done = killer.run(arguments, line=line, watched=[module])
        assert done["killed"], f"{line}: {done['out']}"
        yield line


def lines_of(killer: Killer, arguments: Sequence[object], module: str, config: pytest.Config, most: int) -> list[int]:
    """The lines of a module that a command runs through: all in a thorough run, else about so many."""
    done = killer.run(arguments, line=-1, watched=[module])
    assert done["code"] == 0, done["out"]
    step = 1 if config.getoption("--thorough") else max(1, done["lines"] // most)
    return [*range(1, done["lines"], step), done["lines"]]


def test_an_engagement_that_moves_in_is_there_whole_or_not_at_all_wherever_it_is_killed(
    killer: Killer, sound: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    zipped, place = tmp_path / "acme.zip", tmp_path / "place"
    assert command(["export", str(sound / "acme"), str(zipped)])[0] == 0
    arguments = ["import", "engagement", zipped, place / "new"]
    lines = lines_of(killer, arguments, "archive_import", config=pytestconfig, most=15)
    whole, ends = contents(place / "new"), set()
    shutil.rmtree(place)
    for line in killed_at(killer, arguments, "archive_import", lines=lines):
        is_there = (place / "new").exists()
        ends.add(is_there)
        assert not is_there or contents(place / "new") == whole, line
        code, _, said = command(["import", "engagement", str(zipped), str(place / "other")])
        assert code == 0, said
        assert {path.name for path in place.iterdir()} == ({"new", "other"} if is_there else {"other"}), line
        assert contents(place / "other") == whole
        shutil.rmtree(place)
    assert ends == {False, True}


def test_an_export_that_is_killed_leaves_the_whole_zip_or_none(
    killer: Killer, sound: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    zipped = tmp_path / "acme.zip"
    arguments = ["export", sound / "acme", zipped]
    before, ends, whole = contents(sound / "acme"), set(), b""
    for module, most in (("safe", 1_000), ("archive_export", 8)):
        lines = lines_of(killer, arguments, module, config=pytestconfig, most=most)
        whole = whole or zipped.read_bytes()
        zipped.unlink()
        for line in killed_at(killer, arguments, module, lines=lines):
            ends.add(zipped.exists())
            assert not zipped.exists() or zipped.read_bytes() == whole, (module, line)
            zipped.unlink(missing_ok=True)
    assert contents(sound / "acme") == before
    assert ends == {False, True}


def test_an_upgrade_that_is_killed_leaves_the_store_as_it_was_or_upgraded(
    killer: Killer, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    with zipfile.ZipFile(Path(__file__).parents[1] / "kept" / "format-1.zip") as file:
        file.extractall(tmp_path)
    old, folder = (tmp_path / "acme").rename(tmp_path / "old"), tmp_path / "acme"
    shutil.copytree(old, folder)
    lines = lines_of(killer, ["wave", "list", folder], "store", config=pytestconfig, most=25)
    before, after, ends = dumped(old), dumped(folder), set()
    assert before != after
    shutil.copy(old / "answers.db", folder)
    for line in killed_at(killer, ["wave", "list", folder], "store", lines=lines):
        found = dumped(folder)
        assert found in (before, after), line
        ends.add(found == after)
        Store.open(folder).close()
        assert dumped(folder) == after
        shutil.copy(old / "answers.db", folder)
    assert ends == {False, True}


def dumped(folder: Path) -> list[str]:
    """All of a store as SQL, with its version."""
    with closing(sqlite3.connect(folder / "answers.db")) as db:
        return [str(db.execute("PRAGMA user_version").fetchone()), *db.iterdump()]
