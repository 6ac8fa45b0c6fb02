"""A portfolio on the terminal: a line an organisation, how the scores are spread, who moved, what is lacking most."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from cxassess.model.pack import Pack
    from cxassess.model.portfolio import Portfolio, Spread
    from cxassess.words import Words

OVERALL, MISSING = "overall", "–"
SHOWN_GAPS, SHOWN_MOVES = 8, 10


def show_portfolio(portfolio: "Portfolio", pack: "Pack", said: Mapping[str, str], words: "Words") -> None:
    """Print it; `said` are the sentences on what is left out, by folder."""
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False)
    p = portfolio

    def say(key: str, **values: object) -> str:
        return words.say(f"portfolio.terminal.{key}", **values)

    versions = ", ".join(p.versions)
    head = say("head", count=len(p.organisations), questionnaire=p.questionnaire, versions=versions)
    console.print(escape(f"{head}\n"))
    _table(console, p, pack, words)
    if any(not one.now.is_finished for one in p.organisations):
        console.print(say("unfinished"))
    overall = [(move, move.changes[OVERALL]) for move in p.moves if OVERALL in move.changes]
    if overall:
        console.print(f"\n[bold]{say('moved')}[/bold]")
        for move, change in sorted(overall, key=lambda row: -abs(row[1].difference))[:SHOWN_MOVES]:
            verdict = words.say(f"compare.verdicts.{move.verdict(OVERALL)}")
            told = {"before": change.before, "now": change.now, "difference": words.signed(change.difference)}
            console.print("  " + escape(say("moved_row", name=move.name, verdict=verdict, **told)))
    if p.practices:
        console.print(f"\n[bold]{say('gaps')}[/bold]")
        for lack in p.practices[:SHOWN_GAPS]:
            told = {"under": lack.under, "of": lack.of, "gap": lack.gap}
            title = pack.practices[lack.subject].title
            console.print("  " + escape(say("gap_row", id=lack.subject, title=title, **told)))
    if p.left_out:
        console.print(f"\n[bold]{say('left')}[/bold]")
        for one in p.left_out:
            console.print(escape(f"  {one.folder}: {said[one.folder]}"))


def _table(console: "Console", p: "Portfolio", pack: "Pack", words: "Words") -> None:
    from rich.markup import escape
    from rich.table import Table

    def head(key: str) -> str:
        return words.say(f"portfolio.head_{key}")

    keys = [key for key in p.spreads if key != OVERALL]
    table = Table(box=None, pad_edge=False, header_style="bold")
    narrow = max(4, min(14, (console.width - 40) // (len(keys) + 1) - 2))  # all columns stay, at whatever width
    table.add_column(head("organisation"), min_width=16, overflow="fold")
    table.add_column(head("wave"), overflow="fold")
    table.add_column(head("n"), justify="right")
    table.add_column(words.say("portfolio.terminal.overall"), justify="right")
    for key in keys:
        table.add_column(
            escape(pack.dimension("disciplines", key.partition(".")[2]).short),
            justify="right",
            width=narrow,
            no_wrap=True,
        )
    for one in p.organisations:
        now = one.now
        scores = [words.score(now.dimensions[key].value) if key in now.dimensions else MISSING for key in keys]
        wave = escape(now.wave) + ("" if now.is_finished else "*")
        table.add_row(escape(one.name), wave, str(now.n), words.score(now.overall.value), *scores)
    table.add_section()
    rows: dict[str, Callable[[Spread], float | None]] = {
        "median": lambda spread: spread.median,
        "lower": lambda spread: spread.lower,
        "upper": lambda spread: spread.upper,
        "low": lambda spread: spread.low,
        "high": lambda spread: spread.high,
    }
    for key, value in rows.items():
        spreads = [p.spreads.get(one) for one in (OVERALL, *keys)]
        cells = [words.score(value(spread)) if spread else MISSING for spread in spreads]
        table.add_row(f"[bold]{head(key)}[/bold]", "", "", *cells)
    counts = [str(p.spreads[one].n) if one in p.spreads else "0" for one in (OVERALL, *keys)]
    table.add_row(f"[bold]{head('n')}[/bold]", "", "", *counts)
    console.print(table)
