"""What a plugin names and the county does not have is said, with its line, and never just missing."""

from __future__ import annotations

import pytest
from django.test import Client

import plugins.manager
from plugins.loading import built_in_sources
from plugins.manager import PluginManager, get_manager
from portal.accounts.actions import sync_roles
from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.extensions import actions, checks, fitting, overview
from tests.plugins.writing import CASES, PARAMETERS, changed, written

OFFICES = changed(
    "value: 700, source: 演示}",
    "value: 700, source: 演示}\n    - {from: 2026-01-01, office: shiqao, value: 650, source: 演示}",
    PARAMETERS,
)


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """`mine(scheme=…)` runs the test with this plugin beside the built-in ones."""

    def load(**files):
        manager = PluginManager([*built_in_sources(), written(tmp_path, **files)])
        assert not manager.quarantined
        monkeypatch.setattr(plugins.manager, "_loaded", lambda: manager)
        return manager

    return load


def test_what_comes_with_the_portal_fits():
    assert checks.check_locality() == []


def test_an_unknown_process_is_a_warning_at_the_schemes_line(mine, tmp_path):
    mine(scheme=changed("agency-15", "agency-51"))
    (warning,) = checks.check_locality()
    assert warning.id == "extensions.W001"
    assert f"{tmp_path}/scheme.py:12: scheme mine-aid is processed by 'agency-51'" in warning.msg
    assert "did you mean agency-15?" in warning.msg


def test_unknown_offices_are_warnings_once_each(mine, tmp_path):
    mine(parameters=OFFICES, cases=changed("    members", "    office: [hedong, liuhee]\n    members", CASES))
    value, case = checks.check_locality()
    assert {value.id, case.id} == {"extensions.W002"}
    assert f"{tmp_path}/parameters.yaml:6: a value is for the office 'shiqao'" in value.msg
    assert "did you mean shiqiao?" in value.msg
    assert f"{tmp_path}/cases.yaml:1: a case is for the office 'liuhee'" in case.msg
    assert "did you mean liuhe?" in case.msg


def test_the_plugins_page_says_so_too(mine, administrator):
    mine(scheme=changed("agency-15", "agency-51"))
    sync_roles(actor=Actor.system("test"))
    client = Client()
    client.force_login(User.objects.get(username="administrator"))
    page = client.get("/admin/plugins/mine/").content.decode()
    assert "这个插件有些内容与本县不符" in page and "did you mean agency-15?" in page
    assert "这个插件有些内容与本县不符" not in client.get("/admin/plugins/education/").content.decode()


def test_how_schemes_stand(mine, administrator, county):
    mine()

    def stand() -> str:
        return overview.scheme_stands([county.code])["mine-aid"]

    assert (stand(), overview.scheme_stands([county.code])["education-aid"]) == ("available", "offered")
    actions.install(actor=administrator, name="mine")
    assert stand() == "disabled"
    actions.enable(actor=administrator, plugin="mine")
    assert stand() == "offered"
    actions.disable(actor=administrator, agency="mine")
    assert stand() == "off"
    mine(scheme=changed("agency-15", "agency-51"))
    assert stand() == "unfit"
    assert [misfit.kind for misfit in fitting.misfits(get_manager())] == ["process"]
