"""Wants the portal's tables, which no plugin gets."""

from plugins.api import hookimpl
from portal.cases.models import Claim

CLAIMS = Claim.objects.all()


@hookimpl
def schemes() -> list:
    return []
