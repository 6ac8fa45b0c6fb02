"""The commands about waves: a new one, which there are, whether they take answers, and what they found for good."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cxassess.commands.changing import may_go_on, migrate_wave, move_lines
from cxassess.commands.common import folder_and_rest, folder_and_waves, folder_argument, json_option, show_json, some

if TYPE_CHECKING:
    from cxassess.files.engagement import Opened

reason_option = click.option("--reason", default="", metavar="TEXT", help="Why; kept with the day.")


@click.group("wave")
def wave_group() -> None:
    """Rounds of answering: open the next one, close, finish and reopen them, and list them."""


wave_group.add_command(migrate_wave)


@wave_group.command("new")
@click.argument("arguments", nargs=-1, metavar="[FOLDER] W", required=True)
@click.option(
    "--questionnaire",
    metavar="ID|PATH",
    help="Such as cx-pulse; default what the first wave asked, as it stands now.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The date that the wave’s documents carry, such as 2027-03-12; default today.",
)
@click.option("--accept-changes", is_flag=True, help="Go on where practices do not compare with the last wave.")
def new_wave(arguments: tuple[str, ...], questionnaire: str | None, as_of: Any, *, accept_changes: bool) -> int:
    """Open the next wave: the people, settings and open actions of the last one, and none of its answers.

    Where the questionnaire is another version than in the last wave, says first what can be compared with it.
    """
    from datetime import date

    from cxassess.files.waves import changes_before
    from cxassess.files.waves import new_wave as open_another
    from cxassess.model.engagement import ANONYMOUS

    folder, rest = folder_and_rest(arguments, "W")
    if len(rest) != 1:
        raise click.UsageError(f"The name of one wave was expected, {len(rest)} were given.")
    day = as_of.date() if as_of else date.today()  # noqa: DTZ011 (the day where the consultant sits)
    if move := changes_before(folder, questionnaire, rest[0]):
        click.echo("\n".join(move_lines(move)))
        is_agreed = accept_changes or move.comparable.is_whole
        if not may_go_on("Open the wave with this version?", "--accept-changes", agreed=is_agreed):
            return 0
    made = open_another(folder, rest[0], day, questionnaire)
    click.echo(f"Wave {made.wave.id} is open: {made.pack.label} {made.pack.version}, {made.wave.mode}.")
    if made.people:
        people = "one person is" if made.people == 1 else f"{made.people:,} people are"
        click.echo(f"From wave {made.people_of} {people} taken over, with role and unit and without answers.")
    if made.actions:
        promised = "one action that was" if made.actions == 1 else f"{made.actions:,} actions that were"
        click.echo(f"It takes over {promised} promised and not done yet: cxassess action list {folder}")
    for other in made.still_open:
        click.echo(f"Wave {other} is open still: close and finish it, so that what it found stays as it is.")
    whom = "--shared" if made.wave.mode == ANONYMOUS else "people.csv"
    click.echo(f"Next: cxassess invite {folder} {whom}, cxassess form {folder} or cxassess answer {folder}")
    return 0


@wave_group.command("finish")
@click.argument("arguments", nargs=-1, metavar="[FOLDER] [W]")
@reason_option
def finish_wave(arguments: tuple[str, ...], reason: str) -> int:
    """Keep what a wave found as it is, for good; default the newest that is not finished. Closes it, if it is open.

    Its answers, metrics, agreed levels, settings and results stay as they are, whatever changes later. Decisions about
    actions go on. A correction needs `wave reopen`, and another `wave finish` with a reason.
    """
    from cxassess.errors import CxassessError
    from cxassess.files.clean import clean_text
    from cxassess.files.engagement import open_engagement
    from cxassess.files.freezing import finish_wave as freeze
    from cxassess.files.store import Store

    folder, wave = _folder_and_wave(arguments)
    if wave is None:
        with Store.open(folder) as store:
            going = [one.wave.id for one in store.waves() if not one.wave.is_finished]
        if not going:
            message = "every wave here is finished already"
            raise CxassessError(message)
        wave = going[-1]
    with open_engagement(folder, wave) as opened:
        unfinished = _unfinished(opened) if not opened.wave.is_closed else []
        kept = freeze(opened, clean_text(reason))
    revision = f", revision {kept.revision}" if kept.revision > 1 else ""
    click.echo(f"Wave {kept.wave} is finished{revision}: what it found is kept as it is (SHA-256 {kept.digest[:16]}…).")
    for line in unfinished:
        click.echo(line)
    return 0


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
            click.echo(f"Nothing changed: wave {id} is {opened.wave.state} already.")
            return 0
        click.echo(f"Wave {id} is closed: no more answers are taken.")
        for line in _unfinished(opened):
            click.echo(line)
    return 0


@wave_group.command("reopen")
@click.argument("arguments", nargs=-1, metavar="[FOLDER] [W]")
@reason_option
def reopen_wave(arguments: tuple[str, ...], reason: str) -> int:
    """Take answers again in a wave that was closed or finished; default the newest such one. Needs --reason.

    What a finished wave had found is kept as a revision; the next `wave finish` makes another.
    """
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
    from dataclasses import asdict

    from cxassess.files.store import Store
    from cxassess.files.store_states import CLOSING, FINISHING, REOPENING
    from cxassess.files.store_versions import MIGRATING

    with Store.open(folder) as store:
        rows: list[dict[str, Any]] = [
            {
                "id": one.wave.id,
                "as_of": one.wave.as_of.isoformat(),
                "state": one.wave.state,
                "questionnaire": {"id": one.questionnaire, "version": one.version},
                **dict(zip(("people", "answered"), store.answers.counts(one.wave.id), strict=True)),
                "revisions": [asdict(kept) for kept in store.finished.revisions(one.wave.id)],
                "events": [
                    {
                        "what": event.what,
                        "reason": event.about if event.what == MIGRATING else event.reason,
                        "at": event.at,
                    }
                    for event in store.states.events(one.wave.id)
                    if event.what in {CLOSING, FINISHING, REOPENING, MIGRATING}
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
        answered = "" if row["answered"] == n else f", {row['answered']:,} answered"
        about = f"as of {row['as_of']}, {asked['id']} {asked['version']}, {people}{answered}"
        click.echo(f"{row['id']}  {row['state']}, {about}")
        for event in row["events"]:
            why = f": {' '.join(event['reason'].split())}" if event["reason"] else ""
            click.echo(f"  {event['at'][:10]}  {event['what']}{why}")


def _folder_and_wave(arguments: tuple[str, ...]) -> tuple[Path, str | None]:
    """The folder and the wave, either of which may be left out."""
    folder, waves = folder_and_waves(arguments)
    if len(waves) > 1:
        raise click.UsageError(f"A folder and one wave were expected, {len(arguments)} arguments were given.")
    return folder, waves[0] if waves else None


def _unfinished(opened: "Opened") -> list[str]:
    """Who was still to finish, by name; in an anonymous wave their number."""
    from cxassess.files.inviting import standings_of
    from cxassess.progress import progress_of

    finished = opened.store.people.finished(opened.wave.id)
    responses = opened.store.answers.responses(opened.wave.id)
    all_begun = [(one.name, progress_of(opened.pack, one, finished)) for one in responses]
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
