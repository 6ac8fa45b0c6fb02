"""The command over many engagements: one table, one report, and an anonymised set of peers."""

import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cxassess.commands.common import json_option, show_faults, show_json, some

if TYPE_CHECKING:
    from cxassess.files.portfolio import Found, Request
    from cxassess.model.portfolio import LeftOut, Portfolio
    from cxassess.words import Words


@click.command("portfolio")
@click.argument("folders", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FOLDER…")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), metavar="OUT", help="Folder for portfolio.docx and .xlsx."
)
@click.option(
    "--questionnaire", default="cx-maturity", show_default=True, metavar="ID", help="Whose waves are compared."
)
@click.option("--wave", metavar="W", help="This wave of each engagement; default its newest finished one.")
@click.option("--language", default="en", show_default=True, metavar="LANGUAGE", help="Of table and documents: en, de.")
@click.option(
    "--peers",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write an anonymised set of peers, from those that set share_scores; needs --name.",
)
@click.option("--name", metavar="NAME", help="What reports cite the set of peers as.")
@json_option
def portfolio_command(
    folders: tuple[Path, ...],
    out: Path | None,
    questionnaire: str,
    wave: str | None,
    language: str,
    peers: Path | None,
    name: str | None,
    as_json: bool,
) -> int:
    """Many engagements side by side: distribution, range, who moved, the commonest gaps.

    FOLDER is an engagement, or a folder that holds some. Of each the newest finished wave is read as it was kept.
    """
    from cxassess.files.portfolio import Request
    from cxassess.words import read_words

    if (peers is None) != (name is None):
        raise click.UsageError("A set of peers needs both, --peers FILE and --name NAME.")
    words = read_words(language)
    portfolio = _read(
        folders, Request(questionnaire, wave, compares=peers is None or as_json or out is not None), words
    )
    said = {one.folder: said_of(one, words) for one in portfolio.left_out}
    if peers is not None and name is not None:
        _export(portfolio, peers, name)
    if as_json:
        from cxassess.portfolio import as_json as portfolio_as_json

        show_json(portfolio_as_json(portfolio, said))
    elif peers is None or out is not None:
        _show(portfolio, said, words, language, out)
    for one in portfolio.unread:
        show_faults([f"{one.folder}: not read"], indent="")
        show_faults(one.faults, indent="  ")
    return 1 if portfolio.unread else 0


def said_of(one: "LeftOut", words: "Words") -> str:
    """Why an engagement is left out, as a sentence without its end."""
    return words.say(f"portfolio.left.{one.reason}", **one.values)


def _read(folders: Sequence[Path], request: "Request", words: "Words") -> "Portfolio":
    """The portfolio of what could be read, with progress on a terminal. Raises CxassessError where that is nothing."""
    from cxassess.errors import InvalidInput, Problem
    from cxassess.files.portfolio import find_engagements, read_many
    from cxassess.model.portfolio import LeftOut, Organisation, Unread
    from cxassess.portfolio import compare_organisations

    engagements, unread = find_engagements(folders)
    found: list[Found] = list(unread)
    label = words.say("portfolio.terminal.reading")
    with (
        closing(read_many(engagements, request)) as outcomes,
        click.progressbar(
            outcomes, length=len(engagements), label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar,
    ):
        found += bar
    found.sort(key=lambda one: one.folder)
    organisations = [one for one in found if isinstance(one, Organisation)]
    left_out = [one for one in found if isinstance(one, LeftOut)]
    faulty = [one for one in found if isinstance(one, Unread)]
    if not organisations:
        faults = [Problem(one.folder, said_of(one, words)) for one in left_out]
        faults += [Problem("", fault) for one in faulty for fault in one.faults]
        raise InvalidInput([*faults, Problem("", "there is nothing to compare")])
    return compare_organisations(organisations, request.questionnaire, left_out, faulty)


def _show(portfolio: "Portfolio", said: Mapping[str, str], words: "Words", language: str, out: Path | None) -> None:
    from cxassess.commands.portfolio_table import show_portfolio
    from cxassess.files.portfolio import pack_of

    pack = pack_of(portfolio.organisations[0], language)
    show_portfolio(portfolio, pack, said, words)
    if out is None:
        return
    from cxassess.files.portfolio_documents import write_portfolio

    for line in write_portfolio(portfolio, pack, said, words, out).lines:
        click.echo(line)


def _export(portfolio: "Portfolio", path: Path, name: str) -> None:
    """Write the set of peers and say who is in it; to the consultant alone, since the file does not."""
    from datetime import date

    from cxassess.errors import CxassessError, InvalidInput, Problem
    from cxassess.files.clean import clean_line
    from cxassess.files.peers import write_peers
    from cxassess.files.portfolio import sharing
    from cxassess.files.settings import name_fault
    from cxassess.peers import LEAST_PEERS, OVERALL, make_peer_set

    if fault := name_fault(name):
        raise InvalidInput([Problem("--name", fault)])
    members = list(sharing(portfolio.organisations))
    if len(members) < LEAST_PEERS:
        message = (
            f"a set of peers needs {LEAST_PEERS} clients or more that share their scores (share_scores = true in"
            f" engagement.toml) and have a finished wave; here are {len(members)}. Nothing was written."
        )
        raise CxassessError(message)
    scores = [
        {key: one.now.overall.value if key == OVERALL else one.now.dimensions[key].value for key in portfolio.spreads}
        for one in members
    ]
    today = date.today()  # noqa: DTZ011 (the day where the consultant sits)
    made = make_peer_set(
        clean_line(name),
        today,
        portfolio.questionnaire,
        [one.now.version for one in members],
        members[0].now.anchors,
        scores,
        [one.now.as_of.year for one in members],
    )
    write_peers(path, made)
    click.echo(
        f"{path}: {made.n} organisations, {len(made.scores)} scores with n, median and quartiles; no names.", err=True
    )
    click.echo(f"In it, for your eyes alone: {some([one.name for one in members])}", err=True)
