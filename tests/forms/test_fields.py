"""Field parsing on any input: an answer, an explanation, never a crash; what is typed comes back as typed."""

from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from forms.fields import (
    UNKNOWN,
    BooleanField,
    ChoiceField,
    ConsentField,
    DateField,
    Field,
    FieldError,
    IdNumberField,
    LongTextField,
    ManyField,
    MoneyField,
    NumberField,
    PhoneField,
    tidy,
)
from forms.stepform import Section, StepForm
from tests.forms.conftest import with_check

NOT_SURE = "I am not sure"
FIELDS = [
    Field(name="a", label="A"),
    LongTextField(name="a", label="A"),
    IdNumberField(name="a", label="A"),
    PhoneField(name="a", label="A", unknown=NOT_SURE),
    MoneyField(name="a", label="A", unknown=NOT_SURE, suffix="yuan"),
    NumberField(name="a", label="A", unknown=NOT_SURE),
    NumberField(name="a", label="A", whole=False),
    ChoiceField(name="a", label="A", options=(("x", "X"), ("y", "Y")), unknown=NOT_SURE),
    BooleanField(name="a", label="A", options=(("yes", "Yes"), ("no", "No"))),
    ManyField(name="a", label="A", options=(("x", "X", ""),)),
    ConsentField(name="a", label="A"),
    DateField(name="a", label="A", past=True, unknown=NOT_SURE),
]
anything = st.text() | st.text(alphabet="0123456789.,-−¥元万０１９xX/ \x00一千", max_size=30)


def data(**values: object) -> MultiValueDict:
    return MultiValueDict(
        {name.replace("_", "-"): value if isinstance(value, list) else [value] for name, value in values.items()}
    )


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: type(field).__name__)
@given(
    values=st.dictionaries(
        st.sampled_from(["a", "a-unknown", "a-year", "a-month", "a-day"]), st.lists(anything, min_size=1, max_size=3)
    )
)
def test_any_input_gives_an_answer_or_an_explanation(field, values):
    typed = MultiValueDict(values)
    try:
        answer = field.clean(typed, "a")
    except FieldError as problem:
        assert problem.message.strip()
        error = problem.message
    else:
        error = None
        assert isinstance(field.display(answer), str)
    context = field.context(typed, "a", error)
    assert context["error"] == error and context["id"] == "id_a"
    assert "\x00" not in str(context)


@given(amount=st.decimals(min_value=0, max_value=9_999_999, places=2))
def test_an_amount_is_read_back_from_what_we_write(amount):
    field = MoneyField(name="a", label="A")
    assert field.clean(data(a=field.words(amount)), "a") == amount
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in f"{amount:.2f}")
    assert field.clean(data(a=wide), "a") == amount


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 1, 1)))
def test_every_real_day_is_accepted_and_the_next_after_the_last_of_february_is_not(day):
    field = DateField(name="a", label="A")
    assert field.clean(data(a_year=str(day.year), a_month=f"{day.month}月", a_day=f" {day.day:02d} "), "a") == day
    with pytest.raises(FieldError):
        field.clean(data(a_year=str(day.year), a_month="2", a_day="30"), "a")


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2025, 12, 31)), st.integers(0, 999))
def test_one_wrong_digit_of_an_id_number_is_found(born, order):
    number = with_check(f"999999{born:%Y%m%d}{order:03d}")
    field = IdNumberField(name="a", label="A")
    assert field.clean(data(a=number.lower()), "a") == number
    wrong = number[:17] + ("0" if number[17] != "0" else "1")
    with override("en"), pytest.raises(FieldError, match="18th character"):
        field.clean(data(a=wrong), "a")


@given(st.text())
def test_tidied_text_has_nothing_invisible_and_tidying_is_done_once(text):
    once = tidy(text)
    assert tidy(once) == once
    assert not set(once) & set("\x00\u202e\u200b\n")


def test_zero_unknown_and_empty_are_three_things():
    field = MoneyField(name="a", label="A", unknown=NOT_SURE)
    assert field.clean(data(a="0"), "a") == Decimal(0)
    assert field.clean(data(a="", a_unknown="1"), "a") is UNKNOWN
    with pytest.raises(FieldError):
        field.clean(data(a=""), "a")
    assert field.display(UNKNOWN) == NOT_SURE != field.display(Decimal(0))


def test_not_sure_is_no_answer_where_it_is_not_offered():
    field = ChoiceField(name="a", label="A", options=(("x", "X"),))
    with pytest.raises(FieldError):
        field.clean(data(a="unknown"), "a")


@pytest.mark.parametrize(
    ("typed", "value"),
    [("3", 3), (" ３ ", 3), ("3套", None), ("2.5", None), ("1e3", 1000), ("NaN", None), ("-1", None), ("三", None)],
)
def test_counts(typed, value):
    field = NumberField(name="a", label="A", high=Decimal(5000))
    if value is None:
        with pytest.raises(FieldError):
            field.clean(data(a=typed), "a")
    else:
        assert field.clean(data(a=typed), "a") == value


@pytest.mark.parametrize(
    ("labels", "below"),
    [
        (("是", "不是", "说不准"), False),
        (("小学", "初中", "高中", "大学"), True),
        (("有", "没有，也从来没有申请过"), True),
        (("Yes", "No", "I am not sure"), False),
        (("Yes", "Somebody else in the family"), True),
    ],
)
def test_many_or_long_answers_stand_below_one_another_on_a_phone(labels, below):
    asked = ChoiceField(name="a", label="A", inline=True, options=tuple(enumerate(labels)))
    context = asked.context(None, "a", None)
    assert context["below"] is below
    assert ("od-radios--below" in render_to_string("components/field.html", {"f": context})) is below


def test_a_long_list_of_mistakes_says_each_reason_once_in_the_order_of_the_page():
    class Long(StepForm):
        def build(self):
            fields = [Field(name=f"f{number}", label=f"F{number}") for number in range(7)]
            return [Section([*fields, MoneyField(name="m", label="M")])]

        def clean(self):
            self.problems = dict(reversed(self.problems.items()))

    form = Long(data=MultiValueDict({"m": ["x"]}))
    with override("en"):
        assert not form.is_valid()
        texts = [error["text"] for error in form.error_list()]
    assert texts[0] == "F0: Please fill this in." and texts[1:7] == [f"F{number}" for number in range(1, 7)]
    assert texts[7].startswith("M: ")
    assert next(error["href"] for error in form.error_list()) == "#id_f0"
