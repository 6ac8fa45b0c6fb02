"""An invitation to answer: a link for one person, or one that many share."""

from dataclasses import dataclass
from datetime import date

KINDS = ("personal", "shared", "mirror")


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who may answer by a link, and until when; of the link's token only the hash is stored.

    Attributes:
        kind: `personal` for one person, `shared` for many, `mirror` for customers and partners.
        name, mail, role, unit: of the person; a shared link has no name, and asks for a role and unit that is empty.
            The role of a link of the mirror is its panel.
        language: in which the pages begin; empty for the engagement's.
        most: how many people may answer by a shared link, None for any number.
        ends: the last day on which the link opens, None for as long as the wave is open.
        revoked: the moment in UTC when it was taken back, empty where it was not.
        opened: the moment in UTC of the first visit, empty before it.
    """

    id: str
    wave: str
    kind: str
    name: str
    mail: str
    role: str
    unit: str
    language: str
    most: int | None
    ends: date | None
    revoked: str = ""
    opened: str = ""

    @property
    def is_for_many(self) -> bool:
        """Whether more than one person may answer by it."""
        return self.kind != "personal"

    def is_over(self, today: date) -> bool:
        """Whether the last day has passed."""
        return self.ends is not None and today > self.ends
