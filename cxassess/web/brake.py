"""A brake on guessing: whoever tries many wrong links or codes is answered shortly, and nobody is locked out.

A right link is looked up first and always opens, also for people who share an address with somebody who guesses.
"""

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

MOST = 20  # wrong ones from one address in a window
WINDOW = 60.0  # seconds
ADDRESSES = 4096  # that are remembered


class Brake:
    """Counts wrong tries by address."""

    def __init__(self, now: Callable[[], float] = monotonic, most: int = MOST) -> None:
        self._now, self._most = now, most
        self._wrong: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def is_on(self, address: str) -> bool:
        """Whether an address has tried too many; one more wrong one is counted by `wrong`."""
        start, count = self._wrong.get(address, (0.0, 0))
        return count >= self._most and self._now() - start < WINDOW

    def wrong(self, address: str) -> None:
        """Count a wrong try."""
        now = self._now()
        start, count = self._wrong.pop(address, (now, 0))
        self._wrong[address] = (start, count + 1) if now - start < WINDOW else (now, 1)
        if len(self._wrong) > ADDRESSES:
            self._wrong.popitem(last=False)

    def right(self, address: str) -> None:
        """Forget what was counted: it was the right one in the end."""
        self._wrong.pop(address, None)
