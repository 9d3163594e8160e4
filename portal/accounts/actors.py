"""Who acts. Every verb takes an Actor first: it decides what is allowed and is what the audit trail names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from uuid import UUID

if TYPE_CHECKING:
    from .models import Office, User


@dataclass(frozen=True)
class Mandate:
    """What an agency's own computer system may act on: claims of its agency (for these schemes, empty: all of them)
    that are decided in the subtree of an office.

    `office_path` is the tree path of that office; `system` the key of the system's row.
    """

    system: UUID
    agency: str
    office_path: str
    schemes: frozenset[str] = frozenset()

    def covers(self, agency: str, scheme: str, office: Office) -> bool:
        """Whether a claim of this agency and scheme, decided by this office, is the system's."""
        return (
            agency == self.agency
            and office.path.startswith(self.office_path)
            and (not self.schemes or scheme in self.schemes)
        )


@dataclass(frozen=True)
class Actor:
    """What sort of actor it is; `label` is printed in trails and holds no secret.

    `user` is set for staff only, `mandate` for the computer system of an agency only.
    """

    kind: Literal["staff", "applicant", "visitor", "system", "agency"]
    user: User | None
    label: str
    mandate: Mandate | None = None

    @classmethod
    def staff(cls, user: User) -> Actor:
        """A member of staff. Raises ValueError for an anonymous or inactive user: they never act."""
        if not user.is_authenticated or not user.is_active:
            raise ValueError("an anonymous or inactive user cannot act")
        return cls("staff", user, str(user))

    @classmethod
    def applicant(cls, receipt: str) -> Actor:
        """The person behind a receipt or draft number, who has no account."""
        return cls("applicant", None, receipt)

    @classmethod
    def visitor(cls) -> Actor:
        """Somebody on the public website, of whom nothing is known."""
        return cls("visitor", None, "website")

    @classmethod
    def system(cls, name: str) -> Actor:
        """The portal itself: a job, a command, an import. `name` says which."""
        return cls("system", None, name)

    @classmethod
    def agency(cls, name: str, mandate: Mandate) -> Actor:
        """An agency's own computer system, which reached the portal with one of its keys."""
        return cls("agency", None, name, mandate)
