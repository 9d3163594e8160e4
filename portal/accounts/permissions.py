"""May this person do this here? Helpers for verbs and views, and predicates for the `rules` backend."""

from __future__ import annotations

from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from .actors import Actor
from .models import Office


class NotAllowed(PermissionDenied):
    """The actor holds none of the roles the act needs. `message` says which would be needed, for the person."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


def require_role(actor: Actor, *roles: str, office: Office | None = None) -> None:
    """Raise NotAllowed unless `actor` is the system or a member of staff with one of `roles` at `office` or above it.

    Applicants hold no roles: verbs open to them check the receipt instead.
    """
    if actor.kind == "system":
        return
    if actor.user is not None and actor.user.has_role(*roles, office=office):
        return
    from .roles import Role

    wanted = ", ".join(str(Role(role).label) for role in roles)
    where = office.label if office is not None else ""
    if where:
        raise NotAllowed(
            _("This needs the role %(roles)s at %(office)s. Ask your administrator if it is part of your work.")
            % {"roles": wanted, "office": where}
        )
    raise NotAllowed(
        _("This needs the role %(roles)s. Ask your administrator if it is part of your work.") % {"roles": wanted}
    )


def holds(*roles: str) -> Any:
    """A `rules` predicate: one of the roles is held at the object's office (`obj.office`, or the object itself)."""

    @rules.predicate(f"holds:{','.join(roles)}")
    def predicate(user: Any, obj: Any = None) -> bool:
        office = obj if isinstance(obj, Office) or obj is None else obj.office
        return bool(user.is_authenticated and user.has_role(*roles, office=office))

    return predicate
