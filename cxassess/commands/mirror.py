"""The mirror on the command line: bring in what customers and partners answered, and show it."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cxassess.commands.common import folder_and_rest, folder_argument, json_option, show_faults, show_json, wave_option
from cxassess.commands.importing import import_group

if TYPE_CHECKING:
    from cxassess.files.engagement import Opened
    from cxassess.files.mirror_files import MirrorBatch
    from cxassess.files.store_mirror import MirrorSaved


@import_group.command("mirror")
@click.argument("arguments", nargs=-1, metavar="[FOLDER] FILE…")
@click.option(
    "--panel",
    type=click.Choice(["customers", "partners"]),
    default="customers",
    show_default=True,
    help="Who answered, where a file has no column panel.",
)
@click.option("--how", default="", metavar="TEXT", help="How the panel was reached; printed beside its answers.")
@click.option("--keep-good", is_flag=True, help="Take the sound rows even where others have faults (still exit 1).")
@wave_option
def import_mirror(arguments: tuple[str, ...], panel: Any, how: str, wave: str | None, *, keep_good: bool) -> int:
    """Take what customers or partners answered to the short form, from CSV files and Excel workbooks.

    Either a row an answer: respondent,panel,item,answer,comment; or a row a person with a column for each item, headed
    by its id or its sentence. An answer is 1 to 5 (5: strongly agree), the words of the scale, or DK. Names are not
    kept.
    """
    from cxassess.files.clean import clean_line
    from cxassess.files.engagement import open_engagement
    from cxassess.files.mirror_files import read_mirror_files
    from cxassess.files.mirror_form import find_form

    folder, files = folder_and_rest(arguments, "FILE…")
    with open_engagement(folder, wave) as opened:
        client, language = opened.settings.client, opened.settings.language
        batch = read_mirror_files([Path(file) for file in files], find_form(folder), client, panel, language)
        show_faults(batch.problems)
        if batch.problems and not keep_good:
            click.echo("Nothing was changed.", err=True)
            return 1
        tables, id = opened.store.mirror, opened.wave.id
        with opened.store.all_or_nothing():
            saved = tables.save(id, batch.rows, "file")
            told = clean_line(how)
            for reached in dict.fromkeys(row.panel for row in batch.rows) if told else ():
                if tables.reached(id).get(reached) != told:
                    tables.save_reached(id, reached, told)
        _say_saved(saved, batch, opened)
    return 1 if batch.problems else 0


def _say_saved(saved: "MirrorSaved", batch: "MirrorBatch", opened: "Opened") -> None:
    if not (saved.added or saved.corrected or saved.unchanged):
        click.echo("Nothing changed: no answers were read.")
    elif not (saved.added or saved.corrected):
        click.echo(f"Nothing changed: every answer was here already ({saved.unchanged:,}).")
    else:
        click.echo(
            f"Mirror: {saved.added:,} answers added, {saved.corrected:,} corrected (the earlier ones are kept),"
            f" {saved.unchanged:,} unchanged. People new to this wave: {saved.people_added:,}, kept without names."
        )
    if batch.blank:
        click.echo(f"Left blank, and not counted: {batch.blank:,}.")
    if batch.masked:
        comments = "one comment" if batch.masked == 1 else f"{batch.masked:,} comments"
        click.echo(f"Personal data was masked in {comments}.")
    if batch.unread:
        click.echo(f"Columns that were not read: {', '.join(batch.unread[:20])}.")
    least, counts = opened.settings.minimum_group, _people(opened)
    for panel, people in counts.items():
        if people < least:
            click.echo(f"Of {panel} {people} answered: nothing of them is shown before there are {least}.")


def _people(opened: "Opened") -> dict[str, int]:
    counts: dict[str, int] = {}
    for response in opened.store.mirror.responses(opened.wave.id):
        if not response.answers:  # somebody who only opened the form
            continue
        counts[response.panel] = counts.get(response.panel, 0) + 1
    return counts


@click.command("mirror")
@folder_argument
@click.option("--comments", "with_comments", is_flag=True, help="Add what people wrote: for the consultants alone.")
@wave_option
@json_option
def mirror_command(folder: Path, wave: str | None, *, with_comments: bool, as_json: bool) -> None:
    """What customers and partners agree with, beside the level of each practice inside.

    Answers come by the link of `invite --mirror` or with `import mirror`. Shares stand on a scale of their own and
    change no score. Where the mode of the wave protects people, practices have their levels here once the client has
    seen results.
    """
    from cxassess.errors import NothingToAssess
    from cxassess.files.engagement import open_engagement
    from cxassess.mirror import read_mirror
    from cxassess.overview import mirror_comments, mirror_lines
    from cxassess.serialise import mirror_as_json
    from cxassess.words import read_words

    with open_engagement(folder, wave) as opened:
        answers, least = opened.mirror_answers(), opened.settings.minimum_group
        words = read_words(opened.settings.language, opened.pack.reword)
        mirror, practices = read_mirror(answers, least), {}
        # To assess would show the client results for the first time, or be refused while the wave is open.
        is_kept_back = opened.is_unseen and opened.store.people.has_any(opened.wave.id)
        if not is_kept_back:
            with suppress(NothingToAssess):  # nobody inside has answered yet
                assessment = opened.assess()
                mirror, practices = assessment.mirror, dict(assessment.practices)
    if as_json:
        show_json(None if mirror is None else mirror_as_json(mirror, practices))
    elif mirror is None or answers is None:
        click.echo(words.say("mirror.nobody", wave=opened.wave.id, folder=folder))
    else:
        click.echo("\n".join(mirror_lines(mirror, practices, least, opened.wave.id, words)))
        if is_kept_back:
            click.echo("Ratings inside are left out: the client has seen no results of this wave yet.")
        if with_comments:
            click.echo("\n".join(mirror_comments(answers, mirror, words)))
