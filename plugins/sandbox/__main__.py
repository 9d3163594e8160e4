"""The process a foreign plugin's own Python runs in: `python -m plugins.sandbox`, started by the portal alone.

It reads requests from the socket on descriptor 0: first which plugin to load, then which of its functions to call with
what. What a plugin prints goes nowhere, for it may hold personal data.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
from importlib.metadata import EntryPoint
from typing import Any

from plugins import loading
from plugins.blame import describe
from plugins.loading import GROUP, LoadedPlugin, PluginFailure, PluginSource, load_plugin

from . import wire

# The kernel ends a process that its portal can no longer end, this much after the portal would have.
_GRACE = 2.0
_LARGEST_FILE = 16 * 2**20
_OPEN_FILES = 64


def main() -> None:
    """Serve until the portal hangs up."""
    line = socket.socket(fileno=os.dup(0))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    plugin: LoadedPlugin | None = None
    while True:
        try:
            request = wire.receive(line)
        except EOFError:
            return
        _alarm(float(request["seconds"]) + _GRACE)
        if "load" in request:
            _bound(int(request["memory"]))
            plugin, reply = _load(line, request)
        elif plugin is None:
            return
        else:
            reply = _call(plugin, request)
        wire.send(line, reply)
        _alarm(0)


def _bound(memory: int) -> None:
    """Limits the kernel keeps: memory, size of files, open files, no core dump (it would hold personal data)."""
    limits = ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, _LARGEST_FILE))
    for kind, wanted in (*limits, (resource.RLIMIT_NOFILE, _OPEN_FILES), (resource.RLIMIT_CORE, 0)):
        _soft, hard = resource.getrlimit(kind)
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (allowed, allowed))


def _alarm(seconds: float) -> None:
    """Death by the kernel, which asks neither Python's lock nor a handler, even if the portal was killed meanwhile."""
    if seconds:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _load(line: socket.socket, request: dict[str, Any]) -> tuple[LoadedPlugin | None, dict[str, Any]]:
    def tell(name: str) -> None:
        wire.send(line, {"stage": name})

    point = EntryPoint(request["load"], request["value"], GROUP)
    loading.watch = tell
    try:
        return load_plugin(PluginSource(point.name, point.load, "", point.value)), {"done": True}
    except PluginFailure as failure:
        return None, {"failed": failure.quarantined.stage, "error": failure.quarantined.error}
    finally:
        loading.watch = None


def _call(plugin: LoadedPlugin, request: dict[str, Any]) -> dict[str, Any]:
    try:
        function = plugin.functions[request["call"]]
        answer = function(*wire.unpack(request["arguments"]))
    except BaseException as error:
        return {"error": describe(error, home=plugin.folder, private=True)}
    try:
        return {"answer": wire.pack(answer)}
    except (wire.WireError, RecursionError) as error:
        return {"error": f"{request['call']} returned what cannot be handed over: {error}"}


if __name__ == "__main__":
    main()
