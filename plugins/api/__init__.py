"""The plugin API: everything an agency's plugin may import, and nothing else (R0.2).

A plugin says who is eligible as data (criteria with citations), how much they get (an amount with dated
parameters), and the portal does the rest. See docs/plugin-guide.md. Stable within one major VERSION.
"""

from .common import COMMON
from .errors import FactError, LoadError, ParameterError, PluginError
from .evaluation import Evaluation, Finding, PluginFault
from .facts import Facts, Provenance
from .hooks import hookimpl, hookspec
from .language import (
    age,
    all_members,
    all_of,
    any_member,
    any_of,
    applicant,
    at_least,
    at_most,
    household,
    lookup,
    member,
    named,
    parameter,
    received,
    rounded,
)
from .scheme import (
    EVENTS,
    HOUSEHOLD_BOOK,
    ID_CARD,
    Agency,
    Citation,
    Criterion,
    Eligibility,
    Material,
    Proposal,
    ProposalContext,
    Scheme,
    clause,
    criterion,
    eligible,
)
from .terms import Condition, Term
from .vocabulary import Choice, FactDefinition, Vocabulary

VERSION = "1.0"

__all__ = [
    "COMMON",
    "EVENTS",
    "HOUSEHOLD_BOOK",
    "ID_CARD",
    "VERSION",
    "Agency",
    "Choice",
    "Citation",
    "Condition",
    "Criterion",
    "Eligibility",
    "Evaluation",
    "FactDefinition",
    "FactError",
    "Facts",
    "Finding",
    "LoadError",
    "Material",
    "ParameterError",
    "PluginError",
    "PluginFault",
    "Proposal",
    "ProposalContext",
    "Provenance",
    "Scheme",
    "Term",
    "Vocabulary",
    "age",
    "all_members",
    "all_of",
    "any_member",
    "any_of",
    "applicant",
    "at_least",
    "at_most",
    "clause",
    "criterion",
    "eligible",
    "hookimpl",
    "hookspec",
    "household",
    "lookup",
    "member",
    "named",
    "parameter",
    "received",
    "rounded",
]
