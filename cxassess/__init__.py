"""cxassess: assess the maturity of customer experience management, and write the reports.

The command line is `cxassess`; from Python:

    from pathlib import Path
    import cxassess

    with cxassess.open_engagement(Path("acme")) as opened:
        assessment = opened.assess()
    assessment.overall.level
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxassess.files.engagement import open_engagement
    from cxassess.pipeline import assess
    from cxassess.serialise import as_json

__version__ = "0.2.0"
__all__ = ["__version__", "as_json", "assess", "open_engagement"]

_HOMES = {
    "assess": "cxassess.pipeline",
    "as_json": "cxassess.serialise",
    "open_engagement": "cxassess.files.engagement",
}


def __getattr__(name: str) -> Any:
    """The public names, each imported when it is first asked for, so that `--help` stays fast."""
    if name not in _HOMES:
        message = f"module cxassess has no attribute {name}"
        raise AttributeError(message)
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
