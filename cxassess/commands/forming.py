"""The command that writes forms in Excel. As in `cli`, it imports what it needs inside."""

from datetime import datetime
from pathlib import Path

import click

from cxassess.commands.common import folder_argument, wave_option


@click.command()
@folder_argument
@click.option("--for", "name", metavar="NAME", help="Who the form is for; not in an anonymous wave.")
@click.option("--role", default="", metavar="ROLE", help="executive, manager, front_line or analyst, if not known yet.")
@click.option("--unit", default="", metavar="UNIT", help="The part of the company, where the engagement has units.")
@click.option("--language", default="", metavar="LANGUAGE", help="Of the form; default that of the wave.")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), metavar="FILE", help="Default FOLDER/forms/WAVE/NAME.xlsx."
)
@click.option(
    "--all",
    "every",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Forms for all who are not done, in DIR.",
)
@click.option(
    "--people",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="With --all: for everyone of this CSV, name,mail,role,unit,language.",
)
@click.option("--send-to", default="", metavar="WHERE", help="Where it goes back to; default privacy_contact, or firm.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="By when; printed in the form.")
@wave_option
def form(
    folder: Path,
    name: str | None,
    role: str,
    unit: str,
    language: str,
    out: Path | None,
    every: Path | None,
    people: Path | None,
    send_to: str,
    until: datetime | None,
    wave: str | None,
) -> None:
    """Write a form in Excel for somebody to answer in: one row a question, with drop-downs.

    It holds what they have answered so far. `import answers` takes it back, also half done, also twice. In an anonymous
    wave a form has a role and a key made by chance, and no name: give each person a file of their own.
    """
    from cxassess.files.engagement import open_engagement
    from cxassess.files.form_files import Return, write_forms
    from cxassess.files.form_people import wanted_for, wanted_of_all
    from cxassess.sitting import card_order

    if every is not None and (name is not None or role or unit or out is not None):
        raise click.UsageError("--all writes the forms of everyone into a folder: leave --for, --role, --unit, -o out.")
    if people is not None and every is None:
        raise click.UsageError("--people needs --all with the folder for the forms.")
    if out is not None and out.suffix and out.suffix.casefold() != ".xlsx" and not out.is_dir():
        raise click.UsageError(f"-o: “{out.name}” was read, a name that ends in .xlsx or a folder was expected.")
    with open_engagement(folder, wave) as opened:
        wanted, doubt = (
            wanted_of_all(opened, people, language.casefold())
            if every is not None
            else ((wanted_for(opened, name, role.casefold(), unit, language.casefold()),), "")
        )
        back = Return(send_to, until.date() if until else None)
        written = write_forms(opened, wanted, card_order, back, out if every is None else every)
    for line in (*written.lines, *([doubt] if doubt else [])):
        click.echo(line)
