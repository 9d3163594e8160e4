"""The sentences of the history read well in both languages, whatever is missing."""

import pytest

from portal.cases.events import amount_text, date_text, sentence
from portal.cases.models import ClaimEvent


@pytest.mark.parametrize(
    ("kind", "data", "chinese", "english"),
    [
        ("accepted", {}, "已受理", "Accepted"),
        ("checked", {"method": "match"}, "和有关部门的信息做了比对",
         "We compared the details with what other offices hold"),
        ("proposed", {"outcome": "approved", "amount": "870.00", "per": "month"},
         "提出意见：拟批准，每月 870 元", "Proposed: approve, 870 yuan a month"),
        ("proposed", {"outcome": "approved", "amount": None, "per": ""}, "提出意见：拟批准", "Proposed: approve"),
        ("proposed", {"outcome": "refused"}, "提出意见：拟不予批准", "Proposed: not to approve"),
        ("officer_needed", {"trouble": "fault"}, "工作人员正在进一步了解情况", "An officer is looking into it"),
        ("officer_needed", {"trouble": "waiting", "scheme_zh": "最低生活保障", "scheme_en": "Allowance"},
         "等最低生活保障有了决定再办", "Waits for the decision on Allowance"),
        ("publicity", {"days": 3}, "村里公示 3 个工作日", "Public notice in the village for 3 working days"),
        ("publicity", {"days": 1}, "村里公示 1 个工作日", "Public notice in the village for 1 working day"),
        ("approved", {"amount": "1250.50", "per": "term"},
         "已批准：每学期 1,250.50 元", "Approved: 1,250.50 yuan a term"),
        ("approved", {}, "已批准", "Approved"),
    ],
)  # fmt: skip
def test_sentences(kind, data, chinese, english):
    assert sentence(kind, data, "zh-hans") == chinese
    assert sentence(kind, data, "en") == english


@pytest.mark.parametrize("kind", ClaimEvent.Kind.values)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_kind_has_a_sentence_of_its_own_language(kind, language):
    text = sentence(kind, {}, language)
    assert text
    assert any("\u4e00" <= char <= "\u9fff" for char in text) == (language == "zh-hans")


def test_amounts_and_dates_never_fail():
    assert amount_text(None, "month", "en") == ""
    assert amount_text("nonsense", "", "zh-hans") == ""
    assert amount_text("500", "once", "zh-hans") == "500 元"
    assert date_text("2026-09-07", "zh-hans") == "2026 年 9 月 7 日"
    assert date_text("2026-09-07", "en") == "7 September 2026"
