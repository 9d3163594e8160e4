"""What officers of agencies without a system of their own may do as well: ask the family for more (R2.8), and hand a
claim to the office that should decide it (R5.2)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Assignment, Office, User
from portal.accounts.roles import Role
from portal.audit.models import AuditEntry
from portal.cases import actions, authority, errors, offices, queries
from portal.cases.actions.ask_more import Missing
from portal.cases.lifecycle import State
from portal.cases.models import Claim, Transfer
from portal.common import clock
from portal.messages.models import OutboxItem
from tests.cases.builders import ALLOWANCE, EDUCATION, claim_of, file, proposed, staff, verify

SCHOOL_PAPER = Missing("孩子的学籍证明照片。")
RENT = Missing("租房合同照片")


def now(claim):
    return claim_of(claim.application, claim.scheme_key)


def hire(name, role, office):
    user = User.objects.create(username=name, display_name=f"{name}同志")
    Assignment.objects.create(user=user, role=role, office=Office.objects.get(code=office), since=clock.today())
    return staff(name)


@pytest.fixture
def claim(town):
    """A verified education claim; its agency has no system."""
    return claim_of(verify(file()), EDUCATION)


def ask(claim, *missing, by="edu-officer", **more):
    return actions.ask_more(actor=staff(by), claim=claim, missing=missing or (SCHOOL_PAPER, RENT), **more)


def send(claim, to="qingxi-civil-affairs", by="edu-officer", reason="孩子已毕业，应由民政部门办理。", **more):
    office = Office.objects.get(code=to)
    return actions.transfer(actor=staff(by), claim=claim, to=office, reason=reason, **more)


def lines(claim):
    found = queries.timeline(claim.application, "zh-hans")
    return found, next(item for item in found.claims if item.scheme_key == claim.scheme_key)


# Asking


def test_an_officer_asks_and_the_days_stand_still(claim):
    request = ask(claim)
    claim = now(claim)
    assert (claim.state, claim.trouble, claim.needs_officer, claim.due_on) == (
        State.VERIFIED,
        "more_needed",
        False,
        None,
    )
    assert all(item.paused_on == clock.today() for item in claim.clocks.filter(stopped_on__isnull=True))
    assert [item["words"] for item in request.items] == [SCHOOL_PAPER.words, RENT.words]
    assert AuditEntry.objects.filter(action="cases.ask_more", actor_label="edu-officer同志").count() == 1


def test_the_family_reads_it_in_one_sentence_without_an_officers_name(claim):
    ask(claim)
    whole, mine = lines(claim)
    (todo,) = whole.todo
    assert "教育救助" in todo.text
    assert "孩子的学籍证明照片；租房合同照片。" in todo.detail, "no full stop within the sentence"
    assert mine.events[-1].office == "清溪县教育局"
    assert (mine.deadline, mine.events[-1].phase) == ("目前暂停计算时限。", "current")
    sms = OutboxItem.objects.get(key__startswith="sms:more-needed:")
    for told in (str(whole), str(sms.payload)):
        assert "edu-officer" not in told


def test_a_proposal_falls_when_more_is_asked_for(town):
    claim = proposed(EDUCATION)
    actions.propose_by_hand(
        actor=staff("edu-officer"), claim=claim, outcome="approved", reason="材料齐全，符合条件。",
        amount=claim.proposed_amount, per=claim.proposed_per,
    )  # fmt: skip
    ask(claim)
    claim = now(claim)
    assert (claim.state, claim.proposed_outcome, claim.proposal_reason) == (State.VERIFIED, "", "")


def test_a_second_list_replaces_the_first(claim):
    ask(claim)
    ask(now(claim), RENT)
    assert [item.items[0]["words"] for item in now(claim).information_requests.filter(answered_at=None)] == [RENT.words]


def test_what_was_brought_puts_the_claim_back_into_the_officers_queue(claim):
    officer = staff("edu-officer").user
    ask(claim)
    assert claim not in queries.my_queue(officer)
    actions.receive_more(actor=staff("clerk"), claim=now(claim), note="学籍证明")
    assert claim in queries.my_queue(officer)
    claim = now(claim)
    assert claim.trouble == "" and claim.due_on


def test_an_officer_may_go_on_without_it(claim):
    ask(claim)
    actions.propose(actor=staff("edu-officer"), claim=now(claim))
    claim = now(claim)
    assert claim.state == State.PROPOSED and not claim.information_requests.filter(answered_at=None).exists()


@pytest.mark.parametrize("missing", [(), (Missing("  "),), (RENT, Missing(""))])
def test_nothing_asked_is_refused(claim, missing):
    with pytest.raises(errors.NothingAsked):
        actions.ask_more(actor=staff("edu-officer"), claim=claim, missing=missing)


def test_a_number_in_the_words_is_refused_and_its_place_named(claim):
    with pytest.raises(errors.PersonalDataInText) as refused:
        ask(claim, RENT, Missing("请打 13800138000"))
    assert refused.value.values == {"place": 1} and "13800138000" not in str(refused.value)


@pytest.mark.parametrize("by", ["clerk", "verifier", "officer", "edu-approver", "approver", "supervisor", "editor"])
def test_only_the_deciding_offices_officers_ask_and_transfer(claim, by):
    for verb in (ask, send):
        with pytest.raises(errors.NotAllowed):
            verb(claim, by=by)
    assert now(claim).version == claim.version


def test_an_old_page_asks_and_transfers_nothing(claim):
    for verb in (ask, send):
        with pytest.raises(errors.ConcurrentChange):
            verb(claim, version=claim.version - 1)


@pytest.mark.parametrize("state", [State.SUBMITTED, State.VERIFYING, State.PUBLICITY, State.APPROVED])
def test_before_the_report_and_after_the_decision_nobody_asks_or_transfers(claim, state):
    Claim.objects.filter(pk=claim.pk).update(state=state)
    for verb in (ask, send):
        with pytest.raises(errors.WrongState):
            verb(now(claim))


def test_whoever_asked_does_not_approve(claim):
    """Asking is reviewing, and nobody decides on their own work (fault 6)."""
    both = hire("both", Role.AGENCY_OFFICER, "qingxi-education")
    Assignment.objects.create(
        user=both.user, role=Role.AGENCY_APPROVER, office=claim.office, since=clock.today()
    )  # fmt: skip
    ask(claim, by="both")
    actions.propose(actor=staff("edu-officer"), claim=now(claim))
    with pytest.raises(errors.OwnWork):
        actions.confirm(actor=both, claim=now(claim))


# Transferring


def test_an_officer_transfers_and_the_family_reads_whither_and_why(claim):
    made = send(claim)
    claim = now(claim)
    assert (claim.office.code, claim.agency_key, claim.state) == ("qingxi-civil-affairs", "civil-affairs", "verified")
    assert (made.from_agency, made.to_agency) == ("education", "civil-affairs")
    whole, mine = lines(claim)
    moved = next(event for event in mine.events if "转交" in event.text)
    assert "由清溪县教育局转交清溪县民政局" in moved.text and moved.detail == "孩子已毕业，应由民政部门办理。"
    sms = OutboxItem.objects.get(key=f"sms:transferred:{made.pk}")
    assert "清溪县民政局" in str(sms.payload) and "毕业" not in str(sms.payload)
    assert "edu-officer" not in str(whole) + str(sms.payload)


def test_what_the_family_was_asked_for_ends_with_the_transfer(claim):
    ask(claim)
    send(now(claim))
    claim = now(claim)
    assert claim.trouble == "" and claim.due_on
    assert not lines(claim)[0].todo


def test_the_lead_agency_assigns_what_was_sent_to_it(claim):
    """Its adjudicator has the transferred claim before them and passes it on (R5.2)."""
    lead = hire("lead", Role.LEAD_ADJUDICATOR, "qingxi-civil-affairs")
    with pytest.raises(errors.NotAllowed):
        send(claim, to="liuhe", by="lead")
    send(claim)
    send(now(claim), to="liuhe", by="lead", reason="属地办理，请镇里审核。")
    claim = now(claim)
    assert claim.office.code == "liuhe"
    assert not authority.may(lead.user, "propose", claim), "the lead agency assigns, and decides nothing"


def test_a_claim_that_comes_back_is_its_own_agencys_again(town):
    claim = claim_of(verify(file()), ALLOWANCE)
    send(claim, to="qingxi-education", by="officer", reason="家中只有学费困难。")
    assert now(claim).agency_key == "education"
    send(now(claim), to="liuhe", reason="不属于教育部门。")
    claim = now(claim)
    assert (claim.office.code, claim.agency_key) == ("liuhe", "civil-affairs")
    assert list(Transfer.objects.values_list("from_agency", "to_agency")) == [
        ("civil-affairs", "education"), ("education", "civil-affairs"),
    ]  # fmt: skip


def test_only_offices_where_somebody_goes_on_with_it_are_offered(claim):
    """An office nobody works in would keep the claim unseen; the verb asks only whether it serves the village."""
    assert [office.code for office in offices.destinations(claim)] == ["liuhe"]
    hire("civil-officer", Role.AGENCY_OFFICER, "qingxi-civil-affairs")
    with CaptureQueriesContext(connection) as asked:
        assert {office.code for office in offices.destinations(claim)} == {"liuhe", "qingxi-civil-affairs"}
    assert len(asked) <= 4
    hire("lead", Role.LEAD_ADJUDICATOR, "qingxi")
    everywhere = {office.code for office in offices.destinations(claim)}
    assert "qingxi" in everywhere and "qingxi-medical" in everywhere
    assert not everywhere & {"qingxi-education", "shiqiao", "hedong"}


def test_neither_verb_makes_work_that_waits(town):
    """A proposed claim waits for the approver; that its officer could still ask or transfer keeps it in no queue."""
    claim = proposed(EDUCATION)
    assert claim not in queries.my_queue(staff("edu-officer").user)
    assert claim in queries.my_queue(staff("edu-approver").user)
