"""The staff pages of figures: every role, the whole way, and nothing typed is ever lost."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from portal.accounts.actions import sync_roles
from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.policy import actions, overlay
from portal.policy.models import ParameterChange
from tests.cases.builders import STAFF, file, staff
from tests.policy.builders import (
    DESTITUTE_RURAL,
    DESTITUTE_URBAN,
    PEOPLE,
    RURAL,
    TODAY,
    URBAN,
    adopted,
    draft,
    fresh,
    proposed,
    run_jobs,
)  # fmt: skip

LIST = "/admin/figures/"


@pytest.fixture
def signed_in(bureau):
    sync_roles(actor=Actor.system("test"))

    def enter(name: str, language: str = "zh-hans") -> Client:
        user, client = User.objects.get(username=name), Client()
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


def text(response) -> str:
    html = response.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<(script|style)[^>]*>.*?</\1>", "", html, flags=re.S))


def url(name: str, *args) -> str:
    return reverse(f"policy:{name}", args=args)


def typed(*rows: tuple, **changes) -> dict:
    given = {
        "rows": str(len(rows)), "since": "2027-01-01", "source": "清民发〔2026〕40号", "reason": "省定最低标准提高",
        "until": "", "source_page": "", "source_url": "", "version": "",
    }  # fmt: skip
    for number, (key, value, *rest) in enumerate(rows):
        given |= {
            f"row-{number}-key": key, f"row-{number}-value": value,
            f"row-{number}-office": rest[0] if rest else "", f"row-{number}-below_floor": "",
        }  # fmt: skip
    return given | changes


def test_everybody_with_an_office_reads_the_figures_in_force(signed_in):
    for name in {*STAFF, *PEOPLE}:
        page = text(signed_in(name).get(LIST))
        assert "735 元/月" in page and "清民发〔2026〕18号" in page, name
        assert "不低于“" in page and "的 1.3 倍" in page
        assert ("提出新标准" in page) is (name in {"maker", "checker", "checker2", "editor", "edu-publisher"}), name
        assert signed_in(name).get(url("history", URBAN)).status_code == 200, name


def test_strangers_do_not(signed_in):
    User.objects.create(username="nobody", is_staff=True)
    assert signed_in("nobody").get(LIST).status_code in {403, 404}
    assert Client().get(LIST).status_code == 302


def test_proposals_are_read_by_the_agency_and_its_supervision_alone(signed_in):
    change = proposed((URBAN, 730))
    readers = {"maker", "checker", "checker2", "bureau-approver", "auditor", "supervisor", "administrator"}
    for name in {*STAFF, *PEOPLE}:
        client = signed_in(name)
        assert (client.get(url("change", change.pk)).status_code == 200) is (name in readers), name
        assert ("清民发〔2026〕40号" in text(client.get(LIST))) is (name in readers), name
        assert ("730" in text(client.get(url("history", URBAN)))) is (name in readers), name
    for name in {*STAFF, *PEOPLE} - {"maker", "checker", "checker2", "bureau-approver"}:
        for verb in ("submit", "withdraw", "approve", "reject", "preview"):
            assert signed_in(name).post(url(verb, change.pk)).status_code in {404, 409}, (name, verb)
        assert signed_in(name).post(url("edit", change.pk), typed((URBAN, "700"))).status_code in {404, 422}
    assert fresh(change).state == "proposed"


def test_the_whole_way_by_two_people(signed_in):
    maker, checker = signed_in("maker"), signed_in("checker")
    form = text(maker.get(url("new") + f"?key={URBAN}"))
    assert f'<option value="{URBAN}" selected' in form
    assert f'value="{"education.aid_per_term"}"' not in form
    response = maker.post(url("new"), typed((URBAN, "７３０ 元"), (RURAL, "580", "hedong")))
    change = ParameterChange.objects.get()
    assert response.url == url("change", change.pk)
    assert "等待测算" in text(maker.get(response.url))
    run_jobs()
    page = text(maker.get(response.url))
    assert "提交复核" in page and "−5" in page and "河东村" in page
    assert maker.post(url("submit", change.pk), {"version": "1"}).status_code == 302
    page = text(maker.get(response.url))
    assert "同意这些标准" not in page
    page = text(checker.get(response.url))
    assert "同意这些标准" in page and "看过的人" in page
    assert checker.post(url("approve", change.pk), {"version": "1"}).status_code == 302
    overlay.forget()
    page = text(checker.get(url("history", URBAN)))
    assert "已通过，尚未执行" in page and "maker同志 → checker同志" in page and "今天执行" in page
    assert "730 元/月" in text(checker.get(LIST))


def test_a_floor_lists_what_must_change_too_and_adds_the_rows(signed_in):
    maker = signed_in("maker")
    response = maker.post(url("new"), typed((URBAN, "780"), (RURAL, "590")))
    page = text(response)
    assert response.status_code == 422
    assert "为 956 元/月，自 2027-01-01 起应不低于 1,014 元/月" in page
    assert re.search(rf'<option value="{DESTITUTE_URBAN}" selected', page)
    assert 'value="780"' in page and 'name="rows" value="3"' in page
    assert "省定最低标准提高" in page
    rows = ((URBAN, "780"), (RURAL, "590"), (DESTITUTE_URBAN, "1013.99"))
    assert "1,014 元/月" in text(maker.post(url("new"), typed(*rows)))
    assert maker.post(url("new"), typed(*rows[:2], (DESTITUTE_URBAN, "1014"))).status_code == 302


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"since": "2026-09-16"}, "这一天已经过去"),
        ({"since": "2006-13-40"}, "2027-01-01 这样"),
        ({"since": "2062-01-01"}, "十年"),
        ({"until": "2026-12-31"}, "最后一天早于第一天"),
        ({"reason": " "}, "请写明调整原因"),
        ({"source": ""}, "请填写依据的文件"),
        ({"source_url": "javascript:alert(1)"}, "完整网址"),
        ({"source_page": "99999"}, "已经撤下"),
        ({"correction": "on"}, "起始日应当是已经过去的日期"),
        ({"row-0-value": "七百"}, "数字"),
        ({"row-0-value": "-5"}, "不能"),
        ({"row-0-value": "730.005"}, "小数"),
        ({"row-0-key": "civil-affairs.homes_limit", "row-0-value": "1.5"}, "整数"),
        ({"row-0-key": "civil-affairs.nonsense"}, "请从列表里选一项标准"),
        ({"row-0-key": "education.aid_per_term"}, "请从列表里选一项标准"),
        ({"row-0-office": "nowhere"}, "请从列表里选一个地区"),
        ({"row-0-key": ""}, "请选择这个数值对应的标准"),
        ({"row-0-key": "", "row-0-value": ""}, "至少选一项标准"),
        ({"rows": "99999999"}, None),
        ({"rows": "\x00"}, None),
    ],
)
def test_whatever_is_wrong_is_said_at_its_field_and_kept(signed_in, change, said):
    given = typed((URBAN, "730"), **{"source": "清民发〔2026〕77号", **change})
    response = signed_in("maker").post(url("new"), given)
    if said is None:
        assert response.status_code == 302
        return
    page = text(response)
    assert response.status_code == 422
    assert said in page
    for name in ("row-0-value", "source", "reason"):
        if given[name].strip():
            assert given[name].strip().replace("\x00", "") in page, name
    assert not ParameterChange.objects.exists()


def test_everything_that_is_wrong_is_said_at_once(signed_in):
    given = typed((URBAN, ""), (RURAL, "七百"), source="", reason="", since="2026-01-01", until="2025-01-01")
    page = text(signed_in("maker").post(url("new"), given))
    for said in ("请填写新的标准数值。", "请写明调整原因", "请填写依据的文件", "这一天已经过去", "最后一天早于第一天"):
        assert said in page, said
    assert "没有的话填 0" not in page
    nothing = typed(("", ""), source="")
    page = text(signed_in("maker").post(url("new"), nothing))
    assert "至少选一项标准" in page and "请填写依据的文件" in page


def test_who_proposes_and_who_checks_see_that_an_adopted_value_of_that_day_gives_way(signed_in):
    adopted((URBAN, 740), (DESTITUTE_URBAN, 962), source="清民发〔2026〕39号")
    change = proposed((URBAN, 741), (RURAL, 600), (DESTITUTE_RURAL, 780), (DESTITUTE_URBAN, "963.3"))
    said = "同一天已有一份已通过的标准：740 元/月（清民发〔2026〕39号）。本次通过后将取代它。"
    for name in ("maker", "checker"):
        page = text(signed_in(name).get(url("change", change.pk)))
        assert page.count("同一天已有一份已通过的标准") == 2 and said in page, name
    other_day = proposed((URBAN, 742), (DESTITUTE_URBAN, "964.6"), since=TODAY.replace(year=2027))
    in_a_town = proposed((URBAN, 745, "liuhe"), (DESTITUTE_URBAN, 970, "liuhe"))
    for other in (other_day, in_a_town):
        assert "同一天已有" not in text(signed_in("checker").get(url("change", other.pk)))


def test_units_are_in_the_readers_language(signed_in):
    page = text(signed_in("maker").get(LIST))
    assert "个月/年" in page and "元/平方米/月" in page
    assert "month" not in re.sub(r"<[^>]+>", " ", page)


def test_one_more_row_judges_nothing_yet(signed_in):
    page = text(signed_in("maker").post(url("new"), typed((URBAN, "abc"), since="", add="1")))
    assert 'value="abc"' in page and 'name="rows" value="2"' in page
    assert "wb-error" not in page


def test_rejecting_keeps_what_was_typed_and_the_maker_begins_anew_from_it(signed_in):
    change = proposed((URBAN, 730))
    checker = signed_in("checker")
    response = checker.post(url("reject", change.pk), {"reason": "  ", "version": "1"})
    assert response.status_code == 409 and "请写明理由" in text(response)
    ParameterChange.objects.filter(pk=change.pk).update(version=2)
    response = checker.post(url("reject", change.pk), {"reason": "文件还没有印发", "version": "1"})
    assert "文件还没有印发" in text(response) and "同事刚刚改动了它" in text(response)
    assert checker.post(url("reject", change.pk), {"reason": "文件还没有印发", "version": "2"}).status_code == 302
    maker = signed_in("maker")
    assert "文件还没有印发" in text(maker.get(url("change", change.pk)))
    again = text(maker.get(url("new") + f"?from={change.pk}"))
    assert 'value="730"' in again and "清民发〔2026〕40号" in again


def test_an_own_change_says_who_has_to_check_it(signed_in):
    change = proposed((URBAN, 730), maker="checker")
    page = text(signed_in("checker").get(url("change", change.pk)))
    assert "要由本部门另一位发布人或审批人复核" in page and "同意这些标准" not in page
    assert signed_in("checker").post(url("approve", change.pk), {"version": "1"}).status_code == 409


def test_a_draft_is_edited_on_its_page_and_nothing_else_is(signed_in):
    change, maker = draft((URBAN, 730), until=None), signed_in("maker")
    page = text(maker.get(url("edit", change.pk)))
    assert 'value="730"' in page and 'value="2027-01-01"' in page
    assert maker.post(url("edit", change.pk), typed((URBAN, "731"), version="1")).status_code == 302
    stale = maker.post(url("edit", change.pk), typed((URBAN, "732"), version="1"))
    assert stale.status_code == 422 and 'value="732"' in text(stale)
    actions.propose(actor=staff("maker"), change=fresh(change))
    assert maker.get(url("edit", change.pk)).status_code == 302
    assert maker.post(url("edit", change.pk), typed((URBAN, "733"), version="2")).status_code == 422


def test_open_claims_are_listed_for_those_who_see_them(signed_in):
    application = file()
    change = proposed((RURAL, 200), (DESTITUTE_RURAL, 260, None, ""))
    for name in ("maker", "auditor", "administrator"):
        assert "在办事项</a>" not in text(signed_in(name).get(url("change", change.pk))), name
        assert signed_in(name).get(url("claims", change.pk)).status_code == 404, name
    seen = text(signed_in("supervisor").get(url("claims", change.pk)))
    assert application.receipt in seen and "周大海" not in seen
    # The bureau's approver sees cases, but this family's lie elsewhere.
    assert application.receipt not in text(signed_in("bureau-approver").get(url("claims", change.pk)))
    assert AuditEntry.objects.filter(action="policy.read_affected_claims").count() == 2


def test_english_is_complete(signed_in):
    change = proposed((URBAN, 730))
    client = signed_in("checker", "en")
    said = {
        LIST: "What the rules reckon with today",
        url("history", URBAN): "Holds today",
        url("change", change.pk): "Approve these figures",
        url("new"): "Save the draft and count its effect",
    }
    for address, words in said.items():
        page = text(client.get(address))
        assert words in page and "yuan/month" in page and "今天" not in page, address


@pytest.mark.parametrize("query", ["?key=%00", '?key="', "?from=x", "?from=00000000-0000-0000-0000-000000000000"])
def test_strange_parameters_change_nothing(signed_in, query):
    assert signed_in("maker").get(url("new") + query).status_code == 200


def test_a_figure_nobody_knows_is_not_there(signed_in):
    assert signed_in("maker").get(url("history", "civil-affairs.nonsense")).status_code == 404


def test_values_of_a_plugin_that_is_gone_are_kept_and_shown(signed_in, monkeypatch):
    from portal.policy.models import ChangedValue

    change = adopted((URBAN, 730))
    ChangedValue.objects.filter(change=change).update(key="disaster.relief_per_day")
    overlay.forget()
    client = signed_in("maker")
    assert "不起作用" in text(client.get(LIST))
    page = text(client.get(url("history", "disaster.relief_per_day")))
    assert "730" in page and "不起作用" in page
    assert client.get(url("change", change.pk)).status_code == 200
