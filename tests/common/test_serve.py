"""`portal serve`: both processes come up together and go together, however the parent ends."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def live() -> list[tuple[int, int, str]]:
    """(parent, process group, command line) of every live process."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                if fields[0] != "Z":
                    words = (folder / "cmdline").read_text().replace("\0", " ")
                    found.append((int(fields[1]), int(fields[2]), words))
            except (OSError, IndexError):
                continue
    return found


def groups_of(parent: int) -> set[int]:
    """The process groups of a supervisor and of the children it has now."""
    return {parent, *(group for above, group, _words in live() if above == parent)}


def processes_in(groups: set[int]) -> list[str]:
    """Command lines of the live processes of these groups."""
    return [words for _above, group, words in live() if group in groups]


def wait_for(condition, what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, what
        time.sleep(0.1)


@pytest.fixture
def start(tmp_path):
    started = []

    def run(port: int) -> subprocess.Popen:
        env = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings.demo", "ONEDOOR_VAR": str(tmp_path)}
        env.pop("DATABASE_URL", None)
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "-v0", "onedoor_messages"], cwd=ROOT, env=env, check=True
        )
        log = (tmp_path / "log").open("w")
        command = [sys.executable, "manage.py", "serve", "--port", str(port)]
        started.append(subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True))
        return started[-1]

    yield run
    for parent in started:
        for group in groups_of(parent.pid):
            if processes_in({group}):
                os.killpg(group, signal.SIGKILL)
        parent.wait()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_web_and_worker_end_with_their_parent(start, tmp_path, ending):
    port = free_port()
    parent = start(port)
    log = tmp_path / "log"
    wait_for(lambda: f"http://127.0.0.1:{port}/" in log.read_text() or parent.poll() is not None, "never ready")
    assert parent.poll() is None, log.read_text()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/livez") as answer:
        assert answer.read() == b"ok"
    groups = groups_of(parent.pid)
    running = " ".join(processes_in(groups))
    assert "granian" in running and "portal worker" in running
    parent.send_signal(ending)
    wait_for(lambda: not processes_in(groups), "children outlived their parent")


def test_a_port_in_use_is_named(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        env = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings.demo", "ONEDOOR_VAR": str(tmp_path)}
        command = [sys.executable, "manage.py", "serve", "--port", str(port)]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode != 0 and f"port {port} is in use" in done.stderr
