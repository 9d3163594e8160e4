"""Two processes write one index at the same time, and a killed rebuild leaves nothing behind that matters."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

from search.engines.embedded import EmbeddedEngine
from tests.search.conftest import PAGES

ROOT = Path(__file__).resolve().parents[2]
PRELUDE = """
import sys, time
from django.conf import settings
settings.configure(USE_I18N=False)
from search.engine import Document
from search.engines.embedded import EmbeddedEngine
engine = EmbeddedEngine(sys.argv[1])
def page(key): return Document(key=key, url="/" + key, title="标题", body="城乡低保标准", language="zh-hans")
"""


def process(path, program, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", PRELUDE + textwrap.dedent(program), str(path), *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_processes_write_at_once(tmp_path):
    path = tmp_path / "index.sqlite3"
    program = """
    for number in range(60):
        engine.index([page(f"{sys.argv[2]}:{number}")])
        if number % 10 == 0:
            engine.remove([f"{sys.argv[2]}:{number}"])
    """
    writers = [process(path, program, name) for name in ("a", "b")]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    engine = EmbeddedEngine(path)
    assert engine.health().documents == 2 * (60 - 6)
    assert engine.search("低保").total == 2 * (60 - 6)


def test_a_rebuild_killed_half_way_keeps_the_old_index(tmp_path):
    path = tmp_path / "index.sqlite3"
    engine = EmbeddedEngine(path)
    engine.rebuild(PAGES)
    program = """
    def source():
        for number in range(10**6):
            if number == 500:
                print("half way", flush=True)
            if number > 500:
                time.sleep(0.01)
            yield page(f"new:{number}")
    engine.rebuild(source())
    """
    rebuild = process(path, program)
    assert rebuild.stdout.readline().strip() == "half way"
    os.kill(rebuild.pid, signal.SIGKILL)
    rebuild.wait()
    assert engine.search("低保").total == 2
    engine.index(PAGES)
    assert engine.rebuild(PAGES) == 4
    assert engine.search("低保").total == 2
