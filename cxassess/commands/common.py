"""What commands share: their arguments and options, and how they say what is wrong."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from cxassess.errors import Problem
    from cxassess.model.engagement import Engagement

Command = TypeVar("Command", bound=Callable[..., Any])
SHOWN_FAULTS = 100
SHOWN_NAMES = 10
REMINDED_DAYS = 30  # before the answers are to be deleted


def show_faults(problems: "Sequence[Problem | str]", indent: str = "") -> None:
    """Each fault on a line of its own; after a hundred only their number."""
    for problem in problems[:SHOWN_FAULTS]:
        click.echo(f"{indent}{problem}", err=True)
    if len(problems) > SHOWN_FAULTS:
        click.echo(f"{indent}… and {len(problems) - SHOWN_FAULTS:,} more faults of these kinds", err=True)


def remind(settings: "Engagement") -> None:
    """A line on standard error where the day on which answers are to be deleted is near, or over."""
    from datetime import date

    if settings.delete_after is None:
        return
    days = (settings.delete_after - date.today()).days  # noqa: DTZ011 (the day where the consultant sits)
    if days < 0:
        click.echo(f"The answers were to be deleted after {settings.delete_after}: delete this folder.", err=True)
    elif days <= REMINDED_DAYS:
        click.echo(f"The answers are to be deleted after {settings.delete_after}, in {days} days.", err=True)


def folder_argument(command: Command) -> Command:
    return click.argument("folder", type=click.Path(path_type=Path), default=".", required=False)(command)


def wave_option(command: Command) -> Command:
    return click.option("--wave", metavar="W", help="Which wave; default the newest open one, else the newest.")(
        command
    )


def viewer_option(command: Command) -> Command:
    return click.option(
        "--for",
        "viewer",
        type=click.Choice(["client", "consultant"]),
        default="client",
        show_default=True,
        help="consultant: with names and single answers, in a confidential wave.",
    )(command)


def language_option(command: Command) -> Command:
    return click.option(
        "--language", default="en", show_default=True, metavar="LANGUAGE", help="The language of the questions: en, de."
    )(command)


def json_option(command: Command) -> Command:
    return click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")(command)


def show_json(value: Any) -> None:
    """JSON is UTF-8 whatever the terminal's encoding."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode() + b"\n")
    sys.stdout.buffer.flush()


def folder_and_rest(arguments: tuple[str, ...], what: str) -> tuple[Path, tuple[str, ...]]:
    """FOLDER may be left out before other arguments: it is the first one where that is not a file."""
    if len(arguments) > 1 and not Path(arguments[0]).is_file():
        return Path(arguments[0]), arguments[1:]
    if not arguments or Path(arguments[0]).is_dir():
        raise click.UsageError(f"Missing argument '{what}'.")
    return Path(), arguments


def folder_and_waves(arguments: tuple[str, ...]) -> tuple[Path, tuple[str, ...]]:
    """The folder, which may be left out, and the waves after it, of which there may be none.

    The first argument is the folder where it is an engagement or a path, or where this folder is no engagement.
    """
    from cxassess.files.store import FILE

    if not arguments:
        return Path(), ()
    first = Path(arguments[0])
    is_folder = (first / FILE).exists() or "/" in arguments[0] or not Path(FILE).exists()
    return (first, arguments[1:]) if is_folder else (Path(), arguments)


def some(names: Sequence[str]) -> str:
    """The first names of many, and how many more there are."""
    more = f" and {len(names) - SHOWN_NAMES:,} more" if len(names) > SHOWN_NAMES else ""
    return ", ".join(names[:SHOWN_NAMES]) + more
