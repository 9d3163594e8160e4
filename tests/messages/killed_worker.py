"""Runs in a process of its own: a worker whose job is killed between its effect and the note of it."""

import datetime as dt
import os
import sys
import time
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from portal.messages import handler, outbox  # noqa: E402

outbox.LEASE = dt.timedelta(seconds=2)


@handler("test.effect")
def effect(payload, item):
    """Idempotent, as handlers have to be: the file is the effect, its name the key."""
    folder = Path(payload["folder"])
    with (folder / "starts").open("a") as starts:
        starts.write(f"{os.getpid()}\n")
    (folder / f"effect-{item.key}").touch()
    if len((folder / "starts").read_text().splitlines()) == 1:
        time.sleep(payload["seconds"])


call_command("worker", *sys.argv[1:])
