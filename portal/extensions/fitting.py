"""What of a plugin does not fit the county it runs in: ways of processing and offices that the locality lacks.

Nothing here is an error: a plugin may be made for several counties. But a slip in such a name would make a scheme or a
figure vanish without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from plugins.api.source import Where
from plugins.api.vocabulary import nearest
from plugins.loading import LoadedPlugin
from plugins.manager import PluginManager
from portal.common.locality import get_locality


@dataclass(frozen=True)
class Misfit:
    """A name the locality does not know: `kind` is process or office; `text` says where it stands, what follows."""

    plugin: str
    kind: str
    text: str


def misfits(manager: PluginManager) -> list[Misfit]:
    """Of all plugins, in their order; each unknown office once for a plugin's figures and once for its cases."""
    return [misfit for plugin in manager.plugins().values() for misfit in misfits_of(plugin)]


def misfits_of(plugin: LoadedPlugin) -> Iterator[Misfit]:
    """Of one plugin."""
    processes = get_locality().processes
    for scheme in plugin.schemes:
        if scheme.process not in processes:
            yield Misfit(
                plugin.name,
                "process",
                f"{scheme.at}: scheme {scheme.key} is processed by {scheme.process!r}, which this locality does not "
                f"have{nearest(scheme.process, processes)}: nobody can apply for it",
            )
    codes = [office.code for office in get_locality().offices]
    for what, places in (("a value", _offices_of_figures(plugin)), ("a case", _offices_of_cases(plugin))):
        for code, where in places.items():
            if code not in codes:
                yield Misfit(
                    plugin.name,
                    "office",
                    f"{where}: {what} is for the office {code!r}, which this locality does not have"
                    f"{nearest(code, codes)}: it counts nowhere",
                )


def _offices_of_figures(plugin: LoadedPlugin) -> dict[str, Where]:
    """The offices with values of their own, each with the first line it stands on."""
    places: dict[str, Where] = {}
    for definition in plugin.parameters:
        for value in definition.values:
            if value.office is not None:
                places.setdefault(value.office, value.at)
    return places


def _offices_of_cases(plugin: LoadedPlugin) -> dict[str, Where]:
    places: dict[str, Where] = {}
    for case in plugin.cases:
        for code in case.office_chain:
            places.setdefault(code, case.at)
    return places
