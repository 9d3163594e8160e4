"""How the form and the questions meet schemes with ranges of amounts and facts of their own."""

from datetime import date

import pytest

from forms.definitions import definition
from forms.screening.results import _gives
from plugins.manager import get_manager

pytestmark = pytest.mark.django_db


def civil_affairs() -> list[str]:
    return [key for key, info in get_manager().schemes().items() if info.plugin == "civil-affairs"]


@pytest.mark.parametrize("key", civil_affairs())
def test_every_question_of_a_scheme_is_asked_in_chinese(key):
    form = definition([key], "zh-hans")
    own = {fact.path for fact in get_manager().plugins()["civil-affairs"].facts}
    wanted = own & set(get_manager().scheme(key).facts)
    parts = (form.household_means, form.member_means, form.household_extra, form.member_extra, form.applicant_extra)
    fields = {field.path: field for part in parts for field in part}
    assert wanted <= set(fields)
    for path in wanted:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in fields[path].label), path


def test_health_and_care_are_asked_as_sensitive():
    form = definition(civil_affairs(), "zh-hans")
    sensitive = {field.path for field in form.member_extra if field.sensitive}
    assert {"member.civil-affairs.disability_kind", "member.civil-affairs.child_situation"} <= sensitive


def test_a_range_is_told_with_both_ends():
    manager = get_manager()
    facts = manager.facts(
        {
            "household": {
                "receives": [], "residence": "urban", "registered_here": True, "income_monthly": "1000",
                "maintenance_monthly": "0", "savings": "0",
            },
            "applicant": {"civil-affairs.helped_before": False},
            "members": [{"seriously_ill": True, "medical_costs": "9000", "in_school": "none"}],
        }
    )  # fmt: skip
    evaluation = manager.evaluate("temporary-assistance-expense", facts, on=date(2026, 9, 17))
    assert _gives(evaluation, "zh-hans") == "2,205 元至 8,820 元，由经办人员确定"
