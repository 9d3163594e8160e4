"""pytest kit for scheme authors: every `cases.yaml` beside a `scheme.py` is run, and the plugin is checked as a whole.

Installed with the portal as a pytest plugin; `pytest my_plugin/` is all it takes. Nothing heavy is imported before
a cases.yaml is found.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .api.cases import Case
    from .manager import PluginManager


class CaseFailed(Exception):
    """A case came out otherwise than it says; the text tells everything needed."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a cases.yaml that lies beside a scheme.py."""
    if file_path.name == "cases.yaml" and (file_path.parent / "scheme.py").is_file():
        return CasesFile.from_parent(parent, path=file_path)
    return None


class CasesFile(pytest.File):
    """One plugin's cases, and the conformance checks of the plugin."""

    def collect(self) -> Iterator[pytest.Item]:
        from .api import LoadError
        from .api.cases import read_cases

        try:
            cases = read_cases(self.path)
        except LoadError as error:
            raise self.CollectError(str(error)) from None
        for case in cases:
            yield CaseItem.from_parent(self, name=case.title, case=case)
        yield ConformanceItem.from_parent(self, name="conformance")


class CaseItem(pytest.Item):
    """One case as a test."""

    def __init__(self, *, case: Case, **options: Any) -> None:
        super().__init__(**options)
        self.case = case

    def runtest(self) -> None:
        manager, plugin = load_folder(self.path.parent)
        if failure := case_failure(manager, plugin, self.case):
            raise CaseFailed(failure)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        return str(excinfo.value) if isinstance(excinfo.value, CaseFailed) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.case.at.line - 1, self.case.title


class ConformanceItem(pytest.Item):
    """What every plugin must keep to, as one test."""

    def runtest(self) -> None:
        manager, plugin = load_folder(self.path.parent)
        if problems := conformance(manager, plugin):
            raise CaseFailed("\n".join(problems))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        return str(excinfo.value) if isinstance(excinfo.value, CaseFailed) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, "conformance"


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
    loaded = manager.plugins()[plugin]
    key = case.scheme or loaded.schemes[0].key
    on = case.on or max((v.since for p in manager.scheme(key).parameters for v in manager.book[p].values), default=None)
    if on is None:
        return f"{case.at}: {case.title}: say on which day (on: 2026-09-17)"
    evaluation = manager.evaluate(key, manager.facts(case.facts), on=on, office_chain=case.office_chain)
    differences = case.differences(evaluation)
    if not differences:
        return ""
    return "\n".join([f"{case.at}: {case.title}", *(f"  {line}" for line in differences), "", evaluation.explain("en")])


def conformance(manager: PluginManager, plugin: str) -> list[str]:
    """What every plugin must keep to; one line for each thing that is wrong.

    That keys are unique and every criterion is cited was checked when it was loaded.
    """
    loaded = manager.plugins()[plugin]
    problems = [
        f"{plugin}: no translation into {language} for {msgid!r}" for language, msgid in untranslated(manager, plugin)
    ]
    for scheme in loaded.schemes:
        cases = [c for c in loaded.cases if (c.scheme or loaded.schemes[0].key) == scheme.key]
        problems.extend(f"{scheme.key}: {line}" for line in _behaviour(manager, scheme.key, cases))
        problems.extend(
            f"{scheme.key}: no case expects {v}"
            for v in ("met", "not_met", "unknown")
            if not any(c.expect["verdict"] == v for c in cases)
        )
    return problems


def _behaviour(manager: PluginManager, key: str, cases: Iterable[Case]) -> Iterator[str]:
    """Pure, survives empty facts, never refuses or grants because something became unknown."""
    from .api import Facts

    days = [v.since for p in manager.scheme(key).parameters for v in manager.book[p].values]
    if days:
        empty = manager.evaluate(key, Facts(), on=max(days))
        if empty.fault is not None:
            yield f"fails without any facts: {empty.fault.error}"
        elif empty.verdict == "not_met":
            yield "refuses a household nothing is known of"
    for case in cases:
        on = case.on or max(days)
        facts = manager.facts(case.facts)
        first, second = (
            manager.evaluate(key, facts, on=on, office_chain=case.office_chain).to_json() for _ in range(2)
        )
        if first != second:
            yield f"answers differently the second time: {case.title}"
        for path in facts.paths():
            if path == "household.members_complete":  # says something about the list; without it a list is complete
                continue
            less = manager.evaluate(key, facts.with_fact(path, None), on=on, office_chain=case.office_chain)
            if less.fault is not None:
                yield f"fails without {path}: {case.title}: {less.fault.error}"
            elif less.verdict == "not_met" and first["verdict"] != "not_met":
                yield f"refuses because {path} is unknown: {case.title}"


def untranslated(manager: PluginManager, plugin: str) -> Iterator[tuple[str, str]]:
    """Texts of a plugin that lack a translation: those written in English into Chinese, and the other way round."""
    from .api.texts import COMMON_TEXTS

    texts = manager.plugins()[plugin].texts
    for msgid in dict.fromkeys(plugin_texts(manager, plugin)):
        language = "en" if any("\u4e00" <= c <= "\u9fff" for c in msgid) else "zh-hans"
        if msgid not in texts.catalogue(language) and msgid not in COMMON_TEXTS.catalogue(language):
            yield language, msgid


def plugin_texts(manager: PluginManager, plugin: str) -> Iterator[str]:
    """Every text of a plugin that people read."""
    from .api import tree

    loaded = manager.plugins()[plugin]
    if loaded.agency is not None:
        yield loaded.agency.name
        yield from filter(None, [loaded.agency.summary])
    for fact in loaded.facts:
        yield from filter(None, [fact.label, fact.hint, fact.meaning, *(c.label for c in fact.choices)])
    for parameter in loaded.parameters:
        yield parameter.label
    for scheme in loaded.schemes:
        yield scheme.name
        yield from filter(None, [scheme.summary])
        yield from (c.says for c in scheme.eligible.criteria)
        for material in scheme.materials:
            yield from filter(None, [material.label, material.hint])
        for root in scheme.nodes:
            yield from (node.label for node in tree.walk(root) if isinstance(node, tree.Named))
