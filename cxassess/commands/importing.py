"""The commands that bring in answers, metrics and a changed workbook.

As in `cli`, each imports what it needs inside: `--help` answers at once.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cxassess.commands.common import folder_and_rest, json_option, remind, show_faults, show_json, wave_option
from cxassess.commands.moving import import_whole

if TYPE_CHECKING:
    from cxassess.files.exports.which import NeedsMapping
    from cxassess.files.metric_import import Imported
    from cxassess.files.metric_sources import Measured


@click.group("import")
def import_group() -> None:
    """Bring in answers, metrics, a changed workbook, or a whole engagement from files."""


@import_group.command("answers")
@click.argument("arguments", nargs=-1, metavar="[FOLDER] FILE…")
@click.option("--keep-good", is_flag=True, help="Take the sound rows even where others have faults (still exit 1).")
@wave_option
def import_answers(arguments: tuple[str, ...], keep_good: bool, wave: str | None) -> int:
    """Take answers from forms in Excel, and from CSV files: respondent,role,unit,question,answer,comment,evidence.

    In an anonymous wave the respondents' names are not stored; in a CSV file they only tell which rows belong together,
    as long as the wave is open.
    """
    from cxassess.files.answer_import import read_all, save_all
    from cxassess.files.engagement import open_engagement
    from cxassess.sitting import cited

    folder, files = folder_and_rest(arguments, "FILE…")
    with open_engagement(folder, wave) as opened:
        remind(opened.settings)
        given = read_all([Path(file) for file in files], opened, cited)
        show_faults(given.problems)
        if given.problems and not keep_good:
            click.echo("Nothing was changed.", err=True)
            return 1
        saved = save_all(given, opened)
        _say_saved(saved, given.csv.blank, given.csv.cleaned, len(given.forms.drafts))
        unknown = sorted({row.unit for row in given.rows if row.unit} - set(opened.settings.units))
        if opened.settings.units and unknown:
            click.echo(f"Not among the units of engagement.toml: {', '.join(unknown)}.")
    return 1 if given.problems else 0


def _say_saved(saved: Any, blank: int, cleaned: int, drafts: int) -> None:
    if saved.is_empty:
        click.echo("Nothing changed: no answers were read.")
    elif not saved.added and not saved.corrected and not saved.people_changed:
        click.echo(f"Nothing changed: every answer was here already ({saved.unchanged:,}).")
    else:
        click.echo(
            f"Answers: {saved.added:,} added, {saved.corrected:,} corrected (the earlier ones are kept),"
            f" {saved.unchanged:,} unchanged. People new to this wave: {saved.people_added:,}."
        )
    if any(name.startswith("anonymous:") for name in saved.people_changed):
        click.echo(f"Role or unit changed of people: {len(saved.people_changed)}.")
    elif saved.people_changed:
        click.echo(f"Role or unit changed: {', '.join(saved.people_changed[:10])}.")
    if blank:
        click.echo(f"Rows without an answer, skipped: {blank:,}.")
    if drafts:
        click.echo(f"Comments or proof beside questions without an answer yet, kept until there is one: {drafts:,}.")
    if cleaned:
        click.echo(f"Control characters were taken out of {cleaned:,} comments or evidence notes.")


@import_group.command("metrics")
@click.argument("arguments", nargs=-1, metavar="[FOLDER] FILE…")
@click.option("--as", "chosen", default="", metavar="TOOL", help="Whose export it is, or a table of metrics.toml.")
@click.option("--from", "url", default="", metavar="URL", help="A warehouse in place of files; only results leave it.")
@click.option("--table", default="", metavar="TABLE", help="The table there, such as schema.table; needs --as.")
@wave_option
def import_metrics(arguments: tuple[str, ...], chosen: str, url: str, table: str, wave: str | None) -> int:
    """Take outcomes: exports of survey tools and help desks, tables of your own, or the typed table.

    An export is known by its headers: Zendesk, Freshdesk, Intercom, Qualtrics, SurveyMonkey, Google Forms, Microsoft
    Forms, A-11 Touchpoints; by their documentation HubSpot, Delighted, Salesforce. Any other table is described once in
    metrics/metrics.toml; in a terminal you are asked. The typed table has the header
    metric,value,n,period,previous,source,definition.

    With --from postgres://user@host/database --table schema.table --as NAME a table is measured where it lies. NAME is
    a table of metrics.toml, or survey, ticket, customer or purchase.
    """
    from cxassess.errors import InvalidInput
    from cxassess.files.engagement import open_engagement
    from cxassess.files.exports.account import show_account
    from cxassess.files.metric_import import keep, read_and_measure

    if url or table:
        return _import_table(_folder_for_warehouse(arguments, url, table, chosen), url, table, chosen, wave)
    folder, files = folder_and_rest(arguments, "FILE…")
    paths = [Path(file) for file in files]
    with open_engagement(folder, wave) as opened:

        def ask(needed: "NeedsMapping") -> bool:
            if not (sys.stdin.isatty() and sys.stdout.isatty()):
                return False
            from cxassess.terminal.describing import describe_table

            try:
                is_described = describe_table(folder, needed, opened.settings.language)
            except KeyboardInterrupt:
                click.echo("Nothing was changed.", err=True)
                raise
            if is_described:
                click.echo(f"Written into {folder / 'metrics' / 'metrics.toml'}.")
            return is_described

        try:
            entries, measured = read_and_measure(opened, paths, chosen, show_account, ask)
        except InvalidInput as error:
            show_faults(error.problems)
            for lines in getattr(error, "snippets", ()):
                click.echo(f"\n{lines}\n", err=True)
            click.echo("Nothing was changed.", err=True)
            return 1
        stored = opened.store.outcomes.metrics(opened.wave.id)
        typed = {entry.metric for entry in (*stored, *entries)}
        saved = keep(opened, entries, measured, paths)
    _say_kept(measured, saved, typed)
    return 0


def _import_table(folder: Path, url: str, table: str, chosen: str, wave: str | None) -> int:
    """Measure a table in a warehouse, and keep what it gave."""
    from cxassess.errors import InvalidInput
    from cxassess.files.engagement import open_engagement
    from cxassess.files.exports.account import show_account
    from cxassess.files.metric_import import keep
    from cxassess.files.warehouse_import import measure_table

    with open_engagement(folder, wave) as opened:
        try:
            measured = measure_table(opened, url, table, chosen, show_account)
        except InvalidInput as error:
            show_faults(error.problems)
            click.echo("Nothing was changed.", err=True)
            return 1
        saved = keep(opened, (), (measured,), ())
        typed = {entry.metric for entry in opened.store.outcomes.metrics(opened.wave.id)}
    _say_kept((measured,), saved, typed)
    return 0


def _say_kept(measured: "Sequence[Measured]", saved: "Imported", typed: set[str]) -> None:
    """What was measured, and what an import of metrics changed; `typed` are the metrics that were typed."""
    from cxassess.files.exports.account import measured_lines

    for one in measured:
        click.echo("\n".join(measured_lines(one.source, one.measures)))
        if (written := one.comments) is not None and written.count:
            click.echo(
                f"{one.source}: {written.count:,} comments are kept, personal data masked in {written.masked:,}."
                " The file itself is not copied into metrics/: what was masked stands in it."
            )
    for source, other in saved.alike:
        click.echo(
            f"{source} asks the same as {other}: each is measured by itself. Give their files in one command to count"
            " them together."
        )
    if saved.gone:
        click.echo(f"No longer counted by themselves: {'; '.join(saved.gone)}.")
    for source in dict.fromkeys(source for source, _ in saved.lost):
        lost = [metric for own, metric in saved.lost if own == source]
        click.echo(f"No longer measured from {source}: {', '.join(lost)}.")
    if both := {measure.metric for one in measured for measure in one.measures} & typed:
        click.echo(f"Measured values stand before typed ones: {', '.join(sorted(both))}.")
    if saved.added or saved.corrected or saved.lost:
        click.echo(f"Metrics: {saved.added} added, {saved.corrected} corrected, {saved.unchanged} unchanged.")
    else:
        click.echo(f"Nothing changed: all {saved.unchanged} metrics were here already.")


def _folder_for_warehouse(arguments: tuple[str, ...], url: str, table: str, chosen: str) -> Path:
    """The folder of an import from a warehouse, which takes no files. Raises UsageError."""
    given = {"--from": url, "--table": table, "--as": chosen}
    if missing := [name for name, value in given.items() if not value]:
        raise click.UsageError(f"A warehouse needs --from, --table and --as; missing: {', '.join(missing)}.")
    if len(arguments) > 1 or (arguments and Path(arguments[0]).is_file()):
        raise click.UsageError("Give either files or --from: a warehouse is imported by itself.")
    return Path(arguments[0]) if arguments else Path()


@import_group.command("workbook")
@click.argument("arguments", nargs=-1, metavar="[FOLDER] FILE.xlsx")
@click.option("--yes", is_flag=True, help="Take the changes without being asked.")
@click.option("--reason", default="", metavar="TEXT", help="Why, where no reason stands beside a change.")
@click.option("--present", default="", metavar="NAMES", help="Who agreed on levels, where nobody stands beside them.")
@click.option(
    "--date",
    "on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day on which levels were agreed; default the date of the wave.",
)
@wave_option
@json_option
def import_workbook(
    arguments: tuple[str, ...], yes: bool, reason: str, present: str, on: Any, wave: str | None, as_json: bool
) -> int:
    """Take back what people changed in the Excel workbook that `report` wrote.

    Targets, weights, agreed levels, changed answers (they become agreed levels) and everything about actions. Shows
    what it understood, and asks before it changes anything.
    """
    from dataclasses import asdict

    from cxassess.files.clean import clean_line, clean_text
    from cxassess.files.engagement import open_engagement
    from cxassess.files.workbook_changes import Given, told_lines
    from cxassess.files.workbook_import import changes_in, take_changes

    folder, files = folder_and_rest(arguments, "FILE.xlsx")
    if len(files) != 1:
        raise click.UsageError(f"One workbook was expected, {len(files)} were given.")
    with open_engagement(folder, wave) as opened:
        given = Given(on.date() if on else None, clean_text(reason), clean_line(present))
        understood = changes_in(opened, Path(files[0]), given)
        changes = understood.changes
        if not as_json:
            click.echo("\n".join(told_lines(changes)))
        can_ask = sys.stdin.isatty() and not as_json
        wanted = not changes.is_empty and (yes or (can_ask and click.confirm("Take these changes?")))
        if wanted:
            take_changes(opened, understood)
    if as_json:
        show_json({"taken": wanted, "notes": changes.notes, "changes": [asdict(change) for change in changes.told]})
    elif wanted:
        click.echo(f"Taken. Write the documents anew with: cxassess report {folder}")
    if changes.is_empty or wanted:
        return 0
    if can_ask:
        click.echo("Nothing was changed.")
        return 0
    raise click.UsageError("Nothing was changed: standard input is not a terminal, so say --yes to take the changes.")


import_group.add_command(import_whole)
