"""Every step: what it asks, what it refuses and in which words, what it keeps."""

import pytest

from forms.models import Draft
from tests.forms.conftest import APPLICANT_ID, CHILD_ID, SCHEMES, errors_of, photo, with_check


def test_the_door_leads_to_the_first_step_and_makes_no_draft(person):
    assert person.client.get("/apply/").headers["Location"] == "/apply/schemes/"
    page = person.get("schemes")
    assert page.status_code == 200
    assert "第 1 步，共 8 步" in page.content.decode()
    assert Draft.objects.count() == 0


@pytest.mark.parametrize(
    ("query", "ticked"),
    [
        ({"scheme": "education-aid"}, {"education-aid"}),
        ({"event": "school"}, {"education-aid"}),
        ({"scheme": "no-such"}, set()),
        ({"scheme": '"\x00' * 1500}, set()),
    ],
)
def test_a_link_ticks_schemes_beforehand(person, query, ticked):
    html = person.client.get("/apply/", query, follow=True).content.decode()
    for key in SCHEMES:
        assert (f'value="{key}" checked' in html) == (key in ticked)


def test_no_scheme_is_a_mistake_with_a_way_out(person):
    page = person.to_schemes([])
    assert page.status_code == 200
    assert errors_of(page) == ["您想申请哪些帮助？：请至少勾选一项。拿不准就都勾上，我们帮您看。"]
    assert Draft.objects.count() == 0


def test_the_first_answer_starts_a_draft_with_a_number_and_a_secret_cookie(person):
    response = person.to_schemes()
    assert response.headers["Location"] == "/apply/applicant/"
    cookie = response.cookies["onedoor_draft"]
    draft = Draft.objects.get()
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie.value not in (draft.token_hash, str(draft.pk), draft.reference)
    assert draft.reference.startswith("QX") and draft.form_version


WRONG = [
    ({"name": ""}, "姓名", "请按身份证或户口簿上的写法填写姓名。"),
    ({"name": "满" * 3000}, "姓名", "一共 3000 个字，这里最多 100 个字。请写要紧的。"),
    (
        {"id_number": APPLICANT_ID[:17] + ("1" if APPLICANT_ID[17] != "1" else "2")},
        "身份证号码",
        "第 18 位与前面的数字对不上，请看着证件再输一遍。",
    ),
    ({"id_number": "12345"}, "身份证号码", "身份证号码是 18 位，这里有 5 位。请看着证件再输一遍。"),
    (
        {"id_number": with_check("99999919840231002")},
        "身份证号码",
        "第 7 到 14 位是出生日期，日历上没有这一天。请看着证件再输一遍。",
    ),
    ({"id_number": "９９９９九"}, "身份证号码", None),
    ({"phone": "0000-123"}, "手机号码", "手机号码是 11 位，以 1 开头，例如 13800138000。请再看一遍。"),
    ({"phone": ""}, "手机号码", "请填写手机号码；没有的话，勾选“没有手机”那一项。"),
    ({"phone": "13800138000", "phone-unknown": "1"}, "手机号码", None),
    ({"village": ""}, "所在村（社区）", "请选择您的村或社区。"),
    ({"village": "no-such-village"}, "所在村（社区）", None),
    ({"id_number": ""}, "出生日期", "没填身份证号码，就需要出生日期。记不清的话，请勾选下面那一项。"),
    ({"birth-year": "1984", "birth-month": "2", "birth-day": "30"}, "出生日期", "日历上没有这一天。请看看月和日。"),
    (
        {"birth-year": "1985", "birth-month": "1", "birth-day": "1"},
        "出生日期",
        "和身份证号码里的出生日期不一样。请改一处，或者这里空着。",
    ),
    (
        {"id_number": "", "birth-year": "2999", "birth-month": "1", "birth-day": "1"},
        "出生日期",
        "这一天还没到。请看看年份。",
    ),
    ({"household-residence": None}, None, "请选一项。"),
]


@pytest.mark.parametrize(("changes", "label", "words"), WRONG)
def test_a_mistake_is_named_beside_the_field_and_in_the_summary_and_nothing_is_lost(person, changes, label, words):
    person.to_schemes()
    page = person.post("applicant", person.applicant_data(**changes))
    assert page.status_code == 200
    html, errors = page.content.decode(), errors_of(page)
    assert len(errors) == 1
    assert label is None or errors[0].startswith(label)
    assert words is None or errors[0].endswith(words)
    assert html.count("govuk-error-message") == 1
    for name, value in person.applicant_data(**changes).items():
        if name in ("name", "id_number", "phone", "address"):
            assert f'value="{value}"' in html
    assert "欧阳小满" not in page.headers.get("Location", "")


def test_messages_speak_english_too(person):
    person.start = "/en"
    person.to_schemes()
    page = person.post("applicant", person.applicant_data(id_number="12345"))
    assert errors_of(page) == [
        "ID number: An ID number has 18 characters; this has 5. Please compare it with the card and type it again."
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in APPLICANT_ID),
        f" {APPLICANT_ID[:6]} {APPLICANT_ID[6:14]} {APPLICANT_ID[14:]} ",
        APPLICANT_ID + "\x00",
    ],
)
def test_an_id_number_is_read_in_every_usual_way(person, typed):
    person.to_schemes()
    assert person.post("applicant", person.applicant_data(id_number=typed)).status_code == 302


@pytest.mark.parametrize("name", ["𠮷田", "阿依古丽·买买提", "𬭚", "Łucja O'Brien", "Nguyễn Văn-An", "བཀྲ་ཤིས།", '"'])
def test_any_name_is_taken_and_shown_inert(person, name):
    person.to_schemes()
    assert person.post("applicant", person.applicant_data(name=name)).status_code == 302
    html = person.get("household").content.decode()
    from django.utils.html import escape

    assert str(escape(name)) in html


@pytest.mark.parametrize("name", [APPLICANT_ID, "周大海１", "<script>alert(1)</script>", "周<b>"])
def test_a_number_is_no_name(person, name):
    person.to_schemes()
    page = person.post("applicant", person.applicant_data(name=name))
    assert "这里请写姓名，身份证号码写在下一格。" in errors_of(page)[0]
    assert "<script>alert" not in page.content.decode()
    person.post("applicant", person.applicant_data())
    page = person.add_member(name, "child", CHILD_ID)
    assert "这里请写姓名，身份证号码写在下一格。" in errors_of(page)[0]


def test_the_check_page_tells_the_birth_date_of_a_member_without_a_number(person):
    person.up_to("household")
    person.add_member("欧阳星", "child", **{"birth-year": "2015", "birth-month": "3", "birth-day": "7"})
    person.add_member("欧阳月", "child", **{"birth-unknown": "1"})
    assert person.post("household", {}).status_code == 302
    for step in ("means", "more", "documents", "authorisation"):
        assert person.fill(step).status_code == 302
    html = person.get("check").content.decode()
    assert "没有填身份证号码，2015 年 3 月 7 日出生" in html
    assert "没有填身份证号码，出生日期说不准" in html


def test_members_are_added_changed_and_removed(person):
    person.up_to("household")
    person.add_member("欧阳星", "child", CHILD_ID)
    page = person.get("household").content.decode()
    assert "欧阳星" in page
    key = Draft.objects.get().answers["members"][0]["key"]
    person.client.post(f"/apply/household/{key}/", {"name": "欧阳晨", "id_number": CHILD_ID, "relation": "child"})
    assert "欧阳晨" in person.get("household").content.decode()
    assert "欧阳晨" in person.client.get(f"/apply/household/{key}/remove/").content.decode()
    person.client.post(f"/apply/household/{key}/remove/")
    assert "欧阳晨" not in person.get("household").content.decode()
    assert person.client.get(f"/apply/household/{key}/").status_code == 302


def test_a_member_without_id_needs_a_birth_date_or_a_not_sure(person):
    person.up_to("household")
    page = person.add_member("欧阳婆婆", "parent")
    assert errors_of(page) == ["出生日期：没填身份证号码，就需要出生日期。记不清的话，请勾选下面那一项。"]
    assert person.add_member("欧阳婆婆", "parent", **{"birth-unknown": "1"}).status_code == 302


def test_one_id_number_belongs_to_one_person(person):
    person.up_to("household")
    page = person.add_member("欧阳星", "child", APPLICANT_ID)
    assert errors_of(page) == ["身份证号码：欧阳小满已经用了这个号码。每个人的号码都不一样，请两边都看看。"]


def test_a_member_born_in_the_future_is_a_slip(person):
    person.up_to("household")
    page = person.add_member("小宝", "child", **{"birth-year": "2999", "birth-month": "1", "birth-day": "1"})
    assert errors_of(page) == ["出生日期：这一天还没到。请看看年份。"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("-5", "金额不能小于 0"),
        ("一千", "请用数字来写，例如 1000。"),
        ("abc", "数字"),
        ("1.2.3", "数字"),
        ("9" * 3000, None),
    ],
)
def test_amounts_that_cannot_be_read_are_explained(person, typed, words):
    person.up_to("means", members=False)
    page = person.fill("means", **{"m1-income_monthly": typed})
    assert page.status_code == 200
    (error,) = errors_of(page)
    assert words is None or words in error
    assert f'value="{typed}"' in page.content.decode()


@pytest.mark.parametrize("typed", ["0", "1,200.5", "１２００元", "¥1200.50", "3.5万"])
def test_amounts_are_read_as_people_write_them(person, typed):
    person.up_to("means", members=False)
    assert person.fill("means", **{"m1-income_monthly": typed}).status_code == 302


def test_children_are_proposed_to_earn_nothing_and_it_can_be_changed(person):
    person.up_to("means")
    html = person.get("means").content.decode()
    assert 'name="m3-income_monthly" type="text" value="0"' in html
    assert 'name="m1-income_monthly" type="text" value=""' in html


def test_not_sure_is_an_answer_but_not_beside_an_amount(person):
    person.up_to("means", members=False)
    page = person.fill("means", **{"m1-income_monthly": "5", "m1-income_monthly-unknown": "1"})
    assert errors_of(page) == ["欧阳小满 · 月收入：您既填了，又勾选了“说不准”。请去掉其中一个。"]
    assert person.fill("means", **{"m1-income_monthly": None, "m1-income_monthly-unknown": "1"}).status_code == 302


def test_files_are_uploaded_one_by_one_or_together_listed_and_removed(person):
    person.up_to("documents", members=False)
    response = person.client.post(
        "/apply/documents/", {"upload": "1", "files-id-card": [photo("front.jpg"), photo("back.jpg")]}
    )
    assert response.status_code == 302
    html = person.get("documents").content.decode()
    assert "front.jpg" in html and "back.jpg" in html
    from forms.uploads import uploads_of

    first = uploads_of(Draft.objects.get())["id-card"][0]
    person.client.post("/apply/documents/", {"remove": str(first.pk)})
    html = person.get("documents").content.decode()
    assert "front.jpg" not in html and "back.jpg" in html


def test_a_missing_document_may_be_brought_to_the_window(person):
    person.up_to("documents", members=False)
    page = person.post("documents", {"bring-id-card": "1"})
    assert errors_of(page) == ["户口簿：请加一张照片或 PDF，或者勾选“我带到窗口去”。"]
    assert person.post("documents", {"bring-id-card": "1", "bring-household-book": "1"}).status_code == 302


def test_a_file_of_another_kind_is_refused_by_name_and_the_others_stay(person):
    from django.core.files.uploadedfile import SimpleUploadedFile

    person.up_to("documents", members=False)
    wrong = SimpleUploadedFile("合同.pdf", b"MZ\x90\x00 this is a program", content_type="application/pdf")
    page = person.client.post("/apply/documents/", {"upload": "1", "files-id-card": [photo("front.jpg"), wrong]})
    assert page.status_code == 200
    (error,) = errors_of(page)
    assert error.startswith("身份证：“合同.pdf”：")
    assert "front.jpg" in page.content.decode()


def test_a_file_over_the_limit_is_a_mistake_of_the_field(person, settings):
    settings.DOCUMENT_MAX_BYTES = 2**20
    from django.core.files.uploadedfile import SimpleUploadedFile

    person.up_to("documents", members=False)
    large = SimpleUploadedFile("large.jpg", b"\xff\xd8" + b"\x00" * 2**20, content_type="image/jpeg")
    page = person.client.post("/apply/documents/", {"upload": "1", "files-id-card": large})
    assert page.status_code == 200
    (error,) = errors_of(page)
    assert "1 MB" in error


def test_every_adult_authorises_and_every_consent_is_its_own_box(person):
    person.up_to("authorisation")
    html = person.get("authorisation").content.decode()
    assert 'name="m1-authorise"' in html and 'name="m2-authorise"' in html
    assert 'name="m3-authorise"' not in html, "a child does not authorise"
    page = person.fill("authorisation", **{"m2-authorise": None, "sensitive": None})
    assert len(errors_of(page)) == 2
    assert "欧阳建国" in errors_of(page)[0]


@pytest.fixture
def not_in_liuhe(person):
    """Education aid is switched off in the township of the person's village, after they chose it."""
    from portal.accounts.actors import Actor
    from portal.accounts.models import Office
    from portal.extensions.actions import disable

    def switch():
        disable(actor=Actor.system("test"), plugin="education", office=Office.objects.get(code="liuhe"))

    return switch


def test_what_the_township_does_not_offer_is_said_as_soon_as_the_village_is_known(person, not_in_liuhe):
    not_in_liuhe()
    person.to_schemes()
    page = person.post("applicant", person.applicant_data())
    (error,) = errors_of(page)
    assert "柳河镇现在不办" in error
    assert 'href="/apply/schemes/?back=check"' in page.content.decode()
    assert person.get("household").headers["Location"] == "/apply/applicant/"
    # What was typed waits until the scheme is taken out.
    left = person.post("schemes", {"schemes": SCHEMES[:1]}, query="?back=check")
    assert left.headers["Location"] == "/apply/applicant/"
    assert 'value="欧阳小满"' in person.get("applicant").content.decode()
    assert person.post("applicant", person.applicant_data()).headers["Location"] == "/apply/household/"


def test_another_village_mends_it_too(person, not_in_liuhe):
    not_in_liuhe()
    person.to_schemes()
    from portal.accounts.models import Office

    elsewhere = next(o for o in Office.objects.filter(kind="village") if o.township().code != "liuhe")
    assert person.post("applicant", person.applicant_data(village=elsewhere.code)).status_code == 302


def test_a_scheme_switched_off_meanwhile_is_said_at_the_last_button_with_a_way_to_mend_it(person, not_in_liuhe):
    person.up_to("check", members=False)
    not_in_liuhe()
    response = person.post("check", {})
    page = person.client.get(response.headers["Location"])
    assert response.headers["Location"] == "/apply/applicant/?gap=1"
    assert any("柳河镇现在不办" in error for error in errors_of(page))
    assert 'href="/apply/schemes/?back=check"' in page.content.decode()


def test_a_refused_scheme_leads_from_the_last_button_to_the_schemes(person, monkeypatch):
    from portal.cases import actions as cases
    from portal.cases.errors import SchemeUnknown

    def refuse(**_given):
        raise SchemeUnknown(scheme="教育救助")

    person.up_to("check", members=False)
    monkeypatch.setattr(cases, "submit", refuse)
    page = person.post("check", {})
    assert "目前不能申请“教育救助”" in errors_of(page)[0]
    assert 'href="/apply/schemes/?back=check"' in page.content.decode()


def test_a_part_that_is_more_than_its_whole_is_refused_with_both_named(person):
    person.to_schemes(["medical-aid-inpatient"])
    person.post("applicant", person.applicant_data())
    person.household(True)
    costs, aid = "m2-medical.inpatient_costs", "m2-medical.aid_paid"
    for typed in ({costs: "4000"}, {costs: "4,000", aid: "4000"}, {f"{costs}-unknown": "1", costs: None, aid: "5000"}):
        assert person.fill("means", **typed).status_code == 302
    page = person.fill("means", **{costs: "4000", f"{costs}-unknown": None, aid: "4000.01"})
    (error,) = errors_of(page)
    wrong = "这一项不能大于“近十二个月住院自己付的钱”（4,000 元）。请改正其中一项。"
    assert error == f"欧阳建国 · 其中医疗救助已经付的钱：{wrong}"
