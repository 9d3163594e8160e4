"""What filing and accepting a referral share: a claim comes into being."""

from typing import TYPE_CHECKING

from portal.accounts.models import Office
from portal.cases import clocks, rules
from portal.cases.actions import _steps
from portal.cases.models import Application, Claim, ClaimEvent
from portal.common import clock
from portal.common.locality import get_locality

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def open_claim(actor: "Actor", application: Application, offer: rules.Offer) -> Claim:
    """A new claim of the application, its clocks running, the first line of its history written."""
    claim = Claim.objects.create(
        application=application,
        scheme_key=offer.key,
        scheme_name=offer.name,
        scheme_name_en=offer.name_en,
        agency_key=offer.agency,
        plugin_name=offer.plugin,
        plugin_version=offer.version,
        process_key=offer.process,
        office=_deciding_office(application, offer),
    )
    _steps.set_due(claim, clocks.start(claim, clock.today()))
    _steps.happened(
        claim, ClaimEvent.Kind.ACCEPTED, actor,
        office=application.township, data={"by": str(actor.user)} if actor.user else {},
    )  # fmt: skip
    return claim


def _deciding_office(application: Application, offer: rules.Offer) -> Office:
    """The township, the county or the agency's office, as the locality's process says (R5.1, R5.3)."""
    decides = get_locality().processes[offer.process].decides
    if decides == "township":
        return application.township
    chain = application.village.chain()
    if decides == "county":
        return Office.objects.get(code__in=chain, kind=Office.Kind.COUNTY)
    return rules.agency_office(offer.agency, chain)
