"""Refusals of the verbs: each says what, why and how to mend it, in the reader's language.

Views show ``str(error)``; nothing here ever carries personal data, so the texts may be logged.
"""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class CaseError(Exception):
    """Base of every refusal; ``str()`` is the whole message in the active language.

    Class attributes are message templates filled with the keyword arguments given when raised, which stay readable as
    attributes of ``error.values``.
    """

    what: str | Promise = _("This could not be done.")
    why: str | Promise = ""
    mend: str | Promise = ""

    def __init__(self, **values: Any) -> None:
        super().__init__()
        self.values = values

    def part(self, name: str) -> str:
        """One part (``what``, ``why``, ``mend``) as text."""
        return str(getattr(self, name)).format(**self.values)

    def __str__(self) -> str:
        from django.utils.translation import get_language

        glue = "" if (get_language() or "zh").startswith("zh") else " "
        return glue.join(text for text in (self.part("what"), self.part("why"), self.part("mend")) if text)


class NotFound(CaseError):
    """There is nothing under that address for this person: outside the office subtree or not there at all
    (fault 26)."""

    what = _("We have no such application.")
    mend = _("Check the number, or ask the office it belongs to.")


class ConcurrentChange(CaseError):
    """Somebody else changed the claim first (fault 5)."""

    what = _("A colleague has just changed this claim.")
    why = _("So that nobody overwrites anybody, your change was not saved.")
    mend = _("Open the page again, read what changed, and decide anew.")


class WrongState(CaseError):
    """The verb is not in the lifecycle table for this state."""

    what = _("“{verb_label}” is not possible now.")
    why = _("The claim is at “{state_label}”.")
    mend = _("Open the page again: it shows what comes next.")

    def __init__(self, *, state: str, verb: str) -> None:
        from portal.cases.lifecycle import State, Verb

        super().__init__(state=state, verb=verb, state_label=State(state).label, verb_label=Verb(verb).label)


class NotAllowed(CaseError):
    """The role or the office does not fit (R1.2)."""

    what = _("You cannot do this with this claim.")
    why = _("It needs the role {roles} in the office {office}.")
    mend = _("Ask a colleague with that role, or your administrator if you should have it.")


class AboveAuthority(NotAllowed):
    """An amount that the approver's office may not decide (R5.3)."""

    what = _("You cannot decide on this amount.")
    why = _("Up to {limit} yuan {lower} decides, above that {higher}.")
    mend = _(
        "A claim proposed above the limit goes to {higher} by itself. For another amount, have it proposed by hand."
    )


class OwnWork(CaseError):
    """The approver took part in verifying or handling the same application (fault 6)."""

    what = _("You cannot decide on this claim.")
    why = _("You have worked on this application yourself, and nobody decides on their own work.")
    mend = _("Another approver of your office has to decide.")


class RelatedParty(CaseError):
    """The officer belongs to the household (fault 6)."""

    what = _("You cannot work on this claim.")
    why = _("You belong to this household.")
    mend = _("Hand it to a colleague.")


class ReasonMissing(CaseError):
    """A decision that needs words came without."""

    what = _("Please write the reason.")
    why = _("Whoever decides otherwise than proposed, or refuses, owes the family an explanation.")


class ReasonTooShort(ReasonMissing):
    """A word where the family needs a sentence: it meets every condition and is refused all the same."""

    what = _("Please write the reason in at least {least} characters.")
    why = _("The family meets every condition: the letter prints your reason, and they can object to it.")


class ReasonTooLong(ReasonMissing):
    """More than the letter has room for; cut short it would say something else."""

    what = _("Please shorten the reason to {limit} characters.")
    why = _("It has {length}, and the letter has no room for more.")


class AmountInvalid(CaseError):
    """An amount that cannot be granted."""

    what = _("Please check the amount.")
    why = _("An approval needs an amount above 0 yuan, with at most two decimals and at most {limit} yuan.")


class AmountMissing(AmountInvalid):
    """An approval of money that names no amount: nothing is put in its place."""

    what = _("Please enter the amount.")
    why = _("An approval of money needs one; an empty field does not stand for the proposed amount.")


class AmountOutOfRange(AmountInvalid):
    """An amount outside the limits within which an officer chooses (R6.10)."""

    why = _("For this help an officer chooses from {low} to {high} yuan, both included ({cite}).")


class PeriodInvalid(CaseError):
    """An agency's system would pay for another time than the scheme does, or pay for a service."""

    what = _("Please check what the amount is paid for.")
    why = _("This scheme knows only “{per}”.")
    mend = _("Leave “per” out, or send “{per}”.")


class ServiceHasNoAmount(CaseError):
    """Money on help that is a service."""

    what = _("This help is a service: no money is paid.")
    mend = _("Leave the amount empty.")


class ReferralImpossible(CaseError):
    """Nothing can be suggested that way (R6.6)."""

    what = _("This help could not be suggested.")
    why = "{problem}"


class ReferralAnswered(CaseError):
    """A suggestion that the family has turned down."""

    what = _("This suggestion has been turned down already.")
    mend = _("If it is wanted after all, please apply for it or ask at the window.")


class SubmissionInvalid(CaseError):
    """The submission lacks something; forms normally notice this before."""

    what = _("The application could not be taken in.")
    why = "{problem}"
    mend = _("Please go back, correct it and send it again. Nothing you entered is lost.")


class SchemeUnknown(CaseError):
    """No plugin offers this scheme (any more)."""

    what = _("The scheme “{scheme}” is not offered at present.")
    mend = _("Please take it out of your application, or ask the window about it.")


class SchemeQuarantined(SchemeUnknown):
    """The plugin of this scheme is out of service."""

    what = _("The scheme “{scheme}” cannot be applied for just now.")
    why = _("Its rules are out of order and the administrator has been told.")
    mend = _("Please apply for it at the township window, or take it out of your application for now.")


class ReceiptTaken(CaseError):
    """Another application already has this receipt number: draw a new one."""

    what = _("This receipt number is already taken.")
    mend = _("Please send the application again.")


class DocumentsMissing(CaseError):
    """An uploaded file is gone or belongs to something else."""

    what = _("{count} of your files could not be found any more.")
    mend = _("Please upload them again.")


class FactInvalid(CaseError):
    """A verified fact that is not in the vocabulary or has the wrong type."""

    what = _("“{path}” could not be recorded.")
    why = "{problem}"


class VerificationMissing(CaseError):
    """A report without any recorded check (R3.5)."""

    what = _("The report cannot be issued yet.")
    why = _("No check has been recorded.")
    mend = _("Record at least one: a visit, an interview, a data match or a letter.")


class NoticeStillRuns(CaseError):
    """The public notice is not over."""

    what = _("The public notice is not over yet.")
    mend = _("Wait for its last day to pass.")


class NoticeOver(CaseError):
    """An objection to a notice whose last day has passed (R8.2)."""

    what = _("This public notice is over.")
    why = _("Objections were taken until the end of {day}.")
    mend = _("Please call the hotline {hotline}: what is not right is looked into at any time.")


class ObjectionWordsMissing(CaseError):
    """An objection that does not say to what."""

    what = _("Please write what is not right.")
    why = _("The office can only look into what it knows.")


class ObjectionTextTooLong(CaseError):
    """More than the place has room for; kept and explained, never cut."""

    what = _("Please shorten this to {limit} characters.")
    why = _("It has {length}.")


class ObjectionClosed(CaseError):
    """Somebody has closed this inquiry already, or the claim was withdrawn."""

    what = _("This objection has been dealt with already.")
    why = _("A colleague has closed it, or the family has withdrawn the claim; what you wrote was not saved.")
    mend = _("Open the case again and read what was found.")


class FindingMissing(CaseError):
    """An inquiry that ends without a result."""

    what = _("Please write what the inquiry found.")
    why = _("The approver decides by it, and it has to be traceable later.")
    mend = _("Say what you looked at, whom you asked, and what came of it.")


class AppraisalMissing(CaseError):
    """The county's procedure wants a community appraisal on objection (民主评议, R3.2)."""

    what = _("Please write the result of the community appraisal.")
    why = _("“{process}” needs one when somebody objects.")
    mend = _("Hold the appraisal in the village first, then write when it was, who took part and how it ended.")


class RetriesExhausted(CaseError):
    """The rules failed too often on this claim."""

    what = _("The rules have been tried {limit} times on this claim.")
    mend = _("Please propose by hand; the administrator has been told about the failure.")


class FileRefused(CaseError):
    """An upload that cannot be accepted (fault 22)."""

    what = _("This file cannot be accepted.")
    why = "{problem}"
    mend = _("We accept photos (JPEG, PNG, WebP) and PDF files up to {limit} MB.")


class CodeRefused(CaseError):
    """A wrong, expired or used access code; deliberately the same text for all of them (fault 27)."""

    what = _("The receipt number and the code do not match, or the code has expired.")
    mend = _("Please check both, or ask for a new code.")


class TooManyRequests(CaseError):
    """A cap was reached (fault 28)."""

    what = _("Too many codes have been asked for today.")
    mend = _("Please try again tomorrow, or call {hotline}.")


class WithAgencySystem(CaseError):
    """An officer would act on a claim that the agency's own system works on (R5.6)."""

    what = _("This claim is with the agency's own system.")
    why = _("Two decisions on one claim must not cross.")
    mend = _("Take it over first; the agency's system is told then and can no longer decide.")


class NotWithSystem(CaseError):
    """The agency's system would act on a claim that is no longer, or not yet, its own."""

    what = _("This claim is not with your system.")
    why = _("It has not been handed over, or an officer has taken it over.")
    mend = _("Fetch the claim again; ask the office that decides if you think otherwise.")


class NothingAsked(CaseError):
    """A request for more that names nothing, or the answer to a request nobody made."""

    what = _("Nothing is being asked for.")
    why = _("The family has to read what is missing.")
    mend = _("Name at least one fact or paper, in words the family understands.")


class UnknownItem(CaseError):
    """A request names a fact or a paper that the scheme does not know."""

    what = _("This scheme knows no “{item}”.")
    mend = _("Name one of: {known}. Or leave the key out and write in words what is missing.")


class UnknownReason(CaseError):
    """A refusal names a criterion that the scheme does not have."""

    what = _("This scheme has no criterion “{criterion}”.")
    mend = _("Name one of: {known}. Or give the clause and its words instead.")


class NoSuchOffice(CaseError):
    """A transfer to where the claim cannot go."""

    what = _("The claim cannot be transferred there.")
    why = "{problem}"
    mend = _("Name another office, agency or scheme.")


class PersonalDataInText(CaseError):
    """A text that many will read holds somebody's number."""

    what = _("Please leave ID, telephone and account numbers out of this text.")
    why = _("The family and several offices read it.")


class SameHands(CaseError):
    """Whoever prepared a decision also made it (fault 6)."""

    what = _("This decision cannot be taken.")
    why = _("The same person prepared it and made it, and nobody decides on their own work.")
    mend = _("Have another official of your agency decide.")
