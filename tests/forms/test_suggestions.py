"""What another agency suggested, on the status page: yes and no by plain form posts (R6.6)."""

import re

import pytest
from django.test import Client

from plugins.manager import get_manager
from portal.accounts.actors import Actor
from portal.cases import actions
from portal.cases.models import Application, Claim, Referral
from portal.extensions.actions import disable, enable
from tests.cases import builders
from tests.forms.conftest import sent_code

WORKER = (*builders.MOTHER[:4], {**builders.MOTHER[4], "work": "unemployed", "wants_work": True})
SAYS = {"zh-hans": "您家里有人想找工作", "en": "Somebody of your family looks for work"}


def opened(application: Application) -> Client:
    client = Client()
    client.post("/track/", {"receipt": application.receipt})
    assert client.post("/track/code/", {"code": sent_code()}).status_code == 302
    return client


def suggested(**changes) -> Referral:
    application = builders.file(people=(WORKER, builders.CHILD), **changes)
    claim = builders.claim_of(application)
    return actions.refer(actor=builders.staff("officer"), claim=claim, scheme_key="job-fair", reason=SAYS, member=0)


@pytest.fixture
def referral(db):
    builders.make_county()
    return suggested()


def test_it_stands_above_the_claims_with_two_buttons(referral):
    html = opened(referral.application).get("/track/status/").content.decode()
    assert html.index("这一项可能也适合您：招聘会登记") < html.index("od-claim")
    assert "您家里有人想找工作" in html and "人力资源和社会保障局" in html and "周大海" in html
    assert f' action="/track/suggestion/{referral.pk}/yes/"' in html
    assert f' formaction="/track/suggestion/{referral.pk}/no/"' in html
    assert html.count('<form method="post"') == html.count("csrfmiddlewaretoken")


def test_it_speaks_english(referral):
    html = opened(referral.application).get("/en/track/status/").content.decode()
    assert "This may help you too: Job fair registration" in html and SAYS["en"] in html


def test_yes_opens_the_claim_and_the_page_shows_it(referral):
    client = opened(referral.application)
    reply = client.post(f"/track/suggestion/{referral.pk}/yes/")
    claim = Claim.objects.get(scheme_key="job-fair")
    assert reply.headers["Location"] == f"/track/status/#claim-{claim.pk}"
    html = client.get("/track/status/").content.decode()
    assert f'id="claim-{claim.pk}"' in html and "3 项申请" in html and "od-card--pine" not in html
    assert "您同意申请招聘会登记" in html
    # The second click of an impatient hand, and a No that comes too late.
    assert client.post(f"/track/suggestion/{referral.pk}/yes/").headers["Location"].endswith(str(claim.pk))
    late = client.post(f"/track/suggestion/{referral.pk}/no/")
    assert late.status_code == 409 and "govuk-error-summary" in late.content.decode()
    assert Claim.objects.filter(scheme_key="job-fair").count() == 1


def test_no_is_remembered(referral):
    client = opened(referral.application)
    for _click in range(2):
        assert client.post(f"/track/suggestion/{referral.pk}/no/").headers["Location"] == "/track/status/"
    assert "可能也适合您" not in client.get("/track/status/").content.decode()
    reply = client.post(f"/track/suggestion/{referral.pk}/yes/")
    assert reply.status_code == 409 and "已经答复不需要" in reply.content.decode()
    # The links of that page, to English and to large letters, come back to this address.
    again = client.get(f"/en/track/suggestion/{referral.pk}/yes/")
    assert again.headers["Location"] == "/en/track/status/"
    assert not Claim.objects.filter(scheme_key="job-fair").exists()


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_nobody_answers_for_another_family(referral, answer):
    address = f"/track/suggestion/{referral.pk}/{answer}/"
    assert Client().post(address).headers["Location"] == "/track/"
    stranger = builders.file(phone="13900139000")
    client = opened(stranger)
    assert client.post(address).status_code == 404
    assert client.get(address).headers["Location"] == "/track/status/"
    assert Client(enforce_csrf_checks=True).post(address).status_code == 403
    assert Referral.objects.get().state == "offered"


def test_a_scheme_that_is_gone_is_explained_and_nothing_is_lost(referral):
    Referral.objects.update(scheme_key="gone")
    reply = opened(referral.application).post(f"/track/suggestion/{referral.pk}/yes/")
    html = reply.content.decode()
    assert reply.status_code == 409 and "govuk-error-summary" in html
    assert re.search(r"2 项申请", html)


def test_what_cannot_be_accepted_is_not_suggested(referral):
    client = opened(referral.application)
    employment = get_manager().schemes()["job-fair"].plugin
    disable(actor=Actor.system("test"), plugin=employment, office=referral.application.township)
    assert "可能也适合您" not in client.get("/track/status/").content.decode()
    enable(actor=Actor.system("test"), plugin=employment, office=referral.application.township)
    assert "可能也适合您" in client.get("/track/status/").content.decode(), "it was only hidden"
    assert Referral.objects.get().state == "offered"
