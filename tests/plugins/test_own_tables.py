"""A plugin with tables and pages of its own: installed in a folder, named by the administrator, migrated, served."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.extensions.apps_of_plugins import UnknownApp, plugin_apps

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
USE_IT = """
from django.test import Client
from portal.accounts.actions import load_locality, sync_roles
from portal.accounts.actors import Actor
from portal.accounts.models import Assignment, Office, User
from portal.extensions import actions
system = Actor.system("test")
load_locality(actor=system)
for name, role in (("officer", "handling_officer"), ("editor", "editor")):
    user = User.objects.create(username=name)
    Assignment.objects.create(user=user, role=role, office=Office.objects.get(code="liuhe"), since="2020-01-01")
sync_roles(actor=system)
def browser(name):
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username=name))
    return client
print("anonymous", Client(headers={"host": "localhost"}).get("/x/diary/").status_code)
print("editor", browser("editor").get("/x/diary/").status_code)
officer = browser("officer")
print("post", officer.post("/x/diary/", {"day": "2026-09-17", "village": "河东村", "note": "<b>3</b>"}).status_code)
page = officer.get("/x/diary/").content.decode()
print("page", "2026-09-17 河东村：&lt;b&gt;3&lt;/b&gt;" in page)
print("link before", "plugin-diary-diary" in officer.get("/admin/").content.decode())
actions.install(actor=system, name="diary")
actions.enable(actor=system, plugin="diary")
print("link", "plugin-diary-diary" in officer.get("/admin/").content.decode())
from django.db import connection
print("table", "diary_visit" in connection.introspection.table_names())
"""


@pytest.fixture
def portal(installed, tmp_path):
    """Run the `portal` command with the diary installed beside it."""
    site = installed("diary")
    env = {**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{ROOT}", "ONEDOOR_VAR": str(tmp_path / "var")}
    env["DJANGO_SETTINGS_MODULE"] = "portal.settings.demo"
    env.pop("DATABASE_URL", None)

    def run(*arguments, apps="diary", **changes):
        command = [sys.executable, "-m", "portal", *arguments]
        return subprocess.run(
            command, env={**env, "PLUGIN_APPS": apps, **changes}, cwd=tmp_path, capture_output=True, text=True,
            timeout=300, check=False,
        )  # fmt: skip

    return run


def test_it_is_migrated_served_and_linked(portal):
    migrated = portal("migrate", "--verbosity", "1")
    assert migrated.returncode == 0, migrated.stderr
    assert "diary.0001_initial" in migrated.stdout
    assert portal("collectstatic", "--noinput").returncode == 0
    used = portal("shell", "--no-imports", "-c", USE_IT)
    assert used.returncode == 0, used.stderr
    assert dict(line.rsplit(" ", 1) for line in used.stdout.splitlines()) == {
        "anonymous": "403", "editor": "403", "post": "302", "page": "True", "link before": "False", "link": "True",
        "table": "True",
    }, used.stderr  # fmt: skip
    undone = portal("migrate", "diary", "zero")
    assert undone.returncode == 0 and "Unapplying diary.0001_initial" in undone.stdout


def test_an_app_nobody_named_is_not_there(portal):
    shown = portal("showmigrations", "--plan", apps="")
    assert shown.returncode == 0, shown.stderr
    assert "diary" not in shown.stdout


def test_a_name_that_brings_no_app_is_told(portal):
    shown = portal("check", apps="diary,dairy")
    assert shown.returncode != 0
    assert "PLUGIN_APPS names dairy, which bring no Django app; there are: diary" in shown.stderr


def test_a_label_that_could_take_anothers_tables_is_refused(portal, installed):
    apps = installed("diary") / "onedoor_diary" / "apps.py"
    text = apps.read_text()
    apps.write_text(text.replace('label = "diary"', 'label = "dial"'))
    try:
        shown = portal("check")
    finally:
        apps.write_text(text)
    assert shown.returncode != 0
    assert "extensions.E001" in shown.stderr and 'label = "diary"' in shown.stderr


def test_names_are_asked_for_once_and_in_order():
    assert plugin_apps([]) == {} == plugin_apps(["", " "])
    with pytest.raises(UnknownApp, match="nobody"):
        plugin_apps(["nobody"])
