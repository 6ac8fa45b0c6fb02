"""The command that lists where a wave's metrics come from, and takes a source out again."""

import sys
from pathlib import Path

import click

from cxassess.commands.common import folder_argument, json_option, show_json, wave_option


@click.command("metrics")
@folder_argument
@click.option("--withdraw", "source", default="", metavar="SOURCE", help="Take a source out of the wave again.")
@click.option("--yes", is_flag=True, help="Withdraw without being asked.")
@wave_option
@json_option
def metrics_command(folder: Path, source: str, yes: bool, wave: str | None, as_json: bool) -> int:
    """List where metrics come from, and take a wrong import out again.

    Each source stands with its values, n, period and the moment of its import.

    SOURCE is one that is listed: a file, several files that are counted together, a table of a warehouse, or typed for
    all values that were typed. Shows what would go, and asks before it changes anything.
    """
    from cxassess.files.engagement import open_engagement
    from cxassess.files.metric_withdrawal import (
        as_data,
        source_lines,
        sources_of,
        withdraw,
        withdrawal_lines,
        withdrawal_of,
    )

    if yes and not source:
        raise click.UsageError("--yes goes with --withdraw.")
    with open_engagement(folder, wave) as opened:
        sources = sources_of(opened)
        if not source:
            if as_json:
                show_json({"wave": opened.wave.id, **as_data(sources)})
            else:
                said = "\n".join(source_lines(sources))
                click.echo(said or f"Wave {opened.wave.id} has no metrics. Bring some in with: cxassess import metrics")
            return 0
        gone = withdrawal_of(sources, source)
        if not as_json:
            click.echo("\n".join(withdrawal_lines(opened, sources, gone)))
        can_ask = sys.stdin.isatty() and not as_json
        wanted = yes or (can_ask and click.confirm("Withdraw it?"))
        if wanted:
            withdraw(opened, gone)
    if as_json:
        show_json({"withdrawn": wanted, **as_data(gone)})
    elif wanted:
        click.echo(f"Withdrawn. Write the documents anew with: cxassess report {folder}")
    if wanted:
        return 0
    if can_ask:
        click.echo("Nothing was changed.")
        return 0
    raise click.UsageError("Nothing was changed: standard input is not a terminal, so say --yes to withdraw it.")
