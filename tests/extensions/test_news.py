"""Telling plugins what happened, with retries and a limit; their referrals; what happens when they fail."""

from decimal import Decimal

import pytest

from plugins.api import Referral
from plugins.manager import get_manager
from portal.accounts.actors import Actor
from portal.audit.models import AuditEntry
from portal.cases import actions
from portal.cases import models as case_models
from portal.cases.lifecycle import State
from portal.extensions import actions as extension_actions
from portal.extensions.models import PluginState
from portal.messages import outbox
from portal.messages.models import OutboxItem
from tests.cases import builders

EDUCATION = builders.EDUCATION


@pytest.fixture
def told(monkeypatch):
    """The news the education plugin heard; `told.answer` is what it answers or raises."""

    class Told(list):
        answer = ()

    news = Told()

    def hear(event):
        news.append(event)
        if isinstance(news.answer, BaseException):
            raise news.answer
        return news.answer

    monkeypatch.setitem(get_manager().plugins()["education"].functions, "claim_event", hear)
    return news


def run_jobs(kind="cases.tell_plugin"):
    """Run the waiting jobs of a kind, whatever their next attempt would be."""
    for item in OutboxItem.objects.filter(kind=kind, state="waiting"):
        OutboxItem.objects.filter(pk=item.pk).update(next_attempt_at=item.created_at)
        item.refresh_from_db()
        assert outbox.claim(item, "test")
        outbox.run(item, "test")


def test_a_plugin_hears_of_its_own_claims_after_the_act(town, told):
    application = builders.file()
    assert told == [], "nothing is told inside the verb"
    run_jobs()
    builders.verify(application)
    claim = builders.claim_of(application, EDUCATION)
    actions.propose(actor=builders.staff("edu-officer"), claim=claim)
    claim = builders.claim_of(application, EDUCATION)
    if claim.state != State.PROPOSED:
        actions.propose_by_hand(
            actor=builders.staff("edu-officer"), claim=claim, outcome="approved", amount=Decimal(500), reason="查实"
        )
    actions.confirm(
        actor=builders.staff("edu-approver"), claim=builders.claim_of(application, EDUCATION), outcome="approved",
        amount=Decimal(500), reason="属实",
    )  # fmt: skip
    run_jobs()
    assert [(event.kind, event.scheme) for event in told] == [
        ("submitted", EDUCATION), ("verified", EDUCATION), ("decided", EDUCATION),
    ]  # fmt: skip
    decided = told[-1]
    assert (decided.outcome, decided.amount, decided.per) == ("approved", Decimal(500), "term")
    assert decided.office == "qingxi-education"
    assert decided.office_chain == ("hedong", "liuhe", "qingxi")
    assert set(decided.settings) == {"next_term", "days_before"}


def test_it_sees_only_the_facts_its_scheme_declares(town, told):
    builders.file()
    run_jobs()
    declared = set(get_manager().scheme(EDUCATION).facts)
    seen = {path for path in told[0].facts.paths()}
    assert seen
    assert {path.replace(f"members.{path.split('.')[1]}", "member", 1) if path.startswith("members") else path
            for path in seen} <= declared  # fmt: skip
    assert told[0].facts.get("household.savings") is None


def test_referrals_reach_the_family_once_in_both_languages(town, told):
    told.answer = [Referral("minimum-living-allowance", says="x"), Referral("job-fair", 1, "Somebody looks for work")]
    application = builders.file()
    run_jobs()
    (referral,) = case_models.Referral.objects.filter(application=application)
    assert (referral.scheme_key, referral.member) == ("job-fair", 1), "the first is part of the application already"
    builders.verify(application)
    run_jobs()
    assert case_models.Referral.objects.filter(application=application).count() == 1


def test_a_failing_plugin_is_told_again_and_at_last_an_officer_gets_the_claim(town, told, settings, caplog):
    settings.PLUGIN_MAX_ATTEMPTS = 3
    told.answer = ValueError("secret 4711")
    application = builders.file()
    for attempt in range(1, 4):
        run_jobs()
        claim = builders.claim_of(application, EDUCATION)
        assert claim.needs_officer == (attempt == 3)
    assert len(told) == 3
    assert claim.trouble == claim.Trouble.FAULT
    assert claim.state == State.SUBMITTED, "never a refusal"
    assert "education: claim_event" in claim.trouble_detail and "ValueError" in claim.trouble_detail
    (item,) = OutboxItem.objects.filter(kind="cases.tell_plugin")
    assert item.state == "failed"
    assert "4711" not in claim.trouble_detail + item.last_error + caplog.text
    assert AuditEntry.objects.filter(action="cases.note_plugin_fault").count() == 1
    state = PluginState.objects.get(name="education")
    assert state.health == "failing" and "claim_event" in state.last_error
    run_jobs()
    assert len(told) == 3


def test_an_officer_goes_on_with_the_claim(town, told, settings):
    settings.PLUGIN_MAX_ATTEMPTS = 1
    told.answer = RuntimeError()
    application = builders.file()
    run_jobs()
    builders.verify(application)
    claim = builders.claim_of(application, EDUCATION)
    assert claim.needs_officer
    actions.propose(actor=builders.staff("edu-officer"), claim=claim)
    claim = builders.claim_of(application, EDUCATION)
    assert claim.state == State.PROPOSED and not claim.needs_officer and not claim.trouble


def test_health_recovers_with_the_next_answer(town, told):
    told.answer = RuntimeError()
    builders.file()
    run_jobs()
    assert PluginState.objects.get(name="education").health == "failing"
    told.answer = None
    run_jobs()
    state = PluginState.objects.get(name="education")
    assert state.health == "good" and state.last_error, "the last error stays to be read"


def test_a_disabled_plugin_hears_nothing(administrator, told):
    builders.file()
    extension_actions.disable(actor=administrator, plugin="education")
    run_jobs()
    assert told == []


def test_nobody_is_told_where_nobody_listens(town):
    builders.file()
    assert not OutboxItem.objects.filter(kind="cases.tell_plugin").exists()


@pytest.mark.parametrize("answer", [[Referral("nobody-offers-this", says="x")], "yes", [{"scheme": "job-fair"}]])
def test_a_bad_answer_refers_nobody(town, told, answer):
    told.answer = answer
    builders.file()
    run_jobs()
    assert not case_models.Referral.objects.exists()
    assert PluginState.objects.get(name="education").health == "failing"


def test_a_plugin_hears_that_somebody_objects_and_nothing_more(town, monkeypatch):
    heard = []
    monkeypatch.setitem(get_manager().plugins()["civil-affairs"].functions, "claim_event", heard.append)
    claim = builders.proposed()
    actions.confirm(actor=builders.staff("approver"), claim=claim)
    for words in ("他家开了一家小店。", "户口早就迁走了。"):
        objection = actions.object_to(
            actor=Actor.visitor(), claim=claim, words=words, contact="老陈 13700000099", channel="website"
        )
    run_jobs()
    (event,) = [event for event in heard if event.kind == "objection"]
    assert event.scheme == claim.scheme_key
    for secret in ("小店", "户口早就", "老陈", "13700000099", str(objection.pk), "website"):
        assert secret not in repr(event)
