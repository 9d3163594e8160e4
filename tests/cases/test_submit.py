"""Filing: all or nothing, once, with what the person was told."""

import dataclasses
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection

from portal.accounts.actors import Actor
from portal.audit.models import AuditEntry
from portal.cases import actions, errors
from portal.cases.models import Application, Authorisation, Claim, Document, Letter, NumberSeries
from portal.cases.submission import AuthorisationGiven
from portal.common import identity
from portal.messages.models import OutboxItem
from portal.registry.models import Benefit, Household, HouseholdMember, Person
from tests.cases.builders import ALLOWANCE, EDUCATION, FAMILY, PHONE, file, staff, submission
from tests.together import together

APPLICANT = Actor.applicant("QX26-0917-4H2K")


def counts() -> dict[str, int]:
    models = (Application, Claim, Letter, OutboxItem, Person, Household, HouseholdMember, Authorisation, Benefit)
    return {model.__name__: model.objects.count() for model in models}


def test_one_application_one_claim_per_scheme(town):
    given = submission(scheme_keys=(ALLOWANCE, EDUCATION, ALLOWANCE))
    application = actions.submit(actor=APPLICANT, submission=given)
    claims = {claim.scheme_key: claim for claim in application.claims.all()}
    assert list(claims) == [ALLOWANCE, EDUCATION]
    assert claims[ALLOWANCE].scheme_name == "最低生活保障"
    assert claims[ALLOWANCE].scheme_name_en and claims[ALLOWANCE].scheme_name_en != "最低生活保障"
    assert claims[ALLOWANCE].plugin_version
    assert application.township.code == "liuhe"
    assert [member.relation for member in application.people.all()] == ["self", "child"]
    assert application.authorisations.get(kind="economic_check").expires_on
    assert application.letters.get().kind == "acceptance"
    assert AuditEntry.objects.filter(action="cases.submit").count() == 1


def test_personal_data_lies_encrypted_in_the_tables(town):
    file()
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, address, answers FROM onedoor_cases_application")
        raw = b"".join(bytes(value) for value in cursor.fetchone())
    assert PHONE.encode() not in raw
    assert "河东村".encode() not in raw
    assert b"income" not in raw


def test_the_same_submission_twice_is_one(town):
    given = submission()
    first = actions.submit(actor=APPLICANT, submission=given)
    before = counts()
    again = actions.submit(actor=APPLICANT, submission=dataclasses.replace(given, receipt="QX26-0917-0000"))
    assert again.pk == first.pk
    assert again.receipt == first.receipt
    assert counts() == before


def test_a_receipt_number_of_somebody_else_is_refused(town):
    first = file()
    before = counts()
    with pytest.raises(errors.ReceiptTaken):
        actions.submit(actor=APPLICANT, submission=submission(receipt=first.receipt))
    assert counts() == before


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"scheme_keys": ()}, errors.SubmissionInvalid, "还没有选择"),
        ({"scheme_keys": (ALLOWANCE, "free-money")}, errors.SchemeUnknown, "free-money"),
        ({"people": ()}, errors.SubmissionInvalid, "还没有填写申请人"),
        ({"answers": {"members": [{}]}}, errors.SubmissionInvalid, "对不上"),
        ({"authorisations": (AuthorisationGiven("privacy", 7, "1"),)}, errors.SubmissionInvalid, "授权"),
        ({"document_ids": (uuid4(),)}, errors.DocumentsMissing, "1 个文件"),
        ({"language": "fr"}, errors.SubmissionInvalid, "语言"),
    ],
)
def test_what_does_not_fit_is_refused_by_name_and_leaves_nothing(town, change, error, words):
    given = submission(**change)
    with pytest.raises(error, match=words):
        actions.submit(actor=APPLICANT, submission=given)
    assert not any(counts().values())
    assert not NumberSeries.objects.filter(last__gt=0).exists()


def test_a_wrong_id_number_is_refused_before_anything_is_stored(town):
    given = submission()
    wrong = dataclasses.replace(given.people[1], id_number="110101199003070000")
    given = dataclasses.replace(given, people=(given.people[0], wrong))
    with pytest.raises(identity.IdentityError):
        actions.submit(actor=APPLICANT, submission=given)
    assert not any(counts().values())


def test_an_upload_of_another_application_cannot_be_taken(town, photo):
    document = actions.attach_document(
        actor=APPLICANT, draft_key="a" * 64, data=photo, original_name="book.jpg", material="household-book"
    )
    first = file(document_ids=(document.pk,), draft_key="a" * 64)
    assert Document.objects.get().application_id == first.pk
    with pytest.raises(errors.DocumentsMissing):
        actions.submit(actor=APPLICANT, submission=submission(document_ids=(document.pk,)))


def test_an_upload_of_another_draft_cannot_be_taken(town, photo):
    document = actions.attach_document(
        actor=APPLICANT, draft_key="a" * 64, data=photo, original_name="book.jpg", material="household-book"
    )
    with pytest.raises(errors.DocumentsMissing):
        actions.submit(actor=APPLICANT, submission=submission(document_ids=(document.pk,), draft_key="b" * 64))


def test_a_family_that_applies_again_is_the_same_family(town):
    first = file(salt="same")
    second = file(salt="same", people=(*FAMILY, ("周小宝", "male", "child", FAMILY[1][3].replace(year=2019), {})))
    assert second.household_id == first.household_id
    assert second.applicant_id == first.applicant_id
    assert second.household.members.count() == 3
    assert Person.objects.count() == 3


def test_a_newborn_without_a_number_is_not_doubled(town):
    given = submission(salt="same")
    baby = dataclasses.replace(given.people[1], id_number=None)
    first = actions.submit(actor=APPLICANT, submission=dataclasses.replace(given, people=(given.people[0], baby)))
    again = dataclasses.replace(submission(salt="same"), people=(given.people[0], baby))
    second = actions.submit(actor=APPLICANT, submission=again)
    assert second.household_id == first.household_id
    assert Person.objects.count() == 2


def test_a_clerk_who_files_is_named_and_may_be_seen(town):
    given = submission(channel="window")
    application = actions.submit(actor=staff("clerk"), submission=given)
    assert application.filed_by.username == "clerk"
    assert application.claims.first().events.get().data == {"by": "clerk同志"}


@pytest.mark.parametrize("same_people", [False, True])
def test_two_tabs_at_the_same_moment_get_the_same_receipt(real_town, same_people):
    given = submission(salt="same")
    copies = [given, dataclasses.replace(given, receipt="QX26-0917-0000")]
    sent = [copies[number % 2 if same_people else 0] for number in range(4)]
    done = together(*(partial(actions.submit, actor=APPLICANT, submission=copy) for copy in sent))
    results = [application.receipt for application in done]
    assert len(results) == 4
    assert set(results) == {Application.objects.get().receipt}
    assert counts()["Claim"] == 2
    assert Letter.objects.count() == 1


def test_numbers_of_letters_have_no_gaps_under_a_rush(real_town):
    # The incomplete ones fail after the number was taken: the number comes back.
    given = [submission(document_ids=(uuid4(),)) if number % 3 == 0 else submission() for number in range(6)]
    done = together(*(partial(actions.submit, actor=APPLICANT, submission=one) for one in given))
    assert [type(result) for result in done] == [errors.DocumentsMissing, Application, Application] * 2
    numbers = sorted(Letter.objects.values_list("number", flat=True))
    assert [number[-5:-1] for number in numbers] == ["0001", "0002", "0003", "0004"]
