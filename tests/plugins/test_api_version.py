"""The version of the plugin interface: what is too new waits in quarantine, what is to go warns."""

import importlib
import sys

import pytest

import plugins.api
from plugins.api import VERSION
from plugins.loading import PluginSource
from plugins.manager import PluginManager

MAJOR, MINOR = (int(part) for part in VERSION.split("."))
SOURCE = "from plugins.api import *\n{line}\n@hookimpl\ndef panels():\n    return []\n"


@pytest.fixture
def load(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))

    def make(line):
        (tmp_path / "versioned_plugin.py").write_text(SOURCE.format(line=line), encoding="utf-8")
        sys.modules.pop("versioned_plugin", None)
        importlib.invalidate_caches()
        load = lambda: importlib.import_module("versioned_plugin")  # noqa: E731
        return PluginManager([PluginSource("mine", load, module="versioned_plugin")])

    yield make
    sys.modules.pop("versioned_plugin", None)


@pytest.mark.parametrize("wanted", ["", VERSION, f"{MAJOR}.0"])
def test_what_fits_is_loaded(load, wanted):
    manager = load(f'requires_api = "{wanted}"')
    assert manager.quarantined == []
    assert manager.plugins()["mine"].requires_api == wanted


@pytest.mark.parametrize(
    ("wanted", "advice"),
    [
        (f"{MAJOR}.{MINOR + 1}", "upgrade the portal"),
        (f"{MAJOR + 1}.0", "upgrade the portal"),
        (f"{MAJOR - 1}.9", "upgrade the plugin"),
    ],
)
def test_what_needs_another_interface_is_told_so(load, wanted, advice):
    (left_out,) = load(f'requires_api = "{wanted}"').quarantined
    assert left_out.stage == "api"
    assert left_out.error == f"the plugin needs plugin API {wanted}, this portal has {VERSION}: {advice}"


def test_a_name_that_is_not_here_yet_is_explained_by_the_version(load):
    (left_out,) = load(f'requires_api = "{MAJOR}.{MINOR + 1}"\nfrom plugins.api import not_here_yet').quarantined
    assert f"needs plugin API {MAJOR}.{MINOR + 1}" in left_out.error
    (left_out,) = load("from plugins.api import not_here_yet").quarantined
    assert "ImportError" in left_out.error and "not_here_yet" in left_out.error


@pytest.mark.parametrize("wanted", ["1", "1.x", "one", "1.1.1", " 1.1"])
def test_what_is_no_version_is_a_mistake(load, wanted):
    (left_out,) = load(f'requires_api = "{wanted}"').quarantined
    assert "write it as" in left_out.error


def test_a_name_on_its_way_out_warns_and_works(monkeypatch):
    monkeypatch.setitem(plugins.api._RENAMED, "old_name", "hookimpl")
    with pytest.warns(DeprecationWarning, match="plugins.api.old_name is deprecated: use hookimpl"):
        assert plugins.api.old_name is plugins.api.hookimpl
    with pytest.raises(AttributeError):
        plugins.api.never_there  # noqa: B018


def test_every_successor_is_there():
    assert all(hasattr(plugins.api, successor) for successor in plugins.api._RENAMED.values())


def test_roles_are_those_of_the_staff():
    from plugins.api import STAFF_ROLES
    from portal.registry.scoping import CASE_ROLES

    assert set(STAFF_ROLES) == {role.value for role in CASE_ROLES}
