"""Imports go one way, and nothing heavy is loaded on the way to `--help`."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "cxassess"

# From the ground up: a module imports from the layers below its own, and from its own only what stands there before it.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("display", "contrast", "hints", "jsonable", "rewording", "errors", "__version__", "masking"),
    ("statistics",),
    ("overlapping",),
    ("measures",),
    ("model", "formats"),
    ("words",),
    ("metrics",),
    ("scoring", "comments", "questionnaire_changes"),
    (
        *("stages", "perception", "programme", "outcomes", "signs", "outcome_index", "targets", "peers"),
        *("pace", "lint", "progress"),
    ),
    ("withholding",),
    ("comparison", "promises"),
    ("say_do", "experience_map", "advice", "briefing", "quality"),
    ("software", "mirror"),
    ("findings",),
    ("planning",),
    ("pipeline",),
    (
        *("serialise", "portfolio", "explain", "overview", "changes_told", "frames", "inputs", "forms"),
        *("invitation_texts", "invited"),
    ),
    ("report",),
    ("files",),
    ("sitting",),
    ("terminal", "web"),
    ("commands",),
    ("cli",),
)
LAYER = {name: number for number, names in enumerate(LAYERS) for name in names}
# Packages, whose modules import each other.
WITHIN = {
    "commands",
    "comments",
    "comparison",
    "explain",
    "masking",
    "measures",
    "model",
    "report",
    "files",
    "terminal",
    "web",
    "words",
}
MAY_WRITE_REPORTS = {
    f"files.{name}" for name in ("documents", "demo", "form_files", "guide", "many", "portfolio_documents", "templates")
}
HEAVY = (
    "pandas",
    "matplotlib",
    "numpy",
    "docx",
    "openpyxl",
    "xlsxwriter",
    "pydantic",
    "questionary",
    "rich",
    "tomlkit",
    "duckdb",
    "python_calamine",
    "charset_normalizer",
    "ibis",
    "sqlglot",
    "psycopg",
    "pyspark",
    "starlette",
    "uvicorn",
    "jinja2",
)


def modules() -> dict[str, Path]:
    """All modules of the package, such as files.store, with their files."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
        if name not in {"__init__", "__main__"}:
            found[name] = path
    return found


def imports(tree: ast.AST) -> Iterator[str]:
    """The full names that a syntax tree imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide where things come from"
            assert node.module is not None
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own(names: Iterator[str]) -> set[str]:
    """Of imported names those of this package, without its own name."""
    return {name.removeprefix("cxassess.") for name in names if name.startswith("cxassess.")}


def at_top(tree: ast.Module) -> ast.Module:
    """The statements that run when the module is loaded: neither functions nor what only a type checker reads."""

    def runs(node: ast.stmt) -> bool:
        checked = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        return not checked and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)

    return ast.Module([node for node in tree.body if runs(node)], [])


@pytest.mark.parametrize("module", list(modules()))
def test_imports_go_one_way(module: str) -> None:
    top = module.partition(".")[0]
    assert top in LAYER, f"{top} has no place yet in LAYERS"
    for name in own(imports(ast.parse(modules()[module].read_text(encoding="utf-8")))):
        used = name.partition(".")[0]
        if used == top and top in WITHIN:
            continue
        assert LAYER[used] < LAYER[top], f"{module} imports {name}"


@pytest.mark.parametrize("module", [m for m in modules() if m.startswith("files.") and m not in MAY_WRITE_REPORTS])
def test_only_the_modules_that_write_documents_know_the_report(module: str) -> None:
    names = own(imports(ast.parse(modules()[module].read_text(encoding="utf-8"))))
    assert not [name for name in names if name.startswith("report")]


def test_no_import_runs_in_a_circle() -> None:
    known = modules()
    needs: dict[str, set[str]] = {}
    for module, path in known.items():
        names = own(imports(at_top(ast.parse(path.read_text(encoding="utf-8")))))
        nearest = {name if name in known else name.rpartition(".")[0] for name in names}
        needs[module] = {name for name in nearest if name in known and name != module}
    done: set[str] = set()
    while ready := {module for module, wanted in needs.items() if module not in done and wanted <= done}:
        done |= ready
    assert sorted(set(needs) - done) == []


def test_the_stages_open_nothing_and_never_ask_for_the_time() -> None:
    pure = [m for m in modules() if m.startswith("measures.") or (m in LAYER and 0 < LAYER[m] < LAYER["files"])]
    forbidden = {"os", "pathlib", "io", "sqlite3", "time", "datetime.datetime", "random", "socket", "subprocess"}
    assert {"scoring", "measures.nps"} <= set(pure)
    for module in pure:
        if module in {"words", "report"}:  # the catalogue is read from its file; documents carry fonts and pictures
            continue
        names = set(imports(ast.parse(modules()[module].read_text(encoding="utf-8"))))
        used = {name for name in names if name in forbidden or name.partition(".")[0] in forbidden}
        assert not used, f"{module} imports {used}"


@pytest.mark.parametrize("module", [m for m in modules() if m == "cli" or m.startswith("commands.")])
def test_the_command_line_imports_what_is_heavy_only_inside_its_commands(module: str) -> None:
    tree = at_top(ast.parse(modules()[module].read_text(encoding="utf-8")))
    outside = {name.partition(".")[0] for name in imports(tree)} - set(sys.stdlib_module_names)
    assert outside <= {"click", "cxassess"}
    assert {name for name in own(imports(tree)) if not name.startswith("commands.")} <= {"__version__"}


def loaded_by(*arguments: object) -> set[str]:
    """The top packages that a command imports."""
    command = [sys.executable, "-X", "importtime", "-m", "cxassess", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}


def test_help_loads_nothing_heavy() -> None:
    loaded = loaded_by("--help")
    assert "click" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_a_workbook_alone_loads_neither_word_nor_what_draws_pictures(demo_folder: Path, tmp_path: Path) -> None:
    loaded = loaded_by("report", demo_folder, "--format", "xlsx", "-o", tmp_path)
    assert "xlsxwriter" in loaded
    assert loaded.isdisjoint({"docx", "lxml", "matplotlib", "numpy"})
