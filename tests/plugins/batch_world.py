"""Batch programs over the small world of these tests, and the comparison with the single evaluator."""

from plugins.api import Facts
from plugins.api.check import check_scheme
from plugins.batch import Programs, frames_from_facts

from .world import BOOK, ON, VOCABULARY, scheme

TRUTHS = {"met": True, "not_met": False, "unknown": None}


def program(*conditions, amount=None, vocabulary=VOCABULARY, book=BOOK, **options):
    """A batch program of one scheme `test` with criteria c0, c1, …"""
    made = scheme(*conditions, amount=amount, **options)
    return Programs().get([(made, check_scheme(made, vocabulary, book))], vocabulary, book, ON)


def run(made, givens, vocabulary=VOCABULARY):
    """The rows of the results, as dictionaries, for households given as mappings."""
    facts = [Facts.from_mapping(given) for given in givens]
    return made.run(*frames_from_facts(facts, vocabulary)).to_dicts()


def assert_same(row, key, evaluation):
    """One row of a batch says what the single evaluator said."""
    assert row[f"{key}/verdict"] == evaluation.verdict
    found = {item.id: row[f"{key}/{item.id}"] for item in evaluation.criteria}
    assert found == {item.id: TRUTHS[item.result] for item in evaluation.criteria}
    low, high = row[f"{key}/amount_low"], row[f"{key}/amount_high"]
    amount = evaluation.basis.rules.scheme.amount_tree
    if evaluation.verdict != "met" or amount is None:
        assert low is high is None
    else:
        assert (low, high) == evaluation.basis.interpreter().number(amount)
