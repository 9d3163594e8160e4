"""Short ways to addresses and texts."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.cases.models import Application, Claim

from .conftest import ALLOWANCE, EDUCATION


def url(name: str, *args: Any) -> str:
    """The address of a page of the workbench; models stand for their keys."""
    return reverse(f"workbench:{name}", args=[getattr(item, "pk", item) for item in args])


def allowance(application: Application) -> Claim:
    return application.claims.get(scheme_key=ALLOWANCE)


def education(application: Application) -> Claim:
    return application.claims.get(scheme_key=EDUCATION)


def text(response: Any) -> str:
    return response.content.decode()


def reads(action: str, user: Any = None) -> int:
    """How many reads of that kind were recorded."""
    found = AuditEntry.objects.filter(action=action, is_read=True)
    return (found.filter(actor_user_id=user.pk) if user else found).count()


def addresses(application: Application) -> dict[str, str]:
    """Every address of the workbench about an application."""
    claim = allowance(application)
    found = {name: url(name, application) for name in ("application", "start", "verification", "issue_report")}
    found |= {
        name: url(name, application, claim)
        for name in ("propose", "by_hand", "decide", "withdraw", "record_objection", "inquiry", "ask_more", "transfer")
    }
    found["letter"] = url("letter", application, application.letters.first())
    if application.reports.exists():
        found["report"] = url("report", application, application.reports.first())
    if application.documents.exists():
        found["document"] = url("document", application, application.documents.first())
    return found
