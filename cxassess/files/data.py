"""Where the shipped questionnaires, templates and examples are: in the wheel, or beside the package in a checkout."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def shipped(kind: str) -> Path:
    """The folder of a kind of shipped data: questionnaires, mirrors, report_templates or examples.

    Raises FileNotFoundError where an installation lacks it.
    """
    for root in (PACKAGE / "_data", PACKAGE.parent):
        if (root / kind).is_dir():
            return root / kind
    message = f"this installation of cxassess lacks its {kind}; install it anew"
    raise FileNotFoundError(message)


def shipped_ids(kind: str) -> tuple[str, ...]:
    """The names of what is shipped of a kind, sorted.

    Each is a folder with a TOML file; an installer leaves other folders beside them, such as those of compiled Python.
    """
    return tuple(sorted(path.name for path in shipped(kind).iterdir() if any(path.glob("*.toml"))))
