"""The command that lets people answer on the web."""

from pathlib import Path

import click

from cxassess.commands.common import folder_argument, wave_option

PORT = 8000


@click.command("serve")
@folder_argument
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), metavar="N")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="HOST", help="The address to listen at.")
@click.option("--base-url", default="", metavar="URL", help="The address that people type, with a proxy in front.")
@wave_option
def serve_command(folder: Path, port: int, host: str, base_url: str, wave: str | None) -> None:
    """Let people answer in their browser, until Ctrl-C.

    Each needs a link: cxassess invite makes them. The page is reached from this machine alone, unless --host says
    otherwise; with a web server in front that speaks TLS, give its address as --base-url (docs/deploy.md).
    """
    from urllib.parse import urlsplit

    from cxassess.errors import CxassessError
    from cxassess.files.engagement import open_engagement
    from cxassess.web.server import Place, serve
    from cxassess.words import read_words

    parts = urlsplit(base_url)
    if base_url and (parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/")):
        raise click.UsageError("--base-url is an address such as https://answers.example.org, without a path.")
    with open_engagement(folder, wave) as opened:
        words = read_words(opened.settings.language, opened.pack.reword)
        if opened.wave.state != "open":
            raise CxassessError(words.say("interview.closed", wave=opened.wave.id))

        def say(where: str) -> None:
            click.echo(f"{opened.settings.client}, wave {opened.wave.id}: {where}")
            click.echo("Stop with Ctrl-C; every answer is on the disk before it is called saved.")

        serve(opened, Place(host, port, base_url), say)
    click.echo("Stopped.")
