"""News of a claim: sent once for each claim, inside the transaction of the verb."""

import pytest
from django.db import transaction

from portal.cases import signals
from portal.cases.models import Application
from tests.cases import builders


@pytest.fixture
def heard():
    """(signal, scheme, whether a transaction was open), in the order they came."""
    news: list[tuple[str, str, bool]] = []
    receivers = []
    for name in ("claim_submitted", "claim_verified"):

        def receiver(sender, claim, name=name, **_):
            news.append((name, claim.scheme_key, transaction.get_connection().in_atomic_block))

        getattr(signals, name).connect(receiver)
        receivers.append((name, receiver))
    yield news
    for name, receiver in receivers:
        getattr(signals, name).disconnect(receiver)


def test_submitting_and_verifying_are_news_of_each_claim(town, heard):
    application = builders.file()
    builders.verify(application)
    assert heard == [
        ("claim_submitted", builders.ALLOWANCE, True),
        ("claim_submitted", builders.EDUCATION, True),
        ("claim_verified", builders.ALLOWANCE, True),
        ("claim_verified", builders.EDUCATION, True),
    ]


def test_a_receiver_that_fails_undoes_the_submission(town):
    def receiver(sender, claim, **_):
        raise RuntimeError("the row could not be written")

    signals.claim_submitted.connect(receiver)
    try:
        with pytest.raises(RuntimeError):
            builders.file()
    finally:
        signals.claim_submitted.disconnect(receiver)
    assert not Application.objects.exists()
