"""Which system is given a claim, when, and when it loses it again (R5.3, R5.6)."""

import datetime as dt
from decimal import Decimal

import pytest

from portal.accounts.actors import Actor
from portal.accounts.models import Office
from portal.api import deliveries
from portal.api.models import Delivery
from portal.cases import actions as cases
from portal.cases import errors
from portal.common import clock
from tests.api.builders import Caller, connect, key_of, run_jobs
from tests.cases.builders import EDUCATION, MOTHER, claim_of, file, staff, verify

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
