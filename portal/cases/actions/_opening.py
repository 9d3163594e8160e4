"""What filing and accepting a referral share: a claim comes into being."""

from typing import TYPE_CHECKING

from portal.cases import clocks, offices, rules
from portal.cases.actions import _steps
from portal.cases.models import Application, Claim, ClaimEvent
from portal.common import clock

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
        office=offices.ordinary_office(application, offer.process, offer.agency),
    )
    _steps.set_due(claim, clocks.start(claim, clock.today()))
    _steps.happened(
        claim, ClaimEvent.Kind.ACCEPTED, actor,
        office=application.township, data={"by": str(actor.user)} if actor.user else {},
    )  # fmt: skip
    return claim
