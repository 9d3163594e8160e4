import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.common import masking
from portal.common.masking import find_personal_data, mask_name

from .test_identity import id_number


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("王小明", "王**"),
        ("欧阳小满", "欧阳**"),
        ("欧阳满", "欧阳*"),
        ("欧阳", "欧*"),
        ("丽", "*"),
        ("", ""),
        ("𠮷野", "𠮷*"),
        ("买买提·吐尔逊", "买**·吐**"),
        ("阿依古丽•买买提江", "阿**·买**"),
        ("John Smith", "J*** S***"),
        ("  李  四 ", "李*"),
    ],
)
def test_names(name, masked):
    assert mask_name(name) == masked


@given(st.text("张王李赵欧阳上官小明满丽·ab ", max_size=12))
def test_a_masked_name_never_shows_more_than_surname_or_initials(name):
    masked = mask_name(name)
    shown = [c for c in masked if c not in "*· "]
    assert len(shown) <= max(2, len(name.replace("·", " ").split()))
    assert masked != name or not name.strip("·* ")


def test_numbers():
    assert masking.mask_id_number("500223198705061236") == "50**************36"
    assert masking.mask_phone("13800138000") == "138****8000"
    assert masking.mask_account("6222021234567890123") == "***************0123"
    assert masking.mask_phone("12") == "**"


@given(st.text("0123456789", max_size=30))
def test_a_masked_number_hides_at_least_half(number):
    for mask in (masking.mask_id_number, masking.mask_account):
        assert mask(number).count("*") * 2 >= len(number)


NUMBER = id_number(dt.date(1987, 5, 6))
WIDE = "".join(chr(ord(c) + 0xFEE0) for c in NUMBER)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"身份证{NUMBER}的家庭", "id_number"),
        (f"身份证号：{WIDE}。", "id_number"),
        (f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}", "id_number"),
        ("500223198705061239", "id_number"),  # mistyped is still somebody's
        ("500223870506123", "id_number"),
        ("电话13800138000", "phone"),
        ("电话 138-0013-8000。", "phone"),
        ("＋86 13800138000", "phone"),
        ("手机１３８００１３８０００", "phone"),
        ("卡号 6222 0212 3456 7890 123", "bank_account"),
        ("账号4367421234567890129", "bank_account"),
    ],
)
def test_forgotten_numbers_are_found(text, kind):
    [hit] = find_personal_data(text)
    assert hit.kind == kind
    assert "*" in hit.masked


@pytest.mark.parametrize(
    "text",
    [
        "热线 0000-123 4567，周一至周五 8:30–17:30",
        "渝府发〔2019〕94 号，索引号 11500223009330000A/2019-00094",
        "统一社会信用代码 91500223MA5U3B2C4D",
        "2019 2020 2021 2022 2023 年",
        "身份证 50**************36，电话 138****8000",
        "救助 1250 元，全县 4567 户、13800 人",
        "受理编号 QX26-0917-4H2K",
        "https://example.org/a/20260917123456",
        "0.1380013800012345",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert find_personal_data(text) == []


@given(
    st.text(max_size=40).filter(lambda s: not s or not (s[-1].isalnum() or s[-1] in "-.+")),
    st.sampled_from([NUMBER, WIDE, "13800138000"]),
)
def test_positions_are_those_of_the_original_text(before, number):
    text = f"{before}。{number}。"
    hits = find_personal_data(text)
    assert text[hits[-1].start : hits[-1].end] == number


@given(st.text("0123456789 -xX１２３.", max_size=80))
def test_hits_never_overlap(text):
    hits = find_personal_data(text)
    assert all(one.end <= other.start for one, other in itertools.pairwise(hits))


def test_a_long_text_takes_no_long_time():
    assert find_personal_data("1 " * 50_000) is not None
    assert find_personal_data("9" * 100_000) == []
