"""The counted effect of a change: the same as evaluating every family by hand, and nothing about one family in it."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections import Counter
from decimal import Decimal
from statistics import median

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plugins.manager import get_manager
from portal.accounts.models import Office
from portal.cases import actions as case_actions
from portal.cases.facts import build_facts
from portal.cases.models import Application, Claim
from portal.common import clock
from portal.policy import actions, drafting, overlay
from portal.policy.impact import affected, count, households, view
from portal.policy.impact.verdicts import verdicts
from portal.policy.models import ImpactPreview
from portal.registry.models import Benefit, Household
from tests.cases.builders import ALLOWANCE, CHILD, MOTHER, PHONE, file, staff
from tests.policy.builders import DESTITUTE_RURAL, RURAL, URBAN, draft, fresh, office, proposed, run_jobs

DAY = dt.date(2027, 1, 1)


_born = itertools.count()


def family(income: str | None, village: str = "hedong", residence: str = "rural", **household) -> Application:
    facts = {key: value for key, value in {**MOTHER[4], "income_monthly": income}.items() if value is not None}
    # Specimen numbers of one birthday are few, and the same number is the same family.
    later = dt.timedelta(days=next(_born))
    mother, child = (*MOTHER[:3], MOTHER[3] + later, facts), (*CHILD[:3], CHILD[3] + later, CHILD[4])
    return file(
        people=(mother, child), village=office(village), scheme_keys=(ALLOWANCE,),
        household={"residence": residence, **household},
    )  # fmt: skip


@pytest.fixture
def families(bureau):
    """Incomes around the rural standard of 590 a head, in two townships; one unknown, one urban, one receiving."""
    made = [family(income) for income in ("1000", "1150", "1170", "1179", "1185", "1300", "9000", None)]
    made += [family(income, "shangba") for income in ("1160", "1400")]
    made += [family("1200", residence="urban")]
    Benefit.objects.create(
        household=made[0].household, scheme_key=ALLOWANCE, amount=Decimal(180), per="month", since=dt.date(2026, 1, 1),
        source_ref="import:1", created_at=clock.now(),
    )  # fmt: skip
    case_actions.withdraw(actor=staff("clerk"), claim=made[5].claims.get())
    return made


def counted(*values, **changes) -> dict:
    change = proposed(*values, **changes)
    preview = change.previews.get()
    assert preview.state == ImpactPreview.State.DONE
    return preview.result


def brute(values: tuple, key: str = ALLOWANCE) -> dict:
    """Every family evaluated twice, one by one."""
    after = get_manager().with_parameters(drafting.reckoned_with(drafting.content_of(draft(*values))))
    kinds, claims, differences, places = Counter(), Counter(), [], Counter()
    for application in Application.objects.all():
        facts, chain = build_facts(application, DAY), application.village.chain()
        old, new = (m.evaluate(key, facts, on=DAY, office_chain=chain) for m in (get_manager(), after))
        known = old.amount is not None and new.amount is not None
        kind = {
            ("met", "not_met"): "lost", ("not_met", "met"): "gained",
            ("met", "met"): "amount" if known and old.amount != new.amount else "",
            ("not_met", "not_met"): "", ("unknown", "unknown"): "",
        }.get((old.verdict, new.verdict), "unknown")  # fmt: skip
        if kind:
            kinds[kind] += 1
            claims[kind] += application.claims.exclude(state="withdrawn").count()
            places[application.township.code] += 1
            pay = [e.amount if e.verdict == "met" else Decimal(0) for e in (old, new)]
            if None not in pay and "unknown" not in {old.verdict, new.verdict} and pay[0] != pay[1]:
                differences.append(pay[1] - pay[0])
    return {"kinds": kinds, "claims": claims, "differences": differences, "places": places}


@pytest.mark.parametrize(
    "values",
    [
        ((RURAL, 580),),
        ((RURAL, 700), (DESTITUTE_RURAL, 910)),
        ((RURAL, 560, "hedong"),),
        ((URBAN, 500), (RURAL, 590)),
    ],
)
def test_it_counts_what_evaluating_each_family_says(families, values):
    wanted, found = brute(values), counted(*values)
    scheme = next(scheme for scheme in found["schemes"] if scheme["key"] == ALLOWANCE)
    group = scheme["households"]
    assert {kind: group[kind] for kind in ("lost", "gained", "unknown", "amount")} == {
        kind: wanted["kinds"][kind] for kind in ("lost", "gained", "unknown", "amount")
    }
    assert {kind: scheme["claims"][kind] for kind in wanted["claims"]} == dict(wanted["claims"])
    assert Decimal(group["sum"]) == sum(wanted["differences"], Decimal(0))
    if wanted["differences"]:
        assert Decimal(group["median"]) == median(wanted["differences"])
    assert found["households"] == len(families) and found["claims"] >= 10
    assert sum(wanted["kinds"].values()) > 0


def test_many_at_once_hear_what_each_would_hear_alone(families):
    """All schemes, those that demand proof too."""
    weak = family("300", "qingshi")
    weak.answers["household"] |= {"housing.danger_grade": "D"}
    weak.answers["members"][0] |= {"medical_costs": "90000"}
    weak.save()
    keys = tuple(get_manager().schemes())
    for portion in households.subjects(keys, DAY):
        together = verdicts(get_manager(), keys, DAY, portion)
        for subject, said in zip(portion, together, strict=True):
            alone = {
                key: get_manager().evaluate(key, subject.facts, on=DAY, office_chain=subject.chain) for key in keys
            }
            assert {key: said[key].result for key in keys} == {key: alone[key].verdict for key in keys}
            own = [key for key in keys if get_manager().scheme(key).scheme.propose is None]
            assert {key: said[key].amount for key in own} == {key: alone[key].amount for key in own}


def test_it_counts_the_latest_application_of_a_household_once(families):
    # The same family again, with another income: only what they say now counts.
    first = families[1]
    again = family("9000")
    Application.objects.filter(pk=again.pk).update(household=first.household)
    assert counted((RURAL, 560))["households"] == len(families)


def test_it_knows_who_receives_and_who_never_applied(families):
    stranger = Household.objects.create(office=office("hedong"), created_at=clock.now())
    Benefit.objects.create(
        household=stranger, scheme_key=ALLOWANCE, since=dt.date(2026, 1, 1), source_ref="import:2",
        created_at=clock.now(),
    )  # fmt: skip
    found = counted((RURAL, 585))
    scheme = next(scheme for scheme in found["schemes"] if scheme["key"] == ALLOWANCE)
    assert (scheme["receiving"]["total"], found["without_facts"]) == (1, 1)


def test_schemes_that_do_not_read_the_figures_are_left_out(families):
    keys = {scheme["key"] for scheme in counted((RURAL, 585))["schemes"]}
    assert keys == {key for key, info in get_manager().schemes().items() if RURAL in info.parameters}


def test_an_adopted_change_is_the_new_starting_point(families):
    change = proposed((RURAL, 580))
    actions.note_reading(actor=staff("checker"), preview=change.previews.get())
    actions.approve(actor=staff("checker"), change=change)
    overlay.forget()
    found = counted((RURAL, 580))
    assert found["changed"] == 0


def test_nothing_personal_is_stored(families):
    stored = json.dumps(counted((RURAL, 560)), ensure_ascii=False)
    for application in Application.objects.all():
        person = application.applicant
        for secret in (
            person.name, person.id_number, PHONE, application.receipt, str(application.pk),
            str(application.household_id),
        ):  # fmt: skip
            assert secret not in stored


def test_counting_twice_and_too_late_does_nothing(families):
    change = draft((RURAL, 560))
    preview = actions.request_preview(actor=staff("maker"), change=change)
    assert actions.request_preview(actor=staff("maker"), change=change) == preview
    assert count(str(preview.pk)).state == "done"
    assert count(str(preview.pk)) is None
    old = actions.request_preview(actor=staff("maker"), change=change)
    assert old == preview
    change = actions.save_draft(actor=staff("maker"), content=drafting.content_of(change), change=fresh(change))
    late = actions.request_preview(actor=staff("maker"), change=change)
    actions.withdraw(actor=staff("maker"), change=fresh(change))
    assert count(str(late.pk)) is None


def test_a_failure_is_said_and_tried_again(families, monkeypatch):
    from portal.policy.impact import run

    change = draft((RURAL, 560))
    preview = actions.request_preview(actor=staff("maker"), change=change)
    with monkeypatch.context() as patch:
        patch.setattr(run, "verdicts", lambda *given: 1 / 0)
        run_jobs()
    preview.refresh_from_db()
    assert preview.state == "failed"
    again = actions.request_preview(actor=staff("maker"), change=change)
    assert again != preview
    run_jobs()
    assert change.previews.filter(state="done").count() == 1


def test_it_tells_how_far_it_is(families, monkeypatch):
    from portal.policy.impact import households, run

    monkeypatch.setattr(households, "CHUNK", 3)
    seen, note = [], run._note

    def watch(preview, **fields):
        note(preview, **fields)
        seen.append((preview.state, preview.done, preview.total))

    monkeypatch.setattr(run, "_note", watch)
    proposed((RURAL, 560))
    number = len(families)
    assert seen[0] == ("running", 0, number)
    assert [done for _state, done, _total in seen] == [0, 3, 6, 9, number, number]
    assert seen[-1][0] == "done"


# Small numbers (fault 34).


def result(*changed: int) -> dict:
    codes = ("liuhe", "shiqiao", "third", "fourth")
    return {"townships": [{"code": code, "total": 100, "changed": n} for code, n in zip(codes, changed, strict=False)]}


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((5, 9), ["5", "9"]),
        ((2, 9), ["<3", "不显示"]),
        ((2, 9, 5), ["<3", "9", "不显示"]),
        ((2, 0, 5), ["<3", "<3", "5"]),
        ((0, 0), ["<3", "<3"]),
        ((2,), ["<3"]),
        ((3, 4), ["3", "4"]),
    ],
)
def test_small_counts_hide_and_the_total_does_not_give_them_away(bureau, counts, shown):
    assert [line.changed for line in view.township_lines(result(*counts), seen=set())] == shown


def test_who_sees_the_families_sees_the_numbers(bureau):
    lines = view.township_lines(result(2, 1, 9), seen={"liuhe"})
    assert [line.changed for line in lines] == ["2", "<3", "不显示"]
    everything = set(Office.objects.values_list("code", flat=True)) | {"third"}
    assert [line.changed for line in view.township_lines(result(2, 1, 9), seen=everything)] == ["2", "1", "9"]


def queries(work) -> int:
    with CaptureQueriesContext(connection) as asked:
        work()
    return len(asked)


def test_many_families_cost_no_more_queries_than_a_few(bureau):
    """Of the count, and of the page with the claims that change."""
    change = draft((RURAL, 560))
    keys = drafting.schemes_reading([RURAL])
    cost = []
    for villages in (["hedong", "shangba"], ["hedong", "shangba", "qingshi"] * 3):
        for village in villages:
            family("1150", village)
        counting = queries(lambda: list(households.subjects(keys, DAY)))
        reading = queries(lambda: affected.claims(staff("supervisor"), change))
        cost.append((counting, reading))
    assert cost[0] == cost[1]
    found = affected.claims(staff("supervisor"), change)
    assert found.looked_at == len(found.rows) == Application.objects.count() == 11


def test_open_claims_are_those_not_decided(families):
    assert Claim.objects.filter(state="withdrawn").count() == 1
    assert counted((RURAL, 560))["claims"] == len(families) - 1
