"""Writes the generated pages, docs/commands.md and docs/practices.md, from the program and the questionnaire.

`python docs/generate.py` (or `make docs`) writes them; `python docs/generate.py --check` writes nothing and exits 1
where a page is stale.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from cxassess.cli import cli
from cxassess.files.data import shipped
from cxassess.files.packs import build_pack, read_pack, read_snapshot
from cxassess.model.pack import Pack, Practice

DOCS = Path(__file__).parent
NOTE = "<!-- Written by docs/generate.py; change the source, then say `make docs`. -->"
HELP_WIDTH = 96
QUESTIONNAIRE, PULSE = "cx-maturity", "cx-pulse"


def pages() -> dict[Path, str]:
    """What each generated page should say."""
    return {DOCS / "commands.md": _text(commands_page()), DOCS / "practices.md": _text(practices_page())}


def _text(lines: Iterator[str]) -> str:
    return "\n".join(line.rstrip() for line in lines) + "\n"


# ── commands ─────────────────────────────────────────────────────────────────────────────────────────────────


def commands_page() -> Iterator[str]:
    """Every command with its help, as the terminal shows it."""
    yield from ("# Commands", "", NOTE, "")
    yield "`FOLDER` is an engagement folder; where it is left out, the current folder is meant. Exit codes: 0 done,"
    yield "1 the input or the folder is wrong (a sentence for each fault on standard error), 2 wrong use of the command"
    yield "line, 130 stopped by Ctrl-C with everything saved."
    for name, context in _commands(_context(cli, "cxassess", None)):
        yield from ("", f"## {name}", "", "```text", context.get_help(), "```")


def _context(command: click.Command, name: str, parent: click.Context | None) -> click.Context:
    """As the command line makes it, but of one width whatever the terminal."""
    settings = {**command.context_settings, "terminal_width": HELP_WIDTH}
    return command.context_class(command, info_name=name, parent=parent, **settings)


def _commands(context: click.Context) -> Iterator[tuple[str, click.Context]]:
    """A command with its full name, then those below it."""
    yield context.command_path, context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            assert command is not None
            yield from _commands(_context(command, name, context))


# ── practices ────────────────────────────────────────────────────────────────────────────────────────────────


def practices_page() -> Iterator[str]:
    """Every practice of cx-maturity with its question, its anchors and its place in the frameworks."""
    folder = shipped("questionnaires")
    snapshot = read_snapshot(folder / QUESTIONNAIRE)
    pack, pulse = build_pack(snapshot), read_pack(folder / PULSE)
    yield from (f"# The practices of {pack.id} {pack.version}", "", NOTE, "")
    yield f"{pack.about} Those marked “pulse” are also in {pulse.id} {pulse.version}."
    yield ""
    yield f"Levels: {', '.join(f'{number} {name}' for number, name in enumerate(pack.levels, start=1))}. Scoring and"
    yield "gates are explained in [method.md](method.md), the tags in [questionnaires.md](questionnaires.md)."
    for dimension in pack.disciplines:
        yield from ("", f"## {dimension.name}", "", dimension.about)
        for practice in pack.in_dimension("disciplines", dimension.id):
            source = snapshot["structure"]["practices"][practice.id]
            yield from _practice(practice, pack, practice.id in pulse.practices, source)
    yield from ("", "## Orientation cards")
    for card in pack.cards.values():
        yield from ("", f"### {card.id} {card.title}", "", card.question, "")
        for letter, option, stage in zip("abcd", card.options, pack.stages, strict=True):
            yield f"- {letter}: {option} ({stage.name})"


def _practice(practice: Practice, pack: Pack, in_pulse: bool, source: dict[str, object]) -> Iterator[str]:
    yield from ("", f"### {practice.id} {practice.title}", "", f"**{practice.question}**", "")
    yield from ("| | Short | In full |", "|---|---|---|")
    for number, (short, full) in enumerate(zip(practice.short, practice.full, strict=True), start=1):
        yield f"| {number} | {short} | {full} |"
    if practice.allows_na:
        yield from ("", practice.na_when)
    yield from ("", "; ".join(_tags(practice, pack, in_pulse, source)) + ".")


def _tags(practice: Practice, pack: Pack, in_pulse: bool, source: dict[str, object]) -> Iterator[str]:
    stage, three_d = pack.dimension("stages", practice.stage), pack.dimension("three_ds", practice.three_d)
    yield f"Stage: {stage.name}{', key practice' if practice.key else ''}"
    yield f"three Ds: {three_d.name}"
    yield f"phase: {practice.phase}"
    if practice.duty:
        yield "a duty"
    if practice.metrics:
        yield f"metrics to look at beside it: {', '.join(practice.metrics)}"
    if practice.signs:
        yield f"warning signs: {', '.join(practice.signs)}"
    if practice.allows_na:
        yield "allows “not applicable”"
    omitted = [role.plural.lower() for role in pack.roles.values() if practice.id in role.omits]
    if omitted:
        yield f"not asked of: {', '.join(omitted)}"
    if in_pulse:
        yield "pulse"
    yield f"XM: {source['xm']}; CXPA: {source['cxpa']}"
    yield f"anchor version {practice.anchor_version}"


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check say which are stale."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if arguments == ["--check"]:
        for path in stale:
            click.echo(f"{path.name} is stale: say make docs", err=True)
        return 1 if stale else 0
    if arguments:
        click.echo("usage: python docs/generate.py [--check]", err=True)
        return 2
    for path in stale:
        path.write_text(pages()[path], encoding="utf-8", newline="\n")
        click.echo(f"{path.name} is written anew")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
