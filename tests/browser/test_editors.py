"""An editor writes in the real editor, a publisher lets it through, a visitor finds and reads it (R12.1–R12.4)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from portal.content.models import AgencyPage, PolicyPage
from tests.browser.people import Look, Officer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("county")]

TITLE = "清溪县城乡低保家庭冬季取暖补助办法"
NUMBER = "清民发〔2026〕31号"
SENTENCE = "每户低保家庭每个采暖季补助 600 元，不用另外申请。"
ID_NUMBER = "11010519491231002X"  # the example of the standard on ID numbers (GB 11643)


class Editor(Officer):
    """A member of an agency's editorial staff at the page editor."""

    def starts_a_policy(self) -> None:
        """From the page explorer to an empty policy document of the own section."""
        section = AgencyPage.objects.get(agency_key="civil-affairs", locale__language_code="zh-hans")
        self.page.goto("/admin/pages/")
        self.look(self.page, "explorer")
        self.page.goto(f"/admin/pages/{section.pk}/add_subpage/")
        self.look(self.page, "page-types")
        self.page.get_by_role("link", name="政策文件").first.click()
        self.page.locator("[name=document_number]").wait_for()

    def writes(self, words: str) -> None:
        """Particulars and one paragraph."""
        self.page.locator("[name=title]").fill(TITLE)
        self.page.locator("[name=summary]").fill("冬天取暖有补助，直接发到卡上。")
        self.page.locator("[name=document_number]").fill(NUMBER)
        self.page.locator("[data-contentpath=body]").get_by_role("button", name="插入内容块").first.click()
        self.page.get_by_role("option", name="正文", exact=True).click()
        self.types(words)

    def types(self, words: str) -> None:
        """The words of the paragraph, instead of what stands there."""
        text = self.paragraph()
        text.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)
        # The editor hands its text to the form a quarter of a second after the last key.
        self.page.wait_for_function(
            """words => JSON.parse(document.querySelector("input[name=body-0-value]").value || "null")
                ?.blocks.map(block => block.text).join("") === words""",
            arg=words,
        )

    def paragraph(self) -> Locator:
        """Where the running text is written."""
        return self.page.locator("[data-contentpath=body] [contenteditable=true]").first

    def chooses(self, name: str) -> None:
        """An action from the menu beside "save draft"."""
        self.page.locator("footer").get_by_role("button", name="更多动作").click()
        self.page.locator("footer").get_by_role("button", name=re.compile(name)).first.click()


def visitor_finds(page: Page, look: Look, address: str) -> None:
    """By a short word inside a longer one, on a telephone: the hit is marked, the page can be read."""
    page.goto("/search/")
    page.locator("main [name=q]").fill("低保")
    page.keyboard.press("Enter")
    hit = page.locator("main li", has=page.get_by_role("link", name=re.compile("取暖"))).first
    hit.wait_for()
    assert "低保" in hit.locator("mark").all_inner_texts()
    look(page, "found")
    hit.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(re.escape(address) + "$"))
    expect(page.locator("h1")).to_have_text(TITLE)
    shown = page.inner_text("main")
    assert SENTENCE in shown and NUMBER in shown
    look(page, "policy-read")


def test_from_the_editor_to_the_reader(person, look) -> None:
    """A draft with an ID number in it does not get to review, loses nothing, and once mended goes its way."""
    editor = Editor(person(), look, "civil-editor")
    look(editor.page, "staff-home")
    editor.starts_a_policy()
    editor.writes(f"{SENTENCE}已领取的有王某（{ID_NUMBER}）。")
    editor.chooses("提交给")
    complaint = editor.page.get_by_text("没遮住").first
    complaint.wait_for()
    assert ID_NUMBER not in complaint.inner_text()
    assert ID_NUMBER in editor.paragraph().inner_text(), "what was written is still there"
    assert editor.page.locator("[name=title]").input_value() == TITLE
    assert not PolicyPage.objects.filter(title=TITLE, live=True).exists()

    editor.types(SENTENCE)
    editor.chooses("提交给")
    editor.page.locator(".messages .success").wait_for()
    policy = PolicyPage.objects.get(title=TITLE)
    assert not policy.live and policy.current_workflow_state is not None

    reader = person(width=320, javascript=False)
    assert reader.goto(policy.url).status == 404, "nobody reads a draft"
    stranger = Editor(person(), look, "edu-editor")
    refused = stranger.page.goto(f"/admin/pages/{policy.pk}/edit/")
    assert refused.status in {403, 404} or "/edit/" not in stranger.page.url
    assert TITLE not in stranger.page.content()

    publisher = Editor(person(), look, "civil-publisher")
    publisher.page.get_by_role("link", name=TITLE).first.click()
    publisher.chooses("^\\s*批准")
    publisher.page.wait_for_url(lambda url: "/edit/" not in url)
    policy.refresh_from_db()
    assert policy.live

    visitor_finds(reader, look, policy.url)
