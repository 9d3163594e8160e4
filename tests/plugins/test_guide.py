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

from plugins import answers
from plugins.api import EVENTS, ProposalContext, hooks, units
from plugins.api.extending import EVENT_KINDS, SETTING_TYPES
from plugins.api.scheme import PERS
from plugins.conformance import CHECKS
from plugins.proposals import LARGEST_AMOUNT
from plugins.starting import next_steps
from portal.common.locality import get_locality

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


@pytest.mark.slow
def test_the_guides_cases_and_conformance_pass(project):
    shown = run(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, "heating_grant")
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert f"{GUIDE.count('    expect:') + len(CHECKS)} passed" in shown.stdout


@pytest.mark.slow
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


@pytest.mark.slow
def test_the_guides_scheme_is_on_offer(project):
    shown = run(project, "-m", "portal", "schemes", "--json")
    rows = {row["key"]: row for row in json.loads(shown.stdout)}
    assert (rows["heating-grant"]["plugin"], rows["heating-grant"]["version"]) == ("heating", "1.0")


@pytest.mark.slow
def test_the_guides_answer_is_the_answer(project):
    arguments = ["heating-grant", "--facts", "family.json", "--date", "2026-12-01", "--language", "en"]
    shown = run(project, "-m", "portal", "evaluate", *arguments)
    printed = re.search(r"<!-- output -->\n```\n(.*?)```", GUIDE, re.DOTALL).group(1)
    assert shown.stdout == printed


def test_other_code_of_the_guide_is_python():
    for text in re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL):
        compile(text, "docs/plugin-guide.md", "exec")


def test_examples_that_run_run():
    examples = re.findall(r"<!-- runs -->\n```python\n(.*?)```", GUIDE, re.DOTALL)
    assert len(examples) == 2
    for text in examples:
        exec(compile(text, "docs/plugin-guide.md", "exec"), {})


@pytest.mark.parametrize(
    "known",
    [
        [name for name in units.NAMES if name not in ("", "date")],
        EVENTS,
        PERS,
        list(get_locality().processes),
        SETTING_TYPES,
        EVENT_KINDS,
    ],
    ids=["units", "life events", "per", "processes", "types of settings", "kinds of news"],
)
def test_every_value_there_is_is_named(known):
    assert [name for name in known if f"`{name}`" not in GUIDE + HOOKS] == []


def test_sections_are_counted_one_by_one():
    numbers = [int(number) for number in re.findall(r"^## (\d+)\. ", GUIDE, re.MULTILINE)]
    assert numbers == list(range(len(numbers)))


def test_the_limits_of_answers_are_those_that_are_kept():
    for limit in (
        f"at most {answers.MOST} referrals",
        f"1 to {answers.LONGEST_TEXT:,} characters and at most {answers.MOST} gaps",
        f"key at most {answers.LONGEST_KEY},", f"most {LARGEST_AMOUNT:,} yuan",
    ):  # fmt: skip
        assert limit in HOOKS.replace("\n", " "), limit
    assert answers.LARGEST_NUMBER == 10**12 and "10 to the 12th power" in HOOKS


def test_the_way_into_the_portal_is_the_one_startplugin_prints():
    script = re.search(r"<!-- into -->\n```sh\n(.*?)```", GUIDE, re.DOTALL).group(1)
    typed = [line.partition("#")[0].strip() for line in script.splitlines()]
    printed = [line.partition("#")[0].strip() for line in next_steps("winter-heating")]
    assert typed == [line for line in printed if line != "pytest"]


def test_every_hook_is_documented_with_its_exact_signature():
    specs = {n: f for n, f in vars(hooks).items() if inspect.isfunction(f) and hasattr(f, f"{hooks.PROJECT}_spec")}
    documented = dict(re.findall(r"## `(\w+)`\n\n```python\n(.*?)\n```", HOOKS))
    assert documented == {
        name: f"def {name}{inspect.signature(function)}".replace("'", "") for name, function in specs.items()
    }


def test_propose_is_documented_with_its_signature():
    assert "def propose(context: ProposalContext) -> Proposal" in HOOKS
    table = HOOKS.partition("def propose(")[2].partition("Whatever it does")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(ProposalContext.__dataclass_fields__)


HOOK_NAMES = [n for n, f in vars(hooks).items() if inspect.isfunction(f) and hasattr(f, f"{hooks.PROJECT}_spec")]


def test_every_hook_has_a_real_user():
    root = DOCS.parent
    sources = [*root.glob("plugins/agencies/*/*.py"), *root.glob("tests/external_plugin/legal_aid/**/*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    for name in HOOK_NAMES:
        assert f"@hookimpl\ndef {name}(" in text, name
