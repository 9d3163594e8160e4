"""Canary values of every kind go in; none comes out."""

import io
import json
import logging
import logging.config

import pytest
import structlog
from django.test import Client

from portal.common import logs

CANARIES = ["500223198705061236", "13800138000", "6222021234567890123", "hunter2-secret", "tok-abc123", "张小满"]


@pytest.fixture
def lines(settings):
    """What a log collector would receive."""
    stream = io.StringIO()
    logging.config.dictConfig(logs.configure(json=True, level="INFO"))
    [handler] = logging.getLogger().handlers[-1:]
    handler.setStream(stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.config.dictConfig(settings.LOGGING)


def assert_clean(records):
    text = json.dumps(records, ensure_ascii=False)
    assert records
    assert not [canary for canary in CANARIES if canary in text]


def test_numbers_in_text_and_secrets_by_key_are_masked(lines):
    log = structlog.get_logger("test")
    log.warning(
        "called 13800138000",
        number="500223198705061236",
        nested={"card": ["6222 0212 3456 7890 123"], "phone": "x 138"},
    )
    log.warning(
        "signed in", password="hunter2-secret", csrf_token="tok-abc123", name="张小满", id_number=500223198705061236
    )
    assert_clean(lines())
    assert lines()[0]["event"] == "called 138****8000"


def test_exceptions_are_masked_and_keep_their_place(lines):
    try:
        raise ValueError("no household of 500223198705061236")
    except ValueError:
        structlog.get_logger("test").exception("failed")
        logging.getLogger("some.library").exception("failed for %s", "13800138000")
    assert_clean(lines())
    assert "ValueError: no household of 50**************36" in lines()[0]["exception"]
    assert "test_logs.py" in lines()[1]["exception"]


def test_arguments_of_library_loggers_are_masked(lines):
    logging.getLogger("django.db").warning("query %s with %s", "INSERT", ["13800138000"])
    logging.getLogger("x").warning("plain", extra={"phone": "13800138000", "request": object()})
    assert_clean(lines())


@pytest.mark.django_db
def test_the_request_log_holds_no_query_string(lines):
    Client().get("/livez", {"q": "500223198705061236", "name": "张小满"})
    assert_clean(lines())
    assert [record["request"] for record in lines() if "request" in record] == ["GET /livez"]


def test_what_is_no_secret_stays_readable():
    event = {
        "code": 404,
        "request": "GET /policies/2026-94/",
        "count": 1250,
        "at": 1.5,
        "ok": True,
        "none": None,
        "request_id": "1" * 18,
    }
    assert logs.redactor(None, "info", event) == event


def test_deep_and_long_values_do_not_hurt():
    deep: dict = {}
    for _ in range(50):
        deep = {"a": deep}
    assert logs.redact(deep)
    assert len(logs.redact("1" * 1_000_000)) <= 20_000
