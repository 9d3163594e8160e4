"""portal new_key: print a fresh key."""

from __future__ import annotations

import base64
import secrets
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Print 32 random bytes as base64, for FIELD_KEYS, BLIND_INDEX_KEY or SECRET_KEY."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(base64.b64encode(secrets.token_bytes(32)).decode())
