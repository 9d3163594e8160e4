"""Third-party distributions, really installed: into a folder of their own, without the network."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
