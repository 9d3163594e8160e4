"""The sentences of a claim's history, in both languages (R0.4)."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plugins.api.scheme import SERVICE
from portal.cases.models import ClaimEvent, Transfer
from portal.common import money

Kind = ClaimEvent.Kind


def sentence(kind: str, data: dict[str, Any], language: str) -> str:
    """One line of the history in ``zh-hans`` or ``en``, for instance ``Proposed: approve, 870 yuan a month``."""
    with translation.override(language):
        maker = _MAKERS.get(kind)
        return maker(data, language) if maker else str(Kind(kind).label)


def amount_text(amount: Decimal | str | None, per: str, language: str) -> str:
    """``870 yuan a month`` / ``每月 870 元``; empty without an amount."""
    try:
        value = Decimal(str(amount))
    except InvalidOperation:
        return ""
    with translation.override(language):
        yuan = money.format_yuan(value, language)
        return {
            "month": _("%(yuan)s yuan a month"),
            "term": _("%(yuan)s yuan a term"),
            "year": _("%(yuan)s yuan a year"),
        }.get(per, _("%(yuan)s yuan")) % {"yuan": yuan}


def granted_text(amount: Decimal | str | None, per: str, service: str, language: str) -> str:
    """What an approval gives: the amount, or ``Arranged: job fair`` for help that is a service."""
    if per != SERVICE:
        return amount_text(amount, per, language)
    with translation.override(language):
        return _("Arranged: %(service)s") % {"service": service}


def date_text(day: date | str, language: str) -> str:
    """A day as people write it: ``2026 年 9 月 17 日`` / ``17 September 2026``."""
    value = date.fromisoformat(day) if isinstance(day, str) else day
    if language.startswith("zh"):
        return f"{value.year} 年 {value.month} 月 {value.day} 日"
    with translation.override(language):
        return formats.date_format(value, "j F Y")


def _accepted(data: dict[str, Any], language: str) -> str:
    return _("Accepted")


def _verifying(data: dict[str, Any], language: str) -> str:
    return _("We have begun to check the family's situation")


def _checked(data: dict[str, Any], language: str) -> str:
    return {
        "visit": _("We visited the family at home"),
        "neighbour": _("We talked with neighbours"),
        "match": _("We compared the details with what other offices hold"),
        "letter": _("We asked another office by letter"),
    }.get(str(data.get("method")), _("A check was recorded"))


def _verified(data: dict[str, Any], language: str) -> str:
    return _("The check is complete; every office uses the same report")


def _proposed(data: dict[str, Any], language: str) -> str:
    if data.get("outcome") == "refused":
        return _("Proposed: not to approve")
    if data.get("per") == SERVICE:
        return _("Proposed: arrange %(service)s") % {"service": data.get(f"scheme_{language[:2]}", "")}
    amount = amount_text(data.get("amount"), str(data.get("per", "")), language)
    return _("Proposed: approve, %(amount)s") % {"amount": amount} if amount else _("Proposed: approve")


def _reassessed(data: dict[str, Any], language: str) -> str:
    return _("Assessed again, because another decision arrived. %(result)s") % {"result": _proposed(data, language)}


def _officer_needed(data: dict[str, Any], language: str) -> str:
    if data.get("trouble") == "waiting":
        return _("Waits for the decision on %(scheme)s") % {"scheme": data.get(f"scheme_{language[:2]}", "")}
    if data.get("trouble") == "amount":
        low, high = (money.format_yuan(Decimal(data[end]), language) for end in ("low", "high"))
        return _("The conditions are met; an officer sets the amount, from %(low)s to %(high)s yuan") % {
            "low": low,
            "high": high,
        }
    return _("An officer is looking into it")


def _publicity(data: dict[str, Any], language: str) -> str:
    days = int(data.get("days", 0))
    return ngettext(
        "Public notice in the village for %(days)d working day",
        "Public notice in the village for %(days)d working days",
        days,
    ) % {"days": days}


def _objection(data: dict[str, Any], language: str) -> str:
    return _("An objection has come in; the days are not counted until it has been looked into")


def _objection_closed(data: dict[str, Any], language: str) -> str:
    return _("The objection has been looked into; the days count again")


def _publicity_over(data: dict[str, Any], language: str) -> str:
    return _("The public notice is over")


def _approved(data: dict[str, Any], language: str) -> str:
    if data.get("per") == SERVICE:
        return granted_text(None, SERVICE, str(data.get(f"scheme_{language[:2]}", "")), language)
    amount = amount_text(data.get("amount"), str(data.get("per", "")), language)
    return _("Approved: %(amount)s") % {"amount": amount} if amount else _("Approved")


def _refused(data: dict[str, Any], language: str) -> str:
    return _("Not approved; the letter says why and what you can do")


def _handed_over(data: dict[str, Any], language: str) -> str:
    if data.get("office"):
        # The family knows the office; what its system is called matters to officers only.
        return _("Passed on to %(office)s, which works on it") % {"office": data["office"]}
    return _("Sent to the agency's own system: %(system)s") % {"system": data.get("system", "")}


def _acknowledged(data: dict[str, Any], language: str) -> str:
    return _("The agency has it and works on it; its own number: %(number)s") % {"number": data.get("number", "")}


def _more_needed(data: dict[str, Any], language: str) -> str:
    return _("Something is still missing; the days are not counted until it is there")


def _more_received(data: dict[str, Any], language: str) -> str:
    return _("What was missing has arrived; the days count again")


def _transferred(data: dict[str, Any], language: str) -> str:
    suffix = language[:2]
    text = _("Transferred from %(from)s to %(to)s")
    if data.get("because") == Transfer.BY_AMOUNT:
        text = _("By its amount, transferred from %(from)s to %(to)s")
    return text % {
        "from": data.get(f"from_{suffix}", ""),
        "to": data.get(f"to_{suffix}", ""),
    }


def _taken_over(data: dict[str, Any], language: str) -> str:
    return _("The office itself goes on with it")


def _referred(data: dict[str, Any], language: str) -> str:
    return _("We suggest %(scheme)s as well") % {"scheme": data.get(f"scheme_{language[:2]}", "")}


def _referral_accepted(data: dict[str, Any], language: str) -> str:
    return _("You want %(scheme)s as well; it is part of this application now") % {
        "scheme": data.get(f"scheme_{language[:2]}", "")
    }


def _referral_declined(data: dict[str, Any], language: str) -> str:
    return _("You do not want %(scheme)s") % {"scheme": data.get(f"scheme_{language[:2]}", "")}


def _withdrawn(data: dict[str, Any], language: str) -> str:
    return _("Withdrawn at your wish")


_MAKERS = {
    Kind.ACCEPTED: _accepted,
    Kind.VERIFYING: _verifying,
    Kind.CHECKED: _checked,
    Kind.VERIFIED: _verified,
    Kind.PROPOSED: _proposed,
    Kind.REASSESSED: _reassessed,
    Kind.OFFICER_NEEDED: _officer_needed,
    Kind.PUBLICITY: _publicity,
    Kind.OBJECTION: _objection,
    Kind.OBJECTION_CLOSED: _objection_closed,
    Kind.PUBLICITY_OVER: _publicity_over,
    Kind.APPROVED: _approved,
    Kind.REFUSED: _refused,
    Kind.WITHDRAWN: _withdrawn,
    Kind.REFERRED: _referred,
    Kind.REFERRAL_ACCEPTED: _referral_accepted,
    Kind.REFERRAL_DECLINED: _referral_declined,
    Kind.HANDED_OVER: _handed_over,
    Kind.ACKNOWLEDGED: _acknowledged,
    Kind.MORE_NEEDED: _more_needed,
    Kind.MORE_RECEIVED: _more_received,
    Kind.TRANSFERRED: _transferred,
    Kind.TAKEN_OVER: _taken_over,
}
