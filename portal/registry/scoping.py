"""Who may see families and their cases: staff whose work is cases, within their office subtree (R1.2, fault 26)."""

from typing import Any, Self

from portal.accounts.roles import Role
from portal.accounts.scoping import ScopedQuerySet

# Editors, publishers, auditors and administrators do their work without seeing a family.
CASE_ROLES = (
    Role.VILLAGE_AGENT, Role.WINDOW_CLERK, Role.VERIFIER, Role.HANDLING_OFFICER, Role.APPROVER, Role.AGENCY_OFFICER,
    Role.AGENCY_APPROVER, Role.LEAD_ADJUDICATOR, Role.DATA_STEWARD, Role.SUPERVISOR,
)  # fmt: skip


class CaseQuerySet(ScopedQuerySet):
    """As :class:`ScopedQuerySet`, counting only the roles that work on cases unless others are named."""

    def for_user(self, user: Any, *roles: str) -> Self:
        """Rows in the subtrees where ``user`` holds one of ``roles`` (any role that works on cases if none is
        given)."""
        return super().for_user(user, *(roles or CASE_ROLES))
