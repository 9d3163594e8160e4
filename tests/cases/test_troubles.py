"""A trouble is over when somebody has decided, whoever met it."""

import pytest

from portal.accounts.actors import Actor
from portal.cases import actions, queries
from portal.cases.lifecycle import State
from tests.cases.builders import EDUCATION, MOTHER, claim_of, file, proposed, staff, verify

EXPENSE = "temporary-assistance-expense"


@pytest.mark.parametrize("scheme", [EDUCATION, "minimum-living-allowance"])
def test_a_confirmed_claim_has_no_trouble_left(town, scheme):
    claim = proposed(scheme)
    actions.note_plugin_fault(actor=Actor.system("plugin"), claim=claim, fault="broke")
    assert claim.trouble == "fault"
    actions.confirm(actor=staff("edu-approver" if scheme == EDUCATION else "approver"), claim=claim)
    claim = claim_of(claim.application, scheme)
    assert (claim.state, claim.trouble, claim.needs_officer) == (
        State.APPROVED if scheme == EDUCATION else State.PUBLICITY, "", False,
    )  # fmt: skip


def test_nobody_is_asked_for_anything_about_a_claim_that_was_withdrawn(town):
    application = verify(file(scheme_keys=(EXPENSE,), people=(MOTHER,)))
    claim = claim_of(application, EXPENSE)
    actions.propose(actor=staff("officer"), claim=claim)
    assert claim.trouble == "unknown" and queries.timeline(application, "zh-hans").todo
    actions.withdraw(actor=Actor.applicant(application.receipt), claim=claim)
    assert claim_of(application, EXPENSE).trouble == ""
    assert not queries.timeline(application, "zh-hans").todo
