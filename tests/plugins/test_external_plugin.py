"""A plugin of a third party, found by its entry point in a process of its own; and plugins that fail on purpose."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import SOURCES

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
FAMILY = {
    "household": {"income_monthly": 2800},
    "members": [{"relation": "self", "age": 44}, {"relation": "child", "age": 12}],
    "applicant": {"legal-aid.matter": "injury", "legal-aid.defendants": 1},
}


@pytest.fixture
def portal(tmp_path):
    """Run the `portal` command with distributions installed beside it."""

    def run(site, *arguments, stdin=""):
        env = {**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{ROOT}", "ONEDOOR_VAR": str(tmp_path / "var")}
        env["DJANGO_SETTINGS_MODULE"] = "portal.settings.demo"
        command = [sys.executable, "-m", "portal", *arguments]
        return subprocess.run(command, env=env, input=stdin, capture_output=True, text=True, cwd=tmp_path, check=False)

    return run


def test_it_is_found_by_its_entry_point(installed, portal):
    shown = portal(installed("legal_aid"), "schemes", "--json")
    assert shown.returncode == 0, shown.stderr
    row = next(row for row in json.loads(shown.stdout) if row["key"] == "legal-aid")
    assert row == {
        "key": "legal-aid",
        "agency": "legal-aid",
        "name": "法律援助",
        "plugin": "legal-aid",
        "version": "0.3.1",
        "state": "unknown",
    }


def test_it_decides_with_its_own_facts(installed, portal):
    arguments = ["legal-aid", "--facts", "-", "--date", "2026-09-17", "--office", "liuhe", "--json"]
    shown = portal(installed("legal_aid"), "evaluate", *arguments, stdin=json.dumps(FAMILY))
    assert shown.returncode == 0, shown.stderr
    answer = json.loads(shown.stdout)
    assert (answer["verdict"], answer["amount"], answer["per"]) == ("met", "6000.00", "once")
    assert answer["parameters"]["legal-aid.income_limit"]["value"] == "1600"
    assert answer["criteria"][0]["because"] == "纠纷的种类是工伤或车祸；对方人数（单位也算） 1，不少于 1"


def test_its_facts_are_in_the_vocabulary(installed, portal):
    shown = portal(installed("legal_aid"), "facts", "--json")
    row = next(r for r in json.loads(shown.stdout) if r["fact"] == "applicant.legal-aid.matter")
    assert (row["label"], row["asked_by"]) == ("纠纷的种类", ["legal-aid"])


def test_its_cases_run_with_the_kit(installed, tmp_path):
    site = installed("legal_aid")
    env = {**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]
    command += ["-c", os.devnull, str(site / "onedoor_legal_aid")]
    shown = subprocess.run(command, env=env, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert shown.returncode == 0, shown.stdout + shown.stderr
    passed = int(re.search(r"(\d+) passed", shown.stdout).group(1))
    cases = (SOURCES / "legal_aid/src/onedoor_legal_aid/cases.yaml").read_text(encoding="utf-8").count("\n- ") + 1
    assert passed > cases, "every case, and the checks of the plugin as a whole"


def test_it_imports_the_plugin_api_alone():
    allowed = {"plugins.api", "__future__"}
    for path in (SOURCES / "legal_aid").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
            assert set(names) <= allowed


def test_the_portal_stands_when_plugins_fail(installed, portal):
    shown = portal(installed("legal_aid", "faulty"), "schemes", "--json")
    assert shown.returncode == 0, shown.stderr
    keys = [row["key"] for row in json.loads(shown.stdout)]
    assert {"minimum-living-allowance", "education-aid", "legal-aid"} <= set(keys)
    assert "faulty-good" in keys, "a plugin whose own logic fails later is loaded"
    for plugin, stage, words in [
        ("faulty-import", "import", "raises_at_import.py:3: RuntimeError: this plugin never comes up"),
        ("faulty-exit", "import", "exits_at_import.py:5: SystemExit"),
        ("faulty-hook", "schemes", "raises_in_hook.py:8: ZeroDivisionError: a hook that raises"),
        ("faulty-name", "hooks", "there is no hook scheems; did you mean schemes?"),
        ("faulty-missing", "import", "ModuleNotFoundError"),
        ("faulty-portal", "import", "imports_the_portal.py:4: "),
        ("faulty-portal", "import", "a plugin imports nothing but plugins.api"),
        ("faulty-answer", "schemes", "must return a list of Scheme; it holds a str"),
        ("faulty-duplicate", "check", "takes_a_key.py:9: scheme key education-aid is taken by plugin education, at "),
    ]:
        line = next(text for text in shown.stderr.splitlines() if text.startswith(f"quarantined: {plugin} "))
        assert f"({stage})" in line
        assert words in line


def test_the_system_check_names_them(installed, portal):
    shown = portal(installed("legal_aid", "faulty"), "check", "--tag", "plugins")
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "Plugin faulty-import is quarantined: it failed at stage import" in shown.stderr
    assert "plugins.W001" in shown.stderr


BAD_AMOUNTS = {
    "nan": "finite",
    "infinite": "finite",
    "negative": "negative",
    "huge": "cannot be meant",
    "too-fine": "two decimals",
    "float": "must be a Decimal, not float",
    "text": "must be a Decimal, not str",
    "boolean": "must be a Decimal, not bool",
    "no-proposal": "must return a Proposal, not dict",
    "nothing": "must return a Proposal, not NoneType",
    "odd-reason": "refer must be text",
    "raising": "ValueError",
    "raising-ours": "bad_amounts.py:46: FactError",
    "raising-load": "bad_amounts.py:50: LoadError",
    "making-raise": "bad_amounts.py:54: FactError",
    "exiting": "SystemExit",
    "scribbling": "TypeError",
}


@pytest.fixture
def faulty(installed, monkeypatch):
    """The manager with the plugin of bad amounts, in this process."""
    from plugins.loading import built_in_sources, entry_point_sources
    from plugins.manager import PluginManager

    monkeypatch.syspath_prepend(str(installed("legal_aid", "faulty")))
    sources = [s for s in entry_point_sources() if s.name == "faulty-amounts"]
    assert len(sources) == 1
    return PluginManager([*built_in_sources(), *sources])


@pytest.mark.parametrize(("name", "words"), BAD_AMOUNTS.items())
def test_what_cannot_be_an_amount_goes_to_an_officer_and_refuses_nobody(faulty, caplog, name, words):
    from datetime import date

    facts = faulty.facts({"household": {"savings": 4711}, "members": [{"income_monthly": 815}]})
    evaluation = faulty.evaluate(f"faulty-{name}", facts, on=date(2026, 9, 17), office_chain=("qingxi",))
    assert (evaluation.verdict, evaluation.amount) == ("unknown", None)
    assert (evaluation.fault.plugin, evaluation.fault.stage) == ("faulty-amounts", "propose")
    assert words in evaluation.fault.error
    assert [f.result for f in evaluation.criteria] == ["met"], "the findings stay as they are"
    assert evaluation.to_json()["fault"]["stage"] == "propose"
    for secret in ("secret", "4711", "815"):
        assert secret not in caplog.text + evaluation.fault.error


def test_a_good_proposal_is_taken_and_a_referral_asks_for_an_officer(faulty):
    from datetime import date
    from decimal import Decimal

    def evaluate(name):
        facts = faulty.facts({"household": {"savings": 4711}, "members": [{"income_monthly": 815}]})
        return faulty.evaluate(f"faulty-{name}", facts, on=date(2026, 9, 17), office_chain=("qingxi",))

    assert (evaluate("good").verdict, evaluate("good").amount) == ("met", Decimal("12.50"))
    referred = evaluate("referring")
    assert (referred.verdict, referred.amount, referred.refer, referred.fault) == (
        "unknown",
        None,
        "请人工看一下",
        None,
    )
    assert evaluate("prying").amount == 0, "facts its scheme does not declare are not there"
