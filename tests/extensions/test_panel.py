"""The control panel: who sees it, what it shows, what its buttons do, without JavaScript."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.test import Client

from plugins.api import Setting
from plugins.manager import get_manager
from portal.accounts.actions import sync_roles
from portal.accounts.actors import Actor
from portal.accounts.models import Assignment, Office, User
from portal.extensions import actions, state
from portal.extensions.models import Enablement, PluginSetting, PluginState

LIST = "/admin/plugins/"
EDUCATION = "/admin/plugins/education/"


def browser(name, language="zh-hans") -> Client:
    sync_roles(actor=Actor.system("test"))
    client = Client(headers={"accept-language": language})
    user = User.objects.get(username=name)
    client.force_login(user)
    if language == "en":
        from wagtail.users.models import UserProfile

        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "en"})
    return client


@pytest.fixture
def admin(town):
    return browser("administrator")


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.parametrize("name", ["editor", "officer", "supervisor", "edu-approver"])
def test_it_is_for_administrators(town, name):
    client = browser(name)
    for url in (LIST, EDUCATION, EDUCATION + "disable/", EDUCATION + "office/"):
        for act in (client.get, client.post):
            response = act(url)
            assert response.status_code in (302, 403, 405), url
            if response.status_code == 302:
                assert response["Location"] == "/admin/"
    assert not PluginState.objects.exists()
    assert "/admin/plugins/" not in client.get("/admin/").content.decode()


def test_nobody_comes_in_without_signing_in(town, client):
    assert client.get(LIST)["Location"].startswith("/accounts/login/")


def test_the_list_shows_every_plugin_with_its_state(beside, admin):
    beside("legal_aid", "faulty", only=("legal-aid", "faulty-import"))
    html = words(admin.get(LIST))
    assert "随门户提供" in html and "教育局" in html and "教育救助" in html
    assert "legal-aid" in html and "未安装" in html
    assert "faulty-import" in html and "已隔离" in html and "this plugin never comes up" in html
    assert '"/admin/plugins/"' in admin.get("/admin/").content.decode(), "in the menu"


def test_english_is_complete(beside, town):
    beside("legal_aid", only=("legal-aid",))
    client = browser("administrator", "en")
    for url in (LIST, EDUCATION, "/admin/plugins/legal-aid/", EDUCATION + "disable/"):
        main = client.get(url).content.decode().partition("<main")[2]
        own = re.sub(r"<option.*?</option>", "", main, flags=re.S)
        assert "Plugin" in main or "education" in main
        assert not re.search("插件|启用|停用|设置", own)


def test_installing_enabling_and_uninstalling_by_buttons(beside, admin):
    beside("legal_aid", only=("legal-aid",))
    home = "/admin/plugins/legal-aid/"
    assert 'action="/admin/plugins/legal-aid/install/"' in admin.get(home).content.decode()
    assert admin.get(home + "install/")["Location"] == home, "a link never acts"
    admin.post(home + "install/")
    assert "已停用" in words(admin.get(home))
    admin.post(home + "enable/")
    assert state.plugin_enabled("legal-aid")
    page = admin.get(home + "uninstall/")
    assert page.status_code == 200 and "不会丢失任何事项" in words(page)
    assert state.plugin_enabled("legal-aid"), "asking is not doing"
    admin.post(home + "uninstall/")
    assert not state.plugin_enabled("legal-aid")
    history = words(admin.get(home))
    for line in ("安装，版本 0.3.1", "启用", "卸载，版本 0.3.1", "administrator同志"):
        assert line in history


def test_plugins_are_called_by_their_agencys_name_with_the_key_beside_it(admin):
    for url in (LIST, EDUCATION, EDUCATION + "disable/"):
        main = admin.get(url).content.decode().partition("<main")[2]
        assert "教育局" in main and '<span class="xp-note"><code>education</code></span>' in main, url
    assert "停用“教育局”？" in words(admin.get(EDUCATION + "disable/"))
    assert "“教育局”已停用" in words(admin.post(EDUCATION + "disable/", follow=True))


def test_an_office_is_switched_and_follows_again(admin):
    liuhe = Office.objects.get(code="liuhe")
    admin.post(EDUCATION + "office/", {"office": liuhe.pk, "do": "disable"})
    assert not state.is_enabled("education-aid", ["hedong", "liuhe", "qingxi"])
    assert "恢复随上级" in words(admin.get(EDUCATION))
    admin.post(EDUCATION + "office/", {"office": liuhe.pk, "do": "inherit"})
    assert state.is_enabled("education-aid", ["hedong", "liuhe", "qingxi"])
    assert '<option value="" selected>请选择</option>' in admin.get(EDUCATION).content.decode()
    for data in (
        {},
        {"office": "", "do": "disable"},
        {"office": "x", "do": "enable"},
        {"office": liuhe.pk, "do": "drop"},
        {"office": 99999, "do": "enable"},
    ):
        assert admin.post(EDUCATION + "office/", data).status_code == 302
    assert not Enablement.objects.exists()


def test_an_administrator_of_a_township_switches_it_there_alone(town):
    user = User.objects.create(username="town-admin")
    liuhe, shiqiao = Office.objects.get(code="liuhe"), Office.objects.get(code="shiqiao")
    Assignment.objects.create(user=user, role="administrator", office=liuhe, since=dt.date(2020, 1, 1))
    client = browser("town-admin")
    html = client.get(EDUCATION).content.decode()
    assert "保存设置" not in html and "停用…" not in html
    client.post(EDUCATION + "disable/")
    client.post(EDUCATION, {"days_before": "3"})
    client.post(EDUCATION + "office/", {"office": shiqiao.pk, "do": "disable"})
    assert not Enablement.objects.exists() and not PluginSetting.objects.exists()
    assert state.plugin_enabled("education")
    client.post(EDUCATION + "office/", {"office": liuhe.pk, "do": "disable"})
    assert Enablement.objects.get().office == liuhe


EVERY_KIND = (
    Setting("name", "A text", default="so"),
    Setting("rate", "A number", "number", default=Decimal("1.5")),
    Setting("mode", "A choice", "choice", choices=(("a", "First"), ("b", "Second"))),
    Setting("loud", "Yes or no", "boolean", default=True),
    Setting("since", "A day", "date"),
    Setting("token", "A secret", "secret", help="Ask the agency."),
)


@pytest.fixture
def every_kind(monkeypatch):
    monkeypatch.setattr(get_manager().plugins()["education"], "settings", EVERY_KIND)


def test_settings_of_every_kind_are_saved_in_their_types(admin, every_kind):
    assert state.settings_of("education") == {
        "name": "so", "rate": Decimal("1.5"), "mode": None, "loud": True, "since": None, "token": None,
    }  # fmt: skip
    given = {"name": "新名 <b>", "rate": "2.25", "mode": "b", "since": "2026-09-01", "token": "s3cret-T0ken"}
    assert admin.post(EDUCATION, given).status_code == 302
    assert state.settings_of("education") == {
        "name": "新名 <b>", "rate": Decimal("2.25"), "mode": "b", "loud": False, "since": dt.date(2026, 9, 1),
        "token": "s3cret-T0ken",
    }  # fmt: skip
    html = admin.get(EDUCATION).content.decode()
    assert "s3cret" not in html and "<b>" not in html.partition("<main")[2]
    assert "设置：loud, mode, name, rate, since, token" in html
    row = PluginSetting.objects.get(key="token")
    assert row.value is None
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM onedoor_extensions_pluginsetting")
        assert "s3cret" not in str(cursor.fetchall())


def test_an_empty_secret_is_kept_and_a_tick_removes_it(admin, every_kind, administrator):
    actions.configure(actor=administrator, name="education", values={"token": "s3cret"})
    admin.post(EDUCATION, {"name": "x", "token": ""})
    assert state.settings_of("education")["token"] == "s3cret"
    admin.post(EDUCATION, {"token__remove": "on"})
    assert state.settings_of("education")["token"] is None
    assert state.settings_of("education")["name"] == "so", "empty goes back to the default"


@pytest.mark.parametrize(
    "given",
    [
        {"rate": "many"},
        {"rate": "NaN"},
        {"rate": "1e400"},
        {"mode": "c"},
        {"since": "2026-02-30"},
        {"name": "x" * 2001},
    ],
)
def test_values_that_do_not_fit_are_shown_again_and_nothing_is_saved(admin, every_kind, given):
    response = admin.post(EDUCATION, {"name": "kept", **given})
    assert response.status_code == 422
    assert 'class="wb-error"' in response.content.decode()
    assert not PluginSetting.objects.exists()


def test_what_the_verb_refuses(administrator, every_kind):
    from portal.extensions.errors import SettingsInvalid

    with pytest.raises(SettingsInvalid) as failure:
        actions.configure(actor=administrator, name="education", values={"rate": 1.5, "name": "ok", "nobody": 1})
    assert set(failure.value.errors) == {"rate", "nobody"}
    assert not PluginSetting.objects.exists()


def test_settings_that_an_upgrade_made_unreadable_fall_back(administrator, every_kind, monkeypatch):
    actions.configure(actor=administrator, name="education", values={"name": "text", "token": "s"})
    plugin = get_manager().plugins()["education"]
    monkeypatch.setattr(plugin, "settings", (Setting("name", "Now a number", "number", default=Decimal(3)),))
    assert state.settings_of("education") == {"name": Decimal(3)}
    monkeypatch.setattr(plugin, "version", "9.9")
    actions.upgrade(actor=administrator, name="education")
    assert not PluginSetting.objects.exists()


def test_the_last_error_is_shown(admin):
    actions.note_failure(plugin="education", error="propose: scheme.py:7: ValueError")
    html = words(admin.get(EDUCATION))
    assert "有故障" in html and "scheme.py:7: ValueError" in html
    actions.note_success(plugin="education")
    assert "最近错误" in words(admin.get(EDUCATION))


def test_there_is_nothing_under_other_names(admin):
    for name in ("nobody", "a b", "x" * 300):
        assert admin.get(f"/admin/plugins/{name}/").status_code == 404
    assert admin.post(EDUCATION + "explode/").status_code == 404
    assert admin.post("/admin/plugins/housing/").status_code == 404, "it has no settings"
