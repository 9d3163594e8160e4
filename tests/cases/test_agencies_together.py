"""Several agencies on one application: recognition unlocks, exclusions refuse, news of a decision moves the others, and
the federation tells the employment bureau about job-seekers (R6.6, R6.9)."""

from decimal import Decimal

import pytest

from plugins.manager import get_manager
from portal.accounts.actors import Actor
from portal.cases import actions, timeline
from portal.cases.lifecycle import State
from portal.cases.models import Claim, ClaimEvent, Referral
from portal.common import clock
from portal.messages import outbox
from portal.messages.models import OutboxItem
from portal.registry.actions import grant_benefit
from portal.registry.models import Benefit
from tests.cases.builders import ALLOWANCE, CHILD, EDUCATION, MOTHER, claim_of, file, staff, verify

LIVING, NURSING, REHABILITATION = "disability-living-subsidy", "disability-nursing-subsidy", "rehabilitation-aid"
TRAINING, WORKER, JOB_FAIR = "skills-training", "worker-aid", "job-fair"
# Better off than any limit: only the recognition of another scheme can unlock these.
UNLOCKED = (EDUCATION, LIVING, REHABILITATION, WORKER, "medical-aid-inpatient", "rent-subsidy")
FATHER = (*MOTHER[:4], {
    "in_school": "none", "work": "unable", "wants_work": False, "income_monthly": "90000", "disability": "grade2",
    "disability.other_subsidy": "none", "disability.rehabilitation": True, "seriously_ill": False, "self_care": "full",
    "medical_costs": "0", "school_costs": "0", "insured": True, "trade-union.member": False,
    "medical.inpatient_costs": "9000", "medical.aid_paid": "0", "medical.grave_illness": False,
})  # fmt: skip
WIFE = ("周小兰", "female", "spouse", MOTHER[3], {
    **FATHER[4], "income_monthly": "0", "disability": "none", "disability.rehabilitation": False, "work": "employed",
    "trade-union.member": True, "medical.inpatient_costs": "0",
})  # fmt: skip
DAUGHTER = (*CHILD[:4], {
    **CHILD[4], "wants_work": False, "disability": "none", "disability.other_subsidy": "none", "medical_costs": "0",
    "disability.rehabilitation": False, "seriously_ill": False, "self_care": "full", "school_costs": "0",
    "insured": True, "trade-union.member": False, "medical.inpatient_costs": "0", "medical.aid_paid": "0",
    "medical.grave_illness": False,
})  # fmt: skip
HOME = {
    "residence": "urban", "housing.rent_monthly": "500", "housing.own_area": "0", "housing.public_rental": False,
    "homes": 0,
}  # fmt: skip


MOVED = "全家都已经迁出本县。"
CAUSE = {"applicant.cause": "illness"}
# What medical assistance believes only from a bill.
BILLS = {
    "members.0.medical.inpatient_costs": "9000", "members.1.medical.inpatient_costs": "0",
    "members.2.medical.inpatient_costs": "0",
    **{f"members.{place}.medical.aid_paid": "0" for place in range(3)},
}  # fmt: skip


def run_jobs() -> None:
    while outbox.run_due("test"):
        pass


def keys() -> tuple[str, ...]:
    return tuple(key for key in UNLOCKED if key in get_manager().schemes())


def wealthy(*schemes: str):
    """A verified application of a family far above every limit."""
    return verify(
        file(people=(FATHER, WIFE, DAUGHTER), household=HOME, scheme_keys=(ALLOWANCE, *schemes)), {**CAUSE, **BILLS}
    )


def assess(application, *schemes: str) -> dict[str, Claim]:
    for key in schemes:
        actions.propose(actor=Actor.system("test"), claim=claim_of(application, key))
    return {key: claim_of(application, key) for key in schemes}


def decide_allowance(application, outcome: str) -> None:
    """The approver sees more than the rules do and decides with a reason."""
    actions.propose(actor=staff("officer"), claim=claim_of(application))
    claim = claim_of(application)
    assert claim.proposed_outcome == "refused"
    if outcome == "withdrawn":
        actions.withdraw(actor=staff("clerk"), claim=claim)
        return
    amount = {"amount": Decimal(870)} if outcome == "approved" else {}
    actions.confirm(actor=staff("approver"), claim=claim, outcome=outcome, reason="入户核实，收入已经核减。", **amount)
    if outcome == "approved":
        Claim.objects.filter(pk=claim.pk).update(state=State.PUBLICITY_DONE)
        actions.decide_final(actor=staff("approver"), claim=claim_of(application))


def test_everything_that_a_recognition_unlocks_waits_for_it(town):
    application = wealthy(*keys())
    for key, claim in assess(application, *keys()).items():
        assert (claim.state, claim.trouble, claim.trouble_detail) == (State.VERIFIED, "waiting", ALLOWANCE), key


def test_an_approval_unlocks_them_all(town):
    application = wealthy(*keys())
    assess(application, *keys())
    decide_allowance(application, "approved")
    run_jobs()
    for key in keys():
        claim = claim_of(application, key)
        assert (claim.state, claim.proposed_outcome, claim.trouble) == (State.PROPOSED, "approved", ""), key
        assert claim.events.filter(kind=ClaimEvent.Kind.REASSESSED).count() == 1, key
        assert claim.proposed_amount and claim.proposed_amount > 0, key


@pytest.mark.parametrize("outcome", ["refused", "withdrawn"])
def test_a_refusal_or_withdrawal_ends_the_waiting(town, outcome):
    application = wealthy(*keys())
    assess(application, *keys())
    decide_allowance(application, outcome)
    run_jobs()
    for key in keys():
        claim = claim_of(application, key)
        assert (claim.state, claim.proposed_outcome) == (State.PROPOSED, "refused"), key


def test_a_scheme_that_builds_on_nothing_is_left_alone(town):
    application = verify(file(scheme_keys=(ALLOWANCE, JOB_FAIR)))
    assess(application, JOB_FAIR)
    before = claim_of(application, JOB_FAIR).evaluations.count()
    decide_any(application)
    run_jobs()
    assert claim_of(application, JOB_FAIR).evaluations.count() == before


def decide_any(application) -> None:
    actions.propose(actor=staff("officer"), claim=claim_of(application))
    actions.confirm(actor=staff("approver"), claim=claim_of(application), outcome="refused", reason=MOVED)


def received(application, key: str) -> None:
    grant_benefit(
        actor=Actor.system("test"), household=application.household, scheme_key=key, amount=900, per="month",
        since=clock.today(), source_ref=f"test:{key}",
    )  # fmt: skip


@pytest.mark.parametrize("key", [LIVING, NURSING, WORKER])
def test_destitution_excludes(town, key):
    poor = (*FATHER[:4], {**FATHER[4], "income_monthly": "0", "self_care": "none"})
    application = verify(file(people=(poor, WIFE, DAUGHTER), household=HOME, scheme_keys=(key,)), CAUSE)
    assert assess(application, key)[key].proposed_outcome == "approved"
    received(application, "destitute-support")
    claim = assess(application, key)[key]
    assert claim.proposed_outcome == "refused"
    unmet = [item["id"] for item in claim.latest_evaluation.findings_in("en") if item["result"] == "not_met"]
    assert unmet == ["not-destitute"]


def test_a_grant_that_ended_recognises_nobody_any_more(town):
    application = verify(file(people=(FATHER, WIFE, DAUGHTER), household=HOME, scheme_keys=(LIVING,)))
    received(application, ALLOWANCE)
    assert assess(application, LIVING)[LIVING].proposed_outcome == "approved"
    yesterday = clock.today().replace(day=1)
    Benefit.objects.update(since=yesterday.replace(year=yesterday.year - 1), until=yesterday.replace(month=1))
    assert assess(application, LIVING)[LIVING].proposed_outcome == "refused"


# The federation tells the employment bureau.

SEEKER = (*FATHER[:4], {**FATHER[4], "income_monthly": "0", "work": "unemployed", "wants_work": True})


def disabled(**facts):
    person = (*SEEKER[:4], {**SEEKER[4], **facts})
    return file(people=(person, DAUGHTER), household=HOME, scheme_keys=(LIVING,))


def test_a_disabled_job_seeker_is_told_of_the_job_fair(town):
    application = disabled()
    run_jobs()
    referral = Referral.objects.get()
    assert (referral.scheme_key, referral.member, referral.state) == (JOB_FAIR, 0, "offered")
    assert referral.reason == {
        "zh-hans": "您家里有残疾人想找工作",
        "en": "A disabled member of your family looks for work",
    }
    assert OutboxItem.objects.filter(key=f"sms:referred:{referral.pk}").count() == 1
    assert timeline.timeline(application, "en").suggestions[0].name == "Job fair registration"


def test_the_same_news_twice_offers_once(town):
    application = verify(disabled())
    run_jobs()
    OutboxItem.objects.filter(key__startswith="tell-plugin:").update(state="pending", attempts=0)
    run_jobs()
    assert assess(application, LIVING)[LIVING].proposed_outcome == "approved"
    assert Referral.objects.count() == 1
    assert ClaimEvent.objects.filter(kind=ClaimEvent.Kind.REFERRED).count() == 1


@pytest.mark.parametrize(
    "facts",
    [
        {"disability": "none"},
        {"work": "unable"},
        {"work": "retired"},
        {"work": "employed"},
        {"wants_work": False},
        {"work": "casual", "wants_work": False},
    ],
)
def test_who_looks_for_no_work_is_left_in_peace(town, facts):
    disabled(**facts)
    run_jobs()
    assert not Referral.objects.exists()


def test_whoever_is_out_of_work_is_told_before_saying_that_they_want_help(town):
    disabled(wants_work=None)
    run_jobs()
    assert Referral.objects.get().scheme_key == JOB_FAIR


def test_who_is_past_working_age_is_left_in_peace(town):
    old = ("周老大", "male", "self", MOTHER[3].replace(year=1950), SEEKER[4])
    file(people=(old, DAUGHTER), household=HOME, scheme_keys=(LIVING,))
    run_jobs()
    assert not Referral.objects.exists()


def test_who_applied_for_the_job_fair_is_not_told_of_it(town):
    file(people=(SEEKER, DAUGHTER), household=HOME, scheme_keys=(LIVING, JOB_FAIR))
    run_jobs()
    assert not Referral.objects.exists()


def test_the_door_leads_from_the_subsidy_to_the_job_fair(town):
    application = verify(disabled())
    run_jobs()
    claim = actions.accept_referral(actor=Actor.applicant(application.receipt), referral=Referral.objects.get())
    assert claim.state == State.VERIFIED
    assert assess(application, JOB_FAIR)[JOB_FAIR].proposed_per == "service"
