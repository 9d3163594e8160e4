import datetime as dt
import threading
from functools import partial
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from portal import messages
from portal.common import clock
from portal.messages import OutcomeUnknown, PermanentFailure, handler, outbox
from portal.messages.models import OutboxItem
from tests.together import together

State = OutboxItem.State
pytestmark = pytest.mark.django_db


def waiting(kind: str = "test", key: str = "k", **payload) -> OutboxItem:
    return messages.enqueue(kind, payload, key=key)


def at(item: OutboxItem) -> OutboxItem:
    return OutboxItem.objects.get(pk=item.pk)


def test_the_same_key_is_the_same_row(handlers):
    first = messages.enqueue("test", {"n": 1}, key="once")
    second = messages.enqueue("test", {"n": 2}, key="once")
    assert first.pk == second.pk and second.payload == {"n": 1}
    assert OutboxItem.objects.count() == 1
    long = messages.enqueue("test", {}, key="x" * 500)
    assert len(long.key) <= 160 and messages.enqueue("test", {}, key="x" * 500).pk == long.pk


@pytest.mark.django_db(transaction=True)
def test_an_item_exists_exactly_if_the_act_does():
    with pytest.raises(transaction.TransactionManagementError, match="outside a transaction"):
        waiting()
    with pytest.raises(RuntimeError), transaction.atomic():
        waiting()
        raise RuntimeError
    assert OutboxItem.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_key_get_one_row():
    @transaction.atomic
    def enqueue() -> int:
        return messages.enqueue("test", {}, key="once").pk

    assert len(set(together(*[enqueue] * 4))) == 1


def test_a_job_runs_once_and_is_done(handlers):
    ran = []
    handler("test")(lambda payload, item: ran.append(payload))
    item = waiting(n=1)
    assert outbox.run_due("w") == 1 and outbox.run_due("w") == 0
    assert ran == [{"n": 1}]
    done = at(item)
    assert (done.state, done.attempts, done.lease_owner) == (State.DONE, 1, "") and done.delivered_at


def test_nothing_runs_before_its_time(handlers, time_machine):
    handler("test")(lambda payload, item: None)
    time_machine.move_to(dt.datetime(2026, 9, 17, 8, tzinfo=dt.UTC))
    messages.enqueue("test", {}, key="later", not_before=clock.now() + dt.timedelta(hours=1))
    assert outbox.run_due("w") == 0
    time_machine.move_to(dt.datetime(2026, 9, 17, 9, 1, tzinfo=dt.UTC))
    assert outbox.run_due("w") == 1


def test_a_failure_waits_longer_each_time_and_is_given_up_visibly(handlers, settings, time_machine, capsys):
    settings.OUTBOX_MAX_ATTEMPTS = 4
    time_machine.move_to(dt.datetime(2026, 9, 17, tzinfo=dt.UTC), tick=False)

    @handler("test")
    def fail(payload, item):
        raise ConnectionError("gateway of 13800138000 is away")

    item, pauses = waiting(), []
    for _ in range(4):
        assert outbox.run_due("w") == 1
        pauses.append((at(item).next_attempt_at - clock.now()).total_seconds())
        time_machine.shift(dt.timedelta(hours=2))
    assert 3.7 < pauses[0] < 6.3 and 7.5 < pauses[1] < 12.6 and 15 < pauses[2] < 25.1
    failed = at(item)
    assert (failed.state, failed.attempts) == (State.FAILED, 4)
    assert failed.last_error == "builtins.ConnectionError, given up after 4 attempts"
    assert outbox.run_due("w") == 0
    call_command("outbox")
    shown = capsys.readouterr().out
    assert str(item.pk) in shown and "given up after 4 attempts" in shown and "13800138000" not in shown
    call_command("outbox", retry=str(item.pk))
    assert (at(item).state, at(item).attempts) == (State.WAITING, 0)
    with pytest.raises(CommandError, match="no failed or unknown item"):
        call_command("outbox", retry=str(item.pk))


def test_the_longest_pause_is_about_an_hour():
    assert outbox._pause_after(60) <= dt.timedelta(seconds=3600 * 1.25)


@pytest.mark.parametrize(
    ("error", "state"),
    [(OutcomeUnknown("time-out after sending"), State.UNKNOWN), (PermanentFailure("no such number"), State.FAILED)],
)
def test_what_cannot_be_helped_by_trying_again_is_not_tried_again(handlers, time_machine, error, state):
    ran = []

    @handler("test")
    def fail(payload, item):
        ran.append(1)
        raise error

    item = waiting()
    outbox.run_due("w")
    time_machine.move_to(clock.now() + dt.timedelta(days=3))
    assert outbox.run_due("w") == 0 and ran == [1]
    assert at(item).state == state and str(error) in at(item).last_error


def test_a_kind_nobody_handles_waits_without_using_up_its_attempts(handlers, time_machine):
    item = waiting(kind="from.a.newer.version")
    assert outbox.run_due("w") == 1
    held = at(item)
    assert (held.state, held.attempts, held.last_error) == (State.WAITING, 0, "no handler for from.a.newer.version")
    handler("from.a.newer.version")(lambda payload, item: None)
    time_machine.move_to(clock.now() + dt.timedelta(minutes=6))
    outbox.run_due("w")
    assert at(item).state == State.DONE


def test_a_payload_that_does_not_open_fails_clearly(handlers):
    handler("test")(lambda payload, item: None)
    item, other = waiting(), waiting(key="other")
    OutboxItem.objects.filter(pk=item.pk).update(payload=OutboxItem._meta.get_field("payload").seal({}, other.pk))
    outbox.run_due("w")
    assert at(item).state == State.FAILED and at(item).last_error.startswith("CryptoError")
    assert at(other).state == State.DONE


def test_a_live_lease_keeps_others_away_and_a_dead_one_does_not(handlers, time_machine):
    handler("test")(lambda payload, item: None)
    item = waiting()
    assert outbox.claim(item, "first")
    assert not outbox.claim(at(item), "second") and outbox.run_due("second") == 0
    time_machine.move_to(clock.now() + outbox.LEASE + dt.timedelta(seconds=1))
    assert outbox.run_due("second") == 1
    assert (at(item).state, at(item).attempts) == (State.DONE, 2)


def test_a_lease_taken_while_the_clock_ran_ahead_blocks_nothing(handlers, time_machine):
    handler("test")(lambda payload, item: None)
    item, today = waiting(), clock.now()
    time_machine.move_to(today + dt.timedelta(days=1))
    assert outbox.claim(item, "first")
    time_machine.move_to(today)
    assert outbox.run_due("second") == 1
    assert at(item).state == State.DONE


def test_a_lease_from_a_machine_whose_clock_is_a_little_ahead_counts(handlers, time_machine):
    item, today = waiting(), clock.now()
    time_machine.move_to(today + dt.timedelta(seconds=5))
    assert outbox.claim(item, "first")
    time_machine.move_to(today)
    assert not outbox.claim(at(item), "second")


def test_a_worker_that_lost_its_lease_does_not_undo_the_others_result(handlers, time_machine):
    item = waiting()

    @handler("test")
    def slow(payload, running):
        if running.lease_owner == "first":
            time_machine.move_to(clock.now() + outbox.LEASE * 2)
            assert outbox.run_due("second") == 1
            raise ConnectionError

    assert outbox.claim(item, "first")
    outbox.run(item, "first")
    assert at(item).state == State.DONE


@pytest.mark.django_db(transaction=True)
def test_of_several_workers_exactly_one_takes_an_item():
    with transaction.atomic():
        item = waiting()
    read = [OutboxItem.objects.get(pk=item.pk) for _worker in range(4)]
    won = together(*(partial(outbox.claim, mine, f"w{number}") for number, mine in enumerate(read)))
    assert sorted(map(bool, won)) == [False, False, False, True]


@pytest.mark.django_db(transaction=True)
def test_a_long_job_keeps_its_lease(handlers):
    proceed = threading.Event()
    with transaction.atomic():
        item = waiting()
    with mock.patch.object(outbox, "LEASE", dt.timedelta(seconds=0.6)):

        @handler("test")
        def slow(payload, running):
            assert not proceed.wait(1.5)
            assert not outbox.claim(at(item), "second")

        assert outbox.claim(item, "first") and outbox.run(item, "first") == State.DONE


@pytest.mark.django_db(transaction=True)
def test_eager_tries_right_after_commit_and_keeps_the_item_if_that_fails(handlers):
    ran = []

    @handler("test")
    def once(payload, item):
        ran.append(payload["n"])
        if payload["n"] == 2:
            raise ConnectionError

    with transaction.atomic():
        good = messages.enqueue("test", {"n": 1}, key="1", eager=True)
        bad = messages.enqueue("test", {"n": 2}, key="2", eager=True)
        assert ran == []
    assert ran == [1, 2]
    assert (at(good).state, at(bad).state) == (State.DONE, State.WAITING)


def test_two_functions_for_one_kind_are_a_mistake(handlers):
    @handler("test")
    def one(payload, item): ...

    with pytest.raises(ValueError, match=r"handled by .*one already"):

        @handler("test")
        def two(payload, item): ...


def test_the_worker_command_drains_the_outbox(handlers, capsys):
    handler("test")(lambda payload, item: None)
    for n in range(3):
        waiting(key=str(n))
    call_command("worker", once=True)
    assert "3 items run" in capsys.readouterr().out
