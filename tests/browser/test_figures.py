"""A standard rises: one person proposes and sees the effect, another approves; citizens see it on the day (R6.10)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from playwright.sync_api import expect

from portal.common import clock
from portal.demo.loading import run_jobs_until
from portal.policy import overlay
from tests.browser.people import Officer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("county")]

REASON = "省里提高了最低指导标准"


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (320, False)])
def test_a_standard_is_raised_by_two_people(person, look, width, javascript):
    day = clock.today() + dt.timedelta(days=30)
    maker = Officer(person(width=width, javascript=javascript), look, "civil-editor").page
    maker.goto("/admin/figures/")
    look(maker, "figures")
    maker.get_by_role("link", name="农村低保").first.click()
    look(maker, "figure")
    maker.get_by_role("link", name="提出新的数值").click()
    maker.locator("[name=row-0-value]").fill("640")
    maker.locator("[name=source]").fill("清民发〔2026〕40号")
    maker.locator("[name=reason]").fill(REASON)
    maker.get_by_role("button", name="保存草稿").click()
    expect(maker.locator(".wb-errors")).to_be_visible()
    look(maker, "figures-day-missing")
    expect(maker.locator("[name=reason]")).to_have_value(REASON)
    maker.locator("[name=since]").fill(day.isoformat())
    maker.get_by_role("button", name="保存草稿").click()
    expect(maker.locator(".wb-errors")).to_contain_text("832 元/月")
    look(maker, "figures-floor")
    maker.locator("[name=row-1-value]").fill("832")
    maker.get_by_role("button", name="保存草稿").click()
    maker.wait_for_url(re.compile("/changes/"))
    look(maker, "figures-waiting")
    run_jobs_until(clock.now())
    maker.get_by_role("link", name="再看一次").click()
    look(maker, "figures-draft")
    maker.get_by_role("button", name="提交复核").click()
    expect(maker.get_by_role("button", name="同意这些标准")).to_have_count(0)

    checker = Officer(person(width=width, javascript=javascript), look, "civil-publisher").page
    checker.goto(maker.url)
    look(checker, "figures-check")
    checker.get_by_role("button", name="同意这些标准").click()
    expect(checker.locator(".wb-state").first).to_have_text("已通过，尚未执行")
    look(checker, "figures-adopted")

    visitor = person(width=width, javascript=javascript)
    visitor.goto("/")
    assert "590 元/月" in visitor.inner_text("main") and "640" not in visitor.inner_text("main")
    with time_machine.travel(clock.start_of(day) + dt.timedelta(minutes=1), tick=True):
        overlay.forget()
        visitor.goto("/")
        assert "640 元/月" in visitor.inner_text("main")
        look(visitor, "home-new-standard")
