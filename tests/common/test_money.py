from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.common import money

amounts = st.decimals(0, Decimal("9999999999.99"), places=2, allow_nan=False)


@given(amounts)
def test_what_is_printed_is_read_back(amount):
    assert money.parse_yuan(money.format_yuan(amount)) == amount


@given(st.integers(-(10**15), 10**15))
def test_fen_and_yuan_are_inverse(fen):
    assert money.to_fen(money.from_fen(fen)) == fen


@given(st.text(max_size=60))
def test_any_text_is_an_amount_or_a_named_error(text):
    try:
        amount = money.parse_yuan(text)
    except money.MoneyError as error:
        assert error.message
    else:
        assert 0 <= amount <= money.MAX_YUAN


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1250", "1250.00"),
        ("1,250.50", "1250.50"),
        ("１２５０．５元", "1250.50"),
        (" ￥ 1 250 ", "1250.00"),
        ("3.5万", "35000.00"),
        ("3万元", "30000.00"),
        ("1,0000", "10000.00"),
        ("0", "0.00"),
        (".5", "0.50"),
        ("1250元整", "1250.00"),
        ("RMB1250圆", "1250.00"),
        ("1250块", "1250.00"),
        ("3.5萬", "35000.00"),
        ("+1250", "1250.00"),
        ("1250。5", "1250.50"),
        ("１，２５０", "1250.00"),
        ("0" * 36 + "1250", "1250.00"),
        ("9999999999.99", "9999999999.99"),
    ],
)
def test_amounts_as_people_write_them(text, amount):
    assert str(money.parse_yuan(text)) == amount


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("元", "empty"),
        ("abc", "not_a_number"),
        ("1e5", "not_a_number"),
        ("NaN", "not_a_number"),
        ("1.2.3", "not_a_number"),
        ("-5", "negative"),
        ("－５", "negative"),
        ("1,25", "grouping"),
        ("1.005", "too_precise"),
        ("1.2345678万", "too_precise"),
        ("10000000000", "too_large"),
        ("9" * 40, "too_large"),
        ("9" * 41, "not_a_number"),
        (",".join("1" * 20) + "1", "grouping"),
        (",".join("1" * 20) + "11", "not_a_number"),
        ("١,٢", "not_a_number"),
        ("3万万", "not_a_number"),
        ("X5", "not_a_number"),
        ("5X", "not_a_number"),
        ("X+5", "not_a_number"),
        ("5+", "not_a_number"),
        ("负5", "negative"),
        ("9" * 3000, "not_a_number"),
    ],
)
def test_what_is_no_amount_is_named(text, code):
    with pytest.raises(money.MoneyError) as caught:
        money.parse_yuan(text)
    assert caught.value.code == code


def test_messages_are_translated():
    with translation.override("zh-hans"):
        assert money.MoneyError("negative").message == "金额不能小于 0。没有的话填 0。"
    with translation.override("en"):
        assert money.MoneyError("negative").message.startswith("The amount cannot be less than 0")


@pytest.mark.parametrize(
    ("amount", "text"), [("1250", "1,250"), ("1250.5", "1,250.50"), ("0", "0"), ("1234567.00", "1,234,567")]
)
def test_printing(amount, text):
    assert money.format_yuan(Decimal(amount), "zh-hans") == text == money.format_yuan(Decimal(amount), "en")


@pytest.mark.parametrize(
    ("amount", "code"), [("1.001", "too_precise"), ("NaN", "not_a_number"), ("Infinity", "not_a_number")]
)
def test_no_fraction_of_a_fen_and_no_nan_gets_in(amount, code):
    with pytest.raises(money.MoneyError, match=code) as caught:
        money.to_fen(Decimal(amount))
    assert caught.value.code == code
