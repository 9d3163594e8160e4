"""What lower layers and libraries report by signal, written to the trail."""

from __future__ import annotations

from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.dispatch import receiver

from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.accounts.signals import acted

from . import record


@receiver(acted)
def _acted(sender: Any, action: str, actor: Actor, subject: Any, office: Any, detail: dict[str, Any], **_: Any) -> None:
    record(action, actor=actor, subject=subject, office=office, detail=detail)


def _signed(action: str, user: Any, detail: dict[str, Any] | None = None) -> None:
    if isinstance(user, User) and user.is_active:
        with transaction.atomic():
            record(action, actor=Actor.staff(user), subject=user, detail=detail)


@receiver(user_logged_in)
def _logged_in(sender: Any, user: Any, **_: Any) -> None:
    _signed("accounts.sign_in", user)


@receiver(user_logged_out)
def _logged_out(sender: Any, user: Any, **_: Any) -> None:
    _signed("accounts.sign_out", user)


@receiver(authenticator_added)
def _second_factor_added(sender: Any, user: Any, authenticator: Any, **_: Any) -> None:
    _signed("accounts.add_second_factor", user, {"type": str(authenticator.type)})


@receiver(authenticator_removed)
def _second_factor_removed(sender: Any, user: Any, authenticator: Any, **_: Any) -> None:
    _signed("accounts.remove_second_factor", user, {"type": str(authenticator.type)})
