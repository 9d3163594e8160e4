import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.common import references
from portal.common.references import ALPHABET, InvalidReference, new_reference, normalise_reference

prefixes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=4)
days = st.dates(dt.date(2020, 1, 1), dt.date(2099, 12, 31))


def change(reference: str, position: int, character: str) -> str:
    return reference[:position] + character + reference[position + 1 :]


@given(prefixes, days)
def test_a_new_number_is_its_own_normal_form(prefix, day):
    reference = new_reference(prefix, day)
    assert reference.startswith(f"{prefix}{day:%y}-{day:%m%d}-")
    assert normalise_reference(reference) == reference
    assert not set("ILOU") & set(reference[len(prefix) :])


@given(prefixes, days)
def test_however_it_is_typed_it_is_the_same_number(prefix, day):
    reference = new_reference(prefix, day)
    head, tail = reference[: len(prefix)], reference[len(prefix) :]
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in reference)
    sloppy = head.lower() + tail.replace("-", " ").replace("0", "o").replace("1", "l").lower()
    for typed in (reference.replace("-", ""), wide, sloppy, f"  {reference} "):
        assert normalise_reference(typed) == reference


@given(prefixes, days, st.data())
def test_every_single_mistake_is_noticed(prefix, day, data):
    reference = new_reference(prefix, day)
    position = data.draw(st.sampled_from([n for n, c in enumerate(reference) if c != "-"]))
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if position < len(prefix) else ALPHABET
    other = data.draw(st.sampled_from([c for c in letters if c != reference[position]]))
    with pytest.raises(InvalidReference):
        normalise_reference(change(reference, position, other))


@given(prefixes, days, st.data())
def test_every_swap_of_two_characters_is_noticed(prefix, day, data):
    reference = new_reference(prefix, day)
    inside = [n for n, c in enumerate(reference) if c != "-" and n >= len(prefix)]
    one, other = data.draw(st.sampled_from(inside)), data.draw(st.sampled_from(inside))
    swapped = change(change(reference, one, reference[other]), other, reference[one])
    if swapped == reference:
        return
    with pytest.raises(InvalidReference):
        normalise_reference(swapped)


@given(st.text(max_size=200))
def test_any_text_is_a_number_or_a_named_error(text):
    try:
        assert normalise_reference(text)
    except InvalidReference as error:
        assert error.message


@pytest.mark.parametrize(
    "text", ["", "QX26", "QX26-0917-4H2", "QX26-0917-4H2KK", "12345678901234", "X" * 5000, "QX26\x000917"]
)
def test_what_is_no_number_is_refused_by_shape(text):
    with pytest.raises(InvalidReference) as caught:
        normalise_reference(text)
    assert caught.value.code == "shape"


@pytest.mark.parametrize("prefix", ["", "Q", "qx", "QX1", "ABCDE", "清溪"])
def test_a_locality_with_an_odd_prefix_is_refused(prefix):
    with pytest.raises(ValueError, match="prefix"):
        new_reference(prefix, dt.date(2026, 9, 17))


def test_numbers_of_one_day_differ():
    made = {new_reference("QX", dt.date(2026, 9, 17)) for _ in range(200)}
    assert len(made) > 190
    assert len(references._WEIGHTS) == len(set(references._WEIGHTS)) == 31
