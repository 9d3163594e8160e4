"""The interface keeps what its description promises: schemathesis makes requests from the OpenAPI document itself,
sound and unsound ones, and holds every answer against it."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from portal.api.service import api
from portal.common import clock
from portal.wsgi import application

SCHEMA = schemathesis.openapi.from_dict(api.get_openapi_schema())
SCHEMA.app = application
WRITES = SCHEMA.include(method="POST")


def few(examples):
    """Bounded, the same every time, and without the minutes that shrinking takes."""
    return hypothesis_settings(
        max_examples=examples, deadline=None, phases=[Phase.explicit, Phase.generate], derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


@pytest.fixture
def no_limits(settings):
    """No limit that the examples would reach; the connection of the test's transaction stays open between requests, as
    Django's own test client keeps it."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    settings.API_REQUESTS_PER_MINUTE = settings.API_REFUSALS_PER_MINUTE = 10**6
    settings.ALLOWED_HOSTS = ["*"]
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def headers(caller, no_limits):
    """A key with all rights."""
    return {"Authorization": f"Bearer {caller.key}", "Accept-Language": "en"}


def call(case, headers, *without):
    """One request, held against every check but those named; what it did is undone, so that every example meets the
    same claim.

    What fits the description may still be refused: no schema says that a moment is long past, or that a clause needs
    words.
    """
    with transaction.atomic():
        response = case.call(headers=headers)
        transaction.set_rollback(True)
    case.validate_response(response, headers=headers, excluded_checks=[positive_data_acceptance, *without])


@SCHEMA.parametrize()
@few(12)
def test_answers_are_as_described(case, headers):
    call(case, headers)


@WRITES.parametrize()
@few(25)
def test_answers_about_a_real_claim_are_as_described(case, headers, claim):
    case.path_parameters["claim_id"] = str(claim.pk)
    if isinstance(case.body, dict):
        # So that more than the first two hurdles are reached.
        sound = {"occurred_at": clock.now().isoformat(), "version": claim.version}
        case.body = {**case.body, **{name: sound[name] for name in sound if name in case.body}}
    call(case, headers)


@SCHEMA.parametrize()
@few(3)
def test_refusals_without_a_key_are_as_described(case, db, no_limits):
    call(case, {"Authorization": "Bearer odk_000000000000_" + "A" * 43})


@pytest.mark.slow
@SCHEMA.parametrize()
@few(300)
def test_many_answers_are_as_described(case, headers):
    # Among so many there are requests whose one fault is the missing key, which every call here brings along.
    call(case, headers, negative_data_rejection)
