"""Changes each rule of the built-in agencies a little, with mutmut's operators, and counts what their cases notice.

mutmut itself changes the bodies of functions; the criteria are declarations of a module, so this walks those. Words for
people (`says`, citations, labels, summaries) are left alone: the conformance checks look after them. A mutant is killed
when the plugin does not load any more or when one of its cases comes out otherwise.

    python -m tests.mutation.criteria [AGENCY …] [--show]
"""

from __future__ import annotations

import argparse
import ast
import importlib
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

ROOT = Path(__file__).resolve().parents[2]
AGENCIES = ROOT / "plugins" / "agencies"
LEAST = 0.9
RULE_WORDS = ("household", "member", "parameter", "criterion", "received")
# Keyword arguments and calls that hold words for people, or name the clause.
WORDS = frozenset({"says", "cite", "label", "hint", "summary", "meaning", "name"})
WORDY_CALLS = frozenset({"clause", "Agency", "Choice", "Material", "FactDefinition", "Setting", "Scheme"})


@dataclass(frozen=True)
class Mutant:
    """One changed module: its file, the line, and what it was changed to."""

    file: Path
    line: int
    before: str
    after: str
    code: str


class _Walk(cst.CSTVisitor):
    """Collects what mutmut's operators make of the declarations of a module."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        from mutmut.mutation.mutators import mutation_operators

        self.operators = mutation_operators
        self.found: list[tuple[cst.CSTNode, cst.CSTNode, int]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Import | cst.ImportFrom | cst.FunctionDef | cst.ClassDef | cst.Annotation):
            return False
        if isinstance(node, cst.Arg) and node.keyword is not None and node.keyword.value in WORDS:
            return False
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in WORDY_CALLS:
            return False
        if isinstance(node, cst.Assign) and isinstance(node.value, cst.SimpleString):
            return False  # the number of a document
        if isinstance(node, cst.Expr):
            return False  # docstrings
        if isinstance(node, cst.SimpleString) and any("\u4e00" <= c <= "\u9fff" for c in node.value):
            return False  # a clause
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == "named":
            node.args[1].visit(self)  # the first is the words for the number
            return False
        for kind, operator in self.operators:
            if isinstance(node, kind):
                line = self.get_metadata(PositionProvider, node).start.line
                self.found.extend((node, other, line) for other in operator(node))
        return True


def mutants(file: Path) -> Iterator[Mutant]:
    """Every mutant of a module."""
    wrapper = MetadataWrapper(cst.parse_module(file.read_text(encoding="utf-8")))
    walk = _Walk()
    wrapper.visit(walk)
    for node, other, line in walk.found:
        changed = wrapper.module.deep_replace(node, other)
        if changed.code != wrapper.module.code:
            yield Mutant(file, line, _text(node), _text(other), changed.code)


def _text(node: cst.CSTNode) -> str:
    return " ".join(cst.Module([]).code_for_node(node).split())[:100]


def _once_a_file(read: Callable[..., Any]) -> Callable[..., Any]:
    """Read the file behind a link once."""
    kept = cache(read)
    return lambda path, *rest: kept(path.resolve(), *rest)


class Trial:
    """Loads an agency with one module changed, beside all others as they are, and runs its cases."""

    def __init__(self, agency: Path, folder: Path) -> None:
        from plugins import loading, manager
        from plugins.testing import load_folder

        logging.disable(logging.CRITICAL)
        self.agency, self.folder, self.number = agency, folder, 0
        _, self.name = load_folder(agency)
        others = {s.name: loading.load_plugin(s) for s in loading.built_in_sources() if s.name != self.name}
        fresh = loading.load_plugin
        # The same files are read for every mutant, and the other plugins never change.
        loading.read_parameters = _once_a_file(loading.read_parameters)
        loading.read_cases = _once_a_file(loading.read_cases)
        manager.load_plugin = lambda source: others.get(source.name) or fresh(source)
        self.manager, self.loading = manager, loading

    def killed(self, mutant: Mutant) -> bool:
        """Whether the cases notice. The unchanged agency must survive: `killed` of it is a mistake of this harness."""
        from plugins.testing import case_failure

        package = self._package(mutant)
        sources = [
            self.loading.PluginSource(source.name, source.load)
            for source in self.loading.built_in_sources()
            if source.name != self.name
        ]
        try:
            own = self.loading.PluginSource(self.name, lambda: importlib.import_module(f"{package}.scheme"))
            loaded = self.manager.PluginManager([*sources, own])
            if self.name not in loaded.plugins():
                return True
            return any(case_failure(loaded, self.name, case) for case in loaded.plugins()[self.name].cases)
        except Exception:
            return True
        finally:
            for module in [m for m in sys.modules if m.split(".")[0] == package]:
                del sys.modules[module]
            shutil.rmtree(self.folder / package)

    def _package(self, mutant: Mutant) -> str:
        self.number += 1
        package = f"mutant_{self.number}"
        target = self.folder / package
        for source in self.agency.rglob("*.py"):
            place = target / source.relative_to(self.agency)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(mutant.code if source == mutant.file else source.read_text(encoding="utf-8"), "utf-8")
        for name in ("parameters.yaml", "cases.yaml", "cases", "locale"):
            if (self.agency / name).exists():
                os.symlink(self.agency / name, target / name)
        return package


def rule_files(agency: Path) -> list[Path]:
    """The modules that say something about facts and parameters."""
    return sorted(p for p in agency.rglob("*.py") if set(RULE_WORDS) & set(_imported(p)))


def _imported(path: Path) -> Iterator[str]:
    """Names a module takes from the plugin API."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "plugins.api":
            yield from (alias.name for alias in node.names)


def run(agency: Path, *, show: bool) -> tuple[int, int]:
    """Try every mutant of an agency; (killed, all)."""
    with tempfile.TemporaryDirectory() as folder:
        sys.path.insert(0, folder)
        trial = Trial(agency, Path(folder))
        unchanged = rule_files(agency)[0]
        if trial.killed(Mutant(unchanged, 0, "", "", unchanged.read_text(encoding="utf-8"))):
            raise SystemExit(f"{agency.name}: its cases fail unchanged")
        killed = total = 0
        for file in rule_files(agency):
            for mutant in mutants(file):
                total += 1
                if trial.killed(mutant):
                    killed += 1
                elif show:
                    print(f"  survived {file.relative_to(ROOT)}:{mutant.line}: {mutant.before}  →  {mutant.after}")
        sys.path.remove(folder)
    return killed, total


def main() -> None:
    """Print a line for each agency and the sum; exit 1 below 90 %."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("agencies", nargs="*")
    parser.add_argument("--show", action="store_true", help="print the mutants that survived")
    options = parser.parse_args()
    folders = sorted(p.parent for p in AGENCIES.glob("*/scheme.py"))
    chosen = [f for f in folders if not options.agencies or f.name in options.agencies]
    sums = [0, 0]
    for agency in chosen:
        killed, total = _apart(agency, show=options.show)
        sums = [sums[0] + killed, sums[1] + total]
        print(f"{agency.name:15} {killed:5} of {total:5} killed  {killed / total:6.1%}", flush=True)
    share = sums[0] / sums[1]
    print(f"{'all':15} {sums[0]:5} of {sums[1]:5} killed  {share:6.1%}")
    raise SystemExit(share < LEAST)


def _apart(agency: Path, *, show: bool) -> tuple[int, int]:
    """Each agency in a process of its own: the loader is bent for it."""
    from multiprocessing import get_context

    with get_context("spawn").Pool(1) as pool:
        return pool.apply(run, (agency,), {"show": show})


if __name__ == "__main__":
    main()
