"""What an officer, an agency's system or a plugin may grant: each limit from both sides (R6.10)."""

from decimal import Decimal

import pytest
from django.utils import translation

from portal.cases.actions._amounts import check_amount, for_history, period
from portal.cases.errors import AmountInvalid, AmountOutOfRange, ServiceHasNoAmount
from portal.cases.models import Claim, Evaluation

CITE = "清民发〔2026〕20号 第六条"
FREE, CHOICE = Evaluation(), Evaluation(amount_range={"low": "2205.00", "high": "8820.00", "cite": CITE})


@pytest.fixture(autouse=True)
def most(settings):
    settings.CASES_MAX_AMOUNT = 100_000


@pytest.mark.parametrize("amount", ["0.01", "1", "99999.99", "100000", "1E+2"])
def test_what_can_be_granted(amount):
    assert check_amount(Decimal(amount), "month", FREE) == Decimal(amount)


@pytest.mark.parametrize("amount", ["0", "-0.01", "100000.01", "0.001", "12.345", "NaN", "Infinity", "-Infinity"])
def test_what_cannot(amount):
    with pytest.raises(AmountInvalid) as raised, translation.override("en"):
        check_amount(Decimal(amount), "once", FREE)
    assert "100,000" in str(raised.value)


def test_no_amount_at_all():
    with pytest.raises(AmountInvalid):
        check_amount(None, "once", FREE)


@pytest.mark.parametrize("amount", ["2205", "2205.01", "8819.99", "8820.00"])
def test_within_the_range(amount):
    assert check_amount(Decimal(amount), "once", CHOICE) == Decimal(amount)


@pytest.mark.parametrize("amount", ["2204.99", "8820.01"])
def test_outside_the_range(amount):
    with pytest.raises(AmountOutOfRange) as raised:
        check_amount(Decimal(amount), "once", CHOICE)
    for words in ("2,205", "8,820", CITE):
        assert words in str(raised.value)


def test_a_service_has_no_amount():
    assert check_amount(None, "service", FREE) is None
    with pytest.raises(ServiceHasNoAmount):
        check_amount(Decimal(1), "service", FREE)


@pytest.mark.parametrize(
    ("asked", "of_rules", "choice", "paid"),
    [
        ("", "month", None, "month"),
        ("month", "once", None, "month"),
        ("month", "", None, "month"),
        ("month", "service", None, "service"),
        ("service", "month", None, "month"),
        ("service", "", None, "service"),
        ("month", "once", CHOICE.amount_range, "once"),
        ("", "", None, ""),
    ],
)
def test_per_what_it_is_paid(asked, of_rules, choice, paid):
    assert period(asked, Evaluation(per=of_rules, amount_range=choice)) == paid


def test_how_the_history_tells_it():
    claim = Claim(scheme_key="job-fair", scheme_name="招聘会登记", scheme_name_en="Job fair")
    assert for_history(claim, Decimal("870.50"), "month") == {"amount": "870.50", "per": "month"}
    assert for_history(claim, None, "once") == {"amount": None, "per": "once"}
    assert for_history(claim, None, "service") == {
        "per": "service", "scheme_zh": "招聘会登记", "scheme_en": "Job fair",
    }  # fmt: skip
