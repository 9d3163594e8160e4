"""Objecting on the website, in Chromium: from the list to the thanks, telephone and desk, with and without scripts."""

from __future__ import annotations

import pytest

from portal.cases import actions
from portal.cases.models import Objection
from tests.cases import builders

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "他家去年在镇上开了一家小店。"


@pytest.fixture
def posted():
    """A claim on public notice."""
    builders.make_county()
    claim = builders.proposed()
    actions.confirm(actor=builders.staff("approver"), claim=claim)
    return claim


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_list_of_notices_to_the_thanks(posted, person, look, width, javascript) -> None:
    page = person(width=width, javascript=javascript)
    page.goto("/postings/")
    page.get_by_role("link", name="周**").click()
    look(page, f"posting-{width}")
    page.get_by_role("button", name="对这份公示提出异议").click()
    look(page, f"objecting-{width}")
    page.get_by_label("怎样联系您").fill("老陈")
    page.get_by_role("button", name="提交异议").click()
    look(page, f"objecting-mistake-{width}")
    page.get_by_role("link", name="请写明哪里不对").click()
    page.keyboard.type(WORDS)
    assert page.get_by_label("怎样联系您").input_value() == "老陈"
    # Enter in the last box sends the form, without a mouse.
    page.get_by_label("怎样联系您").press("Enter")
    assert page.get_by_role("heading", level=1).inner_text() == "您的异议已经收到"
    look(page, f"objected-{width}")
    objection = Objection.objects.get()
    assert (objection.words, objection.contact) == (WORDS, "老陈")
