"""Two people for every figure (R6.10, fault 6); what is adopted is never edited (R5.7)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from plugins.manager import get_manager
from portal.accounts.actors import Actor
from portal.accounts.models import Assignment, User
from portal.accounts.roles import Role
from portal.audit.models import AuditEntry
from portal.cases import actions as case_actions
from portal.messages.models import OutboxItem
from portal.policy import actions, errors
from portal.policy.models import ChangedValue, ParameterChange
from tests.cases.builders import staff
from tests.policy.builders import (
    AID,
    DESTITUTE_RURAL,
    DESTITUTE_URBAN,
    RURAL,
    TODAY,
    URBAN,
    adopted,
    content,
    draft,
    fresh,
    office,
    proposed,
    read,
    run_jobs,
)  # fmt: skip
from tests.together import together

State = ParameterChange.State
DAY = dt.date(2027, 1, 1)


def value_on(key: str, day: dt.date, *chain: str) -> Decimal:
    return get_manager().book[key].value_on(day, chain).value


def give(name: str, role: Role, code: str) -> None:
    Assignment.objects.create(
        user=User.objects.get(username=name), role=role, office=office(code), since=dt.date(2020, 1, 1)
    )


def test_from_the_draft_to_the_rules(bureau):
    change = adopted((URBAN, 780), (DESTITUTE_URBAN, 1014))
    assert (change.state, change.serial, change.scheduled) == (State.IN_FORCE, 1, True)
    assert value_on(URBAN, dt.date(2026, 12, 31)) == 735
    assert value_on(URBAN, DAY) == 780
    held = get_manager().book[URBAN].value_on(DAY)
    assert (held.source, held.since) == ("清民发〔2026〕40号", DAY)
    trail = list(AuditEntry.objects.filter(action__startswith="policy.").values_list("action", "actor_label"))
    assert trail == [
        ("policy.save_draft", "maker同志"),
        ("policy.propose", "maker同志"),
        ("policy.read_preview", "checker同志"),
        ("policy.approve", "checker同志"),
    ]


def test_a_decision_of_yesterday_keeps_what_it_knew(bureau):
    from portal.cases import rules
    from portal.cases.facts import build_facts
    from tests.cases.builders import claim_of, file, verify

    claim = claim_of(verify(file()))
    kept = case_actions.propose(actor=staff("officer"), claim=claim)
    adopted((RURAL, 600), (DESTITUTE_RURAL, 780), since=TODAY)
    kept.refresh_from_db()
    assert kept.parameters[RURAL]["value"] == "590"
    now = rules.evaluate(claim, build_facts(claim.application))
    assert now.parameters[RURAL]["value"] == "600"


@pytest.mark.parametrize("role", [Role.PUBLISHER, Role.AGENCY_APPROVER, Role.ADMINISTRATOR])
def test_who_proposes_never_approves_whatever_else_they_are(bureau, role):
    change = proposed((URBAN, 730))
    give("maker", role, "qingxi-civil-affairs")
    User.objects.filter(username="maker").update(is_superuser=True)
    read(change, "maker")
    refused = errors.NotAllowed if role == Role.ADMINISTRATOR else errors.OwnProposal
    with pytest.raises(refused):
        actions.approve(actor=staff("maker"), change=change)
    with pytest.raises(refused):
        actions.reject(actor=staff("maker"), change=change, reason="x")
    assert fresh(change).state == State.PROPOSED


def test_who_wrote_in_the_draft_is_a_maker_too(bureau):
    change = draft((URBAN, 730))
    actions.save_draft(actor=staff("checker"), content=content((URBAN, 734)), change=change)
    actions.propose(actor=staff("maker"), change=change)
    run_jobs()
    read(change)
    with pytest.raises(errors.OwnProposal):
        actions.approve(actor=staff("checker"), change=fresh(change))
    read(change, "bureau-approver")
    actions.approve(actor=staff("bureau-approver"), change=fresh(change))


@pytest.mark.parametrize("proposed_by", ["maker", None])
def test_the_database_knows_that_too(bureau, proposed_by):
    """Neither the same person twice, nor a checker alone."""
    change, maker = proposed((URBAN, 730)), staff("maker").user
    with pytest.raises(IntegrityError), transaction.atomic():
        ParameterChange.objects.filter(pk=change.pk).update(
            state=State.IN_FORCE, serial=9, proposed_by=maker if proposed_by else None, checked_by=maker
        )


@pytest.mark.parametrize("name", ["administrator", "edu-publisher", "auditor", "approver", "officer", "supervisor"])
def test_nobody_else_writes_or_checks(bureau, name):
    User.objects.filter(username="administrator").update(is_superuser=True)
    with pytest.raises(errors.NotAllowed):
        actions.save_draft(actor=staff(name), content=content((URBAN, 730)))
    change = proposed((URBAN, 730))
    read(change, name)
    for verb, more in (
        (actions.approve, {}), (actions.reject, {"reason": "x"}), (actions.withdraw, {}), (actions.request_preview, {}),
    ):  # fmt: skip
        with pytest.raises(errors.NotAllowed):
            verb(actor=staff(name), change=change, **more)


def test_the_portal_itself_neither_proposes_nor_approves(bureau):
    change = proposed((URBAN, 730))
    for verb in (actions.approve, actions.withdraw):
        with pytest.raises(errors.NotAllowed):
            verb(actor=Actor.system("job"), change=change)


def test_an_editor_cannot_check(bureau):
    User.objects.create(username="maker2", is_staff=True)
    give("maker2", Role.EDITOR, "qingxi-civil-affairs")
    change = proposed((URBAN, 730))
    with pytest.raises(errors.NotAllowed):
        actions.approve(actor=staff("maker2"), change=change)


def test_one_proposal_is_of_one_agency(bureau):
    give("maker", Role.EDITOR, "qingxi-education")
    with pytest.raises(errors.ChangeInvalid, match="别的部门"):
        draft((URBAN, 730), (AID, 1300))


def test_without_a_preview_that_is_read_nobody_approves(bureau):
    change = draft((URBAN, 730))
    actions.propose(actor=staff("maker"), change=change)
    with pytest.raises(errors.PreviewMissing):
        actions.approve(actor=staff("checker"), change=change)
    run_jobs()
    with pytest.raises(errors.PreviewUnread):
        actions.approve(actor=staff("checker"), change=change)
    read(change)
    actions.approve(actor=staff("checker"), change=change)


def test_a_preview_older_than_what_was_adopted_since_is_none(bureau):
    first, second = proposed((URBAN, 730)), proposed((RURAL, 591, "liuhe"), (DESTITUTE_RURAL, 769, "liuhe"))
    for change in (first, second):
        read(change)
    actions.approve(actor=staff("checker"), change=first)
    with pytest.raises(errors.PreviewMissing):
        actions.approve(actor=staff("checker"), change=second)
    actions.request_preview(actor=staff("checker"), change=second)
    run_jobs()
    read(second)
    actions.approve(actor=staff("checker"), change=second)


def test_an_edit_makes_the_preview_old(bureau):
    change = draft((URBAN, 730))
    actions.request_preview(actor=staff("maker"), change=change)
    run_jobs()
    change = actions.save_draft(actor=staff("maker"), content=content((URBAN, "734.5")), change=change)
    assert change.version == 2
    actions.propose(actor=staff("maker"), change=change)
    with pytest.raises(errors.PreviewMissing):
        actions.approve(actor=staff("checker"), change=change)


def test_only_a_draft_can_be_edited(bureau):
    for change in (proposed((URBAN, 730)), adopted((URBAN, 731))):
        with pytest.raises(errors.WrongState):
            actions.save_draft(actor=staff("maker"), content=content((URBAN, 732)), change=change)


def test_a_page_that_is_out_of_date_is_told(bureau):
    change = draft((URBAN, 730))
    actions.save_draft(actor=staff("maker"), content=content((URBAN, 731)), change=fresh(change))
    with pytest.raises(errors.ConcurrentChange):
        actions.save_draft(actor=staff("maker"), content=content((URBAN, 732)), change=fresh(change), version=1)
    with pytest.raises(errors.ConcurrentChange):
        actions.save_draft(actor=staff("maker"), content=content((URBAN, 732)), change=change)
    with pytest.raises(errors.ConcurrentChange):
        actions.propose(actor=staff("maker"), change=fresh(change), version=1)


def test_rejecting_needs_words_and_ends_it(bureau):
    change = proposed((URBAN, 730))
    with pytest.raises(errors.ReasonMissing):
        actions.reject(actor=staff("checker"), change=change, reason=" ")
    actions.reject(actor=staff("checker"), change=change, reason="文件还没有印发")
    assert fresh(change).check_note == "文件还没有印发"
    for verb in (actions.approve, actions.propose, actions.withdraw):
        with pytest.raises(errors.WrongState):
            verb(actor=staff("checker"), change=fresh(change))
    assert value_on(URBAN, DAY) == 735


def test_a_maker_takes_it_back(bureau):
    change = proposed((URBAN, 730))
    actions.withdraw(actor=staff("maker"), change=change)
    assert fresh(change).state == State.WITHDRAWN
    with pytest.raises(errors.WrongState):
        actions.withdraw(actor=staff("maker"), change=adopted((URBAN, 731)))


def test_a_later_adoption_supersedes_and_nothing_is_lost(bureau):
    adopted((URBAN, 730))
    adopted((URBAN, 725))
    assert value_on(URBAN, DAY) == 725
    assert list(ChangedValue.objects.order_by("change__serial").values_list("value", flat=True)) == [
        Decimal(730), Decimal(725),
    ]  # fmt: skip


def test_the_day_is_noted_once_when_it_comes(bureau, travel):
    change = adopted((URBAN, 730))
    job = OutboxItem.objects.get(kind="policy.go_live")
    assert job.next_attempt_at == dt.datetime(2026, 12, 31, 16, tzinfo=dt.UTC)
    assert not actions.go_live(actor=Actor.system("policy"), change=change)
    travel.move_to(dt.datetime(2027, 1, 1, 0, 0, 5, tzinfo=dt.timezone(dt.timedelta(hours=8))))
    run_jobs()
    change = fresh(change)
    assert change.live_at and not change.scheduled
    assert not actions.go_live(actor=Actor.system("policy"), change=change)
    assert AuditEntry.objects.filter(action="policy.go_live").count() == 1


def race(change: ParameterChange, names: tuple[str, ...], act) -> tuple[list, list]:
    def press(name: str):
        mine, actor = fresh(change), staff(name)
        return lambda: act(actor, mine)

    done = together(*map(press, names))
    told = [result for result in done if isinstance(result, errors.PolicyError)]
    return [result for result in done if result not in told], told


def test_of_three_checkers_at_once_one_wins(real_bureau):
    change = proposed((URBAN, 730))
    names = ("checker", "checker2", "bureau-approver")
    for name in names:
        read(change, name)
    won, told = race(change, names, lambda actor, mine: actions.approve(actor=actor, change=mine))
    assert len(won) == 1
    assert [type(refusal) for refusal in told] == [errors.ConcurrentChange] * 2
    assert fresh(change).serial == 1
    assert OutboxItem.objects.filter(kind="policy.go_live").count() == 1
    assert AuditEntry.objects.filter(action="policy.approve").count() == 1
    assert value_on(URBAN, DAY) == 730


def test_two_changes_that_would_break_a_floor_together_do_not_both_pass(real_bureau):
    """1.3 × 740 = 962 and 956 are each right beside what holds now; together they are not."""
    base = proposed((URBAN, 740), (DESTITUTE_URBAN, 1000))
    other = proposed((DESTITUTE_URBAN, "955.50"))
    for change in (base, other):
        read(change)

    def approving(change: ParameterChange):
        mine, actor = fresh(change), staff("checker")
        return lambda: actions.approve(actor=actor, change=mine)

    done = together(approving(base), approving(other))
    assert sum(isinstance(result, ParameterChange) for result in done) == 1
