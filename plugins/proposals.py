"""What a plugin's own Python logic proposes, and what the portal accepts of it (faults 7, 9, 10).

A proposal can set an amount or send the claim to an officer. It can never refuse: a wrong type, NaN, a negative or
absurd amount, an exception or silence makes the verdict unknown with a fault.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from types import MappingProxyType

from .api import Evaluation, Proposal, ProposalContext, Scheme
from .calls import CallFailed, call, failed
from .loading import LoadedPlugin

# No single grant of social assistance comes near this; more is a mistake of the plugin.
LARGEST_AMOUNT = Decimal(10_000_000)


def with_proposal(scheme: Scheme, plugin: LoadedPlugin, facts: Iterable[str], evaluation: Evaluation) -> Evaluation:
    """The evaluation with the plugin's own proposal in it, if it has any, and the amount checked."""
    if scheme.propose is not None and evaluation.basis is not None:
        context = ProposalContext(
            facts=evaluation.basis.facts.limited_to(facts),
            on=evaluation.on,
            amount=evaluation.amount,
            parameters=MappingProxyType({k: v.value for k, v in evaluation.parameters.items()}),
        )
        try:
            proposal = call(plugin, f"propose:{scheme.key}", context)
        except CallFailed as failure:
            return evaluation.failed(failure.fault)
        if not isinstance(proposal, Proposal):
            return _failed(evaluation, plugin, f"propose must return a Proposal, not {type(proposal).__name__}")
        if not isinstance(proposal.refer, str):
            return _failed(evaluation, plugin, "refer must be text")
        amount = None if proposal.refer else proposal.amount
        evaluation = evaluation._replace(
            amount=amount, refer=proposal.refer, verdict="unknown" if proposal.refer else evaluation.verdict
        )
    elif evaluation.amount is None or 0 <= evaluation.amount <= LARGEST_AMOUNT:
        return evaluation  # calculated by the portal itself: a whole number of 分
    problem = amount_problem(evaluation.amount)
    return _failed(evaluation, plugin, problem) if problem else evaluation


def _failed(evaluation: Evaluation, plugin: LoadedPlugin, error: str) -> Evaluation:
    return evaluation.failed(failed(plugin, f"propose:{evaluation.scheme}", error).fault)


def amount_problem(amount: object) -> str:
    """What is wrong with a proposed amount, or nothing."""
    if amount is None:
        return ""
    if not isinstance(amount, Decimal):
        return f"an amount must be a Decimal, not {type(amount).__name__}"
    if not amount.is_finite():
        return "an amount must be a finite number"
    if amount < 0:
        return "an amount must not be negative"
    if amount > LARGEST_AMOUNT:
        return f"an amount above {LARGEST_AMOUNT} cannot be meant"
    if amount != amount.quantize(Decimal("0.01")):
        return "an amount has at most two decimals"
    return ""
