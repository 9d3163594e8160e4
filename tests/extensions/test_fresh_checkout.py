"""The commands about plugins on a portal whose database nobody has made yet."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


def portal(var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env |= {"PYTHONPATH": str(ROOT), "ONEDOOR_VAR": str(var), "DJANGO_SETTINGS_MODULE": "portal.settings.demo"}
    command = [sys.executable, "-m", "portal", *arguments]
    return subprocess.run(command, env=env, cwd=var, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "arguments", [("plugins",), ("plugins", "enable", "education", "--office", "liuhe"), ("parameters",)], ids=" ".join
)
def test_they_name_the_command_that_makes_the_tables(tmp_path, arguments):
    shown = portal(tmp_path, *arguments)
    assert shown.returncode == 1
    assert "portal migrate" in shown.stderr and "Traceback" not in shown.stderr
    assert len(shown.stderr.splitlines()) == 1


def test_schemes_are_listed_and_their_stand_is_said_to_be_unknown(tmp_path):
    shown = portal(tmp_path, "schemes", "--language", "en")
    assert shown.returncode == 0
    assert "education-aid  Education aid  (education, education 1.0)\n" in shown.stdout
    assert shown.stderr == "what is on offer is not known: the database has no tables yet. Run: portal migrate\n"
