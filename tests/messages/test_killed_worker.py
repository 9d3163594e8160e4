"""kill -9 in the middle of a job: it runs again after the lease, and its effect is there once (fault 2)."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection, transaction

from portal import messages
from portal.messages.models import OutboxItem

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 40
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_database_url() -> str:
    """The address of this test's database, for another process."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return os.environ["TEST_DATABASE_URL"].rpartition("/")[0] + f"/{name}"


test_database_url.__test__ = False


@pytest.fixture
def worker():
    started = []

    def start(*arguments: str) -> subprocess.Popen:
        env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "portal.settings.demo",
            "DATABASE_URL": test_database_url(),
            "LOG_LEVEL": "INFO",
        }
        command = [sys.executable, "-m", "tests.messages.killed_worker", *arguments]
        started.append(
            subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def wait_for(condition, process: subprocess.Popen) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert process.poll() is None, process.stdout.read()
        assert time.monotonic() < until
        time.sleep(0.05)


def starts(folder: Path) -> list[str]:
    return (folder / "starts").read_text().splitlines() if (folder / "starts").exists() else []


def test_a_killed_job_runs_again_and_takes_effect_once(worker, tmp_path):
    with transaction.atomic():
        item = messages.enqueue("test.effect", {"folder": str(tmp_path), "seconds": 600}, key="once")
    first = worker()
    wait_for(lambda: starts(tmp_path), first)
    first.send_signal(signal.SIGKILL)
    first.wait()
    item.refresh_from_db()
    assert item.state == "waiting" and item.lease_owner and item.attempts == 1

    second = worker()
    wait_for(lambda: OutboxItem.objects.get(pk=item.pk).state == "done", second)
    assert len(starts(tmp_path)) == 2
    assert [path.name for path in tmp_path.glob("effect-*")] == ["effect-once"]
    assert OutboxItem.objects.get(pk=item.pk).attempts == 2


def test_sigterm_lets_the_current_job_finish(worker, tmp_path):
    with transaction.atomic():
        item = messages.enqueue("test.effect", {"folder": str(tmp_path), "seconds": 2}, key="polite")
    process = worker()
    wait_for(lambda: starts(tmp_path), process)
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0 and "worker.ended" in output
    assert OutboxItem.objects.get(pk=item.pk).state == "done"


def test_once_ends_by_itself(worker, tmp_path):
    with transaction.atomic():
        messages.enqueue("test.effect", {"folder": str(tmp_path), "seconds": 0}, key="a")
        messages.enqueue("test.effect", {"folder": str(tmp_path), "seconds": 0}, key="b")
    output, _ = worker("--once").communicate(timeout=PATIENCE)
    assert "2 items run" in output
