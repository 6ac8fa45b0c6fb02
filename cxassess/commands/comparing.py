"""The command that sets waves side by side."""

from typing import Any

import click

from cxassess.commands.common import folder_and_waves, json_option, show_json, viewer_option


@click.command("compare")
@click.argument("arguments", nargs=-1, metavar="[FOLDER] [W1 W2...]")
@viewer_option
@json_option
def compare_command(arguments: tuple[str, ...], viewer: Any, *, as_json: bool) -> None:
    """What moved between waves: like for like, with intervals, and whether other people answered.

    Without waves the newest two that have results, of one questionnaire where there are such. Of three or more, given
    from the earliest on, their trend comes first, then the last beside the first. Only practices that all ask in the
    same words are compared.
    """
    from cxassess.comparison import compare, trend
    from cxassess.comparison.as_json import as_json as comparison_as_json
    from cxassess.comparison.shown import show_comparison
    from cxassess.files.comparing import read_waves, waves_to_compare
    from cxassess.words import read_words

    folder, ids = folder_and_waves(arguments)
    if len(ids) == 1:
        raise click.UsageError(f"Two waves or more are compared, and only {ids[0]} was named.")
    if twice := next((id for id in ids if ids.count(id) > 1), None):
        raise click.UsageError(f"Wave {twice} was named twice: a comparison needs different ones.")
    waves = read_waves(folder, ids or waves_to_compare(folder, viewer), viewer)
    now = waves[-1]
    words = read_words(now.engagement.language, now.pack.reword)
    if len(waves) > 2:
        over_time = trend(waves, words)
        found = over_time.whole
    else:
        over_time, found = None, compare(waves[0], now, words)
    if as_json:
        show_json(comparison_as_json(found, now.engagement.client, over_time))
    else:
        show_comparison(found, now.engagement.client, now.pack, words, over_time)
