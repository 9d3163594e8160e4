"""What travels to a plugin's own process and back arrives as it was, or not at all."""

import json
import socket
import struct
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.api import ClaimEvent, Facts, Figure, Notice, Proposal, ProposalContext, Provenance, Referral
from plugins.sandbox import wire

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(max_size=20) | st.dates()
    | st.decimals(allow_nan=False) | st.datetimes(timezones=st.just(UTC)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    | st.tuples(inner, inner) | st.dictionaries(st.text(max_size=8), inner, max_size=3).map(MappingProxyType),
    max_leaves=12,
)  # fmt: skip


@given(PLAIN)
def test_plain_data_comes_back_with_its_types(value):
    there = wire.unpack(json.loads(json.dumps(wire.pack(value))))
    assert there == value
    assert repr(type(there)) == repr(type(value))


FACTS = Facts.from_mapping(
    {"household": {"savings": Decimal("4.50"), "receives": {"education-aid": "2026-01-01"}}, "members": [{"age": 4}]},
    Provenance("verified", "visit", date(2026, 9, 1)),
)


@pytest.mark.parametrize(
    "record",
    [
        FACTS,
        ProposalContext(FACTS, date(2026, 9, 17), None, MappingProxyType({"a.b": Decimal(1)})),
        ClaimEvent("decided", "education-aid", date(2026, 9, 17), "qingxi", facts=FACTS, settings={"x": None}),
        Proposal(12.5, 7),
        Referral("job-fair", 0, "says"),
        Figure(1, "text", {"day": date(2026, 1, 1)}),
        Notice("key", "text", until=datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)
def test_records_come_back_as_records(record):
    there = wire.unpack(json.loads(json.dumps(wire.pack(record))))
    assert there == record and type(there) is type(record)


def test_what_is_handed_over_frozen_arrives_frozen():
    there = wire.unpack(wire.pack(FACTS))
    with pytest.raises(TypeError):
        there.household["savings"] = 0
    with pytest.raises(TypeError):
        there.household["receives"]["x"] = 0


@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes", lambda: 1, Proposal, [print], {"a": Ellipsis}, 1j])
def test_anything_else_does_not_travel(value):
    with pytest.raises(wire.WireError):
        wire.pack(value)


def test_not_a_number_travels_and_is_refused_where_it_is_read():
    assert wire.unpack(wire.pack(float("nan"))) != 0
    assert wire.unpack(wire.pack(Decimal("NaN"))).is_nan()


@pytest.mark.parametrize(
    "data",
    [
        [1], {"record": "Popen", "values": {}}, {"record": "Proposal", "values": {"x": 1}}, {"record": "Facts"},
        {"decimal": "many"}, {"date": 7}, {"dict": [[{"list": []}, 1]]}, {"dict": 3}, {"a": 1, "b": 2}, {},
        {"os": "system"}, 1.5,
    ],
)  # fmt: skip
def test_what_was_never_packed_is_refused(data):
    with pytest.raises(wire.WireError):
        wire.unpack(data)


@pytest.mark.parametrize(
    "frame", [struct.pack(">I", 2**31), struct.pack(">I", 3) + b"{]}", struct.pack(">I", 2) + b"[]"]
)
def test_broken_frames_are_refused(frame):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(frame)
        with pytest.raises(wire.WireError):
            wire.receive(ours)


def test_a_frame_that_stops_in_the_middle():
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            theirs.sendall(struct.pack(">I", 10) + b"{")
        with pytest.raises(EOFError):
            wire.receive(ours)


def test_too_much_is_not_sent():
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(wire.WireError, match="more than 4 MB"):
        wire.send(ours, {"answer": "x" * 5 * 2**20})
