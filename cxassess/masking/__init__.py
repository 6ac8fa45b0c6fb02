"""Personal data in what customers wrote is taken out before anything is kept: text in, text with placeholders out.

What has a shape of its own is found by it: mail addresses, telephone numbers, cards, accounts, addresses of machines,
links. A name has none. It is found after a title, where people introduce themselves, sign or say whom they spoke to,
and by lists: given names that the consultant owns, and the people who answered. A rare name that stands alone within a
sentence is not found, and that is why a quote is read by a person before it prints.

No pattern here comes from a user, and each repeats over classes of letters that do not overlap, so that none of them
runs away on a hostile text.
"""

from collections.abc import Mapping
from itertools import chain
from unicodedata import normalize

from cxassess.masking.names import NO_NAMES, find_names
from cxassess.masking.names import Names as Names
from cxassess.masking.names import known_names as known_names
from cxassess.masking.names import names_to_look_at as names_to_look_at
from cxassess.masking.plain import Span, plain_text
from cxassess.masking.shapes import find_shapes

KINDS = ("mail", "phone", "card", "account", "ip", "link", "number", "address", "name")
PLACEHOLDERS: Mapping[str, str] = {kind: f"[{kind}]" for kind in KINDS}
LONGEST = 5_000  # characters of a comment that are kept


def mask(
    text: str,
    names: Names | None = None,
    placeholders: Mapping[str, str] = PLACEHOLDERS,
) -> str:
    """A comment without personal data, on one line, at most LONGEST characters.

    >>> mask("Please ring Mrs Ada Lovelace on 0171 234 5678, thanks")
    'Please ring Mrs [name] on [phone], thanks'
    """
    whole = " ".join(normalize("NFC", text[: LONGEST * 2]).split())
    shown, at = [], 0
    for span in find(whole, names or NO_NAMES):
        shown += [whole[at : span.start], placeholders[span.kind]]
        at = span.end
    masked = "".join((*shown, whole[at:]))
    return masked if len(masked) <= LONGEST else masked[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


def personal_in(text: str, names: Names) -> tuple[str, ...]:
    """What is personal data in a text as it stands there, each once.

    >>> personal_in("Ask Ada on 0171 234 5678, Ada knows", known_names(["Ada"]))
    ('Ada', '0171 234 5678')
    """
    return tuple(dict.fromkeys(text[span.start : span.end] for span in find(text, names)))


def find(text: str, names: Names) -> list[Span]:
    """The stretches that are personal data, from first to last, none within another."""
    plain, places = plain_text(text)
    covered = bytearray(len(plain))
    taken: list[Span] = []
    named = sorted(find_names(plain, names), key=lambda span: (span.start, -span.end))
    for span in chain(find_shapes(plain), named):
        if not any(covered[span.start : span.end]):
            covered[span.start : span.end] = b"\1" * (span.end - span.start)
            taken.append(span)
    if places is not None:
        taken = [Span(places[s.start], places[s.end - 1] + 1, s.kind) for s in taken]
    return sorted(taken, key=lambda span: span.start)
