"""A foreign plugin's own Python, in a process of its own (faults 7 to 10): bounded in time and memory, without the
portal's settings, keys and connections, ended for good when it does not answer.

    sandbox = Sandbox("legal-aid", "onedoor_legal_aid.scheme")
    sandbox.load()                                   # SandboxFailure with the stage it failed at
    sandbox.call("propose:legal-aid", context)       # SandboxFailure with what went wrong

It contains accidents. It is no jail for malice: the process runs under the portal's user.
"""

from __future__ import annotations

import atexit
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import weakref
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from . import wire

# Of the portal's environment, only what Python and the clock need: no key, no address of a database.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "HOME", "LD_LIBRARY_PATH", "VIRTUAL_ENV")


@dataclass
class Limits:
    """How long and how large: settings PLUGIN_TIME_LIMIT, PLUGIN_LOAD_LIMIT, PLUGIN_PAUSE (seconds),
    PLUGIN_MEMORY_MB."""

    call_seconds: float = 3.0
    load_seconds: float = 20.0
    # After a time-out the plugin is left alone for so long: a hundred people must not wait for it one after another.
    pause_seconds: float = 60.0
    memory: int = 512 * 2**20


LIMITS = Limits()


class SandboxFailure(Exception):
    """A plugin's process did not do what it should; `stage` tells where while loading. Repeats no data."""

    def __init__(self, error: str, stage: str = "") -> None:
        self.error = error
        self.stage = stage
        super().__init__(error)


class Sandbox:
    """The process of one plugin, started when first needed and again after it had to be ended. Thread-safe."""

    def __init__(self, plugin: str, value: str, limits: Limits | None = None) -> None:
        self.plugin = plugin
        self._value = value
        self._limits = limits or LIMITS
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._owner = 0
        self._rests_until = 0.0
        _running.add(self)

    def load(self) -> None:
        """Start the process and load the plugin in it. SandboxFailure names the stage it failed at."""
        with self._lock:
            self._start()

    def call(self, function: str, *arguments: Any) -> Any:
        """Call one of the plugin's functions with plain data; its answer. SandboxFailure for anything else."""
        seconds = self._limits.call_seconds
        if not self._lock.acquire(timeout=seconds):
            raise SandboxFailure(f"{function} was busy for more than {seconds:g} s")
        try:
            if time.monotonic() < self._rests_until:
                raise SandboxFailure(
                    f"{function} was not asked: the plugin took too long less than {self._limits.pause_seconds:g} s ago"
                )
            return self._exchange(self._connected(), function, arguments, seconds)
        finally:
            self._lock.release()

    def close(self) -> None:
        """End the process and everything it started."""
        process, line, owner = self._process, self._line, self._owner
        self._process = self._line = None
        if line is not None:
            line.close()
        if process is not None and owner == os.getpid():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def __del__(self) -> None:
        self.close()

    def _connected(self) -> socket.socket:
        """The line to the running process; a forked child of the portal starts one of its own."""
        alive = self._process is not None and self._owner == os.getpid() and self._process.poll() is None
        return self._line if alive and self._line is not None else self._start()

    def _start(self) -> socket.socket:
        self.close()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "plugins.sandbox"], stdin=theirs, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, env=_environment(), cwd="/", start_new_session=True,
            )  # fmt: skip
        self._line, self._owner = ours, os.getpid()
        seconds = self._limits.load_seconds
        request = {
            "load": self.plugin, "value": self._value, "seconds": seconds, "memory": self._limits.memory,
        }  # fmt: skip
        stage = "import"
        until = time.monotonic() + seconds
        try:
            wire.send(ours, request)
            while "stage" in (reply := wire.receive(ours, until)):
                stage = str(reply["stage"])
        except TimeoutError:
            self._give_up()
            raise SandboxFailure(f"took longer than {seconds:g} s", stage) from None
        except (EOFError, OSError, wire.WireError):
            raise SandboxFailure(self._ended(), stage) from None
        if "failed" in reply:
            self.close()
            raise SandboxFailure(str(reply["error"]), str(reply["failed"]))
        return ours

    def _exchange(self, line: socket.socket, function: str, arguments: tuple[Any, ...], seconds: float) -> Any:
        until = time.monotonic() + seconds
        try:
            line.settimeout(seconds)
            wire.send(line, {"call": function, "arguments": wire.pack(arguments), "seconds": seconds})
            reply = wire.receive(line, until)
            if "error" not in reply:
                return wire.unpack(reply.get("answer"))
        except TimeoutError:
            self._give_up()
            raise SandboxFailure(f"{function} took longer than {seconds:g} s and was ended") from None
        except wire.WireError as error:
            self.close()
            raise SandboxFailure(f"{function} answered with {error}") from None
        except (EOFError, OSError):
            raise SandboxFailure(f"{function}: {self._ended()}") from None
        raise SandboxFailure(str(reply["error"]))

    def _give_up(self) -> None:
        self.close()
        self._rests_until = time.monotonic() + self._limits.pause_seconds

    def _ended(self) -> str:
        """How the process ended, in words."""
        process = self._process
        status = None
        if process is not None:
            with suppress(subprocess.TimeoutExpired):
                status = process.wait(1)
        self.close()
        if status is None:
            return "the plugin's process hung up"
        return f"the plugin's process ended by signal {-status}" if status < 0 else f"its process exited ({status})"


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    path = os.pathsep.join(os.path.abspath(entry) for entry in sys.path)
    return {**kept, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}


_running: weakref.WeakSet[Sandbox] = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    for sandbox in list(_running):
        sandbox.close()
