"""The queue: order, filters, paging, counts, and a number of queries that does not grow."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import User
from portal.cases.models import Claim
from portal.cases.workbench import clockview, queue
from portal.cases.workbench.access import Reach
from portal.common import clock, workdays

from .conftest import ALLOWANCE, EDUCATION
from .helpers import allowance, text, url

pytestmark = pytest.mark.django_db


def lines(response) -> list[str]:
    """Receipt numbers in the order of the page."""
    return re.findall(r"data-wb-row>([^<]+)</a>", text(response))


def test_the_one_that_runs_out_first_stands_first_and_the_next_step_is_named(file_case, sign_in, advance):
    fresh, late, middle = (
        file_case(name="赵一"),
        file_case(name="钱二", days_ago=30),
        file_case(name="孙三", days_ago=5),
    )
    response = sign_in("officer").get(url("queue"))
    assert lines(response) == [late.receipt, middle.receipt, fresh.receipt]
    page = text(response)
    assert "开始核查" in page
    days = next(row.clock.left for row in response.context["rows"] if row.receipt == late.receipt)
    assert days < 0 and f"超期 {-days} 个工作日" in page and "−" not in page
    advance(fresh, "checked")
    assert "出具核查报告" in text(sign_in("verifier").get(url("queue") + f"?receipt={fresh.receipt}"))


def test_what_is_closed_has_no_time_left_and_no_next_step(file_case, advance, sign_in):
    application = advance(file_case(schemes=(ALLOWANCE,)), "decided")
    client = sign_in("officer")
    closed = client.get(url("queue") + "?show=done")
    table = text(closed).partition('<table class="wb-list">')[2].partition("</table>")[0]
    assert lines(closed) == [application.receipt] and "新的在前" in table
    for column in ("剩余时间", "下一步", "wb-list__clock", "wb-list__step"):
        assert column not in table


def test_pages_are_searched_by_those_who_may_see_some(county, sign_in):
    assert "搜索所有页面" not in text(sign_in("officer").get("/admin/"))
    User.objects.filter(pk=county.users["editor"].pk).update(is_superuser=True)
    assert "搜索所有页面" in text(sign_in("editor").get("/admin/"))


def test_every_role_finds_its_own_work(file_case, advance, sign_in):
    application = advance(file_case(), "proposed")
    for name, waits in (
        ("approver", True),
        ("edu-approver", True),
        ("officer", False),
        ("clerk", False),
        ("verifier", False),
    ):
        assert (application.receipt in lines(sign_in(name).get(url("queue")))) is waits, name
    assert application.receipt in lines(sign_in("officer").get(url("queue") + "?show=open"))
    # A supervisor only looks: all open cases, no button.
    page = sign_in("supervisor").get(url("queue"))
    assert application.receipt in lines(page)
    assert "等待审批" in text(page)


def test_filters_narrow_and_stay_in_the_links(file_case, advance, sign_in):
    one, two = file_case(name="赵一", schemes=(ALLOWANCE,)), file_case(name="钱二", schemes=(EDUCATION,), days_ago=40)
    client = sign_in("officer")
    base = url("queue") + "?show=open"
    assert lines(client.get(f"{base}&scheme={ALLOWANCE}")) == [one.receipt]
    assert lines(client.get(f"{base}&due=overdue")) == [two.receipt]
    assert lines(client.get(f"{base}&due=soon")) == []
    assert lines(client.get(f"{base}&state=verified")) == []
    typed = one.receipt.lower().replace("-", "")
    answer = client.get(f"{base}&receipt={typed}")
    assert lines(answer) == [one.receipt]
    assert f"receipt={typed}" in text(answer)
    assert lines(client.get(f"{base}&receipt={one.receipt[:-1]}Z")) == []
    assert lines(client.get(url("queue") + "?show=done")) == []
    bogus = text(client.get(url("queue") + "?show=bogus"))
    assert "<strong>看哪些办件</strong>" in bogus and "Show" not in bogus


def test_pages_keep_the_filters(file_case, sign_in, monkeypatch):
    monkeypatch.setattr(queue, "PAGE_SIZE", 2)
    for name in ("赵一", "钱二", "孙三"):
        file_case(name=name)
    answer = sign_in("officer").get(url("queue") + f"?show=open&scheme={ALLOWANCE}")
    assert len(lines(answer)) == 2
    assert f"scheme={ALLOWANCE}&amp;p=2" in text(answer)
    assert len(lines(sign_in("officer").get(url("queue") + "?show=open&p=2"))) == 1
    assert len(lines(sign_in("officer").get(url("queue") + "?show=open&p=999"))) == 1


def test_the_number_of_queries_does_not_grow(file_case, county):
    def count() -> int:
        reach = Reach(county.users["officer"])
        with CaptureQueriesContext(
            connection,
        ) as seen:
            wanted = queue.Wanted(show="mine")
            ids = [entry["application"] for entry in queue.applications(queue.claims_wanted(reach, wanted))]
            assert queue.rows(reach, ids)
        return len(seen)

    file_case(name="赵一")
    few = count()
    for name in ("钱二", "孙三", "李四"):
        file_case(name=name)
    assert count() == few


def test_home_counts_lead_to_the_same_cases(file_case, county, sign_in):
    file_case(name="赵一")
    file_case(name="钱二", days_ago=40)
    assert queue.counts(Reach(county.users["officer"])) == {"waiting": 2, "soon": 0, "overdue": 1}
    page = text(sign_in("officer").get("/admin/"))
    assert "/admin/cases/?show=mine&amp;due=overdue" in page
    assert len(lines(sign_in("officer").get("/admin/cases/?show=mine&due=overdue"))) == 1


def test_the_clock_counts_working_days_and_bars(file_case):
    claim = Claim.objects.prefetch_related("clocks").get(pk=allowance(file_case()).pk)
    view = clockview.of_claim(claim)
    assert (view.limit, view.used) == (8, 0)
    assert view.left == workdays.working_days_between(clock.today(), claim.due_on)
    assert len(view.bars) == 8
    assert not any(view.bars)
