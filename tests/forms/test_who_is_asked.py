"""Which questions a page puts to whom: by age, after certain answers, in which order; what stays on a long page."""

import re

import pytest

from forms.definitions import definition, scheme_choices
from forms.models import Draft
from forms.steps.schemes import SchemesForm
from portal.content.events import EVENTS
from tests.forms.conftest import errors_of

EVERY = [
    "child-welfare", "zero-employment-family", "skills-training", "worker-aid", "disability-nursing-subsidy",
]  # fmt: skip


@pytest.fixture
def walker(person):
    """Somebody with husband and child at step 5 of a form for many schemes."""
    person.to_schemes(EVERY)
    person.post("applicant", person.applicant_data())
    person.household(True)
    assert person.fill("means").status_code == 302
    return person


def options(html: str, name: str) -> dict[str, str]:
    """The answers of a question, each with the follow-ups it opens."""
    tags = re.findall(rf'<input[^>]*name="{re.escape(name)}"[^>]*>', html)
    opens = {tag: re.search(r'data-opens="([^"]*)"', tag) for tag in tags}
    return {re.search(r'value="([^"]*)"', tag)[1]: found[1] if (found := opens[tag]) else "" for tag in tags}


def test_a_question_about_children_is_put_to_children(walker):
    html = walker.get("more").content.decode()
    assert 'name="m3-civil-affairs.child_situation"' in html
    assert 'name="m1-civil-affairs.child_situation"' not in html
    assert 'name="m2-civil-affairs.child_situation"' not in html


def test_somebody_of_unknown_age_is_asked(person):
    person.to_schemes(["child-welfare"])
    person.post("applicant", person.applicant_data())
    person.add_member("无名氏", "other", **{"birth-unknown": "1"})
    person.post("household", {})
    assert 'name="m2-civil-affairs.child_situation"' in person.get("more").content.decode()


def test_follow_ups_stand_behind_the_answers_that_open_them(walker):
    html = walker.get("more").content.decode()
    opened = {answer: len(numbers.split()) for answer, numbers in options(html, "m1-work").items()}
    # Help to find work, the register, a course, the union.
    assert opened == {
        "employed": 1, "casual": 3, "farming": 2, "self_employed": 0, "unemployed": 4, "unable": 0, "retired": 0,
        "minor": 0, "unknown": 0,
    }  # fmt: skip
    assert options(html, "m1-disability")["none"] == ""
    places = [html.index(f'name="m1-{name}"') for name in ("work", "wants_work", "insured", "disability", "self_care")
              if f'name="m1-{name}"' in html]  # fmt: skip
    assert places == sorted(places)


def test_a_follow_up_is_needed_only_after_its_answer(walker):
    quiet = walker.fill("more", **{"m1-disability": "none", "m1-disability.other_subsidy": None})
    assert quiet.status_code == 302
    assert walker.get("documents").status_code == 200
    open_ = walker.fill("more", **{"m1-disability": "grade1", "m1-disability.other_subsidy": None})
    assert open_.status_code == 200
    assert len(errors_of(open_)) == 1 and "已领的同类补贴" in errors_of(open_)[0]


def test_what_was_typed_into_a_closed_follow_up_stays_and_counts_for_nothing(walker):
    from forms.answers import checked_forms, facts
    from forms.state import DraftState

    walker.fill("more", **{"m1-disability": "none", "m1-disability.other_subsidy": "care"})
    draft = Draft.objects.get()
    assert draft.answers["step_data"]["more"]["m1-disability.other_subsidy"] == ["care"]
    state = DraftState(draft.answers, "zh-hans")
    told = facts(state, checked_forms(state, {}))["members"][0]
    assert told["disability"] == "none"
    assert "disability.other_subsidy" not in told
    assert "已领的同类补贴" not in [
        row.label for row in checked_forms(state, {})["more"].answered() if "小满" in row.section
    ]


def test_children_are_proposed_not_to_work(walker):
    html = walker.get("more").content.decode()
    assert re.search(r'name="m3-work"[^>]*value="minor" checked', html)
    assert not re.search(r'name="m1-work"[^>]* checked', html)


def test_a_long_list_of_mistakes_names_the_fields_and_repeats_no_words(walker):
    page = walker.post("more", {})
    errors = errors_of(page)
    assert len(errors) > 6
    assert any(error == "欧阳小满 · 工作情况" for error in errors)
    assert len(max(errors, key=len)) < 80
    assert "请选一项。实在说不上来，就选“说不准”，不影响申请。" in page.content.decode()


@pytest.mark.django_db
def test_a_follow_up_whose_question_is_not_asked_is_put_to_all():
    form = definition(["zero-employment-family"], "zh-hans")
    follows = {field.path: field.follows for field in form.member_extra}
    assert follows["member.employment.registered"] == ("work", ("unemployed",))
    assert all(field.follows is None for field in form.member_means)


def test_many_schemes_are_counted_beside_the_questions(walker):
    html = walker.get("more").content.decode()
    assert "另外 2 项" in html
    aside = html[html.index("只问一次") :]
    assert sum(choice.name in aside for choice in scheme_choices("zh-hans") if choice.key in EVERY) == 3


# -- step 1


def groups(html: str) -> dict[str, list[str]]:
    """The headings of step 1 with the schemes under them."""
    parts = re.split(r'<legend class="[^"]*od-group__title">', html)[1:]
    return {part.split("</legend>")[0]: re.findall(r'name="schemes"[^>]*value="([^"]+)"', part) for part in parts}


def test_the_schemes_come_in_groups_of_what_happened(person):
    found = groups(person.get("schemes").content.decode())
    every = [key for keys in found.values() for key in keys]
    assert sorted(every) == sorted(choice.key for choice in scheme_choices("zh-hans"))
    assert len(every) == len(set(every))
    assert list(found) == [str(event.label) for event in EVENTS if str(event.label) in found]


def test_what_a_link_ticks_stands_first_under_its_name(person):
    html = person.get("schemes", event="housing").content.decode()
    heading, keys = next(iter(groups(html).items()))
    assert heading == "已为您选好：房子的事"
    assert set(keys) == {"rent-subsidy", "house-renovation"}
    assert all(re.search(rf'value="{key}" checked', html) for key in keys)
    assert html.count('value="rent-subsidy"') == 1


def test_the_first_box_is_where_the_error_summary_leads(person):
    html = person.to_schemes([]).content.decode()
    assert 'href="#id_schemes"' in html and html.count('id="id_schemes"') == 1


def test_a_scheme_without_an_event_is_offered_too(person, monkeypatch):
    from dataclasses import replace

    import forms.steps.schemes as module

    offered = tuple(
        replace(choice, events=()) if choice.key == "job-fair" else choice for choice in scheme_choices("en")
    )
    monkeypatch.setattr(module, "scheme_choices", lambda _language: offered)
    assert SchemesForm().groups(offered)[-1] == ("其他帮助", ("job-fair",))


def test_a_scheme_that_is_switched_off_is_not_shown(person, monkeypatch):
    import forms.definitions as module

    monkeypatch.setattr(module, "_offered", lambda: frozenset({"education-aid"}))
    assert groups(person.get("schemes").content.decode()) == {"孩子上学有困难": ["education-aid"]}
