"""Who acts. Every verb takes an Actor first: it decides what is allowed and is what the audit trail names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from .models import User


@dataclass(frozen=True)
class Actor:
    """What sort of actor it is; `user` is set for staff only; `label` is printed in trails and holds no secret."""

    kind: Literal["staff", "applicant", "system"]
    user: User | None
    label: str

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
    def system(cls, name: str) -> Actor:
        """The portal itself: a job, a command, an import. `name` says which."""
        return cls("system", None, name)
