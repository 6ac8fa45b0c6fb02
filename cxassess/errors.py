"""The exceptions a caller may catch.

CxassessError              the work cannot go on; str() is a sentence for the user
├── InvalidInput           a person's file or folder is wrong; .problems names every fault
├── NotAnEngagement        the folder holds no engagement
├── StoreBusy              another program is writing to the same engagement
├── CannotWrite            the disk is full or read-only, or the file is open elsewhere
└── NothingToAssess        the wave has neither answers nor metrics
"""

from collections.abc import Iterable

from cxassess.model import Problem


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


class NothingToAssess(CxassessError):
    """The wave has neither answers nor metrics."""
