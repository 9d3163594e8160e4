"""The host's side of plugins: discovery, quarantine, look-up, guarded evaluation (faults 7, 9, 10).

from plugins.manager import get_manager
get_manager().evaluate("education-aid", facts, on=clock.today(), office_chain=office.chain())
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from .api import COMMON, Agency, Evaluation, FactDefinition, Facts, LoadError, Material, PluginFault, Provenance, Scheme
from .api.evaluation import DEFAULT_LANGUAGE, Evaluator
from .api.parameters import ParameterBook, ParameterValue
from .api.texts import COMMON_TEXTS
from .blame import describe
from .foreign import Foreign
from .loading import (
    LoadedPlugin,
    PluginFailure,
    PluginSource,
    Quarantined,
    built_in_sources,
    check_plugin,
    entry_point_sources,
)
from .proposals import with_proposal

if TYPE_CHECKING:
    from .batch import BatchProgram, Programs

__all__ = ["PluginManager", "Quarantined", "SchemeInfo", "Standard", "get_manager", "parameters_today"]
log = logging.getLogger(__name__)

# Values of parameters beside those of the plugins' files, by key.
Overlay: TypeAlias = Mapping[str, Sequence[ParameterValue]]


@dataclass(frozen=True, eq=False)
class SchemeInfo:
    """A scheme with the plugin it comes from."""

    scheme: Scheme
    loaded: LoadedPlugin

    @property
    def key(self) -> str:
        """The scheme's key."""
        return self.scheme.key

    @property
    def plugin(self) -> str:
        """The plugin's name."""
        return self.loaded.name

    @property
    def version(self) -> str:
        """The plugin's version."""
        return self.loaded.version

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """Every fact the scheme reads, as paths; a plugin's own logic sees only these."""
        return tuple(self.loaded.used[self.key].facts)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Keys of the parameters it reads."""
        return self.loaded.used[self.key].parameters

    @property
    def depends_on(self) -> tuple[str, ...]:
        """Schemes whose recognition its criteria look at (R6.9): it is evaluated again when one is decided."""
        return tuple(self.loaded.used[self.key].schemes)

    def translate(self, msgid: str, language: str = DEFAULT_LANGUAGE) -> str:
        """A text of the plugin in a language."""
        return self.loaded.texts(msgid, language)

    def name(self, language: str = DEFAULT_LANGUAGE) -> str:
        """What the scheme is called."""
        return self.translate(self.scheme.name, language)


@dataclass(frozen=True)
class Standard:
    """A parameter in force today, ready to show: label and unit in words."""

    key: str
    label: str
    value: Decimal
    unit: str
    since: date
    source: str
    source_url: str = ""


class PluginManager:
    """All plugins that could be loaded. Built once per process; `quarantined` tells what was left out."""

    def __init__(self, sources: Iterable[PluginSource]) -> None:
        self.quarantined: list[Quarantined] = []
        self._plugins: dict[str, LoadedPlugin] = {}
        self.vocabulary = COMMON
        self.book = ParameterBook()
        sources = list(sources)
        foreign = Foreign(sources)
        for source in sources:
            try:
                if source.name in self._plugins:
                    raise PluginFailure(Quarantined(source.name, "import", f"two plugins are called {source.name}"))
                plugin = foreign.load(source)
                self._refuse_duplicates(plugin)
                self._plugins[source.name] = plugin
            except PluginFailure as failure:
                self._quarantine(failure)
        self._check_together()
        self._evaluators = {key: self._evaluator(info) for key, info in self.schemes().items()}
        # What the files say alone: `book` and the evaluators follow the values laid over it.
        self.shipped = self.book
        self._overlay: Overlay = {}

    # Loading

    def _quarantine(self, failure: PluginFailure) -> None:
        found = failure.quarantined
        self.quarantined.append(found)
        log.error("plugin %s is quarantined at stage %s: %s", found.plugin, found.stage, found.error)

    def _refuse_duplicates(self, plugin: LoadedPlugin) -> None:
        """The first who takes a key keeps it."""

        def refuse(what: str, mine: Scheme | Agency, owner: str, first: Scheme | Agency) -> None:
            taken = LoadError(f"{what} {mine.key} is taken by plugin {owner}, at {first.at}", mine.at)
            raise PluginFailure(Quarantined(plugin.name, "check", str(taken)))

        own: dict[str, Scheme] = {}
        for scheme in plugin.schemes:
            if scheme.key in own:
                refuse("scheme key", scheme, plugin.name, own[scheme.key])
            own[scheme.key] = scheme
        for other in self._plugins.values():
            for scheme in other.schemes:
                if scheme.key in own:
                    refuse("scheme key", own[scheme.key], other.name, scheme)
            if plugin.agency and other.agency and plugin.agency.key == other.agency.key:
                refuse("agency key", plugin.agency, other.name, other.agency)

    def _check_together(self) -> None:
        """Check all plugins against each other; one that fails is taken out and the rest checked again."""
        while True:
            failure = self._first_failure()
            if failure is None:
                return
            self._quarantine(failure)
            del self._plugins[failure.quarantined.plugin]

    def _first_failure(self) -> PluginFailure | None:
        self.vocabulary, self.book = COMMON, ParameterBook()
        for plugin in self._plugins.values():
            try:
                self.vocabulary = self.vocabulary.extended(plugin.facts)
                self.book = self.book.extended(plugin.parameters)
            except LoadError as error:
                return PluginFailure(Quarantined(plugin.name, "facts", describe(error)))
        agencies = list(self.agencies())
        for plugin in self._plugins.values():
            try:
                check_plugin(plugin, self.vocabulary, self.book, agencies)
            except PluginFailure as failure:
                return failure
        return None

    def _evaluator(self, info: SchemeInfo) -> Evaluator:
        used = info.loaded.used[info.key]
        return Evaluator(
            info.scheme, used, self.vocabulary, self.book, info.loaded.texts, self.scheme_name, info.plugin
        )

    # Parameters that change while the process runs

    def overlay_parameters(self, values: Overlay) -> None:
        """Reckon from now on with these values beside those of the files, in place of any given before.

        An evaluation that is under way ends with the values it began with. Keys that no plugin defines are left aside.
        Giving the same object again costs nothing.
        """
        if values is not self._overlay:
            book = self.shipped.overlaid(values)
            self._evaluators = {key: evaluator.with_book(book) for key, evaluator in self._evaluators.items()}
            self.book, self._overlay = book, values

    def with_parameters(self, values: Overlay) -> PluginManager:
        """A manager that reckons with these values, beside this one: what if. Plugins and programs are shared."""
        other = copy.copy(self)
        other.overlay_parameters(values)
        return other

    # Look-up

    @cached_property
    def _schemes(self) -> dict[str, SchemeInfo]:
        return {s.key: SchemeInfo(s, plugin) for plugin in self._plugins.values() for s in plugin.schemes}

    def plugins(self) -> dict[str, LoadedPlugin]:
        """The loaded plugins by name."""
        return dict(self._plugins)

    def schemes(self) -> dict[str, SchemeInfo]:
        """All schemes by key, in the order of the plugins."""
        return dict(self._schemes)

    def scheme(self, key: str) -> SchemeInfo:
        """One scheme. KeyError if no loaded plugin offers it."""
        return self._schemes[key]

    def agencies(self) -> dict[str, Agency]:
        """All agencies by key."""
        return {p.agency.key: p.agency for p in self._plugins.values() if p.agency is not None}

    def scheme_name(self, key: str, language: str = DEFAULT_LANGUAGE) -> str:
        """What a scheme is called; the key itself if no plugin offers it."""
        info = self._schemes.get(key)
        return info.name(language) if info else key

    def text(self, owner: str, msgid: str, language: str = DEFAULT_LANGUAGE) -> str:
        """A text of a plugin or scheme (by key), else of the common vocabulary; the msgid if nobody translates it."""
        info = self._schemes.get(owner)
        plugin = info.loaded if info else self._plugins.get(owner) or self._plugin_of_agency(owner)
        return plugin.texts(msgid, language) if plugin else COMMON_TEXTS(msgid, language)

    def unit_text(self, owner: str, unit: str, language: str = DEFAULT_LANGUAGE) -> str:
        """A unit in words as a plugin (by key) calls it, else as everybody does; its name if nobody translates it."""
        plugin = self._plugins.get(owner)
        return (plugin.texts if plugin else COMMON_TEXTS).unit(unit, language)

    def _plugin_of_agency(self, key: str) -> LoadedPlugin | None:
        return next((p for p in self._plugins.values() if p.agency is not None and p.agency.key == key), None)

    def fact_text(self, fact: FactDefinition, msgid: str, language: str = DEFAULT_LANGUAGE) -> str:
        """A fact's label, hint or choice label in a language."""
        return self.text(fact.key.rpartition(".")[0], msgid, language)

    def questions(self, scheme_keys: Iterable[str]) -> tuple[FactDefinition, ...]:
        """What a form must ask for these schemes (R2.3): each fact once, in the order of the vocabulary."""
        wanted = {path for key in scheme_keys if key in self._schemes for path in self._schemes[key].facts}
        return tuple(d for path, d in self.vocabulary.items() if path in wanted and d.source == "asked")

    def materials(self, scheme_keys: Iterable[str]) -> tuple[Material, ...]:
        """The papers these schemes need, each once (R2.4)."""
        found: dict[str, Material] = {}
        for key in scheme_keys:
            if key in self._schemes:
                for material in self._schemes[key].scheme.materials:
                    found.setdefault(material.key, material)
        return tuple(found.values())

    def asked_by(self) -> dict[str, tuple[str, ...]]:
        """For every fact of the vocabulary the schemes that read it."""
        return {path: tuple(k for k, info in self._schemes.items() if path in info.facts) for path in self.vocabulary}

    # Facts and evaluation

    def facts(self, given: Mapping[str, Any], provenance: Provenance | None = None) -> Facts:
        """Facts from a mapping, checked: FactError with path and nearest name for what cannot be."""
        self.vocabulary.check(given)
        return Facts.from_mapping(given, provenance)

    def evaluate(self, key: str, facts: Facts, *, on: date, office_chain: Sequence[str] = ()) -> Evaluation:
        """What a scheme says about a household on a day.

        Never raises for what a plugin does: the evaluation is then `unknown` with its `fault`, and an officer
        decides (fault 7). The same for a scheme whose plugin is not there (any more).
        """
        evaluator = self._evaluators.get(key)
        if evaluator is None:
            fault = PluginFault("", "load", f"no plugin offers the scheme {key}")
            return Evaluation(key, "unknown", None, "", (), (), {}, on, office_chain[0] if office_chain else "", fault)
        info = self._schemes[key]
        try:
            evaluation = evaluator.evaluate(facts, on, office_chain)
        except Exception as error:
            fault = PluginFault(info.plugin, "evaluate", describe(error, private=True))
            log.error("scheme %s could not be evaluated: %s", key, fault.error)
            return evaluator.broken(facts, on, office_chain, fault)
        if evaluation.fault is not None:
            log.error("scheme %s could not be evaluated: %s", key, evaluation.fault.error)
        if evaluation.verdict == "met":
            return with_proposal(info.scheme, info.loaded, info.facts, evaluation)
        return evaluation

    def batch(self, keys: Iterable[str], *, on: date, office_chain: Sequence[str] = ()) -> BatchProgram:
        """The schemes as one program for many households at once, with the same answers; KeyError for unknown ones.

        A scheme without parameter values on the day is among the program's `faults`. Amounts are those of the rules:
        a plugin's own `propose` is not asked.
        """
        infos = [self._schemes[key] for key in dict.fromkeys(keys)]
        schemes = [(info.scheme, info.loaded.used[info.key]) for info in infos]
        return self._programs.get(schemes, self.vocabulary, self.book, on, tuple(office_chain))

    @cached_property
    def _programs(self) -> Programs:
        from .batch import Programs  # Polars is slow to import, and only a batch needs it

        return Programs()

    def parameters_today(
        self, office_chain: Sequence[str], on: date, language: str = DEFAULT_LANGUAGE
    ) -> list[Standard]:
        """The parameters marked `show`, as they stand for an office on a day: the home page's standards."""
        found = []
        for plugin in self._plugins.values():
            for definition in (self.book[shipped.key] for shipped in plugin.parameters):
                value = definition.value_on(on, office_chain) if definition.show else None
                if value is not None:
                    label, unit = plugin.texts(definition.label, language), plugin.texts.unit(definition.unit, language)
                    found.append(
                        Standard(definition.key, label, value.value, unit, value.since, value.source, value.source_url)
                    )
        return found


_parameter_source: Callable[[], Overlay] | None = None


def use_parameters_of(source: Callable[[], Overlay] | None) -> None:
    """Ask this for the values laid over the files' whenever somebody asks for the manager; None: nobody is asked.

    It must be quick, must not raise, and returns the same object as long as nothing changed.
    """
    global _parameter_source  # noqa: PLW0603 - one for the process, like the manager itself
    _parameter_source = source


@lru_cache(maxsize=1)
def _loaded() -> PluginManager:
    return PluginManager([*built_in_sources(), *entry_point_sources()])


def get_manager() -> PluginManager:
    """The process's plugin manager: built-in agencies, then entry points, with the parameters of the moment."""
    manager = _loaded()
    if _parameter_source is not None:
        manager.overlay_parameters(_parameter_source())
    return manager


def parameters_today(office_chain: Sequence[str], on: date, language: str = DEFAULT_LANGUAGE) -> list[Standard]:
    """Today's standards of all plugins."""
    return get_manager().parameters_today(office_chain, on, language)
