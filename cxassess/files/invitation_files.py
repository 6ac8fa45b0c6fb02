"""What an invitation leaves on the disk: the tables for mail merge, and QR codes. Both hold links, so they are private.

The tables are UTF-8 with a byte order mark, by which Excel and Word know the letters. What a spreadsheet would take for
a formula has an apostrophe before it.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cxassess.errors import InvalidInput, Problem
from cxassess.files.csv_text import csv_rows
from cxassess.files.people_file import HEADER as PEOPLE_HEADER
from cxassess.files.people_file import OLD_CODEC
from cxassess.files.safe import write_whole
from cxassess.files.store_invitations import token_hash
from cxassess.model.invitation import Invitation
from cxassess.model.mirror import Panel

HEADER = (*PEOPLE_HEADER, "link")
LINKS, REMINDERS, TEXTS = "invitations.csv", "reminders.csv", "invitations.txt"
PATH = "/a/"  # of the page that a link opens, before its token
QR_KINDS = ("svg", "png")
_LINK = re.compile(rf"https?://[^\s/]+{PATH}[\w-]+")
_PIXELS = 10  # of a PNG for each square of the code: 4 cm in print at 300 dpi
_BEGINS_FORMULA = re.compile(r"(^|[,;\t|])(\s*)(?=[=+\-@＝＋－＠])")  # Excel obeys the wide ones, too


def mirror_texts_name(panel: Panel) -> str:
    """The file with the mails to customers or partners."""
    return f"mirror-{panel}.txt"


def link_of(address: str, token: str) -> str:
    """The link that a token makes at an address."""
    return f"{address.rstrip('/')}{PATH}{token}"


def write_links(path: Path, rows: Iterable[tuple[Invitation, str]]) -> None:
    """Write invitations with their links as a table for mail merge. Raises CannotWrite."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(HEADER)
    for one, link in rows:
        table.writerow([_plain(cell) for cell in (one.name, one.mail, one.role, one.unit, one.language)] + [link])
    write_whole(path, b"\xef\xbb\xbf" + text.getvalue().encode(), private=True)


def _plain(cell: str) -> str:
    """The text as no spreadsheet computes it, whichever of its signs it takes for the end of a cell.

    >>> _plain("=1+1"), _plain("North; -2"), _plain("Jean-Luc")
    ("'=1+1", "North; '-2", 'Jean-Luc')
    """
    return _BEGINS_FORMULA.sub(r"\1\2'", cell)


def kept_links(folder: Path) -> Mapping[str, str]:
    """The links in the tables that lie in a folder, by the hash of their token; of a faulty row none."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob(f"{Path(LINKS).stem}*.csv")):
        for row in csv_rows(path, HEADER, codec=OLD_CODEC):
            if not isinstance(row, Problem):
                link = row[1][-1].strip()
                found[token_hash(link.rpartition("/")[2])] = link
    return found


def links_in_texts(folder: Path) -> Mapping[str, str]:
    """The links that stand in texts for mails that lie in a folder, by the hash of their token."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob(f"{Path(TEXTS).stem}*{Path(TEXTS).suffix}")):
        for link in _LINK.findall(path.read_bytes().decode("utf-8", "replace")):
            found[token_hash(link.rpartition("/")[2])] = link
    return found


# ── QR codes ─────────────────────────────────────────────────────────────────────────────────────────────────


def check_code_path(path: Path) -> None:
    """Raises InvalidInput for a file that cannot be a QR code by its name."""
    if path.suffix.casefold().lstrip(".") not in QR_KINDS:
        raise InvalidInput([Problem("--qr", f"“{path.name}” was read, a name that ends in .svg or .png was expected")])


def write_code(path: Path, link: str) -> None:
    """Write a link as a QR code, SVG or PNG by the name of the file. Raises CannotWrite."""
    import segno

    content = io.BytesIO()
    code = segno.make(link, error="m", micro=False)
    code.save(content, kind=path.suffix.casefold().lstrip("."), scale=_PIXELS, border=4)
    write_whole(path, content.getvalue(), private=True)


def code_paths(folder: Path, rows: Sequence[tuple[Invitation, str]]) -> list[Path]:
    """Where the QR code of each person goes; no name of a person can lead out of the folder."""
    width = max(2, len(str(len(rows))))
    words = (re.sub(r"\W+", "-", one.name).strip("-")[:40] for one, _ in rows)
    return [folder / f"{number:0{width}}-{word or 'person'}.svg" for number, word in enumerate(words, start=1)]
