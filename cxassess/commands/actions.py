"""The commands about actions: what was promised and how it stands, take up another, change one."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cxassess.commands.common import folder_and_rest, folder_argument, json_option, show_json

if TYPE_CHECKING:
    from cxassess.files.actions import Edited, Moved
    from cxassess.model.register import Recorded, RegisterEntry

Command = TypeVar("Command", bound=Callable[..., Any])
VIA = "terminal"
WAYS = {VIA: "with cxassess action", "workbook": "in a workbook", "web": "on the web page"}
LONG = {"what", "first_step", "done_when", "evidence"}  # texts that are not told word for word


@click.group("action")
def action_group() -> None:
    """Actions that were taken up, over all waves: list them, add one, change one."""


def _fields(command: Command) -> Command:
    """The options that say what an action is."""
    for option in (
        click.option("--done-when", metavar="TEXT", help="How a stranger sees that it is done."),
        click.option("--first-step", metavar="TEXT", help="What is done first."),
        click.option("--what", metavar="TEXT", help="What is done."),
        click.option("--practice", metavar="ID", help="The practice that it is meant to lift, such as MEA7."),
        click.option("--horizon", metavar="H", help="When in the plan: now, next or later."),
        click.option("--due", metavar="DATE", help="The day by which it is to be done, such as 2027-03-31."),
        click.option("--owner", metavar="NAME", help="Who sees to it."),
    ):
        command = option(command)
    return command


@action_group.command("list")
@folder_argument
@click.option("--all", "everything", is_flag=True, help="With those that are done, dropped or merged.")
@json_option
def list_actions(folder: Path, *, everything: bool, as_json: bool) -> None:
    """What was taken up and is to be done: owner, day, state, and since which wave. Late is what is due before today.

    An action is taken up once it has an owner, a day or a state, or people added it; what a plan merely proposes is
    not.
    """
    from cxassess.files.actions import register_of
    from cxassess.files.store import Store

    with Store.open(folder) as store:
        register = register_of(store)
    today = date.today()  # noqa: DTZ011 (the day where the consultant sits)
    entries = list(register.newest.values()) if everything else list(register.to_do)
    if as_json:
        show_json([_as_json(entry, today) for entry in entries])
        return
    for line in _table(entries, today):
        click.echo(line)
    ended = len(register.newest) - len(register.to_do)
    if not everything and ended:
        click.echo(f"{ended:,} more {'is' if ended == 1 else 'are'} done, dropped or merged: --all shows them.")


@action_group.command("add")
@click.argument("arguments", nargs=-1, metavar="[FOLDER] TITLE", required=True)
@_fields
def add_action(arguments: tuple[str, ...], **fields: str | None) -> int:
    """Take up an action of your own, such as action add acme "Call ten customers" --owner "Ana Ruiz" --due 2027-03-31.

    The id of a step in place of a title, such as MEA7:2-3, takes up that step.
    """
    from cxassess.files.actions import add_action as add
    from cxassess.files.store import Store

    folder, rest = folder_and_rest(arguments, "TITLE")
    if len(rest) != 1:
        raise click.UsageError(f"One title was expected, {len(rest)} were given: put it in quotation marks.")
    given = {name: text for name, text in fields.items() if text is not None}
    with Store.open(folder) as store:
        made = add(store, {"title": rest[0], **given}, VIA)
    return _tell(made, rest[0])


@action_group.command("update")
@click.argument("arguments", nargs=-1, metavar="[FOLDER] ID", required=True)
@click.option("--status", metavar="S", help="open, doing, done or dropped; dropped needs --reason.")
@click.option("--evidence", metavar="TEXT", help="What shows that it is done: a page, a number, a place.")
@click.option("--reason", default="", metavar="TEXT", help="Why; kept beside the change.")
@click.option("--title", metavar="TEXT", help="Another title.")
@_fields
def update_action(arguments: tuple[str, ...], reason: str, **fields: str | None) -> int:
    """Change an action, such as action update acme MEA7:2-3 --status done --evidence "Weekly list since May".

    Says what stood there before, and keeps it as history. An empty text takes a value back. The change belongs to the
    newest wave, finished or not; reports that were written stay as they are.
    """
    from cxassess.files.actions import Edit, change_action
    from cxassess.files.store import Store

    folder, rest = folder_and_rest(arguments, "ID")
    if len(rest) != 1:
        raise click.UsageError(f"The id of one action was expected, {len(rest)} were given.")
    given = {name: text for name, text in fields.items() if text is not None}
    if not given and not reason:
        raise click.UsageError("Say what changes: --status, --owner, --due, --evidence or another option.")
    with Store.open(folder) as store:
        made = change_action(store, Edit(rest[0], given, reason), VIA)
    return _tell(made, rest[0])


@action_group.command("history")
@click.argument("arguments", nargs=-1, metavar="[FOLDER] ID", required=True)
@json_option
def show_history(arguments: tuple[str, ...], *, as_json: bool) -> int:
    """Every change of an action in all waves, the oldest first."""
    from cxassess.errors import InvalidInput, Problem
    from cxassess.files.actions import register_of
    from cxassess.files.store import Store
    from cxassess.hints import did_you_mean

    folder, rest = folder_and_rest(arguments, "ID")
    if len(rest) != 1:
        raise click.UsageError(f"The id of one action was expected, {len(rest)} were given.")
    with Store.open(folder) as store:
        known = register_of(store).newest
    if (entry := known.get(rest[0].strip().upper())) is None:
        message = f"“{rest[0]}” was read, an action that was taken up was expected{did_you_mean(rest[0], known)}"
        raise InvalidInput([Problem("ID", message)])
    if as_json:
        show_json([_change_as_json(one) for one in entry.history])
        return 0
    click.echo(f"{entry.id} {entry.title}")
    for one in entry.history:
        why = f" ({' '.join(one.change.reason.split())})" if one.change.reason else ""
        value = " ".join(one.change.value.split()) or "–"
        click.echo(f"  {one.day}  wave {one.wave}, {_way(one)}: {_name(one.change.field)} {value}{why}")
    return 0


# ── telling ──────────────────────────────────────────────────────────────────────────────────────────────────


def _tell(made: "Edited", id: str) -> int:
    """What was changed, in sentences."""
    entry, id = made.entry, made.entry.id if made.entry else id.strip().upper()
    title = f" {entry.title}" if entry else ""
    if made.was_ended and entry:
        click.echo(
            f"{id}{title}: was {made.was_ended} in an earlier wave, and is taken up anew in wave {entry.taken_up}."
        )
    elif made.is_new and entry:
        click.echo(f"{id}{title}: is taken up in wave {entry.taken_up}.")
    elif not made.moved:
        click.echo(f"Nothing changed: {id}{title} stands so already.")
    if made.moved and (told := "; ".join(_moved(one) for one in made.moved)):
        click.echo(f"{id}: {told}")
    if entry is None or not (made.moved or made.is_new):
        return 0
    if entry.ended is None and entry.is_late(date.today()):  # noqa: DTZ011 (the day where the consultant sits)
        click.echo(f"{id} is due on {entry.due}, which is over.")
    if entry.status == "done" and not entry.evidence:
        click.echo(f"No evidence is named: --evidence TEXT keeps what shows that {id} is done.")
    return 0


def _moved(one: "Moved") -> str:
    since = "" if one.earlier is None or not one.before else f" (since {one.earlier.day}, {_way(one.earlier)})"
    if one.name in LONG:
        done = "replaced" if one.before and one.after else "set" if one.after else "taken back"
        return f"{_name(one.name)}{since} {done}"
    return f"{_name(one.name)}: {one.before or '–'}{since} → {one.after or '–'}"


def _way(one: "Recorded") -> str:
    return WAYS.get(one.via, one.via)


def _name(field: str) -> str:
    return field.replace("_", " ")


def _table(entries: "list[RegisterEntry]", today: date) -> Iterator[str]:
    if not entries:
        yield "No action is taken up: cxassess action add takes up one, and so does an owner or a day in the workbook."
        return
    rows = [_cells(entry, today) for entry in entries]
    heads = ("id", "owner", "due", "status", "since")
    widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(len(heads))]
    yield "  ".join([*(head.ljust(width) for head, width in zip(heads, widths, strict=True)), "action"])
    for entry, row in zip(entries, rows, strict=True):
        yield "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=True)), entry.title])


def _cells(entry: "RegisterEntry", today: date) -> tuple[str, ...]:
    status = f"part of {entry.merged_into}" if entry.merged_into else entry.status
    late = ", late" if entry.is_late(today) else ""
    due = entry.due.isoformat() if entry.due else "–"
    return entry.id, entry.owner or "–", due, status + late, entry.taken_up


def _as_json(entry: "RegisterEntry", today: date) -> Mapping[str, Any]:
    return {
        "id": entry.id,
        "practice": entry.practice,
        "title": entry.title,
        "owner": entry.owner,
        "due": entry.due.isoformat() if entry.due else None,
        "status": entry.status,
        "evidence": entry.evidence,
        "reason": entry.reason,
        "merged_into": entry.merged_into,
        "taken_up": entry.taken_up,
        "ended": entry.ended,
        "late": entry.is_late(today),
        "history": [_change_as_json(one) for one in entry.history],
    }


def _change_as_json(one: "Recorded") -> Mapping[str, Any]:
    change = one.change
    return {
        "wave": one.wave,
        "field": change.field,
        "value": change.value,
        "reason": change.reason,
        "at": one.at,
        "via": one.via,
    }
