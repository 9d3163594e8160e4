"""Schemes whose own logic proposes what no portal may accept, raises, or looks at other people's facts."""

from decimal import Decimal

from plugins.api import (
    Agency,
    FactError,
    LoadError,
    Proposal,
    ProposalContext,
    Scheme,
    clause,
    criterion,
    eligible,
    hookimpl,
    household,
)

EVERYBODY = eligible(
    criterion("somebody", household.size >= 1, says="There is somebody", cite=clause("演示", "第一条"))
)
ANSWERS = {
    "nan": Proposal(Decimal("NaN")),
    "infinite": Proposal(Decimal("Infinity")),
    "negative": Proposal(Decimal("-1")),
    "huge": Proposal(Decimal("1e12")),
    "too-fine": Proposal(Decimal("0.001")),
    "float": Proposal(12.5),
    "text": Proposal("100"),
    "boolean": Proposal(True),
    "no-proposal": {"amount": 100},
    "nothing": None,
    "odd-reason": Proposal(Decimal(1), refer=7),
}


def _answering(name):
    return lambda context: ANSWERS[name]


def _raising(context: ProposalContext) -> Proposal:
    raise ValueError(f"secret {context.facts.to_mapping()}")


def _raising_ours(context: ProposalContext) -> Proposal:
    raise FactError("secret", f"4711 {context.facts.to_mapping()}")


def _raising_at_loading(context: ProposalContext) -> Proposal:
    raise LoadError(f"secret {context.facts.to_mapping()}")


def _making_ours_raise(context: ProposalContext) -> Proposal:
    return Proposal(context.facts.get("secret 815"))


def _exiting(context: ProposalContext) -> Proposal:
    raise SystemExit(4)


def _prying(context: ProposalContext) -> Proposal:
    """Gets only what the scheme declares: savings are not among it (fault 10)."""
    seen = context.facts.get("household.savings") or context.facts.get("members.0.income_monthly")
    return Proposal(Decimal(0) if seen is None else Decimal(999))


def _scribbling(context: ProposalContext) -> Proposal:
    context.facts.household["size"] = 1000
    return Proposal(Decimal(1))


def _referring(context: ProposalContext) -> Proposal:
    return Proposal(Decimal(5), refer="请人工看一下")


def _good(context: ProposalContext) -> Proposal:
    return Proposal(Decimal("12.50"))


def _scheme(name, propose):
    return Scheme(f"faulty-{name}", name, "faulty", EVERYBODY, "once", "agency-15", propose=propose)


@hookimpl
def agency() -> Agency:
    return Agency("faulty", "演示部门")


@hookimpl
def schemes() -> list[Scheme]:
    own = {
        "raising": _raising,
        "raising-ours": _raising_ours,
        "raising-load": _raising_at_loading,
        "making-raise": _making_ours_raise,
        "exiting": _exiting,
        "prying": _prying,
        "scribbling": _scribbling,
        "referring": _referring,
        "good": _good,
    }
    return [*(_scheme(name, _answering(name)) for name in ANSWERS), *(_scheme(name, own[name]) for name in own)]
