"""The screening (R2.2): asks only what can still change an answer, keeps nothing, hands over the answers (R2.3)."""

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.sessions.models import Session

from forms.models import Draft
from forms.screening.questions import Screen
from forms.screening.sealed import Screening, Stale, seal, unseal
from plugins.manager import get_manager

pytestmark = pytest.mark.django_db
URL = "/en/check/"


def state_of(response):
    return re.search(r'name="state" value="([^"]+)"', response.content.decode()).group(1)


def page_of(response):
    found = re.search(r'name="page" value="([^"]+)"', response.content.decode())
    return found and found.group(1)


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


class Walk:
    """A person who knows some answers and ticks "not sure" for the rest."""

    def __init__(self, client, **known):
        self.client, self.known, self.asked = client, known, []
        self.page = client.get(URL)

    def send(self, **values):
        self.page = self.client.post(URL, {"state": state_of(self.page), "page": page_of(self.page), **values})
        return self.page

    def controls(self):
        """Each question of the page with its values, if it has any."""
        text = self.page.content.decode()
        found = {}
        for tag in re.findall(r"<(?:input|select)[^>]*>", text):
            name = re.search(r'name="([^"]+)"', tag)
            value = re.search(r'value="([^"]*)"', tag)
            if name and name[1] not in ("state", "page", "csrfmiddlewaretoken", "q"):
                found.setdefault(name[1], []).append(value[1] if value else "")
        return found

    def answer_page(self):
        """This page: what is known, else "not sure"."""
        controls, values = self.controls(), {}
        for control, options in controls.items():
            if control.endswith("-unknown"):
                continue
            name = re.sub("-(year|month|day)$", "", control)
            self.asked.append(name)
            if name in self.known:
                values[name] = self.known[name]
            elif f"{name}-unknown" in controls:
                values[f"{name}-unknown"] = "1"
            else:
                values[name] = options[-1]
        return self.send(**values)

    def answer_all(self):
        """Until the results are there."""
        for _ in range(40):
            if page_of(self.page) != "questions":
                return self
            self.answer_page()
        raise AssertionError("the questions never end")


def a_family(client, **known):
    walk = Walk(client, **known)
    walk.send(size="2", age="41", receives="none")
    walk.send(**{"m2-relation": "child", "m2-age": "9"})
    return walk


def test_a_family_learns_what_fits_and_why(client):
    walk = a_family(client, **{
        "m1-in_school": "none", "m2-in_school": "primary", "m1-income_monthly": "600", "m2-income_monthly": "0",
    }).answer_all()  # fmt: skip
    text = words(walk.page)
    assert "fits Education aid" in text
    assert "1,250 yuan a term" in text
    assert "清教发〔2026〕7号 第四条" in text
    assert "not stored" in text


def test_what_cannot_change_an_answer_is_not_asked(client):
    """A single rich person without children: the income decides, savings and cars are not asked for."""
    walk = Walk(client, **{"m1-income_monthly": "90000"})
    walk.send(size="1", age="41", events=["poor"], receives="none")
    walk.answer_all()
    read = {path for key in Screen(Screening(), "en").schemes for path in get_manager().scheme(key).facts}
    assert "household.savings" in read
    assert "m1-income_monthly" in walk.asked
    every = get_manager().questions(get_manager().schemes())
    assert len(set(walk.asked)) < len(every) / 2


def test_nobody_is_refused_for_not_knowing(client):
    """All answers "not sure": whatever needs one of them cannot tell, and says what is open."""
    walk = Walk(client)
    walk.send(size="1", age="41", events=["poor"], receives="unknown")
    walk.answer_all()
    allowance = next(part for part in walk.page.content.decode().split("<section") if "minimum-living" in part)
    assert "cannot tell yet" in allowance
    assert "Still open:" in allowance


def test_events_narrow_the_schemes(client):
    everything, school = Screen(Screening(), "en"), Screen(Screening(events=("school",)), "en")
    assert set(school.schemes) < set(everything.schemes)
    assert all("school" in get_manager().scheme(key).scheme.events for key in school.schemes)


def test_mistakes_are_said_and_nothing_typed_is_lost(client):
    walk = Walk(client)
    page = walk.send(size="0", age="forty", events=["ill"])
    assert page.status_code == 200
    assert "Please write a number from 1 to 12." in words(page)
    assert "Please write only a number" in words(page)
    assert 'value="forty"' in page.content.decode()
    assert re.search(r'value="ill"[^>]*checked', page.content.decode())


def test_back_brings_the_page_before_with_its_answers(client):
    walk = a_family(client)
    first = set(walk.controls())
    walk.answer_page()
    assert set(walk.controls()) != first
    walk.send(back="1")
    assert set(walk.controls()) == first
    walk.send(back="1")
    assert page_of(walk.page) == "family"
    assert 'value="9"' in walk.page.content.decode()
    walk.send(back="1")
    assert page_of(walk.page) == "start"
    assert 'value="41"' in walk.page.content.decode()


def test_nothing_is_stored_and_nothing_readable_travels(client):
    walk = a_family(client, **{"m1-income_monthly": "4711"}).answer_all()
    assert not Draft.objects.exists()
    assert not Session.objects.exists()
    assert "4711" not in state_of(walk.page)
    assert "no-store" in walk.page["Cache-Control"]
    assert unseal(state_of(walk.page)).typed["m1-income_monthly"] == ["4711"]


@pytest.mark.parametrize("state", ["", "x", "§§§", "AAAA" * 30, "A" * 50_000])
def test_damaged_answers_begin_anew(client, state):
    response = client.post(URL, {"state": state, "page": "questions"})
    assert response.status_code == 200
    assert "please begin again" in words(response)


def test_answers_are_good_for_two_hours():
    with time_machine.travel(dt.datetime(2026, 9, 17, 10, tzinfo=dt.UTC)):
        sealed = seal(Screening(events=("ill",)))
    with time_machine.travel(dt.datetime(2026, 9, 17, 11, 59, tzinfo=dt.UTC)):
        assert unseal(sealed).events == ("ill",)
    with time_machine.travel(dt.datetime(2026, 9, 17, 12, 1, tzinfo=dt.UTC)), pytest.raises(Stale):
        unseal(sealed)


def test_the_application_begins_with_what_was_answered(client, county):
    walk = a_family(client, **{"m1-income_monthly": "600", "m2-in_school": "primary", "m2-income_monthly": "0"})
    walk.answer_all()
    response = client.post(
        "/en/check/apply/", {"state": state_of(walk.page), "schemes": ["education-aid", "no-such-scheme"]}
    )
    assert response.headers["Location"] == "/en/apply/applicant/"
    draft = Draft.objects.get()
    assert draft.answers["step_data"]["schemes"] == {"schemes": ["education-aid"]}
    assert draft.answers["step_data"]["means"]["m1-income_monthly"] == ["600"]
    assert draft.answers["step_data"]["more"]["m2-in_school"] == ["primary"]
    assert draft.answers["members"] == [{"key": 2, "data": {"relation": ["child"]}}]
    page = client.get(response.headers["Location"])
    assert page.status_code == 200
    client.cookies["django_language"] = "en"
    household = client.get("/en/apply/household/?gap=1")
    assert household.status_code in (200, 302)


def a_big_family(client, **known):
    """Four people of whom nothing particular is said: all schemes are looked at."""
    walk = Walk(client, **known)
    walk.send(size="4", age="41", receives="none")
    walk.send(**{
        "m2-relation": "spouse", "m2-age": "40", "m3-relation": "child", "m3-age": "9",
        "m4-relation": "parent", "m4-age": "70",
    })  # fmt: skip
    return walk


def test_follow_ups_wait_for_the_answer_before_them_and_are_left_out_without_it(client):
    """Nobody is asked for the kind of a disability before the certificate, or without one."""
    walk = a_big_family(client, **{"m1-disability": "none", "m2-disability": "grade3"}).answer_all()
    kind = "civil-affairs.disability_kind"
    assert walk.asked.index(f"m2-{kind}") > walk.asked.index("m2-disability")
    assert not {f"m{n}-{kind}" for n in (1, 3, 4)} & set(walk.asked)
    assert "m3-civil-affairs.child_situation" in walk.asked
    assert not {f"m{n}-civil-affairs.child_situation" for n in (1, 2, 4)} & set(walk.asked)
    assert len(walk.asked) == len(set(walk.asked))


def test_what_follows_from_an_age_is_proposed_and_not_sure_overrules_it(client):
    walk = a_big_family(client)
    assert re.search(r'name="m3-income_monthly"[^>]*value="0"', walk.page.content.decode())
    known = {"m3-income_monthly": "0", "m3-income_monthly-unknown": "1"}
    for control in walk.controls():
        if control.endswith("-unknown"):
            known[control] = "1"
        elif f"{control}-unknown" not in walk.controls():
            known.setdefault(control, "unknown")
    page = walk.send(**known)
    assert "govuk-error-summary" not in page.content.decode()
    assert "m3-income_monthly" not in unseal(state_of(page)).typed


def test_the_results_so_far_are_there_at_any_time_and_the_questions_go_on(client):
    walk = a_big_family(client)
    page = walk.send(enough="1")
    assert page_of(page) == "results"
    assert "More answers make the result more certain." in words(page)
    assert "May fit: some answers are missing" in words(page)
    again = walk.client.post(URL, {"state": state_of(page), "more": "1"})
    assert page_of(again) == "questions"
    back = walk.client.post(URL, {"state": state_of(page), "back": "1"})
    assert back.status_code == 200 and page_of(back) in ("family", "questions")


def test_answers_on_the_page_count_when_somebody_has_enough(client):
    walk = a_big_family(client)
    values = {control: options[-1] for control, options in walk.controls().items() if "" not in options}
    values |= {control: "1" for control in walk.controls() if control.endswith("-unknown")}
    page = walk.send(enough="1", **values)
    assert len(unseal(state_of(page)).pages) == 1


def test_what_does_not_fit_is_folded_away_after_the_rest(client):
    walk = a_big_family(client, **{f"m{n}-disability": "none" for n in range(1, 5)}).answer_all()
    html = walk.page.content.decode()
    cards, folded = html[: html.index("kinds of help do not fit")], html[html.index("kinds of help do not fit") :]
    assert "od-verdict--not" not in cards and "od-verdict--unknown" in cards
    assert "od-verdict--unknown" not in folded and "disability-living-subsidy" in folded
    assert html.index("Apply once for all I ticked") > html.index("kinds of help do not fit")


def test_everything_there_is_is_not_ticked_for_somebody_who_named_nothing(client):
    """With something that fits, what is only possible is theirs to tick; without, or after an event, it is ticked."""
    income = {f"m{n}-income_monthly": "0" for n in range(1, 5)} | {
        "household-registered_here": "yes", "m3-in_school": "primary", "household-residence": "rural",
    }  # fmt: skip
    found = re.findall(
        r'od-verdict--(\w+)"|name="schemes"[^>]*?id="[^"]+"( checked)?',
        a_big_family(client, **income).answer_all().page.content.decode(),
    )
    verdicts, ticks = [v for v, _t in found[::2]], [bool(t) for _v, t in found[1::2]]
    assert {"met", "unknown"} <= set(verdicts)
    assert ticks == [verdict == "met" for verdict in verdicts]
    ill = Walk(client)
    ill.send(size="1", age="41", events=["ill"], receives="none")
    html = ill.answer_all().page.content.decode()
    assert re.search(r'value="medical-aid-inpatient" id="[^"]+" checked', html)


def test_a_service_says_so_and_a_range_has_both_ends(client):
    known = {"m1-work": "unemployed", "m1-wants_work": "yes", "household-registered_here": "yes"}
    walk = Walk(client, **known)
    walk.send(size="1", age="30", events=["work"], receives="none")
    text = words(walk.answer_all().page)
    assert "fits 招聘会登记" in text or "fits Job fair" in text or "A service, no money is paid" in text
    assert "A service, no money is paid" in text


def test_nothing_ticked_leads_to_the_form(client):
    walk = a_family(client).answer_all()
    response = client.post("/en/check/apply/", {"state": state_of(walk.page)})
    assert response.headers["Location"] == "/en/apply/"


def test_the_event_of_a_link_is_ticked(client):
    assert re.search(r'value="school"[^>]*checked', client.get(f"{URL}?event=school").content.decode())
    assert client.get(f'{URL}?event="><script>').status_code == 200


def test_the_page_after_stale_answers_can_be_left_by_its_links(client):
    page = client.post("/check/apply/", {"state": "damaged", "schemes": ["education-aid"]})
    assert page.status_code == 200 and "太久" in page.content.decode()
    assert client.get("/check/apply/").headers["Location"] == "/check/"


@pytest.mark.parametrize(
    ("ticked", "words_"),
    [
        ([], "Please tick what your family receives"),
        (["none", "minimum-living-allowance"], "You ticked “None of these” and something else as well"),
        (["unknown", "minimum-living-allowance"], "You ticked “I am not sure” and something else as well"),
        (["none", "unknown"], "and something else as well"),
    ],
)
def test_what_the_family_receives_is_answered_and_in_one_way(client, ticked, words_):
    page = Walk(client).send(size="1", age="41", receives=ticked)
    assert page_of(page) == "start" and words_ in words(page)
    assert 'href="#id_receives"' in page.content.decode()


@pytest.mark.parametrize(
    ("ticked", "known"),
    [("unknown", None), ("none", []), ("minimum-living-allowance", ["minimum-living-allowance"])],
)
def test_not_being_sure_what_the_family_receives_is_not_none(ticked, known):
    screening = Screening(family={"size": ["1"], "age": ["41"], "receives": [ticked]})
    received = Screen(screening, "en").facts.get("household.receives")
    assert (None if received is None else list(received)) == known


def test_what_the_family_receives_already_is_not_offered_again(client):
    walk = Walk(client)
    walk.send(size="1", age="41", events=["poor"], receives=["minimum-living-allowance"])
    walk.answer_all()
    html = walk.page.content.decode()
    assert "Your family receives this already" in html and "<li>Minimum living allowance</li>" in html
    assert 'value="minimum-living-allowance"' not in html
    assert "Your family receives this already" not in a_family(client).answer_all().page.content.decode()
