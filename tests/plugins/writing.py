"""A plugin written by a test, as its author would write it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from plugins.loading import PluginSource

PARAMETERS = """\
mine.limit: {unit: yuan/month, label: Limit, values: [{from: 2026-01-01, value: 700, source: 演示}]}
mine.odd: {unit: yuan, label: Odd, values: [{from: 2026-01-01, value: 100.55, source: 演示}]}
mine.times: {unit: times, label: Times, values: [{from: 2026-01-01, value: 2, source: 演示}]}
mine.below: {unit: times, label: Below the line, values: [{from: 2026-01-01, value: 2, source: 演示}]}
"""
SCHEME = """\
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
CASES = """\
- a poor family:
    household: {income_monthly: 100}
    members: [{}]
    expect: {verdict: met}
"""


def written(folder: Path, scheme: str = SCHEME, parameters: str = PARAMETERS, cases: str = CASES) -> PluginSource:
    """The plugin `mine` in a folder: its rule multiplies an amount by a figure and divides by another."""
    for name, text in {"scheme.py": scheme, "parameters.yaml": parameters, "cases.yaml": cases}.items():
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
