"""The staff pages from the queue to the decision."""

from __future__ import annotations

import pytest
from django.urls import reverse

from portal.cases.models import Claim

from .conftest import ALLOWANCE, EDUCATION

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"workbench:{name}", args=[getattr(item, "pk", item) for item in args])


@pytest.mark.parametrize("station", ["verifying", "checked", "verified", "proposed", "publicity", "publicity_done", "decided"])
def test_pages_render_at_every_station(file_case, advance, sign_in, station):
    application = advance(file_case(), station)
    for name in ("clerk", "verifier", "officer", "approver", "edu-officer", "supervisor"):
        client = sign_in(name)
        assert client.get(url("queue")).status_code == 200
        assert client.get(url("queue") + "?show=open").status_code == 200
        page = client.get(url("application", application))
        assert page.status_code == 200, (name, page.status_code)
