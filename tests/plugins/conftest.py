"""Third-party distributions, really installed: into a folder of their own, without the network; and a small plugin."""

import importlib.util
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from plugins.loading import PluginSource
from plugins.manager import PluginManager

from .small_plugin import CASES, PARAMETERS, SCHEME

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
    made = []

    def make(scheme=SCHEME, parameters=PARAMETERS, cases=CASES, folder="mine", files=()):
        path = tmp_path / folder
        path.mkdir()
        (path / "scheme.py").write_text(textwrap.dedent(scheme), encoding="utf-8")
        (path / "parameters.yaml").write_text(parameters, encoding="utf-8")
        (path / "cases.yaml").write_text(cases, encoding="utf-8")
        for file, text in dict(files).items():
            (path / file).parent.mkdir(parents=True, exist_ok=True)
            (path / file).write_text(text, encoding="utf-8")
        name = f"load_errors_{folder}_{len(made)}"
        made.append(name)

        def module():
            spec = importlib.util.spec_from_file_location(name, path / "scheme.py")
            loaded = importlib.util.module_from_spec(spec)
            sys.modules[name] = loaded
            spec.loader.exec_module(loaded)
            return loaded

        manager = PluginManager([PluginSource("mine", module)])
        return (manager.quarantined[0] if manager.quarantined else None), manager

    yield make
    for name in made:
        sys.modules.pop(name, None)
