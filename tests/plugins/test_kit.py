"""The pytest kit for authors: what it collects, what a failing case says, what conformance finds."""

import subprocess
import sys

import pytest

from plugins.conformance import conformance
from plugins.manager import get_manager

pytestmark = pytest.mark.slow
SCHEME = """\
from plugins.api import Scheme, clause, criterion, eligible, hookimpl, household, parameter

RULES = eligible(
    criterion(
        "small",
        household.size <= parameter("kit-demo.most"),
        says="A small household",
        cite=clause("演示", "一"),
    )
)

@hookimpl
def schemes():
    return [Scheme("small-aid", "Small aid", "education", RULES, "once", "agency-15")]
"""
PARAMETERS = """\
kit-demo.most:
  unit: count
  label: Most members
  values:
    - {from: 2026-01-01, value: 2, source: 演示}
"""
CASES = """\
- two people:
    members: [{}, {}]
    expect: {verdict: met}
- three people are said to be few:
    members: [{}, {}, {}]
    expect: {verdict: met, because: {small: met}}
"""


@pytest.fixture
def outcome(tmp_path):
    folder = tmp_path / "kit_demo"
    folder.mkdir()
    for name, text in [
        ("__init__.py", ""),
        ("scheme.py", SCHEME),
        ("parameters.yaml", PARAMETERS),
        ("cases.yaml", CASES),
    ]:
        (folder / name).write_text(text, encoding="utf-8")

    def run():
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null", str(folder)]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False).stdout

    return run


def test_a_failing_case_tells_sentence_expected_got_and_why(outcome):
    shown = outcome()
    assert "kit_demo/cases.yaml::two people" not in shown, "it passes"
    assert "cases.yaml:4: three people are said to be few" in shown
    assert "verdict: expected met, got not_met" in shown
    assert "because small: expected met, got not_met" in shown
    assert "Number of people in the family 3, more than 2" in shown


def test_cases_in_a_file_nobody_reads_are_refused(outcome, tmp_path):
    (tmp_path / "kit_demo/cases.yaml").rename(tmp_path / "kit_demo/cases.yml")
    assert "cases.yml:1: cases are read from .yaml files alone: call it cases.yaml" in outcome()


def test_conformance_finds_what_is_missing(outcome):
    shown = outcome()
    for text in ("'Small aid'", "'A small household'", "'Most members'"):
        assert f"no translation into zh-hans for {text}" in shown
    assert "small-aid: no case expects unknown" in shown


@pytest.mark.parametrize("plugin", get_manager().plugins())
def test_the_built_in_plugins_conform(plugin):
    assert conformance(get_manager(), plugin) == []


def test_the_kit_is_light_to_import():
    """It is loaded by every pytest run on the machine."""
    heavy = ("django", "yaml", "babel", "plugins.api")
    code = f"import sys, plugins.testing; print([m for m in {heavy} if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
