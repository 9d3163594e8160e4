"""Who may write, check and read changes of an agency's figures (R0.2, R1.2, R6.10).

Each agency keeps its policy authority: the office that counts is the agency's own. Nobody passes for being an
administrator or a superuser, and the portal itself neither proposes nor approves.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from plugins.manager import get_manager
from portal.accounts.models import Office
from portal.accounts.roles import Role
from portal.policy.errors import NotAllowed, OwnProposal
from portal.policy.models import ParameterChange

if TYPE_CHECKING:
    from portal.accounts.actors import Actor
    from portal.accounts.models import User

MAKERS = (Role.EDITOR, Role.PUBLISHER)
CHECKERS = (Role.PUBLISHER, Role.AGENCY_APPROVER)
READERS = (*MAKERS, *CHECKERS, Role.LEAD_ADJUDICATOR, Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR)


def owner_of(key: str) -> str:
    """The key of the agency that owns a parameter: the plugin's own, else the one its schemes belong to.

    A parameter no plugin defines any more belongs to the agency of its first part.
    """
    name = key.partition(".")[0]
    plugin = get_manager().plugins().get(name)
    if plugin is None:
        return name
    if plugin.agency is not None:
        return plugin.agency.key
    return plugin.schemes[0].agency if plugin.schemes else name


def competent(agency: str, place: Office | None) -> list[Office]:
    """The agency's offices that may set figures for a place (None: everywhere): those whose area covers it."""
    offices = list(Office.objects.filter(kind=Office.Kind.AGENCY, agency=agency))
    if place is None:
        top = min((office.depth for office in offices), default=0)
        return [office for office in offices if office.depth == top]
    return [office for office in offices if place.path.startswith(office.path[: -Office.steplen])]


def has(user: User | Any, roles: Iterable[str], agency: str, places: Iterable[Office | None] = (None,)) -> bool:
    """Whether one of the roles is held at an office of the agency that is competent for every one of the places."""
    if user is None or not user.is_authenticated or not user.is_active:
        return False
    paths = user.office_paths(*roles)
    return all(
        any(office.path.startswith(path) for office in competent(agency, place) for path in paths) for place in places
    )


def require(actor: Actor, roles: tuple[Role, ...], agency: str, places: Iterable[Office | None]) -> User:
    """The member of staff who acts. NotAllowed unless the role is held where it must be, and for the portal itself."""
    if actor.user is None or not has(actor.user, roles, agency, places):
        offices = competent(agency, None)
        raise NotAllowed(
            roles=" / ".join(str(role.label) for role in roles), office=offices[0].label if offices else agency
        )
    return actor.user


def places_of(change: ParameterChange) -> set[Office | None]:
    """Every office a change sets figures for; None: everywhere."""
    return {value.office for value in change.values.select_related("office")}


def require_checker(actor: Actor, change: ParameterChange) -> User:
    """The checker. NotAllowed, or OwnProposal for anybody who wrote in it, whichever role they hold."""
    user = require(actor, CHECKERS, change.agency, places_of(change))
    if change.proposed_by_id == user.pk or change.makers.filter(pk=user.pk).exists():
        raise OwnProposal
    return user


def agencies_for(user: User, roles: Iterable[str]) -> list[str]:
    """Keys of the agencies at whose offices this person holds one of the roles."""
    paths = user.office_paths(*roles) if user.is_active else []
    offices = Office.objects.filter(kind=Office.Kind.AGENCY).order_by("path").values_list("agency", "path")
    return list(dict.fromkeys(key for key, own in offices if any(own.startswith(path) for path in paths)))


def visible_changes(user: User) -> QuerySet[ParameterChange]:
    """The changes this person may read: those of agencies they work for or look after, and whatever was adopted."""
    mine = ParameterChange.objects.filter(agency__in=agencies_for(user, READERS))
    return (mine | ParameterChange.objects.filter(state=ParameterChange.State.IN_FORCE)).distinct()


def is_staff_here(user: User) -> bool:
    """Whether the figures in force are shown at all: to everybody who works for some office."""
    return bool(user.is_active and user.live_assignments().exists())
