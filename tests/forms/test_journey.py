"""The whole way: from the first page to the receipt, with what is stored at the end."""

from decimal import Decimal

import pytest

from forms.models import Draft, FormVersion
from portal.cases.models import Application, Authorisation, Document
from portal.messages.models import OutboxItem
from tests.forms.conftest import APPLICANT_ID, CHILD_ID, SCHEMES, SPOUSE_ID, Person, errors_of, photo


def test_one_form_becomes_one_application_with_two_claims(person):
    person.up_to("documents")
    person.client.post("/apply/documents/", {"upload": "1", "files-household-book": photo()})
    assert person.post("documents", {"bring-id-card": "1"}).status_code == 302
    assert person.fill("authorisation").headers["Location"] == "/apply/check/"
    page = person.get("check").content.decode()
    for words in ("欧阳小满", "欧阳建国", CHILD_ID, "13800138000", "河东村", "我带到窗口去", "1 个文件"):
        assert words in page
    response = person.post("check", {})
    assert response.headers["Location"] == "/apply/receipt/"
    application = Application.objects.get()
    draft = Draft.objects.get()
    assert application.receipt == draft.reference
    assert application.form_version == draft.form_version == FormVersion.objects.get().digest
    assert sorted(claim.scheme_key for claim in application.claims.all()) == sorted(SCHEMES)
    assert Document.objects.get().application == application
    assert application.intention_at == draft.created_at < application.submitted_at
    given = {(item.kind, item.person.name) for item in Authorisation.objects.select_related("person")}
    assert given == {
        ("economic_check", "欧阳小满"),
        ("economic_check", "欧阳建国"),
        ("commitment", "欧阳小满"),
        ("privacy", "欧阳小满"),
        ("sensitive", "欧阳小满"),
    }
    receipt = person.client.get("/apply/receipt/").content.decode()
    assert application.receipt in receipt and "最晚" in receipt and "柳河镇" in receipt
    assert draft.answers is None, "a submitted draft keeps no answers"


def test_answers_become_facts_and_unknown_stays_unknown(person):
    person.up_to("means")
    response = person.fill(
        "means",
        **{
            "m1-income_monthly": "1,335.5",
            "m2-income_monthly": None,
            "m2-income_monthly-unknown": "1",
            "m3-income_monthly": "0",
            "household-savings": None,
            "household-savings-unknown": "1",
        },
    )
    assert response.status_code == 302, errors_of(response)
    for step in ("more", "documents", "authorisation"):
        person.fill(step)
    person.post("check", {})
    answers = Application.objects.get().answers
    assert [member["relation"] for member in answers["members"]] == ["self", "spouse", "child"]
    assert answers["members"][0]["birth_date"] == "1984-03-07"
    assert Decimal(answers["members"][0]["income_monthly"]) == Decimal("1335.5")
    assert "income_monthly" not in answers["members"][1], "unknown is not zero"
    assert Decimal(answers["members"][2]["income_monthly"]) == 0, "zero is not unknown"
    assert "savings" not in answers["household"]
    assert answers["household"]["registered_here"] is True
    from plugins.manager import get_manager

    facts = get_manager().facts(answers)
    assert facts.get("members.1.income_monthly") is None


def test_what_the_rules_say_of_the_answers_is_unknown_where_the_person_was_not_sure(person):
    from plugins.manager import get_manager
    from portal.common import clock

    person.up_to("means")
    person.fill("means", **{"m2-income_monthly": None, "m2-income_monthly-unknown": "1"})
    for step in ("more", "documents", "authorisation"):
        person.fill(step)
    person.post("check", {})
    manager = get_manager()
    verdict = manager.evaluate(
        "minimum-living-allowance",
        manager.facts(Application.objects.get().answers),
        on=clock.today(),
        office_chain=["hedong", "liuhe", "qingxi"],
    )
    assert verdict.verdict == "unknown" and verdict.fault is None
    assert "members.1.income_monthly" in verdict.ask


def test_somebody_without_id_card_and_without_phone_gets_through(person):
    person.to_schemes()
    response = person.post(
        "applicant",
        person.applicant_data(
            id_number="",
            phone="",
            **{"phone-unknown": "1", "birth-year": "１９５１", "birth-month": "7月", "birth-day": "2日"},
        ),
    )
    assert response.status_code == 302, errors_of(response)
    person.household(members=False)
    for step in ("means", "more", "documents", "authorisation"):
        assert person.fill(step).status_code == 302
    assert person.post("check", {}).headers["Location"] == "/apply/receipt/"
    application = Application.objects.get()
    assert application.phone == "" and application.applicant.id_number is None
    assert application.answers["members"][0]["birth_date"] == "1951-07-02"
    assert "抄下来" in person.client.get("/apply/receipt/").content.decode()
    assert not OutboxItem.objects.filter(kind="sms").exists()


def test_only_one_scheme_asks_only_what_it_needs(person):
    person.to_schemes(["education-aid"])
    person.post("applicant", {k: v for k, v in person.applicant_data().items()})
    from forms.definitions import definition

    both, one = definition(SCHEMES, "en"), definition(["education-aid"], "en")
    asked = {
        field.path
        for fields in (one.household_means, one.member_means, one.household_extra, one.member_extra)
        for field in fields
    }
    asked_for_both = [
        field.path
        for fields in (
            both.applicant,
            both.household_means,
            both.member_means,
            both.household_extra,
            both.member_extra,
        )
        for field in fields
    ]
    assert asked < set(asked_for_both)
    assert len(asked_for_both) == len(set(asked_for_both)), "nothing is asked twice"


def test_change_leads_back_to_the_check_page(person):
    person.up_to("check")
    page = person.get("check").content.decode()
    assert "/apply/applicant/?back=check#id_address" in page
    response = person.client.post(
        "/apply/applicant/?back=check", {"continue": "1", **person.applicant_data(address="三组 9 号")}
    )
    assert response.headers["Location"] == "/apply/check/"
    assert "三组 9 号" in person.get("check").content.decode()


def test_a_new_member_reopens_what_has_to_be_asked_about_them(person):
    person.up_to("check")
    person.add_member("欧阳月", "child", **{"birth-year": "2020", "birth-month": "5", "birth-day": "1"})
    response = person.get("check")
    assert response.headers["Location"] == "/apply/means/?gap=1"
    page = person.client.get("/apply/means/?gap=1")
    assert errors_of(page) and all("欧阳月" in error for error in errors_of(page))


def test_the_receipt_page_prints_and_is_not_kept(person):
    person.up_to("check")
    person.post("check", {})
    page = person.client.get("/apply/receipt/")
    assert "no-store" in page.headers["Cache-Control"]
    assert "身份证" not in page.content.decode()


def test_the_whole_way_in_english(county, client):
    person = Person(client, "en")
    person.to_schemes()
    person.post("applicant", person.applicant_data())
    assert (
        person.client.post(
            "/en/apply/household/add/", {"name": "Ouyang", "relation": "spouse", "id_number": SPOUSE_ID}
        ).status_code
        == 302
    )
    person.post("household", {})
    for step in ("means", "more", "documents", "authorisation"):
        assert person.fill(step).status_code == 302
    assert person.post("check", {}).headers["Location"] == "/en/apply/receipt/"
    assert Application.objects.get().language == "en"
    assert "We have your application" in client.get("/en/apply/receipt/").content.decode()


def test_every_text_has_a_chinese_translation_and_it_is_the_one_shown():
    import polib
    from django.utils.translation import gettext, override, pgettext

    catalogue = polib.pofile("forms/locale/zh_Hans/LC_MESSAGES/django.po")
    assert not catalogue.untranslated_entries() and not catalogue.fuzzy_entries()
    with override("zh-hans"):
        for entry in catalogue:
            if not entry.msgid_plural:
                shown = pgettext(entry.msgctxt, entry.msgid) if entry.msgctxt else gettext(entry.msgid)
                assert shown == entry.msgstr, f"another catalogue translates {entry.msgid!r} differently"


@pytest.mark.parametrize("number", [APPLICANT_ID[:17] + APPLICANT_ID[17].lower()])
def test_lower_case_is_one_normal_form(person, number):
    person.up_to("check")
    person.post("check", {})
    assert Application.objects.get().applicant.id_number == APPLICANT_ID
