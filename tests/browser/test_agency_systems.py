"""An administrator connects an agency's system; an officer sees what it did; the interface describes itself."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from portal.api.models import AgencySystem
from portal.demo import staff

pytestmark = pytest.mark.django_db(transaction=True)


def enter(page, name):
    page.goto("/accounts/login/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", staff.PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")


@pytest.mark.parametrize("width", [1280, 320])
def test_a_system_is_connected_and_gets_its_key(county, person, look, width):
    page = person(width=width)
    enter(page, "admin")
    page.goto("/admin/agency-systems/")
    look(page, "systems-none")
    page.click("text=接入系统")
    page.fill("input[name=name]", "教育资助系统")
    page.fill("input[name=webhook_url]", "http://inside/")
    page.locator("form.wb-once button[type=submit]").click()
    page.locator(".wb-errors").wait_for()
    look(page, "systems-wrong")
    page.select_option("select[name=agency_key]", "education")
    page.select_option("select[name=office]", label="清溪县教育局")
    page.fill("input[name=webhook_url]", "https://system.example.org/one-door")
    page.locator("form.wb-once button[type=submit]").click()
    page.locator("text=只显示这一次").wait_for()
    assert AgencySystem.objects.get().secret in page.content()
    look(page, "systems-secret")
    page.click("text=已经抄好")
    look(page, "system")
    for right in ("claims:read", "claims:decide"):
        page.check(f"input[value='{right}']")
    page.click("text=生成密钥")
    page.locator("text=只显示这一次").wait_for()
    key = re.search(r"odk_[0-9a-f]{12}_[\w-]{43}", page.content())[0]
    assert Client(headers={"authorization": f"Bearer {key}"}).get("/api/v1/system").status_code == 200
    page.click("text=已经抄好")
    assert key not in page.content()
    page.goto("/admin/agency-systems/")
    look(page, "systems")


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_the_description_is_a_page_for_people(county, person, look, width, language):
    page = person(width=width, language=language, javascript=False)
    page.goto("/api/v1/docs")
    look(page, f"interface-{language}")
    page.click("nav a[href='#decideClaim']")
    assert page.locator("#decideClaim").is_visible()
