"""The people of the journeys, as they act in Chromium. Each looks at every page they cross through `look`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Page

from portal.demo import staff
from portal.demo.identities import specimen_id_number
from portal.demo.papers import specimen

Look = Callable[[Page, str], None]


class Applicant:
    """A mother who applies once for two schemes."""

    def __init__(self, page: Page, look: Look) -> None:
        self.page = page
        self.look = look

    def go_on(self) -> None:
        """Press the page's main button."""
        self.page.locator("button[name=continue]").click()

    def expect_step(self, number: int) -> None:
        """The wizard is where it should be."""
        self.page.locator("h1", has_text=f"第 {number} 步").wait_for()
        self.look(self.page, f"step-{number}")

    def answer(self, **answers: str) -> None:
        """Fill in text fields and choose radios by control name (`__` stands for `-`)."""
        for name, value in answers.items():
            control = self.page.locator(f"[name='{name.replace('__', '-')}']")
            kind = control.first.get_attribute("type") or "select"
            if kind == "radio":
                self.page.locator(f"[name='{name.replace('__', '-')}'][value='{value}']").check()
            elif kind == "select":
                control.select_option(value)
            else:
                control.fill(value)

    def tick_everything(self) -> None:
        """Agree to all that is asked on this page."""
        for box in self.page.locator("main input[type=checkbox]").all():
            box.check()

    def reads_the_guide(self) -> None:
        """From the home page to the guide of the education aid, and on to the form."""
        self.page.goto("/")
        self.look(self.page, "home")
        self.page.get_by_role("link", name=re.compile("孩子上学有困难")).click()
        self.look(self.page, "help")
        self.page.get_by_role("link", name="教育救助怎么申请").first.click()
        self.look(self.page, "guide")
        self.page.get_by_role("button", name="现在申请").click()

    def says_who_they_are(self, id_number: str) -> None:
        """Steps 1 and 2; the ID number is first mistyped, and nothing typed is lost over it."""
        self.expect_step(1)
        self.page.locator("[name=schemes][value=minimum-living-allowance]").check()
        self.go_on()
        self.expect_step(2)
        wrong = id_number[:-1] + ("1" if id_number[-1] != "1" else "2")
        self.answer(name="欧阳小满", id_number=wrong, phone="13800138000", village="hedong", address="二组 17 号")
        self.answer(household__residence="rural", household__registered_here="yes", household__lives_here="yes")
        self.go_on()
        self.page.locator(".govuk-error-summary").get_by_text("第 18 位与前面的数字对不上").wait_for()
        assert self.page.locator("[name=address]").input_value() == "二组 17 号"
        assert self.page.locator("[name=id_number]").input_value() == wrong
        self.look(self.page, "step-2-mistake")
        self.answer(id_number=id_number.lower())
        self.go_on()

    def names_the_family(self) -> None:
        """Step 3: two children, one of them still without an ID number."""
        import datetime as dt

        self.expect_step(3)
        born = dt.date(2012, 5, 17)
        self.page.get_by_role("button", name="加一位家人").click()
        self.look(self.page, "member")
        self.answer(name="欧阳星", id_number=specimen_id_number(born, "female", "星"), relation="child")
        self.go_on()
        self.page.get_by_role("button", name="再加一位").click()
        self.answer(name="欧阳月", relation="child", birth__year="2024", birth__month="3", birth__day="5")
        self.go_on()
        self.look(self.page, "family")
        self.go_on()

    def says_what_they_have(self) -> None:
        """Steps 4 and 5: income, assets, and what the schemes still need."""
        self.expect_step(4)
        self.answer(m1__income_monthly="１，335", household__maintenance_monthly="0", household__savings="2000")
        self.answer(household__vehicles="0", household__homes="1")
        self.go_on()
        self.expect_step(5)
        self.answer(m1__in_school="none", m2__in_school="junior", m3__in_school="none")
        self.go_on()

    def hands_in_and_agrees(self) -> None:
        """Steps 6 and 7: one paper is uploaded, the other will be shown at the window; then the consents."""
        self.expect_step(6)
        pdf = specimen("户口簿", [("户主", "欧阳小满")])
        self.page.locator("[name='files-household-book']").set_input_files(
            {"name": "户口簿.pdf", "mimeType": "application/pdf", "buffer": pdf}
        )
        self.page.locator("[name='bring-id-card']").check()
        self.go_on()
        self.expect_step(7)
        self.tick_everything()
        self.go_on()

    def submits(self) -> str:
        """Step 8 and the receipt. Returns the receipt number."""
        self.expect_step(8)
        assert "1,335 元" in self.page.inner_text("main")
        self.go_on()
        self.page.get_by_text("您的申请已经收到").wait_for()
        self.look(self.page, "receipt")
        return re.search(r"QX\d\d-\d{4}-\w{4}", self.page.inner_text("main"))[0]

    def opens_the_status_page(self, receipt: str) -> None:
        """Receipt number, then the code from the text message."""
        self.page.goto("/track/")
        self.look(self.page, "track")
        self.page.locator("main [name=receipt]").fill(receipt.lower())
        self.page.get_by_role("button", name="给我发验证码").click()
        self.look(self.page, "code")
        call_command("worker", "--once")
        self.page.locator("[name=code]").fill(last_code())
        self.page.locator("main form button").first.click()
        self.page.locator("h1", has_text="项申请").wait_for()
        self.look(self.page, "status")


class Officer:
    """A member of staff at the workbench."""

    def __init__(self, page: Page, look: Look, username: str) -> None:
        self.page = page
        self.look = look
        page.goto("/admin/")
        look(page, "login")
        page.locator("[name=login]").fill(username)
        page.locator("[name=password]").fill(staff.PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/admin/")

    def opens(self, receipt: str) -> None:
        """The case, from the queue."""
        self.page.goto("/admin/cases/")
        self.look(self.page, "queue")
        self.page.get_by_role("link", name=receipt, exact=True).click()
        self.page.locator("#decide-heading").wait_for()
        self.look(self.page, "case")

    def presses(self, name: str) -> None:
        """A button or link of the bar with the one or two things to do now."""
        bar = self.page.locator("#todo")
        bar.get_by_role("button", name=name).or_(bar.get_by_role("link", name=name)).first.click()

    def records_a_visit(self) -> None:
        """Everything as declared, found on a visit."""
        self.page.locator("[name=method]").first.wait_for()
        self.look(self.page, "verification")
        choose(self.page, "method", "visit")
        self.page.locator("[name=notes]").fill("入户看过，和申报的一致。")
        for box in self.page.locator(".wb-same input").all():
            box.check()
        self.page.get_by_role("button", name="登记这次核查").click()

    def decides(self) -> None:
        """Approve what is proposed."""
        self.page.locator(".wb-decide").wait_for()
        self.look(self.page, "decide")
        choose(self.page, "outcome", "approved")
        self.page.locator(".wb-decide button[type=submit]").click()
        self.page.locator("#decide-heading").wait_for()


def choose(page: Page, name: str, value: str) -> None:
    """Choose in a select or among radios, whichever the form has."""
    control = page.locator(f"[name='{name}']")
    if control.first.evaluate("e => e.tagName") == "SELECT":
        control.select_option(value)
    else:
        page.locator(f"[name='{name}'][value='{value}']").check()


def last_code() -> str:
    """The newest code that went out as a text message."""
    files = sorted(Path(settings.SMS_OUTBOX_DIR).glob("*.jsonl"))
    texts = [json.loads(line)["text"] for line in files[-1].read_text().splitlines()]
    return next(found[0] for text in reversed(texts) if (found := re.search(r"\b\d{6}\b|(?<!\d)\d{6}(?!\d)", text)))
