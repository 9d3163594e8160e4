"""Open an account for a member of staff."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.accounts.permissions import require_role
from portal.accounts.roles import Role
from portal.accounts.signals import acted


def create_user(*, actor: Actor, username: str, display_name: str, password: str, email: str = "") -> User:
    """Create an active staff user without any role; give roles with `assign_role`.

    Raises NotAllowed unless the actor is the system or an administrator, and django's ValidationError for a user name
    that is taken or malformed, or a password that is too weak.
    """
    require_role(actor, Role.ADMINISTRATOR)
    user = User(username=username, display_name=display_name, email=email)
    validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    with transaction.atomic():
        user.save()
        acted.send(create_user, action="accounts.create_user", actor=actor, subject=user, office=None, detail=None)
    return user
