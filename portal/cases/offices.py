"""Which office decides a claim: the one its process names, or above a limit a higher one (审批权限, R5.1, R5.3)."""

from decimal import Decimal

from django.db.models import Q

from portal.accounts.models import Assignment, Office
from portal.cases import rules
from portal.cases.lifecycle import ASSIGNERS
from portal.cases.models import Application, Claim, ClaimEvent, Transfer
from portal.common import clock
from portal.common.locality import AuthorityLimit, get_locality


def ordinary_office(application: Application, process: str, agency: str) -> Office:
    """The township, the county or the agency's office, as the locality's process says (R5.1).

    Raises:
        SubmissionInvalid: no office of this agency serves the village.
    """
    return _office(application, get_locality().processes[process].decides, agency)


def _office(application: Application, kind: str, agency: str) -> Office:
    if kind == "township":
        return application.township
    chain = application.village.chain()
    if kind == "county":
        return Office.objects.get(code__in=chain, kind=Office.Kind.COUNTY)
    return rules.agency_office(agency, chain)


def serving(application: Application) -> list[Office]:
    """Every office that may decide for the family's village (R5.2): the agencies' offices, nearest first, then the
    township and the county."""
    above = [office for office in application.village.lineage() if office.kind != Office.Kind.VILLAGE]
    beside = Q(pk__in=[])
    for home in above:
        beside |= Q(path__startswith=home.path, depth=home.depth + 1)
    agencies = Office.objects.filter(beside, kind=Office.Kind.AGENCY).order_by("-depth", "path")
    return [*agencies, *above]


def destinations(claim: Claim) -> list[Office]:
    """Where an officer may send a claim: every other office that serves the village and has somebody who goes on with
    it, so that it waits nowhere unseen."""
    others = [office for office in serving(claim.application) if office.pk != claim.office_id]
    paths = {path for office in others for path in office.paths_up}
    held = Assignment.objects.live().filter(role__in=ASSIGNERS, user__is_active=True, office__path__in=paths)
    staffed = tuple(held.values_list("office__path", flat=True).distinct())
    return [office for office in others if office.path.startswith(staffed)]


def limit_of(claim: Claim) -> AuthorityLimit | None:
    """The limit on what the claim's ordinary office may decide today, if there is one."""
    chain = claim.application.village.chain()
    return get_locality().limit_of(claim.scheme_key, claim.process_key, chain, clock.today())


def exceeds(limit: AuthorityLimit | None, amount: Decimal | None) -> bool:
    """Whether an amount is for the higher office; exactly the limit is not."""
    return limit is not None and amount is not None and amount > limit.up_to


def higher_office(claim: Claim, limit: AuthorityLimit) -> Office:
    """Who decides above the limit."""
    return _office(claim.application, limit.above, claim.agency_key)


def office_for(claim: Claim, amount: Decimal | None) -> Office:
    """The office that decides this amount: where the claim is, unless a limit lifts it up or lets it down again.

    A claim that was transferred for another reason than its amount (R5.2) stays where it is.
    """
    limit = limit_of(claim)
    if limit is None:
        return claim.office
    ordinary = ordinary_office(claim.application, claim.process_key, claim.agency_key)
    higher = higher_office(claim, limit)
    if exceeds(limit, amount):
        return higher if claim.office_id == ordinary.pk else claim.office
    return ordinary if claim.office_id == higher.pk and _lifted(claim) else claim.office


def _lifted(claim: Claim) -> bool:
    """Whether the claim came to its office because of its amount."""
    last = claim.events.filter(kind=ClaimEvent.Kind.TRANSFERRED).order_by("at", "pk").last()
    return last is not None and last.data.get("because") == Transfer.BY_AMOUNT
