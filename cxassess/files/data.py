"""Where the shipped questionnaires, templates and examples are: in the wheel, or beside the package in a checkout."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def shipped(kind: str) -> Path:
    """The folder of a kind of shipped data: questionnaires, report_templates or examples.

    Raises FileNotFoundError where an installation lacks it.
    """
    for root in (PACKAGE / "_data", PACKAGE.parent):
        if (root / kind).is_dir():
            return root / kind
    message = f"this installation of cxassess lacks its {kind}; install it anew"
    raise FileNotFoundError(message)


def shipped_ids(kind: str) -> tuple[str, ...]:
    """The names of what is shipped of a kind, sorted."""
    return tuple(sorted(path.name for path in shipped(kind).iterdir() if path.is_dir()))
