"""What the letters say, as plain data for the templates: every sentence, in the applicant's language.

Periods for objection are those of the Administrative Reconsideration Law (行政复议法 第二十条: 60 days) and the
Administrative Litigation Law (行政诉讼法 第四十六条: six months).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from plugins.api.scheme import SERVICE
from portal.accounts.models import Office
from portal.cases.events import amount_text, date_text
from portal.cases.extending.notes import letter_notes
from portal.cases.letters.annex import annex
from portal.cases.letters.capitals import capital_amount
from portal.cases.models import Application, Claim, Decision
from portal.cases.models.claim import Outcome
from portal.cases.notify import tracking_url
from portal.common import clock
from portal.common.locality import get_locality

RECONSIDERATION_DAYS = 60
LITIGATION_MONTHS = 6


def acceptance(application: Application, claims: Sequence[Claim], number: str) -> dict[str, Any]:
    """The notice of acceptance: which claims, who decides, by when, how to follow (R8.3)."""
    language = application.language
    with translation.override(language):
        return {
            **frame(application, application.township, _("Notice of Acceptance"), number),
            "opening": [
                _(
                    "We have taken in the application you made on %(day)s. It counts for every scheme listed below and "
                    "every office uses it; you need not hand in the same papers anywhere else."
                ) % {"day": _filed_on(application)},
            ],
            "facts": [[pgettext("letter", "Receipt number"), application.receipt]],
            "claims_head": [
                pgettext("letter", "Scheme"), pgettext("letter", "Decided by"), pgettext("letter", "Time allowed"),
                pgettext("letter", "Answer by"),
            ],
            "claims": [_claim_row(claim, language) for claim in claims],
            "sections": [
                section(pgettext("letter", "What happens next"), items=[
                    _item(_("Staff of your town check the family's situation: a visit, a talk, a comparison "
                            "with what offices already hold. "
                            "Please tell them how things really are.")),
                    _item(_("All offices use one and the same report of this check.")),
                    _item(_("You get every decision by letter, and a text message tells you when it is there.")),
                ]),
                section(_("How to see where it stands"), [
                    _("Open %(url)s and enter the receipt number; we send a code to your phone. The window and "
                      "the hotline can also look for you.")
                    % {"url": tracking_url(language)},
                ]),
            ],
        }  # fmt: skip


def decision(claim: Claim, made: Decision, number: str) -> dict[str, Any]:
    """The notice of approval or of refusal of one claim."""
    with translation.override(claim.application.language):
        data = _approval(claim, made, number) if made.outcome == Outcome.APPROVED else _refusal(claim, made, number)
        return {**data, "annex": annex(claim, made)}


def _approval(claim: Claim, made: Decision, number: str) -> dict[str, Any]:
    application, language = claim.application, claim.application.language
    service = made.per == SERVICE
    reasons = [_item(finding["says"], finding["cite"]) for finding in _findings(made, language, "met")]
    sections = [section(_("What this rests on"), items=reasons)] if reasons else []
    if made.reason:
        sections.append(section(_("What the office adds"), [made.reason]))
    sections += [
        _next_step() if service else _changes(),
        *_of_the_plugin(claim, "approval", made),
        objection(),
    ]
    return {
        **frame(application, claim.office, _("Notice of Approval"), number),
        "opening": [
            _("You applied on %(day)s for %(scheme)s. We have checked the family's situation and assessed it; "
              "your application is approved.")
            % {"day": _filed_on(application), "scheme": claim.name_in(language)},
        ],
        "facts": [
            [pgettext("letter", "Scheme"), claim.name_in(language)],
            [pgettext("letter", "You get"), _("a service, no money")] if service
            else [pgettext("letter", "Amount"), _amount_in_full(made, language)],
            [pgettext("letter", "From"), date_text(clock.local(made.decided_at).date(), language)],
            [pgettext("letter", "Receipt number"), application.receipt],
            *_agencys_number(made),
        ],
        "sections": sections,
    }  # fmt: skip


def _agencys_number(made: Decision) -> list[list[str]]:
    """The number of the agency's own letter, where it decided in a system of its own and has one."""
    return [[pgettext("letter", "The agency's own number"), made.letter_reference]] if made.letter_reference else []


def _amount_in_full(made: Decision, language: str) -> str:
    """The amount, in Chinese also in the capital numerals nobody can alter."""
    amount = amount_text(made.amount, made.per, language)
    if language.startswith("zh") and made.amount is not None:
        return f"{amount}（{capital_amount(made.amount)}）"
    return amount


def _of_the_plugin(claim: Claim, kind: str, made: Decision) -> list[dict[str, Any]]:
    """What the scheme's own plugin adds, if anything."""
    paragraphs = letter_notes(claim, kind, made.amount, made.per)
    return [section(pgettext("letter", "Please also note"), paragraphs)] if paragraphs else []


def _changes() -> dict[str, Any]:
    return section(_("If something changes"), [
        _("If people join or leave the family, or income or property change, please tell the window of your town, "
          "so that you get what is yours and need not pay anything back."),
    ])  # fmt: skip


def _next_step() -> dict[str, Any]:
    """How a service comes about: somebody has to call."""
    return section(pgettext("letter", "What happens next"), [
        _("The office named below calls you to agree on day and place. If your telephone number changes, or you no "
          "longer need it, please tell the office or the window of your town."),
    ])  # fmt: skip


def _refusal(claim: Claim, made: Decision, number: str) -> dict[str, Any]:
    application, language = claim.application, claim.application.language
    items = [
        _item(
            _("Not fulfilled: “%(condition)s”. %(because)s")
            % {"condition": finding["says"], "because": finding["because"]},
            finding["cite"],
        )
        # Where the agency decided in its own system, its reasons count and not what the portal's rules found.
        for finding in _findings(made, language, "not_met" if not made.made_by else "")
    ]  # fmt: skip
    # What was written in favour of an approval is no reason for refusing it.
    argued = claim.proposal_reason if claim.proposed_outcome == Outcome.REFUSED else ""
    words = [text for text in (argued, made.reason) if text]
    items += [_item(line) for text in words for line in (text.splitlines() if made.made_by else [text])]
    return {
        **frame(application, claim.office, _("Notice of Refusal"), number),
        "opening": [
            _("You applied on %(day)s for %(scheme)s. We have checked the family's situation and assessed it. "
              "We cannot approve this application, for the reasons below.")
            % {"day": _filed_on(application), "scheme": claim.name_in(language)},
        ],
        "facts": [
            [pgettext("letter", "Scheme"), claim.name_in(language)],
            [pgettext("letter", "Receipt number"), application.receipt],
            *_agencys_number(made),
        ],
        "sections": [
            section(pgettext("letter", "Reasons"), items=items),
            section(_("What you can still do"), [
                _("If one of these reasons is wrong or something has changed, bring what shows it to the "
                  "window. You can apply again at any time, "
                  "and the window will see with you which other help fits."),
            ]),
            *_of_the_plugin(claim, "refusal", made),
            objection(),
        ],
    }  # fmt: skip


def objection(office: str = "") -> dict[str, Any]:
    """How to ask and how to object, in the current language; with the office's name where no letter names it below."""
    values = {"days": RECONSIDERATION_DAYS, "months": LITIGATION_MONTHS, "county": get_locality().text("name")}
    ask = _("Ask the office named below to explain the decision; that costs nothing.")
    object_ = _("Within %(days)d days of receiving this letter you can ask the People's Government of %(county)s for "
                "administrative reconsideration, "
                "or within %(months)d months bring an action before the people's court.")  # fmt: skip
    if office:
        ask = _("Ask %(office)s to explain the decision; that costs nothing.") % {"office": office}
        object_ = _("Within %(days)d days of receiving the letter on the decision you can ask the People's Government "
                    "of %(county)s for administrative reconsideration, "
                    "or within %(months)d months bring an action before the people's court.")  # fmt: skip
    return section(_("If you do not agree"), [ask, object_ % values])


def _filed_on(application: Application) -> str:
    return date_text(clock.local(application.submitted_at).date(), application.language)


def _findings(made: Decision, language: str, result: str) -> list[dict[str, str]]:
    return [finding for finding in made.evaluation.findings_in(language) if finding["result"] == result]


def _claim_row(claim: Claim, language: str) -> list[str]:
    total = claim.clocks.get(step="total")
    answer = date_text(total.due_on, language)
    if total.provisional:
        answer += _(" (provisional)")
    days = ngettext("%(days)d working day", "%(days)d working days", total.limit) % {"days": total.limit}
    return [claim.name_in(language), _issuer(claim.office), days, answer]


def _issuer(office: Office) -> str:
    if office.kind == Office.Kind.TOWNSHIP:
        return _("People's Government of %(township)s") % {"township": office.label}
    return office.label


def frame(application: Application, office: Office, title: str, number: str) -> dict[str, Any]:
    """What every letter has: issuer, number, addressee, signature, contact, footer."""
    today = clock.today()
    return {
        "title": title,
        "number": number,
        "receipt": application.receipt,
        "issuer": _issuer(office),
        "office": _issuer(office),
        "addressee": _("Dear %(name)s,") % {"name": application.filer.name},
        "date": today.isoformat(),
        "date_text": date_text(today, application.language),
        "footer": _("Receipt number %(receipt)s") % {"receipt": application.receipt},
        "contact": _contact(office, application.township),
        "opening": [], "facts": [], "claims": [], "claims_head": [], "sections": [], "annex": None,
    }  # fmt: skip


def _contact(office: Office, window: Office) -> list[list[str]]:
    rows = [
        [pgettext("letter", "Office"), _issuer(office)],
        [pgettext("letter", "Telephone"), _unbroken(office.phone or get_locality().hotline)],
    ]
    if office.address:
        rows.append([pgettext("letter", "Address"), office.text("address")])
    if office.pk != window.pk:
        rows.append([_("Window of your town"), f"{window.label} {_unbroken(window.phone)}".strip()])
    rows.append([pgettext("letter", "Hotline"), _unbroken(get_locality().hotline)])
    return rows


def _unbroken(phone: str) -> str:
    """A telephone number that no line break parts."""
    return phone.replace(" ", "\u00a0")


def section(heading: str, paragraphs: Iterable[str] = (), items: Iterable[dict[str, str]] = ()) -> dict[str, Any]:
    return {"heading": heading, "paragraphs": list(paragraphs), "items": list(items)}


def _item(text: str, cite: str = "") -> dict[str, str]:
    return {"text": text, "cite": cite}


def valid_note(valid_until: date, language: str) -> str:
    """Until when a report may be used."""
    return _("Valid until %(day)s for every claim of this application and for later ones of the family.") % {
        "day": date_text(valid_until, language)
    }
