"""Requests to the screening that no page of ours sends: whatever is posted, an answer comes, and never a fault."""

import re

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.screening.questions import Screen
from forms.screening.sealed import CONTEXT, Screening, Stale, seal, unseal
from plugins.manager import get_manager
from portal.common import crypto

pytestmark = pytest.mark.django_db
URL = "/en/check/"
ODD = [
    "",
    "0",
    "-1",
    "1e9",
    "NaN",
    "∞",
    "unknown",
    "yes",
    "4",
    "１２",
    "\x00",
    "\u202e",
    "9" * 200,
    "primary",
]
PATHS = [
    "household.residence", "household.savings", "household.no_such", "members.0.disability", "members.0.work",
    "members.3.income_monthly", "members.11.age", "applicant.cause", "members.2.civil-affairs.disability_kind",
]  # fmt: skip
CONTROLS = [
    "size", "age", "events", "receives", "m1-income_monthly", "m2-relation", "m2-age", "m3-age", "m1-disability",
    "m2-income_monthly-unknown", "household-residence", "household-savings", "applicant-cause", "m99-age", "nonsense",
]  # fmt: skip

typed = st.dictionaries(
    st.sampled_from(CONTROLS), st.lists(st.one_of(st.sampled_from(ODD), st.text(max_size=20)), max_size=3), max_size=8
)
screenings = st.builds(
    Screening,
    events=st.lists(st.sampled_from(["ill", "poor", "no-such"]), max_size=2).map(tuple),
    family=typed,
    typed=typed,
    pages=st.lists(st.lists(st.sampled_from(PATHS), max_size=3).map(tuple), max_size=3).map(tuple),
)


def storable(value: dict) -> dict:
    """Without lone halves of characters: no browser can send them."""
    return {k: [re.sub("[\ud800-\udfff]", "", v) for v in vs] for k, vs in value.items()}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    screenings,
    typed,
    st.sampled_from(["start", "family", "questions", "results", "", "\x00"]),
    st.sets(st.sampled_from(["back", "more", "enough", "continue"]), max_size=2),
)
def test_any_state_with_any_page_and_any_answers_is_answered(known, values, page, buttons):
    known = Screening(known.events, storable(known.family), storable(known.typed), known.pages)
    client = Client(raise_request_exception=True)
    data = {**storable(values), "state": seal(known), "page": page, **dict.fromkeys(buttons, "1")}
    response = client.post(URL, data)
    assert response.status_code == 200
    chosen = {"state": seal(known), "schemes": ["education-aid", "", "\x00", "no-such"]}
    assert client.post("/en/check/apply/", chosen).status_code in (200, 302)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=60), st.binary(max_size=60).map(lambda b: b.decode("latin-1"))))
def test_any_text_as_a_state_begins_anew(text):
    with pytest.raises(Stale):
        unseal(text)


@pytest.mark.parametrize("content", [b"null", b"[]", b"{}", b'{"at": 3}', b'{"at": "2026-13-45"}', b"\xff"])
def test_a_state_sealed_by_another_version_begins_anew(content):
    import base64

    with pytest.raises(Stale):
        unseal(base64.urlsafe_b64encode(crypto.encrypt(content, CONTEXT)).decode())


def test_a_family_that_became_smaller_keeps_what_still_counts():
    """Back to the first page with answers of four people, then two."""
    known = Screening(
        family={"size": ["2"], "age": ["41"], "m2-relation": ["child"], "m2-age": ["9"]},
        typed={"m1-income_monthly": ["600"], "m4-income_monthly": ["0"]},
        pages=(("members.0.income_monthly", "members.3.income_monthly"),),
    )
    screen = Screen(known, "en")
    assert len(screen.facts.members) == 2
    assert screen.facts.get("members.0.income_monthly") is not None
    assert screen.next


def test_an_answer_whose_question_has_changed_counts_as_none():
    known = Screening(
        family={"size": ["1"], "age": ["41"]},
        typed={"household-residence": ["moon"], "m1-income_monthly": ["1"], "m1-income_monthly-unknown": ["1"]},
        pages=(("household.residence", "members.0.income_monthly"),),
    )
    facts = Screen(known, "en").facts
    assert facts.get("household.residence") is None
    assert facts.get("members.0.income_monthly") is None


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_questions_end_whatever_is_answered(data):
    """Every page asks something that was not asked before; the vocabulary is finite."""
    ages = data.draw(st.lists(st.sampled_from(["0", "9", "17", "40", "70"]), min_size=1, max_size=3))
    family = {"size": [str(len(ages))], "age": [ages[0]]}
    for key, age in enumerate(ages[1:], start=2):
        family |= {f"m{key}-relation": ["child"], f"m{key}-age": [age]}
    known = Screening(events=("disability", "work", "emergency"), family=family)
    for _page in range(len(get_manager().vocabulary) * len(ages)):
        screen = Screen(known, "en")
        paths = screen.paths()
        if not paths:
            return
        assert not set(paths) & set(known.asked)
        values = {}
        for path in paths:
            head, _dot, rest = path.partition(".")
            index, _dot, key = rest.partition(".") if head == "members" else ("", "", rest)
            name = f"m{int(index) + 1}-{key}" if head == "members" else f"{head}-{key}"
            definition = get_manager().vocabulary.at_path(path)
            options = {"boolean": ["yes", "no", "unknown"], "choice": [*definition.values, "unknown"]}
            values[name] = [data.draw(st.sampled_from(options.get(definition.type, ["0", "700", ""])))]
        known = known.answered(values, paths)
    raise AssertionError("the questions never end")
