"""Hostile answers and addresses (faults 26, 32)."""

from __future__ import annotations

from urllib.parse import quote
from uuid import uuid4

import pytest
from django.urls import reverse

from portal.common import clock

from .conftest import HOUSEHOLD, PEOPLE
from .helpers import allowance, text, url

pytestmark = pytest.mark.django_db

XSS = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def test_markup_in_answers_names_and_notes_is_inert(file_case, advance, sign_in):
    members = [{**PEOPLE[0][4], "work": XSS}, {**PEOPLE[1][4], "in_school": XSS}]
    application = file_case(
        name=XSS, members=members, household={**HOUSEHOLD, "residence": XSS}, applicant={"cause": XSS}
    )
    client = sign_in("verifier")
    client.post(url("start", application))
    client.post(
        url("verification", application),
        {"method": "visit", "done_on": clock.today().isoformat(), "notes": XSS, "source": XSS},
    )
    pages = [
        url("queue") + "?show=open",
        url("application", application),
        url("application", application) + "?reveal=1",
        url("verification", application),
    ]
    for address in pages:
        page = text(client.get(address))
        assert "<script>alert" not in page, address
        assert "<img src=x" not in page, address
    # A rule that chokes on it goes to an officer; the page stands.
    client.post(url("issue_report", application))
    officer = sign_in("officer")
    officer.post(url("propose", application, allowance(application)))
    page = officer.get(url("application", application))
    assert page.status_code == 200
    assert "<script>alert" not in text(page)


@pytest.mark.parametrize(
    "query",
    [
        "receipt=" + "A" * 3000,
        "receipt=%00",
        "receipt=%27%20OR%201=1",
        "receipt=" + quote("＜script＞"),
        "state=" + "x" * 3000,
        "state=%00",
        "scheme=nobody",
        "due=never",
        "show=everything",
        "p=-1",
        "p=0",
        "p=99999999999999999999",
        "p=abc",
        "p=" + "9" * 5000,
        "p=%00",
        "show=open&show=done&state=&state=verified",
        "receipt=" + quote("𠮷" * 30),
        "%FF%FE=%FF",
    ],
)
def test_any_filter_is_survived(county, sign_in, query):
    answer = sign_in("officer").get(f"{url('queue')}?{query}")
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize(
    "rest", ["not-a-uuid/", "%00/", "..%2f..%2fetc/", "x" * 3000 + "/", "1/", "00000000-0000-0000-0000-000000000000/"]
)
def test_any_address_is_a_plain_404(county, sign_in, rest):
    assert sign_in("officer").get(f"{url('queue')}{rest}").status_code in (302, 400, 404)


def test_keys_of_nothing_are_404(file_case, sign_in):
    application = file_case()
    client = sign_in("officer")
    for name in ("propose", "by_hand", "decide", "withdraw", "letter", "report", "document"):
        address = reverse(f"workbench:{name}", args=[application.pk, uuid4()])
        assert client.get(address).status_code in (404, 405)
        assert client.post(address).status_code in (404, 405)


@pytest.mark.parametrize("version", ["", "abc", "-1", "9" * 30, "\x00", "１"])
def test_a_mangled_version_never_breaks_a_button(file_case, advance, sign_in, version):
    application = advance(file_case(), "proposed")
    claim = allowance(application)
    for name in ("propose", "decide", "by_hand"):
        answer = sign_in("approver").post(
            url(name, application, claim), {"version": version, "outcome": "approved", "amount": "1", "reason": "x"}
        )
        assert answer.status_code in (302, 409, 422)
    claim.refresh_from_db()
    assert claim.state == "proposed"
