"""Fault 26: nobody reads or moves what lies outside their offices; every refusal is recorded."""

from uuid import uuid4

import pytest

from portal.accounts.models import Office, User
from portal.audit.models import AuditEntry
from portal.cases import actions, errors, queries
from portal.cases.models import Application, Claim, Letter
from tests.cases.builders import (
    ALLOWANCE,
    EDUCATION,
    STAFF,
    claim_of,
    file,
    make_county,
    photo,
    proposed,
    staff,
    verify,
)

SEES_NOTHING = ("other-verifier", "other-approver", "editor", "administrator")
SEES_THE_FAMILY = (
    "agent",
    "clerk",
    "verifier",
    "officer",
    "approver",
    "approver2",
    "approver3",
    "approver4",
    "supervisor",
)


@pytest.fixture
def town(db):
    make_county()


@pytest.mark.parametrize("name", sorted(STAFF))
def test_lists_end_at_the_office_subtree(town, name):
    here = file()
    there = file(village=Office.objects.get(code="qingshi"))
    user = User.objects.get(username=name)
    seen = set(Application.objects.for_user(user))
    if name in SEES_THE_FAMILY:
        assert here in seen
        assert (there in seen) == (name == "supervisor")
    elif name.startswith("other"):
        assert seen == {there}
    elif name.startswith("edu"):
        # The agency decides one claim of each, wherever the family lives.
        assert seen == {here, there}
        assert {claim.scheme_key for claim in Claim.objects.for_user(user)} == {EDUCATION}
    else:
        assert not seen
        assert not Claim.objects.for_user(user).exists()


@pytest.mark.parametrize("name", SEES_NOTHING)
def test_a_stranger_gets_the_same_answer_as_for_nothing_and_is_recorded(town, name):
    from portal.accounts.actors import Actor

    document = actions.attach_document(
        actor=Actor.applicant("x"), draft_key="d" * 64, data=photo(), original_name="a.jpg", material="household-book"
    )
    application = verify(file(document_ids=(document.pk,), scheme_keys=(ALLOWANCE,)))
    user = User.objects.get(username=name)
    answers = set()
    for read, pk in (
        (queries.application_detail, application.pk),
        (queries.application_detail, uuid4()),
        (queries.application_detail, "../../etc"),
        (queries.letter_for, application.letters.get().pk),
        (queries.report_for, application.reports.get().pk),
        (queries.document_for, document.pk),
    ):
        with pytest.raises(errors.NotFound) as refusal:
            read(user, pk)
        answers.add(str(refusal.value))
    assert len(answers) == 1
    recorded = AuditEntry.objects.filter(action="cases.read_refused", actor_user_id=user.pk)
    assert recorded.count() == 5
    assert str(application.pk) in set(recorded.values_list("subject_id", flat=True))


def test_an_upload_of_a_draft_is_nobodys_to_read(town):
    from portal.accounts.actors import Actor

    document = actions.attach_document(
        actor=Actor.applicant("x"), draft_key="d" * 64, data=photo(), original_name="a.jpg", material="household-book"
    )
    with pytest.raises(errors.NotFound):
        queries.document_for(User.objects.get(username="verifier"), document.pk)


def test_every_read_by_an_officer_leaves_a_trace(town):
    application = verify(file())
    user = User.objects.get(username="clerk")
    assert queries.application_detail(user, str(application.pk)) == application
    queries.letter_for(user, application.letters.get().pk)
    queries.report_for(user, application.reports.get().pk)
    actions_read = list(AuditEntry.objects.filter(is_read=True).order_by("sequence").values_list("action", flat=True))
    assert actions_read == ["cases.read_application", "cases.read_letter", "cases.read_report"]


def test_an_applicant_reads_only_the_papers_of_the_opened_application(town):
    mine, other = file(), verify(file())
    with pytest.raises(errors.NotFound):
        queries.letter_of(mine, other.letters.get().pk)
    with pytest.raises(errors.NotFound):
        queries.report_of(mine, other.reports.get().pk)
    with pytest.raises(errors.NotFound):
        queries.letter_of(mine, "nonsense")
    assert queries.letter_of(mine, mine.letters.get().pk)


def test_a_role_that_ended_ended(town):
    import datetime as dt

    from portal.common import clock

    file()
    user = User.objects.get(username="verifier")
    user.assignments.update(until=clock.today() - dt.timedelta(days=1))
    assert not Application.objects.for_user(user).exists()
    assert not queries.my_queue(user).exists()


def test_queues_hold_what_each_role_can_move(town):
    submitted, decided = file(scheme_keys=(ALLOWANCE,)), proposed()
    education = claim_of(decided.application, EDUCATION)

    def queue(name: str, **filters) -> set[Claim]:
        return set(queries.my_queue(User.objects.get(username=name), **filters))

    assert queue("verifier") == {claim_of(submitted)}
    assert queue("approver") == {decided}
    assert queue("edu-officer") == {education}
    assert queue("edu-approver") == set()
    assert queue("editor") == set()
    assert queue("officer") == {claim_of(submitted)}
    assert queue("officer", everything=True) == {claim_of(submitted), decided, education}
    assert queue("officer", everything=True, state="proposed") == {decided}
    assert queue("officer", everything=True, scheme=EDUCATION) == {education}
    assert queue("supervisor", everything=True, needs_officer=True) == set()


def test_an_approver_who_did_the_work_does_not_find_it_in_the_queue(town):
    from portal.accounts.models import Assignment
    from portal.common import clock

    user = User.objects.get(username="verifier")
    Assignment.objects.create(user=user, role="approver", office=Office.objects.get(code="liuhe"), since=clock.today())
    decided = proposed()
    assert decided not in set(queries.my_queue(user))
    assert decided in set(queries.my_queue(User.objects.get(username="approver")))


def test_a_letter_number_says_nothing_about_where_it_lies(town):
    letter = Letter.objects.get(application=file())
    with pytest.raises(errors.NotFound):
        queries.letter_for(staff("clerk").user, letter.number)
