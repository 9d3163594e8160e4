"""One family goes through the door, from the guide to the letter, and every person on the way is somebody else (R0.1).

Each page that is crossed is looked at: axe finds nothing and nothing scrolls sideways.
"""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from playwright.sync_api import Page
from pypdf import PdfReader

from portal.cases.lifecycle import State
from portal.cases.models import Application
from portal.common import clock
from portal.demo.identities import specimen_id_number
from tests.browser.people import Applicant, Officer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("county")]

# A Thursday before Mid-Autumn Festival and National Day.
FILED = dt.datetime(2026, 9, 17, 10, 24, tzinfo=clock.COUNTY_ZONE)
ID_NUMBER = specimen_id_number(dt.date(1984, 3, 7), "female", "小满")


def on(day: int, hour: int = 9) -> time_machine.travel:
    """A moment of September 2026."""
    return time_machine.travel(FILED.replace(day=day, hour=hour), tick=True)


def pdf_text(page: Page, link) -> str:
    """Download what a link offers and read it."""
    with page.expect_download() as download:
        link.click()
    return "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(Path(download.value.path()).read_bytes())).pages)


@pytest.mark.parametrize(
    ("width", "javascript"), [(1280, True), (320, False)], ids=["wide", "narrow-without-javascript"]
)
def test_from_the_guide_to_the_letter(width: int, javascript: bool, person, look) -> None:
    """A mother, a verifier, two officers, two approvers and a neighbour; the mother ends with both letters."""
    mother = Applicant(person(width=width, javascript=javascript), look)
    with on(17, hour=10):
        mother.reads_the_guide()
        mother.says_who_they_are(ID_NUMBER)
        mother.names_the_family()
        mother.says_what_they_have()
        mother.hands_in_and_agrees()
        receipt = mother.submits()
    application = Application.objects.get(receipt=receipt)
    assert set(application.claims.values_list("scheme_key", flat=True)) == {"minimum-living-allowance", "education-aid"}

    with on(18):
        verifier = Officer(person(), look, "verifier")
        verifier.opens(receipt)
        verifier.presses("开始核查")
        verifier.presses("登记核查")
        verifier.records_a_visit()
        verifier.presses("出具核查报告")
        report = pdf_text(verifier.page, verifier.page.get_by_role("link", name=re.compile("核查报告.*PDF")).first)
        assert "欧阳小满" in report and "1,335" in report
    with on(21):
        for username in ("officer-liuhe", "edu-officer"):
            officer = Officer(person(), look, username)
            officer.opens(receipt)
            officer.presses("审核")
        assert set(application.claims.values_list("state", flat=True)) == {State.PROPOSED}
    with on(22):
        for username in ("approver-liuhe", "edu-approver"):
            approver = Officer(person(), look, username)
            approver.opens(receipt)
            approver.presses("审批")
            approver.decides()
        neighbour = person(width=width, javascript=javascript)
        neighbour.goto("/postings/")
        look(neighbour, "postings")
        posted = neighbour.inner_text("main")
        assert "欧阳**" in posted and "小满" not in posted and "2026年9月28日" in re.sub(r"\s", "", posted)

    # 23 and 24 September, then a holiday, a weekend, and Monday the 28th: three working days (R5.4, R8.1).
    with on(28, hour=23):
        call_command("worker", "--once")
        assert application.claims.get(scheme_key="minimum-living-allowance").state == State.PUBLICITY
    with on(29):
        call_command("worker", "--once")
        neighbour.goto("/postings/")
        assert "欧阳**" not in neighbour.inner_text("main")
        approver = Officer(person(), look, "approver2-liuhe")
        approver.opens(receipt)
        approver.presses("作出决定")
        approver.decides()

        mother.opens_the_status_page(receipt)
        assert "2 项申请" in mother.page.inner_text("h1")
        letters = mother.page.get_by_role("link", name=re.compile("批准告知书"))
        words = [re.sub(r"\s+", "", pdf_text(mother.page, link)) for link in letters.all()]
        assert len(words) == 2
        assert any("最低生活保障" in text and "435元" in text for text in words)
        assert any("教育救助" in text and "1,250元" in text for text in words)
