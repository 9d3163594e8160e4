"""Schemes whose own logic hangs, each in its own way."""

import os
import re
import signal
import subprocess
import sys
import time
from datetime import timedelta
from decimal import Decimal

from plugins.api import (
    OFFICERS,
    Agency,
    Panel,
    Proposal,
    Scheduled,
    Scheme,
    clause,
    criterion,
    eligible,
    hookimpl,
    household,
)

EVERYBODY = eligible(
    criterion("somebody", household.size >= 1, says="There is somebody", cite=clause("演示", "第一条"))
)


def sleeping(context):
    time.sleep(3600)


def ignoring(context):
    """Ignores every signal it can."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM, signal.SIGXCPU):
        signal.signal(number, signal.SIG_IGN)
    while True:
        time.sleep(3600)


def busy(context):
    while True:
        pass


def holding(context):
    """Stays in C code that holds the interpreter's lock: no other thread of the process runs again."""
    return re.match(r"(a|a)*$", "a" * 64 + "b")


def hoarding(context):
    return Proposal(Decimal(len(bytearray(64 * 2**30))))


def vanishing(context):
    os._exit(3)


def crashing(context):
    os.kill(os.getpid(), signal.SIGSEGV)


def breeding(context):
    """Leaves a child behind that would outlive it."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
    path = os.environ.get("HOME", "/tmp")
    raise ValueError(f"{path} {child.pid}")


def chattering(context):
    """Prints what it was given: that must not reach a log, nor disturb the answer."""
    print(context.facts.to_mapping(), flush=True)
    os.write(1, b"\x00\x00\x00\x02{}")
    os.write(2, b"noise")
    return Proposal(Decimal(7))


def prying(context):
    """The portal's secrets are not in its environment."""
    found = [name for name in os.environ if any(word in name for word in ("KEY", "DATABASE", "SECRET", "DJANGO"))]
    return Proposal(Decimal(len(found)))


def answering(context):
    return Proposal(Decimal(5))


WAYS = {f.__name__: f for f in (sleeping, ignoring, busy, holding, hoarding, vanishing, crashing, breeding, chattering,
                                prying, answering)}  # fmt: skip


@hookimpl
def agency():
    return Agency("hanging", "演示部门")


@hookimpl
def schemes():
    return [
        Scheme(f"hanging-{name}", name, "hanging", EVERYBODY, "once", "agency-15", propose=way)
        for name, way in WAYS.items()
    ]


@hookimpl
def claim_event(event):
    sleeping(event)


@hookimpl
def letters(kind):
    sleeping(kind)


@hookimpl
def panels():
    return [Panel("slow", "Slow figures", OFFICERS, sleeping)]


@hookimpl
def scheduled():
    return [Scheduled("slow", busy, every=timedelta(minutes=1))]
