"""Telling a family about another agency's help: the offer, yes and no, and what a yes brings (R0.1, R6.6)."""

import pytest

from portal.accounts.actors import Actor
from portal.audit.models import AuditEntry
from portal.cases import actions, errors, timeline
from portal.cases.lifecycle import State
from portal.cases.models import Claim, ClaimEvent, Referral
from portal.common import clock
from portal.messages.models import OutboxItem
from portal.registry.models import Household
from tests.cases.builders import CHILD, EDUCATION, FAMILY, MOTHER, claim_of, file, staff, verify
from tests.together import together

JOB_FAIR = "job-fair"
SAYS = {"zh-hans": "家里有人想找工作", "en": "Somebody of the family looks for work"}
SEEKER = (*MOTHER[:4], {**MOTHER[4], "work": "unemployed", "wants_work": True})


@pytest.fixture
def application(town):
    """A family in which the father looks for work."""
    return file(people=(SEEKER, CHILD))


def offered(application, **changes):
    given = {"actor": staff("officer"), "claim": claim_of(application), "scheme_key": JOB_FAIR, "reason": SAYS}
    return actions.refer(**{**given, "member": 0, **changes})


def family(application):
    return Actor.applicant(application.receipt)


def test_an_offer_opens_nothing_and_tells_the_family(application):
    before = application.claims.count()
    referral = offered(application)
    assert (referral.state, referral.scheme_name, referral.agency_key) == ("offered", "招聘会登记", "employment")
    assert application.claims.count() == before
    event = claim_of(application).events.get(kind=ClaimEvent.Kind.REFERRED)
    assert event.data == {"scheme_zh": "招聘会登记", "scheme_en": "Job fair registration"}
    assert AuditEntry.objects.filter(action="cases.refer").exists()
    shown = timeline.timeline(application, "zh-hans").suggestions
    assert [(item.name, item.who, item.reason) for item in shown] == [("招聘会登记", "周大海", "家里有人想找工作")]
    assert shown[0].agency == "人力资源和社会保障局"


def test_the_same_offer_is_made_once(application):
    first, second = offered(application), offered(application, claim=claim_of(application, EDUCATION))
    assert first.pk == second.pk
    assert ClaimEvent.objects.filter(kind=ClaimEvent.Kind.REFERRED).count() == 1
    assert OutboxItem.objects.filter(key=f"sms:referred:{first.pk}").count() == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scheme_key": EDUCATION}, errors.ReferralImpossible),
        ({"scheme_key": "no-such-scheme"}, errors.SchemeUnknown),
        ({"member": 7}, errors.ReferralImpossible),
        ({"reason": {"zh-hans": " ", "en": "x"}}, errors.ReasonMissing),
        ({"reason": {"zh-hans": "请打 13800138000", "en": "please call"}}, errors.PersonalDataInText),
    ],
)
def test_what_cannot_be_offered(application, changes, error):
    with pytest.raises(error):
        offered(application, **changes)
    assert not Referral.objects.exists()


def test_a_plugin_offers_nothing_that_the_rules_refuse(town):
    employed = (*MOTHER[:4], {**MOTHER[4], "work": "employed", "wants_work": True})
    application = file(people=(employed, CHILD))
    with pytest.raises(errors.ReferralImpossible):
        offered(application, actor=Actor.system("plugin disability"))
    assert offered(application).state == "offered", "an officer may know better"


@pytest.mark.parametrize("name", ["other-verifier", "edu-approver", "supervisor", "editor", "approver"])
def test_who_does_not_work_on_the_claim_cannot_refer(application, name):
    with pytest.raises(errors.NotAllowed):
        offered(application, actor=staff(name))


def test_a_yes_before_verification_opens_a_claim_that_waits_for_it(application):
    claim = actions.accept_referral(actor=family(application), referral=offered(application))
    assert (claim.state, claim.scheme_key, claim.office.code) == (State.SUBMITTED, JOB_FAIR, "qingxi-employment")
    assert claim.application_id == application.pk, "nothing is filed a second time"
    assert {clock.step for clock in claim.clocks.all()} == {"total", "verify"}
    assert claim.letters.get().kind == "acceptance"
    assert claim.events.get().kind == ClaimEvent.Kind.ACCEPTED
    referral = Referral.objects.get()
    assert (referral.state, referral.opened_id) == ("accepted", claim.pk)
    assert AuditEntry.objects.filter(action="cases.accept_referral").exists()
    assert not timeline.timeline(application, "en").suggestions


def test_a_yes_while_the_family_is_checked_joins_the_check(application):
    actions.start_verification(actor=staff("verifier"), application=application)
    claim = actions.accept_referral(actor=family(application), referral=offered(application))
    assert claim.state == State.VERIFYING


def test_a_yes_after_the_report_uses_the_report(application):
    verify(application)
    claim = actions.accept_referral(actor=family(application), referral=offered(application))
    assert claim.state == State.VERIFIED
    assert claim.events.last().data == {"report": str(application.reports.get().pk)}
    assert {clock.step for clock in claim.clocks.filter(stopped_on=None)} == {"total", "decide"}
    actions.propose(actor=Actor.system("test"), claim=claim)
    assert (claim.state, claim.proposed_outcome, claim.proposed_per) == (State.PROPOSED, "approved", "service")


def test_what_only_the_new_scheme_needs_waits_for_one_more_check(town):
    application = verify(file(people=FAMILY))
    claim = actions.accept_referral(actor=family(application), referral=offered(application))
    actions.propose(actor=Actor.system("test"), claim=claim)
    assert (claim.state, claim.trouble) == (State.VERIFIED, Claim.Trouble.UNKNOWN)
    assert "members.0.wants_work" in claim.trouble_detail
    actions.record_verification(
        actor=staff("verifier"), application=application, method="visit", done_on=clock.today(),
        notes="想找一份零工以外的活。", facts={"members.0.wants_work": {"value": True, "source": "入户走访"}},
    )  # fmt: skip
    claim = claim_of(application, JOB_FAIR)
    actions.propose(actor=Actor.system("test"), claim=claim)
    assert claim.state == State.PROPOSED


def test_a_report_that_has_expired_serves_nobody(application):
    verify(application)
    application.reports.update(valid_until="2020-01-01")
    claim = actions.accept_referral(actor=family(application), referral=offered(application))
    assert claim.state == State.SUBMITTED


def test_yes_twice_is_yes_once(application):
    referral = offered(application)
    stale = Referral.objects.get(pk=referral.pk)
    first = actions.accept_referral(actor=family(application), referral=referral)
    assert actions.accept_referral(actor=family(application), referral=stale).pk == first.pk
    assert actions.accept_referral(actor=staff("clerk"), referral=referral).pk == first.pk
    assert Claim.objects.filter(scheme_key=JOB_FAIR).count() == 1
    assert first.letters.count() == 1


def test_two_clicks_at_the_same_moment_open_one_claim(real_town):
    application = file(people=(SEEKER, CHILD))
    referral = offered(application)

    def click() -> Claim:
        mine = Referral.objects.get(pk=referral.pk)
        return actions.accept_referral(actor=family(application), referral=mine)

    first, second = together(click, click)
    assert first.pk == second.pk
    assert Claim.objects.filter(scheme_key=JOB_FAIR).count() == 1


def test_no_is_no_and_nobody_asks_again(application):
    referral = offered(application)
    assert actions.decline_referral(actor=family(application), referral=referral).state == "declined"
    assert actions.decline_referral(actor=family(application), referral=referral).state == "declined"
    assert claim_of(application).events.filter(kind=ClaimEvent.Kind.REFERRAL_DECLINED).count() == 1
    with pytest.raises(errors.ReferralAnswered):
        actions.accept_referral(actor=family(application), referral=referral)
    assert offered(application).state == "declined"
    assert not timeline.timeline(application, "en").suggestions
    assert not application.claims.filter(scheme_key=JOB_FAIR).exists()


def test_a_no_after_the_yes_leads_to_the_claim(application):
    referral = offered(application)
    stale = Referral.objects.get(pk=referral.pk)
    actions.accept_referral(actor=family(application), referral=referral)
    with pytest.raises(errors.ReferralImpossible):
        actions.decline_referral(actor=family(application), referral=stale)


@pytest.mark.parametrize("verb", [actions.accept_referral, actions.decline_referral])
def test_only_the_family_or_its_window_answers(application, verb):
    referral = offered(application)
    stranger = file(people=FAMILY)
    for actor in (Actor.system("x"), family(stranger), staff("officer"), staff("edu-officer"), staff("other-approver")):
        with pytest.raises(errors.NotAllowed):
            verb(actor=actor, referral=referral)
    assert Referral.objects.get().state == "offered"
    verb(actor=staff("clerk"), referral=referral)


def test_the_referral_is_settled_with_the_claim_it_led_to(application):
    verify(application)
    claim = actions.accept_referral(actor=family(application), referral=offered(application))
    actions.withdraw(actor=staff("clerk"), claim=claim)
    assert Referral.objects.get().state == "done"


def test_a_scheme_that_is_gone_cannot_be_accepted(application):
    Referral.objects.filter(pk=offered(application).pk).update(scheme_key="gone")
    with pytest.raises(errors.SchemeUnknown):
        actions.accept_referral(actor=family(application), referral=Referral.objects.get())
    assert Referral.objects.get().state == "offered"


def test_a_household_is_left_as_it_was(application):
    families = Household.objects.count()
    actions.accept_referral(actor=family(application), referral=offered(application))
    assert Household.objects.count() == families


def test_a_service_is_approved_without_money(application):
    verify(application)
    claim = actions.accept_referral(actor=family(application), referral=offered(application))
    actions.propose(actor=Actor.system("test"), claim=claim)
    from portal.accounts.models import Assignment, Office, User
    from portal.accounts.roles import Role

    user = User.objects.create(username="job-approver", display_name="招聘会审批")
    office = Office.objects.get(code="qingxi-employment")
    Assignment.objects.create(user=user, role=Role.AGENCY_APPROVER, office=office, since="2020-01-01")
    with pytest.raises(errors.ServiceHasNoAmount):
        actions.confirm(actor=Actor.staff(user), claim=claim, amount=100, reason="x")
    decision = actions.confirm(actor=Actor.staff(user), claim=claim)
    assert (decision.outcome, decision.amount, decision.per) == ("approved", None, "service")
    status = next(c for c in timeline.timeline(application, "zh-hans").claims if c.scheme_key == JOB_FAIR)
    assert status.amount_text == "已安排：招聘会登记"
    assert status.events[-1].text == "已安排：招聘会登记"
    letter = claim.letters.get(kind="approval").data
    assert ["救助内容", "服务，不发钱"] in letter["facts"]
    assert "元" not in str(letter["facts"])
    benefit = application.household.benefits.get(scheme_key=JOB_FAIR)
    assert (benefit.amount, benefit.per, benefit.until) == (None, "service", benefit.since)


def test_a_service_by_hand_takes_no_amount(town):
    application = verify(file(people=FAMILY))
    claim = actions.accept_referral(actor=family(application), referral=offered(application))
    actions.propose(actor=Actor.system("test"), claim=claim)
    from portal.accounts.models import Assignment, Office, User
    from portal.accounts.roles import Role

    user = User.objects.create(username="job-officer", display_name="招聘会经办")
    office = Office.objects.get(code="qingxi-employment")
    Assignment.objects.create(user=user, role=Role.AGENCY_OFFICER, office=office, since="2020-01-01")
    with pytest.raises(errors.ServiceHasNoAmount):
        actions.propose_by_hand(
            actor=Actor.staff(user), claim=claim, outcome="approved", reason="他愿意来", amount=5, per="month"
        )
    actions.propose_by_hand(actor=Actor.staff(user), claim=claim, outcome="approved", reason="他愿意来")
    assert (claim.proposed_amount, claim.proposed_per) == (None, "service")
    assert claim.events.last().data == {
        "outcome": "approved", "per": "service", "scheme_zh": "招聘会登记", "scheme_en": "Job fair registration",
    }  # fmt: skip
