"""Take in an application (R0.1, R2.5, R2.6)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal import audit
from portal.cases import notify, rules, signals
from portal.cases.actions._opening import open_claim
from portal.cases.errors import DocumentsMissing, ReceiptTaken, SubmissionInvalid
from portal.cases.letters import numbers, store, texts
from portal.cases.models import Application, ApplicationMember, Authorisation, Claim, Document
from portal.cases.submission import Submission
from portal.common import clock, crypto
from portal.registry.actions import register_household
from portal.registry.models import Person

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def submit(*, actor: "Actor", submission: Submission) -> Application:
    """Store one application with a claim per scheme, in one transaction: all of it or nothing.

    Persons and household enter the register, the uploads and consents are attached, the clocks start, the notice of
    acceptance is numbered, and the SMS with the receipt number lies in the outbox. The same ``submission_key`` again,
    also at the same moment from another tab, gives the same application (fault 3).

    Raises:
        SchemeUnknown, SchemeQuarantined: a scheme cannot be applied for; names which.
        SubmissionInvalid: nobody, no scheme, or people and answers that do not fit together.
        DocumentsMissing: an upload is gone or belongs to another application.
        ReceiptTaken: the receipt number belongs to another submission.
        portal.common.identity.IdentityError: an ID number that is none.
    """
    existing = _existing(submission)
    if existing:
        return existing
    offers = _offers(submission)
    try:
        with transaction.atomic():
            return _store(actor, submission, offers)
    except IntegrityError:
        # Another request with the same key (or receipt) committed between the look-up and the insert.
        existing = _existing(submission)
        if existing:
            return existing
        if Application.objects.filter(receipt=submission.receipt).exists():
            raise ReceiptTaken from None
        raise


def _existing(submission: Submission) -> Application | None:
    return Application.objects.filter(submission_key=submission.submission_key).first()


def _offers(submission: Submission) -> list[rules.Offer]:
    """The schemes applied for, after everything that can be checked without writing."""
    if not submission.scheme_keys:
        raise SubmissionInvalid(problem=_("No scheme has been chosen."))
    if not submission.people:
        raise SubmissionInvalid(problem=_("Nobody has been named."))
    if submission.language not in rules.LANGUAGES:
        raise SubmissionInvalid(problem=_("The language is not one of the site's."))
    if len(submission.answers.get("members") or ()) != len(submission.people):
        raise SubmissionInvalid(problem=_("The answers do not fit the people named."))
    if any(not 0 <= given.person_index < len(submission.people) for given in submission.authorisations):
        raise SubmissionInvalid(problem=_("A consent belongs to nobody named."))
    if submission.village.township() is None:
        raise SubmissionInvalid(problem=_("The village belongs to no township."))
    chain = submission.village.chain()
    return [rules.offer(key, chain) for key in dict.fromkeys(submission.scheme_keys)]


def _store(actor: "Actor", submission: Submission, offers: list[rules.Offer]) -> Application:
    existing = _existing(submission)
    if existing:
        return existing
    # The number first: its row lock comes before the lock of the audit trail (see letters/numbers.py).
    number = numbers.take_number("acceptance")
    application = _application(actor, submission)
    _attach_documents(application, submission)
    claims = [open_claim(actor, application, offer) for offer in offers]
    store.issue(
        kind="acceptance", number=number, data=texts.acceptance(application, claims, number), application=application
    )
    notify.accepted(application)
    for claim in claims:
        signals.claim_submitted.send(sender=Claim, claim=claim)
    audit.record(
        "cases.submit", actor=actor, subject=application, office=application.village,
        detail={
            "receipt": application.receipt, "schemes": [offer.key for offer in offers], "channel": submission.channel,
        },
    )  # fmt: skip
    return application


def _application(actor: "Actor", submission: Submission) -> Application:
    family = register_household(
        actor=actor, office=submission.village, address=submission.address, people=submission.people
    )
    application = Application.objects.create(
        receipt=submission.receipt,
        form_version=submission.form_version,
        channel=submission.channel,
        village=submission.village,
        township=submission.village.township(),
        household=family.household,
        applicant=family.persons[0],
        phone=submission.phone,
        phone_index=crypto.blind_index(submission.phone, "phone"),
        address=submission.address,
        answers=dict(submission.answers),
        intention_at=submission.intention_at,
        submitted_at=clock.now(),
        language=submission.language,
        submission_key=submission.submission_key,
        filed_by=actor.user,
    )
    ApplicationMember.objects.bulk_create(
        ApplicationMember(
            application=application, person=person, position=position, relation=given.relation, name=given.name
        )
        for position, (person, given) in enumerate(zip(family.persons, submission.people, strict=True))
    )
    _authorisations(application, submission, family.persons)
    return application


def _attach_documents(application: Application, submission: Submission) -> None:
    wanted = set(submission.document_ids)
    free = Document.objects.filter(pk__in=wanted, application__isnull=True)
    if submission.draft_key:
        free = free.filter(draft_key=submission.draft_key)
    missing = len(wanted) - free.update(application=application, draft_key="")
    if missing:
        raise DocumentsMissing(count=missing)


def _authorisations(application: Application, submission: Submission, persons: Sequence[Person]) -> None:
    expires = clock.today() + timedelta(days=settings.CASES_AUTHORISATION_DAYS)
    given = {(persons[item.person_index].pk, item.kind): item for item in submission.authorisations}
    Authorisation.objects.bulk_create(
        Authorisation(
            application=application, person_id=person, kind=kind, text_version=item.text_version, given_at=clock.now(),
            expires_on=expires if kind == Authorisation.Kind.ECONOMIC_CHECK else None,
        )
        for (person, kind), item in given.items()
    )  # fmt: skip
