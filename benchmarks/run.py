"""Times the commands as whole processes against bare scripts that do the same work with the same libraries.

`make bench` prints the table; `python benchmarks/run.py --runs 9 import` measures one row more often.
"""

import argparse
import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import metric_data
import pexpect
import web_load
import web_pages
from recorded import recorded
from web_server import ENVIRONMENT

from cxassess.files.data import shipped
from cxassess.files.demo import write_demo
from cxassess.files.engagement import open_engagement
from cxassess.files.packs import find_pack, read_pack
from cxassess.files.pool import cores
from cxassess.model.pack import Pack

HERE = Path(__file__).parent
Clock = Callable[[], float]
WAVE = "2026"
IMPORTED_ROWS = 100_000
METRIC_ROWS = 1_000_000
COMMENTS = 200_000
MANY_METRIC_ROWS = 20_000_000  # minutes, and 5 GB on the disk: only where `20M` is asked for
SCORED = 10_000
LARGE_WAVE = 2_000
WEB = 0.8  # of the answers a second of a bare endpoint
MANY, FASTER = 50, 1.7  # engagements in one command, and how many times as fast as one by one on two cores
SECONDS = 60  # that a question may take to show before the interview counts as broken


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
    """The seconds of each run, in pairs."""

    command: tuple[float, ...]
    bare: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """The median of the pairs' ratios: a busy minute of the machine meets both runs of a pair."""
        return median(command / bare for command, bare in zip(self.command, self.bare, strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the commands against bare scripts that do the same work.")
    parser.add_argument("only", nargs="*", help="rows whose name holds one of these words; default all")
    parser.add_argument("--runs", type=int, default=5, help="how often each is run (default 5)")
    parser.add_argument("--cpu", action="store_true", help="time of the processor, not the clock's: for a busy machine")
    options = parser.parse_args()
    clock = of_the_processor if options.cpu else perf_counter
    with TemporaryDirectory() as folder:
        work = Path(folder)
        ENVIRONMENT["PYTHONPYCACHEPREFIX"] = str(work / "compiled")
        prepare(work)

        def wanted(name: str) -> bool:
            return not options.only or any(word in name for word in options.only)

        print(f"median of {options.runs} runs       cxassess       bare    ratio   target")
        for case in filter(lambda case: wanted(case.name), cases(work)):
            print(ratio_line(case.name, measured(case, options.runs, clock), case.target), flush=True)
        if wanted("first question"):
            print(first_question(work, options.runs), flush=True)
        print(f"\n{'without a bare script':24} measured     target")
        for name, measure in MEASURES.items():
            if wanted(name) and (name not in ASKED_FOR or options.only):
                for line in measure(work, options.runs):
                    print(line, flush=True)


def ratio_line(name: str, timing: Timing, target: float) -> str:
    times = f"{median(timing.command) * 1000:7.0f} ms {median(timing.bare) * 1000:7.0f} ms"
    return f"{name:22} {times} {timing.ratio:7.2f}x {target:7.2f}x{over(timing.ratio, target)}"


def absolute_line(name: str, value: float, unit: str, target: float | None = None) -> str:
    aim = "" if target is None else f"{target:8.2f} {unit}{over(value, target)}"
    return f"{name:22} {value:8.2f} {unit:2} {aim}".rstrip()


def over(value: float, target: float) -> str:
    return "" if value <= target else "  over"


def of_the_processor() -> float:
    """Seconds that all processes which were started and have ended kept a processor busy."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured(case: Case, runs: int, clock: Clock) -> Timing:
    """Both in turn; the first run of each warms up."""
    seconds = [(timed(case, case.command, clock), timed(case, case.bare, clock)) for _ in range(runs + 1)][1:]
    command, bare = zip(*seconds, strict=True)
    return Timing(command, bare)


def timed(case: Case, command: tuple[str, ...], clock: Clock) -> float:
    case.reset()
    start = clock()
    run(command)
    return clock() - start


def run(command: Iterable[str], **how: Any) -> None:
    subprocess.run(tuple(command), check=True, stdout=subprocess.DEVNULL, env=ENVIRONMENT, **how)


def cases(work: Path) -> list[Case]:
    """What is held against a bare script."""
    example, made, out, rows = work / "example", work / "made", work / "out", work / "metrics"

    def reset() -> None:
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(made, out)

    return [
        Case("--help", cxassess("--help"), (sys.executable, "-c", "import click"), 2.5),
        Case("assess", cxassess("assess", example), bare("assess.py", example, WAVE), 6),
        Case(
            "report docx",
            cxassess("report", example, "--format", "docx", "--no-page-numbers", "-o", out / "report.docx"),
            bare("report_docx.py", work / "docx.json", out / "bare.docx"),
            1.3,
            reset,
        ),
        Case(
            "report xlsx",
            cxassess("report", example, "--format", "xlsx", "-o", out / "workbook.xlsx"),
            bare("report_xlsx.py", work / "xlsx.json", out / "bare.xlsx"),
            1.3,
            reset,
        ),
        Case(
            "report docx,xlsx",
            cxassess("report", example, "--no-page-numbers", "-o", out),
            bare("report_both.py", work / "docx.json", work / "xlsx.json", out),
            1.2,
            reset,
        ),
        Case(
            "import answers",
            cxassess("import", "answers", out, work / "answers.csv"),
            bare("import_answers.py", work / "answers.csv", out / "bare.db"),
            5,
            reset,
        ),
        *(
            Case(
                f"metrics 1M {name} csv",
                cxassess("import", "metrics", out, rows / f"{name}.csv"),
                bare("metrics.py", rows / f"{name}.csv", "--repeats"),
                1.6,
                reset,
            )
            for name in ("survey", "ticket")
        ),
        Case("metrics 1M counted", *counting(rows), 1.2),
        Case(
            "tag 200,000 comments",
            (sys.executable, str(HERE / "tagging.py"), str(work / "comments.txt")),
            bare("comments.py", shipped("code_frames") / "starter.toml", work / "comments.txt"),
            1.5,
        ),
    ]


def counting(rows: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Surveys and tickets counted from Parquet, by us and by the bare script."""
    ours = (sys.executable, str(HERE / "counting.py"), str(rows))
    return ours, bare("metrics.py", rows / "survey.parquet", rows / "ticket.parquet")


def cxassess(*arguments: object) -> tuple[str, ...]:
    """A command as it is typed: the program that stands beside this Python."""
    return (shutil.which("cxassess", path=str(Path(sys.executable).parent)) or "cxassess", *map(str, arguments))


def bare(script: str, *arguments: object) -> tuple[str, ...]:
    return (sys.executable, str(HERE / "bare" / script), *map(str, arguments))


# ── the interview, which a terminal has to start ─────────────────────────────────────────────────────────────


def first_question(work: Path, runs: int) -> str:
    """From the start of a program until the first question stands on the screen; Enter leaves the page before it."""
    folder = find_pack("cx-maturity")
    pack = read_pack(folder)
    first = pack.asked_of("executive")[0]
    question = pack.practices[first].question
    words = " ".join(question.split()[:4])  # before the line breaks
    answer = cxassess("answer", work / "made", "--role", "executive")
    simple = bare("first_question.py", folder / "en.toml", first)
    pairs = [
        (shown_after((*answer, "--as", f"Person {number}"), words), shown_after(simple, words))
        for number in range(runs + 1)
    ][1:]
    command, script = zip(*pairs, strict=True)
    return ratio_line("first question", Timing(command, script), 1.5)


def shown_after(command: tuple[str, ...], text: str) -> float:
    environment = {**ENVIRONMENT, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PROMPT_TOOLKIT_NO_CPR": "1"}
    program, *arguments = command
    start = perf_counter()
    child = pexpect.spawn(program, arguments, env=environment, encoding="utf-8", timeout=SECONDS, dimensions=(40, 100))
    child.delaybeforesend = None
    child.expect("Enter")
    child.send("\r")
    child.expect_exact(text)
    seconds = perf_counter() - start
    child.close(force=True)
    return seconds


# ── without a bare script ────────────────────────────────────────────────────────────────────────────────────


def scoring(_: Path, runs: int) -> Iterator[str]:
    """`pipeline.assess` on thousands of people; in pairs with half as many, which tells whether it is linear."""
    pairs = [(scored(SCORED // 2), scored(SCORED)) for _ in range(runs + 1)][1:]
    yield absolute_line(f"score {SCORED:,} people", median(full["seconds"] for _, full in pairs), "s", 1)
    yield absolute_line("  peak of memory", max(full["megabytes"] for _, full in pairs), "MB", 500)
    growth = median(full["seconds"] / half["seconds"] for half, full in pairs)
    yield absolute_line("  against half of them", growth, "x", 2.2)


# A process begins with the peak of its parent's memory, and this one is large: a small one stands between.
BETWEEN = "import subprocess, sys; subprocess.run(sys.argv[1:], check=True)"


def scored(count: int) -> dict[str, float]:
    command = (sys.executable, "-c", BETWEEN, sys.executable, str(HERE / "scoring.py"), str(count))
    shown = subprocess.run(command, check=True, capture_output=True, text=True, env=ENVIRONMENT).stdout
    figures: dict[str, float] = json.loads(shown)
    return figures


def large_wave(work: Path, _: int) -> Iterator[str]:
    """The documents of a wave of 2,000 people, and what LibreOffice takes to open them; once each."""
    folder, out = work / "large", work / "large-out"
    run(cxassess("new", folder, "--client", "Large", "--wave", WAVE, "--as-of", "2026-03-12"))
    write_wave(work / "large.csv", LARGE_WAVE)
    run(cxassess("import", "answers", folder, work / "large.csv"))
    office = shutil.which("soffice")
    for kind in ("docx", "xlsx"):
        command = cxassess("report", folder, "--format", kind, "--no-page-numbers", "-o", out)
        yield absolute_line(f"{LARGE_WAVE:,} people: {kind}", seconds_of(command), "s")
        yield absolute_line("  peak of memory", megabytes_of(command), "MB", 100 if kind == "xlsx" else None)
        (document,) = out.glob(f"*.{kind}")
        yield absolute_line("  its size", document.stat().st_size / 2**20, "MB")
        if office is not None:
            profile = f"-env:UserInstallation={(work / 'profile').as_uri()}"
            to_pdf = (office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(out), str(document))
            yield absolute_line("  to PDF (LibreOffice)", seconds_of(to_pdf), "s")


def seconds_of(command: tuple[str, ...]) -> float:
    start = perf_counter()
    run(command, stderr=subprocess.DEVNULL)
    return perf_counter() - start


PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10))
"""


def megabytes_of(command: tuple[str, ...]) -> float:
    """The most memory that a process held; a small one asks for it, as with BETWEEN."""
    asking = (sys.executable, "-c", PEAK, *command)
    return float(subprocess.run(asking, check=True, capture_output=True, text=True, env=ENVIRONMENT).stdout)


def twenty_million(work: Path, _: int) -> Iterator[str]:
    """Answers, tickets and customers in one import, and counted from Parquet; once, against the bare script."""
    rows = work / "metrics-20M"
    for as_csv in (False, True):
        metric_data.make(rows, MANY_METRIC_ROWS, csv=as_csv)
    ours, simple = counting(rows)
    both = {"counted": (ours, simple)}
    for kind in ("csv", "parquet"):
        folder = work / f"many-{kind}"
        shutil.copytree(work / "made", folder)
        files = [rows / f"{name}.{kind}" for name in ("survey", "ticket", "customer")]
        both[kind] = (
            cxassess("import", "metrics", folder, *files),
            bare("metrics.py", *files, "--repeats", "--churn"),
        )
    for name, (command, script) in both.items():
        (seconds, megabytes), (bare_seconds, bare_megabytes) = used(command), used(script)
        yield absolute_line(f"20M {name}", seconds, "s")
        yield absolute_line("  against the bare one", seconds / bare_seconds, "x", 1.2)
        yield absolute_line("  peak of memory", megabytes, "MB", 2000)
        yield absolute_line("  of the bare one", bare_megabytes, "MB")


def used(command: tuple[str, ...]) -> tuple[float, float]:
    """The processor's seconds and the peak of memory in MB of one run."""
    before = of_the_processor()
    peak = megabytes_of(command)
    return of_the_processor() - before, peak


def many(work: Path, _: int) -> Iterator[str]:
    """Engagements one after another, and in one command; once, with page numbers where LibreOffice is installed."""
    folders = [work / "many" / f"client-{number}" for number in range(1, MANY + 1)]
    for folder in folders:
        shutil.copytree(work / "example", folder, ignore=shutil.ignore_patterns("reports"))
    one_by_one = sum(seconds_of(cxassess("report", folder, "-o", work / "alone" / folder.name)) for folder in folders)
    together = seconds_of(cxassess("report", *folders, "-o", work / "together"))
    yield absolute_line(f"{MANY} engagements", together, "s")
    yield absolute_line("  one after another", one_by_one, "s")
    gain = one_by_one / together
    yield f"{'  times as fast':22} {gain:8.2f} x  {FASTER:8.2f} x{over(FASTER, gain)}  on {cores()} cores"


def over_the_years(_: Path, runs: int) -> Iterator[str]:
    """Ten waves side by side, and a portfolio of two hundred clients."""
    waves = [told((sys.executable, str(HERE / "comparing.py"), "10", "500"))["seconds"] for _ in range(runs)]
    yield absolute_line("ten waves of 500", median(waves), "s", 2)
    yield absolute_line(
        "portfolio of 200", told((sys.executable, str(HERE / "portfolio.py"), "200"))["seconds"], "s", 20
    )


def told(command: tuple[str, ...]) -> dict[str, float]:
    """What a script says of itself in its last line."""
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=ENVIRONMENT)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def web(work: Path, runs: int) -> Iterator[str]:
    """Answers under load against a bare endpoint; pages, and results that follow the answers."""
    folder = work / "web"
    folder.mkdir()
    pairs = web_load.loads(folder, 3 * runs)
    for key, name in (("rate", "web answers a second"), ("of_processor", "  of the processor")):
        gain = web_load.ratio(pairs, key)
        yield f"{name:22} {gain:8.2f} x  {WEB:8.2f} x{over(WEB, gain)}"
    yield absolute_line("  p99", median(ours.p99 for ours, _ in pairs), "ms", 25)
    shown = [web_pages.first_page(folder / f"first-{number}") for number in range(runs + 1)][1:]
    yield absolute_line("first page of serve", median(seconds for seconds, _ in shown), "s", 1)
    yield absolute_line("  of the processor", median(busy for _, busy in shown), "s")
    heaviest = max(web_pages.weights(folder / "weights").values())
    yield absolute_line("heaviest page", heaviest / 1000, "kB", 60)
    took = median(web_pages.live(folder / "live", runs))
    yield absolute_line(f"results of {web_pages.RESPONDENTS}", took, "ms", 300)


def web_memory(work: Path, _: int) -> Iterator[str]:
    """What a server holds after some answers, and after many; once."""
    folder = work / "web-memory"
    folder.mkdir()
    (_, before), *later = web_load.memory(folder)
    for count, megabytes in later:
        yield absolute_line(f"web, {count:,} answers", megabytes, "MB", 1.1 * before)


TWENTY_MILLION, MEMORY = "20M", "memory of serve"
ASKED_FOR = (TWENTY_MILLION, MEMORY)  # they take minutes, and run only where a word asks for them
MEASURES: dict[str, Callable[[Path, int], Iterator[str]]] = {
    "score": scoring,
    f"wave of {LARGE_WAVE:,} people": large_wave,
    "many engagements": many,
    "waves and portfolio": over_the_years,
    "web": web,
    MEMORY: web_memory,
    TWENTY_MILLION: twenty_million,
}


# ── what the runs need ───────────────────────────────────────────────────────────────────────────────────────


def prepare(work: Path) -> None:
    """The example client, an empty engagement, what the example's documents hold, and a large file of answers."""
    run((sys.executable, str(HERE / "tagging.py"), "--write", str(COMMENTS), str(work / "comments.txt")))
    write_demo(work / "example")
    run(cxassess("new", work / "made", "--client", "Large", "--wave", WAVE, "--as-of", "2026-03-12"))
    with open_engagement(work / "example") as opened:
        report, workbook = recorded(opened)
    write_json(work / "docx.json", report)
    write_json(work / "xlsx.json", workbook)
    write_answers(work / "answers.csv", IMPORTED_ROWS)
    (work / "made" / "metrics").mkdir(exist_ok=True)
    (work / "made" / "metrics" / "metrics.toml").write_text(metric_data.TABLES, encoding="utf-8")
    for as_csv in (False, True):
        metric_data.make(work / "metrics", METRIC_ROWS, csv=as_csv)


def write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content), encoding="utf-8")


def write_answers(path: Path, count: int) -> None:
    """Rows of answers.csv: managers who answer every practice, some with a comment."""
    practices = tuple(read_pack(find_pack("cx-maturity")).practices)
    people = range(count // len(practices) + 1)
    comment = "Seen at two of our five sites."
    answers = islice(product(people, practices), count)
    write_csv(
        path,
        (
            (f"Person {p}", "manager", "", id, 1 + n * 7 % 5, comment * (n % 10 == 0), "")
            for n, (p, id) in enumerate(answers)
        ),
    )


def write_wave(path: Path, people: int) -> None:
    """A wave of all roles and two units, in which one answer of twenty has a comment."""
    write_csv(path, wave_rows(read_pack(find_pack("cx-maturity")), people))


def wave_rows(pack: Pack, people: int) -> Iterator[tuple[object, ...]]:
    roles = tuple(pack.roles)
    for person in range(people):
        role, unit = roles[person % len(roles)], "North" if person % 3 else "South"
        for n, id in enumerate(pack.asked_of(role), start=person):
            choice = "abcd"[n % 4] if id in pack.cards else 1 + n * 7 % 5
            yield f"Person {person}", role, unit, id, choice, "It depends on the shop." * (n % 20 == 0), ""


def write_csv(path: Path, rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("respondent", "role", "unit", "question", "answer", "comment", "evidence"))
        writer.writerows(rows)


if __name__ == "__main__":
    main()
