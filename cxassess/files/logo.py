"""The client's logo for the pages that people answer on: a picture in the engagement's folder."""

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from cxassess.errors import InvalidInput, Problem
from cxassess.files.clean import shortened
from cxassess.files.setting_fields import FILE

LARGEST = 200_000  # bytes: a phone on a slow line loads it before the first question
SVG = "image/svg+xml"
_BEGINS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_SVG_ROOT = "{http://www.w3.org/2000/svg}svg"


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture as it is served: its bytes, and what its content says that it is."""

    content: bytes
    media_type: str


def read_logo(folder: Path, name: str) -> Logo | None:
    """The logo that engagement.toml names by a path in its folder; None where it names none.

    Raises InvalidInput for a path that leads out of the folder, a file that is missing or too large, and for what is
    no PNG, JPEG or SVG, whatever it is called.
    """
    if not name:
        return None
    shown = shortened(name)
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise _fault(f"“{shown}” lies outside the folder of the engagement; a file in it was expected")
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, ValueError):
        message = f"there is no file “{shown}” in the folder of the engagement that can be read"
        raise _fault(message) from None
    if len(content) > LARGEST:
        raise _fault(f"{shown} is larger than {LARGEST // 1000} kB; a smaller one was expected, as phones load it")
    media_type = next((kind for begin, kind in _BEGINS.items() if content.startswith(begin)), "")
    if not media_type and not _is_svg(content):
        raise _fault(f"{shown} is no picture; a PNG, a JPEG, or an SVG without entities was expected")
    return Logo(content, media_type or SVG)


def _is_svg(content: bytes) -> bool:
    """Whether it is well-formed and begins as SVG does; entities could grow without end, and no logo needs them."""
    if b"<!ENTITY" in content:
        return False
    try:
        return ElementTree.fromstring(content).tag == _SVG_ROOT
    except (ElementTree.ParseError, ValueError, LookupError):
        return False


def _fault(message: str) -> InvalidInput:
    return InvalidInput([Problem(f"{FILE} › page.logo", message)])
