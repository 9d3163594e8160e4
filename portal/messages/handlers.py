"""The handler of text messages."""

from __future__ import annotations

from typing import Any

from .gateways import Sms, get_gateway
from .models import OutboxItem
from .registry import handler


@handler("sms")
def send(payload: dict[str, Any], item: OutboxItem) -> None:
    """Hand a text message to the configured gateway; its key lets a gateway recognise a repetition."""
    get_gateway().send(
        Sms(to=payload["to"], text=payload["text"], key=item.key, subject_ref=payload.get("subject_ref", ""))
    )
