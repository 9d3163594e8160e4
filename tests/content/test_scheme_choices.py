"""What an editor chooses from when a guide is tied to a scheme."""

from plugins.manager import get_manager
from portal.content.schemes import scheme_choices

ALLOWANCE, EDUCATION = "minimum-living-allowance", "education-aid"


def test_schemes_are_chosen_by_name():
    choices = dict(scheme_choices())
    assert (choices[ALLOWANCE], choices[EDUCATION]) == ("最低生活保障", "教育救助")


def test_the_key_tells_two_of_one_name_apart(monkeypatch):
    schemes = get_manager().schemes()
    monkeypatch.setattr(get_manager(), "schemes", lambda: {**schemes, "twin": schemes[ALLOWANCE]})
    choices = dict(scheme_choices())
    assert choices[ALLOWANCE] == f"最低生活保障 ({ALLOWANCE})" and choices["twin"] == "最低生活保障 (twin)"
    assert choices[EDUCATION] == "教育救助"
