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
@click.option("--set-password", is_flag=True, help="Ask for the password of the consultants' pages, and end.")
@wave_option
def serve_command(folder: Path, port: int, host: str, base_url: str, wave: str | None, *, set_password: bool) -> None:
    """Let people answer in their browser, and follow it, until Ctrl-C.

    Each needs a link: cxassess invite makes them. The page is reached from this machine alone, unless --host says
    otherwise; with a web server in front that speaks TLS, give its address as --base-url (docs/deploy.md).

    Consultants follow the wave on pages of their own: by the link that is shown at the start and opens once, or by the
    password that --set-password asks for.
    """
    from cxassess.files.engagement import open_engagement
    from cxassess.files.inviting import address_fault

    if set_password:
        _set_password(folder)
        return
    from cxassess.web.server import Place, serve

    if base_url and (fault := address_fault(base_url.rstrip("/"))):
        message = f"--base-url: {fault}"
        raise click.UsageError(message)
    with open_engagement(folder, wave) as opened:

        def say(where: str, link: str) -> None:
            state = opened.wave.state
            closed = f" ({state}: no answers are taken until it is reopened)" if opened.wave.is_closed else ""
            click.echo(f"{opened.settings.client}, wave {opened.wave.id}{closed}: {where}")
            click.echo(f"For the consultant, opens once: {link}")
            click.echo("Stop with Ctrl-C; every answer is on the disk before it is called saved.")

        serve(opened, Place(host, port, base_url), say)
    click.echo("Stopped.")


def _set_password(folder: Path) -> None:
    """Ask twice for a password, and keep its hash."""
    from cxassess.files.store import Store
    from cxassess.web.keys import set_password

    with Store.open(folder) as store:
        password = click.prompt("Password for the consultants' pages", hide_input=True, confirmation_prompt=True)
        set_password(store, password)
    click.echo("Kept, as a hash. Sign in with it on the page /consultant.")
