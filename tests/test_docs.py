"""What the documents promise is there: commands, metrics, findings, sections, links, and pages that are not stale."""

import ast
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cxassess.cli import cli
from cxassess.files.answer_files import HEADER as ANSWERS_HEADER
from cxassess.files.commentary import SECTIONS as COMMENTED
from cxassess.files.data import shipped
from cxassess.files.metric_files import HEADER as METRICS_HEADER
from cxassess.files.metric_files import OPTIONAL as METRICS_OPTIONAL
from cxassess.files.metric_files import read_metric_files
from cxassess.files.outcome_settings import MetricTable, SignTable
from cxassess.files.pack_faults import check_snapshot
from cxassess.files.packs import read_snapshot
from cxassess.files.settings import EngagementFile
from cxassess.files.software import FunctionTable, SoftwareFile, read_software
from cxassess.metrics import METRICS, SIGNS
from cxassess.report.compose import SECTIONS
from cxassess.signs import say_thresholds
from cxassess.words import read_words

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")])
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of one language."""
    return [found[1] for found in _FENCED.findall(text) if found[0] == language]


def prose(text: str) -> str:
    return _FENCED.sub("", text)


def anchors(text: str) -> set[str]:
    """The fragments by which headings are linked, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands(group: click.Group, name: str) -> Iterator[str]:
    """The full names of all commands below a group."""
    for own, command in group.commands.items():
        yield f"{name} {own}"
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {own}")


def documented(name: str, what: str, ids: Iterator[str]) -> list[str]:
    """The ids that a table of a page lacks; each row begins with its ids in backquotes."""
    cells = re.findall(r"^\| (`[^|]*) \|", page(name), re.MULTILINE)
    rows = {id for cell in cells for id in re.findall(r"`([^`]+)`", cell)}
    return [f"{name} has no row for the {what} {id}" for id in ids if id not in rows]


def test_generated_pages_are_not_stale() -> None:
    ran = subprocess.run(
        [sys.executable, DOCS / "generate.py", "--check"], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_every_command_has_its_help_in_the_documents() -> None:
    text = page("commands.md")
    assert [name for name in commands(cli, "cxassess") if f"\n## {name}\n" not in text] == []


def test_every_warning_sign_stands_in_the_method_with_its_id_and_its_thresholds() -> None:
    rows = [line.replace("`", "").strip("| ").split(" | ") for line in page("method.md").splitlines() if "|" in line]
    for kind in SIGNS.values():
        said = (
            say_thresholds(kind, read_words()).replace("\xa0", " ").replace(".0", "").replace(" 1 points", " 1 point")
        )
        watch, alarm = next(row[3:] for row in rows if row[0] == kind.id and row[2].startswith(f"{kind.metric}, "))
        assert said.startswith(f"Watched: {watch}; alarm: {alarm}"), kind.id


def test_every_metric_is_described() -> None:
    assert documented("files.md", "metric", iter(METRICS)) == []


def test_every_kind_of_finding_is_described() -> None:
    source = (ROOT / "cxassess" / "findings.py").read_text(encoding="utf-8")
    kinds = {
        str(node.args[0].value)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Finding"
        and isinstance(node.args[0], ast.Constant)
    }
    assert kinds
    assert documented("method.md", "finding", iter(sorted(kinds))) == []


def test_every_section_of_the_report_is_described() -> None:
    assert documented("how-it-works.md", "section", iter(SECTIONS)) == []


def test_every_module_and_package_is_described() -> None:
    package = ROOT / "cxassess"
    modules = {p.stem for p in package.glob("*.py") if not p.stem.startswith("_")}
    packages = {p.parent.name for p in package.glob("*/__init__.py")}
    assert documented("how-it-works.md", "module", iter(sorted(modules | packages))) == []


def test_every_column_that_people_send_is_described() -> None:
    assert documented("files.md", "column", iter((*ANSWERS_HEADER, *METRICS_HEADER, *METRICS_OPTIONAL))) == []
    for header in (ANSWERS_HEADER, METRICS_HEADER):
        assert f"\n{','.join(header)}\n" in page("files.md")


def test_the_example_of_a_series_is_sound(tmp_path: Path) -> None:
    header = ",".join((*METRICS_HEADER, *METRICS_OPTIONAL))
    rows = page("files.md").partition(f"```csv\n{header}\n")[2].partition("```")[0]
    table = tmp_path / "m.csv"
    table.write_text(f"{header}\n{rows}", encoding="utf-8")
    entries, problems = read_metric_files([table])
    assert problems == ()
    assert [(e.touchpoint, len(e.series)) for e in entries] == [("Clarity", 3), ("Staff", 1)]


def test_every_key_of_the_form_on_software_is_described() -> None:
    text = page("files.md").partition("## software.toml")[2].partition("\n## ")[0]
    keys = (*SoftwareFile.model_fields, *FunctionTable.model_fields)
    assert [key for key in keys if f"`{key}`" not in text and f"`[{key}]`" not in text] == []


def test_the_example_of_the_form_on_software_is_sound(tmp_path: Path) -> None:
    (example,) = blocks(page("files.md").partition("## software.toml")[2].partition("\n## ")[0], "toml")
    (tmp_path / "software.toml").write_text(example, encoding="utf-8")
    assert list(read_software(tmp_path)) == ["text", "emotion"]


def test_every_key_of_the_settings_is_described() -> None:
    text = page("files.md")
    tables = {"scope", "roles", "disciplines", "metrics", "signs", "benchmark", "report", "page"}
    plain = [key for key in EngagementFile.model_fields if key not in tables]
    assert documented("files.md", "key", iter(plain)) == []
    for table in tables:
        assert f"| `[{table}" in text
    keys = (*MetricTable.model_fields, *SignTable.model_fields)
    assert [key for key in keys if f"{key}`" not in text and f".{key}]`" not in text] == []


def test_every_section_that_can_be_commented_is_named() -> None:
    text = page("files.md")
    assert [section for section in COMMENTED if f"`{section}`" not in text] == []


def test_every_key_of_a_questionnaire_is_explained() -> None:
    folder = shipped("questionnaires")
    text = page("questionnaires.md")
    spans = re.findall(r"`([^`\n]+)`", prose(text)) + re.findall(r"^### (.+)$", text, re.MULTILINE)
    known = {word for span in spans for word in re.findall(r"\w+", span)}
    unknown = set()
    for pack in ("cx-maturity", "cx-pulse"):
        for file in ("pack.toml", "en.toml"):
            data = tomllib.loads((folder / pack / file).read_text(encoding="utf-8"))
            unknown |= {key for key in _keys(data) if key not in known}
    assert unknown == set()


def _keys(data: dict[str, object]) -> Iterator[str]:
    """The keys that the format fixes: those of the top, and those of the entries of its tables."""
    for key, value in data.items():
        yield key
        if isinstance(value, dict):
            for entry in value.values():
                if isinstance(entry, dict):
                    yield from (inner for inner in entry if isinstance(inner, str))


def test_the_example_practice_is_sound() -> None:
    structure, words = (
        tomllib.loads(block) for block in blocks(page("questionnaires.md"), "toml") if "practices.PAR1" in block
    )
    snapshot = read_snapshot(shipped("questionnaires") / "cx-maturity")
    snapshot["structure"]["practices"] |= structure["practices"]
    snapshot["words"]["practices"] |= words["practices"]
    assert [str(problem) for problem in check_snapshot(snapshot)] == []


def test_the_example_of_a_pack_on_a_base_is_sound(tmp_path: Path) -> None:
    (example,) = (block for block in blocks(page("questionnaires.md"), "toml") if "\nbase = " in block)
    (tmp_path / "pack.toml").write_text(example, encoding="utf-8")
    (tmp_path / "en.toml").write_text('language = "en"\ntitle = "Check"\nabout = "A check."\n', encoding="utf-8")
    assert len(read_snapshot(tmp_path)["structure"]["practices"]) == 8


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lost = []
    for link in _LINK.findall(prose(text)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, fragment = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        if not target.exists() or (fragment and fragment not in anchors(target.read_text(encoding="utf-8"))):
            lost.append(link)
    assert lost == []


def _console_lines() -> Iterator[tuple[str, str]]:
    for path in PAGES:
        for block in blocks(path.read_text(encoding="utf-8"), "console"):
            for line in block.splitlines():
                if line.strip():
                    yield path.name, line


@pytest.mark.parametrize(("name", "line"), list(_console_lines()), ids=lambda part: str(part)[:50])
def test_commands_in_the_documents_exist(name: str, line: str) -> None:
    words = shlex.split(line, comments=True)
    if words[0] == "make":
        assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE), line
    elif words[0] == "cxassess":
        _parse(words[1:])
    else:
        assert (ROOT / words[0]).exists() or words[0].startswith(".venv/"), f"{name}: {line}"


def _parse(words: list[str]) -> None:
    """Let click read a command line, without running it: an unknown command or option is an error."""
    command: click.Command = cli
    context = click.Context(cli, info_name="cxassess")
    while isinstance(command, click.Group):
        found = command.get_command(context, words[0])
        assert found is not None, f"there is no command {words[0]}"
        command, words = found, words[1:]
    command.make_context(command.name, words, parent=context)
