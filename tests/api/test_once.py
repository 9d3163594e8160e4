"""The same Idempotency-Key means the same request, whatever clocks and networks do (fault 4)."""

import datetime as dt

from portal.api import idempotency
from portal.api.models import AgencySystem, IdempotencyRecord
from portal.cases.models import Claim, Decision
from portal.common import clock


def leased(claim, caller, until):
    """What to send for a request that another process has taken until that moment and not answered."""
    system = AgencySystem.objects.get()
    record = IdempotencyRecord(system=system, key="the-one-key", digest="another", holder="another", lease_until=until)
    record.save()
    sent = {"key": record.key, "occurred_at": clock.now().isoformat()}
    refused = caller.decide(claim, **sent)
    assert refused.json()["code"] == "key-reused"
    path, body = f"/api/v1/claims/{claim.pk}/decision", refused.wsgi_request.body
    IdempotencyRecord.objects.update(digest=idempotency.digest_of("POST", path, None, body))
    return sent


def test_a_key_taken_while_the_clock_ran_ahead_is_free(claim, caller):
    sent = leased(claim, caller, clock.now() + dt.timedelta(days=1))
    assert caller.decide(claim, **sent).status_code == 200
    assert Decision.objects.count() == 1


def test_a_lease_that_can_be_honest_counts(claim, caller):
    answer = caller.decide(claim, **leased(claim, caller, clock.now() + idempotency.LEASE))
    assert answer.json()["code"] == "in-progress" and 1 <= int(answer["Retry-After"]) <= 31
    assert not Decision.objects.exists()


def test_the_same_key_with_another_if_match_is_another_request(claim, caller):
    sent = {"key": "the-one-key", "version": ..., "occurred_at": clock.now().isoformat()}
    seen = {"if-match": f'"{claim.version}"'}
    done = caller.write(claim, "acknowledge", agency_number="7", headers=seen, **sent)
    assert done.status_code == 200
    other = {"if-match": f'"{Claim.objects.get(pk=claim.pk).version}"'}
    answer = caller.write(claim, "acknowledge", agency_number="7", headers=other, **sent)
    assert answer.status_code == 422 and answer.json()["code"] == "key-reused"
    again = caller.write(claim, "acknowledge", agency_number="7", headers=seen, **sent)
    assert again.json() == done.json() and again["Idempotency-Replayed"] == "true"
