"""Which plugins are on, and where: a small table in memory, read anew when another process has changed it.

One row (`Stamp`) changes with every change; it is compared at most every `PLUGIN_STATE_SECONDS`, so that every process
sees a change within seconds and nobody pays for a look at the tables.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction

from plugins.api import Setting
from plugins.loading import BUILT_IN
from plugins.manager import get_manager
from portal.extensions.models import Enablement, PluginSetting, PluginState, Stamp


@dataclass(frozen=True)
class Known:
    """The tables as they were at one stamp."""

    stamp: uuid.UUID | None
    enabled: Mapping[str, bool] = field(default_factory=dict)
    failing: frozenset[str] = frozenset()
    # ("plugin" or "agency", its key) → office code → on or off
    offices: Mapping[tuple[str, str], Mapping[str, bool]] = field(default_factory=dict)
    # every office switched for itself → its code and those of the switched offices above it, nearest first
    chains: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # what was asked of it before: a form asks five times a page for the schemes on offer
    serving: dict[tuple[Any, ...], frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    def is_on(self, plugin: str) -> bool:
        """Whether the plugin is enabled at all: built-in ones are, until somebody disables them."""
        return self.enabled.get(plugin, plugin in BUILT_IN)

    def serves(self, plugin: str, agency: str, chain: Sequence[str]) -> bool:
        """Whether the plugin is on, and neither it nor the agency is switched off nearest to an office."""
        return self.is_on(plugin) and all(
            self._nearest(target, chain) for target in (("plugin", plugin), ("agency", agency))
        )

    def serves_anywhere(self, plugin: str, agency: str, chain: Sequence[str]) -> bool:
        """As `serves`, or for some office that was switched for itself: what a page for the whole county asks."""
        chains = (chain, *self.chains.values())
        return self.is_on(plugin) and any(self.serves(plugin, agency, some) for some in chains)

    def _nearest(self, target: tuple[str, str], chain: Sequence[str]) -> bool:
        rows = self.offices.get(target, {})
        return next((rows[code] for code in chain if code in rows), True)


class _Cache:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: Known | None = None
        self._checked = 0.0

    def get(self) -> Known:
        known = self._known
        if known is not None and time.monotonic() - self._checked < settings.PLUGIN_STATE_SECONDS:
            return known
        stamp = _stamp()
        with self._lock:
            if self._known is None or self._known.stamp != stamp:
                self._known = _read(stamp)
            self._checked = time.monotonic()
            return self._known

    def forget(self) -> None:
        with self._lock:
            self._known = None


_cache = _Cache()


def known() -> Known:
    """What holds now, as this process knows it."""
    return _cache.get()


def forget() -> None:
    """Read anew at the next look."""
    _cache.forget()


def changed() -> None:
    """Tell every process, this one at once; call inside the transaction of the change."""
    Stamp.objects.update_or_create(pk=1, defaults={"value": uuid.uuid4()})
    forget()
    transaction.on_commit(forget)


def _stamp() -> uuid.UUID | None:
    return Stamp.objects.filter(pk=1).values_list("value", flat=True).first()


def _read(stamp: uuid.UUID | None) -> Known:
    if stamp is None:
        return Known(None)
    states = list(PluginState.objects.values_list("name", "enabled", "health"))
    offices: dict[tuple[str, str], dict[str, bool]] = {}
    paths: dict[str, str] = {}
    rows = Enablement.objects.values_list("plugin", "agency", "enabled", "office__code", "office__path")
    for plugin, agency, on, code, path in rows:
        offices.setdefault(("plugin", plugin) if plugin else ("agency", agency), {})[code] = on
        paths[path] = code
    nearest_first = sorted(paths, key=len, reverse=True)
    chains = {
        code: tuple(paths[above] for above in nearest_first if path.startswith(above)) for path, code in paths.items()
    }
    return Known(
        stamp,
        {name: on for name, on, _health in states},
        frozenset(name for name, _on, health in states if health == PluginState.Health.FAILING),
        offices,
        chains,
    )


def is_enabled(scheme_key: str, office_chain: Sequence[str]) -> bool:
    """Whether a scheme is on offer for an office (its code, then its parents' up to the root); False for unknown
    ones."""
    info = get_manager().schemes().get(scheme_key)
    return info is not None and known().serves(info.plugin, info.scheme.agency, office_chain)


def enabled_schemes(office_chain: Sequence[str]) -> frozenset[str]:
    """Keys of the schemes on offer for an office."""
    return _serving(office_chain, anywhere=False)


def offered_schemes(office_chain: Sequence[str]) -> frozenset[str]:
    """Keys of the schemes on offer for an office or somewhere below it: what a page for the whole county lists."""
    return _serving(office_chain, anywhere=True)


def _serving(chain: Sequence[str], *, anywhere: bool) -> frozenset[str]:
    table, manager = known(), get_manager()
    asked = (manager, tuple(chain), anywhere)
    found = table.serving.get(asked)
    if found is None:
        serves = table.serves_anywhere if anywhere else table.serves
        found = frozenset(
            key for key, info in manager.schemes().items() if serves(info.plugin, info.scheme.agency, chain)
        )
        table.serving[asked] = found
    return found


def plugin_enabled(plugin: str) -> bool:
    """Whether a plugin is enabled at all: only then it hears news, works by the clock and shows panels."""
    return known().is_on(plugin)


def settings_of(plugin: str) -> dict[str, Any]:
    """The plugin's settings as it gets them: what was set, else the defaults; secrets opened.

    Values are of the declared types: text, Decimal, bool, date; None where nothing is set.
    """
    loaded = get_manager().plugins().get(plugin)
    if loaded is None or not loaded.settings:
        return {}
    rows = {row.key: row for row in PluginSetting.objects.filter(plugin=plugin)}
    return {item.key: _value(item, rows.get(item.key)) for item in loaded.settings}


def _value(item: Setting, row: PluginSetting | None) -> Any:
    if row is None:
        return item.default
    stored = row.secret if item.type == "secret" else row.value
    value = parse_stored(item, stored)
    return item.default if value is None else value


def parse_stored(item: Setting, stored: Any) -> Any:
    """A stored value in its declared type; None for what an upgrade made unreadable."""
    try:
        if stored is None:
            return None
        read = {"number": Decimal, "date": date.fromisoformat}.get(item.type)
        value = read(stored) if read else stored
    except (ArithmeticError, ValueError, TypeError):
        return None
    return value if item.accepts(value) else None
