"""A TOML file that people edit, too, is changed in place: comments, order, line ends and all bytes besides stay."""

import re
from codecs import BOM_UTF8
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_LONE = re.compile(r"(?<!\r)\n")


def changed_toml(content: bytes, change: Callable[["TOMLDocument"], None]) -> bytes:
    """The file after a change to its tables; what the change adds ends its lines as the file does.

    >>> changed_toml(b"a = 1 # one\\r\\n", lambda tables: tables.update(b=2))
    b'a = 1 # one\\r\\nb = 2\\r\\n'
    """
    import tomlkit  # only where a file is changed

    text = content.decode("utf-8-sig")
    document = tomlkit.parse(text)
    change(document)
    after = tomlkit.dumps(document)
    if "\r\n" in text and not _LONE.search(text):
        after = _LONE.sub("\r\n", after)
    mark = BOM_UTF8 if content.startswith(BOM_UTF8) else b""
    return mark + after.encode()
