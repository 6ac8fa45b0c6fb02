"""The commands about people’s data: taking somebody out, handing over what the client may have.

As in `cli`, each imports what it needs inside: `--help` answers at once.
"""

import sys
from pathlib import Path

import click

from cxassess.commands.common import folder_and_rest, folder_argument, show_json
from cxassess.commands.moving import export_whole


@click.command("forget")
@click.argument("arguments", nargs=-1, metavar="[FOLDER] NAME")
@click.option("--yes", is_flag=True, help="Do it without being asked.")
def forget_command(arguments: tuple[str, ...], yes: bool) -> None:
    """Take a person out of all waves: answers, comments, proof, notes, invitations.

    Says what that does to the scores, and what it cannot reach. NAME is the code of a person in an anonymous wave.
    """
    from cxassess.files.engagement import open_engagement
    from cxassess.files.forgetting import effect_lines, find_person, forget_person, out_of_reach
    from cxassess.words import read_words

    folder, rest = folder_and_rest(arguments, "NAME")
    if len(rest) != 1:
        raise click.UsageError(f"One NAME was expected, {len(rest)} were given; put a name of several words in quotes.")
    [name] = rest
    waves = ", ".join(find_person(folder, name).waves) or "none"
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError("Nothing was changed: standard input is not a terminal, so say --yes to forget.")
        if not click.confirm(f"Forget {name} (waves: {waves})? This cannot be taken back."):
            click.echo("Nothing was changed.")
            return
    effects = forget_person(folder, name)
    with open_engagement(folder) as opened:
        words = read_words(opened.settings.language, opened.pack.reword)
        click.echo(words.say("forget.done", name=name))
        for effect in effects:
            click.echo("\n".join(effect_lines(effect, words)))
        click.echo("\n".join(out_of_reach(opened, name)))


@click.command("export")
@folder_argument
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT.zip")
@click.option("--for", "audience", type=click.Choice(["client"]), help="Whom it is handed to; default: all, for you.")
@click.option("--wave", metavar="W", help="Which wave, with --for; default the newest open one, else the newest.")
def export_command(folder: Path, out: Path, audience: str | None, wave: str | None) -> None:
    """Write the whole engagement into one zip, to move it or to keep it; with --for client what the client may have.

    The whole one holds every file of the folder and all answers, and `import engagement` unpacks it: keep it as safe as
    the folder. With --for client it is report, workbook, assessment and metrics, never the file of answers; in a
    confidential or anonymous wave no name and no single answer is in it. It says where somebody was forgotten after an
    earlier such file: both together tell what they answered.
    """
    if audience is None:
        if wave is not None:
            raise click.UsageError("--wave goes with --for client: the whole engagement has all its waves.")
        export_whole(folder, out)
        return
    from cxassess.files.engagement import open_engagement
    from cxassess.files.handing_over import difference_lines, export_for_client

    with open_engagement(folder, wave) as opened:
        parts = export_for_client(opened, out)
        click.echo(f"{out} for the {audience}: {', '.join(parts)}.")
        for line in difference_lines(opened):
            click.echo(line)


def respondents_comments(folder: Path, wave: str | None, *, review: bool, as_json: bool) -> int:
    """How many comments respondents wrote and how many may be printed; with `review` they are read first."""
    from cxassess.errors import CxassessError
    from cxassess.files.engagement import open_engagement
    from cxassess.terminal.reviewing_answers import review_answers, undecided, why_none
    from cxassess.words import read_words

    with open_engagement(folder, wave) as opened:
        if opened.settings.mode == "attributed":
            message = f"wave {opened.wave.id} is attributed: comments of respondents are printed as they are"
            raise CxassessError(message)
        why = why_none(opened) if review else ""
        if review and not why:
            if not (sys.stdin.isatty() and sys.stdout.isatty()):
                raise click.UsageError("--review asks in a terminal, and this is none")
            if not review_answers(opened):
                raise click.UsageError("--review needs a terminal that it can draw on")
        everybody = opened.store.answers.responses(opened.wave.id)
        written = sum(bool(answer.comment) for response in everybody for answer in response.answers.values())
        approved, still = len(opened.store.privacy.said(opened.wave.id)), len(undecided(opened))
        words = read_words(opened.settings.language, opened.pack.reword)
    counts = {"comments": written, "approved": approved, "refused": written - approved - still, "undecided": still}
    if as_json:
        show_json(counts)
    else:
        click.echo(words.say("own_words.counts", **counts))
        if why:
            click.echo(f"{words.say(f'follow.comment.{why}')}.")
    return 0
