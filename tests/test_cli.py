"""The commands as people run them: real processes, their exit codes, what they say, and what they leave on the disk."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from files.building import (
    KESTREL,
    METRICS_HEADER,
    SECONDS,
    WAVE,
    WITHOUT_OFFICE,
    command,
    contents,
    done_well,
    lines,
    make_engagement,
    refused,
    run,
    whole_answers,
    written,
)
from skips import skip_unless_ci

from cxassess.files.data import shipped
from cxassess.files.engagement import open_engagement
from cxassess.files.store import Store
from cxassess.files.store_answers import AnswerRow
from cxassess.model.engagement import Answer

ONE_ROW = lines("Zoë 🐙,manager,,STR1,3,“yes”,")


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An engagement in which one person has answered one question; to be copied."""
    folder = make_engagement(tmp_path_factory.mktemp("cli") / "acme")
    with open_engagement(folder) as opened:
        opened.store.answers.save(WAVE, [AnswerRow("Ana", "manager", "", Answer("STR1", "3"))], "csv")
    return folder


@pytest.fixture
def folder(started: Path, tmp_path: Path) -> Path:
    return shutil.copytree(started, tmp_path / "acme")


def held(folder: Path) -> tuple[int, int]:
    """How many people and answers an engagement holds."""
    with Store.open(folder) as store:
        responses = store.answers.responses(WAVE)
    return len(responses), sum(len(response.answers) for response in responses)


# ── a round ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_round_from_new_to_a_number_with_folder_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "Zoë & Söhne"
    written(tmp_path / "answers.csv", b"\xef\xbb\xbf" + (KESTREL / "answers.csv").read_bytes().replace(b"\n", b"\r\n"))
    said = done_well(run("new", folder, "--client", "Zoë & “Söhne” 🐙", "--wave", "2026", "--as-of", "2026-03-12"))
    assert "is ready: wave 2026 of Zoë & “Söhne” 🐙" in said
    assert "people.csv, then cxassess serve" in said
    said = done_well(run("import", "answers", "../answers.csv", cwd=folder))
    assert (
        "Answers: 602 added, 0 corrected (the earlier ones are kept), 0 unchanged. People new to this wave: 16." in said
    )
    before = contents(folder)
    said = done_well(run("import", "answers", folder, tmp_path / "answers.csv"))
    assert "Nothing changed: every answer was here already (602)." in said
    assert contents(folder) == before
    assert "Metrics: 5 added" in done_well(run("import", "metrics", KESTREL / "metrics.csv", cwd=folder))
    assert (folder / "metrics" / "metrics.csv").read_bytes() == (KESTREL / "metrics.csv").read_bytes()
    before = contents(folder)
    assert "Nothing changed: all 5 metrics" in done_well(run("import", "metrics", folder, KESTREL / "metrics.csv"))
    assert contents(folder) == before
    plain = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONCOERCECLOCALE": "0"}
    for arguments in (("status", "--json"), ("assess", "--json"), ("questionnaire", "list", "--json")):
        done = run(*arguments, cwd=folder, env=plain)
        assert done.stderr == b""
        json.loads(done.stdout.decode("utf-8"), parse_constant=pytest.fail)
    assert json.loads(run("status", "--json", cwd=folder, env=plain).stdout)["client"] == "Zoë & “Söhne” 🐙"
    for name in ("status", "assess"):
        assert done_well(run(name, cwd=folder, env=plain))
    assert "disciplines.design Design: " in done_well(run("explain", "design", cwd=folder))
    assert contents(folder) == before


def test_reports_written_twice_are_the_same_bytes_and_a_changed_one_is_left_alone(folder: Path, tmp_path: Path) -> None:
    path = folder / "reports" / WAVE / "report.docx"
    template = shutil.copytree(shipped("report_templates") / "full", tmp_path / "short")
    written(template / "outline.toml", 'format = 1\ntitle = "Short"\nsections = ["cover", "summary", "practices"]\n')
    report = ("report", folder, "--format", "docx", "--template", template)
    assert done_well(run(*report)) == f"{path}\n"
    first = path.read_bytes()
    written(path, "edited in Word")
    said = done_well(run(*report))
    assert "report-2.docx (report.docx was changed by somebody and is left alone)" in said
    assert (path.read_bytes(), path.with_name("report-2.docx").read_bytes()) == (b"edited in Word", first)


def test_a_file_that_is_named_is_the_only_one_that_is_written(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "quarter"
    place.mkdir()
    done_well(run("report", folder, "--template", "tracker", "-o", place / "quarter.docx"))
    assert sorted(path.name for path in place.iterdir()) == [".written.json", "quarter.docx"]
    assert zipfile.is_zipfile(place / "quarter.docx")


def test_a_hundred_thousand_rows_go_in_as_one(tmp_path: Path) -> None:
    folder = make_engagement(tmp_path / "acme")
    path = written(tmp_path / "a.csv", b"\xef\xbb\xbf" + whole_answers(2084).replace(b"\n", b"\r\n"))
    assert "Answers: 100,032 added" in done_well(run("import", "answers", folder, path))
    assert held(folder) == (2084, 100_032)


def test_several_files_are_one_import_and_a_correction_keeps_the_older_row(folder: Path, tmp_path: Path) -> None:
    first = written(tmp_path / "one.csv", lines("ANA,manager,,STR1,4,,"))
    second = written(tmp_path / "two.csv", ONE_ROW)
    said = done_well(run("import", "answers", first, second, cwd=folder))
    assert "Answers: 1 added, 1 corrected (the earlier ones are kept), 0 unchanged. People new to this wave: 1." in said
    with sqlite3.connect(folder / "answers.db") as db:
        assert db.execute("SELECT choice FROM answer ORDER BY seq").fetchall() == [("3",), ("4",), ("3",)]
    db.close()


def test_keep_good_takes_the_sound_rows_and_still_exits_1(folder: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", lines("Ben,manager,,STR1,6,,", "Ben,manager,,STR2,3,,"))
    done = run("import", "answers", folder, path, "--keep-good")
    assert refused(done) == ["a.csv, row 2: answer “6” to STR1 was read, one of 1 to 5 or DK was expected"]
    assert "Answers: 1 added" in done.stdout.decode()
    assert held(folder) == (2, 2)


# ── refused, and nothing changed ─────────────────────────────────────────────────────────────────────────────

SETTINGS = 'format = 1\nclient = "Acme"\n'


@pytest.mark.parametrize(
    ("file", "content", "expected"),
    [
        ("engagement.toml", f"{SETTINGS}clinet = 1", "engagement.toml › clinet: is not a known key"),
        ("engagement.toml", "format = 1\nclient = [", "engagement.toml: is not valid TOML"),
        ("engagement.toml", b"\xff\xfe", "engagement.toml: is not UTF-8 text (byte 1)"),
        (
            "engagement.toml",
            f'{SETTINGS}mode = "anonymous"',
            "engagement.toml › mode: “anonymous” was read, but wave 2026 opened with “attributed”",
        ),
        ("answers.db", b"noise" * 999, "answers.db is damaged or no store of cxassess"),
        ("answers.db", b"", "answers.db is not a store of cxassess"),
    ],
)
def test_a_broken_folder_is_refused(folder: Path, file: str, content: bytes | str, expected: str) -> None:
    written(folder / file, content)
    before = contents(folder)
    refused(run("import", "answers", folder, KESTREL / "answers.csv"), expected)
    assert contents(folder) == before


def test_all_faults_of_the_settings_are_said_at_once(folder: Path) -> None:
    more = "[roles.boss]\n[roles.manager]\nweight = -1\n[disciplines]\ntargets = { design = 6 }\n"
    written(folder / "engagement.toml", f'{SETTINGS}target_profile = "x"\ndelete_after = "soon"\n{more}')
    said = refused(run("assess", folder))
    assert [line.partition(":")[0].removeprefix("engagement.toml › ") for line in said] == [
        "delete_after",
        "roles.manager.weight",
        "disciplines.targets.design",
        "roles.boss",
        "target_profile",
    ]


def test_a_store_of_a_newer_version_is_refused(folder: Path) -> None:
    with sqlite3.connect(folder / "answers.db") as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    before = contents(folder)
    refused(run("import", "answers", folder, KESTREL / "answers.csv"), "was written by a newer cxassess")
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("kind", "content", "expected"),
    [
        ("answers", b"a,b\n", "file.csv, row 1: the header “a,b” was read"),
        ("answers", lines("Ana,manager,,STR1,6,,", "Ben,boss,,STR1,3,,"), "file.csv, row 3: role “boss” was read"),
        ("answers", os.urandom(5000), "file.csv: "),
        ("answers", None, "file.csv: there is no such file"),
        ("metrics", lines("npz,1,,,,,", header=METRICS_HEADER), "file.csv, row 2: metric “npz” was read"),
        ("metrics", lines("nps,nan,-1,,,,", header=METRICS_HEADER), "file.csv, row 2: n “-1” was read"),
        ("metrics", b"\0\xff" * 500, "holds binary data"),
        ("metrics", None, "file.csv: there is no such file"),
    ],
)
def test_a_faulty_file_changes_nothing(
    folder: Path, tmp_path: Path, kind: str, content: bytes | None, expected: str
) -> None:
    path = tmp_path / "file.csv"
    if content is not None:
        written(path, content)
    before = contents(folder)
    refused(run("import", kind, folder, path), expected, "Nothing was changed.")
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("status",), "is not an engagement: it has no answers.db"),
        (("assess", "x" * 5000), "File name too long"),
        (("status", os.fsdecode(b"\xff")), "is not an engagement"),
        (("import", "answers", "nowhere", KESTREL / "answers.csv"), "nowhere is not an engagement"),
        (("import", "answers", ".", KESTREL), "is not an engagement"),
        (("import", "metrics", "x" * 5000, KESTREL), "File name too long"),
        (("report", "nowhere"), "nowhere is not an engagement"),
        (("new", "acme", "--client", "\u200b "), "--client: is blank, a name was expected"),
        (("new", "acme", "--client", "x" * 201), "--client: has 201 characters, at most 200 were expected"),
        (("new", "acme", "--client", "A", "--wave", "../x"), "--wave: “../x” was read, letters, digits"),
        (("new", "acme", "--client", "A", "--questionnaire", "cx"), "cx: is neither a shipped questionnaire"),
        (("questionnaire", "check", "."), ".: is neither a shipped questionnaire"),
    ],
)
def test_what_is_no_engagement_is_refused_and_nothing_is_made(
    tmp_path: Path, arguments: Sequence[object], expected: str
) -> None:
    written(tmp_path / "notes.txt", "mine")
    refused(run(*arguments, cwd=tmp_path), expected)
    assert contents(tmp_path) == {"notes.txt": b"mine"}


def test_an_unknown_wave_number_or_template_and_a_second_new_are_refused(folder: Path) -> None:
    before = contents(folder)
    refused(run("status", folder, "--wave", "2031"), "there is no wave 2031 here; known: 2026")
    refused(run("explain", folder, "desing"), "there is no number called desing here (did you mean design?)")
    refused(
        run("report", folder, "--template", "nice"),
        "nice: is neither a shipped template (board, full, tracker, workshop), nor a folder",
    )
    refused(run("new", folder, "--client", "B"), "is an engagement already (engagement.toml is there)")
    assert contents(folder) == before


def test_a_wave_without_answers_and_metrics_is_not_assessed(tmp_path: Path) -> None:
    folder = make_engagement(tmp_path / "acme")
    for name in ("assess", "report"):
        refused(run(name, folder), "wave 2026 has neither answers nor metrics")
    assert "Nobody has answered yet." in done_well(run("status", folder))


# ── wrong use ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("asses",), "No such command"),
        (("status", "--jsn"), "No such option"),
        (("new", "acme"), "Missing option '--client'"),
        (("new", "acme", "--client", "A", "--mode", "open"), "--mode is one of attributed, confidential, anonymous"),
        (("new", "acme", "--client", "A", "--as-of", "soon"), "--as-of"),
        (("import", "answers"), "Missing argument 'FILE…'"),
        (("import", "answers", "."), "Missing argument 'FILE…'"),
        (("explain",), "Missing argument 'ID'"),
        (("explain", ".", "design", "culture"), "One ID was expected, 2 were given"),
        (("report", "--format", "odt"), "--format is one or more of docx, xlsx, pdf, not “odt”"),
        (("answer", "."), "cxassess import answers"),
    ],
)
def test_wrong_use_exits_2_and_says_what_is_expected(
    tmp_path: Path, arguments: Sequence[object], expected: str
) -> None:
    refused(run(*arguments, cwd=tmp_path), expected, code=2)
    assert contents(tmp_path) == {}


def test_the_form_on_software_asks_nothing_where_there_is_no_terminal(folder: Path) -> None:
    before = contents(folder)
    refused(run("software", folder), "You can write the file yourself:", code=2)
    assert contents(folder) == before


def test_a_fault_of_software_toml_is_told_by_what_reads_it_and_by_nothing_else(folder: Path) -> None:
    (folder / "software.toml").write_text('format = 1\n[text]\ntrusted = "maybe"\n', encoding="utf-8")
    refused(run("assess", folder), "software.toml › text.trusted: “maybe” was read, one of yes, partly, no, dont_know")
    done_well(run("status", folder))


# ── a disk that refuses ──────────────────────────────────────────────────────────────────────────────────────


def mounted(*options: str) -> bool:
    """Whether the system let us mount; only root may, and not in every container."""
    if shutil.which("mount") is None or os.geteuid() != 0:
        return False
    return subprocess.run(["mount", *options], capture_output=True, check=False).returncode == 0


def at_most(size: int) -> list[str]:
    """What starts a command that may write no file longer than this."""
    return ["sh", "-c", f'ulimit -f {size // 512}; exec "$@"', "sh"]


@pytest.fixture
def almost_full(started: Path, tmp_path: Path) -> Iterator[tuple[Path, list[str]]]:
    """An engagement on a disk with 24 KiB left, and what commands are to be started by.

    Where no disk can be mounted, the command may write no file that is longer than the store with 24 KiB more.
    """
    room = 24 * 1024
    size = sum((path.stat().st_size + 4095) // 4096 * 4096 for path in started.rglob("*") if path.is_file())
    place = tmp_path / "disk"
    place.mkdir()
    on_disk = mounted("-t", "tmpfs", "-o", f"size={size + room}", "none", str(place))
    try:
        folder = shutil.copytree(started, place / "acme")
        yield folder, [] if on_disk else at_most((folder / "answers.db").stat().st_size + room)
    finally:
        if on_disk:
            subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_a_sentence_and_nothing_is_changed(almost_full: tuple[Path, list[str]], tmp_path: Path) -> None:
    folder, before_command = almost_full
    many, long = written(tmp_path / "a.csv", whole_answers(40)), "x" * 200_000
    metrics = written(tmp_path / "m.csv", lines(f"nps,12,,,,,{long}", header=METRICS_HEADER))
    export = written(tmp_path / "e.csv", survey_of(20_000).encode())
    before = contents(folder)
    for arguments in (
        ("import", "answers", folder, many),
        ("import", "metrics", folder, metrics),
        ("import", "metrics", folder, export),
    ):
        refused(run(*arguments, before=before_command), "nothing was changed")
        assert contents(folder) == before
    refused(run("export", folder, folder.parent / "acme.zip", before=at_most(20 * 1024)), "nothing was changed")
    done_well(run("export", folder, tmp_path / "acme.zip"))
    moving = ("import", "engagement", tmp_path / "acme.zip", folder.parent / "other")
    refused(run(*moving, before=before_command or at_most(20 * 1024)), "nothing was changed")
    assert (contents(folder), list(folder.parent.iterdir())) == (before, [folder])
    refused(run("new", folder.parent / "other", "--client", "B", before=at_most(50 * 1024)), "nothing was changed")
    assert not (folder.parent / "other").exists()


def survey_of(answers: int) -> str:
    """An export of Google Forms."""
    rows = "".join(f"2026/01/{number % 28 + 1:02} 10:00:00 AM,{number % 11}\n" for number in range(answers))
    return f"Timestamp,Would you recommend us? (0 to 10)\n{rows}"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[tuple[Path, list[str]]]:
    """A place for temporary files with 64 KiB, and what commands are to be started by where no disk can be mounted."""
    place = tmp_path / "temporary"
    place.mkdir()
    on_disk = mounted("-t", "tmpfs", "-o", "size=64k", "none", str(place))
    try:
        yield place, [] if on_disk else at_most(64 * 1024)
    finally:
        if on_disk:
            subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(survey_of(5_000).encode("utf-16"), id="written again in UTF-8"),
        pytest.param(survey_of(5_000).encode() + b"one cell too few\n", id="written again row by row"),
    ],
)
def test_a_full_disk_of_temporary_files_is_a_sentence(
    started: Path, small_disk: tuple[Path, list[str]], tmp_path: Path, content: bytes
) -> None:
    place, before_command = small_disk
    folder = shutil.copytree(started, tmp_path / "acme")
    export = written(tmp_path / "e.csv", content)
    before = contents(folder)
    done = run("import", "metrics", folder, export, before=before_command, env={"TMPDIR": str(place)})
    sentence = "written to a temporary file" if before_command else "does not fit on the disk of temporary files"
    refused(done, f"e.csv: {'cannot be read and ' if before_command else ''}{sentence}")
    assert contents(folder) == before
    assert list(place.iterdir()) == []


@pytest.fixture
def read_only(started: Path, tmp_path: Path) -> Iterator[Path]:
    """An engagement that nobody may write to: on a disk mounted so, or in folders marked so where we are not root."""
    folder = shutil.copytree(started, tmp_path / "acme")
    if os.geteuid() != 0:
        everything = [folder, *folder.rglob("*")]
        for path in everything:
            path.chmod(path.stat().st_mode & ~0o222)
        yield folder
        for path in everything:
            path.chmod(path.stat().st_mode | 0o200)
        return
    if not (mounted("--bind", str(folder), str(folder)) and mounted("-o", "remount,ro,bind", str(folder))):
        skip_unless_ci("root may write everywhere, and this system lets it mount nothing")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_read_only_folder_can_be_read_and_refuses_to_be_changed(read_only: Path, tmp_path: Path) -> None:
    before = contents(read_only)
    answers = written(tmp_path / "a.csv", ONE_ROW)
    assert "Ana" in done_well(run("status", read_only))
    refused(run("import", "answers", read_only, answers), "read-only")
    refused(run("import", "metrics", read_only, KESTREL / "metrics.csv"), "read-only")
    refused(run("report", read_only, "--format", "docx"), "read-only")
    assert contents(read_only) == before


# ── at the same time, and cut short ──────────────────────────────────────────────────────────────────────────


def test_a_second_writer_is_told_to_wait_and_readers_go_on(folder: Path, tmp_path: Path) -> None:
    answers = written(tmp_path / "a.csv", ONE_ROW)
    before = contents(folder)
    db = sqlite3.connect(folder / "answers.db", isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    try:
        started = [
            subprocess.Popen(command("import", kind, folder, path), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for kind, path in (("answers", answers), ("metrics", KESTREL / "metrics.csv"))
        ]
        assert "Ana" in done_well(run("status", folder))
        for process in started:
            _, said = process.communicate(timeout=SECONDS)
            assert process.returncode == 1
            assert "is being written by another program; nothing was changed" in said.decode()
            assert "Traceback" not in said.decode()
    finally:
        db.execute("ROLLBACK")
        db.close()
    assert contents(folder) == before


def test_two_imports_at_once_both_end_whole(folder: Path, tmp_path: Path) -> None:
    files = [
        written(tmp_path / f"{side}.csv", whole_answers(40).replace(b"Person", side.encode())) for side in ("L", "R")
    ]
    started = [
        subprocess.Popen(command("import", "answers", folder, file), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for file in files
    ]
    assert [(process.communicate(timeout=SECONDS)[1], process.returncode) for process in started] == [(b"", 0)] * 2
    assert held(folder) == (81, 1 + 2 * 40 * 48)


@pytest.mark.parametrize(
    ("people", "moment"),
    [
        (80, "it begins to write"),
        (700, "it writes into the store"),  # so many that SQLite cannot keep them in memory until the end
    ],
)
def test_an_import_that_is_killed_leaves_the_old_state_or_the_new(
    folder: Path, tmp_path: Path, people: int, moment: str
) -> None:
    store, journal = folder / "answers.db", folder / "answers.db-journal"
    file = written(tmp_path / "many.csv", whole_answers(people))
    old, new = (1, 1), (1 + people, 1 + 48 * people)  # Ana was there before
    size = store.stat().st_size

    def reached() -> bool:
        return journal.exists() if moment == "it begins to write" else store.stat().st_size != size

    process = subprocess.Popen(command("import", "answers", folder, file), stdout=subprocess.DEVNULL)
    while process.poll() is None and not reached():
        pass
    process.kill()
    process.wait()
    assert held(folder) in {old, new}
    done_well(run("import", "answers", folder, file))
    assert held(folder) == new
    assert not journal.exists()


def interrupted(process: "subprocess.Popen[bytes]") -> bytes:
    """What the process says on stderr when Ctrl-C is pressed until it ends.

    Python looks for a signal before it waits in `read`, never between the two: one that comes just there is seen only
    after the next press, as at any prompt.
    """
    for _ in range(20):
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=3)[1]
    raise AssertionError("the command runs on after twenty interrupts")


def test_ctrl_c_exits_130_and_leaves_the_old_state(folder: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "answers.csv"
    os.mkfifo(pipe)
    before = contents(folder)
    process = subprocess.Popen(
        command("import", "answers", folder, pipe), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with pipe.open("wb") as writer:  # open once the command reads
        writer.write(ONE_ROW)
        writer.flush()
        said = interrupted(process)
    assert (process.returncode, said.strip()) == (130, b"")
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("arguments", "read"),
    [
        (("questionnaire", "show", "cx-maturity"), 1),
        (("assess", ".", "--json"), 1),
        (("assess", "."), 0),
        (("status", "."), 0),
        (("explain", ".", "design"), 0),
        (("--help",), 0),
    ],
)
def test_a_reader_who_goes_away_sees_no_traceback(folder: Path, arguments: Sequence[str], read: int) -> None:
    process = subprocess.Popen(command(*arguments), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    for _ in range(read):
        process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait(timeout=SECONDS)


# ── the journey ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_journey_is_started_read_and_explained(demo_folder: Path, tmp_path: Path) -> None:
    out = shutil.copytree(demo_folder, tmp_path / "demo")
    map_ = out / "touchpoints.csv"
    refused(run("touchpoints", out, "--new"), "is there already; nothing was changed")
    map_.unlink()
    refused(run("touchpoints", out), f"to start one: cxassess touchpoints {out} --new")
    assert "6 touchpoints of the data" in done_well(run("touchpoints", out, "--new"))
    assert "1 A bill, importance –" in done_well(run("touchpoints", out))
    head = "touchpoint,phase,importance\n"
    written(map_, head + "A fault,after,9\nA bill,after,5\nMy order,during,4\nLetters,after,3\n")
    said = done_well(run("touchpoints", out))
    assert said == done_well(run("explain", out, "experience_map"))
    assert "In the data, but not on the map: Ending the contract, Moving house, Installation." in said
    assert "no value in the data, none in touchpoints.csv" in said
    assert json.loads(done_well(run("assess", out, "--json")))["experience_map"]["touchpoints"][1]["name"] == "A fault"


@pytest.mark.parametrize("arguments", [("assess",), ("assess", "--json"), ("touchpoints",), ("report",)])
def test_a_faulty_journey_is_refused_with_every_fault_and_nothing_is_written(
    folder: Path, arguments: Sequence[str]
) -> None:
    hostile = "'=cmd|x'!A1 \x1b[2J\u202e"
    written(folder / "touchpoints.csv", f'touchpoint,phase,importance\n{hostile},,11\nB,before,"{hostile}"\n')
    before = contents(folder)
    said = refused(
        run(arguments[0], folder, *arguments[1:]), "row 2: phase is blank", "row 2: importance “11” was read"
    )
    assert len(said) == 3
    assert not any(sign in "".join(said) for sign in "\x1b\r")
    assert contents(folder) == before


# ── the example ──────────────────────────────────────────────────────────────────────────────────────────────


def test_demo_is_repeatable_and_leaves_a_changed_report_alone(demo_folder: Path, tmp_path: Path) -> None:
    out = shutil.copytree(demo_folder, tmp_path / "demo")
    said = done_well(run("demo", out, env=WITHOUT_OFFICE))
    assert f"cxassess compare {out} 2027 2028" in said
    first = contents(out)
    reports = {name for name in first if name.endswith((".docx", ".xlsx"))}
    assert reports == {
        *(f"reports/{wave}/{name}" for wave in (WAVE, "2028") for name in ("report.docx", "workbook.xlsx")),
        "reports/2027-Q4/tracker.docx",
    }
    report = out / "reports" / WAVE / "report.docx"
    written(report, "edited in Word")
    written(out / "answers.db", "broken")
    said = done_well(run("demo", out, env=WITHOUT_OFFICE))
    assert "report-2.docx (report.docx was changed by somebody and is left alone)" in said
    assert report.read_bytes() == b"edited in Word"
    made = contents(out)
    differing = {name for name in made.keys() | first.keys() if made.get(name) != first.get(name)}
    ledger, second = f"reports/{WAVE}/.written.json", f"reports/{WAVE}/report-2.docx"
    assert differing == {"answers.db", f"reports/{WAVE}/report.docx", second, ledger}  # ids are drawn, times run on
    is_same = (
        made[second] == first[f"reports/{WAVE}/report.docx"] == contents(demo_folder)[f"reports/{WAVE}/report.docx"]
    )
    assert is_same  # compared here, as a message with all the bytes would take minutes


def test_demo_refuses_a_folder_that_is_not_its_own(tmp_path: Path) -> None:
    written(tmp_path / "notes" / "mine.txt", "mine")
    written(tmp_path / "file", "mine")
    before = contents(tmp_path)
    for name in ("notes", "file"):
        refused(run("demo", tmp_path / name), "is there already and is not a demo of cxassess; name another folder")
    assert contents(tmp_path) == before


def test_every_command_has_its_help() -> None:
    for arguments in ((), ("new",), ("import", "answers"), ("report",)):
        assert done_well(run(*arguments, "--help")).startswith("Usage: cxassess")
    assert sys.version_info >= (3, 11)
