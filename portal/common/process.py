"""Child processes that end with their parent."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress

_PR_SET_PDEATHSIG = 1


def _die_with(parent: int) -> None:
    """Ask the kernel to send SIGTERM when the parent ends, however it ends (Linux; elsewhere the supervisor's own
    shutdown has to do)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # the parent was faster
            os._exit(1)


def start_child(command: Sequence[str], env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a process in a group of its own that receives SIGTERM when this one ends, even by kill -9.

    Of its own, because Ctrl-C goes to every process of the terminal's group: a server that is told twice to end, by the
    terminal and by us, may leave a worker behind.
    """
    parent = os.getpid()
    env = dict(env) if env else None
    # Only the single-threaded supervisor starts children: preexec_fn is safe here.
    return subprocess.Popen(
        list(command),
        env=env,
        start_new_session=True,
        preexec_fn=lambda: _die_with(parent),  # noqa: PLW1509
    )


def end_child(child: subprocess.Popen[bytes], patience: float) -> None:
    """End a child politely, and after `patience` seconds for good; then whatever it left behind in its group."""
    if child.poll() is None:
        child.terminate()
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
