"""Which cases a member of staff reaches, and how much of each their work needs (R1.2, fault 26)."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404

from portal import audit
from portal.accounts.actors import Actor
from portal.accounts.roles import Role
from portal.cases import queries
from portal.cases.errors import NotFound
from portal.cases.lifecycle import BESIDES, TABLE, Verb, rows
from portal.cases.models import Application, Claim
from portal.registry.scoping import CASE_ROLES

logger = logging.getLogger("portal.cases.workbench")

# Whose work is the family itself: they see names, facts and papers. Everybody else sees masked lines (R1.2).
FAMILY_ROLES = (Role.VERIFIER, Role.HANDLING_OFFICER, Role.APPROVER, Role.AGENCY_OFFICER, Role.AGENCY_APPROVER)
# The window hands letters over and speaks to the applicant about them (R8.3).
LETTER_ROLES = (*FAMILY_ROLES, Role.WINDOW_CLERK)


@dataclass
class Reach:
    """The offices a person works for, read once a request."""

    user: Any

    @cached_property
    def _held(self) -> list[tuple[str, str]]:
        if not self.user.is_active:
            return []
        return list(self.user.live_assignments().values_list("role", "office__path"))

    def paths(self, roles: Iterable[str]) -> list[str]:
        """Tree paths where one of the roles is held."""
        wanted = set(roles)
        return sorted({path for role, path in self._held if role in wanted})

    def has(self, roles: Iterable[str], office: Any) -> bool:
        """Whether one of the roles covers the office."""
        return any(office.path.startswith(path) for path in self.paths(roles))

    def allows(self, verb: Verb, claim: Claim) -> bool:
        """Whether a role of this person covers the verb now; the verb itself also looks at own work and kinship."""
        return any(
            self.has(row.roles, claim.application.village if row.where == "verifying" else claim.office)
            for row in rows(claim.state, verb)
        )

    @cached_property
    def works_on_cases(self) -> bool:
        """Whether the menu, the home panel and the queue are for this person at all."""
        return bool(self.paths(CASE_ROLES))

    @cached_property
    def has_duties(self) -> bool:
        """Whether some step of some case can wait for this person; a supervisor only looks."""
        return any(self.paths(row.roles) for row in TABLE if row.verb not in BESIDES)


@dataclass
class Viewed:
    """An application as this person may see it: only the claims of their offices, and how much of the family."""

    user: Any
    application: Application
    claims: list[Claim]
    reach: Reach
    sees_family: bool
    sees_letters: bool
    of_village_side: bool

    @property
    def actor(self) -> Actor:
        return Actor.staff(self.user)

    @property
    def scheme_keys(self) -> list[str]:
        """Keys of the schemes whose fields this person's work declares."""
        return [claim.scheme_key for claim in self.claims]

    def claim(self, pk: UUID) -> Claim:
        """One of the visible claims, or 404."""
        for claim in self.claims:
            if claim.pk == pk:
                return claim
        raise not_here(self.user, "claim", pk)

    def read(self, what: str, subject: Any = None, **detail: Any) -> None:
        """Leave the trace of looking at personal data (R0.4)."""
        audit.record_read(
            f"workbench.{what}",
            actor=self.actor,
            subject=subject or self.application,
            office=self.application.village,
            detail=detail or None,
        )


def not_here(user: Any, kind: str, pk: Any, subject: Any = None) -> Http404:
    """A 404 that leaves a trace: outside the subtree, not this person's field, or not there at all (fault 26)."""
    logger.warning("workbench.not_found", extra={"kind": kind, "object_id": str(pk), "user_id": user.pk})
    audit.record_read("cases.read_refused", actor=Actor.staff(user), subject=subject, detail={"kind": kind})
    return Http404(kind)


def view_application(user: Any, pk: UUID, *, whole: bool = False) -> Viewed:
    """The application if it lies in the person's offices.

    Args:
        whole: read everything the application page shows; that leaves a trace of the read.

    Raises:
        Http404: otherwise, with a trace of the attempt.
    """
    application = _whole(user, pk) if whole else _plain(user, pk)
    visible = set(Claim.objects.for_user(user).filter(application=application).values_list("pk", flat=True))
    claims = [claim for claim in application.claims.all() if claim.pk in visible]
    for claim in claims:
        claim.application = application
    reach = Reach(user)
    offices = [application.village, *(claim.office for claim in claims)]
    return Viewed(
        user=user,
        application=application,
        claims=claims,
        reach=reach,
        sees_family=any(reach.has(FAMILY_ROLES, office) for office in offices),
        sees_letters=any(reach.has(LETTER_ROLES, office) for office in offices),
        of_village_side=reach.has(CASE_ROLES, application.village),
    )


def _whole(user: Any, pk: UUID) -> Application:
    try:
        return queries.application_detail(user, pk)
    except NotFound:
        logger.warning("workbench.not_found", extra={"kind": "application", "object_id": str(pk), "user_id": user.pk})
        raise Http404("application") from None


def _plain(user: Any, pk: UUID) -> Application:
    found = (
        Application.objects.for_user(user)
        .select_related("village", "township", "applicant", "household")
        .prefetch_related(Prefetch("claims", Claim.objects.select_related("office").order_by("pk")))
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise not_here(user, "application", pk, Application.objects.filter(pk=pk).first())
    return found
