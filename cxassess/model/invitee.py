"""Somebody who is to be invited, as people.csv names them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Invitee:
    """A person with the address, role, unit and language that an invitation to them has; mail and unit may be empty."""

    name: str
    mail: str
    role: str
    unit: str
    language: str
