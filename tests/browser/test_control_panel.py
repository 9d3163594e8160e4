"""An administrator and the plugins, in Chromium: by mouse on a wide screen, by plain forms on a telephone."""

from __future__ import annotations

import pytest
from django.test import Client

import plugins.manager
from plugins.loading import built_in_sources, entry_point_sources
from portal.accounts.models import User
from portal.extensions import actions, state
from portal.extensions.models import PluginState
from tests.plugins.conftest import installed

__all__ = ["installed"]


@pytest.fixture
def third_parties(installed, monkeypatch):
    """Legal aid and a broken plugin lie beside the portal."""
    monkeypatch.syspath_prepend(str(installed("legal_aid", "faulty")))
    foreign = [source for source in entry_point_sources() if source.name in ("legal-aid", "faulty-hook")]
    manager = plugins.manager.PluginManager([*built_in_sources(), *foreign])
    monkeypatch.setattr(plugins.manager, "_loaded", lambda: manager)


def signed_in(page, live_server):
    client = Client()
    client.force_login(User.objects.get(username="admin"))
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return page


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (320, False)])
def test_an_administrator_installs_configures_and_disables(
    county, third_parties, person, look, live_server, width, javascript
):
    actions.note_failure(plugin="education", error="claim_event: scheme.py:7: ValueError")
    page = signed_in(person(width=width, javascript=javascript), live_server)
    page.goto("/admin/plugins/")
    look(page, "plugins-list")
    page.locator("main a[href='/admin/plugins/legal-aid/']").click()
    page.get_by_role("button", name="安装").click()
    page.get_by_role("button", name="启用", exact=True).click()
    page.get_by_role("link", name="停用…").wait_for()
    look(page, "plugins-legal-aid")
    assert state.plugin_enabled("legal-aid")
    page.get_by_label("机构（含下级）").select_option(index=3)
    page.get_by_role("button", name="在此停用").click()
    page.get_by_role("button", name="恢复随上级").wait_for()
    look(page, "plugins-office")
    page.goto("/admin/plugins/education/")
    page.get_by_label("开学前多少天提醒").fill("many")
    page.get_by_role("button", name="保存设置").click()
    page.get_by_text("没有保存").wait_for()
    look(page, "plugins-settings-wrong")
    page.get_by_label("开学前多少天提醒").fill("21")
    page.get_by_role("button", name="保存设置").click()
    page.get_by_text("已保存。").wait_for()
    assert page.get_by_label("开学前多少天提醒").input_value() == "21"
    look(page, "plugins-education")
    page.goto("/admin/plugins/legal-aid/")
    page.get_by_role("link", name="停用…").click()
    look(page, "plugins-confirm")
    page.get_by_role("button", name="确认停用").click()
    page.get_by_role("button", name="启用", exact=True).wait_for()
    assert not PluginState.objects.get(name="legal-aid").enabled
    page.goto("/admin/plugins/faulty-hook/")
    look(page, "plugins-quarantined")


@pytest.mark.parametrize("width", [1280, 320])
def test_officers_see_what_plugins_show(county, person, look, live_server, width):
    from portal.extensions.models import PluginNotice

    PluginNotice.objects.create(
        plugin="education", work="term-begins", key="term-begins", roles=["handling_officer"],
        text="The new school term begins on %(day)s. %(families)s families have education aid at present: ask the "
        "schools who has moved on, and tell families to apply for the new term.",
        data={"day": {"date": "2026-09-01"}, "families": 12},
    )  # fmt: skip
    page = person(width=width)
    client = Client()
    officer = User.objects.filter(assignments__role="handling_officer").first()
    client.force_login(officer)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto("/admin/")
    assert page.get_by_text("户本月应当进行年度复核").is_visible()
    assert page.get_by_text("2026 年 9 月 1 日").is_visible()
    look(page, "plugins-home")
