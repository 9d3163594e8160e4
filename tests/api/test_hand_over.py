"""Which system is given a claim, when, and when it loses it again (R5.3, R5.6)."""

import datetime as dt
import importlib
from decimal import Decimal

import pytest
import time_machine
from django.db.models import F

from portal.accounts.actors import Actor
from portal.accounts.models import Office
from portal.api import actions, deliveries, sending
from portal.api.models import AgencySystem, Delivery
from portal.cases import actions as cases
from portal.cases import errors
from portal.cases.actions.ask_more import Missing
from portal.cases.models import Claim
from portal.cases.queries import my_queue
from portal.common import clock
from portal.messages.models import OutboxItem
from tests.api.builders import Caller, connect, handed_over, key_of, run_jobs, settings_of
from tests.cases.builders import ALLOWANCE, EDUCATION, MOTHER, claim_of, file, staff, verify

EMERGENCY = "temporary-assistance-emergency"


def civil_affairs(office="qingxi"):
    """A connected system of civil affairs, and its caller."""
    system = connect(agency_key="civil-affairs", office=Office.objects.get(code=office))
    return system, Caller(key_of(system))


def emergency(costs):
    """A verified claim on emergency assistance; above 5,000 yuan the county decides."""
    happened = (clock.today() - dt.timedelta(days=7)).isoformat()
    answers = {"civil-affairs.sudden_event": "accident", "civil-affairs.cannot_cope": True}
    application = verify(
        file(
            scheme_keys=(EMERGENCY,),
            people=(MOTHER,),
            household={"civil-affairs.emergency_costs": costs},
            applicant={**answers, "civil-affairs.helped_before": False, "civil-affairs.happened_on": happened},
        )
    )
    run_jobs()
    return claim_of(application, EMERGENCY)


def test_a_claim_lifted_out_of_its_systems_reach_stays_with_the_officers(town):
    system, caller = civil_affairs("liuhe")
    claim = emergency("5000.01")
    assert claim.office.code == "qingxi-civil-affairs" and not claim.with_system
    assert not Delivery.objects.exists() and caller.get(f"/claims/{claim.pk}").status_code == 404
    with pytest.raises(errors.NotWithSystem):
        cases.hand_over(actor=deliveries.PORTAL, claim=claim, mandate=system.mandate, name=system.name)


def test_the_rules_are_asked_before_every_hand_over(town):
    system = connect()
    application = file()
    claim = claim_of(application, EDUCATION)
    cases.note_plugin_fault(actor=Actor.system("a plugin"), claim=claim, fault="ValueError")
    with pytest.raises(errors.NotWithSystem):
        cases.hand_over(actor=deliveries.PORTAL, claim=claim, mandate=system.mandate, name=system.name)
    verify(application)
    run_jobs()
    claim = claim_of(application, EDUCATION)
    assert claim.with_system and claim.latest_evaluation is not None
    assert Caller(key_of(system)).decide(claim).status_code == 200


def test_a_system_that_fell_silent_does_not_hear_that_the_claim_is_its_own(town):
    civil_affairs()
    claim = emergency("4000")
    deliveries.give_back(claim.handoffs.get(), "silence")
    claim = claim_of(claim.application, EMERGENCY)
    cases.propose_by_hand(
        actor=staff("officer"), claim=claim, outcome="approved", amount=Decimal(6000), reason="入户核实，困难很大"
    )
    run_jobs()
    assert claim_of(claim.application, EMERGENCY).office.code == "qingxi-civil-affairs"
    assert Delivery.objects.filter(event=Delivery.Event.VERIFIED).count() == 1


def on_notice():
    """A claim whose approval by its system hangs out in the village."""
    system, caller = civil_affairs()
    application = verify(file())
    run_jobs()
    claim = claim_of(application)
    answer = caller.decide(claim, amount=str(claim.proposed_amount), per=claim.proposed_per)
    assert answer.json()["state"] == "publicity"
    return system, caller, claim_of(application)


def end_notice(claim):
    """Take the notice down on the day after its last."""
    return time_machine.travel(clock.start_of(claim.due_on + dt.timedelta(days=1)) + dt.timedelta(hours=9), tick=True)


def test_a_system_closed_during_the_notice_decides_nothing_after_it(town):
    system, _caller, claim = on_notice()
    actions.set_state(actor=staff("administrator"), system=system, state="closed")
    run_jobs()
    with end_notice(claim):
        cases.finish_publicity(actor=Actor.system("notice"), claim=claim_of(claim.application))
        claim = claim_of(claim.application)
        assert claim.state == "publicity_done" and not claim.with_system
        assert my_queue(staff("approver").user).filter(pk=claim.pk).exists()


def test_a_system_that_fell_silent_after_the_notice_may_come_back(town):
    system, _caller, claim = on_notice()
    with end_notice(claim):
        cases.finish_publicity(actor=Actor.system("notice"), claim=claim)
        claim = claim_of(claim.application)
        assert deliveries.give_back(claim.handoffs.get(), "failures")
        caller = Caller(key_of(system))
        answer = caller.write(claim_of(claim.application), "acknowledge", agency_number="7")
        assert answer.status_code == 200 and answer.json()["with_you"]


def test_a_system_that_fell_silent_does_not_hear_that_the_notice_is_over(town):
    civil_affairs()
    application = verify(file())
    run_jobs()
    deliveries.give_back(claim_of(application).handoffs.get(), "silence")
    cases.propose(actor=staff("officer"), claim=claim_of(application))
    cases.confirm(actor=staff("approver"), claim=claim_of(application))
    claim = claim_of(application)
    with end_notice(claim):
        cases.finish_publicity(actor=Actor.system("notice"), claim=claim)
    assert not Delivery.objects.filter(event=Delivery.Event.NOTICE_OVER).exists()


def test_what_an_officer_proposed_by_hand_stays_theirs_when_a_system_is_connected(town):
    application = verify(file())
    cases.propose(actor=staff("edu-officer"), claim=claim_of(application, EDUCATION))
    cases.propose_by_hand(
        actor=staff("edu-officer"), claim=claim_of(application, EDUCATION), outcome="approved", amount=Decimal(1000),
        per="term", reason="到学校核实过，与申报一致",
    )  # fmt: skip
    connect()
    run_jobs()
    assert not claim_of(application, EDUCATION).with_system


def test_a_system_paused_before_the_hand_over_gets_the_claim_when_it_goes_on(town):
    system = connect()
    run_jobs()
    application = verify(file())
    for state in ("paused", "active"):
        actions.set_state(actor=staff("administrator"), system=AgencySystem.objects.get(pk=system.pk), state=state)
        run_jobs()
    assert claim_of(application, EDUCATION).with_system


def test_going_on_asks_no_rules_in_the_request_of_the_administrator(real_town, monkeypatch):
    monkeypatch.setattr(sending, "post", lambda *_: sending.Answer(202))
    application = verify(file())
    system = connect()
    for state in ("paused", "active"):
        actions.set_state(actor=staff("administrator"), system=AgencySystem.objects.get(pk=system.pk), state=state)
    assert claim_of(application, EDUCATION).latest_evaluation is None
    run_jobs()
    assert claim_of(application, EDUCATION).with_system


def test_an_assessment_somebody_disturbed_is_made_again(town, monkeypatch):
    application = verify(file())
    cases.propose(actor=staff("officer"), claim=claim_of(application))
    cases.propose(actor=staff("edu-officer"), claim=claim_of(application, EDUCATION))
    reason = "入户核实，家庭收入高于当地标准"
    cases.confirm(actor=staff("approver"), claim=claim_of(application), outcome="refused", reason=reason)
    first = claim_of(application, EDUCATION).evaluations.count()
    propose = importlib.import_module("portal.cases.actions.propose")
    build = propose.build_facts

    def meanwhile(*given):
        """Somebody changes the claim while the rules are being asked, once."""
        monkeypatch.setattr(propose, "build_facts", build)
        Claim.objects.filter(application=application, scheme_key=EDUCATION).update(version=F("version") + 1)
        return build(*given)

    monkeypatch.setattr(propose, "build_facts", meanwhile)
    run_jobs()
    OutboxItem.objects.filter(kind="cases.reassess").update(next_attempt_at=clock.now())
    run_jobs()
    assert claim_of(application, EDUCATION).evaluations.count() == first + 1


def test_why_an_officer_is_needed_is_remembered_while_the_system_is_silent(town):
    connect()
    application = file()
    application.answers["members"][1].pop("in_school")
    application.save()
    verify(application)
    run_jobs()
    claim = claim_of(application, EDUCATION)
    assert claim.with_system and claim.trouble == "unknown"
    deliveries.give_back(claim.handoffs.get(), "silence")
    claim = claim_of(application, EDUCATION)
    assert claim.trouble == "unknown" and claim.needs_officer
    cases.take_over(actor=staff("edu-officer"), claim=claim)
    claim = claim_of(application, EDUCATION)
    assert claim.trouble == "unknown" and claim.needs_officer


def test_a_narrower_mandate_gives_the_claims_back_and_a_wider_one_offers_more(town):
    system = connect()
    claim = handed_over()
    Caller(key_of(system)).write(claim, "acknowledge", agency_number="7")
    administrator, elsewhere = staff("administrator"), settings_of(office=Office.objects.get(code="shiqiao"))
    actions.change_system(actor=administrator, system=AgencySystem.objects.get(), settings=elsewhere)
    run_jobs()
    claim = claim_of(claim.application, EDUCATION)
    assert not claim.with_system
    cases.propose(actor=staff("edu-officer"), claim=claim)
    waiting = handed_over()
    assert not waiting.with_system
    actions.change_system(actor=administrator, system=AgencySystem.objects.get(), settings=settings_of())
    run_jobs()
    assert claim_of(waiting.application, EDUCATION).with_system


def change(system, **changes):
    """Give a system other settings, and let the worker follow."""
    system = AgencySystem.objects.get(pk=system.pk)
    actions.change_system(
        actor=staff("administrator"), system=system, settings=settings_of(name=system.name, **changes)
    )
    run_jobs()


def test_what_a_system_may_no_longer_have_goes_to_another_that_may(town):
    county = connect(name="县里的系统", office=Office.objects.get(code="qingxi"))
    bureau = connect()
    claim = handed_over()
    assert claim.handoffs.get().system == bureau.pk
    change(bureau, office=Office.objects.get(code="shiqiao"))
    claim = claim_of(claim.application, EDUCATION)
    assert claim.with_system and claim.trouble == "" and not claim.needs_officer
    assert claim.handoffs.get(ended_at__isnull=True).system == county.pk
    told = [(row.system_id, row.event) for row in Delivery.objects.order_by("created_at")]
    assert told == [(bureau.pk, "claim.verified"), (bureau.pk, "claim.taken_over"), (county.pk, "claim.verified")]
    assert Caller(key_of(bureau)).get(f"/claims/{claim.pk}").status_code == 404
    assert Caller(key_of(county)).decide(claim).status_code == 200


@pytest.mark.parametrize("who", ["another", "the same"])
def test_what_was_released_is_offered_to_whoever_gets_the_task(town, who):
    bureau, elsewhere = connect(), Office.objects.get(code="shiqiao")
    other = connect(name="另一个系统", office=elsewhere)
    claim = handed_over()
    change(bureau, office=elsewhere)
    claim = claim_of(claim.application, EDUCATION)
    assert not claim.with_system and claim.trouble == "" and not claim.needs_officer, "nobody was silent"
    assert my_queue(staff("edu-approver").user).filter(pk=claim.pk).exists()
    new = other if who == "another" else bureau
    change(new)
    claim = claim_of(claim.application, EDUCATION)
    assert claim.with_system and claim.handoffs.get(ended_at__isnull=True).system == new.pk
    assert Caller(key_of(new)).write(claim, "acknowledge", agency_number="7").status_code == 200


def test_what_an_officer_took_over_is_offered_to_nobody(town):
    bureau = connect()
    other = connect(name="另一个系统", office=Office.objects.get(code="shiqiao"))
    claim = handed_over()
    cases.take_over(actor=staff("edu-officer"), claim=claim)
    change(bureau, office=Office.objects.get(code="shiqiao"))
    change(other)
    assert not claim_of(claim.application, EDUCATION).with_system


def test_a_mandate_that_changes_during_the_notice_leaves_the_rest_to_the_officers(town):
    system, _caller, claim = on_notice()
    change(system, agency_key="education")
    claim = claim_of(claim.application)
    assert claim.state == "publicity" and not claim.with_system
    with end_notice(claim):
        cases.finish_publicity(actor=Actor.system("notice"), claim=claim)
        assert my_queue(staff("approver").user).filter(pk=claim.pk).exists()
    assert not Delivery.objects.filter(event=Delivery.Event.NOTICE_OVER).exists()


def test_a_system_that_goes_on_without_what_it_asked_for_does_not_hear_that_it_arrived(town):
    caller = Caller(key_of(connect()))
    claim = handed_over()
    assert caller.write(claim, "ask", missing=[{"words": "学籍证明"}]).status_code == 200
    claim = claim_of(claim.application, EDUCATION)
    answer = caller.write(claim, "transfer", reason="应由民政部门决定", to_office="qingxi-civil-affairs")
    assert answer.status_code == 200
    assert not Delivery.objects.filter(event=Delivery.Event.INFORMATION).exists()


def test_a_system_that_lost_the_claim_reads_nothing_of_the_family(town):
    caller = Caller(key_of(connect()))
    claim = handed_over()
    assert caller.get(f"/claims/{claim.pk}").json()["facts"]
    cases.take_over(actor=staff("edu-officer"), claim=claim)
    found = caller.get(f"/claims/{claim.pk}").json()
    assert found["state"] == "proposed" and not found["with_you"]
    told = ("people", "facts", "findings", "missing", "documents", "proposal", "verdict")
    assert not any(found[name] for name in told)


# Officers transfer and ask as well (R2.8, R5.2)


def sent(claim, to, by):
    office = Office.objects.get(code=to)
    return cases.transfer(actor=staff(by), claim=claim, to=office, reason="应由该部门决定。")


def test_officers_leave_asking_and_transferring_to_the_system_that_has_the_claim(town):
    connect()
    claim = handed_over()
    with pytest.raises(errors.WithAgencySystem):
        sent(claim, "qingxi-civil-affairs", "edu-officer")
    with pytest.raises(errors.WithAgencySystem):
        cases.ask_more(actor=staff("edu-officer"), claim=claim, missing=[Missing("学籍证明")])


def test_what_an_officer_transfers_is_offered_to_the_new_agencys_system(town):
    connect()
    claim = claim_of(verify(file(scheme_keys=(ALLOWANCE,))), ALLOWANCE)
    sent(claim, "qingxi-education", "officer")
    run_jobs()
    claim = claim_of(claim.application, ALLOWANCE)
    assert claim.with_system and claim.handoffs.get().state == "waiting"
    assert Delivery.objects.get().event == Delivery.Event.VERIFIED


def test_a_system_hears_nothing_of_a_claim_that_was_taken_over_and_sent_on(town):
    caller = Caller(key_of(connect()))
    claim = handed_over()
    cases.take_over(actor=staff("edu-officer"), claim=claim)
    sent(claim_of(claim.application, EDUCATION), "liuhe", "edu-officer")
    sent(claim_of(claim.application, EDUCATION), "qingxi-civil-affairs", "officer")
    claim = claim_of(claim.application, EDUCATION)
    heard = Delivery.objects.count()
    cases.withdraw(actor=Actor.applicant(claim.application.receipt), claim=claim)
    assert Delivery.objects.count() == heard
    assert caller.get(f"/claims/{claim.pk}").status_code == 404


def test_a_silent_system_does_not_come_back_for_what_an_officer_began_or_sent_on(town):
    caller = Caller(key_of(connect()))
    asked, moved = handed_over(), handed_over()
    for claim in (asked, moved):
        deliveries.give_back(claim.handoffs.get(), "silence")
    cases.ask_more(
        actor=staff("edu-officer"), claim=claim_of(asked.application, EDUCATION), missing=[Missing("学籍证明")]
    )
    sent(claim_of(moved.application, EDUCATION), "liuhe", "edu-officer")
    asked, moved = claim_of(asked.application, EDUCATION), claim_of(moved.application, EDUCATION)
    assert caller.write(asked, "acknowledge", agency_number="7").status_code == 409
    assert caller.write(moved, "acknowledge", agency_number="7").status_code == 404
    assert not moved.handoffs.filter(ended_at__isnull=True).exists()
