"""One check for every claim, facts with provenance, one report (R3)."""

import datetime as dt
from decimal import Decimal

import pytest

from portal.cases import actions, errors
from portal.cases.facts import build_facts
from portal.cases.lifecycle import State
from portal.cases.models import Application, Verification
from portal.common import clock
from portal.registry.actions import grant_benefit
from tests.cases.builders import ALLOWANCE, EDUCATION, claim_of, file, staff, verify


def record(application, **changes):
    values = {
        "actor": staff("verifier"), "application": application, "method": "visit", "done_on": clock.today(),
        "notes": "", "facts": {},
    }  # fmt: skip
    return actions.record_verification(**{**values, **changes})


@pytest.fixture
def started(town):
    application = file()
    actions.start_verification(actor=staff("verifier"), application=application)
    return application


def test_both_claims_share_one_check_and_one_report(started):
    record(started)
    report = actions.issue_report(actor=staff("verifier"), application=started)
    assert {claim.state for claim in started.claims.all()} == {State.VERIFIED}
    assert started.reports.get() == report
    assert report.number.endswith("0001号")
    assert report.valid_until == clock.today() + dt.timedelta(days=180)
    events = [claim.events.get(kind="verified").data["report"] for claim in started.claims.all()]
    assert events == [str(report.pk)] * 2


def test_no_report_without_a_check(started):
    with pytest.raises(errors.VerificationMissing):
        actions.issue_report(actor=staff("verifier"), application=started)


def test_checking_starts_with_starting(town):
    with pytest.raises(errors.WrongState):
        record(file())


def test_a_second_start_is_refused(started):
    with pytest.raises(errors.WrongState):
        actions.start_verification(actor=staff("verifier"), application=started)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("household.gold", 1),
        ("household.savings", "-5"),
        ("household.savings", "lots"),
        ("household.savings", 12.5),
        ("household.savings", float("nan")),
        ("household.savings", "1.234"),
        ("household.savings", None),
        ("household.registered_here", "yes"),
        ("members.0.in_school", "hogwarts"),
        ("members.9.income_monthly", "1"),
        ("members.x.income_monthly", "1"),
        ("members", "1"),
        ("nonsense", "1"),
        ("household.vehicles", True),
        ("members.0.relation", "child"),
        ("household.receives", [ALLOWANCE]),
    ],
)
def test_a_fact_that_cannot_be_is_refused_by_name(started, path, value):
    with pytest.raises(errors.FactInvalid) as refusal:
        record(started, facts={path: value})
    assert refusal.value.values["path"] == path
    assert not Verification.objects.exists()


@pytest.mark.parametrize("days", [1, -400])
def test_the_day_of_a_check_lies_between_intention_and_today(started, days):
    with pytest.raises(errors.FactInvalid, match="日期"):
        record(started, done_on=clock.today() + dt.timedelta(days=days))


def test_a_stranger_may_not_check(started):
    for name in ("other-verifier", "edu-officer", "approver"):
        with pytest.raises(errors.NotAllowed):
            record(started, actor=staff(name))


def test_the_best_source_wins_whatever_the_order(started):
    record(started, method="visit", facts={"household.savings": Decimal(9000), "members.0.income_monthly": "700"})
    record(
        started, method="match", facts={"household.savings": {"value": "8000", "source": "bank"}, "household.homes": 2}
    )
    facts = build_facts(started)
    assert facts.get("household.savings") == "9000"
    assert facts.provenance["household.savings"].kind == "verified"
    assert facts.get("household.homes") == 2
    assert facts.provenance["household.homes"].kind == "matched"
    assert facts.provenance["household.vehicles"].kind == "declared"
    record(started, method="neighbour", facts={"household.savings": "9500"})
    assert build_facts(started).get("household.savings") == "9500"


def test_what_the_register_knows_is_not_the_persons_to_say(town):
    application = file(household={"receives": [ALLOWANCE], "members_complete": False})
    facts = build_facts(application)
    assert list(facts.get("household.receives")) == []
    assert facts.complete
    assert facts.get("members.1.relation") == "child"
    assert facts.get("members.1.birth_date") == "2012-05-01"
    assert facts.provenance["members.1.birth_date"].by == "register"


def test_what_the_household_receives_comes_from_the_register(town):
    application = file(scheme_keys=(EDUCATION,))
    grant_benefit(
        actor=staff("officer"), household=application.household, scheme_key=ALLOWANCE, amount=Decimal(870), per="month",
        since=clock.today() - dt.timedelta(days=30), source_ref="import:1",
    )  # fmt: skip
    assert list(build_facts(application).get("household.receives")) == [ALLOWANCE]
    earlier = build_facts(application, clock.today() - dt.timedelta(days=31))
    assert list(earlier.get("household.receives")) == []


def test_an_officer_of_the_family_keeps_away(town, monkeypatch):
    application = file()
    index = application.applicant.id_index
    verifier = staff("verifier")
    monkeypatch.setattr(verifier.user, "id_index", index, raising=False)
    with pytest.raises(errors.RelatedParty, match="回避"):
        actions.start_verification(actor=verifier, application=application)


def test_a_report_follows_the_whole_application(town):
    application = verify(file())
    assert Application.objects.get(pk=application.pk).reports.count() == 1
    assert claim_of(application).clocks.get(step="verify").stopped_on is None
    assert claim_of(application, EDUCATION).clocks.get(step="verify").stopped_on == clock.today()
