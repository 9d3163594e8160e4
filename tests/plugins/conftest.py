"""Third-party distributions, really installed: into a folder of their own, without the network; and a small plugin."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from plugins.manager import PluginManager

from .writing import written

SOURCES = Path(__file__).resolve().parents[1] / "external_plugin"


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """`installed(name, …)` installs distributions of tests/external_plugin; returns the folder for sys.path."""
    done = {}

    def install(*names):
        if names not in done:
            work = tmp_path_factory.mktemp("dist")
            target = work / "site"
            for name in names:
                # A copy, because building leaves files beside the sources.
                source = shutil.copytree(SOURCES / name, work / name)
                command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
                command += ["--disable-pip-version-check", "--no-index", "--target", str(target), str(source)]
                subprocess.run(command, check=True, capture_output=True, text=True)
            done[names] = target
        return done[names]

    return install


@pytest.fixture
def load(tmp_path):
    """Write a plugin's files, load it, return the quarantine's only entry (or None) and the manager."""

    def make(folder="mine", **texts):
        manager = PluginManager([written(tmp_path / folder, **texts)])
        return (manager.quarantined[0] if manager.quarantined else None), manager

    return make
