import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from portal.common import identity
from portal.common.identity import IdentityError, normalise_id_number, normalise_phone

births = st.dates(dt.date(1930, 1, 1), dt.date(2026, 1, 1))


def id_number(born: dt.date, order: int = 123, area: str = "500223") -> str:
    """A made-up number with a right check digit."""
    head = f"{area}{born:%Y%m%d}{order:03d}"
    return head + ric.calc_check_digit(head + "0")


@given(births, st.integers(0, 999))
def test_a_right_number_is_its_own_normal_form(born, order):
    number = id_number(born, order)
    assert normalise_id_number(number) == number
    assert identity.birth_date_of(number) == born
    assert identity.sex_of(number) == ("male" if order % 2 else "female")


@given(births, st.integers(0, 999))
def test_full_width_lower_case_and_blanks_make_no_difference(born, order):
    number = id_number(born, order)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in number)
    spaced = f" {number[:6]} {number[6:14]}-{number[14:].lower()}\u200b"
    assert normalise_id_number(wide) == normalise_id_number(spaced) == number


@given(st.dates(dt.date(1930, 1, 1), dt.date(1999, 12, 31)), st.integers(0, 999))
def test_a_number_of_the_first_generation_is_widened(born, order):
    number = id_number(born, order)
    assert normalise_id_number(number[:6] + number[8:17]) == number


@given(births, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(born, position, shift):
    number = id_number(born)
    wrong = number[:position] + str((int(number[position]) + shift) % 10) + number[position + 1 :]
    with pytest.raises(IdentityError):
        normalise_id_number(wrong)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("12345", "length"),
        ("5002231987050612345", "length"),
        ("50022319870506123A", "characters"),
        ("X00223198705061234", "characters"),
        ("50022319871306123X", "date"),
        ("500223190002291230", "date"),
        ("500223299901011230", "date"),
        ("500223198705061231", "check_digit"),
        ("500223198705\x00061231", "length"),
        ("一二三四五六七八九十一二三四五六七八", "characters"),
        ("9" * 3000, "length"),
    ],
)
def test_each_mistake_has_its_own_words(text, code):
    right = id_number(dt.date(1987, 5, 6))
    assert right != "500223198705061231"
    with pytest.raises(IdentityError) as caught:
        normalise_id_number(text)
    assert caught.value.code == code
    with translation.override("zh-hans"):
        assert "请" in caught.value.message
    assert not any(character.isdigit() for character in str(caught.value))


@pytest.mark.parametrize("day", ["1986-05-04", "1988-04-10", "1991-09-15", "1940-06-03"])
def test_birth_dates_in_years_of_summer_time_stay_dates(day):
    born = dt.date.fromisoformat(day)
    assert identity.birth_date_of(id_number(born)) == born


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+86 138 0013 8000",
        "0086-13800138000",
        "８６１３８００１３８０００",
        "１３８００１３８０００",
    ],
)
def test_a_mobile_number_has_one_form(typed):
    assert normalise_phone(typed) == "13800138000"


@pytest.mark.parametrize("typed", ["", "12800138000", "1380013800", "138001380000", "0371-6612345", "abc", "1" * 500])
def test_what_is_no_mobile_number_is_refused(typed):
    with pytest.raises(IdentityError) as caught:
        normalise_phone(typed)
    assert caught.value.code == "phone"
