"""The codes by which people without a name, or on another device, come back to their answers."""

import secrets
from hashlib import sha256

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is read as another
_GROUPS, _GROUP = 4, 4  # 79 bits: to be typed, not to be guessed


def new_code() -> str:
    """A code made by chance, such as 7K2M-Q9XD-H4TB-W6RN."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def code_hash(code: str) -> str:
    """What is stored of a code, however it was typed: in small letters, with spaces or any dashes.

    >>> code_hash(" 7k2m–q9xd h4tb.w6rn") == code_hash("7K2M-Q9XD-H4TB-W6RN")
    True
    """
    return sha256("".join(c for c in code.upper() if c in _LETTERS).encode()).hexdigest()
