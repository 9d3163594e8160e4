"""The plugin guide and the page on hooks say what is so: their code is taken out, installed and run."""

import inspect
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from plugins.api import ProposalContext, hooks
from plugins.conformance import CHECKS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
GUIDE = (DOCS / "plugin-guide.md").read_text(encoding="utf-8")
HOOKS = (DOCS / "hooks.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"<!-- file: (\S+) -->\n```\w*\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The guide's files, and the folder in which they are installed."""
    folder = tmp_path_factory.mktemp("guide") / "heating"
    for name, text in BLOCK.findall(GUIDE):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    site = folder.parent / "site"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    command += ["--disable-pip-version-check", "--target", str(site), str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return folder, site


def run(project, *command):
    folder, site = project
    root = Path(__file__).resolve().parents[2]
    env = {**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{root}", "ONEDOOR_VAR": str(folder.parent / "var")}
    env["DJANGO_SETTINGS_MODULE"] = "portal.settings.demo"
    return subprocess.run([sys.executable, *command], env=env, cwd=folder, capture_output=True, text=True, check=False)


def test_the_guides_cases_and_conformance_pass(project):
    shown = run(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, "heating_grant")
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert f"{GUIDE.count('    expect:') + len(CHECKS)} passed" in shown.stdout


def test_the_short_way_is_a_way(tmp_path):
    """The commands of the guide's beginning, one after the other; what pip would fetch is on the path already."""
    script = re.search(r"<!-- start -->\n```sh\n(.*?)```", GUIDE, re.DOTALL).group(1)
    start, enter, install, test = script.splitlines()
    assert (enter, install, test) == ("cd winter-heating", "pip install -e .", "pytest")
    env = {**os.environ, "PYTHONPATH": str(ROOT), "ONEDOOR_VAR": str(tmp_path / "var")}
    env["DJANGO_SETTINGS_MODULE"] = "portal.settings.demo"
    for command, folder in (
        (["-m", *shlex.split(start)], tmp_path),
        (["-m", "pytest", "-q"], tmp_path / "winter-heating"),
    ):
        done = subprocess.run(
            [sys.executable, *command], env=env, cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_guides_scheme_is_on_offer(project):
    shown = run(project, "-m", "portal", "schemes", "--json")
    rows = {row["key"]: row for row in json.loads(shown.stdout)}
    assert (rows["heating-grant"]["plugin"], rows["heating-grant"]["version"]) == ("heating", "1.0")


def test_the_guides_answer_is_the_answer(project):
    arguments = ["heating-grant", "--facts", "family.json", "--date", "2026-12-01", "--language", "en"]
    shown = run(project, "-m", "portal", "evaluate", *arguments)
    printed = re.search(r"<!-- output -->\n```\n(.*?)```", GUIDE, re.DOTALL).group(1)
    assert shown.stdout == printed


def test_other_code_of_the_guide_is_python():
    for text in re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL):
        compile(text, "docs/plugin-guide.md", "exec")


def test_every_hook_is_documented_with_its_exact_signature():
    specs = {n: f for n, f in vars(hooks).items() if inspect.isfunction(f) and hasattr(f, f"{hooks.PROJECT}_spec")}
    documented = dict(re.findall(r"## `(\w+)`\n\n```python\n(.*?)\n```", HOOKS))
    assert documented == {
        name: f"def {name}{inspect.signature(function)}".replace("'", "") for name, function in specs.items()
    }


def test_propose_is_documented_with_its_signature():
    assert "def propose(context: ProposalContext) -> Proposal" in HOOKS
    assert set(ProposalContext.__dataclass_fields__) == {"facts", "on", "amount", "parameters"}


HOOK_NAMES = [n for n, f in vars(hooks).items() if inspect.isfunction(f) and hasattr(f, f"{hooks.PROJECT}_spec")]


def test_every_hook_has_a_real_user():
    root = DOCS.parent
    sources = [*root.glob("plugins/agencies/*/*.py"), *root.glob("tests/external_plugin/legal_aid/**/*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    for name in HOOK_NAMES:
        assert f"@hookimpl\ndef {name}(" in text, name
