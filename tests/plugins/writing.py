"""Plugins written by a test, as their authors would write them: a small one that is good, and one that reckons."""

from __future__ import annotations

import importlib.util
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path

from plugins.loading import PluginSource

# Stands alone, with an agency of its own. Tests of mistakes make one in it at a time.
PARAMETERS = """\
mine.limit:
  unit: yuan/month
  label: Limit
  values:
    - {from: 2026-01-01, value: 700, source: 演示}
mine.grant:
  unit: yuan
  label: Grant
  values:
    - {from: 2026-01-01, value: 100, source: 演示}
"""
SCHEME = """\
from plugins.api import *
LOW = criterion("low", household.income_per_head < parameter("mine.limit"), says="Low", cite=clause("演示", "一"))
RULES = eligible(LOW)
AMOUNT = parameter("mine.grant")

@hookimpl
def agency():
    return Agency("mine", "本部门")

@hookimpl
def schemes():
    return [Scheme("mine-aid", "救助", "mine", RULES, "once", "agency-15", amount=AMOUNT)]
"""
CASES = """\
- a poor family:
    household: {income_monthly: 100}
    members: [{}]
    expect: {verdict: met}
"""

# Belongs to civil affairs; multiplies an amount by a figure and divides by another.
_FIGURES = """\
mine.limit: {unit: yuan/month, label: Limit, values: [{from: 2026-01-01, value: 700, source: 演示}]}
mine.odd: {unit: yuan, label: Odd, values: [{from: 2026-01-01, value: 100.55, source: 演示}]}
mine.times: {unit: times, label: Times, values: [{from: 2026-01-01, value: 2, source: 演示}]}
mine.below: {unit: times, label: Below the line, values: [{from: 2026-01-01, value: 2, source: 演示}]}
"""
_RECKONING = """\
from plugins.api import *

LOW = criterion(
    "low", household.income_per_head / parameter("mine.below") < parameter("mine.limit"),
    says="Low", cite=clause("演示", "一"),
)
AMOUNT = parameter("mine.odd") * parameter("mine.times")

@hookimpl
def schemes():
    return [Scheme("mine-aid", "本县救助", "civil-affairs", eligible(LOW), "once", "agency-15", amount=AMOUNT)]
"""
RECKONING = {"scheme": _RECKONING, "parameters": _FIGURES}


def changed(old: str, new: str, text: str = SCHEME) -> str:
    """The text with one part replaced, which must be there."""
    assert old in text
    return text.replace(old, new)


def written(
    folder: Path,
    scheme: str = SCHEME,
    parameters: str = PARAMETERS,
    cases: str = CASES,
    files: Mapping[str, str] | None = None,
) -> PluginSource:
    """The plugin `mine` in a folder, with more files if wanted."""
    texts = {"scheme.py": textwrap.dedent(scheme), "parameters.yaml": parameters, "cases.yaml": cases, **(files or {})}
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    module = "plugin_in_" + folder.name.replace("-", "_")

    def load():
        spec = importlib.util.spec_from_file_location(module, folder / "scheme.py")
        loaded = importlib.util.module_from_spec(spec)
        sys.modules[module] = loaded
        try:
            spec.loader.exec_module(loaded)
        finally:
            del sys.modules[module]
        return loaded

    return PluginSource("mine", load, "1.0")
