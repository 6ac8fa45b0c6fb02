"""The command that invites people: links, texts and QR codes, who has answered, and whom to remind."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cxassess.commands.common import json_option, show_faults, show_json, some, wave_option

if TYPE_CHECKING:
    from cxassess.files.engagement import Opened
    from cxassess.files.inviting import Made, Order
    from cxassess.model.mirror import Panel
    from cxassess.model.pack import Pack
    from cxassess.words import Words


@click.command("invite")
@click.argument("arguments", nargs=-1, metavar="[FOLDER] [people.csv]")
@click.option("--base-url", "address", metavar="URL", help="Where people reach the pages; kept for the next time.")
@click.option(
    "--ends",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The last day on which the links open; default in 28 days, or delete_after if that is sooner; with --renew"
    " the day of the link before.",
)
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), metavar="FILE", help="The table; default invitations.csv in FOLDER."
)
@click.option(
    "--qr",
    type=click.Path(path_type=Path),
    metavar="DIR|FILE",
    help="QR codes, too: a folder with one a person, or of a shared link one file, .svg or .png.",
)
@click.option("--renew", multiple=True, metavar="NAME", help="Another link for somebody; the old one opens no more.")
@click.option("--revoke", "revoked", multiple=True, metavar="NAME", help="Take somebody’s link back; answers stay.")
@click.option("--shared", is_flag=True, help="One link for everybody, in an anonymous wave.")
@click.option(
    "--mirror",
    "panel",
    type=click.Choice(["customers", "partners"]),
    metavar="PANEL",
    help="One link for all of a panel, customers or partners, who answer the short form without a name.",
)
@click.option("--most", type=click.IntRange(min=1), metavar="N", help="How many may answer by a shared link.")
@click.option("--language", metavar="L", help="With --mirror: the language in which its pages begin.")
@click.option("--how", default="", metavar="TEXT", help="With --mirror: how the panel is reached; printed beside it.")
@click.option("--list", "is_list", is_flag=True, help="Who was invited, has opened, answered how far, finished.")
@click.option("--remind", is_flag=True, help="Write reminders.csv: those who have not finished.")
@click.option("--texts", is_flag=True, help="Show the mails: invitation, reminder, last call.")
@wave_option
@json_option
def invite_command(
    arguments: tuple[str, ...],
    address: str | None,
    ends: Any,
    out: Path | None,
    qr: Path | None,
    renew: tuple[str, ...],
    revoked: tuple[str, ...],
    panel: Any,
    most: int | None,
    language: str | None,
    how: str,
    wave: str | None,
    *,
    shared: bool,
    is_list: bool,
    remind: bool,
    texts: bool,
    as_json: bool,
) -> int:
    """Give everybody a personal link to answer by.

    people.csv has the header name,mail,role,unit,language. The links go to invitations.csv, the same table with a
    column more, for mail merge; texts for the mails go to invitations.txt. Of a link only a hash is kept, so keep that
    file in a safe place, and delete it when the wave is over. Said again, the command invites those who are new.

    --mirror makes one link for customers or partners instead, in a wave of any mode; its mails go to mirror-PANEL.txt.
    """
    from cxassess.files.engagement import open_engagement
    from cxassess.files.inviting import order_of, texts_of

    folder, people = _folder_and_people(arguments)
    wanted = {
        "people.csv or --renew": bool(people or renew),
        "--revoke": bool(revoked),
        "--shared": shared,
        "--mirror": bool(panel),
        "--list": is_list,
        "--remind": remind,
        "--texts": texts,
    }
    chosen = [name for name, is_wanted in wanted.items() if is_wanted]
    if len(chosen) != 1:
        found = f", not {' and '.join(chosen)} together" if chosen else ""
        known = ", ".join(("people.csv", "--renew", *list(wanted)[1:]))
        raise click.UsageError(f"Say one of {known}{found}.")
    if most is not None and not (shared or panel):
        raise click.UsageError("--most goes with --shared or --mirror.")
    if (language or how) and not panel:
        raise click.UsageError("--language and --how go with --mirror.")
    if as_json and not is_list:
        raise click.UsageError("--json goes with --list.")
    with open_engagement(folder, wave) as opened:
        if is_list:
            _list(opened, as_json=as_json)
        elif texts:
            click.echo("\n".join(texts_of(opened, _languages(opened))))
        elif remind:
            _remind(opened, out)
        elif revoked:
            _revoke(opened, revoked)
        else:
            order = order_of(opened, address, ends.date() if ends else None, out, qr)
            if shared:
                _share(opened, order, most)
            elif panel:
                _share_mirror(opened, order, panel, language, most, how)
            else:
                return _invite(opened, people, order, renew)
    return 0


def _folder_and_people(arguments: tuple[str, ...]) -> tuple[Path, Path | None]:
    """The folder and the table of people; either may be left out. Raises UsageError."""
    if len(arguments) > 2:
        raise click.UsageError(f"A folder and one people.csv were expected, {len(arguments)} arguments were given.")
    if len(arguments) == 2:
        return Path(arguments[0]), Path(arguments[1])
    if arguments and (Path(arguments[0]).is_file() or arguments[0].casefold().endswith(".csv")):
        return Path(), Path(arguments[0])
    return Path(arguments[0]) if arguments else Path(), None


def _invite(opened: "Opened", path: Path | None, order: "Order", renew: Sequence[str]) -> int:
    from cxassess.files.inviting import invite, known_words
    from cxassess.files.people_file import People, read_people

    people = read_people(path, known_words(opened)) if path else People((), {}, ())
    if people.problems:
        show_faults(people.problems)
        click.echo("Nobody was invited.", err=True)
        return 1
    made = invite(opened, people, order, renew)
    if people.doubt:
        click.echo(people.doubt)
    for line in _told(made, order):
        click.echo(line)
    if made.links:
        _say_address(order, "--renew for those who have a link already")
    # Texts name one last day for all, so a link that takes the place of another writes none.
    if made.invited:
        click.echo(f"Texts for the mails: {_write_texts(opened, order)}")
    return 0


def _told(made: "Made", order: "Order") -> Iterator[str]:
    """What an invitation made and found."""
    if made.links:
        n = len(made.links)
        people = "one person" if n == 1 else f"{n:,} people"
        days = sorted({one.ends for one, _ in made.links if one.ends})
        until = f", until {' or '.join(map(str, days))}" if days else ""
        yield f"A link for {people}{until}: {made.table}"
        yield "Whoever has a link can answer as that person: keep the file safe, and delete it when the wave is over."
        if without := [one.name for one, _ in made.links if not one.mail]:
            yield f"Without a mail address: {some(without)}."
    if made.codes:
        yield f"QR codes, one a person: {made.codes}"
    if made.known:
        n = len(made.known)
        yield f"Invited before, with the link they have: {'one person' if n == 1 else f'{n:,} people'}."
    if made.changed:
        yield f"Other in the file than in their invitation: {some(made.changed)}. --renew NAME takes the row over."
    if made.lost:
        yield f"Their links no longer open: {some(made.lost)}. --renew NAME makes another."
    if not made.links:
        yield "Nobody is new: no link was made."


def _say_address(order: "Order", also: str) -> None:
    """Warn of links that others cannot open; `also` is what to do about those that were made."""
    from cxassess.files.inviting import LOOPBACK

    if order.address == LOOPBACK:
        click.echo(
            f"Note: the links begin with {LOOPBACK}, which opens on this computer alone. Where others reach the pages"
            f" elsewhere, say --base-url with that address, and {also}."
        )


def _write_texts(opened: "Opened", order: "Order", link: str | None = None) -> Path:
    """Write the mails beside the links; a file that somebody has changed is left alone."""
    from cxassess.files.invitation_files import TEXTS
    from cxassess.files.inviting import texts_of
    from cxassess.files.safe import write_unless_changed

    # A shared link is in its texts with its own day; those of personal links are for all, with the first of their days.
    text = "\n".join(texts_of(opened, _languages(opened), order.ends if link else None, link)) + "\n"
    return write_unless_changed(opened.folder / TEXTS, text.encode())


def _languages(opened: "Opened") -> "dict[str, tuple[Pack, Words]]":
    """Questionnaire and words in each language that people can answer in, the wave's own first."""
    from cxassess.web.languages import Languages

    languages = Languages(opened)
    texts = {tag: languages.texts(tag) for tag in languages.known}
    return {tag: (one.pack, one.words) for tag, one in texts.items()}


def _share(opened: "Opened", order: "Order", most: int | None) -> None:
    from cxassess.files.inviting import share

    link, code = share(opened, order, most)
    _say_link("everybody", order, most, link, code)
    click.echo(f"Texts for the mails: {_write_texts(opened, order, link)}")


def _share_mirror(
    opened: "Opened", order: "Order", panel: "Panel", language: str | None, most: int | None, how: str
) -> None:
    from cxassess.files.clean import clean_line
    from cxassess.files.inviting import share_mirror, write_mirror_texts

    link, code = share_mirror(opened, order, panel, language, most, clean_line(how))
    _say_link(panel, order, most, link, code)
    click.echo(f"Texts for the mails: {write_mirror_texts(opened, panel, order.ends, link)}")


def _say_link(whom: str, order: "Order", most: int | None, link: str, code: Path | None) -> None:
    limit = f", for at most {most:,} people" if most else ""
    click.echo(f"One link for {whom} until {order.ends}{limit}:\n{link}")
    click.echo("It is shown this once: only a hash of it is kept.")
    if code:
        click.echo(f"QR code: {code}")
    _say_address(order, "--revoke with the id that --list shows for this link")


def _revoke(opened: "Opened", names: Sequence[str]) -> None:
    from cxassess.files.inviting import revoke

    taken = revoke(opened, names)
    if taken:
        click.echo(f"Taken back: {some(taken)}. The link opens nothing any more; what was answered stays.")
    else:
        click.echo("Nothing changed: the link was taken back already.")


def _list(opened: "Opened", *, as_json: bool) -> None:
    from cxassess.files.inviting import standings_of
    from cxassess.invited import standing_lines, standings_as_json
    from cxassess.words import read_words

    rows = standings_of(opened)
    if as_json:
        show_json(standings_as_json(opened.wave.id, rows))
    else:
        words = read_words(opened.settings.language, opened.pack.reword)
        click.echo("\n".join(standing_lines(opened.wave.id, rows, words)))


def _remind(opened: "Opened", out: Path | None) -> None:
    from cxassess.files.inviting import remind

    found = remind(opened, out)
    if found.table is None:
        click.echo("Nobody is to be reminded: all with a link that opens have finished, or nobody was invited.")
    else:
        n = len(found.links)
        click.echo(f"Not finished: {'one person' if n == 1 else f'{n:,} people'}. Written: {found.table}")
    if found.linkless:
        click.echo(
            f"Without a link there, as no invitations….csv of this folder has it: {some(found.linkless)}."
            " The link that they have still opens; --renew NAME makes another in its place."
        )
    if found.lost:
        click.echo(f"Left out, as their links no longer open: {some(found.lost)}. --renew NAME makes another.")
