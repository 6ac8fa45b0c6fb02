"""`questionnaire translation`: what a language of a questionnaire lacks, and the start of a new one."""

import click

from cxassess.commands.common import json_option, show_json


@click.command("translation")
@click.argument("name", metavar="ID|PATH")
@click.argument("language", metavar="LANGUAGE")
@click.option("--start", is_flag=True, help="Begin a language: write its file with every key and nothing filled in.")
@json_option
def translation_command(name: str, language: str, *, start: bool, as_json: bool) -> int:
    """What a translation lacks against the questionnaire's usual language; exit 1 where it lacks something.

    Missing and left-over texts, other values in braces, texts that were not translated, and texts that are too long
    for their place. Where no documents are written in LANGUAGE, only what people see who answer has to be there.
    """
    from cxassess.files.translating import read_lacks, start_translation

    if start:
        path = start_translation(name, language)
        click.echo(f"{path} is begun. Fill in what people see who answer, then ask what is still missing:")
        click.echo(f"  cxassess questionnaire translation {name} {language}")
        return 0
    lacks = read_lacks(name, language)
    if as_json:
        show_json([{"kind": lack.kind, "key": lack.key, "message": lack.message} for lack in lacks])
        return int(bool(lacks))
    for lack in lacks:
        click.echo(f"{language}.toml › {lack.key}: {lack.message}")
    click.echo(f"{name} in {language}: {len(lacks)} to mend." if lacks else f"{name} in {language} lacks nothing.")
    return int(bool(lacks))
