"""A plugin as `portal startplugin` writes it, installed from its own folder into a fresh environment beside the portal:
it shows up, is enabled, screened for, applied for, and decided.

The portal itself is installed there from its sources as any package, so that what is missing in the package fails here.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from portal.demo.identities import specimen_id_number
from tests.browser.people import Applicant, Officer

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120
TITLE = "冬季取暖补助"
ID_NUMBER = specimen_id_number(dt.date(1958, 11, 2), "male", "取暖")


@dataclass
class Beside:
    """A fresh environment with the portal in it: its folder, its `portal` command, where it serves."""

    folder: Path
    port: int

    @property
    def environment(self) -> dict[str, str]:
        own = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "PYTHON", "VIRTUAL_ENV", "ONEDOOR"))}
        return {**own, "ONEDOOR_VAR": str(self.folder / "var"), "PORTAL_URL": self.url}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *command: str, cwd: Path | None = None) -> str:
        """Run a command of the environment; what it printed. Fails with all of its output."""
        done = subprocess.run(
            [str(self.folder / "venv" / "bin" / command[0]), *command[1:]],
            env=self.environment, cwd=cwd or self.folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout

    def pip(self, *arguments: str) -> None:
        self.run("python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments)

    def newest_code(self) -> str:
        """The newest code that went out as a text message."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            lines = [line for file in sorted((self.folder / "var" / "sms").glob("*.jsonl"))
                     for line in file.read_text(encoding="utf-8").splitlines()]  # fmt: skip
            for line in reversed(lines):
                if found := re.search(r"(?<!\d)\d{6}(?!\d)", json.loads(line)["text"]):
                    return found[0]
            time.sleep(0.5)
        raise AssertionError("no code was sent")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def beside(tmp_path_factory) -> Beside:
    """The portal, installed from a copy of its sources with what the lock file pins, and the generated plugin."""
    folder = tmp_path_factory.mktemp("beside")
    there = Beside(folder, free_port())
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    there.pip("--require-hashes", "-r", str(ROOT / "requirements" / "runtime.txt"))
    sources = shutil.copytree(ROOT, folder / "sources", ignore=shutil.ignore_patterns(
        ".git", ".venv", "var", "node_modules", "__pycache__", "tests", "build", "*.egg-info", ".*_cache"))  # fmt: skip
    there.pip("--no-deps", "--no-build-isolation", str(sources))
    there.run("portal", "startplugin", "winter-heating", "--title", TITLE, "--title-en", "Winter heating grant",
              "--agency", "education", "--process", "agency-15", "--dir", str(folder))  # fmt: skip
    there.pip("--no-deps", "--no-build-isolation", str(folder / "winter-heating"))
    there.run("portal", "migrate", "--verbosity", "0")
    there.run("portal", "collectstatic", "--noinput", "--verbosity", "0")
    there.run("portal", "load_demo")
    return there


@pytest.fixture
def served(beside: Beside) -> Iterator[Beside]:
    """The portal and its worker, as processes of their own."""
    log = (beside.folder / "serve.log").open("w")
    command = [str(beside.folder / "venv" / "bin" / "portal"), "serve", "--port", str(beside.port)]
    server = subprocess.Popen(command, env=beside.environment, cwd=beside.folder, stdout=log, stderr=log)
    try:
        _wait_until_ready(beside, server)
        yield beside
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=PATIENCE)
        log.close()


def _wait_until_ready(beside: Beside, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert server.poll() is None, (beside.folder / "serve.log").read_text()[-3000:]
        try:
            urllib.request.urlopen(f"{beside.url}/readyz", timeout=2)
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
        else:
            return
    raise AssertionError((beside.folder / "serve.log").read_text()[-3000:])


@pytest.fixture
def visitor(chromium: Browser, served: Beside):
    """Call it for one more person with cookies of their own."""
    contexts = []

    def arrive(width: int = 1280) -> Page:
        contexts.append(chromium.new_context(base_url=served.url, locale="zh-CN", accept_downloads=True,
                                             viewport={"width": width, "height": 900}))  # fmt: skip
        contexts[-1].set_default_timeout(20_000)
        return contexts[-1].new_page()

    yield arrive
    for context in contexts:
        context.close()


class Retired(Applicant):
    """An old man alone who does not know which help there is."""

    def asks_what_fits(self) -> None:
        """The screening: what he knows he says, the rest he leaves open."""
        self.page.goto("/check/?event=poor")
        self.look(self.page, "screening")
        self.answer(size="1", age="68")
        if self.page.locator("[name=receives][value=none]").count():
            self.page.locator("[name=receives][value=none]").check()
        self.go_on()
        while self.page.locator("input[name=page][value=questions]").count():
            self.look(self.page, "screening-questions")
            self.says_what_he_knows()
            self.go_on()

    def says_what_he_knows(self) -> None:
        """Registered here, 900 yuan of pension; "not sure" for everything else."""
        known = {"household-registered_here": "yes", "m1-income_monthly": "900"}
        here = [name for name in known if self.page.locator(f"[name='{name}']").count()]
        self.answer(**{name.replace("-", "__"): known[name] for name in here})
        for box in self.page.locator("main input[type=checkbox][name$=-unknown]").all():
            if box.get_attribute("name").removesuffix("-unknown") not in here:
                box.check()
        for choice in self.page.locator("main input[type=radio][value=unknown]").all():
            if choice.get_attribute("name") not in here:
                choice.check()

    def takes_this_alone(self) -> None:
        """The card of the new scheme, and on to the form for it alone."""
        card = self.page.locator("section.od-verdict", has=self.page.locator("#take-winter-heating"))
        assert TITLE in card.inner_text() and "200 元" in card.inner_text() and "符合" in card.inner_text()
        self.look(self.page, "screening-results")
        for box in self.page.locator("main input[name=schemes]").all():
            box.set_checked(box.get_attribute("value") == "winter-heating")
        self.page.locator("main form button.govuk-button").click()

    def fills_in_the_rest(self) -> str:
        """The form: what the screening told is there already. Returns the receipt number."""
        self.expect_step(2)
        assert self.page.locator("[name=household-registered_here][value=yes]").is_checked()
        self.answer(name="温如山", id_number=ID_NUMBER, phone="13800138001", village="hedong")
        self.go_on()
        self.expect_step(3)
        self.go_on()
        self.expect_step(4)
        assert self.page.locator("[name=m1-income_monthly]").input_value() == "900"
        self.go_on()
        self.expect_step(5)
        for box in self.page.locator("main input[type=checkbox][name^=bring]").all():
            box.check()
        self.go_on()
        self.expect_step(6)
        self.tick_everything()
        self.go_on()
        self.expect_step(7)
        self.go_on()
        self.page.get_by_text("您的申请已经收到").wait_for()
        return re.search(r"QX\d\d-\d{4}-\w{4}", self.page.inner_text("main"))[0]


def test_a_generated_plugin_from_the_control_panel_to_the_letter(beside: Beside, visitor, look) -> None:
    """An administrator, an old man, a verifier, an officer, an approver; every page they cross is looked at."""
    man = Retired(visitor(320), look)
    man.page.goto("/apply/schemes/")
    assert TITLE not in man.page.inner_text("main"), "nobody enabled it yet"
    enable(Officer(visitor(), look, "admin"))

    man.asks_what_fits()
    man.takes_this_alone()
    receipt = man.fills_in_the_rest()

    verifier = Officer(visitor(), look, "verifier")
    verifier.opens(receipt)
    verifier.presses("开始核查")
    verifier.presses("登记核查")
    verifier.records_a_visit()
    verifier.presses("出具核查报告")
    officer = Officer(visitor(), look, "edu-officer")
    officer.opens(receipt)
    officer.presses("审核")
    approver = Officer(visitor(), look, "edu-approver")
    approver.opens(receipt)
    approver.presses("审批")
    approver.decides()

    man.page.goto("/track/")
    man.page.locator("main [name=receipt]").fill(receipt)
    man.page.get_by_role("button", name="给我发验证码").click()
    man.page.locator("[name=code]").fill(beside.newest_code())
    man.page.locator("main form button").first.click()
    man.page.locator("h1", has_text="1 项申请").wait_for()
    look(man.page, "status")
    assert TITLE in man.page.inner_text("main") and "200 元" in man.page.inner_text("main")
    assert man.page.get_by_role("link", name=re.compile("批准告知书")).count() == 1


def enable(admin: Officer) -> None:
    """Find the plugin in the control panel, install it and enable it everywhere."""
    admin.page.goto("/admin/plugins/")
    admin.look(admin.page, "plugins")
    admin.page.locator("main a[href='/admin/plugins/winter-heating/']").click()
    admin.page.get_by_role("button", name="安装").click()
    admin.page.get_by_role("button", name="启用", exact=True).click()
    admin.page.get_by_role("link", name="停用…").wait_for()
    admin.look(admin.page, "plugins-winter-heating")
