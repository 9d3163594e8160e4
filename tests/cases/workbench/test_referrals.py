"""Suggesting other agencies' help on the staff pages, and the family's answer at the window (R6.6)."""

from __future__ import annotations

import pytest

from portal.accounts.models import Assignment
from portal.accounts.roles import Role
from portal.cases import actions
from portal.cases.models import Claim, Referral

from .conftest import NO_CASES, OUTSIDE, STAFF
from .helpers import allowance, text, url

pytestmark = pytest.mark.django_db

WORKS_ON_IT = {"agent", "clerk", "verifier", "officer", "edu-officer"}
WINDOW = {"agent", "clerk"}
GIVEN = {"scheme": "job-fair", "member": "0", "reason": "他想找一份长期的工作。"}


@pytest.fixture
def case(file_case, advance):
    return advance(file_case(), "verified")


@pytest.fixture
def referral(case, county):
    return actions.refer(
        actor=county.actor("officer"), claim=allowance(case), scheme_key="job-fair", member=0,
        reason={"zh-hans": "他想找一份长期的工作。", "en": "He looks for steady work."},
    )  # fmt: skip


@pytest.mark.parametrize("name", STAFF)
def test_every_role_at_the_page(case, sign_in, name):
    answer = sign_in(name).get(url("refer", case))
    hidden = name in OUTSIDE or name in NO_CASES
    assert answer.status_code == (404 if hidden else 200 if name in WORKS_ON_IT else 302)
    if answer.status_code == 200:
        sees = name not in WINDOW
        assert ("周晓月" in text(answer)) is sees, "the window sees masked names"
        assert "job-fair" in text(answer) and "minimum-living-allowance" not in text(answer)


def test_an_officer_suggests_and_the_page_shows_it(case, sign_in):
    client = sign_in("officer")
    answer = client.post(url("refer", case), GIVEN, follow=True)
    assert answer.redirect_chain == [(url("application", case), 302)]
    html = text(answer)
    assert "招聘会登记" in html and "他想找一份长期的工作。" in html and "已推荐" in html
    assert url("accept_referral", case, Referral.objects.get()) not in html, (
        "the officer does not answer for the family"
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scheme": ""}, "请选择是哪一项救助"),
        ({"scheme": "education-aid"}, "没有这个选项"),
        ({"scheme": "<script>"}, "没有这个选项"),
        ({"member": "9"}, "没有这个选项"),
        ({"member": "x"}, "没有这个选项"),
        ({"reason": "  "}, "请写明理由"),
        ({"reason": "请拨打 13800138000"}, "电话"),
        ({"reason": "长" * 501}, "500"),
    ],
)
def test_what_is_wrong_is_said_and_kept(case, sign_in, changes, words):
    answer = sign_in("officer").post(url("refer", case), {**GIVEN, **changes})
    assert answer.status_code == 422
    html = text(answer)
    assert words in html
    assert changes.get("reason", GIVEN["reason"]).strip()[:50] in html
    assert not Referral.objects.exists()


def test_suggesting_twice_makes_one(case, sign_in):
    client = sign_in("officer")
    client.post(url("refer", case), GIVEN)
    # The form of a second tab still offers it; the answer is kind and nothing happens twice.
    client.post(url("refer", case), GIVEN)
    assert Referral.objects.count() == 1


@pytest.mark.parametrize("name", STAFF)
@pytest.mark.parametrize("answer", ["accept_referral", "decline_referral"])
def test_only_the_window_answers_for_the_family(case, referral, sign_in, name, answer):
    client = sign_in(name)
    address = url(answer, case, referral)
    assert client.get(address).status_code in (404, 405)
    reply = client.post(address)
    state = Referral.objects.get().state
    if name in WINDOW:
        assert reply.status_code == 302 and state in ("accepted", "declined")
    else:
        # The education bureau does not see the claim it comes from.
        unseen = name in OUTSIDE or name in NO_CASES or name.startswith("edu-")
        assert reply.status_code == (404 if unseen else 302)
        assert state == "offered"


def test_the_window_says_yes_and_the_claim_is_there(case, referral, sign_in):
    client = sign_in("clerk")
    assert url("accept_referral", case, referral) in text(client.get(url("application", case)))
    for _click in range(2):
        html = text(client.post(url("accept_referral", case, referral), follow=True))
    claim = Claim.objects.get(scheme_key="job-fair")
    assert f'id="claim-{claim.pk}"' in html
    assert "已加入这份申请" in html


def test_a_suggestion_of_another_case_is_not_found(case, referral, file_case, sign_in):
    other = file_case(name="李小红")
    assert sign_in("clerk").post(url("accept_referral", other, referral)).status_code == 404
    assert Referral.objects.get().state == "offered"


def test_an_agency_sees_only_what_comes_from_its_claims(case, referral, sign_in):
    assert "招聘会登记" not in text(sign_in("edu-officer").get(url("application", case)))
    assert "招聘会登记" in text(sign_in("verifier").get(url("application", case)))


def test_nobody_is_asked_for_the_amount_of_a_service(case, referral, county, sign_in):
    claim = actions.accept_referral(actor=county.actor("clerk"), referral=referral)
    Assignment.objects.create(
        user=county.users["edu-officer"], role=Role.AGENCY_OFFICER, office=claim.office, since="2020-01-01"
    )
    Assignment.objects.create(
        user=county.users["edu-approver"], role=Role.AGENCY_APPROVER, office=claim.office, since="2020-01-01"
    )
    actions.propose(actor=county.actor("edu-officer"), claim=claim)
    assert claim.trouble == Claim.Trouble.UNKNOWN, "nobody asked him whether he wants help to find work"
    page = text(sign_in("edu-officer").get(url("by_hand", case, claim)))
    assert 'name="reason"' in page and 'name="amount"' not in page and 'name="per"' not in page
    given = {"outcome": "approved", "reason": "他本人说愿意。", "version": claim.version, "amount": "500"}
    assert sign_in("edu-officer").post(url("by_hand", case, claim), given).status_code == 302
    claim.refresh_from_db()
    assert (claim.proposed_outcome, claim.proposed_amount, claim.proposed_per) == ("approved", None, "service")
    page = text(sign_in("edu-approver").get(url("decide", case, claim)))
    assert "服务，不发钱" in page and 'name="amount"' not in page
    given = {"outcome": "approved", "reason": "", "version": claim.version}
    assert sign_in("edu-approver").post(url("decide", case, claim), given).status_code == 302
    assert "已安排：招聘会登记" in text(sign_in("clerk").get(url("application", case)))


@pytest.mark.parametrize("name", ["agent", "clerk", "verifier", "officer", "lead", "steward", "supervisor"])
def test_why_it_was_suggested_is_for_those_who_work_with_the_family(case, referral, sign_in, name):
    html = text(sign_in(name).get(url("application", case)))
    assert "招聘会登记" in html
    assert ("他想找一份长期的工作。" in html) is (name not in ("lead", "steward", "supervisor"))
