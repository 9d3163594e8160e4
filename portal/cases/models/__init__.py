"""Tables of an application, grouped by when they are written: filing, claims, verification, decision, access."""

from portal.cases.models.access import AccessCode
from portal.cases.models.application import Application, ApplicationMember, Authorisation, Document
from portal.cases.models.claim import Claim, ClaimEvent, Clock
from portal.cases.models.decision import Decision, Evaluation
from portal.cases.models.handoff import Handoff, InformationRequest, Transfer
from portal.cases.models.letter import Letter, NumberSeries
from portal.cases.models.objection import Objection
from portal.cases.models.referral import Referral
from portal.cases.models.verification import Verification, VerificationReport

__all__ = [
    "AccessCode",
    "Application",
    "ApplicationMember",
    "Authorisation",
    "Claim",
    "ClaimEvent",
    "Clock",
    "Decision",
    "Document",
    "Evaluation",
    "Handoff",
    "InformationRequest",
    "Letter",
    "NumberSeries",
    "Objection",
    "Referral",
    "Transfer",
    "Verification",
    "VerificationReport",
]
