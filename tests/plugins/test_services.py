"""Help that is no money: a scheme with per="service" (R6.5)."""

from datetime import date

import pytest

from plugins.api import LoadError, Proposal, household, parameter
from plugins.api.scheme import SERVICE, Scheme
from plugins.manager import get_manager

from .world import ON, evaluator, scheme


def service(**options):
    made = scheme(household.flag)
    return Scheme("test", "test", "test", made.eligible, "service", "agency-15", **options)


def test_it_has_no_amount():
    with pytest.raises(LoadError, match="a service has no amount"):
        service(amount=parameter("t.five"))


def test_it_proposes_none_either():
    with pytest.raises(LoadError, match="a service has no amount"):
        service(propose=lambda context: Proposal())


def test_what_is_met_is_finished_without_an_amount():
    manager = get_manager()
    members = [{"relation": "self", "age": 30, "work": "unemployed", "wants_work": True}]
    facts = manager.facts({"household": {"registered_here": True}, "members": members})
    found = manager.evaluate("job-fair", facts, on=date(2026, 9, 17))
    assert (found.verdict, found.amount, found.per, found.ask) == ("met", None, SERVICE, ())
    assert found.to_json()["amount"] is None
    assert "A service is arranged; no money is paid" in found.explain("en")
    assert "安排服务，不发钱" in found.explain("zh-hans")


def test_what_is_not_met_promises_nothing():
    manager = get_manager()
    members = [{"relation": "self", "age": 30, "work": "employed", "wants_work": True}]
    facts = manager.facts({"household": {"registered_here": True}, "members": members})
    assert "A service is arranged" not in manager.evaluate("job-fair", facts, on=date(2026, 9, 17)).explain("en")


def test_money_is_still_money():
    manager_free = evaluator(household.flag, amount=parameter("t.five"))
    from plugins.api import Facts

    found = manager_free.evaluate(Facts.from_mapping({"household": {"flag": True}}), ON)
    assert (found.amount, found.per) == (5, "once")
