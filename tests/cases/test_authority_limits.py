"""Who decides which amount: exactly 5,000.00 is the township's, 5,000.01 the county's (R5.3)."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.accounts.models import Assignment, Office, User
from portal.accounts.roles import Role
from portal.audit.models import AuditEntry
from portal.cases import actions, errors, queries
from portal.cases.lifecycle import State
from portal.cases.models import Decision, Letter, Transfer
from portal.common import clock
from portal.common.locality import PRESETS, AuthorityLimit, get_locality, parse
from portal.messages.models import OutboxItem
from tests.cases.builders import MOTHER, claim_of, file, staff, verify

SEEN = "入户核实，家中另有存款"
EMERGENCY = "temporary-assistance-emergency"
APPLICANT = {
    "civil-affairs.sudden_event": "accident",
    "civil-affairs.cannot_cope": True,
    "civil-affairs.helped_before": False,
}


@pytest.fixture
def county(town):
    """The bureau's own officer and approver, and one of the whole county."""
    bureau = Office.objects.get(code="qingxi-civil-affairs")
    for name, role, office in (
        ("bureau-officer", Role.AGENCY_OFFICER, bureau),
        ("bureau-approver", Role.AGENCY_APPROVER, bureau),
        ("county-approver", Role.APPROVER, Office.objects.get(code="qingxi")),
    ):
        user = User.objects.create(username=name, display_name=f"{name}同志")
        Assignment.objects.create(user=user, role=role, office=office, since=clock.today())
    return bureau


def emergency(costs: str):
    """A claim on emergency assistance with the proposal of the rules."""
    application = file(
        scheme_keys=(EMERGENCY,),
        people=(MOTHER,),
        household={"civil-affairs.emergency_costs": costs},
        applicant={**APPLICANT, "civil-affairs.happened_on": (clock.today() - timedelta(days=7)).isoformat()},
    )
    claim = claim_of(verify(application), EMERGENCY)
    actions.propose(actor=staff("officer"), claim=claim)
    assert claim.state == State.PROPOSED
    return claim_of(application, EMERGENCY)


@pytest.mark.parametrize(("costs", "office"), [("5000.00", "liuhe"), ("5000.01", "qingxi-civil-affairs")])
def test_the_fen_decides_whose_queue_it_is(county, costs, office):
    claim = emergency(costs)
    assert claim.office.code == office
    mine = {name: queries.my_queue(User.objects.get(username=name)).filter(pk=claim.pk).exists() for name in
            ("approver", "bureau-approver")}  # fmt: skip
    assert mine == {"approver": office == "liuhe", "bureau-approver": office != "liuhe"}


@pytest.mark.parametrize("outcome", ["approved", "refused"])
def test_exactly_the_limit_is_the_townships(county, outcome):
    claim, amount = emergency("5000.00"), Decimal("5000.00") if outcome == "approved" else None
    with pytest.raises(errors.NotAllowed):
        actions.confirm(actor=staff("bureau-approver"), claim=claim, outcome=outcome, amount=amount, reason=SEEN)
    made = actions.confirm(actor=staff("approver"), claim=claim, outcome=outcome, amount=amount, reason=SEEN)
    assert (made.outcome, made.amount) == (outcome, amount)
    assert not Transfer.objects.exists()


@pytest.mark.parametrize("outcome", ["approved", "refused"])
def test_a_fen_more_is_the_countys(county, outcome):
    claim, amount = emergency("5000.01"), Decimal("5000.01") if outcome == "approved" else None
    with pytest.raises(errors.AboveAuthority) as refusal:
        actions.confirm(actor=staff("approver"), claim=claim, outcome=outcome, amount=amount, reason=SEEN)
    assert "5,000" in str(refusal.value) and "清溪县民政局" in str(refusal.value)
    assert not Decision.objects.exists()
    made = actions.confirm(actor=staff("bureau-approver"), claim=claim, outcome=outcome, amount=amount, reason=SEEN)
    assert (made.outcome, made.amount) == (outcome, amount)
    assert Letter.objects.get(claim=claim).data["issuer"] == "清溪县民政局"


def test_the_way_to_the_county_is_told_and_audited(county):
    claim = emergency("5000.01")
    moved = Transfer.objects.get(claim=claim)
    assert (moved.from_office.code, moved.to_office.code) == ("liuhe", "qingxi-civil-affairs")
    assert moved.reason == "超过 5,000 元的，由清溪县民政局决定。"
    status = queries.timeline(claim.application, "zh-hans")
    assert "按金额权限，由柳河镇转交清溪县民政局" in [event.text for event in status.claims[0].events]
    entry = AuditEntry.objects.get(action="cases.propose")
    assert json.loads(entry.detail)["to_office"] == "qingxi-civil-affairs"
    assert OutboxItem.objects.filter(key__contains="transferred").exists()


def test_a_township_cannot_raise_the_amount_above_its_limit(county):
    claim = emergency("4000")
    with pytest.raises(errors.AboveAuthority, match="清溪县民政局"):
        actions.confirm(actor=staff("approver"), claim=claim, amount=Decimal("5000.01"), reason="家中困难很大")
    made = actions.confirm(actor=staff("approver"), claim=claim, amount=Decimal("5000.00"), reason="家中困难很大")
    assert made.amount == 5000


def test_the_handling_officer_proposes_more_and_the_claim_goes_up(county):
    claim = emergency("4000")
    actions.propose_by_hand(
        actor=staff("officer"), claim=claim, outcome="approved", amount=Decimal("6000"), reason="房屋全部烧毁"
    )
    claim = claim_of(claim.application, EMERGENCY)
    assert claim.office == county
    # Up there it can be proposed lower, and goes down again.
    actions.propose_by_hand(
        actor=staff("bureau-officer"), claim=claim, outcome="approved", amount=Decimal("5000"), reason="按清单核减"
    )
    assert claim_of(claim.application, EMERGENCY).office.code == "liuhe"
    assert Transfer.objects.filter(claim=claim).count() == 2


def test_whoever_has_the_claim_may_decide_less_and_refuse(county):
    claim = emergency("9000")
    made = actions.confirm(actor=staff("bureau-approver"), claim=claim, amount=Decimal("3000"), reason="按清单核减")
    assert made.amount == 3000
    claim.refresh_from_db()
    assert claim.office == county


def test_an_approver_of_the_whole_county_may_raise_it_and_the_bureau_signs(county):
    claim = emergency("4000")
    made = actions.confirm(actor=staff("county-approver"), claim=claim, amount=Decimal("6000"), reason="房屋全部烧毁")
    claim.refresh_from_db()
    assert (made.amount, claim.office) == (Decimal("6000"), county)


def test_a_proposal_without_amount_stays_where_it_is(county):
    claim = emergency("9000")
    actions.propose_by_hand(actor=staff("bureau-officer"), claim=claim, outcome="refused", reason=SEEN)
    assert claim_of(claim.application, EMERGENCY).office == county


LIMITS = """
  - {process: emergency-5, up_to: 5000, above: agency, since: 2020-01-01}
  - {process: emergency-5, up_to: 8000, above: agency, since: 2026-07-01}
  - {process: emergency-5, up_to: 2000, above: county, since: 2020-01-01, office: shiqiao}
  - {scheme: temporary-assistance-emergency, up_to: 6000, above: agency, since: 2026-09-01}
"""


def preset(limits: str):
    text = (PRESETS / "qingxi.yaml").read_text(encoding="utf-8")
    return parse(text.split("authority:\n")[0] + "authority:\n" + limits, "here.yaml")


@pytest.mark.parametrize(
    ("scheme", "chain", "day", "expected"),
    [
        ("other", ("hedong", "liuhe", "qingxi"), "2026-06-30", "5000.00"),
        ("other", ("hedong", "liuhe", "qingxi"), "2026-07-01", "8000.00"),
        ("other", ("shangba", "shiqiao", "qingxi"), "2026-07-01", "2000.00"),
        (EMERGENCY, ("hedong", "liuhe", "qingxi"), "2026-08-31", "8000.00"),
        (EMERGENCY, ("hedong", "liuhe", "qingxi"), "2026-09-01", "6000.00"),
        ("other", ("hedong", "liuhe", "qingxi"), "2019-12-31", None),
    ],
)
def test_the_nearest_the_narrowest_and_the_latest_limit_holds(scheme, chain, day, expected):
    limit = preset(LIMITS).limit_of(scheme, "emergency-5", chain, date.fromisoformat(day))
    assert (None if limit is None else str(limit.up_to)) == expected


def test_the_demo_countys_limit_comes_from_its_notice():
    limits = get_locality().authority
    assert {limit.up_to for limit in limits} == {Decimal(5000)}
    assert all(isinstance(limit, AuthorityLimit) and limit.source for limit in limits)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("up_to: 5000, above: agency, since: 2020-01-01", "for a process or for a scheme"),
        ("process: nothing, up_to: 5000, above: agency, since: 2020-01-01", "'nothing' is none of"),
        ("process: emergency-5, up_to: 0, above: agency, since: 2020-01-01", "an amount in yuan above 0"),
        ("process: emergency-5, up_to: 0.001, above: agency, since: 2020-01-01", "an amount in yuan above 0"),
        ("process: emergency-5, up_to: much, above: agency, since: 2020-01-01", "an amount in yuan above 0"),
        ("process: emergency-5, up_to: 5000, above: village, since: 2020-01-01", "'village' is none of county, agency"),
        ("process: emergency-5, up_to: 5000, above: agency, since: soon", "a day such as 2020-01-01"),
        ("process: emergency-5, up_to: 5000, above: agency, since: 2020-01-01, office: x", "there is no office 'x'"),
        ("process: emergency-5, up_to: 5000, above: agency", "missing keys since"),
    ],
)
def test_a_wrong_limit_is_named_with_its_place(entry, message):
    with pytest.raises(ImproperlyConfigured, match=rf"authority\[0\].*{message}"):
        preset(f"  - {{{entry}}}\n")


def test_two_limits_from_one_day_are_a_mistake():
    twice = "  - {process: emergency-5, up_to: 5000, above: agency, since: 2020-01-01}\n" * 2
    with pytest.raises(ImproperlyConfigured, match="begins twice"):
        preset(twice)
