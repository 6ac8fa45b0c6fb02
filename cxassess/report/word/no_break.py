"""What is read in one breath stays on one line: 12 March, 60 %, n = 5, 3 Defined."""

import re

_NO_BREAK = "\u00a0"
_TOGETHER = re.compile(r"\bn = (?=\d)|(?<=\d) %|\b\d{1,2}\.? (?=[A-ZÄÖÜ])")


def unbroken(text: str) -> str:
    r"""The text with no-break spaces where a line must not end.

    >>> unbroken("by 10 June, n = 5, 60 % of 2 people").replace("\u00a0", "~")
    'by 10~June, n~=~5, 60~% of 2 people'
    """
    return _TOGETHER.sub(lambda match: match[0].replace(" ", _NO_BREAK), text)
