"""The demo's ID numbers pass every check and belong to nobody; its days are working days."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.common import clock, identity
from portal.demo import stories
from portal.demo.identities import birth_date_at_age, specimen_id_number


@given(age=st.integers(0, 100), seed=st.text(max_size=10), sex=st.sampled_from(["male", "female"]))
def test_every_number_passes_the_real_checks_and_names_no_place(age, seed, sex):
    today = clock.today()
    born = birth_date_at_age(today, age, seed)
    number = specimen_id_number(born, sex, seed)
    assert identity.normalise_id_number(number) == number
    assert number.startswith("999999")
    assert identity.sex_of(number) == sex
    assert identity.birth_date_of(number) == born
    assert today.year - born.year - ((today.month, today.day) < (born.month, born.day)) == age


def test_nobody_in_the_demo_shares_a_number_or_a_telephone():
    told = stories.stories()
    people = [(name, sex, age) for story in told for name, sex, _relation, age, _facts in story.data["people"]]
    numbers = {specimen_id_number(birth_date_at_age(clock.today(), age, name), sex, name) for name, sex, age in people}
    assert len(numbers) == len(people)
    assert len({story.data["family"]["phone"] for story in told}) == len(told)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("today", "count", "expected"),
    [
        (dt.date(2026, 11, 23), 1, dt.date(2026, 11, 20)),
        (dt.date(2026, 11, 22), 0, dt.date(2026, 11, 20)),
        (dt.date(2026, 10, 9), 2, dt.date(2026, 9, 30)),
    ],
)
def test_days_before_are_working_days(today, count, expected):
    assert stories.working_day_before(today, count) == expected


def test_every_family_says_what_it_shows_in_both_languages():
    assert all(set(story.data["shows"]) == {"zh", "en"} for story in stories.stories())


def test_every_step_comes_after_the_one_before():
    for story in stories.stories():
        moments = [(-step.days, step.time) for step in story.steps]
        assert moments == sorted(moments), story.key
        assert story.steps[0].verb == "submit"
        assert all(step.days >= 1 for step in story.steps), "nothing may lie in the future, whatever the hour"
