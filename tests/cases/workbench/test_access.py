"""Who reaches which page, and how much of the family each sees (R1.2, faults 26, 35)."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from portal.accounts.actors import Actor
from portal.cases import actions
from portal.cases.models import Document

from .conftest import NO_CASES, OUTSIDE, STAFF, STATIONS
from .helpers import addresses, allowance, education, reads, text, url

pytestmark = pytest.mark.django_db

POST_ONLY = {"start", "issue_report", "propose"}
SEES_FAMILY = {"verifier", "officer", "approver", "approver2", "edu-officer", "edu-approver"}
VILLAGE_SIDE = {"agent", "clerk", "verifier", "officer", "approver", "approver2", "lead", "steward", "supervisor"}
# What a GET answers for those who reach the application; 302 leads back to it with the reason.
ALLOWED = {
    "application": set(STAFF) - set(OUTSIDE) - set(NO_CASES),
    "verification": {"verifier", "officer", "approver", "approver2"},
    "by_hand": {"verifier", "officer", "approver", "approver2"},
    "decide": {"verifier", "officer", "approver", "approver2"},
    "withdraw": VILLAGE_SIDE,
    "record_objection": VILLAGE_SIDE,
    "inquiry": VILLAGE_SIDE,
    "ask_more": VILLAGE_SIDE,
    "transfer": VILLAGE_SIDE,
    "letter": SEES_FAMILY | {"clerk"},
    "report": SEES_FAMILY,
    "document": SEES_FAMILY,
}


@pytest.fixture
def case(file_case, advance):
    """A proposed case with letter, report and a paper."""
    application = advance(file_case(), "proposed")
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "JPEG")
    document = actions.attach_document(
        actor=Actor.applicant(application.receipt),
        draft_key="test",
        material="id-card",
        data=picture.getvalue(),
        original_name="身份证.jpg",
    )
    Document.objects.filter(pk=document.pk).update(application=application, draft_key="")
    return application


@pytest.mark.parametrize("name", STAFF)
def test_every_role_at_every_address(case, sign_in, name):
    client = sign_in(name)
    assert client.get(url("queue")).status_code == (404 if name in NO_CASES else 200)
    for page, address in addresses(case).items():
        if page in POST_ONLY:
            # GET must not act; outside the offices the application is not even there.
            assert client.get(address).status_code in (404, 405), page
            continue
        reached = client.get(address).status_code
        # An agency sees its own claim only: the allowance's pages do not exist for it.
        expected = (200, 302) if name in ALLOWED[page] else (404,)
        assert reached in expected, (name, page, reached)


@pytest.mark.parametrize("name", [*OUTSIDE, *NO_CASES])
def test_strangers_find_nothing_and_change_nothing(case, sign_in, county, name):
    client = sign_in(name)
    before = [(claim.state, claim.version) for claim in case.claims.all()]
    for address in addresses(case).values():
        assert client.post(address, {"outcome": "refused", "reason": "x", "version": "4"}).status_code in (404, 405)
    assert [(claim.state, claim.version) for claim in case.claims.all()] == before
    if name not in NO_CASES:
        line = url("application", case)
        assert line not in text(client.get(url("queue") + "?show=open"))
        assert line not in text(client.get(url("queue") + f"?show=open&receipt={case.receipt}"))
    assert reads("cases.read_refused", county.users[name]) > 0


def test_signed_out_people_are_sent_to_the_login(case, client):
    for address in [url("queue"), *addresses(case).values()]:
        answer = client.get(address)
        assert answer.status_code in (302, 405), address
        assert answer.status_code == 405 or "/login" in answer["Location"]


def test_an_agency_sees_its_own_claim_only(case, sign_in):
    client = sign_in("edu-officer")
    page = text(client.get(url("application", case)))
    assert "教育救助" in page
    assert "最低生活保障" not in page
    # Savings are the allowance's business; who goes to school is education's.
    assert "存款" not in page
    assert "就学" in page
    assert client.get(url("decide", case, allowance(case))).status_code == 404


def test_an_agency_does_not_reach_another_claim_through_its_own_application(file_case, advance, sign_in):
    mine = advance(file_case(), "proposed")
    other = file_case(village="shangba", name="孙长林")
    client = sign_in("officer")
    assert client.get(url("decide", mine, allowance(other))).status_code == 404
    assert client.get(url("letter", mine, other.letters.first())).status_code == 404
    assert client.get(url("application", other)).status_code == 404


@pytest.mark.parametrize("name", ["agent", "clerk", "lead", "steward", "supervisor"])
def test_who_does_not_need_the_family_sees_masks(case, sign_in, name):
    page = text(sign_in(name).get(url("application", case) + "?reveal=1"))
    page = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", page)  # the keys in addresses hold any digits
    person = case.applicant
    assert "周**" in page
    for secret in (person.name, "周晓月", person.id_number, case.phone, "河东村3组18号", "445"):
        assert secret not in page, (name, secret)


def test_queue_and_titles_never_show_a_name(case, sign_in):
    for name in ("officer", "approver", "supervisor"):
        page = text(sign_in(name).get(url("queue") + "?show=open"))
        assert "周**" in page
        assert case.applicant.name not in page


def test_numbers_are_masked_until_asked_for_and_asking_is_recorded(case, sign_in, county):
    client = sign_in("officer")
    page = text(client.get(url("application", case)))
    assert case.applicant.name in page
    assert case.applicant.id_number not in page
    assert case.phone not in page
    assert reads("cases.read_application", county.users["officer"]) == 1
    assert reads("workbench.reveal") == 0
    page = text(client.get(url("application", case) + "?reveal=1"))
    assert case.applicant.id_number in page
    assert case.phone in page
    assert reads("workbench.reveal", county.users["officer"]) == 1


def test_reads_of_papers_are_recorded(case, sign_in, county):
    client = sign_in("officer")
    for page, action in (
        ("letter", "cases.read_letter"),
        ("report", "cases.read_report"),
        ("document", "cases.read_document"),
    ):
        answer = client.get(addresses(case)[page])
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "no-store" in answer["Cache-Control"]
        assert reads(action, county.users["officer"]) == 1
    assert client.get(addresses(case)["letter"]).content.startswith(b"%PDF")
    client.get(url("verification", case))
    sign_in("approver").get(url("decide", case, allowance(case)))
    assert reads("workbench.read_claim", county.users["approver"]) == 1


def test_an_agency_opens_only_papers_its_schemes_ask_for(case, sign_in):
    document = case.documents.get()
    assert sign_in("edu-officer").get(url("document", case, document)).status_code == 200
    Document.objects.filter(pk=document.pk).update(material="bank-statement")
    assert sign_in("edu-officer").get(url("document", case, document)).status_code == 404
    assert sign_in("officer").get(url("document", case, document)).status_code == 200


def test_menu_and_panel_are_for_people_with_cases(case, sign_in):
    assert "cases" in text(sign_in("officer").get("/admin/"))
    assert "wb-numbers" in text(sign_in("officer").get("/admin/"))
    page = text(sign_in("auditor").get("/admin/"))
    assert "wb-numbers" not in page
    assert "/admin/cases/" not in page


def test_an_ended_assignment_sees_nothing(case, sign_in, county):
    import datetime as dt

    from portal.common import clock

    county.users["officer"].assignments.update(until=clock.today() - dt.timedelta(days=1))
    client = sign_in("officer")
    assert client.get(url("application", case)).status_code in (302, 404)
    assert client.get(url("decide", case, education(case))).status_code in (302, 404)


@pytest.mark.parametrize("station", STATIONS)
def test_the_case_page_stands_at_every_station(file_case, advance, sign_in, station):
    application = advance(file_case(), station)
    for name in ("clerk", "officer", "approver", "edu-officer", "supervisor"):
        page = text(sign_in(name).get(url("application", application)))
        assert application.receipt in page
        # In Chinese everything is Chinese: a sentence of English would be a missing translation.
        assert "Waits for" not in page
        assert "Proposed" not in page
    assert "Waits for" in text(sign_in("clerk", "en").get(url("application", application))) or station in ("decided",)
