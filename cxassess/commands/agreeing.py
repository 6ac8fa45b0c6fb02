"""The command for a level that a workshop agreed on."""

from pathlib import Path
from typing import Any

import click

from cxassess.commands.common import wave_option


@click.command("agree")
@click.argument("arguments", nargs=-1, metavar="[FOLDER] PRACTICE LEVEL")
@click.option("--reason", default="", metavar="TEXT", help="Why this level; printed beside it.")
@click.option("--present", default="", metavar="NAMES", help="Who was there.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day of the workshop; default today.")
@click.option("--withdraw", is_flag=True, help="Take the agreed level back: the answers count again. No LEVEL then.")
@wave_option
def agree_command(
    arguments: tuple[str, ...], reason: str, present: str, on: Any, wave: str | None, *, withdraw: bool
) -> int:
    """Set the level that people agreed on for a practice, such as agree acme GOV2 3 --reason "Two owners named".

    It replaces the score of the answers, marked, and stands in a closed wave, too. The answers stay as they are, and an
    earlier agreement is kept as history.
    """
    from cxassess.files.agreeing import Agreement, agree
    from cxassess.files.engagement import open_engagement

    needed = 1 if withdraw else 2
    if not needed <= len(arguments) <= needed + 1:
        expected = "PRACTICE with --withdraw" if withdraw else "PRACTICE and LEVEL"
        raise click.UsageError(f"[FOLDER] {expected} was expected, {len(arguments)} arguments were given.")
    rest = arguments[-needed:]
    folder = Path(arguments[0]) if len(arguments) > needed else Path()
    with open_engagement(folder, wave) as opened:
        level = None if withdraw else rest[1]
        said = Agreement(rest[0], level, reason, present, on.date() if on else None)
        for line in agree(opened, said):
            click.echo(line)
    return 0
