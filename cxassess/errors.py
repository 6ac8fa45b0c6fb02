"""The exceptions a caller may catch.

CxassessError              the work cannot go on; str() is a sentence for the user
├── InvalidInput           a person's file or folder is wrong; .problems names every fault
├── NotAnEngagement        the folder holds no engagement
├── StoreBusy              another program is writing to the same engagement
├── CannotWrite            the disk is full or read-only, or the file is open elsewhere
├── WaveClosed             the wave takes no more answers
├── WaveFinished           what the wave found stays as it is
├── NotShownYet            an open wave whose mode protects people shows the client nothing
└── NothingToAssess        the wave has neither answers nor metrics
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")  # what a terminal obeys or cannot show


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in something a person wrote: where it stands, and what was read and expected there."""

    where: str
    message: str

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        return _OBEYED.sub(" ", text)


class CxassessError(Exception):
    """The work cannot go on; the message is a sentence for the user."""


class InvalidInput(CxassessError):
    """A person's file is wrong: holds every Problem found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class NotAnEngagement(CxassessError):
    """The folder holds no engagement."""


class StoreBusy(CxassessError):
    """Another program is writing to the same engagement."""


class CannotWrite(CxassessError):
    """The disk is full or read-only, or the file is open in another program."""


class WaveClosed(CxassessError):
    """The wave takes no more answers."""

    def __init__(self, wave: str, state: str = "closed") -> None:
        super().__init__(f"Wave {wave} is {state}: no more answers are taken.")


class WaveFinished(CxassessError):
    """What a finished wave found stays as it is."""

    def __init__(self) -> None:
        super().__init__(
            "The wave is finished, so that what it found stays as it is; nothing was changed. To correct it: cxassess"
            " wave reopen with --reason, then cxassess wave finish."
        )


class NothingToAssess(CxassessError):
    """The wave has neither answers nor metrics."""


class NotShownYet(CxassessError):
    """The wave is open, and its mode lets the client see results only of a closed one."""
