"""A connected education bureau, its keys, and claims that wait for it."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.test import Client

from portal.accounts.models import Office
from portal.api import actions
from portal.api.actions._settings import Settings
from portal.api.models import AgencySystem, Scope
from portal.cases.models import Claim
from portal.common import clock
from portal.messages import outbox
from tests.cases.builders import EDUCATION, claim_of, file, staff, verify

# Where nothing listens: news that need not arrive.
NOWHERE = "https://news.example.org/one-door"


def settings_of(**changes: Any) -> Settings:
    values: dict[str, Any] = {
        "name": "教育资助系统",
        "agency_key": "education",
        "office": Office.objects.get(code="qingxi-education"),
        "webhook_url": NOWHERE,
    }
    return Settings(**{**values, **changes})


def connect(**changes: Any) -> AgencySystem:
    return actions.connect_system(actor=staff("administrator"), settings=settings_of(**changes))[0]


def key_of(system: AgencySystem, *scopes: str, **more: Any) -> str:
    """The key itself, with all rights unless some are named."""
    wanted = scopes or tuple(Scope.values)
    return actions.issue_key(actor=staff("administrator"), system=system, scopes=wanted, **more)[1]


def run_jobs() -> None:
    """What a worker would do now, until nothing is due."""
    while outbox.run_due("test worker"):
        pass


def handed_over(**changes: Any) -> Claim:
    """A verified claim that its system has been given."""
    application = verify(file(**changes))
    run_jobs()
    return claim_of(application, EDUCATION)


class Caller:
    """A system that asks over HTTP, in the process."""

    def __init__(self, key: str, language: str = "zh-CN") -> None:
        self.key = key
        self.client = Client(headers={"authorization": f"Bearer {key}", "accept-language": language})

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(f"/api/v1{path}", **more)

    def write(self, claim: Claim, verb: str, *, key: str = "", headers: dict[str, str] | None = None, **content: Any):
        """A write with everything it needs unless `content` says otherwise."""
        body = {"version": claim.version, "occurred_at": clock.now().isoformat(), **content}
        body = {name: value for name, value in body.items() if value is not ...}
        return self.client.post(
            f"/api/v1/claims/{claim.pk}/{verb}", json.dumps(body), content_type="application/json",
            headers={"idempotency-key": key or str(uuid.uuid4()), **(headers or {})},
        )  # fmt: skip

    def decide(self, claim: Claim, **content: Any):
        given = {"outcome": "approved", "amount": "1250", "per": "term", "prepared_by": "A1", "decided_by": "B2"}
        return self.write(claim, "decision", **{**given, **content})
