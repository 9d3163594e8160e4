"""`portal load_demo` from an empty database: every queue and page has something, and a second run changes nothing."""

import re
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import translation

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit.models import AuditEntry
from portal.cases.models import Application, Claim, Letter
from portal.common import clock, private_files
from portal.demo import staff, stories
from portal.messages.models import OutboxItem
from portal.publicity.models import Posting
from portal.registry.models import Person
from search.engine import Filters, get_engine

pytestmark = pytest.mark.django_db(transaction=True)


def load(language="zh-hans"):
    out, err = StringIO(), StringIO()
    call_command("load_demo", "--language", language, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def contents():
    """How many rows every table has, and the last link of the audit chain, which covers what was done."""
    counts = {model._meta.label: model._default_manager.count() for model in apps.get_models() if model._meta.managed}
    return counts, AuditEntry.objects.order_by("-sequence").values_list("digest", flat=True).first()


@pytest.fixture
def own_index(settings, tmp_path):
    settings.SEARCH_INDEX_PATH = tmp_path / "search.sqlite3"
    settings.SMS_OUTBOX_DIR = tmp_path / "sms"
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.mark.slow
def test_the_demo_is_whole_and_loading_it_again_changes_nothing(own_index):
    printed, complaints = load()
    assert complaints == "", "every family has come to the state its story says"
    _everything_has_something()
    _histories_lie_in_the_past()
    _nobody_is_real()
    _letters_are_printed()
    _pages_are_found()
    _summary_is_complete(printed)
    call_command("verify_audit", stdout=StringIO())

    before = contents()
    again, complaints = load("en")
    counts, digest = contents()
    assert {table: (before[0][table], number) for table, number in counts.items() if number != before[0][table]} == {}
    assert digest == before[1]
    assert complaints == ""
    assert "What to try first" in again
    assert set(re.findall(r"QX\d\d-\d{4}-\w{4}", again)) == set(re.findall(r"QX\d\d-\d{4}-\w{4}", printed))


def _everything_has_something():
    states = set(Claim.objects.values_list("state", flat=True))
    wanted = {"submitted", "verifying", "verified", "proposed", "publicity", "publicity_done", "approved", "refused"}
    assert wanted <= states
    assert Claim.objects.filter(needs_officer=True).exists()
    assert Claim.objects.filter(state="verifying", due_on__lt=clock.today()).exists(), "one is overdue"
    assert Posting.objects.filter(taken_down_at__isnull=True).count() >= 2
    assert Application.objects.filter(language="en").exists()
    assert not Application.objects.filter(documents=None).exists(), "every family has handed in papers"
    held = set(User.objects.filter(assignments__isnull=False).values_list("assignments__role", flat=True))
    assert held == set(Role.values)


def _histories_lie_in_the_past():
    now = clock.now()
    for claim in Claim.objects.prefetch_related("events"):
        moments = [event.at for event in claim.events.order_by("pk")]
        assert moments == sorted(moments)
        assert moments[-1] <= now
    assert AuditEntry.objects.filter(at__gt=now).count() == 0


def _nobody_is_real():
    for person in Person.objects.all():
        assert person.id_number.startswith("999999")
    names = set(Person.objects.values_list("name", flat=True))
    assert any("·" in name for name in names)
    assert any("𠮷" in name for name in names)


def _letters_are_printed():
    letters = list(Letter.objects.all())
    assert {letter.kind for letter in letters} == {"acceptance", "approval", "refusal"}
    for letter in letters:
        assert letter.stored_name
        assert private_files.read(letter.stored_name, f"cases.Letter:{letter.pk}").startswith(b"%PDF")
    failed = OutboxItem.objects.exclude(state=OutboxItem.State.DONE).filter(next_attempt_at__lte=clock.now())
    assert list(failed.values_list("kind", "last_error")) == []


def _pages_are_found():
    results = get_engine().search("低保", filters=Filters(language="zh-hans"))
    assert results.total >= 3
    assert results.notice == ""
    assert get_engine().search("allowance", filters=Filters(language="en")).total >= 1


def _summary_is_complete(printed):
    for member in staff.STAFF:
        assert member.username in printed
    assert staff.PASSWORD in printed
    for application in Application.objects.all():
        assert application.receipt in printed
        assert application.phone in printed
    assert "sms" in printed


@pytest.mark.slow
def test_an_interrupted_load_goes_on_where_it_stopped(own_index, monkeypatch):
    play, played = stories._play, []

    def until_it_breaks(story, number, step):
        if len(played) == 40:
            raise KeyboardInterrupt
        played.append((story.key, number))
        play(story, number, step)

    monkeypatch.setattr(stories, "_play", until_it_breaks)
    with pytest.raises(KeyboardInterrupt):
        load()
    monkeypatch.setattr(stories, "_play", play)
    _printed, complaints = load()
    assert complaints == ""
    assert AuditEntry.objects.filter(action="demo.step").count() == sum(len(s.steps) for s in stories.stories())


def test_it_refuses_a_portal_that_demands_a_second_factor(settings):
    settings.STAFF_MFA_REQUIRED = True
    with pytest.raises(CommandError, match="never on a portal with real people"):
        call_command("load_demo")
    assert not User.objects.exists()


def test_the_users_can_sign_in(own_index, client):
    from portal.accounts.actions.load_locality import load_locality
    from portal.accounts.actors import Actor

    load_locality(actor=Actor.system("test"))
    assert staff.hire(Actor.system("test")) == len(staff.STAFF)
    assert staff.hire(Actor.system("test")) == 0
    with translation.override("zh-hans"):
        response = client.post("/accounts/login/", {"login": "clerk-liuhe", "password": staff.PASSWORD})
    assert response.status_code == 302
