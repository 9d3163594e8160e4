"""pytest kit for scheme authors: every `cases.yaml`, or file in `cases/`, beside a `scheme.py` is run.

The plugin is checked as a whole too. Installed with the portal as a pytest plugin; `pytest my_plugin/` is all it takes.
Nothing heavy is imported before a file with cases is found.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .api.cases import Case
    from .manager import PluginManager


class CaseFailed(Exception):
    """A case came out otherwise than it says; the text tells everything needed."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the files with cases that lie beside a scheme.py."""
    named = file_path.suffix in (".yaml", ".yml") and "cases" in (file_path.stem, file_path.parent.name)
    if named and (plugin_folder(file_path) / "scheme.py").is_file():
        return CasesFile.from_parent(parent, path=file_path)
    return None


def plugin_folder(cases: Path) -> Path:
    """The folder of the plugin that a file with cases belongs to."""
    return cases.parent.parent if cases.parent.name == "cases" else cases.parent


class CasesFile(pytest.File):
    """A plugin's cases; the first file of a plugin brings the conformance checks as well."""

    def collect(self) -> Iterator[pytest.Item]:
        from .api import LoadError
        from .api.cases import case_files, read_cases
        from .conformance import CHECKS

        try:
            first, *_ = case_files(plugin_folder(self.path))
            cases = read_cases(self.path)
        except LoadError as error:
            raise self.CollectError(str(error)) from None
        for case in cases:
            yield CaseItem.from_parent(self, name=case.title, case=case)
        for name in CHECKS if self.path == first else ():
            yield ConformanceItem.from_parent(self, name=name)


class KitItem(pytest.Item):
    """A test of a plugin whose failure is told in words, without a traceback."""

    def problems(self, manager: PluginManager, plugin: str) -> str:
        """What is wrong, or nothing."""
        raise NotImplementedError

    def runtest(self) -> None:
        if text := self.problems(*load_folder(plugin_folder(self.path))):
            raise CaseFailed(text)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        return str(excinfo.value) if isinstance(excinfo.value, CaseFailed) else super().repr_failure(excinfo, style)


class CaseItem(KitItem):
    """One case as a test."""

    def __init__(self, *, case: Case, **options: Any) -> None:
        super().__init__(**options)
        self.case = case

    def problems(self, manager: PluginManager, plugin: str) -> str:
        return case_failure(manager, plugin, self.case)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.case.at.line - 1, self.case.title


class ConformanceItem(KitItem):
    """One thing every plugin must keep to, as a test."""

    def problems(self, manager: PluginManager, plugin: str) -> str:
        from .conformance import CHECKS

        return "\n".join(CHECKS[self.name](manager, manager.plugins()[plugin]))

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, f"conformance: {self.name}"


_loaded: dict[Path, tuple[PluginManager, str]] = {}


def load_folder(folder: Path) -> tuple[PluginManager, str]:
    """The portal's plugins and the one in this folder, installed or not. CaseFailed if it is quarantined."""
    from .loading import PluginSource, built_in_sources, entry_point_sources
    from .manager import PluginManager

    folder = folder.resolve()
    if folder not in _loaded:
        module = _module_name(folder)
        name = _plugin_name(folder, module)
        sources = [s for s in (*built_in_sources(), *entry_point_sources()) if s.name != name]
        manager = PluginManager([*sources, PluginSource(name, lambda: importlib.import_module(module))])
        _loaded[folder] = manager, name
    manager, name = _loaded[folder]
    for left_out in manager.quarantined:
        if left_out.plugin == name:
            raise CaseFailed(f"the plugin {name} cannot be loaded ({left_out.stage}):\n{left_out.error}")
    return manager, name


def _module_name(folder: Path) -> str:
    """The importable name of the folder's scheme.py; the folder above the package is put on sys.path."""
    parts = ["scheme"]
    while (folder / "__init__.py").is_file():
        parts.insert(0, folder.name)
        folder = folder.parent
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    return ".".join(parts)


def _plugin_name(folder: Path, module: str) -> str:
    """The name of the plugin: built in, of its installed entry point, of the one in the pyproject.toml above it."""
    from importlib.metadata import entry_points

    from .loading import BUILT_IN, GROUP

    known = {
        **{target: name for name, target in BUILT_IN.items()},
        **{p.value: p.name for p in entry_points(group=GROUP)},
    }
    if module in known:
        return known[module]
    for above in folder.parents:
        if (above / "pyproject.toml").is_file():
            import tomllib

            project = tomllib.loads((above / "pyproject.toml").read_text(encoding="utf-8")).get("project", {})
            for name, target in project.get("entry-points", {}).get(GROUP, {}).items():
                if target == module:
                    return str(name)
    return folder.name.replace("_", "-")


def case_failure(manager: PluginManager, plugin: str, case: Case) -> str:
    """Run a case; what is wrong with it (sentence, expected, got, explanation), or nothing."""
    from .api import LoadError
    from .conformance import evaluate

    loaded = manager.plugins()[plugin]
    scheme = manager.scheme(case.scheme or loaded.schemes[0].key).scheme
    try:
        evaluation = evaluate(manager, scheme, case)
    except LoadError as error:
        return f"{error}: {case.title}"
    differences = case.differences(evaluation)
    if not differences:
        return ""
    return "\n".join([f"{case.at}: {case.title}", *(f"  {line}" for line in differences), "", evaluation.explain("en")])
