"""Keys of rows: version 7, in the order they were made, unpredictable."""

import itertools
import time
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from portal.common.models import new_uuid

MOMENTS = st.integers(0, 1 << 62)


@given(MOMENTS, MOMENTS)
def test_keys_sort_as_they_were_made(one, other):
    with mock.patch.object(time, "time_ns", side_effect=[one, other]):
        first, second = new_uuid(), new_uuid()
    assert (first.version, first.variant) == (7, "specified in RFC 4122")
    # Nearer than a quarter of a microsecond nobody can tell.
    if abs(one - other) > 250:
        assert (first < second) == (one < other)


def test_of_one_moment_there_are_many():
    with mock.patch.object(time, "time_ns", return_value=1_790_000_000_000_000_000):
        assert len({new_uuid() for _ in range(1_000)}) == 1_000


def test_the_time_can_be_read_from_the_key():
    before = time.time_ns() // 1_000_000
    key = new_uuid()
    assert before <= key.int >> 80 <= time.time_ns() // 1_000_000


def test_rows_made_one_after_the_other_keep_their_order():
    made = []
    for _ in range(200):
        made.append(new_uuid())
        time.sleep(0.000_01)
    assert all(one < other for one, other in itertools.pairwise(made))
