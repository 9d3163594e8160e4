"""Text messages to the applicant at each step (R8.4).

They carry the receipt number, what happened and where to look: no name, no amount, no reason, for a phone lies about.
"""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal import messages
from portal.cases.events import date_text
from portal.common.locality import get_locality

if TYPE_CHECKING:
    from datetime import date

    from django.utils.functional import Promise

    from portal.cases.models import Application, Claim, InformationRequest, Objection, Referral, Transfer


def tracking_url(language: str) -> str:
    """Where an applicant looks up their application."""
    prefix = "" if language.startswith("zh") else "/en"
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{prefix}/track/"


def _tell(application: "Application", key: str, words: "Promise", **more: Any) -> None:
    """Send ``words`` in the applicant's language; they may name the receipt, the page and a telephone.

    The telephone is that of the township, or the hotline where it has none; ``more`` adds values or replaces these.
    """
    if not application.phone:
        # Without a phone the village office passes the news on; an SMS to nobody would only fail again and again.
        return
    locality = get_locality()
    values = {
        "receipt": application.receipt,
        "url": tracking_url(application.language),
        "phone": application.township.phone or locality.hotline,
        **more,
    }
    with translation.override(application.language):
        signature = _("[%(county)s Social Assistance] ") % {"county": locality.text("name")}
        text = signature + str(words) % values
    messages.send_sms(application.phone, text, key=f"sms:{key}", subject_ref=application.receipt)


def _tell_of(claim: "Claim", key: str, words: "Promise", **more: Any) -> None:
    """The same about one scheme, which it names."""
    _tell(claim.application, key, words, scheme=claim.name_in(claim.application.language), **more)


def accepted(application: "Application") -> None:
    """The receipt number and where to track."""
    _tell(
        application, f"accepted:{application.pk}",
        _(
            "We have received your application. Receipt number: %(receipt)s. To see where it stands, open %(url)s and "
            "enter the number. Questions: %(phone)s."
        ),
    )  # fmt: skip


def verified(application: "Application") -> None:
    """The check is complete."""
    _tell(
        application, f"verified:{application.pk}",
        _("The check for your application %(receipt)s is complete. The offices now assess it: %(url)s"),
    )  # fmt: skip


def on_notice(claim: "Claim", until: "date") -> None:
    """The proposal hangs out in the village."""
    _tell_of(
        claim, f"notice:{claim.pk}",
        _(
            "%(scheme)s, application %(receipt)s: the proposal is on public notice until %(day)s, with your "
            "name masked. "
            "More: %(url)s"
        ),
        day=date_text(until, claim.application.language),
    )  # fmt: skip


def contested(claim: "Claim", objection: "Objection") -> None:
    """Somebody objects; neither who nor what is ever told."""
    _tell_of(
        claim, f"contested:{objection.pk}",
        _(
            "%(scheme)s, application %(receipt)s: an objection has come in and is being looked into; your days are "
            "not counted until then. You need not do anything. Questions: %(phone)s."
        ),
    )  # fmt: skip


def inquiry_over(claim: "Claim", objection: "Objection") -> None:
    """The objection has been looked into."""
    _tell_of(
        claim, f"inquiry-over:{objection.pk}",
        _(
            "%(scheme)s, application %(receipt)s: the objection has been looked into and your days count again. "
            "More: %(url)s"
        ),
    )  # fmt: skip


def decided(claim: "Claim") -> None:
    """There is a decision; the letter says which."""
    _tell_of(
        claim, f"decided:{claim.pk}",
        _(
            "%(scheme)s, application %(receipt)s: there is a decision. Read your letter at %(url)s or at the window."
        ),
    )  # fmt: skip


def withdrawn(claim: "Claim") -> None:
    """A withdrawal is confirmed, so that nobody can withdraw for somebody else unnoticed."""
    _tell_of(
        claim, f"withdrawn:{claim.pk}",
        _("%(scheme)s, application %(receipt)s has been withdrawn. If this was not you, call %(phone)s."),
        phone=get_locality().hotline,
    )  # fmt: skip


def referred(referral: "Referral") -> None:
    """Another agency may help; what and why stands on the tracking page."""
    _tell(
        referral.application, f"referred:{referral.pk}",
        _(
            "Application %(receipt)s: another office may help you as well. Read what it is and say yes or no at "
            "%(url)s, or call %(phone)s."
        ),
    )  # fmt: skip


def referral_accepted(claim: "Claim") -> None:
    """A confirmation, so that nobody adds to somebody's application unnoticed."""
    _tell_of(
        claim, f"referral-accepted:{claim.pk}",
        _(
            "%(scheme)s is now part of your application %(receipt)s; you need not file anything again. If this was "
            "not you, call %(phone)s."
        ),
        phone=get_locality().hotline,
    )  # fmt: skip


def more_needed(claim: "Claim", request: "InformationRequest") -> None:
    """Something is missing; what it is stands on the tracking page, not in the message."""
    _tell_of(
        claim, f"more-needed:{request.pk}",
        _(
            "%(scheme)s, application %(receipt)s: something is still missing. Read what to bring at %(url)s or call "
            "%(phone)s; your days are not counted until then."
        ),
    )  # fmt: skip


def transferred(claim: "Claim", transfer: "Transfer") -> None:
    """Another office decides now."""
    _tell_of(
        claim, f"transferred:{transfer.pk}",
        _(
            "%(scheme)s, application %(receipt)s: another office decides now, %(office)s. You need not do anything. "
            "More: %(url)s"
        ),
        office=transfer.to_office,  # says its name in the language of the message
    )  # fmt: skip
