"""Other agencies' help on the application page: what was suggested, what the family said, who may answer for them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.cases import authority, rules
from portal.cases.errors import CaseError
from portal.cases.models import Claim, Referral
from portal.cases.workbench.access import Viewed
from portal.cases.workbench.vocabulary import language


@dataclass(frozen=True)
class ReferralLine:
    """One suggestion as an officer sees it. ``who`` is masked for those whose work does not need names."""

    id: str
    name: str
    agency: str
    who: str
    reason: str
    state: str
    state_label: str
    at: datetime
    answerable: bool


def visible(viewed: Viewed) -> list[Referral]:
    """The suggestions that come from a claim this person sees."""
    mine = {claim.pk: claim for claim in viewed.claims}
    found = []
    for referral in viewed.application.referrals.all():
        if referral.claim_id in mine:
            referral.application, referral.claim = viewed.application, mine[referral.claim_id]
            found.append(referral)
    return found


def lines(viewed: Viewed) -> list[ReferralLine]:
    """The rows of the section, oldest first."""
    found = visible(viewed)
    names = _names(viewed) if found else {}
    return [_line(viewed, item, names) for item in found]


def _line(viewed: Viewed, item: Referral, names: dict[int, str]) -> ReferralLine:
    answerable = item.state == Referral.State.OFFERED and _may(authority.check_answering, viewed, item)
    return ReferralLine(
        id=str(item.pk),
        name=item.name,
        agency=rules.agency_name(item.agency_key, language()),
        who=names.get(item.member, "") if item.member is not None else "",
        # It may name a disability or an illness: for those who speak with the family or work for it (R1.2).
        reason=item.reason_in(language()) if viewed.sees_letters or answerable else "",
        state=item.state,
        state_label=str(item.get_state_display()),
        at=item.created_at,
        answerable=answerable,
    )


def _names(viewed: Viewed) -> dict[int, str]:
    people = viewed.application.people.all()
    return {person.position: person.name if viewed.sees_family else person.masked_name for person in people}


def source_of(viewed: Viewed) -> Claim | None:
    """The claim from which this person may suggest other help: the first of theirs, or None."""
    return next((claim for claim in viewed.claims if _may(authority.check_referring, viewed, claim)), None)


def _may(check: Any, viewed: Viewed, subject: Any) -> bool:
    try:
        check(viewed.actor, subject)
    except CaseError:
        return False
    return True


def choices(viewed: Viewed) -> list[tuple[str, str]]:
    """The schemes that can still be suggested: on offer in the village, not part of the application, not suggested."""
    application = viewed.application
    taken = {claim.scheme_key for claim in application.claims.all()}
    taken |= {referral.scheme_key for referral in application.referrals.all()}
    chinese = language().startswith("zh")
    return [
        (offer.key, f"{rules.agency_name(offer.agency, language())} · {offer.name if chinese else offer.name_en}")
        for offer in rules.offers(application.village.chain())
        if offer.key not in taken
    ]


def members(viewed: Viewed) -> list[tuple[str, str]]:
    """Whom a suggestion can be for, by position."""
    return [(str(position), name) for position, name in _names(viewed).items()]
