"""Codes by SMS: nobody learns whether a receipt exists, nobody guesses, nobody floods a phone (faults 27 and 28)."""

import datetime as dt
from functools import partial

import pytest
from django.db import connection

from portal.accounts.actors import Actor
from portal.cases import actions, errors
from portal.cases.models import AccessCode, Application
from portal.common import clock
from portal.messages.models import OutboxItem
from tests.cases.builders import PHONE, file
from tests.together import together

ACTOR = Actor.applicant("somebody")
UNKNOWN = "QX26-0917-4H2K"


def ask(receipt: str, address: str = "10.0.0.1") -> None:
    actions.issue_access_code(actor=ACTOR, receipt=receipt, address=address)


def sent() -> list[dict]:
    return [item.payload for item in OutboxItem.objects.filter(key__startswith="sms:code").order_by("pk")]


def last_code() -> str:
    return "".join(char for char in sent()[-1]["text"].partition("验证码是 ")[2][:6])


def enter(receipt: str, code: str) -> Application:
    return actions.check_access_code(actor=ACTOR, receipt=receipt, code=code)


def test_the_code_goes_to_the_phone_of_the_application_and_opens_it_once(town):
    application = file()
    ask(application.receipt.lower().replace("-", " "))
    assert sent()[0]["to"] == PHONE
    code = last_code()
    assert len(code) == 6 and code.isdecimal()
    assert enter(application.receipt, f" {code[:3]} {code[3:]} ").pk == application.pk
    with pytest.raises(errors.CodeRefused):
        enter(application.receipt, code)


def test_full_width_digits_are_digits(town):
    application = file()
    ask(application.receipt)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in last_code())
    assert enter(application.receipt, wide).pk == application.pk


def test_the_code_is_stored_as_a_keyed_hash_only(town):
    application = file()
    ask(application.receipt)
    code, row = last_code(), AccessCode.objects.get()
    assert all(
        code not in str(getattr(row, field.name)) for field in row._meta.fields if field.name not in {"id", "receipt"}
    )


def test_an_unknown_receipt_gets_the_same_answer_leaves_the_same_trace_and_sends_nothing(
    town, django_assert_num_queries
):
    from django.test.utils import CaptureQueriesContext

    application = file()
    known, unknown = [], []
    for receipt, queries in ((application.receipt, known), (UNKNOWN, unknown)):
        with CaptureQueriesContext(connection) as captured:
            ask(receipt)
        queries.extend(
            query["sql"].split()[0] for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]
        )
    assert known == unknown
    assert AccessCode.objects.count() == 2
    assert len(sent()) == 1
    with pytest.raises(errors.CodeRefused) as one:
        enter(UNKNOWN, "123456")
    with pytest.raises(errors.CodeRefused) as other:
        enter(application.receipt, "000000" if last_code() != "000000" else "111111")
    assert str(one.value) == str(other.value)


@pytest.mark.parametrize("typed", ["", '"; DROP TABLE x', "\x00", "９" * 3000, "QX26-0917-4H2L"])
def test_nonsense_is_an_unknown_receipt(town, typed):
    ask(typed)
    with pytest.raises(errors.CodeRefused):
        enter(typed, typed)


def test_a_code_ends(town):
    application = file()
    ask(application.receipt)
    with clock.travel(clock.now() + dt.timedelta(minutes=11)), pytest.raises(errors.CodeRefused):
        enter(application.receipt, last_code())


def test_a_new_code_ends_the_old_one(town):
    application = file()
    ask(application.receipt)
    old = last_code()
    ask(application.receipt)
    if old != last_code():
        with pytest.raises(errors.CodeRefused):
            enter(application.receipt, old)
    assert enter(application.receipt, last_code())


def test_guessing_ends_after_five_tries_even_with_the_right_code(town):
    application = file()
    ask(application.receipt)
    wrong = f"{(int(last_code()) + 1) % 1_000_000:06d}"
    for _try in range(5):
        with pytest.raises(errors.CodeRefused):
            enter(application.receipt, wrong)
    with pytest.raises(errors.CodeRefused):
        enter(application.receipt, last_code())


def test_guessing_over_many_codes_ends_too(town, settings):
    settings.ACCESS_CODES_PER_RECEIPT = 50
    settings.ACCESS_CODES_PER_PHONE = 50
    application = file()
    for _code in range(4):
        ask(application.receipt)
        for _try in range(5):
            with pytest.raises(errors.CodeRefused):
                enter(application.receipt, "wrong")
    ask(application.receipt)
    with pytest.raises(errors.CodeRefused):
        enter(application.receipt, last_code())


def test_caps_per_receipt_phone_and_address(town, settings):
    settings.ACCESS_CODES_PER_ADDRESS = 20
    application = file()
    for _time in range(5):
        ask(application.receipt, "10.0.0.1")
    with pytest.raises(errors.TooManyRequests, match="0000-123 4567"):
        ask(application.receipt, "10.0.0.2")
    # Another application of the same phone: three more, then the phone's cap is reached.
    second = file()
    for _time in range(3):
        ask(second.receipt, "10.0.0.3")
    with pytest.raises(errors.TooManyRequests):
        ask(second.receipt, "10.0.0.4")
    for number in range(20):
        ask(f"unknown {number}", "10.9.9.9")
    with pytest.raises(errors.TooManyRequests):
        ask("unknown again", "10.9.9.9")
    assert len(sent()) == 8
    with clock.travel(clock.now() + dt.timedelta(hours=25)):
        ask(application.receipt, "10.9.9.9")


def test_of_four_browsers_with_one_code_one_gets_in(real_town):
    application = file()
    ask(application.receipt)
    done = together(*[partial(enter, application.receipt, last_code())] * 4)
    assert [result.pk for result in done if isinstance(result, Application)] == [application.pk]
    assert sum(isinstance(result, errors.CodeRefused) for result in done) == 3
