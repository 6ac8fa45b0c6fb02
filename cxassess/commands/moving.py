"""A whole engagement moves house: out into a zip, and in from one.

As in `cli`, each imports what it needs inside: `--help` answers at once.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cxassess.commands.common import some

if TYPE_CHECKING:
    from cxassess.files.archive import Manifest
    from cxassess.words import Words

_WITH_LINKS = ("invitations", "reminders")  # how the names begin of files that hold personal links


def export_whole(folder: Path, out: Path) -> None:
    """Write the zip, and say what is in it, how private that is, and what was left out."""
    from cxassess.files.archive_export import export_engagement

    exported = export_engagement(folder, out)
    manifest, held, words = exported.manifest, exported.held, _words(exported.manifest)
    size = max(0.1, exported.size / 1e6)
    click.echo(words.say("moving.exported", out=out, folder=folder, count=len(manifest.files), size=size))
    click.echo(_how_private(manifest, words))
    for kind, names in (("left_out", held.left_out), ("links", held.links)):
        if names:
            click.echo(words.say(f"moving.{kind}", names=some(names)))


@click.command("engagement")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.zip")
@click.argument("folder", type=click.Path(path_type=Path), metavar="NEWFOLDER")
def import_whole(file: Path, folder: Path) -> None:
    """Unpack what `export` wrote into a new folder, whole or not at all.

    Everything in the zip is checked before anything is written. NEWFOLDER must not exist yet, or be empty.
    """
    from cxassess.files.archive_import import import_engagement
    from cxassess.files.clean import clean_line
    from cxassess.files.store_schema import UPGRADES

    manifest = import_engagement(file, folder)
    words, waves = _words(manifest), clean_line(", ".join(wave.id for wave in manifest.waves))
    client, count = clean_line(manifest.client), len(manifest.files)
    click.echo(words.say("moving.imported", folder=folder, client=client, waves=waves, count=count))
    if manifest.store < len(UPGRADES):
        click.echo(words.say("moving.upgraded", before=manifest.store, now=len(UPGRADES)))


def _words(manifest: "Manifest") -> "Words":
    from cxassess.words import USUAL_LANGUAGE, languages, read_words

    return read_words(manifest.language if manifest.language in languages() else USUAL_LANGUAGE)


def _how_private(manifest: "Manifest", words: "Words") -> str:
    from cxassess.model.engagement import ANONYMOUS

    is_nameless = all(wave.mode == ANONYMOUS for wave in manifest.waves)
    said = [words.say("moving.private.nameless" if is_nameless else "moving.private.names")]
    if any(name.rpartition("/")[2].startswith(_WITH_LINKS) for name in manifest.files):
        said.append(words.say("moving.private.links"))
    return " ".join(said)
