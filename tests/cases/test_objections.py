"""Objections to a proposal on public notice (R8.2): who may, what stands still meanwhile, how the inquiry ends."""

import datetime as dt

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.actors import Actor
from portal.accounts.models import Assignment, User
from portal.accounts.roles import Role
from portal.audit.models import AuditEntry
from portal.cases import actions, clocks, queries
from portal.cases.errors import (
    AppraisalMissing,
    FindingMissing,
    NotAllowed,
    NoticeOver,
    NoticeStillRuns,
    ObjectionClosed,
    ObjectionTextTooLong,
    ObjectionWordsMissing,
    OwnWork,
    RelatedParty,
    WrongState,
)
from portal.cases.lifecycle import State
from portal.cases.models import Claim, Objection
from portal.cases.timeline import timeline
from portal.common import clock, workdays
from portal.common.locality import get_locality
from portal.messages import outbox
from portal.messages.models import OutboxItem
from portal.publicity.models import Posting
from tests.cases.builders import claim_of, file, proposed, staff

WORDS = "他家去年在镇上开了一家小店，店里有两个人帮忙。"
CONTACT = "邻居老陈 13700000099"
TUESDAY = dt.datetime(2026, 11, 3, 9, tzinfo=clock.COUNTY_ZONE)  # three plain weeks follow: no holiday
VISITOR = Actor.visitor()


@pytest.fixture
def travel():
    with time_machine.travel(TUESDAY, tick=True) as traveller:
        yield traveller


@pytest.fixture
def posted(town, travel) -> Claim:
    """On notice from Tuesday the 3rd to Friday the 6th of November."""
    return confirmed()


def confirmed() -> Claim:
    claim = proposed()
    actions.confirm(actor=staff("approver"), claim=claim)
    return claim_of(claim.application)


def again(claim: Claim) -> Claim:
    return claim_of(claim.application)


def notice(claim: Claim):
    return claim.clocks.get(step="publicity")


def at(day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, tzinfo=clock.COUNTY_ZONE)


def objected(claim: Claim, actor: Actor = VISITOR, words: str = WORDS, channel: str = "website", **more) -> Objection:
    return actions.object_to(actor=actor, claim=claim, words=words, channel=channel, **more)


def closed(objection: Objection, by: str = "verifier", founded: bool = False, **more) -> Objection:
    values = {
        "finding": "走访了小店，店主是同名的另一户。",
        "appraisal": "11 月 5 日村里评议，9 人参加，一致认为符合。",
        **more,
    }
    return actions.close_objection(actor=staff(by), objection=objection, founded=founded, **values)


def run_jobs() -> None:
    while outbox.run_due("test"):
        pass


def texts() -> list[str]:
    return [item.payload["text"] for item in OutboxItem.objects.filter(kind="sms").order_by("created_at")]


def test_the_first_objection_stops_the_clocks_and_tells_nobody_what_it_says(posted):
    before = len(texts())
    objection = objected(posted, known_from="我就住隔壁", contact=CONTACT)
    claim = again(posted)
    assert (claim.state, claim.contested) == (State.PUBLICITY, True)
    assert {row.paused_on for row in claim.clocks.filter(stopped_on__isnull=True)} == {dt.date(2026, 11, 3)}
    # Ten working days for the inquiry (TZ), from the day after.
    assert claim.due_on == objection.due_on == dt.date(2026, 11, 17)
    (text,) = texts()[before:]
    assert "异议" in text and claim.application.receipt in text
    told = repr(timeline(claim.application, "zh-hans")) + repr(list(claim.events.values())) + text
    told += "".join(AuditEntry.objects.values_list("detail", flat=True))
    for secret in (WORDS, "小店", "隔壁", CONTACT, "老陈", "13700000099"):
        assert secret not in told
    raw = Objection.objects.values_list("words", "known_from", "contact").get()
    assert all("encrypted" in repr(value) for value in raw)


def test_a_second_one_joins_the_inquiry_without_a_second_message(posted, travel):
    objected(posted)
    told, lines = len(texts()), posted.events.count()
    travel.move_to(at(4))
    objected(posted, staff("clerk"), "户口早就迁走了。", "phone", contact=CONTACT)
    assert (len(texts()), posted.events.count()) == (told, lines)
    claim = again(posted)
    assert notice(claim).paused_on == dt.date(2026, 11, 3)
    assert claim.due_on == dt.date(2026, 11, 17), "the first one's inquiry runs out first"
    assert {row.recorded_by and row.recorded_by.username for row in claim.objections.all()} == {None, "clerk"}


def test_the_days_go_on_when_nothing_is_left_to_look_into(posted, travel):
    first = objected(posted)
    second = objected(posted, words="另一件事。")
    travel.move_to(at(5))
    closed(first)
    assert again(posted).contested and notice(posted).paused_on
    travel.move_to(at(9))
    closed(second, founded=True)
    claim = again(posted)
    # Tuesday to Monday: four working days stood still, so Friday the 6th becomes Thursday the 12th.
    assert not claim.contested and notice(claim).paused_on is None
    assert claim.due_on == notice(claim).due_on == Posting.objects.get().closes_on == dt.date(2026, 11, 12)
    assert [event.kind for event in claim.events.all()][-2:] == ["objection", "objection_closed"]
    assert "查" in texts()[-1]
    assert [row.state for row in claim.objections.all()] == ["unfounded", "founded"]
    travel.move_to(at(13, 0))
    run_jobs()
    assert again(posted).state == State.PUBLICITY_DONE
    decide = posted.clocks.get(step="decide")
    assert decide.started_on == dt.date(2026, 11, 12)


def test_the_notice_leaves_the_board_after_its_printed_day_and_hangs_again(posted, travel):
    objection = objected(posted)
    travel.move_to(at(7, 1))
    run_jobs()
    claim = again(posted)
    assert claim.state == State.PUBLICITY and claim.contested, "the job left quietly"
    assert not OutboxItem.objects.filter(kind="publicity.close", state="failed").exists()
    assert not Posting.objects.on_show().exists() and Posting.objects.get().taken_down_at is None
    travel.move_to(at(10))
    closed(objection)
    assert Posting.objects.on_show().get().closes_on == dt.date(2026, 11, 13)
    travel.move_to(at(14, 1))
    run_jobs()
    assert again(posted).state == State.PUBLICITY_DONE


def test_an_inquiry_closed_on_a_weekend_after_the_last_day_ends_the_notice(posted, travel):
    travel.move_to(at(6, 17))
    objection = objected(posted)
    travel.move_to(at(7, 1))
    run_jobs()
    travel.move_to(at(7, 10))
    closed(objection)
    assert notice(posted).due_on == dt.date(2026, 11, 6), "no working day passed"
    run_jobs()
    assert again(posted).state == State.PUBLICITY_DONE, "planned anew, though a job for that day had run already"


def test_it_may_be_contested_again(posted, travel):
    closed(objected(posted))
    travel.move_to(at(4))
    closed(objected(posted, words="还有一件事。"))
    assert [event.kind for event in posted.events.all()].count("objection") == 2
    assert notice(posted).due_on == dt.date(2026, 11, 6)


def test_the_same_words_again_count_once(posted, travel):
    assert objected(posted).pk == objected(posted, words=f"  {WORDS}\r\n").pk
    assert Objection.objects.count() == 1
    travel.move_to(at(3, 11))
    objected(posted)
    assert Objection.objects.count() == 2, "hours later it is somebody else"


def test_words_are_needed_and_have_room(posted):
    with pytest.raises(ObjectionWordsMissing):
        objected(posted, words=" \n ")
    with pytest.raises(ObjectionTextTooLong) as refusal:
        objected(posted, words="字" * 2_001)
    assert "2,000" in str(refusal.value) and "2,001" in str(refusal.value)
    assert objected(posted, words="字" * 2_000)


def test_the_last_day_counts_and_the_day_after_does_not(posted, travel):
    travel.move_to(at(7, 0))
    with pytest.raises(NoticeOver) as refusal:
        objected(posted)
    assert get_locality().hotline in str(refusal.value)
    assert not again(posted).contested
    travel.move_to(at(6, 23))
    assert objected(posted)
    travel.move_to(at(9))
    assert objected(posted, words="查的时候也可以再说。"), "while an inquiry runs no day passes"


@pytest.mark.parametrize("name", ["agent", "clerk", "verifier", "officer"])
def test_window_and_village_take_objections_down(posted, name):
    assert objected(posted, staff(name), channel="in_person").recorded_by.username == name


@pytest.mark.parametrize("name", ["approver", "other-verifier", "edu-officer", "supervisor", "administrator"])
def test_others_do_not(posted, name):
    with pytest.raises(NotAllowed):
        objected(posted, staff(name), channel="phone")


def test_neither_the_family_nor_the_portal_objects(posted):
    for actor in (Actor.applicant(posted.application.receipt), Actor.system("anything")):
        with pytest.raises(NotAllowed):
            objected(posted, actor)


def test_nobody_objects_to_what_is_not_on_notice(town):
    with pytest.raises(WrongState):
        objected(claim_of(file()))


@pytest.mark.parametrize("name", ["agent", "clerk", "approver", "other-verifier", "edu-officer"])
def test_only_the_townships_checkers_close_the_inquiry(posted, name):
    objection = objected(posted)
    with pytest.raises(NotAllowed):
        closed(objection, name)
    assert Objection.objects.get().is_open


def test_a_member_of_the_household_neither_records_nor_closes(posted):
    objection = objected(posted)
    relative = staff("verifier")
    relative.user.id_index = posted.application.applicant.id_index
    with pytest.raises(RelatedParty):
        actions.close_objection(actor=relative, objection=objection, founded=False, finding="没有问题", appraisal="无")
    with pytest.raises(RelatedParty):
        objected(posted, relative, "别的。", "phone")


def test_the_result_has_to_be_written(posted):
    objection = objected(posted)
    with pytest.raises(FindingMissing):
        closed(objection, finding=" ")
    with pytest.raises(AppraisalMissing) as refusal:
        closed(objection, appraisal="")
    assert "低保类审批" in str(refusal.value)
    assert again(posted).contested


def test_no_appraisal_where_the_county_wants_none(posted):
    objection = objected(posted)
    Claim.objects.filter(pk=posted.pk).update(process_key="temporary-12")
    assert closed(objection, appraisal="").state == "unfounded"


def test_closed_twice_the_second_is_told(posted):
    objection = objected(posted)
    stale = Objection.objects.get(pk=objection.pk)
    closed(objection)
    with pytest.raises(ObjectionClosed):
        closed(stale, "officer", founded=True, finding="别的结论")
    kept = Objection.objects.get()
    assert (kept.state, kept.closed_by.username) == ("unfounded", "verifier")


def test_withdrawal_ends_it(posted):
    objection = objected(posted)
    actions.withdraw(actor=Actor.applicant(posted.application.receipt), claim=again(posted))
    assert not again(posted).contested
    assert Objection.objects.get().state == Objection.State.ENDED
    with pytest.raises(ObjectionClosed):
        closed(objection)


def test_the_notice_does_not_end_meanwhile(posted, travel):
    objected(posted)
    travel.move_to(at(20))
    with pytest.raises(NoticeStillRuns):
        actions.finish_publicity(actor=Actor.system("publicity"), claim=again(posted))


def test_a_founded_objection_refuses_nobody_and_whoever_looked_into_it_does_not_decide(posted, travel):
    Assignment.objects.create(
        user=User.objects.get(username="approver2"), role=Role.VERIFIER, office=posted.application.township,
        since=dt.date(2020, 1, 1),
    )  # fmt: skip
    first, last = objected(posted), objected(posted, words="另一件事。")
    closed(first, "approver2", founded=True)
    closed(last)
    travel.move_to(at(7, 1))
    run_jobs()
    queues = [queries.my_queue(User.objects.get(username=name)) for name in ("approver", "approver2")]
    assert [queue.filter(pk=posted.pk).exists() for queue in queues] == [True, False]
    with pytest.raises(OwnWork):
        actions.decide_final(actor=staff("approver2"), claim=again(posted))
    decision = actions.decide_final(
        actor=staff("approver"), claim=again(posted), outcome="refused", reason="复查认定家庭收入超过标准。"
    )
    assert (decision.outcome, decision.overrides) == ("refused", True)


def test_the_queue_of_the_checkers_holds_it_and_nobody_elses(posted):
    def waits_for(name: str) -> bool:
        return queries.my_queue(User.objects.get(username=name)).filter(pk=posted.pk).exists()

    names = ("agent", "clerk", "verifier", "officer", "approver", "other-verifier")
    assert not any(waits_for(name) for name in names)
    objected(posted)
    assert [name for name in names if waits_for(name)] == ["verifier", "officer"]
    Claim.objects.filter(pk=posted.pk).update(with_system=True)
    assert waits_for("verifier"), "the agency's system decides, but the township looks into objections"


def test_acts_are_audited_under_the_objection(posted):
    objection = closed(objected(posted))
    found = AuditEntry.objects.filter(subject_id=str(objection.pk)).order_by("sequence")
    assert [(entry.action, entry.actor_kind) for entry in found] == [
        ("cases.object_to", "visitor"), ("cases.close_objection", "staff"),
    ]  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 12)), max_size=3))
def test_the_notice_runs_its_full_days_however_often_it_stood_still(posted, travel, waits):
    """`waits`: after so many days an objection, for so many days an inquiry."""
    from django.db import transaction

    with transaction.atomic():
        day = TUESDAY
        travel.move_to(day)
        stood = 0
        for number, (calm, inquiry) in enumerate(waits):
            day += dt.timedelta(days=calm)
            if day.date() > notice(posted).due_on:
                break
            travel.move_to(day)
            objection = objected(posted, words=f"第 {number} 次")
            began = day.date()
            day += dt.timedelta(days=inquiry)
            travel.move_to(day)
            closed(objection)
            stood += workdays.working_days_between(began, day.date())
        last = notice(posted)
        assert last.due_on == workdays.add_working_days(TUESDAY.date(), last.limit + stood).date
        assert Posting.objects.get().closes_on == last.due_on
        assert clocks.used_days(last, last.due_on) == last.limit
        transaction.set_rollback(True)
    posted.refresh_from_db()
