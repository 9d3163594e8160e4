"""Telling plugins what happened to claims on their schemes (hook ``claim_event``).

Signals inside the verbs' transactions put a job into the outbox; a worker tells the plugin after commit. A plugin that
fails is told again, with growing pauses; after ``PLUGIN_MAX_ATTEMPTS`` an officer gets the claim with the failure.
"""

from datetime import date
from typing import Any

from django.conf import settings

from plugins import answers
from plugins.api import ClaimEvent, Referral
from plugins.calls import CallFailed
from plugins.manager import SchemeInfo, get_manager
from portal import messages
from portal.accounts.actors import Actor
from portal.cases import actions, rules, signals
from portal.cases.errors import CaseError
from portal.cases.facts import build_facts
from portal.cases.models import Claim, Decision, Objection
from portal.common import clock
from portal.extensions import actions as extension_actions
from portal.extensions import state

JOB = "cases.tell_plugin"


class PluginFailing(Exception):
    """The plugin could not be told; the outbox tries again."""


def connect() -> None:
    """Listen; connecting twice does nothing."""
    signals.claim_submitted.connect(_submitted, dispatch_uid="cases.tell_submitted")
    signals.claim_verified.connect(_verified, dispatch_uid="cases.tell_verified")
    signals.claim_contested.connect(_contested, dispatch_uid="cases.tell_objection")
    signals.decision_final.connect(_decided, dispatch_uid="cases.tell_decided")


def _submitted(sender: Any, claim: Claim, **_: Any) -> None:
    _plan(claim, "submitted")


def _verified(sender: Any, claim: Claim, **_: Any) -> None:
    _plan(claim, "verified")


def _contested(sender: Any, claim: Claim, objection: Objection, **_: Any) -> None:
    # A claim may be contested more than once; of the objection itself the plugin learns nothing.
    _plan(claim, "objection", again=str(objection.pk))


def _decided(sender: Any, claim: Claim, decision: Decision, **_: Any) -> None:
    _plan(claim, "decided")


def _plan(claim: Claim, kind: str, again: str = "") -> None:
    """Put the news into the outbox; `again` tells news of the same kind apart."""
    info = get_manager().schemes().get(claim.scheme_key)
    if info is None or "claim_event" not in info.loaded.functions or not state.plugin_enabled(info.plugin):
        return
    payload = {"claim": str(claim.pk), "kind": kind, "on": clock.today().isoformat()}
    messages.enqueue(JOB, payload, key=f"tell-plugin:{claim.pk}:{kind}{again and f':{again}'}")


def tell(payload: dict[str, Any], attempts: int) -> None:
    """Tell the plugin and act on what it asks for.

    Args:
        payload: ``{"claim": uuid, "kind": …, "on": ISO date}``.
        attempts: how often this news was tried, this time included.

    Raises:
        PluginFailing: to be tried again.
        portal.messages.PermanentFailure: given up; the claim has been marked for an officer.
    """
    claim = Claim.objects.select_related("application__village", "application__household", "office").get(
        pk=payload["claim"]
    )
    info = get_manager().schemes().get(claim.scheme_key)
    if info is None or not state.plugin_enabled(info.plugin):
        return
    try:
        referrals = answers.claim_event(info.loaded, _event(claim, info, payload), get_manager().schemes())
    except CallFailed as failure:
        _failed(claim, failure, attempts)
    else:
        extension_actions.note_success(plugin=info.plugin)
        for referral in referrals:
            _refer(claim, info, referral)


def _event(claim: Claim, info: SchemeInfo, payload: dict[str, Any]) -> ClaimEvent:
    made = None
    if payload["kind"] == "decided":
        made = claim.decisions.filter(stage=Decision.Stage.FINAL).order_by("-decided_at").first()
    return ClaimEvent(
        kind=payload["kind"],
        scheme=claim.scheme_key,
        on=date.fromisoformat(payload["on"]),
        office=claim.office.code,
        outcome=made.outcome if made else "",
        amount=made.amount if made else None,
        per=made.per if made else "",
        office_chain=tuple(claim.application.village.chain()),
        facts=build_facts(claim.application).limited_to(info.facts),
        settings=state.settings_of(info.plugin),
    )


def _failed(claim: Claim, failure: CallFailed, attempts: int) -> None:
    fault = failure.fault
    extension_actions.note_failure(plugin=fault.plugin, error=f"{fault.stage}: {fault.error}")
    if attempts < settings.PLUGIN_MAX_ATTEMPTS:
        raise PluginFailing from None
    actions.note_plugin_fault(actor=Actor.system(f"plugin {fault.plugin}"), claim=claim, fault=str(failure))
    raise messages.PermanentFailure(f"plugin {fault.plugin} failed {attempts} times") from None


def _refer(claim: Claim, info: SchemeInfo, referral: Referral) -> None:
    try:
        actions.refer(
            actor=Actor.system(f"plugin {info.plugin}"),
            claim=claim,
            scheme_key=referral.scheme,
            reason={language: info.loaded.texts(referral.says, language) for language in rules.LANGUAGES},
            member=referral.member,
        )
    except CaseError:
        # The family applied for it already, or it is not on offer where they live: nothing to tell them.
        return
