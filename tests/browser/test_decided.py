"""What decided a claim, in Chromium: reached from the status page, telephone and desk, both languages, by keyboard."""

from __future__ import annotations

import pytest

from portal.cases import actions
from tests.cases import builders
from tests.forms.conftest import sent_code

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def refused():
    """A claim refused for its savings and its cars."""
    builders.make_county()
    claim = builders.proposed(household={"savings": "900000", "vehicles": 2})
    actions.confirm(actor=builders.staff("approver"), claim=claim, reason="已当面说明")
    return claim


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_status_page_to_what_decided(refused, person, look, width, javascript) -> None:
    page = person(width=width, javascript=javascript)
    page.goto("/track/")
    page.get_by_label("受理号").fill(refused.application.receipt)
    page.locator("main form").get_by_role("button").click()
    page.locator("input[name=code]").fill(sent_code())
    page.locator("main form").get_by_role("button").first.click()
    look(page, f"status-decided-{width}")
    page.get_by_role("link", name="为什么是这个结果").click()
    look(page, f"decided-{width}")
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details[open]").count() == 1
    look(page, f"decided-open-{width}")
    page.get_by_role("link", name="English", exact=True).first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "What decided this"
    look(page, f"decided-en-{width}")
