"""Systems are bound like officers by limits of authority (R5.3), ranges (R6.10) and what a scheme pays per."""

import datetime as dt

import pytest

from portal.accounts.models import Office
from portal.cases.lifecycle import State
from portal.cases.models import Claim, Decision, Transfer
from portal.common import clock
from portal.registry.models import Benefit
from tests.api.builders import Caller, connect, key_of, run_jobs
from tests.cases.builders import MOTHER, claim_of, file, verify

EMERGENCY, EXPENSE = "temporary-assistance-emergency", "temporary-assistance-expense"


def caller_of(office: str) -> Caller:
    """The system of civil affairs, for one part of the county."""
    system = connect(name="民政", agency_key="civil-affairs", office=Office.objects.get(code=office))
    return Caller(key_of(system))


def emergency(costs: str) -> Claim:
    application = verify(
        file(
            scheme_keys=(EMERGENCY,),
            people=(MOTHER,),
            household={"civil-affairs.emergency_costs": costs},
            applicant={
                "civil-affairs.sudden_event": "accident",
                "civil-affairs.cannot_cope": True,
                "civil-affairs.helped_before": False,
                "civil-affairs.happened_on": (clock.today() - dt.timedelta(days=7)).isoformat(),
            },
        )
    )
    run_jobs()
    return claim_of(application, EMERGENCY)


def expense() -> Claim:
    patient = (*MOTHER[:4], {**MOTHER[4], "seriously_ill": True, "medical_costs": "9000"})
    application = verify(
        file(
            scheme_keys=(EXPENSE,), people=(patient,), household={"savings": "0"},
            applicant={"civil-affairs.helped_before": False},
        )
    )  # fmt: skip
    run_jobs()
    return claim_of(application, EXPENSE)


def test_a_townships_system_does_not_decide_above_its_limit(town):
    caller = caller_of("liuhe")
    claim = emergency("4000")
    assert claim.with_system
    why = [{"clause": "第十二条", "text": "家里的情况有变化"}]
    answer = caller.decide(claim, amount="5000.01", per="once", reasons=why)
    assert answer.status_code == 422, answer.content
    assert "5,000" in answer.json()["detail"] and "清溪县民政局" in answer.json()["detail"]
    assert not Decision.objects.exists() and claim_of(claim.application, EMERGENCY).version == claim.version
    assert caller.decide(claim, amount="5000.00", per="once", reasons=why).status_code == 200


def test_the_countys_system_may_and_the_bureau_signs(town):
    caller = caller_of("qingxi")
    claim = emergency("4000")
    assert claim.office.code == "liuhe"
    answer = caller.decide(
        claim, amount="5000.01", per="once", reasons=[{"clause": "第十二条", "text": "家里的情况有变化"}]
    )
    assert answer.status_code == 200, answer.content
    run_jobs()
    decided = claim_of(claim.application, EMERGENCY)
    assert (decided.state, decided.office.code) == (State.APPROVED, "qingxi-civil-affairs")
    assert Transfer.objects.get(claim=claim).to_office == decided.office


@pytest.mark.parametrize(("per", "status"), [("month", 422), ("service", 422), ("once", 200), (None, 200)])
def test_a_sum_within_a_range_is_paid_as_the_scheme_says(town, per, status):
    caller = caller_of("qingxi")
    claim = expense()
    answer = caller.decide(claim, amount="3000", per=per)
    assert answer.status_code == status, answer.content
    if status == 200:
        assert claim_of(claim.application, EXPENSE).proposed_per == "once"
    else:
        assert "once" in answer.json()["detail"]


def test_money_does_not_become_a_service_without_any(claim, caller):
    answer = caller.decide(claim, amount=None, per="service")
    assert answer.status_code == 422, answer.content
    assert not Decision.objects.exists() and not Benefit.objects.exists()
