"""How consultants come in: a link that opens once, or a password; and the sessions that either opens.

Sessions and the link live in memory alone, so that a server that was started anew lets nobody in by an old one.
"""

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

from cxassess.errors import InvalidInput, Problem
from cxassess.files.store import Store
from cxassess.files.store_invitations import new_token, token_hash
from cxassess.files.store_secrets import PASSWORD

HOURS = 8  # that a session lasts: a working day with a workshop in it
MOST_SESSIONS = 100
SHORTEST = 12  # characters of a password


class Keys:
    """The link, and who is in."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._link = ""
        self._sessions: OrderedDict[str, float] = OrderedDict()

    def new_link(self) -> str:
        """The token of a link that opens once; the one before opens nothing any more."""
        token = new_token()
        self._link = token_hash(token)
        return token

    def fits(self, token: str) -> bool:
        """Whether a link would open; it stays as it is."""
        return bool(self._link) and token_hash(token) == self._link

    def use(self, token: str) -> bool:
        """Whether a link opens; it does not do so again."""
        if not self.fits(token):
            return False
        self._link = ""
        return True

    def open(self) -> str:
        """Begin a session; the token of its cookie."""
        token = new_token()
        self._sessions[token_hash(token)] = self._now() + HOURS * 3600
        if len(self._sessions) > MOST_SESSIONS:
            self._sessions.popitem(last=False)
        return token

    def is_open(self, token: str) -> bool:
        """Whether a cookie belongs to a session that goes on."""
        return bool(token) and self._sessions.get(token_hash(token), 0.0) > self._now()

    def close(self, token: str) -> None:
        """End a session."""
        self._sessions.pop(token_hash(token), None)


def set_password(store: Store, password: str) -> None:
    """Keep the argon2id hash of a password in place of the one before. Raises InvalidInput for one that is short."""
    from argon2 import PasswordHasher

    if len(password) < SHORTEST:
        message = f"{len(password)} characters were read, at least {SHORTEST} were expected: a few words do well"
        raise InvalidInput([Problem("password", message)])
    store.secrets.keep(PASSWORD, PasswordHasher().hash(password))


def is_password(kept: str, password: str) -> bool:
    """Whether a password is the one whose hash was kept; takes about a tenth of a second, and 64 MiB."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return bool(kept) and PasswordHasher().verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False
