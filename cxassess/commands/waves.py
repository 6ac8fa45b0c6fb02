"""The commands about waves: which there are, and whether they take answers."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cxassess.commands.common import folder_argument, json_option, show_json, some

if TYPE_CHECKING:
    from cxassess.files.engagement import Opened

reason_option = click.option("--reason", default="", metavar="TEXT", help="Why; kept with the day.")


@click.group("wave")
def wave_group() -> None:
    """Close and reopen rounds of answering, and list them."""


@wave_group.command("close")
@click.argument("arguments", nargs=-1, metavar="[FOLDER] [W]")
@reason_option
def close_wave(arguments: tuple[str, ...], reason: str) -> int:
    """Take no more answers in a wave; default the newest open one. Says who has not finished.

    Nothing is lost: what was answered counts, links open again when the wave is reopened. Documents, agreed levels,
    metrics and decisions about actions can still change.
    """
    from cxassess.files.clean import clean_text
    from cxassess.files.engagement import open_engagement

    folder, wave = _folder_and_wave(arguments)
    with open_engagement(folder, wave) as opened:
        id = opened.wave.id
        if not opened.store.states.close(id, clean_text(reason)):
            click.echo(f"Nothing changed: wave {id} is closed already.")
            return 0
        click.echo(f"Wave {id} is closed: no more answers are taken.")
        for line in _unfinished(opened):
            click.echo(line)
    return 0


@wave_group.command("reopen")
@click.argument("arguments", nargs=-1, metavar="[FOLDER] [W]")
@reason_option
def reopen_wave(arguments: tuple[str, ...], reason: str) -> int:
    """Take answers again in a wave that was closed; default the newest closed one. Needs --reason."""
    from cxassess.errors import CxassessError
    from cxassess.files.clean import clean_text
    from cxassess.files.store import Store

    folder, wave = _folder_and_wave(arguments)
    if not (why := clean_text(reason)).strip():
        raise click.UsageError("Say why with --reason: it stands in the record.")
    with Store.open(folder) as store:
        if wave is None:
            closed = [one.wave.id for one in store.waves() if one.wave.is_closed]
            if not closed:
                message = "no wave here is closed"
                raise CxassessError(message)
            wave = closed[-1]
        id = store.wave(wave).wave.id
        if not store.states.reopen(id, why):
            click.echo(f"Nothing changed: wave {id} is open already.")
            return 0
    click.echo(f"Wave {id} is open again. Links open until the day that they end on.")
    return 0


@wave_group.command("list")
@folder_argument
@json_option
def list_waves(folder: Path, *, as_json: bool) -> None:
    """The waves of an engagement, the newest last, with what was done to each."""
    from cxassess.files.store import Store
    from cxassess.files.store_states import CLOSING, REOPENING

    with Store.open(folder) as store:
        rows: list[dict[str, Any]] = [
            {
                "id": one.wave.id,
                "as_of": one.wave.as_of.isoformat(),
                "state": one.wave.state,
                "questionnaire": {"id": one.questionnaire, "version": one.version},
                "people": len(store.responses(one.wave.id)),
                "events": [
                    {"what": event.what, "reason": event.reason, "at": event.at}
                    for event in store.states.events(one.wave.id)
                    if event.what in {CLOSING, REOPENING}
                ],
            }
            for one in store.waves()
        ]
    if as_json:
        show_json(rows)
        return
    for row in rows:
        asked, n = row["questionnaire"], row["people"]
        people = "one person" if n == 1 else f"{n:,} people"
        click.echo(f"{row['id']}  {row['state']}, as of {row['as_of']}, {asked['id']} {asked['version']}, {people}")
        for event in row["events"]:
            why = f": {' '.join(event['reason'].split())}" if event["reason"] else ""
            click.echo(f"  {event['at'][:10]}  {event['what']}{why}")


def _folder_and_wave(arguments: tuple[str, ...]) -> tuple[Path, str | None]:
    """The folder and the wave, either of which may be left out: a single one is a folder where there is such a one."""
    if len(arguments) > 2:
        raise click.UsageError(f"A folder and one wave were expected, {len(arguments)} arguments were given.")
    if len(arguments) == 2:
        return Path(arguments[0]), arguments[1]
    if arguments and not Path(arguments[0]).exists() and "/" not in arguments[0]:
        return Path(), arguments[0]
    return Path(arguments[0]) if arguments else Path(), None


def _unfinished(opened: "Opened") -> list[str]:
    """Who was still to finish, by name; in an anonymous wave their number."""
    from cxassess.files.inviting import standings_of
    from cxassess.progress import progress_of

    finished = opened.store.states.finished(opened.wave.id)
    all_begun = [(one.name, progress_of(opened.pack, one, finished)) for one in opened.store.responses(opened.wave.id)]
    begun = [(name, far) for name, far in all_begun if not far.is_done]
    if opened.settings.mode == "anonymous":
        return [f"Not finished: {len(begun):,}. What they answered counts."] if begun else ["All have finished."]
    lines = []
    if begun:
        names = [f"{name} ({far.answered} of {len(far.asked)})" for name, far in begun]
        lines.append(f"Not finished, and counted as far as they answered: {some(names)}.")
    known = {name for name, _ in all_begun}
    rows = [row for row in standings_of(opened) if row.works and row.asked and not row.finished]
    if waiting := [row.invitation.name for row in rows if row.invitation.name not in known]:
        lines.append(f"Invited, and nothing answered: {some(waiting)}.")
    return lines or ["All have finished."]
