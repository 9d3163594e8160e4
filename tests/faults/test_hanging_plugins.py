"""Plugins that do not come back, in real processes (faults 7, 8, 9, 10)."""

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from plugins.foreign import Foreign
from plugins.loading import PluginFailure, built_in_sources, entry_point_sources
from plugins.manager import PluginManager
from plugins.sandbox import LIMITS, Sandbox, SandboxFailure
from tests.plugins.conftest import installed

pytestmark = pytest.mark.slow

__all__ = ["installed"]
ROOT = Path(__file__).resolve().parents[2]
ON = date(2026, 9, 17)


@pytest.fixture(autouse=True)
def short_limits(monkeypatch):
    monkeypatch.setattr(LIMITS, "call_seconds", 1.5)
    monkeypatch.setattr(LIMITS, "load_seconds", 6.0)
    monkeypatch.setattr(LIMITS, "pause_seconds", 0.0)


@pytest.fixture
def site(installed, monkeypatch):
    site = installed("hanging")
    monkeypatch.syspath_prepend(str(site))
    return site


@pytest.fixture
def hanging(site):
    sources = [source for source in entry_point_sources() if source.name == "hanging"]
    return PluginManager([*built_in_sources(), *sources])


def evaluate(manager, way):
    facts = manager.facts({"household": {"savings": 4711}, "members": [{"age": 40}]})
    return manager.evaluate(f"hanging-{way}", facts, on=ON, office_chain=("qingxi",))


def alive(pid):
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0]
    except FileNotFoundError:
        return False


def gone(pids, seconds):
    """Whether all of them end within so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and any(alive(pid) for pid in pids):
        time.sleep(0.05)
    return not any(alive(pid) for pid in pids)


@pytest.mark.parametrize("way", ["sleeping", "ignoring", "busy", "holding"])
def test_a_plugin_that_hangs_is_cut_off_and_the_claim_goes_to_an_officer(hanging, way):
    assert evaluate(hanging, "answering").amount == 5
    process = hanging.plugins()["hanging"].sandbox._process.pid
    began = time.monotonic()
    evaluation = evaluate(hanging, way)
    assert time.monotonic() - began < 4
    assert (evaluation.verdict, evaluation.amount) == ("unknown", None)
    assert f"propose:hanging-{way} took longer than 1.5 s and was ended" in evaluation.fault.error
    assert [finding.result for finding in evaluation.criteria] == ["met"]
    assert not alive(process)
    assert evaluate(hanging, "answering").amount == 5, "the next call finds a new process"


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("hoarding", "MemoryError"),
        ("vanishing", "its process exited (3)"),
        ("crashing", "ended by signal 11"),
    ],
)
def test_a_plugin_that_takes_its_process_down_takes_nothing_else(hanging, way, words):
    evaluation = evaluate(hanging, way)
    assert evaluation.verdict == "unknown"
    assert words in evaluation.fault.error
    assert evaluate(hanging, "answering").amount == 5


def test_what_a_plugin_prints_reaches_nobody_and_disturbs_nothing(hanging, capfd):
    assert evaluate(hanging, "chattering").amount == 7
    out, err = capfd.readouterr()
    assert "4711" not in out + err and "noise" not in out + err


def test_the_portals_secrets_are_not_in_its_environment(hanging, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "x" * 50)
    monkeypatch.setenv("FIELD_KEYS", "a=b")
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:password@host/name")
    assert os.environ["DJANGO_SETTINGS_MODULE"]
    assert evaluate(hanging, "prying").amount == 0


def test_children_of_a_plugin_end_with_it(hanging):
    sandbox = hanging.plugins()["hanging"].sandbox
    assert evaluate(hanging, "breeding").fault.error.endswith("ValueError")
    group = sandbox._process.pid
    left = [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if group_of(pid) == group]
    assert len(left) == 2
    evaluate(hanging, "sleeping")
    assert gone(left, 5)


def group_of(pid):
    try:
        return os.getpgid(pid)
    except (ProcessLookupError, PermissionError):
        return 0


def test_after_a_time_out_the_plugin_is_left_alone_for_a_while(hanging, monkeypatch):
    monkeypatch.setattr(LIMITS, "pause_seconds", 1.5)
    evaluate(hanging, "sleeping")
    began = time.monotonic()
    for _ in range(20):
        assert "was not asked" in evaluate(hanging, "answering").fault.error
    assert time.monotonic() - began < 0.5, "nobody waits for it one after another"
    time.sleep(1.6)
    assert evaluate(hanging, "answering").amount == 5


@pytest.mark.parametrize(("name", "stage"), [("hanging-import", "import"), ("hanging-hook", "schemes")])
def test_a_plugin_that_hangs_while_loaded_does_not_hang_the_portals_start(site, monkeypatch, name, stage):
    monkeypatch.setattr(LIMITS, "load_seconds", 2.0)
    sources = [source for source in entry_point_sources() if source.name == name]
    began = time.monotonic()
    with pytest.raises(PluginFailure) as failure:
        Foreign(sources).load(sources[0])
    assert time.monotonic() - began < 5
    assert failure.value.quarantined.stage == stage
    assert failure.value.quarantined.error == "took longer than 2 s"


def test_the_portal_starts_beside_all_of_them(site, tmp_path):
    env = {**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{ROOT}", "ONEDOOR_VAR": str(tmp_path / "var")}
    env |= {"DJANGO_SETTINGS_MODULE": "portal.settings.demo", "PLUGIN_LOAD_LIMIT": "3"}
    done = subprocess.run(
        [sys.executable, "-m", "portal", "schemes"], env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "education-aid" in done.stdout and "hanging-answering" in done.stdout
    assert "quarantined: hanging-import (import): took longer than 3 s" in done.stderr
    assert "quarantined: hanging-hook (schemes): took longer than 3 s" in done.stderr


def test_a_sandbox_ends_when_its_portal_is_killed(site, tmp_path):
    """Idle or hanging: nothing is left behind by kill -9."""
    program = (
        "import sys, threading; from plugins.sandbox import LIMITS, Sandbox; LIMITS.call_seconds = 2\n"
        "idle = Sandbox('hanging', 'onedoor_hanging.scheme'); idle.load()\n"
        "hung = Sandbox('hanging', 'onedoor_hanging.scheme'); hung.load()\n"
        "from plugins.api import Facts, ProposalContext; import datetime\n"
        "context = ProposalContext(Facts(), datetime.date(2026, 1, 1), None, {})\n"
        "threading.Thread(target=hung.call, args=('propose:hanging-sleeping', context), daemon=True).start()\n"
        "print(idle._process.pid, hung._process.pid, flush=True); threading.Event().wait()\n"
    )
    env = {**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{ROOT}"}
    portal = subprocess.Popen([sys.executable, "-c", program], env=env, cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    pids = [int(pid) for pid in portal.stdout.readline().split()]
    assert len(pids) == 2 and all(alive(pid) for pid in pids)
    time.sleep(0.3)
    os.kill(portal.pid, signal.SIGKILL)
    portal.wait()
    portal.stdout.close()
    assert gone(pids, 8)


def test_calls_of_several_threads_do_not_mix(hanging):
    from concurrent.futures import ThreadPoolExecutor

    evaluate(hanging, "answering")
    with ThreadPoolExecutor(4) as pool:
        amounts = list(pool.map(lambda way: evaluate(hanging, way).amount, ["answering", "chattering", "prying"] * 5))
    assert amounts == [5, 7, 0] * 5


def test_an_unknown_function_and_odd_answers_are_failures_not_crashes(site):
    sandbox = Sandbox("hanging", "onedoor_hanging.scheme")
    sandbox.load()
    with pytest.raises(SandboxFailure, match="KeyError"):
        sandbox.call("propose:nobody")
    with pytest.raises(SandboxFailure, match="is no plain data"):
        sandbox.call("propose:hanging-answering", object())
    sandbox.close()


@pytest.mark.django_db
def test_a_case_survives_a_plugin_that_hangs_at_everything(hanging, monkeypatch, settings):
    """Filed, verified, assessed, told, decided by hand: nobody is refused, and the administrator sees why."""
    from decimal import Decimal

    import plugins.manager
    from portal.accounts.actors import Actor
    from portal.accounts.models import Assignment, Office, User
    from portal.cases import actions
    from portal.cases.lifecycle import State
    from portal.cases.models import Letter
    from portal.extensions import actions as extension_actions
    from portal.extensions.models import PluginState
    from portal.messages.models import OutboxItem
    from tests.cases import builders
    from tests.extensions.test_news import run_jobs

    monkeypatch.setattr(plugins.manager, "_loaded", lambda: hanging)
    monkeypatch.setattr(LIMITS, "pause_seconds", 60.0)
    settings.PLUGIN_MAX_ATTEMPTS = 2
    builders.make_county()
    office = Office.objects.get(code="qingxi").add_child(code="q-hanging", kind="agency", agency="hanging", name="演示")
    for name, role in (("slow-officer", "agency_officer"), ("slow-approver", "agency_approver")):
        user = User.objects.create(username=name)
        Assignment.objects.create(user=user, role=role, office=office, since=date(2020, 1, 1))
    system = Actor.system("test")
    extension_actions.install(actor=system, name="hanging")
    extension_actions.enable(actor=system, plugin="hanging")
    scheme = "hanging-sleeping"
    application = builders.file(scheme_keys=(scheme,))
    run_jobs()
    assert not builders.claim_of(application, scheme).needs_officer
    run_jobs()
    claim = builders.claim_of(application, scheme)
    assert claim.needs_officer and "claim_event" in claim.trouble_detail
    assert OutboxItem.objects.get(kind="cases.tell_plugin").state == "failed"
    builders.verify(application)
    claim = builders.claim_of(application, scheme)
    evaluation = actions.propose(actor=builders.staff("slow-officer"), claim=claim)
    assert evaluation.verdict == "unknown" and "hanging: propose" in evaluation.fault
    claim = builders.claim_of(application, scheme)
    assert (claim.state, claim.needs_officer, claim.trouble) == (State.VERIFIED, True, "fault")
    actions.propose_by_hand(
        actor=builders.staff("slow-officer"), claim=claim, outcome="approved", amount=Decimal(300), reason="入户核实"
    )
    actions.confirm(actor=builders.staff("slow-approver"), claim=builders.claim_of(application, scheme))
    assert builders.claim_of(application, scheme).state == State.APPROVED
    assert Letter.objects.filter(claim=claim, kind="approval").exists(), "the letter leaves without its note"
    state = PluginState.objects.get(name="hanging")
    assert (state.health, state.enabled) == ("failing", True)
    assert state.last_error.startswith("letters")
