"""The client's colour on the page that people answer on, as tints that read on the page in light and in dark."""

from cxassess.contrast import readable

# The grounds that text stands on, as app.css has them: paper, pale and flat.
LIGHT = ("#ffffff", "#eef2f6", "#f6f7f9")
DARK = ("#121920", "#1d2934", "#18212a")


def tints_of(colour: str) -> tuple[str, str]:
    """What a colour #RRGGBB becomes on the light page and on the dark one: itself where it reads as text there."""
    return readable(colour, LIGHT, lighter=False), readable(colour, DARK, lighter=True)


def style_of(colour: str) -> str:
    """The lines that go at the end of app.css; none where there is no colour.

    The line at the top has the colour as it is, since nothing is read on it. The consultants' pages keep their colours,
    which have meanings there.
    """
    if not colour:
        return ""
    light, dark = tints_of(colour)
    return (
        f"body:not(.desk) {{ --act: {light}; --head: {light}; border-top: 4px solid {colour}; }}\n"
        f"@media (prefers-color-scheme: dark) {{ body:not(.desk) {{ --act: {dark}; --head: {dark}; }} }}\n"
    )
