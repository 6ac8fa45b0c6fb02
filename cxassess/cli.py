"""The command line: one function a command, which reads, calls one function and writes.

Those about a subject of their own stand in `commands`. Nothing but click is imported at the top, so that `--help`
answers at once; each command imports what it needs.
"""

import gc
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cxassess import __version__
from cxassess.commands.actions import action_group
from cxassess.commands.agreeing import agree_command
from cxassess.commands.changing import changes_command
from cxassess.commands.common import (
    folder_and_rest,
    folder_argument,
    json_option,
    language_option,
    remind,
    show_faults,
    show_json,
    viewer_option,
    wave_option,
)
from cxassess.commands.comparing import compare_command
from cxassess.commands.forming import form
from cxassess.commands.importing import import_group
from cxassess.commands.inviting import invite_command
from cxassess.commands.metrics import metrics_command
from cxassess.commands.mirror import mirror_command
from cxassess.commands.portfolio import portfolio_command
from cxassess.commands.privacy import export_command, forget_command
from cxassess.commands.serving import serve_command
from cxassess.commands.translating import translation_command
from cxassess.commands.waves import wave_group

if TYPE_CHECKING:
    from cxassess.files.many import Order


def main() -> None:
    """Run the command line and exit: 0 done, 1 the input is wrong, 2 wrong use, 130 stopped by Ctrl-C."""
    # Pydantic looks through all installed packages for plugins at its import; none of ours needs one.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # What a command makes lives until its end: to look through it every 700 objects took a sixth of a report's time.
    gc.set_threshold(100_000)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows “?”, never a traceback
    code = run()
    _let_go()
    sys.exit(code)


def run() -> int:
    """The exit code of the command line, with everything said that has to be."""
    from cxassess.errors import CxassessError, InvalidInput

    try:
        result = cli.main(prog_name="cxassess", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except InvalidInput as error:
        show_faults(error.problems)
        return 1
    except CxassessError as error:
        click.echo(str(error), err=True)
        return 1
    except (KeyboardInterrupt, click.Abort):
        return 130
    except BrokenPipeError:
        return 0  # whoever reads has read enough
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"{where}{error.strerror or error}", err=True)
        return 1
    return result if isinstance(result, int) else 0


def _let_go() -> None:
    """Say what is still to be said; to a terminal or a pipe that is gone, nothing, and the exit code stays."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="cxassess")
def cli() -> None:
    """Assess how mature customer experience management is, and write the reports.

    A typical round: new, then answer or import answers, import metrics, status, report.
    """


cli.add_command(compare_command)
cli.add_command(form)
cli.add_command(import_group)
cli.add_command(invite_command)
cli.add_command(metrics_command)
cli.add_command(action_group)
cli.add_command(agree_command)
cli.add_command(wave_group)
cli.add_command(portfolio_command)
cli.add_command(serve_command)
cli.add_command(mirror_command)
cli.add_command(forget_command)
cli.add_command(export_command)


# ── setting up ───────────────────────────────────────────────────────────────────────────────────────────────


@cli.command()
@folder_argument
@click.option("--client", required=True, metavar="NAME", help="The client's name, as it stands on the cover.")
@click.option("--questionnaire", default="cx-maturity", show_default=True, metavar="ID|PATH")
@click.option("--variant", default="", metavar="SECTOR", help="Words and signs of a sector: b2b, public or nonprofit.")
@language_option
@click.option("--wave", metavar="W", help="The first wave's name; default this year.")
@click.option(
    "--mode",
    default="attributed",
    show_default=True,
    metavar="MODE",
    help="attributed, confidential (the client sees groups) or anonymous (no names are kept); fixed for the wave.",
)
@click.option(
    "--minimum-group",
    type=click.IntRange(3),
    default=5,
    show_default=True,
    metavar="N",
    help="The fewest people that a number of a group stands for; fixed with the mode.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The date all documents derive from; default today.",
)
def new(
    folder: Path,
    client: str,
    questionnaire: str,
    variant: str,
    language: str,
    wave: str | None,
    mode: str,
    minimum_group: int,
    as_of: Any,
) -> None:
    """Make an engagement folder with its first wave."""
    from datetime import date

    from cxassess.errors import InvalidInput, Problem
    from cxassess.files.clean import clean_line
    from cxassess.files.engagement import create_engagement
    from cxassess.files.packs import find_pack, read_wave_snapshot
    from cxassess.files.settings import name_fault
    from cxassess.model.engagement import ANONYMOUS, MODES
    from cxassess.words import read_words

    if mode not in MODES:
        raise click.UsageError(f"--mode is one of {', '.join(MODES)}, not “{mode}”.")
    if fault := name_fault(client):
        raise InvalidInput([Problem("--client", fault)])
    day = as_of.date() if as_of else date.today()  # noqa: DTZ011 (the day where the consultant sits)
    read_words(language)  # for the documents of a wave in that language
    snapshot = read_wave_snapshot(find_pack(questionnaire), language, variant)
    pack = create_engagement(folder, clean_line(client), wave or str(day.year), day, snapshot, mode, minimum_group)
    click.echo(f"{folder} is ready: wave {wave or day.year} of {clean_line(client)}, {pack.label}.")
    click.echo(f"Next: say in {folder / 'engagement.toml'} what is covered and how many people there are, then")
    whom = "--shared" if mode == ANONYMOUS else "people.csv"
    click.echo(f"  cxassess invite {folder} {whom}, then cxassess serve {folder}: people answer in their browser")
    click.echo(f"  cxassess answer {folder}      or      cxassess import answers {folder} answers.csv")


@cli.group("questionnaire")
def questionnaire_group() -> None:
    """List, show, check, compare and translate questionnaires."""


questionnaire_group.add_command(translation_command)
questionnaire_group.add_command(changes_command)


@questionnaire_group.command("list")
@json_option
def list_questionnaires(as_json: bool) -> None:
    """The shipped questionnaires."""
    from cxassess.files.data import shipped, shipped_ids
    from cxassess.files.packs import languages_of, read_pack, variants_of

    folders = [shipped("questionnaires") / id for id in shipped_ids("questionnaires")]
    rows: list[dict[str, Any]] = [
        {
            "id": p.id,
            "version": p.version,
            "practices": len(p.practices),
            "cards": len(p.cards),
            "variants": list(variants_of(folder)),
            "languages": list(languages_of(folder)),
            "about": p.about,
        }
        for folder, p in ((folder, read_pack(folder)) for folder in folders)
    ]
    if as_json:
        show_json(rows)
        return
    for row in rows:
        cards = f", {row['cards']} cards" if row["cards"] else ""
        click.echo(f"{row['id']} {row['version']}  {row['practices']} practices{cards}\n  {row['about']}")
        if row["variants"]:
            click.echo(f"  Variants: {', '.join(row['variants'])}")
        if len(row["languages"]) > 1:
            click.echo(f"  Languages: {', '.join(row['languages'])}")


@questionnaire_group.command("show")
@click.argument("id", metavar="ID", default="cx-maturity", required=False)
@click.option("--variant", default="", metavar="SECTOR", help="Show the words of a variant.")
@language_option
def show_questionnaire(id: str, variant: str, language: str) -> None:
    """All questions with their five anchors, and how long each role needs for them.

    ID is one of `questionnaire list`, or a path; default cx-maturity.
    """
    from cxassess.files.packs import find_pack, read_pack
    from cxassess.overview import questionnaire_lines

    click.echo("\n".join(questionnaire_lines(read_pack(find_pack(id), language, variant))))


@questionnaire_group.command("check")
@click.argument("path", metavar="PATH")
def check_questionnaire(path: str) -> None:
    """Name every fault of a questionnaire, its languages and variants at once, and warn of words that read badly."""
    from cxassess.files.packs import find_pack, read_packs
    from cxassess.overview import soundness_lines

    packs = read_packs(find_pack(path))
    click.echo("\n".join(soundness_lines(packs)))


# ── collecting ───────────────────────────────────────────────────────────────────────────────────────────────


@cli.command()
@folder_argument
@click.option("--as", "name", metavar="NAME", help="Who answers.")
@click.option("--role", metavar="ROLE", help="executive, manager, front_line or analyst.")
@click.option("--unit", metavar="UNIT", help="The part of the company, where the engagement has units.")
@click.option(
    "--facilitate", is_flag=True, help="For a consultant who interviews somebody: own notes, proof seen (E3)."
)
@click.option("--language", metavar="LANGUAGE", help="The language to answer in, such as fr; default the wave's.")
@wave_option
def answer(
    folder: Path,
    name: str | None,
    role: str | None,
    unit: str | None,
    language: str | None,
    wave: str | None,
    *,
    facilitate: bool,
) -> int:
    """Answer in the terminal; starts again where it was stopped."""
    from cxassess.files.engagement import open_engagement

    if not sys.stdin.isatty():
        raise click.UsageError(
            "answer needs a terminal: standard input is not one. For answers from a file use: cxassess import answers"
        )
    with open_engagement(folder, wave) as opened:
        from cxassess.terminal import interview

        return interview(opened, name, role, unit, language=language, facilitated=facilitate)


@cli.command()
@folder_argument
def software(folder: Path) -> int:
    """Say in the terminal what software covers what; kept in software.toml, and optional.

    Five functions: channel performance, social interactions, meaning from text, emotion, online behaviour. Each is
    saved when its questions are answered. No score depends on it.
    """
    from cxassess.files.engagement import open_engagement

    with open_engagement(folder) as opened:
        if not sys.stdin.isatty():
            raise click.UsageError(
                "software needs a terminal: standard input is not one. You can write the file yourself:"
                f" {folder / 'software.toml'}, as docs/files.md describes it."
            )
        from cxassess.terminal.software import fill_in

        return fill_in(opened)


@cli.command()
@folder_argument
@wave_option
@viewer_option
@json_option
def status(folder: Path, wave: str | None, viewer: Any, as_json: bool) -> None:
    """Who has answered, how far, and what is missing for a score."""
    from cxassess.files.engagement import open_engagement
    from cxassess.overview import status_lines, status_of
    from cxassess.words import read_words

    with open_engagement(folder, wave) as opened:
        remind(opened.settings)
        words = read_words(opened.settings.language, opened.pack.reword)
        state = status_of(
            opened.pack,
            opened.settings,
            opened.wave,
            opened.store.answers.responses(opened.wave.id),
            len(opened.store.outcomes.metrics(opened.wave.id)),
            words,
            opened.store.outcomes.measures(opened.wave.id),
            viewer,
            opened.store.people.finished(opened.wave.id),
        )
    if as_json:
        show_json(state)
    else:
        click.echo("\n".join(status_lines(state, words)))


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────


@cli.command()
@folder_argument
@click.option("--review", is_flag=True, help="Look through comments in the terminal: words for themes, and quotes.")
@click.option("--respondents", is_flag=True, help="Those of the people who answer: which may be printed, by nobody.")
@wave_option
@json_option
def comments(folder: Path, review: bool, respondents: bool, wave: str | None, as_json: bool) -> int:
    """Customers' own words: how many comments there are, what they are tagged with, and which may be quoted.

    Comments come with `import metrics`, from the column that metrics.toml names as comment; personal data is masked
    before they are kept. Themes stand in code_frame.toml. Only quotes that were approved in the review are printed.
    """
    from cxassess.files.comments import state_of
    from cxassess.files.engagement import open_engagement
    from cxassess.overview import comment_lines, comments_of
    from cxassess.words import read_words

    if respondents:
        from cxassess.commands.privacy import respondents_comments

        return respondents_comments(folder, wave, review=review, as_json=as_json)
    with open_engagement(folder, wave) as opened:
        if review:
            if not (sys.stdin.isatty() and sys.stdout.isatty()):
                raise click.UsageError("--review asks in a terminal; without one, edit code_frame.toml by hand")
            from cxassess.terminal.reviewing import review_comments

            if not review_comments(opened):
                raise click.UsageError("--review needs a terminal that it can draw on")
        state = state_of(folder, opened.store, opened.settings, opened.wave.id)
        words = read_words(opened.settings.language, opened.pack.reword)
    if as_json:
        show_json(comments_of(state.counts, state.approved, state.refused, state.frequent))
    else:
        told = comment_lines(state.counts, state.approved, state.refused, state.frequent, words)
        click.echo("\n".join(told))
    return 0


@cli.command()
@folder_argument
@wave_option
@viewer_option
@json_option
def assess(folder: Path, wave: str | None, viewer: Any, as_json: bool) -> None:
    """Scores, stage, findings and actions of a wave."""
    from cxassess.files.engagement import open_engagement
    from cxassess.overview import show_assessment
    from cxassess.serialise import as_json as assessment_as_json
    from cxassess.words import read_words

    with open_engagement(folder, wave) as opened:
        remind(opened.settings)
        assessment = opened.assess(viewer)
    if as_json:
        show_json(assessment_as_json(assessment))
    else:
        show_assessment(assessment, read_words(assessment.engagement.language, assessment.pack.reword))


@cli.command()
@click.argument("arguments", nargs=-1, metavar="[FOLDER] ID")
@wave_option
@viewer_option
def explain(arguments: tuple[str, ...], wave: str | None, viewer: Any) -> None:
    """The path from the answers to one number, with everything left out.

    ID is a key of `assess --json`: a practice (MEA7), a score (disciplines.design or design), overall, stage, a metric
    (nps), a warning sign (base), an action (MEA7:2-3), say_do or one of its themes (say_do.promises), the rule of a
    contradiction (contradiction.MEA7), experience_map, words, mirror and its items (mirror.STR7), or software and its
    functions (software.text).
    """
    from cxassess.explain import explain as explain_number
    from cxassess.files.engagement import open_engagement
    from cxassess.words import read_words

    folder, rest = folder_and_rest(arguments, "ID")
    if len(rest) > 1:
        raise click.UsageError(f"One ID was expected, {len(rest)} were given.")
    with open_engagement(folder, wave) as opened:
        remind(opened.settings)
        assessment = opened.assess(viewer)
        sees_notes = viewer == "consultant" or opened.settings.mode == "attributed"
        notes = opened.store.answers.notes(opened.wave.id) if sees_notes else ()
    words = read_words(assessment.engagement.language, assessment.pack.reword)
    click.echo("\n".join(explain_number(assessment, rest[0], words)))
    for note in notes:
        if note.question.casefold() == rest[0].strip().casefold():
            click.echo(f"Consultants’ note on what {note.name} said: {note.text}")


@cli.command()
@folder_argument
@wave_option
@click.option("--new", "is_new", is_flag=True, help="Write a touchpoints.csv to start from, with those of the data.")
def touchpoints(folder: Path, wave: str | None, *, is_new: bool) -> None:
    """The experience map of touchpoints.csv: each touchpoint with its value, its source and its marks.

    Touchpoints of the data that the table lacks are named, and those of the table without data.
    """
    from cxassess.errors import CxassessError
    from cxassess.explain import explain as explain_number
    from cxassess.files.engagement import open_engagement
    from cxassess.files.touchpoint_file import FILE, start_touchpoints
    from cxassess.words import read_words

    with open_engagement(folder, wave) as opened:
        if is_new:
            click.echo("\n".join(start_touchpoints(folder, opened.metrics())))
            return
        assessment = opened.assess()
    if assessment.experience_map is None:
        message = f"{folder / FILE} is not there; to start one: cxassess touchpoints {folder} --new"
        raise CxassessError(message)
    words = read_words(assessment.engagement.language, assessment.pack.reword)
    click.echo("\n".join(explain_number(assessment, "experience_map", words)))


@cli.command()
@folder_argument
@wave_option
@click.option("--confirm", "confirmed", is_flag=True, help="Your words fit today’s numbers: warn when these move.")
def commentary(folder: Path, wave: str | None, confirmed: bool) -> None:
    """Which of your own words stand beside numbers that have moved."""
    from cxassess.files.commentary import confirm, places_of, read_commentary
    from cxassess.files.engagement import open_engagement
    from cxassess.files.history import reported

    with open_engagement(folder, wave) as opened:
        assessment = reported(opened)
    if confirmed:
        confirm(folder, assessment)
    click.echo("\n".join(places_of(read_commentary(folder, assessment))))


@cli.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path), metavar="[FOLDER]...")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="OUT",
    help="Folder, or a file for one format; of several engagements each has a folder in it.",
)
@click.option("--template", default="full", show_default=True, metavar="NAME|PATH")
@click.option("--format", "formats", default="docx,xlsx", show_default=True, metavar="docx,xlsx,pdf")
@click.option(
    "--audience",
    type=click.Choice(["client", "working"]),
    default="client",
    show_default=True,
    help="working adds what people wrote and how they answered.",
)
@click.option("--no-page-numbers", is_flag=True, help="Contents without page numbers: quicker, without LibreOffice.")
@wave_option
def report(
    folders: tuple[Path, ...],
    out: Path | None,
    template: str,
    formats: str,
    wave: str | None,
    audience: Any,
    *,
    no_page_numbers: bool,
) -> int:
    """Write the Word report and the Excel workbook.

    A PDF, and the page numbers of the contents, need LibreOffice. Several engagements are written side by side; a fault
    of one leaves the others alone.
    """
    from cxassess.files.documents import FORMATS
    from cxassess.files.many import Order, write_one

    wanted = tuple(dict.fromkeys(f.strip().casefold() for f in formats.split(",") if f.strip()))
    if not wanted or any(f not in FORMATS for f in wanted):
        raise click.UsageError(f"--format is one or more of {', '.join(FORMATS)}, not “{formats}”.")
    order = Order(wanted, wave, template, audience, page_numbers=not no_page_numbers)
    if len(folders) > 1:
        return _report_many(folders, order, out)
    for line in write_one(folders[0] if folders else Path(), order, out).lines:
        click.echo(line)
    return 0


def _report_many(folders: tuple[Path, ...], order: "Order", out: Path | None) -> int:
    """A line for each engagement as it is done, those with faults on standard error, and how many there were."""
    from cxassess.files.many import write_many

    if out is not None and out.suffix.casefold().lstrip(".") in order.formats:
        raise click.UsageError(f"-o names the folder of all reports where there are several engagements, not “{out}”.")
    failed: list[str] = []
    done = 0
    try:
        with closing(write_many(folders, order, out)) as outcomes:
            for done, outcome in enumerate(outcomes, start=1):
                head = f"[{done}/{len(folders)}] {outcome.name}: "
                click.echo(head + (", ".join(outcome.documents) or "not written"), err=bool(outcome.faults))
                for note in outcome.notes:
                    click.echo(f"  {note}")
                show_faults(outcome.faults, indent="  ")
                failed += [outcome.name] if outcome.faults else []
    except KeyboardInterrupt:
        click.echo(f"Stopped: {done - len(failed)} of {len(folders)} engagements are written.", err=True)
        raise
    click.echo(f"{done - len(failed)} of {len(folders)} engagements are written.")
    if failed:
        click.echo(f"{len(failed)} not: {', '.join(failed)}", err=True)
    return 1 if failed else 0


@cli.group("template")
def template_group() -> None:
    """Make and check report templates of one's own."""


@template_group.command("list")
def list_templates() -> None:
    """The shipped templates, with what each is for."""
    from cxassess.files.templates import shipped_templates

    for name, purpose in shipped_templates():
        click.echo(f"{name:10} {purpose}")


@template_group.command("new")
@click.argument("path", type=click.Path(path_type=Path), metavar="PATH")
@click.option("--like", default="full", show_default=True, metavar="NAME", help="The shipped template to begin with.")
def new_template(path: Path, like: str) -> None:
    """Write a starter folder: template.docx to open in Word, brand.toml, outline.toml."""
    from cxassess.files.templates import new_template as write_template

    for line in write_template(path, like):
        click.echo(line)
    click.echo(f"Next: open template.docx in Word, then cxassess template check {path}")


@template_group.command("check")
@click.argument("path", metavar="NAME|PATH")
def check_template(path: str) -> None:
    """Name every fault of a template at once, and warn of colours that are hard to read or tell apart."""
    from cxassess.files.templates import find_template, read_template, warnings_of

    template = read_template(find_template(path))
    for warning in warnings_of(template):
        click.echo(f"Note: {warning}")
    click.echo(f"{path} is sound: {len(template.sections)} sections.")


@template_group.command("fields")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@wave_option
@json_option
def template_fields(folder: Path | None, wave: str | None, as_json: bool) -> None:
    """Every slot that a template may hold, with its value in an engagement where FOLDER names one."""
    from cxassess.files.templates import slots_of

    rows = slots_of(folder, wave)
    if as_json:
        show_json(rows)
        return
    for row in rows:
        value = f"  now: {row['value']}" if row.get("value") else ""
        click.echo(f"{row['slot']:32} {row['meaning']}{value}")


@cli.command()
@click.argument("out", type=click.Path(path_type=Path), default="demo", required=False)
def demo(out: Path) -> None:
    """Write the example client's engagement over three years, with its reports, into OUT (default ./demo)."""
    from cxassess.files.demo import write_demo

    for line in write_demo(out, page_numbers=True, years=True):
        click.echo(line)


@cli.command()
@folder_argument
@click.option("--role", metavar="ROLE", help="One of executive, manager, front_line or analyst; default all.")
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="OUT", help="Folder, or a file for one role.")
@wave_option
def guide(folder: Path, role: str | None, out: Path | None, wave: str | None) -> None:
    """Write a guide to print for interviews in person, one a role."""
    from cxassess.files.engagement import open_engagement
    from cxassess.files.guide import write_guides

    with open_engagement(folder, wave) as opened:
        written = write_guides(opened, role, out)
    for line in written.lines:
        click.echo(line)
