"""Faults 1 and 2: a process killed with -9 in the middle of a verb leaves nothing half done; the worker makes
up for it."""

import os
import signal
import subprocess
import sys
import textwrap

import pytest
from django.conf import settings
from django.db import connection, connections

from portal.cases.lifecycle import State
from portal.cases.models import Application, Claim, Decision, Letter, NumberSeries
from portal.messages import outbox
from portal.messages.models import OutboxItem
from portal.registry.models import Benefit, Household, Person
from tests.cases.builders import EDUCATION, claim_of, file, make_county, proposed

pytestmark = pytest.mark.slow


@pytest.fixture
def real_town(transactional_db):
    make_county()


def run_and_kill(body: str) -> None:
    """Run code in another process on the same database; it kills itself with -9 where it calls ``die()``."""
    script = textwrap.dedent(
        f"""
        import os, signal
        import django
        from django.conf import settings
        settings.DATABASES["default"]["NAME"] = {str(connection.settings_dict["NAME"])!r}
        settings.PRIVATE_ROOT = {str(settings.PRIVATE_ROOT)!r}
        django.setup()
        def die(*args, **kwargs):
            os.kill(os.getpid(), signal.SIGKILL)
        """
    ) + textwrap.dedent(body)
    connections.close_all()
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.test", "PYTHONPATH": str(settings.BASE_DIR)}
    done = subprocess.run([sys.executable, "-c", script], check=False, env=env, capture_output=True, timeout=120)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()[-2000:]


@pytest.mark.parametrize(
    "last_moment",
    [
        "portal.registry.actions.grant_benefit.record",
        "portal.cases.clocks.start",
        "portal.cases.notify.accepted",
        "portal.audit.chain.append",
        "django.db.backends.base.base.BaseDatabaseWrapper._commit",
    ],
)
def test_a_submit_that_is_killed_leaves_nothing(real_town, last_moment):
    if last_moment.endswith("grant_benefit.record"):
        last_moment = "portal.registry.actions.register_household.record"
    module, _dot, name = last_moment.rpartition(".")
    owner = "BaseDatabaseWrapper" if module.endswith("BaseDatabaseWrapper") else ""
    run_and_kill(
        f"""
        import importlib, sys
        from tests.cases.builders import submission
        from portal.accounts.actors import Actor
        from portal.cases import actions
        given = submission()
        target = importlib.import_module({module.removesuffix("." + owner) if owner else module!r})
        target = getattr(target, {owner!r}) if {owner!r} else sys.modules[{module!r}]
        setattr(target, {name!r}, die)
        actions.submit(actor=Actor.applicant(given.receipt), submission=given)
        """
    )
    for model in (Application, Claim, Letter, Person, Household, OutboxItem):
        assert not model.objects.exists(), model
    assert not NumberSeries.objects.filter(last__gt=0).exists()
    # The person sends it once more.
    assert file().receipt


def test_a_decision_that_is_killed_leaves_the_claim_with_the_approver(real_town):
    claim = proposed(EDUCATION)
    run_and_kill(
        f"""
        from tests.cases.builders import staff
        from portal.cases import actions, notify
        from portal.cases.models import Claim
        notify.decided = die
        actions.confirm(actor=staff("edu-approver"), claim=Claim.objects.get(pk={str(claim.pk)!r}))
        """
    )
    assert claim_of(claim.application, EDUCATION).state == State.PROPOSED
    assert not Decision.objects.exists()
    assert not Benefit.objects.exists()


def test_a_letter_promised_by_a_killed_process_is_printed_by_the_worker(real_town):
    run_and_kill(
        """
        from tests.cases.builders import file
        from portal.cases.letters import store
        store.print_by_id = die
        file()
        """
    )
    letter = Letter.objects.get()
    assert letter.stored_name == ""
    # The lease of the killed attempt ends; then the job runs again.
    OutboxItem.objects.filter(kind="cases.print_letter").update(lease_until=None)
    while outbox.run_due("second worker"):
        pass
    letter.refresh_from_db()
    assert letter.size > 1000
    assert letter.number.endswith("0001号")


def test_a_worker_killed_while_assessing_again_has_one_effect(real_town):
    claim = proposed(EDUCATION)
    run_and_kill(
        f"""
        from tests.cases.builders import staff
        from portal.cases import actions
        from portal.cases.models import Claim
        import portal.cases.actions.reassess as reassess
        reassess.reassess_household = die
        actions.confirm(actor=staff("edu-approver"), claim=Claim.objects.get(pk={str(claim.pk)!r}))
        """
    )
    assert claim_of(claim.application, EDUCATION).state == State.APPROVED
    OutboxItem.objects.update(lease_until=None)
    while outbox.run_due("second worker"):
        pass
    assert not OutboxItem.objects.filter(kind__startswith="cases.", state="waiting").exists()
    assert Benefit.objects.count() == 1
