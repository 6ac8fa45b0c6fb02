"""Times the commands as whole processes against bare scripts that do the same work.

`make bench` prints the table; `python benchmarks/run.py --runs 9 import` measures one row more often.
"""

import argparse
import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from warnings import catch_warnings, simplefilter

from docx import Document
from openpyxl import load_workbook

from cxassess.files.packs import find_pack, read_pack

BARE = Path(__file__).parent / "bare"
WAVE = "2026"
IMPORTED_ROWS = 100_000
CHART_WIDER_THAN_MM = 60
EMU_IN_A_MM = 36_000


@dataclass(frozen=True, slots=True)
class Case:
    """A command, the bare script it is held against, and how many times longer it may take."""

    name: str
    command: tuple[str, ...]
    bare: tuple[str, ...]
    target: float
    reset: Callable[[], None] = lambda: None  # before each run, so that none finds the work done


@dataclass(frozen=True, slots=True)
class Timing:
    """The medians of a case, in seconds."""

    command: float
    bare: float

    @property
    def ratio(self) -> float:
        return self.command / self.bare


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the commands against bare scripts that do the same work.")
    parser.add_argument("only", nargs="*", help="rows whose name holds one of these words; default all")
    parser.add_argument("--runs", type=int, default=5, help="how often each is run (default 5)")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        print(f"median of {options.runs} runs     cxassess       bare    ratio   target")
        for case in cases(Path(folder)):
            if not options.only or any(word in case.name for word in options.only):
                print(line(case, measured(case, options.runs)), flush=True)


def line(case: Case, timing: Timing) -> str:
    over = "" if timing.ratio <= case.target else "  over"
    times = f"{timing.command * 1000:7.0f} ms {timing.bare * 1000:7.0f} ms"
    return f"{case.name:20} {times} {timing.ratio:7.1f}x {case.target:7.1f}x{over}"


def measured(case: Case, runs: int) -> Timing:
    """Both in turn, so that a busy minute of the machine meets both; the first run of each warms up."""
    seconds = [(timed(case, case.command), timed(case, case.bare)) for _ in range(runs + 1)][1:]
    command, bare = (median(column) for column in zip(*seconds, strict=True))
    return Timing(command, bare)


def timed(case: Case, command: tuple[str, ...]) -> float:
    case.reset()
    start = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start


def cases(work: Path) -> list[Case]:
    """What is measured."""
    example, made, out = work / "example", work / "made", work / "out"
    prepare(work, example, made)

    def reset() -> None:
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(made, out)

    return [
        Case("--help", cxassess("--help"), (sys.executable, "-c", "import click"), 3),
        Case("assess", cxassess("assess", example), bare("assess.py", example, WAVE), 6),
        Case(
            "report docx",
            cxassess("report", example, "--format", "docx", "-o", out / "report.docx"),
            bare("report_docx.py", work / "docx.json", out / "bare.docx"),
            2.5,
            reset,
        ),
        Case(
            "report xlsx",
            cxassess("report", example, "--format", "xlsx", "-o", out / "workbook.xlsx"),
            bare("report_xlsx.py", work / "xlsx.json", out / "bare.xlsx"),
            4,
            reset,
        ),
        Case(
            "import answers",
            cxassess("import", "answers", out, work / "answers.csv"),
            bare("import_answers.py", work / "answers.csv", out / "bare.db"),
            5,
            reset,
        ),
    ]


def cxassess(*arguments: object) -> tuple[str, ...]:
    """A command as it is typed: the program that stands beside this Python."""
    return (shutil.which("cxassess", path=str(Path(sys.executable).parent)) or "cxassess", *map(str, arguments))


def bare(script: str, *arguments: object) -> tuple[str, ...]:
    return (sys.executable, str(BARE / script), *map(str, arguments))


def prepare(work: Path, example: Path, made: Path) -> None:
    """The example client, an empty engagement, what the example's documents hold, and a large file of answers."""
    for command in (
        cxassess("demo", example),
        cxassess("new", made, "--client", "Large", "--wave", WAVE, "--as-of", "2026-03-12"),
    ):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    documents = example / "reports" / WAVE
    write_json(work / "docx.json", docx_content(documents / "report.docx"))
    write_json(work / "xlsx.json", xlsx_content(documents / "workbook.xlsx"))
    write_answers(work / "answers.csv", IMPORTED_ROWS)


def write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content), encoding="utf-8")


def docx_content(path: Path) -> dict[str, Any]:
    """The texts of a report, and how many pictures of what size it has."""
    document = Document(str(path))
    pictures = document.inline_shapes
    charts = [p for p in pictures if p.width > CHART_WIDER_THAN_MM * EMU_IN_A_MM]
    parts = [part for part in document.part.package.iter_parts() if part.partname.startswith("/word/media/")]
    return {
        "paragraphs": [paragraph.text for paragraph in document.paragraphs],
        "tables": [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables],
        "charts": [[pixels(chart.width), pixels(chart.height)] for chart in charts],
        "bars": len(pictures) - len(charts),
        "different_bars": len(parts) - len(charts),
    }


def pixels(emu: int) -> int:
    return round(emu / EMU_IN_A_MM / 25.4 * 200)


def xlsx_content(path: Path) -> dict[str, list[tuple[int, int, object, str | None]]]:
    """The cells of a workbook as row, column, value, formula."""
    with catch_warnings():
        simplefilter("ignore")  # openpyxl says what it leaves out of formats
        values, formulas = load_workbook(path, data_only=True), load_workbook(path)
    content = {}
    for sheet in formulas.worksheets:
        shown = values[sheet.title]
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        content[sheet.title] = [
            (cell.row - 1, cell.column - 1, plain(shown.cell(cell.row, cell.column).value), formula(cell.value))
            for cell in cells
        ]
    return content


def plain(value: object) -> object:
    """A value as JSON has it: dates and the like as text."""
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def formula(value: object) -> str | None:
    text = getattr(value, "text", value)  # an array formula is an object that holds its text
    return text if isinstance(text, str) and text.startswith("=") else None


def write_answers(path: Path, count: int) -> None:
    """Rows of answers.csv: managers who answer every practice, some with a comment."""
    practices = tuple(read_pack(find_pack("cx-maturity")).practices)
    people = range(count // len(practices) + 1)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("respondent", "role", "unit", "question", "answer", "comment", "evidence"))
        for n, (person, practice) in enumerate(islice(product(people, practices), count)):
            comment = "Seen at two of our five sites." if n % 10 == 0 else ""
            rows.writerow((f"Person {person}", "manager", "", practice, 1 + n * 7 % 5, comment, ""))


if __name__ == "__main__":
    main()
