"""`portal startplugin`: what it writes works at once, and nothing is ever overwritten."""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import plugins.manager
from plugins.loading import PluginSource, built_in_sources
from plugins.starting import CannotStart, NewPlugin, next_steps, write

ROOT = Path(__file__).resolve().parents[2]


def start(folder, name="winter-heating", **options):
    call_command("startplugin", name, dir=folder, **options)
    return folder / name


def run(folder, *command, site=""):
    env = {**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{ROOT}", "ONEDOOR_VAR": str(folder / "var")}
    env["DJANGO_SETTINGS_MODULE"] = "portal.settings.demo"
    return subprocess.run([sys.executable, *command], env=env, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize(
    "options",
    [
        {"title": "冬季取暖补助", "title_en": "Winter heating grant"},
        {"agency": "weather-office", "agency_name": "气象局", "agency_name_en": "Weather Office"},
        {},
    ],
    ids=["of an agency that is there", "of an agency of its own", "nothing but a name"],
)
def test_its_own_tests_pass(tmp_path, options):
    folder = start(tmp_path, **options)
    shown = run(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "14 passed" in shown.stdout, "six cases and eight checks"


def test_it_says_all_that_is_to_be_typed_until_people_can_apply(tmp_path, capsys):
    folder = start(tmp_path)
    shown, readme = capsys.readouterr().out, (folder / "README.md").read_text(encoding="utf-8")
    steps = ["pip install -e .", "pytest", "portal migrate", "portal load_locality"]
    steps += ["portal plugins install winter-heating", "portal plugins enable winter-heating", "portal schemes"]
    for text in (shown, readme):
        said = [line.partition("#")[0].strip() for line in text.splitlines() if "  # " in line]
        assert said == steps


def test_it_is_tidy(tmp_path):
    start(tmp_path)
    start(tmp_path, "other-aid", agency="weather-office", agency_name="气象局")
    for command in (("check",), ("format", "--check")):
        ruff = [sys.executable, "-m", "ruff", *command, "--config", str(ROOT / "pyproject.toml"), str(tmp_path)]
        shown = subprocess.run(ruff, capture_output=True, text=True, check=False)
        assert shown.returncode == 0, shown.stdout


def test_installed_it_decides(tmp_path):
    folder = start(tmp_path, title="冬季取暖补助")
    site = tmp_path / "site"
    pip = ["-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index", "--target", str(site)]
    assert run(folder, *pip, "--disable-pip-version-check", str(folder)).returncode == 0
    facts = {"household": {"registered_here": True, "income_monthly": 1800}, "members": [{}, {}]}
    (folder / "family.json").write_text(json.dumps(facts), encoding="utf-8")
    shown = run(folder, "-m", "portal", "evaluate", "winter-heating", "--facts", "family.json", "--json", site=site)
    assert shown.returncode == 0, shown.stderr
    answer = json.loads(shown.stdout)
    assert (answer["verdict"], answer["amount"], answer["criteria"][0]["cite"][:2]) == ("met", "400.00", "示例")


def test_the_steps_it_prints_lead_to_a_scheme_on_offer(tmp_path, db, capsys, monkeypatch):
    """What pip would do is done by putting the folder on the path."""
    folder = start(tmp_path, title="冬季取暖补助")
    monkeypatch.syspath_prepend(str(folder))
    source = PluginSource(
        "winter-heating", lambda: importlib.import_module("onedoor_winter_heating.scheme"), version="0.1.0"
    )
    manager = plugins.manager.PluginManager([*built_in_sources(), source])
    monkeypatch.setattr(plugins.manager, "_loaded", lambda: manager)
    for step in next_steps("winter-heating"):
        portal, *command = step.partition("#")[0].split()
        if portal == "portal":
            call_command(*command)
    assert "winter-heating  冬季取暖补助  (civil-affairs, winter-heating 0.1.0)  on offer\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("Winter", {}, "is no name: lower-case words with hyphens"),
        ("../escape", {}, "is no name"),
        ("class", {}, "is no name"),
        ("education", {}, "a plugin or a scheme called education already"),
        ("minimum-living-allowance", {}, "called minimum-living-allowance already"),
        ("a-b", {"agency": "educatoin"}, "no plugin brings an agency educatoin; known are civil-affairs, education"),
        ("a-b", {"agency": "education", "agency_name": "局"}, "leave --agency-name out"),
        ("a-b", {"process": "nothing"}, "no process nothing here; there are allowance-12"),
        ("a-b", {"title": 'a "quoted" title'}, "holds a quote"),
        ("a-b", {"title_en": "$name"}, "a dollar sign"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(tmp_path, name, options, words):
    with pytest.raises(CommandError) as raised:
        start(tmp_path, name, **options)
    assert words in str(raised.value)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path):
    folder = start(tmp_path)
    (folder / "README.md").write_text("mine", encoding="utf-8")
    with pytest.raises(CommandError, match="is there already"):
        start(tmp_path)
    assert (folder / "README.md").read_text(encoding="utf-8") == "mine"


def test_what_was_begun_is_removed_when_the_disk_refuses(tmp_path):
    plugin = NewPlugin(name="a-b", title="甲", title_en="A", agency="education", process="agency-15", year=2026)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CannotStart, match="could not be written: Not a directory"):
        write(plugin, tmp_path / "file")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
