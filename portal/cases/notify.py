"""Text messages to the applicant at each step (R8.4).

They carry the receipt number, what happened and where to look: no name, no amount, no reason, for a phone lies about.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from portal import messages
from portal.cases.events import date_text
from portal.common.locality import get_locality

if TYPE_CHECKING:
    from datetime import date

    from portal.cases.models import Application, Claim, InformationRequest, Referral, Transfer


def tracking_url(language: str) -> str:
    """Where an applicant looks up their application."""
    prefix = "" if language.startswith("zh") else "/en"
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{prefix}/track/"


def _send(application: "Application", key: str, text: str) -> None:
    if not application.phone:
        # Without a phone the village office passes the news on; an SMS to nobody would only fail again and again.
        return
    signature = _("[%(county)s Social Assistance] ") % {"county": get_locality().text("name")}
    messages.send_sms(application.phone, signature + text, key=f"sms:{key}", subject_ref=application.receipt)


def accepted(application: "Application") -> None:
    """The receipt number and where to track."""
    with translation.override(application.language):
        text = _(
            "We have received your application. Receipt number: %(receipt)s. To see where it stands, open %(url)s and "
            "enter the number. Questions: %(phone)s."
        ) % {
            "receipt": application.receipt,
            "url": tracking_url(application.language),
            "phone": application.township.phone or get_locality().hotline,
        }
        _send(application, f"accepted:{application.pk}", text)


def verified(application: "Application") -> None:
    """The check is complete."""
    with translation.override(application.language):
        text = _("The check for your application %(receipt)s is complete. The offices now assess it: %(url)s") % {
            "receipt": application.receipt,
            "url": tracking_url(application.language),
        }
        _send(application, f"verified:{application.pk}", text)


def on_notice(claim: "Claim", until: "date") -> None:
    """The proposal hangs out in the village."""
    application = claim.application
    with translation.override(application.language):
        text = _(
            "%(scheme)s, application %(receipt)s: the proposal is on public notice until %(day)s, with your "
            "name masked. "
            "More: %(url)s"
        ) % {
            "scheme": claim.name_in(application.language),
            "receipt": application.receipt,
            "day": date_text(until, application.language),
            "url": tracking_url(application.language),
        }
        _send(application, f"notice:{claim.pk}", text)


def decided(claim: "Claim") -> None:
    """There is a decision; the letter says which."""
    application = claim.application
    with translation.override(application.language):
        text = _(
            "%(scheme)s, application %(receipt)s: there is a decision. Read your letter at %(url)s or at the window."
        ) % {
            "scheme": claim.name_in(application.language),
            "receipt": application.receipt,
            "url": tracking_url(application.language),
        }
        _send(application, f"decided:{claim.pk}", text)


def withdrawn(claim: "Claim") -> None:
    """A withdrawal is confirmed, so that nobody can withdraw for somebody else unnoticed."""
    application = claim.application
    with translation.override(application.language):
        text = _("%(scheme)s, application %(receipt)s has been withdrawn. If this was not you, call %(phone)s.") % {
            "scheme": claim.name_in(application.language),
            "receipt": application.receipt,
            "phone": get_locality().hotline,
        }
        _send(application, f"withdrawn:{claim.pk}", text)


def referred(referral: "Referral") -> None:
    """Another agency may help; what and why stands on the tracking page."""
    application = referral.application
    with translation.override(application.language):
        text = _(
            "Application %(receipt)s: another office may help you as well. Read what it is and say yes or no at "
            "%(url)s, or call %(phone)s."
        ) % {
            "receipt": application.receipt,
            "url": tracking_url(application.language),
            "phone": application.township.phone or get_locality().hotline,
        }
        _send(application, f"referred:{referral.pk}", text)


def referral_accepted(claim: "Claim") -> None:
    """A confirmation, so that nobody adds to somebody's application unnoticed."""
    application = claim.application
    with translation.override(application.language):
        text = _(
            "%(scheme)s is now part of your application %(receipt)s; you need not file anything again. If this was "
            "not you, call %(phone)s."
        ) % {
            "scheme": claim.name_in(application.language),
            "receipt": application.receipt,
            "phone": get_locality().hotline,
        }
        _send(application, f"referral-accepted:{claim.pk}", text)


def more_needed(claim: "Claim", request: "InformationRequest") -> None:
    """Something is missing; what it is stands on the tracking page, not in the message."""
    application = claim.application
    with translation.override(application.language):
        text = _(
            "%(scheme)s, application %(receipt)s: something is still missing. Read what to bring at %(url)s or call "
            "%(phone)s; your days are not counted until then."
        ) % {
            "scheme": claim.name_in(application.language),
            "receipt": application.receipt,
            "url": tracking_url(application.language),
            "phone": application.township.phone or get_locality().hotline,
        }
        _send(application, f"more-needed:{request.pk}", text)


def transferred(claim: "Claim", transfer: "Transfer") -> None:
    """Another office decides now."""
    application = claim.application
    with translation.override(application.language):
        text = _(
            "%(scheme)s, application %(receipt)s: another office decides now, %(office)s. You need not do anything. "
            "More: %(url)s"
        ) % {
            "scheme": claim.name_in(application.language),
            "receipt": application.receipt,
            "office": transfer.to_office.label,
            "url": tracking_url(application.language),
        }
        _send(application, f"transferred:{transfer.pk}", text)
