"""Prints text messages, for trying things out. The number is masked: terminals are logged."""

from __future__ import annotations

import sys

from portal.common.masking import mask_phone

from . import Sms, register


class ConsoleGateway:
    """Writes `SMS to 138****8000: text` to standard output."""

    def send(self, sms: Sms) -> None:
        sys.stdout.write(f"SMS to {mask_phone(sms.to)}: {sms.text}\n")
        sys.stdout.flush()


register("console", ConsoleGateway)
