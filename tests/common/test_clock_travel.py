"""The demo's way of giving its cases a past: the clock moves inside a block, for this thread alone."""

import datetime as dt
import threading

import pytest

from portal.common import clock

NEW_YEAR = dt.datetime(2026, 1, 1, 9, 30, tzinfo=clock.COUNTY_ZONE)


def test_inside_the_block_it_is_then_and_time_goes_on():
    with clock.travel(NEW_YEAR):
        first = clock.now()
        assert dt.timedelta(0) <= first - NEW_YEAR < dt.timedelta(seconds=5)
        assert first.tzinfo is dt.UTC
        assert clock.today() == dt.date(2026, 1, 1)
        assert clock.now() >= first
    assert abs(clock.now() - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=5)


def test_blocks_nest_and_end_with_an_error():
    with clock.travel(NEW_YEAR):
        with pytest.raises(RuntimeError), clock.travel(NEW_YEAR + dt.timedelta(days=9)):
            assert clock.today() == dt.date(2026, 1, 10)
            raise RuntimeError
        assert clock.today() == dt.date(2026, 1, 1)


def test_other_threads_keep_the_real_time():
    seen = []
    with clock.travel(NEW_YEAR):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert abs(seen[0] - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=5)


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="naive"), clock.travel(dt.datetime(2026, 1, 1)):
        pass
