"""Text without what no office file can hold. Files and screens keep it out; text from a notebook may still bring it."""

# What XML 1.0 excludes: controls, halves of a pair, and two characters that are none.
_UNPRINTABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF))


def printable(text: str) -> str:
    r"""The text without it.

    >>> printable("a\x07b\ud800c")
    'abc'
    """
    return text if text.isprintable() else text.translate(_UNPRINTABLE)
