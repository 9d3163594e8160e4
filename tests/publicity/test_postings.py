"""Public notice: masked, whitelisted, by working days, taken down on time (R8.1, faults 18 and 33)."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from portal.cases import actions
from portal.cases.lifecycle import State
from portal.common import clock
from portal.messages import outbox
from portal.messages.models import OutboxItem
from portal.publicity.models import Posting
from portal.publicity.queries import on_show_by_village
from tests.cases.builders import ADDRESS, FAMILY, PHONE, claim_of, make_county, proposed, staff

TUESDAY = dt.datetime(2026, 9, 29, 9, tzinfo=clock.COUNTY_ZONE)


@pytest.fixture
def town(db):
    make_county()


@pytest.fixture
def travel():
    with time_machine.travel(TUESDAY, tick=True) as traveller:
        yield traveller


def posted(**changes) -> Posting:
    claim = proposed(**changes)
    actions.confirm(actor=staff("approver"), claim=claim)
    return Posting.objects.get(claim=claim)


def run_jobs() -> None:
    while outbox.run_due("test"):
        pass


def midnight(month: int, day: int) -> dt.datetime:
    return dt.datetime(2026, month, day, tzinfo=clock.COUNTY_ZONE)


def test_three_working_days_over_the_national_day(town, travel):
    posting = posted()
    assert (posting.opens_on, posting.closes_on) == (dt.date(2026, 9, 29), dt.date(2026, 10, 9))
    job = OutboxItem.objects.get(kind="publicity.close")
    assert job.next_attempt_at == midnight(10, 10)


def test_taken_down_and_handed_on_when_the_last_day_is_over(town, travel):
    posting = posted()
    travel.move_to(midnight(10, 9).replace(hour=23, minute=59))
    run_jobs()
    assert Posting.objects.on_show().get() == posting
    travel.move_to(midnight(10, 10))
    run_jobs()
    posting.refresh_from_db()
    assert posting.taken_down_at
    assert claim_of(posting.claim.application).state == State.PUBLICITY_DONE


def test_a_late_worker_shows_nothing_longer_and_takes_no_day_from_anybody(town, travel):
    posting = posted()
    travel.move_to(midnight(10, 14))
    assert not Posting.objects.on_show().exists()
    assert Client().get(f"/postings/{posting.pk}/").status_code == 404
    run_jobs()
    decide = claim_of(posting.claim.application).clocks.get(step="decide")
    assert (decide.started_on, decide.due_on) == (dt.date(2026, 10, 9), dt.date(2026, 10, 10))


def test_the_job_run_twice_has_one_effect(town, travel):
    from portal.publicity.handlers import close

    posting = posted()
    travel.move_to(midnight(10, 10))
    for _time in range(2):
        close({"posting": str(posting.pk)}, None)
    claim = claim_of(posting.claim.application)
    assert claim.events.filter(kind="publicity_over").count() == 1


def test_a_job_that_comes_too_early_comes_again(town, travel):
    from portal.publicity.handlers import close

    posting = posted()
    Posting.objects.filter(pk=posting.pk).update(closes_on=dt.date(2026, 10, 12))
    travel.move_to(midnight(10, 10))
    close({"posting": str(posting.pk)}, None)
    assert Posting.objects.get().taken_down_at is None
    assert OutboxItem.objects.filter(kind="publicity.close", next_attempt_at=midnight(10, 13)).exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [("周海", "周*"), ("欧阳小满", "欧阳**"), ("买买提·吐尔逊", None), ("周大海", "周**")],
)
def test_only_whitelisted_fields_leave_the_office(town, travel, name, shown):
    people = ((name, *FAMILY[0][1:]), FAMILY[1])
    posting = posted(people=people, household={"savings": "6201"})
    application = posting.claim.application
    client = Client()
    pages = [client.get("/postings/"), client.get(f"/postings/{posting.pk}/"), client.get("/en/postings/")]
    number = application.applicant.id_number
    for page in pages:
        assert page.status_code == 200
        # The key of a notice is drawn at random and may hold any digits.
        text = page.content.decode().replace(str(posting.pk), "")
        for secret in (
            name, FAMILY[1][0], PHONE, ADDRESS, number, number[6:14], "6201", "445", application.receipt,
            str(application.pk), str(posting.claim_id), str(application.household_id),
        ):  # fmt: skip
            assert secret not in text, secret
        if shown:
            assert shown in text
        assert "no-store" in page["Cache-Control"]
        assert "noindex" in page["X-Robots-Tag"]


def test_the_page_says_until_when_and_how_to_object(town, travel):
    posting = posted()
    text = Client().get("/postings/").content.decode()
    for words in (
        "公示公告",
        "河东村",
        "最低生活保障",
        "每月 735 元",
        "2026年10月9日",
        "0000-123 4588",
        "不留姓名也可以",
    ):
        assert words in text, words
    english = Client().get(f"/en/postings/{posting.pk}/").content.decode()
    for words in ("Public notice", "Hedong Village", "735 yuan a month", "Minimum living allowance"):
        assert words in english, words


def test_without_any_notice_the_page_says_so(town):
    assert "目前没有公示" in Client().get("/postings/").content.decode()


def test_village_by_village(town, travel):
    from portal.accounts.models import Office

    posted()
    posted(village=Office.objects.get(code="liulin"))
    posted()
    with translation.override("zh-hans"):
        groups = [(group.village.label, len(group.postings), group.window.label) for group in on_show_by_village()]
    assert groups == [("河东村", 2, "柳河镇"), ("柳林村", 1, "柳河镇")]


def test_nothing_can_be_sent_to_the_page(town):
    assert Client().post("/postings/").status_code == 405


@pytest.mark.parametrize("query", ["?q=%00", "?page=%22", "?" + "x" * 3000])
def test_strange_parameters_change_nothing(town, query):
    assert Client().get(f"/postings/{query}").status_code == 200
