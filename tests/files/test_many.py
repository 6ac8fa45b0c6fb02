"""The reports of many engagements in one command: as alone, side by side, and none in the way of another."""

import os
import signal
import subprocess
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from cxassess.files.data import shipped
from cxassess.files.engagement import open_engagement
from cxassess.files.store_answers import AnswerRow
from cxassess.model.engagement import Answer
from files.building import SECONDS, WAVE, command, contents, done_well, make_engagement, pack, refused, run, written

Make = Callable[..., list[Path]]


@pytest.fixture
def short(tmp_path: Path) -> Path:
    """A template of two sections; its contents ask LibreOffice for page numbers."""
    source = shipped("report_templates") / "full" / "template.docx"
    template = tmp_path / "short"
    written(template / "template.docx", source.read_bytes())
    written(template / "outline.toml", 'format = 1\ntitle = "Short"\nsections = ["contents", "commitments"]\n')
    return template


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Engagements, each with other answers than the one before."""

    def engagements(*names: str) -> list[Path]:
        folders = []
        for number, name in enumerate(names, start=1):
            folder = make_engagement(tmp_path / "clients" / name)
            with open_engagement(folder) as opened:
                answers = (Answer(id, str(1 + (number + n) % 5)) for n, id in enumerate(pack().practices))
                opened.store.answers.save(WAVE, [AnswerRow("Ana", "manager", "", answer) for answer in answers], "csv")
            folders.append(folder)
        return folders

    return engagements


def workbook(folder: Path) -> Path:
    return folder / "reports" / WAVE / "workbook.xlsx"


def without_counts(said: str) -> list[str]:
    """The lines of a run in the order of their names, without the [1/2] before them."""
    return sorted(line.partition("] ")[2] for line in said.splitlines() if line.startswith("["))


def workers_of(process: int) -> list[int]:
    """The running processes that another one has started to work for it."""
    ps = ["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,args="]
    shown = subprocess.run(ps, capture_output=True, text=True, check=True)
    rows = [line.split(None, 3) for line in shown.stdout.splitlines()]
    return [int(row[0]) for row in rows if row[1] == str(process) and "spawn_main" in row[3] and "Z" not in row[2]]


def start(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command("report", *arguments),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def holding_on(folder: Path) -> Path:
    """The pipe that an engagement has for its commentary: who writes its report waits there for the words."""
    pipe = folder / "commentary" / f"{WAVE}.toml"
    pipe.parent.mkdir(exist_ok=True)
    pipe.unlink(missing_ok=True)
    os.mkfifo(pipe)
    return pipe


def reads(process: int, pipe: Path) -> bool:
    with suppress(OSError):  # it closes files while we look
        return str(pipe) in {str(end.readlink()) for end in Path(f"/proc/{process}/fd").iterdir()}
    return False


def reader_of(pipe: Path, process: subprocess.Popen[str]) -> int:
    """The worker that reads from a pipe, once it does."""
    while True:
        assert process.poll() is None
        for worker in workers_of(process.pid):
            if reads(worker, pipe):
                return worker


def test_each_is_written_to_its_own_folder_as_it_would_be_alone(make: Make, short: Path, tmp_path: Path) -> None:
    folders = make("acme", "birch")
    options = ("--template", short, "--no-page-numbers")
    said = done_well(run("report", *folders, *options))
    assert without_counts(said) == [f"{folder}: report.docx, workbook.xlsx" for folder in folders]
    assert said.splitlines()[-1] == "2 of 2 engagements are written."
    for folder in folders:
        done_well(run("report", folder, *options, "-o", tmp_path / "alone" / folder.name))
        assert contents(folder / "reports" / WAVE) == contents(tmp_path / "alone" / folder.name)
    assert len({workbook(folder).read_bytes() for folder in folders}) == 2


def test_page_numbers_and_pdfs_are_made_side_by_side(
    make: Make, short: Path, tmp_path: Path, needs: Callable[[str], str]
) -> None:
    needs("soffice")
    folders = make("acme", "birch")
    options = ("--template", short, "--format", "docx,pdf")
    done_well(run("report", *folders, *options, "-o", tmp_path / "together"))
    assert len(list((tmp_path / "together").glob("*/report.pdf"))) == 2
    done_well(run("report", folders[1], *options, "-o", tmp_path / "alone"))
    assert contents(tmp_path / "together" / "birch") == contents(tmp_path / "alone")


def test_one_with_faults_is_told_of_and_the_others_are_written(make: Make) -> None:
    folders = make("acme", "birch", "cedar")
    written(folders[1] / "engagement.toml", "format = 1\nclient = 3\n")
    done = run("report", *folders, "--format", "xlsx")
    head, fault, end = refused(done)
    assert head.partition("] ")[2] == f"{folders[1]}: not written"
    assert fault == "  engagement.toml › client: 3 was read, text in quotation marks was expected"
    assert end == f"1 not: {folders[1]}"
    said = done.stdout.decode()
    assert without_counts(said) == [f"{folder}: workbook.xlsx" for folder in (folders[0], folders[2])]
    assert said.splitlines()[-1] == "2 of 3 engagements are written."
    assert [workbook(folder).exists() for folder in folders] == [True, False, True]


def test_whatever_stands_in_the_way_of_one_is_its_own_fault(make: Make, tmp_path: Path) -> None:
    (acme,) = make("acme")
    empty = make_engagement(tmp_path / "clients" / "empty")
    blocked = tmp_path / "blocked"
    written(blocked, "a file")
    done = run("report", acme, empty, tmp_path / "nowhere", blocked, "--format", "xlsx")
    said = refused(done, "has neither answers nor metrics", "nowhere is not an engagement", "blocked")
    assert said[-1].startswith("3 not: ")
    assert workbook(acme).exists()


def test_a_note_stands_under_its_engagement(make: Make) -> None:
    folders = make("acme", "birch")
    done_well(run("report", *folders, "--format", "xlsx"))
    written(workbook(folders[0]), "edited in Excel")
    written(folders[1] / "commentary" / f"{WAVE}.toml", 'headline = "x"\nwritten_for = "00000000"\n')
    said = done_well(run("report", *folders, "--format", "xlsx"))
    aside = "workbook-2.xlsx (workbook.xlsx was changed by somebody and is left alone)"
    assert without_counts(said) == [f"{folders[0]}: {aside}", f"{folders[1]}: workbook.xlsx"]
    lines = said.splitlines()
    under = lines[next(number for number, line in enumerate(lines) if str(folders[1]) in line) + 1]
    assert under.startswith(f"  commentary/{WAVE}.toml: the numbers beside headline have changed since.")


def test_out_gets_a_folder_for_each(make: Make, tmp_path: Path) -> None:
    folders = make("acme", "birch")
    done_well(run("report", ".", "../birch", "--format", "xlsx", "-o", tmp_path / "out", cwd=folders[0]))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["acme", "birch"]
    assert not workbook(folders[0]).exists()


@pytest.mark.parametrize("second", ["acme", "ACME"])
def test_two_folders_of_one_name_are_refused_before_anything_is_written(
    make: Make, tmp_path: Path, second: str
) -> None:
    folders = make("acme", f"more/{second}")
    before = contents(tmp_path)
    done = run("report", *folders, "--format", "xlsx", "-o", tmp_path / "out")
    (fault,) = refused(done, f"{folders[1]}: has the same name as {folders[0]}: their documents would meet in ")
    assert fault.endswith("; write them in two runs, each with its own -o")
    assert contents(tmp_path) == before
    done_well(run("report", *folders, "--format", "xlsx"))  # each to its own folder


def test_an_engagement_that_is_named_twice_is_refused(make: Make, tmp_path: Path) -> None:
    (acme,) = make("acme")
    again = acme / ".." / "acme"
    for out in ((), ("-o", tmp_path / "out")):
        refused(run("report", acme, again, *out), f"{again}: is the same engagement as {acme}; name it once")


def test_a_file_cannot_take_the_reports_of_several(make: Make, tmp_path: Path) -> None:
    done = run("report", *make("acme", "birch"), "-o", tmp_path / "all.docx", "--format", "docx")
    refused(done, "-o names the folder of all reports where there are several engagements", code=2)


def test_a_faulty_template_is_told_of_once(make: Make, tmp_path: Path) -> None:
    folders = make("acme", "birch", "cedar")
    before = contents(tmp_path)
    said = refused(run("report", *folders, "--template", "fool"), "fool: is neither a shipped template")
    assert len(said) == 1
    assert contents(tmp_path) == before


@pytest.mark.parametrize("to", ["all processes, as a terminal does", "the command alone"])
def test_ctrl_c_ends_all_processes_and_leaves_whole_files(make: Make, to: str) -> None:
    folders = make("acme", "birch", "cedar")
    pipes = [holding_on(folder) for folder in folders[1:]]
    process = start(*folders, "--format", "xlsx")
    assert process.stdout is not None
    assert process.stdout.readline().startswith("[1/3] ")
    with pipes[0].open("wb"):  # open once somebody is in the middle of this one
        workers = workers_of(process.pid)
        (os.killpg if to.startswith("all") else os.kill)(process.pid, signal.SIGINT)
        said, refusal = process.communicate(timeout=SECONDS)
    assert process.returncode == 130, said + refusal
    assert refusal.startswith("Stopped: ")
    assert refusal.rstrip().endswith("1 of 3 engagements are written.")
    assert "Traceback" not in said + refusal
    assert workers_of(process.pid) == []
    assert not [number for number in workers if Path(f"/proc/{number}").exists()]
    files = [path for folder in folders for path in (folder / "reports").rglob("*") if path.is_file()]
    assert {path.name for path in files} == {"workbook.xlsx", ".written.json"}
    for path in files:
        assert path.suffix == ".json" or zipfile.ZipFile(path).testzip() is None


def test_a_killed_process_is_told_of_for_its_engagement_and_the_others_are_written(make: Make) -> None:
    folders = make("acme", "birch", "cedar")
    pipe = holding_on(folders[1])
    process = start(*folders, "--format", "xlsx")
    with pipe.open("wb"):
        os.kill(reader_of(pipe, process), signal.SIGKILL)
        said, refusal = process.communicate(timeout=SECONDS)
    assert process.returncode == 1, refusal
    head, reason, end = refusal.splitlines()
    assert head.endswith(": not written")
    assert reason == "  its process was ended by signal 9; a system does that when memory runs out."
    assert end == f"1 not: {folders[1]}"
    assert [workbook(folder).exists() for folder in folders] == [True, False, True]
    assert said.splitlines()[-1] == "2 of 3 engagements are written."
