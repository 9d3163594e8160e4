"""Calling a plugin's own Python, guarded: every mistake becomes a `CallFailed` with the fault, none escapes.

Foreign plugins are called in a process of their own and bounded in time; built-in ones here.
"""

from __future__ import annotations

import logging
from typing import Any

from .api import PluginFault
from .blame import describe
from .loading import LoadedPlugin
from .sandbox import SandboxFailure

log = logging.getLogger(__name__)


class CallFailed(Exception):
    """A plugin's function did not answer as it should; carries the fault for officers and administrators."""

    def __init__(self, fault: PluginFault) -> None:
        self.fault = fault
        super().__init__(f"{fault.plugin}: {fault.stage}: {fault.error}")


def call(plugin: LoadedPlugin, function: str, *arguments: Any) -> Any:
    """The answer of one of the plugin's functions, not checked yet. CallFailed for whatever goes wrong."""
    try:
        if plugin.sandbox is not None:
            return plugin.sandbox.call(function, *arguments)
        return plugin.functions[function](*arguments)
    except SandboxFailure as failure:
        raise failed(plugin, function, failure.error) from None
    except (Exception, SystemExit) as error:
        raise failed(plugin, function, describe(error, home=plugin.folder, private=True)) from None


def failed(plugin: LoadedPlugin, function: str, error: str) -> CallFailed:
    """The failure of a function, logged; to be raised."""
    stage = function.partition(":")[0]
    log.error("plugin %s failed in %s: %s", plugin.name, function, error)
    return CallFailed(PluginFault(plugin.name, stage, error))
