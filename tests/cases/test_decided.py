"""What decided a claim, as its applicant and the annex of the letter tell it: from what was kept, never from today."""

from decimal import Decimal

import pytest

from portal.cases import actions, decided
from portal.cases.letters import store
from portal.cases.models import Claim, Decision, Letter
from portal.common import clock
from tests.cases.builders import ALLOWANCE, EDUCATION, claim_of, file, proposed, staff, verify
from tests.cases.test_decisions import broken_rules  # noqa: F401 - a fixture
from tests.cases.test_letters import approved, pages_of, text_of


def told(claim: Claim, language: str = "zh-hans") -> decided.Explanation | None:
    return decided.for_applicant(claim_of(claim.application), language)


def refused(**changes) -> Claim:
    claim = proposed(household={"savings": "900000", "vehicles": 2}, **changes)
    actions.confirm(actor=staff("approver"), claim=claim)
    return claim_of(claim.application)


def test_nothing_is_told_before_the_public_notice(town):
    claim = proposed()
    assert told(claim) is None
    actions.confirm(actor=staff("approver"), claim=claim)
    notice = told(claim)
    assert (notice.final, notice.outcome) == (False, "approved")
    assert notice.verdict == "拟批准最低生活保障：每月 735 元。正在公示。"
    Claim.objects.filter(pk=claim.pk).update(state="publicity_done")
    actions.decide_final(actor=staff("approver2"), claim=claim_of(claim.application))
    final = told(claim)
    assert final.final and final.verdict == "最低生活保障已获批准：每月 735 元。"
    assert "柳河镇" in final.decided and "approver2同志" in final.decided and "决定" in final.decided
    assert told(claim, "en").verdict == "Minimum living allowance was approved: 735 yuan a month."


@pytest.mark.parametrize("state", ["submitted", "verifying", "verified", "proposed", "withdrawn"])
def test_a_draft_among_officers_is_not_told_even_if_a_decision_exists(town, state):
    claim = refused()
    Claim.objects.filter(pk=claim.pk).update(state=state)
    assert told(claim) is None


def test_every_criterion_with_its_numbers_clause_and_facts(town):
    claim = refused()
    explanation = told(claim)
    results = {item.says: item for item in explanation.conditions}
    assert len(results) == 5
    savings = next(item for item in explanation.conditions if "第五条第一项" in item.cite)
    assert (savings.result, savings.word) == ("not_met", "不符合")
    assert "450,000" in savings.because
    assert [change.says for change in savings.changes] == ["人均存款要不超过 14,160 元，现在多 435,840 元"]
    assert [(fact.label, fact.value) for fact in savings.facts if "存款" in fact.label] == [
        ("全家的存款和现金", "900,000 元")
    ]
    assert all(item.changes == () for item in explanation.conditions if item.result == "met")
    declared = {fact.source for item in explanation.conditions for fact in item.facts}
    assert any(source.startswith("本人填报 20") for source in declared)
    assert any(source.startswith("政府部门已有信息 20") for source in declared)
    english = told(claim, "en")
    assert any("it is over by 435,840 yuan" in c.says for item in english.conditions for c in item.changes)
    assert "was not approved" in english.verdict


def test_the_figures_come_with_day_and_document(town):
    figures = {figure.label: figure for figure in told(refused()).figures}
    standard = figures["农村低保"]
    assert (standard.value, standard.since) == ("每月 590 元", "2026 年 7 月 1 日")
    assert standard.source.startswith("清民发")
    assert "城市低保" not in figures, "the family lives in the country"
    assert any(figure.value == "24 个月" for figure in figures.values())
    assert any(figure.value == "0" for figure in figures.values())


def test_it_tells_what_was_kept_whatever_rules_and_plugins_say_now(town, monkeypatch):
    claim = refused()
    before = told(claim)
    from plugins.manager import PluginManager

    def gone(*args, **kwargs):
        raise AssertionError("nothing is evaluated or looked up again")

    monkeypatch.setattr(PluginManager, "evaluate", gone)
    monkeypatch.setattr(PluginManager, "text", gone)
    monkeypatch.setattr(PluginManager, "scheme", gone)
    assert told(claim) == before


def test_an_officers_own_proposal_says_so_and_why(town):
    claim = claim_of(verify(file(household={"savings": None})))
    actions.propose(actor=staff("officer"), claim=claim)
    actions.propose_by_hand(actor=staff("officer"), claim=claim, outcome="refused", reason="拒绝申报存款")
    actions.confirm(actor=staff("approver"), claim=claim_of(claim.application), reason="经核实")
    explanation = told(claim)
    assert explanation.origin == "仅凭规则不能得出结论，由工作人员提出意见，理由如下。"
    assert explanation.words == ("拒绝申报存款", "经核实")
    assert [item.word for item in explanation.conditions if item.result == "unknown"] == ["还不能确定"]


def test_a_proposal_by_hand_where_the_rules_could_tell(town):
    claim = proposed()
    actions.propose_by_hand(
        actor=staff("officer"), claim=claim, outcome="approved", amount=Decimal(800), per="month", reason="另有支出"
    )
    actions.confirm(actor=staff("approver"), claim=claim_of(claim.application))
    assert told(claim).origin == "由工作人员人工提出意见，理由如下。"
    assert told(claim).words == ("另有支出",)


def test_the_approvers_own_reason_and_never_a_plea_for_the_other_outcome(town):
    claim = proposed()
    actions.propose_by_hand(
        actor=staff("officer"), claim=claim, outcome="approved", amount=Decimal(800), per="month", reason="建议批准"
    )
    claim = claim_of(claim.application)
    actions.confirm(actor=staff("approver"), claim=claim, outcome="refused", reason="该户已在外县享受低保")
    explanation = told(claim)
    assert explanation.words == ("该户已在外县享受低保",)
    assert explanation.origin == "最终决定与原来的审核意见不同，理由如下。"
    assert "建议批准" not in text_of(store.read(Letter.objects.get(claim=claim)))


@pytest.mark.usefixtures("broken_rules")
def test_what_broke_inside_is_not_the_familys_business(town):
    claim = claim_of(verify(file()))
    actions.propose(actor=staff("officer"), claim=claim)
    actions.propose_by_hand(actor=staff("officer"), claim=claim, outcome="refused", reason="收入高于标准")
    actions.confirm(actor=staff("approver"), claim=claim_of(claim.application), reason="同意")
    explanation = told(claim)
    assert explanation.conditions == () and explanation.figures == ()
    assert explanation.words == ("收入高于标准", "同意")
    assert "Zero" not in repr(explanation) and "civil" not in repr(explanation)
    letter = Letter.objects.get(claim=claim)
    assert letter.data["annex"] is None
    assert "附件" not in text_of(store.read(letter))


def test_an_agencys_own_decision_tells_its_reasons_alone(town):
    claim = refused()
    decision = Decision.objects.get(claim=claim)
    decision.made_by, decision.reason = "urban system 1.2 (officer 17)", "参保不满一年\n无票据"
    decision.save(update_fields=["made_by", "reason"])
    explanation = told(claim)
    assert explanation.conditions == ()
    assert explanation.words == ("参保不满一年", "无票据")
    assert "业务系统" in explanation.decided and "officer 17" not in repr(explanation)


def test_who_among_the_neighbours_said_something_is_never_told(town):
    application = file(household={"savings": "900000"})
    actions.start_verification(actor=staff("verifier"), application=application)
    check = {"actor": staff("verifier"), "application": application, "done_on": clock.today()}
    actions.record_verification(
        **check, method="neighbour", notes="x", facts={"household.vehicles": {"value": 1, "source": "邻居李四"}}
    )
    actions.record_verification(
        **check, method="visit", notes="x", facts={"household.homes": {"value": 2, "source": "听李四说"}}
    )
    actions.record_verification(
        **check, method="match", facts={"household.savings": {"value": "800000", "source": "农商行"}}
    )
    actions.issue_report(actor=staff("verifier"), application=application)
    claim = claim_of(application)
    actions.propose(actor=staff("officer"), claim=claim)
    actions.confirm(actor=staff("approver"), claim=claim_of(application))
    sources = {fact.label: fact.source for item in told(claim).conditions for fact in item.facts}
    assert sources["汽车等机动车辆数"].startswith("邻里走访 ")
    assert sources["自有住房套数"].startswith("核查确认 ")
    assert sources["全家的存款和现金"].startswith("与其他单位数据核对：农商行 ")
    assert "李四" not in repr(told(claim)) + text_of(store.read(Letter.objects.get(claim=claim)))


@pytest.mark.parametrize(
    ("source", "zh", "en"),
    [
        (None, "", ""),
        (
            {"kind": "declared", "by": "application", "on": "2026-09-17"},
            "本人填报 2026 年 9 月 17 日",
            "you declared it 17 September 2026",
        ),
        ({"kind": "matched", "by": "register", "on": None}, "政府部门已有信息", "from what public offices hold"),
        ({"kind": "matched", "by": "match", "on": None}, "政府部门已有信息", "from what public offices hold"),
        (
            {"kind": "verified", "by": "visit", "on": "2026-09-17"},
            "入户走访 2026 年 9 月 17 日",
            "Household visit 17 September 2026",
        ),
        ({"kind": "verified", "by": "李四", "on": None}, "核查确认", "established by a check"),
    ],
)
def test_sources_in_words(source, zh, en):
    from django.utils import translation

    for language, words in (("zh-hans", zh), ("en", en)):
        with translation.override(language):
            assert decided.source_text(source, language) == words


# The annex


def test_the_annex_of_a_refusal_says_it_all_in_short(town):
    pages = pages_of(store.read(Letter.objects.get(claim=refused())))
    assert "附件：为什么是这个结果" not in pages[0] and pages[1].startswith("附件：为什么是这个结果")
    annex = "".join(pages[1:])
    for words in (
        "各项条件", "不符合", "清民发〔2026〕18号第三条", "第五条第二项", "怎样会不同：", "现在多435,840元",
        "所用标准和限额", "农村低保每月590元", "2026年7月1日", "所用家庭信息", "900,000元", "本人填报",
    ):  # fmt: skip
        assert words in annex, words


def test_the_annex_of_an_approval_in_english(town):
    letter = approved(language="en")
    annex = "".join(pages_of(store.read(letter))[1:])
    for words in ("Annex:whatdecidedthis", "Amountsandlimitsused", "590yuanamonth", "youdeclaredit", "Factsused"):
        assert words in annex, words
    assert "Whatwouldchangeit" not in annex
    assert "不符合" not in annex


def test_a_letter_of_another_scheme_has_its_annex_too(town):
    application = verify(file())
    claim = claim_of(application, EDUCATION)
    actions.propose(actor=staff("edu-officer"), claim=claim)
    claim = claim_of(application, EDUCATION)
    assert claim.scheme_key != ALLOWANCE
    actions.confirm(actor=staff("edu-approver"), claim=claim)
    letter = Letter.objects.filter(claim=claim).first()
    assert letter is None or letter.data["annex"]["tables"]


def test_letters_kept_from_before_there_was_an_annex_are_printed_as_they_were(town):
    from portal.cases import letters

    letter = approved()
    old = {key: value for key, value in letter.data.items() if key != "annex"}
    assert len(pages_of(letters.render("approval", old, "zh-hans"))) == 1


# Evidence


def test_what_must_be_proven_waits_for_the_check_and_then_counts(town, monkeypatch):
    from plugins.manager import get_manager

    monkeypatch.setattr(get_manager()._evaluators[ALLOWANCE], "_demands", {"household.savings": "matched"})
    application = verify(file())
    claim = claim_of(application)
    evaluation = actions.propose(actor=staff("officer"), claim=claim)
    assert (evaluation.verdict, evaluation.ask) == ("unknown", ["household.savings"])
    savings = next(item for item in evaluation.findings_in("zh-hans") if item["id"] == "savings")
    assert savings["result"] == "unknown" and "household.savings" not in savings["facts"]
    assert evaluation.facts["household"]["savings"] == "6200", "what was declared is kept beside"
    check = {"actor": staff("verifier"), "application": application, "done_on": clock.today()}
    actions.record_verification(
        **check, method="match", facts={"household.savings": {"value": "6200", "source": "农商行"}}
    )
    assert actions.propose(actor=staff("officer"), claim=claim_of(application)).verdict == "met"


def test_a_scheme_received_is_kept_with_its_first_day(town):
    import datetime as dt

    from portal.registry.actions import grant_benefit

    application = verify(file())
    since = clock.today() - dt.timedelta(days=200)
    grant_benefit(
        actor=staff("officer"), household=application.household, scheme_key=ALLOWANCE, amount=Decimal(870), per="month",
        since=since, source_ref="import:1",
    )  # fmt: skip
    claim = claim_of(application, EDUCATION)
    evaluation = actions.propose(actor=staff("edu-officer"), claim=claim)
    assert evaluation.facts["household"]["receives"] == {ALLOWANCE: since.isoformat()}
    told_facts = [fact["value"] for item in evaluation.findings_in("zh-hans") for fact in item["told"]]
    assert f"最低生活保障（{since.isoformat()} 起）" in told_facts
