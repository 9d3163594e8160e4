"""A real Chromium against the live server: one context a person, axe on every page they cross."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

# Playwright's loop runs in the test's thread; the ORM calls beside it are the test's own and never concurrent.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    assert CHROMIUM, "Chromium is missing: install it (Debian: apt-get install chromium) or set CHROMIUM to its path"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def person(chromium: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Call it for one more person with cookies of their own: `person(width=320, javascript=False)`."""
    contexts = []

    def arrive(*, width: int = 1280, javascript: bool = True, language: str = "zh-CN") -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            locale=language,
            accept_downloads=True,
        )
        contexts.append(context)
        return context.new_page()

    yield arrive
    for context in contexts:
        context.close()


def axe_findings(page: Page) -> list[str]:
    """What axe has against the page, one line each. axe itself needs JavaScript, so a page read without it is opened again with it."""
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    return [
        f"{violation['id']}: {violation['help']} → {[node['target'] for node in violation['nodes']][:3]}"
        for violation in results.response["violations"]
    ]


def fits(page: Page) -> bool:
    """Nothing scrolls sideways except what has its own scroll box."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.fixture
def looks_right() -> Callable[[Page], None]:
    """Assert that axe finds nothing, nothing sticks out, and the page says who it is."""

    def check(page: Page) -> None:
        assert axe_findings(page) == [], page.url
        assert fits(page), f"{page.url} scrolls sideways at {page.viewport_size}"
        assert page.title().strip()

    return check


@pytest.fixture
def screenshot() -> Callable[[Page, str], None]:
    """Keep a picture when SCREENSHOTS names a folder: `SCREENSHOTS=/tmp/pictures make test-all`."""
    folder = os.environ.get("SCREENSHOTS")

    def take(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(Path(folder) / f"{name}-{page.viewport_size['width']}.png"), full_page=True)

    return take
