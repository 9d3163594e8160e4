"""Appends text messages to a file of JSON lines, one a day, below `settings.SMS_OUTBOX_DIR`: for demo and tests."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path

from django.conf import settings

from portal.common import clock

from . import Sms, register


class FileGateway:
    """Writes {"at", "to", "text", "key", "subject_ref"} a line, and no key twice into the file of a day."""

    def send(self, sms: Sms) -> None:
        folder = Path(settings.SMS_OUTBOX_DIR)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{clock.today():%Y-%m-%d}.jsonl"
        line = {
            "at": clock.local(clock.now()).isoformat(timespec="seconds"),
            "to": sms.to,
            "text": sms.text,
            "key": sms.key,
            "subject_ref": sms.subject_ref,
        }
        with open(path, "a+", encoding="utf-8", opener=lambda file, flags: os.open(file, flags, 0o600)) as stream:
            # Locked from look to write: two workers may hold the same message for a moment after a lease ran out.
            fcntl.flock(stream, fcntl.LOCK_EX)
            stream.seek(0)
            if any(json.loads(old)["key"] == sms.key for old in stream if old.endswith("\n")):
                return
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")


register("file", FileGateway)
