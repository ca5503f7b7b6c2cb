"""Who acts: a person for an organisation, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an organisation is to the campus; a person acts with the role of the organisation acted for."""

    OFFICE = "office"
    COMPANY = "company"
    TRAINING = "training"
    STARTUP = "startup"
    FUNDER = "funder"


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, acting for one of their organisations; or the system (worker, shell).

    assistance: the number of the session in which somebody of the office acts for an organisation that is not theirs.
    instead_of: whose rights they hold besides their own, while that colleague is away.
    """

    user_id: int | None
    organisation_id: int | None
    organisation_ids: frozenset[int]
    role: Role | None
    manages: bool = False
    system: bool = False
    assistance: int | None = None
    instead_of: int | None = None

    @property
    def is_office(self) -> bool:
        return self.role == Role.OFFICE

    @property
    def sees_all(self) -> bool:
        """The trusted third party and the system see every file; everyone else sees their own and what was granted."""
        return self.system or self.is_office


SYSTEM = Actor(None, None, frozenset(), None, system=True)
NOBODY = Actor(None, None, frozenset(), None)
