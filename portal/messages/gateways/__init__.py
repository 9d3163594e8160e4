"""SMS gateways, chosen by name with `SMS_GATEWAY`.

A gateway is a class with `send(sms)`. It returns when the provider has taken the message, raises `OutcomeUnknown` when
that cannot be told (a time-out after sending), `PermanentFailure` when trying again cannot help, and anything else to
be tried again later. `sms.key` is the same for every attempt at one message: pass it on, so that the provider can tell
a repetition.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from portal.messages.errors import UnknownGateway


@dataclass(frozen=True)
class Sms:
    """A text message: mobile number, text, idempotency key, and the receipt number it is about."""

    to: str
    text: str
    key: str
    subject_ref: str = ""


class Gateway(Protocol):
    """What the outbox needs of a gateway."""

    def send(self, sms: Sms) -> None: ...


_gateways: dict[str, type[Gateway]] = {}


def register(name: str, gateway: type[Gateway]) -> None:
    """Make a gateway known under a name. Raises ValueError if the name is taken by another."""
    if _gateways.get(name, gateway) is not gateway:
        raise ValueError(f"an SMS gateway named {name!r} exists already")
    _gateways[name] = gateway


def known_gateways() -> list[str]:
    """The names that SMS_GATEWAY may have."""
    return sorted(_gateways)


def get_gateway(name: str | None = None) -> Gateway:
    """A gateway by name, by default `settings.SMS_GATEWAY`. Raises UnknownGateway, which lists the known names."""
    wanted = name or settings.SMS_GATEWAY
    if wanted not in _gateways:
        raise UnknownGateway(f"SMS_GATEWAY is {wanted!r}; known are {', '.join(known_gateways())}")
    return _gateways[wanted]()


from . import console, file  # noqa: E402, F401 - the built-in ones register themselves
