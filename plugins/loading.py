"""Loading one plugin: import, hooks, parameters, cases; each stage guarded, so that a bad plugin harms nobody else.

A plugin is a module with hook implementations (`scheme.py`), found in the built-in list or under the entry point
group `portal.plugins`. Beside the module lie parameters.yaml, cases.yaml and locale/.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import pluggy

from .api import VERSION, Agency, FactDefinition, LoadError, Panel, Scheduled, Scheme, Setting
from .api.cases import Case, case_files, check_cases, read_cases
from .api.check import Used, check_scheme
from .api.hooks import PROJECT
from .api.parameterfile import read_parameters
from .api.parameters import ParameterBook, ParameterDefinition
from .api.source import Where
from .api.texts import COMMON_TEXTS, Texts
from .api.vocabulary import Vocabulary, nearest
from .blame import describe
from .hookcheck import check_call, check_hooks
from .sandbox import Sandbox

T = TypeVar("T")
K = TypeVar("K", Setting, Panel, Scheduled)
GROUP = "portal.plugins"
BUILT_IN = {
    "civil-affairs": "plugins.agencies.civil_affairs.scheme",
    "education": "plugins.agencies.education.scheme",
    "medical": "plugins.agencies.medical.scheme",
    "housing": "plugins.agencies.housing.scheme",
    "employment": "plugins.agencies.employment.scheme",
    "disability": "plugins.agencies.disability.scheme",
    "trade-union": "plugins.agencies.trade_union.scheme",
}


# Told the name of each stage before it begins; a plugin's own process tells the portal where it hangs.
watch: Callable[[str], None] | None = None


@dataclass(frozen=True)
class PluginSource:
    """A plugin that may be loaded: its name, how to import it, its version if already known.

    `module` is the name of the module; `foreign` says that its own Python runs in a process of its own.
    """

    name: str
    load: Callable[[], Any]
    version: str = ""
    module: str = ""
    foreign: bool = False


@dataclass(frozen=True)
class Quarantined:
    """A plugin that was left out: at which stage it failed, and how."""

    plugin: str
    stage: str
    error: str


class PluginFailure(Exception):
    """A plugin failed at a stage; carries what the administrator is shown."""

    def __init__(self, quarantined: Quarantined) -> None:
        self.quarantined = quarantined
        super().__init__(f"{quarantined.plugin}: {quarantined.stage}: {quarantined.error}")


@dataclass
class LoadedPlugin:
    """What one plugin brought. `functions` are its own Python by name: `propose:<scheme>`, `panel:<key>`,
    `scheduled:<key>`, `claim_event`, `letters`; call them through `plugins.calls` alone."""

    name: str
    version: str
    folder: Path
    agency: Agency | None
    facts: tuple[FactDefinition, ...]
    schemes: tuple[Scheme, ...]
    parameters: tuple[ParameterDefinition, ...]
    cases: tuple[Case, ...]
    texts: Texts
    settings: tuple[Setting, ...] = ()
    panels: tuple[Panel, ...] = ()
    scheduled: tuple[Scheduled, ...] = ()
    requires_api: str = ""
    functions: dict[str, Callable[..., Any]] = field(default_factory=dict, repr=False)
    sandbox: Sandbox | None = None
    used: dict[str, Used] = field(default_factory=dict)


def built_in_sources() -> list[PluginSource]:
    """The agencies that come with the portal; they take the same way as everybody else's."""
    return [
        PluginSource(name, lambda path=path: importlib.import_module(path), module=path)  # type: ignore[misc]
        for name, path in BUILT_IN.items()
    ]


def entry_point_sources() -> list[PluginSource]:
    """Installed distributions with an entry point in `portal.plugins`, by name."""

    def source(point: EntryPoint) -> PluginSource:
        version = point.dist.version if point.dist else ""
        return PluginSource(point.name, point.load, version, point.value, foreign=True)

    return [source(point) for point in sorted(entry_points(group=GROUP), key=lambda p: p.name)]


@contextmanager
def stage(plugin: str, name: str, home: Path | None = None) -> Iterator[None]:
    """Turn whatever a plugin does wrong inside into a PluginFailure that names the stage, the error and its line.

    `home` is the plugin's folder, once it is known. SystemExit too: a plugin must not be able to stop the portal by
    calling sys.exit().
    """
    if watch is not None:
        watch(name)
    try:
        yield
    except PluginFailure:
        raise
    except (Exception, SystemExit) as error:
        raise PluginFailure(Quarantined(plugin, name, describe(error, home=home))) from error


def load_plugin(source: PluginSource) -> LoadedPlugin:
    """Import a plugin and ask its hooks. PluginFailure for anything it does wrong."""
    name = source.name
    pm = pluggy.PluginManager(PROJECT)
    from .api import hooks

    pm.add_hookspecs(hooks)
    module = _import(source)
    with stage(name, "import"):
        folder = _folder(module)
    asked = _Hooks(name, folder, pm)
    with asked.stage("hooks"):
        check_hooks(pm, module, name)
        pm.register(module, name=name)
    with asked.stage("parameters"):
        path = folder / "parameters.yaml"
        parameters = read_parameters(path, name) if path.is_file() else ()
    with asked.stage("cases"):
        cases = tuple(case for path in case_files(folder) for case in read_cases(path))
    texts = Texts(folder / "locale", COMMON_TEXTS)
    with asked.stage("translations"):
        for language in ("zh-hans", "en"):
            texts.catalogue(language)
    agency = asked.one("agency", Agency)
    facts = asked.several("facts", FactDefinition)
    with asked.stage("facts"):
        for fact in facts:
            if not fact.key.startswith(f"{name}."):
                raise LoadError(
                    f"fact {fact.key} must begin with the plugin's name: {name}.{fact.key.rpartition('.')[2]}", fact.at
                )
    schemes = asked.several("schemes", Scheme)
    settings = asked.keyed("settings", Setting)
    panels = asked.keyed("panels", Panel)
    scheduled = asked.keyed("scheduled", Scheduled)
    with asked.stage("hooks"):
        functions = _functions(pm, schemes, panels, scheduled)
    return LoadedPlugin(
        name, source.version or _version(module), folder, agency, facts, schemes, parameters, cases, texts, settings,
        panels, scheduled, getattr(module, "requires_api", ""), functions,
    )  # fmt: skip


def _import(source: PluginSource) -> Any:
    """The plugin's module, once it is known to be made for this API."""
    name = source.name
    with stage(name, "import"):
        try:
            module = source.load()
        except ImportError:
            # It may miss a name that only a newer API has: then that is what its author should read.
            _refuse_newer(_declared_api(source.module))
            raise
    with stage(name, "api"):
        _refuse_newer(getattr(module, "requires_api", ""))
    return module


def _declared_api(module: str) -> str:
    """`requires_api = "…"` as it stands in the source of a module that cannot be imported."""
    try:
        spec = importlib.util.find_spec(module.partition(":")[0])
        text = Path(spec.origin).read_text(encoding="utf-8") if spec and spec.origin else ""
        found = re.search(r"""^requires_api(?::\s*\w+)?\s*=\s*["']([^"']*)["']""", text, re.MULTILINE)
    except (ImportError, ValueError, OSError, AttributeError):
        return ""
    return found[1] if found else ""


def _refuse_newer(wanted: object) -> None:
    """A plugin made for another major version, or for a minor one that is not here yet, is told so."""
    if not wanted:
        return
    if not isinstance(wanted, str) or not re.fullmatch(r"\d+\.\d+", wanted):
        raise LoadError(f'requires_api = {wanted!r}: write it as "{VERSION}"')
    major, minor = (int(part) for part in wanted.split("."))
    our_major, our_minor = (int(part) for part in VERSION.split("."))
    if major != our_major or minor > our_minor:
        raise LoadError(
            f"the plugin needs plugin API {wanted}, this portal has {VERSION}: "
            + ("upgrade the portal" if (major, minor) > (our_major, our_minor) else "upgrade the plugin")
        )


def _functions(
    pm: pluggy.PluginManager, schemes: Sequence[Scheme], panels: Sequence[Panel], scheduled: Sequence[Scheduled]
) -> dict[str, Callable[..., Any]]:
    """Everything that is called later, by name; LoadError for what cannot be called that way."""
    own: list[tuple[str, str, Callable[..., Any] | None, Where]] = [
        (f"propose:{s.key}", f"propose of scheme {s.key}", s.propose, s.at) for s in schemes
    ]
    own += [(f"panel:{p.key}", f"figures of panel {p.key}", p.figures, p.at) for p in panels]
    own += [(f"scheduled:{w.key}", f"run of scheduled work {w.key}", w.run, w.at) for w in scheduled]
    found: dict[str, Callable[..., Any]] = {}
    for key, what, function, at in own:
        if function is not None:
            check_call(what, function, at)
            found[key] = function
    for hook in ("claim_event", "letters"):
        for implementation in getattr(pm.hook, hook).get_hookimpls():
            found[hook] = _with_own_arguments(implementation, getattr(pm.hook, hook).spec.argnames)
    return found


def _with_own_arguments(implementation: Any, names: Sequence[str]) -> Callable[..., Any]:
    """A hook may leave out arguments it does not need."""

    def call(*given: Any) -> Any:
        known = dict(zip(names, given, strict=True))
        return implementation.function(*(known[name] for name in implementation.argnames))

    return call


def _folder(module: Any) -> Path:
    file = getattr(module, "__file__", None)
    if not isinstance(module, ModuleType) or not file:
        raise LoadError("the entry point of a plugin names a module, such as my_plugin.scheme")
    return Path(file).resolve().parent


def _version(module: ModuleType) -> str:
    package = sys.modules.get(module.__name__.rpartition(".")[0])
    return str(getattr(module, "__version__", None) or getattr(package, "__version__", "0"))


@dataclass(frozen=True)
class _Hooks:
    """The hooks of one plugin, each asked guarded."""

    name: str
    folder: Path
    pm: pluggy.PluginManager

    def stage(self, name: str) -> AbstractContextManager[None]:
        """A stage of this plugin."""
        return stage(self.name, name, self.folder)

    def one(self, hook: str, kind: type[T]) -> T | None:
        """The answer of a hook; None where the plugin has none."""
        answer = self._call(hook)
        with self.stage(hook):
            if answer is not None and not isinstance(answer, kind):
                raise LoadError(f"the hook {hook} must return {kind.__name__}, not {type(answer).__name__}")
        return answer

    def several(self, hook: str, kind: type[T]) -> tuple[T, ...]:
        """The answers of a hook that returns a list."""
        answer = self._call(hook)
        with self.stage(hook):
            if answer is None:
                return ()
            if isinstance(answer, str | Mapping) or not isinstance(answer, Iterable):
                raise LoadError(f"the hook {hook} must return a list of {kind.__name__}, not {type(answer).__name__}")
            items = tuple(answer)
            for item in items:
                if not isinstance(item, kind):
                    raise LoadError(
                        f"the hook {hook} must return a list of {kind.__name__}; it holds a {type(item).__name__}"
                    )
            return items

    def keyed(self, hook: str, kind: type[K]) -> tuple[K, ...]:
        """The same, of things with a key; two of one key are refused."""
        items = self.several(hook, kind)
        with self.stage(hook):
            seen: set[str] = set()
            for item in items:
                if item.key in seen:
                    raise LoadError(f"two of {hook} are called {item.key}", item.at)
                seen.add(item.key)
        return items

    def _call(self, hook: str) -> Any:
        for implementation in getattr(self.pm.hook, hook).get_hookimpls():
            with self.stage(hook):
                return implementation.function()
        return None


def check_plugin(plugin: LoadedPlugin, vocabulary: Vocabulary, book: ParameterBook, agencies: Sequence[str]) -> None:
    """The checks that need all plugins: names, units, agencies, floors, cases. PluginFailure at the first mistake."""
    with stage(plugin.name, "check", plugin.folder):
        for scheme in plugin.schemes:
            if scheme.agency not in agencies:
                raise LoadError(
                    f"scheme {scheme.key} belongs to agency {scheme.agency}, which no plugin brings"
                    f"{nearest(scheme.agency, agencies)}: name one of {', '.join(agencies)}, or add the hook agency()",
                    scheme.at,
                )
            try:
                plugin.used[scheme.key] = check_scheme(scheme, vocabulary, book, plugin.name)
            except (TypeError, ValueError, AttributeError) as error:  # something in it is of a type nobody thought of
                raise LoadError(f"scheme {scheme.key} cannot be checked: {error}", scheme.at) from error
    with stage(plugin.name, "parameters", plugin.folder):
        book.check_floors(p.key for p in plugin.parameters)
    with stage(plugin.name, "cases", plugin.folder):
        criteria = {s.key: [c.id for c in s.eligible.criteria] for s in plugin.schemes}
        check_cases(plugin.cases, vocabulary, criteria)
