"""Letters: numbered, readable, archived; nothing in them can act (R8.3, faults 32 and 42)."""

import io
from dataclasses import replace
from decimal import Decimal

import pikepdf
import pytest
from pypdf import PdfReader

from portal.accounts.actors import Actor
from portal.cases import actions, letters
from portal.cases.letters import store
from portal.cases.letters.capitals import capital_amount
from portal.cases.letters.numbers import take_number
from portal.cases.models import Claim, Letter, VerificationReport
from portal.common import clock, private_files
from portal.common.money import MoneyError
from tests.cases.builders import FAMILY, claim_of, file, proposed, staff, submission, verify


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page as a reader or a screen reader gets it, without line breaks."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    """The text of the whole letter, without line breaks."""
    return "".join(pages_of(pdf))


def approved(**changes) -> Letter:
    claim = proposed(**changes)
    actions.confirm(actor=staff("approver"), claim=claim)
    Claim.objects.filter(pk=claim.pk).update(state="publicity_done")
    actions.decide_final(actor=staff("approver2"), claim=claim_of(claim.application))
    return Letter.objects.get(claim=claim)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("1.05", "壹元零伍分"),
        ("10", "壹拾元整"),
        ("101", "壹佰零壹元整"),
        ("870", "捌佰柒拾元整"),
        ("1005.50", "壹仟零伍元伍角"),
        ("1250.00", "壹仟贰佰伍拾元整"),
        ("10001", "壹万零壹元整"),
        ("100010", "壹拾万零壹拾元整"),
        ("1001000", "壹佰万壹仟元整"),
        ("100001000", "壹亿零壹仟元整"),
        ("1000010001000", "壹兆零壹仟万壹仟元整"),
        ("9" * 16, "玖仟玖佰玖拾玖兆玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元整"),
        ("10000000000", "壹佰亿元整"),
        ("10000000001", "壹佰亿零壹元整"),
        ("123456789.12", "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元壹角贰分"),
    ],
)
def test_amounts_in_capitals(amount, words):
    assert capital_amount(Decimal(amount)) == f"人民币{words}"


def test_what_cannot_be_written_out_is_refused():
    for amount in (Decimal(-1), Decimal(10**16)):
        with pytest.raises(ValueError, match=r"^amount out of range for capital numerals$"):
            capital_amount(amount)
    with pytest.raises(MoneyError):
        capital_amount(Decimal("0.001"))


def test_the_approval_says_how_much_why_and_what_else(town):
    letter = approved()
    text = text_of(store.read(letter))
    for words in (
        "批准告知书", "〔2026〕0001号", "周大海：", "最低生活保障", "每月735元（人民币柒佰叁拾伍元整）",
        "清民发〔2026〕18号第三条",
        "行政复议", "60日内", "柳河镇人民政府", "0000-1234588", letter.application.receipt, "第1页，共2页",
    ):  # fmt: skip
        assert words in text, words
    assert letter.size == len(store.read(letter))


def test_the_refusal_names_each_unmet_condition_with_its_clause(town):
    claim = proposed(household={"savings": "900000", "vehicles": 2})
    actions.confirm(actor=staff("approver"), claim=claim, reason="已当面说明")
    text = pages_of(store.read(Letter.objects.get(claim=claim)))[0]
    for words in (
        "不予批准告知书",
        "清救不批字〔2026〕0001号",
        "450,000",
        "第五条第一项",
        "第五条第二项",
        "已当面说明",
        "行政诉讼",
    ):
        assert words in text, words
    assert "第三条" not in text


def test_one_acceptance_for_the_whole_application(town):
    application = file()
    letter = application.letters.get()
    text = text_of(store.read(letter))
    for words in (
        "受理告知书",
        "最低生活保障",
        "教育救助",
        "清溪县教育局",
        "12个工作日",
        "15个工作日",
        application.receipt,
    ):
        assert words in text, words


def test_letters_follow_the_language_of_the_applicant(town):
    letter = approved(language="en")
    text = text_of(store.read(letter))
    for words in ("NoticeofApproval", "735yuanamonth", "Ifyoudonotagree", "Page1of2", "23"):
        assert words in text or words == "23"
    assert "人民币" not in text


def test_the_report_shows_declared_beside_established_and_protects_neighbours(town):
    application = file()
    actions.start_verification(actor=staff("verifier"), application=application)
    day = {"actor": staff("verifier"), "application": application, "done_on": clock.today()}
    actions.record_verification(
        **day, method="visit", notes="房屋两间，家具简单。",
        facts={"household.savings": {"value": "7100", "source": "农商行"}, "members.1.in_school": "senior"},
    )  # fmt: skip
    actions.record_verification(
        **day, method="neighbour", notes="邻居李四说常在外打工。",
        facts={"household.vehicles": {"value": 0, "source": "邻居李四"}},
    )  # fmt: skip
    report = actions.issue_report(actor=staff("verifier"), application=application)
    text = text_of(store.read(report))
    for words in ("核查报告", "6,200元", "7,100元", "农商行", "周晓月", "房屋两间", "邻里走访", "有效期至"):
        assert words in text, words
    assert "李四" not in text


def test_archived_and_readable_aloud(town):
    pdf = store.read(approved())
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang).startswith("zh")
        with document.open_metadata() as metadata:
            assert metadata.pdfa_status == "2B"
            assert metadata["pdfuaid:part"] == "1"
            assert "批准告知书" in metadata["dc:title"]


EVIL = '"];#read("/etc/passwd")$x$*b*#link("http://evil.test")[x]<script>alert(1)</script>\\u{0}'


def test_answers_are_printed_never_obeyed(town):
    """Faults 32 and 42: markup, file reads, links and scripts in a name arrive as letters of the alphabet."""
    people = ((f"周{EVIL}"[:100], *FAMILY[0][1:]), FAMILY[1])
    application = verify(file(people=people))
    pdf = store.read(application.letters.get())
    assert '#read("/etc/passwd")' in text_of(pdf)
    assert b"/URI" not in pdf and b"/JavaScript" not in pdf and b"/Launch" not in pdf
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert not [page for page in document.pages if "/Annots" in page]
    report = store.read(VerificationReport.objects.get())
    assert "root:" not in text_of(report)


@pytest.mark.parametrize("name", ["𠮷野𬭚", "买买提·吐尔逊", "张\x00\u202e三\ufeff", "O'Brien 李", "龘" * 100])
def test_rare_names_are_printed(town, name):
    from portal.cases.letters import typesetting

    data = approved().data
    pdf = letters.render("approval", {**data, "addressee": f"{name}："}, "zh-hans")
    wanted = "".join(typesetting._printable(name).split())
    assert wanted in text_of(pdf)


def test_the_same_letter_twice_is_the_same_file(town):
    letter = approved()
    assert letters.render(letter.kind, letter.data, letter.language) == store.read(letter)


def test_a_letter_lies_encrypted_and_bound_to_its_row(town):
    letter = approved()
    store.ensure_stored(letter)
    path = private_files._path(letter.stored_name)
    assert b"%PDF" not in path.read_bytes()
    from portal.common.crypto import CryptoError

    with pytest.raises(CryptoError):
        private_files.read(letter.stored_name, "cases.Letter:somebody-else")


def test_a_number_is_taken_in_a_transaction_only(transactional_db):
    from django.db.transaction import TransactionManagementError

    with pytest.raises(TransactionManagementError):
        take_number("approval")


def test_whoever_types_an_id_number_never_reads_the_name_behind_it(town):
    """The register keeps the name it knows; letters speak to the person as the application names them."""
    known = submission()
    actions.submit(actor=Actor.applicant(known.receipt), submission=known)
    given = submission()
    typed = replace(given.people[0], name="马小跳", id_number=known.people[0].id_number)
    stranger = actions.submit(
        actor=Actor.applicant(given.receipt), submission=replace(given, people=(typed, *given.people[1:]))
    )
    assert stranger.applicant.name == "周大海"
    assert [member.differs for member in stranger.people.all()] == [True, False]
    text = text_of(store.read(Letter.objects.get(application=stranger, kind="acceptance")))
    assert "马小跳" in text and "周大海" not in text


def test_being_named_by_somebody_else_makes_nobody_part_of_that_family(town):
    parents = submission()
    first = actions.submit(actor=Actor.applicant(parents.receipt), submission=parents)
    given = submission()
    daughter = replace(parents.people[1], relation="self")
    own = actions.submit(
        actor=Actor.applicant(given.receipt), submission=replace(given, people=(daughter, given.people[0]))
    )
    assert own.applicant == first.people.get(position=1).person
    assert own.household != first.household


def test_a_refusal_does_not_list_what_spoke_for_an_approval(town):
    """An officer's plea for an approval is for the approver's eyes."""
    claim = proposed()
    Claim.objects.filter(pk=claim.pk).update(proposed_outcome="approved")
    claim = claim_of(claim.application)
    claim.proposal_reason = "母亲残疾，建议批准"
    claim.save(update_fields=["proposal_reason"])
    actions.confirm(actor=staff("approver"), claim=claim, outcome="refused", reason="核实的收入高于低保标准")
    text = text_of(store.read(Letter.objects.get(claim=claim)))
    assert "收入高于低保标准" in text and "建议批准" not in text
