"""A dead system strands no claim (R5.6); a killed worker and a paused system lose nothing."""

import pytest

from portal.api import actions, deliveries, sending
from portal.api.errors import SystemClosed
from portal.api.models import AgencySystem, Delivery
from portal.cases import actions as cases
from portal.cases.models import Handoff
from portal.cases.queries import my_queue
from portal.common import clock
from portal.messages.models import OutboxItem
from tests.api.builders import Caller, connect, handed_over, key_of, run_jobs
from tests.cases.builders import EDUCATION, claim_of, staff


def test_after_some_failures_the_officers_get_the_claim(town, monkeypatch, settings):
    settings.AGENCY_MAX_FAILURES = 3
    monkeypatch.setattr(sending, "post", lambda *_: sending.Answer(problem="no answer in time", unknown=True))
    system = connect()
    claim = handed_over()
    for _ in range(2):
        assert claim_of(claim.application, EDUCATION).with_system
        OutboxItem.objects.filter(kind="api.deliver").update(next_attempt_at=clock.now())
        run_jobs()
    claim = claim_of(claim.application, EDUCATION)
    assert not claim.with_system and claim.needs_officer and claim.trouble == "silent_system"
    assert Delivery.objects.get().state == Delivery.State.UNKNOWN
    officer, approver = staff("edu-officer"), staff("edu-approver")
    assert claim in my_queue(officer.user) or claim in my_queue(approver.user)
    # It comes back before anybody has begun: the claim is its own again.
    caller = Caller(key_of(system))
    assert caller.decide(claim).status_code == 409
    answer = caller.write(claim, "acknowledge", agency_number="7")
    assert answer.status_code == 200 and answer.json()["with_you"]
    claim = claim_of(claim.application, EDUCATION)
    assert claim.trouble == "" and not claim.needs_officer
    assert caller.decide(claim).status_code == 200


def test_what_officers_have_begun_the_system_does_not_get_back(claim, caller):
    deliveries.give_back(claim.handoffs.get(), "silence")
    claim = claim_of(claim.application, EDUCATION)
    cases.propose(actor=staff("edu-officer"), claim=claim)
    claim = claim_of(claim.application, EDUCATION)
    assert caller.write(claim, "acknowledge", agency_number="7").status_code == 409
    cases.confirm(actor=staff("edu-approver"), claim=claim)
    assert Delivery.objects.filter(claim=claim, event="claim.decided").exists()
    assert claim.handoffs.get().state == Handoff.State.ENDED


@pytest.mark.parametrize(("acknowledged", "days", "back"), [(False, 1, False), (False, 5, True), (True, 5, False),
                                                             (True, 30, True)])  # fmt: skip
def test_silence_and_lateness_give_the_claim_back(claim, caller, acknowledged, days, back):
    import datetime as dt

    import time_machine

    from portal.api import handlers

    if acknowledged:
        caller.write(claim, "acknowledge", agency_number="7")
    with time_machine.travel(clock.now() + dt.timedelta(days=days), tick=True):
        handlers.return_stranded()
    assert claim_of(claim.application, EDUCATION).with_system is not back


def test_a_claim_that_waits_for_its_family_is_not_late(claim, caller):
    import datetime as dt

    import time_machine

    from portal.api import handlers

    caller.write(claim, "ask", missing=[{"words": "学籍证明"}])
    with time_machine.travel(clock.now() + dt.timedelta(days=60), tick=True):
        handlers.return_stranded()
    assert claim_of(claim.application, EDUCATION).with_system


def test_paused_news_waits_and_closing_gives_everything_back(town):
    system = connect()
    caller = Caller(key_of(system))
    actions.set_state(actor=staff("administrator"), system=system, state="paused")
    claim = handed_over()
    assert not claim.with_system and not Delivery.objects.exists()
    actions.set_state(actor=staff("administrator"), system=AgencySystem.objects.get(), state="active")
    run_jobs()
    claim = claim_of(claim.application, EDUCATION)
    assert claim.with_system and Delivery.objects.get().state == Delivery.State.DELIVERED
    actions.set_state(actor=staff("administrator"), system=AgencySystem.objects.get(), state="closed")
    run_jobs()
    claim = claim_of(claim.application, EDUCATION)
    assert not claim.with_system and claim.trouble == "silent_system"
    assert caller.get("/claims").status_code == 401
    with pytest.raises(SystemClosed):
        actions.set_state(actor=staff("administrator"), system=AgencySystem.objects.get(), state="active")


def test_a_pause_of_any_length_loses_no_news(claim, caller):
    def a_while(rounds):
        for _ in range(rounds):
            OutboxItem.objects.filter(kind="api.deliver", state="waiting").update(next_attempt_at=clock.now())
            run_jobs()

    caller.write(claim, "acknowledge", agency_number="7")
    claim = claim_of(claim.application, EDUCATION)
    assert caller.write(claim, "ask", missing=[{"words": "学籍证明"}]).status_code == 200
    actions.set_state(actor=staff("administrator"), system=AgencySystem.objects.get(), state="paused")
    cases.receive_more(actor=staff("clerk"), claim=claim_of(claim.application, EDUCATION), note="学籍证明")
    news = Delivery.objects.get(event="claim.information_received")
    a_while(14)
    item = OutboxItem.objects.get(key=deliveries.outbox_key(news))
    assert (item.state, item.attempts) == ("waiting", 0)
    actions.set_state(actor=staff("administrator"), system=AgencySystem.objects.get(), state="active")
    run_jobs()
    news.refresh_from_db()
    assert news.state == Delivery.State.DELIVERED and news.attempts == 1


def test_a_killed_worker_sends_the_same_news_and_hands_over_once(claim):
    """The job once more, as after kill -9 between the effect and the note of it (fault 2)."""
    from portal.api import handlers

    handlers.hand_over({"claim": str(claim.pk)}, None)
    fresh = claim_of(claim.application, EDUCATION)
    assert fresh.version == claim.version and fresh.handoffs.count() == 1 and Delivery.objects.count() == 1


def test_other_help_suggested_meanwhile_takes_nothing_from_the_system(claim, caller):
    deliveries.give_back(claim.handoffs.get(), "silence")
    claim = claim_of(claim.application, EDUCATION)
    reason = {"zh-hans": "他想找一份长期的工作。", "en": "He looks for steady work."}
    cases.refer(actor=staff("edu-officer"), claim=claim, scheme_key="job-fair", reason=reason)
    answer = caller.write(claim, "acknowledge", agency_number="7")
    assert answer.status_code == 200 and answer.json()["with_you"]


def test_a_claim_that_waits_for_its_family_waits_for_no_officer_once_the_system_is_back(claim, caller):
    assert caller.write(claim, "ask", missing=[{"words": "学籍证明"}]).status_code == 200
    assert deliveries.give_back(claim_of(claim.application, EDUCATION).handoffs.get(), "closed")
    claim = claim_of(claim.application, EDUCATION)
    assert claim.needs_officer and claim.trouble == "more_needed"
    assert caller.write(claim, "acknowledge", agency_number="7").status_code == 200
    claim = claim_of(claim.application, EDUCATION)
    assert claim.trouble == "more_needed" and not claim.needs_officer
