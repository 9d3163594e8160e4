"""Loading plugins of installed distributions: tried in a process of their own first, so that one that hangs, exits or
takes the interpreter down while it is imported keeps no portal from starting (fault 8)."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from .loading import LoadedPlugin, PluginFailure, PluginSource, Quarantined, load_plugin
from .sandbox import Sandbox, SandboxFailure

# Trying is mostly waiting for another interpreter to start.
_AT_ONCE = 4


class Foreign:
    """The foreign plugins among some sources, each tried once."""

    def __init__(self, sources: Iterable[PluginSource]) -> None:
        wanted = {source.name: source for source in sources if source.foreign}
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="plugin-trial") as pool:
            self._tried = dict(zip(wanted, pool.map(_try, wanted.values()), strict=True))

    def load(self, source: PluginSource) -> LoadedPlugin:
        """Load a plugin here, a foreign one only after its trial. PluginFailure for anything it does wrong."""
        if not source.foreign:
            return load_plugin(source)
        tried = self._tried[source.name]
        if isinstance(tried, PluginFailure):
            raise tried
        plugin = load_plugin(source)
        plugin.sandbox = tried
        return plugin


def _try(source: PluginSource) -> Sandbox | PluginFailure:
    sandbox = Sandbox(source.name, source.module)
    try:
        sandbox.load()
    except SandboxFailure as failure:
        return PluginFailure(Quarantined(source.name, failure.stage or "import", failure.error))
    # Started again when one of its functions is called: most processes never call any.
    sandbox.close()
    return sandbox
