"""What plugins may answer beyond their rules; everything else is a failure that harms nobody (faults 7, 9, 10)."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from plugins import answers
from plugins.api import (
    ClaimEvent,
    Facts,
    Figure,
    LetterContext,
    LetterNote,
    Notice,
    PanelContext,
    Referral,
    ScheduledContext,
)
from plugins.calls import CallFailed
from plugins.manager import get_manager

ON = date(2026, 9, 17)
EVENT = ClaimEvent("decided", "education-aid", ON, "qingxi", facts=Facts.from_mapping({"members": [{"age": 4711}]}))


def answering(function, answer):
    """A plugin whose function gives this answer, or raises it."""

    def give(*_arguments):
        if isinstance(answer, BaseException):
            raise answer
        return answer

    return replace(get_manager().plugins()["education"], functions={function: give})


def told(answer):
    return answers.claim_event(answering("claim_event", answer), EVENT, ["job-fair", "education-aid"])


def noted(answer):
    context = LetterContext("education-aid", ON, "qingxi", "zh-hans")
    return answers.letter_notes(answering("letters", answer), "approval", context)


def counted(answer):
    return answers.figures(answering("panel:p", answer), "p", PanelContext(ON, {}))


def found(answer):
    return answers.notices(answering("scheduled:s", answer), "s", ScheduledContext(ON, {}))


ASKING = {told: "claim_event", noted: "letters", counted: "panel", found: "scheduled"}


@pytest.mark.parametrize("ask", ASKING)
@pytest.mark.parametrize("answer", [{}, "text", 7, [None], [{"text": "x"}], {"a", "b"}, [Referral] * 2, object()])
def test_an_answer_of_another_shape_is_refused(ask, answer):
    with pytest.raises(CallFailed) as failure:
        ask(answer)
    assert failure.value.fault.stage == ASKING[ask]
    assert "must be a list of" in failure.value.fault.error


@pytest.mark.parametrize("ask", ASKING)
@pytest.mark.parametrize("error", [ValueError("secret 4711"), SystemExit(3), RecursionError("4711"), MemoryError()])
def test_raising_is_a_failure_that_repeats_no_message(ask, error, caplog):
    with pytest.raises(CallFailed) as failure:
        ask(error)
    assert type(error).__name__ in failure.value.fault.error
    assert "4711" not in str(failure.value) + caplog.text


@pytest.mark.parametrize("ask", ASKING)
def test_nothing_and_no_function_are_no_answer(ask):
    assert ask(None) == () == ask([]) == ask(())


def test_a_plugin_without_the_function_is_not_asked():
    plain = replace(get_manager().plugins()["education"], functions={})
    assert answers.claim_event(plain, EVENT, []) == ()


BAD_TEXTS = ["", "  ", "x" * 1001, 7, None, "a\x00b", "a\x1b[31m"]
BAD_DATA = [None, [], {1: "x"}, {"x": object()}, {"x": 1.5}, {"x": True}, {"x": Decimal("NaN")}, {"x": 10**13},
            {"x": datetime(2026, 1, 1)}, {"x": "y" * 1001}, {"x": "a\nb"}]  # fmt: skip


@pytest.mark.parametrize("text", BAD_TEXTS)
def test_texts_are_texts(text):
    for ask, item in ((noted, LetterNote(text)), (counted, Figure(1, text)), (found, Notice("n", text))):
        with pytest.raises(CallFailed):
            ask([item])
    with pytest.raises(CallFailed):
        told([Referral("job-fair", says=text)])


@pytest.mark.parametrize("data", BAD_DATA)
def test_data_is_data(data):
    for ask, item in (
        (noted, LetterNote("%(x)s", data)),
        (counted, Figure(1, "%(x)s", data)),
        (found, Notice("n", "%(x)s", data=data)),
    ):
        with pytest.raises(CallFailed):
            ask([item])


@pytest.mark.parametrize("text", ["%(y)s", "%(x)d %", "100 %(x"])
def test_gaps_that_the_data_does_not_fill(text):
    with pytest.raises(CallFailed, match="gaps its data does not fill"):
        noted([LetterNote(text, {"x": "word"})])


def test_good_answers_come_through():
    note = LetterNote("On %(day)s, %(place)s, %(yuan)s", {"day": ON, "place": "县体育馆", "yuan": Decimal("1.5")})
    assert noted([note]) == (note,)
    assert noted([LetterNote("100 % sure")])[0].text == "100 % sure"
    assert told([Referral("job-fair", 0, "says")]) == (Referral("job-fair", 0, "says"),)
    assert told((Referral("job-fair", says="says"),))[0].member is None
    assert counted([Figure(Decimal("12.5"), "yuan"), Figure(3, "claims")])[1].number == 3
    assert found([Notice("n", "text", until=ON)])[0].until == ON


@pytest.mark.parametrize(
    "item",
    [
        Referral("nobody-offers-this", says="x"),
        Referral("education-aid", says="x"),
        Referral("job-fair", member=1, says="x"),
        Referral("job-fair", member=-1, says="x"),
        Referral("job-fair", member=True, says="x"),
        Referral("job-fair", member="0", says="x"),
        Referral(["job-fair"], says="x"),
    ],
)
def test_referrals_to_nowhere(item):
    with pytest.raises(CallFailed):
        told([item])


@pytest.mark.parametrize(
    "number", [float("nan"), 1.5, True, "7", None, Decimal("NaN"), Decimal("Infinity"), 10**13, Decimal("-1e30")]
)
def test_figures_are_numbers(number):
    with pytest.raises(CallFailed):
        counted([Figure(number, "x")])


@pytest.mark.parametrize(
    "item",
    [
        Notice("", "x"),
        Notice("k" * 61, "x"),
        Notice(7, "x"),
        Notice("n", "x", roles=()),
        Notice("n", "x", roles="supervisor"),
        Notice("n", "x", roles=("king",)),
        Notice("n", "x", until="2026-09-17"),
        Notice("n", "x", until=datetime(2026, 9, 17)),
    ],
)
def test_notices_are_for_somebody_until_some_day(item):
    with pytest.raises(CallFailed):
        found([item])


def test_too_many_and_twice():
    with pytest.raises(CallFailed, match="more than 20"):
        found([Notice(f"n{number}", "x") for number in range(21)])
    with pytest.raises(CallFailed, match="key of its own"):
        found([Notice("n", "x"), Notice("n", "y")])
