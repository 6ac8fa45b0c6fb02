"""Text from people as it may be stored: no character that Word, Excel or a terminal would choke on or obey."""

import re
import unicodedata
from functools import lru_cache

_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSAFE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\ufdd0-\ufdef]")


def clean_text(text: str) -> str:
    """The text with one kind of line end, and without control characters, lone surrogates and non-characters.

    >>> clean_text(" a\\x07b\\r\\nc ")
    'ab\\nc'
    """
    if text.isprintable():
        return text.strip()
    return _UNSAFE.sub("", _BREAKS.sub("\n", text)).strip()


@lru_cache(maxsize=4096)  # names, roles and ids repeat in every row of an answers file
def clean_line(text: str) -> str:
    """The same on a single line, as names, units and ids need it.

    >>> clean_line("Zoë\\n  Smith")
    'Zoë Smith'
    """
    return " ".join(clean_text(text).split())


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """What two spellings of one name share: Unicode NFC, trimmed, case folded."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name.strip()).casefold())


def holds_controls(text: str) -> bool:
    """Whether cleaning would take a character out of the text.

    >>> holds_controls("a\\x1b[2J"), holds_controls("a\\n\\tb")
    (True, False)
    """
    return not text.isprintable() and _UNSAFE.search(text) is not None


def is_blank(line: str) -> bool:
    """Whether a reader sees nothing: not a character, or only spaces and marks that are never drawn.

    >>> is_blank("\u200b \ufeff"), is_blank("·")
    (True, False)
    """
    return not any(c.isprintable() and not c.isspace() for c in line)


def shortened(text: str, limit: int = 60) -> str:
    """The text as a sentence quotes it: a long one is cut.

    >>> shortened("a very long answer", 8)
    'a very …'
    """
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
