"""The commands about another version of a questionnaire: what it would mean, and an open wave that moves to it."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cxassess.commands.common import folder_argument, json_option, show_json, some

if TYPE_CHECKING:
    from cxassess.files.questionnaire_moves import Move
    from cxassess.files.wave_migration import Migration


@click.command("changes")
@folder_argument
@click.option("--to", "to", metavar="ID|PATH", help="The other version; default what the wave asks, as it stands now.")
@click.option("--wave", metavar="W", help="The wave to begin from; default the newest.")
@click.option("--draft", is_flag=True, help="Write a changes.toml to begin with instead, on standard output.")
@json_option
def changes_command(folder: Path, to: str | None, wave: str | None, *, draft: bool, as_json: bool) -> None:
    """What another version of a questionnaire would mean: what stays comparable, what does not. Changes nothing."""
    from cxassess.changes_told import change_values
    from cxassess.errors import CxassessError
    from cxassess.files.pack_changes import first_changes
    from cxassess.files.packs import build_pack
    from cxassess.files.questionnaire_moves import move_to, questionnaire_like
    from cxassess.files.store import Store
    from cxassess.questionnaire_changes import anchors_of

    with Store.open(folder) as store:
        chosen = store.wave(wave) if wave else store.waves()[-1]
        asked = build_pack(store.snapshot(chosen.wave.id))
        move = move_to(store, chosen, questionnaire_like(asked, to, f"wave {chosen.wave.id}", "--to"))
    if draft:
        if move.before.variant:
            message = f"wave {move.wave} has a variant: begin from one without, whose anchor versions the map names"
            raise CxassessError(message)
        click.echo(first_changes(move.before.version, anchors_of(move.before), move.comparable))
    elif as_json:
        show_json(change_values(move.wave, move.before, move.now, move.comparable))
    else:
        click.echo("\n".join(move_lines(move)))


@click.command("migrate")
@folder_argument
@click.option(
    "--questionnaire", metavar="ID|PATH", help="The newer version; default what the wave asks, as it stands now."
)
@click.option("--wave", metavar="W", help="Which open wave; default the newest open one.")
@click.option("--yes", is_flag=True, help="Do it without being asked.")
def migrate_wave(folder: Path, questionnaire: str | None, wave: str | None, *, yes: bool) -> int:
    """Let an open wave go on with a newer version of its questionnaire; says first what that does.

    Answers to practices that stay the same stand; those to others no longer count and stay as history. Closed and
    finished waves keep what they asked.
    """
    from cxassess.files.wave_migration import migrate, plan_migration

    planned = plan_migration(folder, wave, questionnaire)
    click.echo("\n".join((*move_lines(planned.move), *_effect_lines(planned))))
    if not may_go_on("Move the wave to this version?", "--yes", agreed=yes):
        return 0
    migrate(folder, planned)
    move = planned.move
    click.echo(
        f"Wave {move.wave} asks {move.now.label} {move.now.version} now. Forms that are out are to be written anew."
    )
    return 0


def may_go_on(question: str, option: str, *, agreed: bool) -> bool:
    """Whether somebody agreed, by an option or in a terminal. UsageError where there is nobody to ask."""
    if agreed:
        return True
    if not sys.stdin.isatty():
        raise click.UsageError(f"Nothing was changed: standard input is not a terminal, so say {option} to go on.")
    if not click.confirm(question):
        click.echo("Nothing was changed.")
        return False
    return True


def move_lines(move: "Move") -> Iterator[str]:
    """What a move means, in the language of the wave."""
    from cxassess.changes_told import change_lines
    from cxassess.words import read_words

    words = read_words(move.before.language, move.before.reword)
    yield from change_lines(move.before, move.now, move.comparable, words)


def _effect_lines(planned: "Migration") -> Iterator[str]:
    from cxassess.words import read_words

    move, effect = planned.move, planned.effect
    words = read_words(move.before.language, move.before.reword)
    counts = {"stand": effect.stand, "carried": effect.carried, "lost": effect.lost}
    yield words.say("changes.stand", wave=move.wave, **counts)
    if effect.drafts:
        yield words.say("changes.drafts", n=effect.drafts)
    if effect.agreed:
        yield words.say("changes.agreed", practices=some(effect.agreed))
    if effect.asked_again:
        yield words.say("changes.asked_again", n=effect.asked_again)
