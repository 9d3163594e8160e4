"""The plugin API: everything an agency's plugin may import, and nothing else (R0.2).

A plugin says who is eligible as data (criteria with citations), how much they get (an amount with dated
parameters), and the portal does the rest. See docs/plugin-guide.md. Stable within one major VERSION.
"""

import warnings

from .changes import WouldChange
from .citing import Citation, clause
from .common import COMMON
from .errors import FactError, LoadError, ParameterError, PluginError
from .evaluation import Evaluation, Finding, PluginFault
from .extending import (
    OFFICERS,
    STAFF_ROLES,
    ClaimEvent,
    Figure,
    LetterContext,
    LetterNote,
    Notice,
    Panel,
    PanelContext,
    Referral,
    Scheduled,
    ScheduledContext,
    SchemeCounts,
    Setting,
)
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
    months_since,
    named,
    parameter,
    received,
    rounded,
)
from .ranges import AmountRange, amount_range
from .scheme import (
    EVENTS,
    HOUSEHOLD_BOOK,
    ID_CARD,
    Agency,
    Criterion,
    Eligibility,
    Material,
    Proposal,
    ProposalContext,
    Scheme,
    criterion,
    eligible,
)
from .terms import Condition, Term
from .vocabulary import Choice, FactDefinition, Vocabulary

VERSION = "1.1"

__all__ = [
    "COMMON",
    "EVENTS",
    "HOUSEHOLD_BOOK",
    "ID_CARD",
    "OFFICERS",
    "STAFF_ROLES",
    "VERSION",
    "Agency",
    "AmountRange",
    "Choice",
    "Citation",
    "ClaimEvent",
    "Condition",
    "Criterion",
    "Eligibility",
    "Evaluation",
    "FactDefinition",
    "FactError",
    "Facts",
    "Figure",
    "Finding",
    "LetterContext",
    "LetterNote",
    "LoadError",
    "Material",
    "Notice",
    "Panel",
    "PanelContext",
    "ParameterError",
    "PluginError",
    "PluginFault",
    "Proposal",
    "ProposalContext",
    "Provenance",
    "Referral",
    "Scheduled",
    "ScheduledContext",
    "Scheme",
    "SchemeCounts",
    "Setting",
    "Term",
    "Vocabulary",
    "WouldChange",
    "age",
    "all_members",
    "all_of",
    "amount_range",
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
    "months_since",
    "named",
    "parameter",
    "received",
    "rounded",
]

# Names on their way out → their successors. They warn for at least one minor version and go with the next major one.
_RENAMED: dict[str, str] = {}


def __getattr__(name: str) -> object:
    successor = _RENAMED.get(name)
    if successor is None:
        raise AttributeError(f"plugins.api has no {name}")
    warnings.warn(f"plugins.api.{name} is deprecated: use {successor}", DeprecationWarning, stacklevel=2)
    return globals()[successor]
