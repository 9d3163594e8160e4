"""What the built-in agencies show, remind of and add to letters."""

from datetime import date
from decimal import Decimal

import pytest

from plugins import answers
from plugins.api import LetterContext, PanelContext, ScheduledContext, SchemeCounts
from plugins.manager import get_manager

ON = date(2027, 2, 20)


def plugin(name):
    return get_manager().plugins()[name]


def test_civil_affairs_counts_the_grants_due_for_their_yearly_review():
    allowance = SchemeCounts(running=9, running_since={"2026-02": 3, "2025-02": 2, "2027-02": 1, "2026-11": 3})
    context = PanelContext(
        ON, {"minimum-living-allowance": allowance, "elderly-subsidy": SchemeCounts(needs_officer=4)}
    )
    figures = answers.figures(plugin("civil-affairs"), "grants", context)
    assert [figure.number for figure in figures] == [9, 5, 4]


@pytest.mark.parametrize(
    ("on", "settings", "begins"),
    [
        (date(2027, 2, 14), {}, None),
        (date(2027, 2, 15), {}, date(2027, 3, 1)),
        (date(2027, 3, 1), {}, date(2027, 3, 1)),
        (date(2027, 3, 2), {}, None),
        (date(2027, 12, 31), {"days_before": Decimal(70)}, date(2028, 3, 1)),
        (date(2027, 2, 17), {"next_term": date(2027, 2, 20), "days_before": Decimal(3)}, date(2027, 2, 20)),
        (date(2027, 2, 21), {"next_term": date(2027, 2, 20)}, None),
    ],
)
def test_education_reminds_before_a_term(on, settings, begins):
    context = ScheduledContext(on, {"education-aid": SchemeCounts(running=12)}, settings)
    found = answers.notices(plugin("education"), "term-begins", context)
    assert [notice.until for notice in found] == ([begins] if begins else [])
    if begins:
        assert found[0].data == {"day": begins, "families": 12}


def letter(scheme, **settings):
    return LetterContext(scheme, ON, "qingxi", "zh-hans", settings=settings)


def test_medical_tells_of_the_one_stop_settlement_when_it_grants():
    context = letter("medical-aid-inpatient")
    assert len(answers.letter_notes(plugin("medical"), "approval", context)) == 1
    assert answers.letter_notes(plugin("medical"), "refusal", context) == ()


def test_employment_names_the_next_job_fair_until_it_is_over():
    def notes(**settings):
        return answers.letter_notes(plugin("employment"), "approval", letter("skills-training", **settings))

    assert notes() == ()
    assert notes(next_job_fair=date(2027, 2, 19)) == ()
    (found,) = notes(next_job_fair=ON, job_fair_place="县体育馆")
    assert found.data == {"day": ON, "place": "县体育馆"}
    assert plugin("employment").texts(found.text, "zh-hans") == "下次招聘会：%(day)s，%(place)s。"
    (found,) = notes(next_job_fair=ON)
    assert found.data == {"day": ON}


def test_their_texts_are_translated():
    for name, msgid in [
        ("civil-affairs", "of them due for the yearly review this month"),
        ("education", "The new school term begins on %(day)s. %(families)s families have education aid at present: ask "
         "the schools who has moved on, and tell families to apply for the new term."),
    ]:  # fmt: skip
        assert plugin(name).texts(msgid, "zh-hans") != msgid
