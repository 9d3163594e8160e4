"""A real Chromium against the live server: one context a person, axe on every page they cross."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Browser, Page, sync_playwright

from portal.accounts.actions import load_locality
from portal.accounts.actions.sync_roles import sync_roles
from portal.accounts.actors import Actor
from portal.common import clock
from portal.content.demo import load as load_content
from portal.demo import staff
from portal.demo.loading import run_jobs_until
from portal.policy import overlay

# Playwright's loop runs in the test's thread; the ORM calls beside it are the test's own and never concurrent.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


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


# Pages whose scripts are off. axe is a script itself: what such a page shows is inspected in a second page.
WITHOUT_SCRIPTS: set[Page] = set()


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
        context.set_default_timeout(10_000)
        page = context.new_page()
        if not javascript:
            WITHOUT_SCRIPTS.add(page)
        return page

    yield arrive
    WITHOUT_SCRIPTS.clear()
    for context in contexts:
        context.close()


# What fades in is looked at when it is there: half-way, its colours are not its own.
SETTLED = """() => Promise.allSettled(document.getAnimations()
    .filter(animation => animation.effect.getComputedTiming().endTime !== Infinity)
    .map(animation => animation.finished)).then(() => null)"""


def axe_findings(page: Page) -> list[str]:
    """What axe has against the page, one line each."""
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    return [
        f"{violation['id']}: {violation['help']} → {[node['target'] for node in violation['nodes']][:3]}"
        for violation in results.response["violations"]
    ]


def fits(page: Page) -> bool:
    """Nothing scrolls sideways except what has its own scroll box; staff pages scroll inside Wagtail's `.content`.

    Wagtail parks its closed side panel beyond that box's edge; pages that have one are measured as a whole.
    """
    return page.evaluate(
        "[document.documentElement, ...document.querySelectorAll('.content:not(:has(.form-side))')]"
        ".every(box => box.scrollWidth <= box.clientWidth)"
    )


@pytest.fixture
def look(chromium: Browser) -> Iterator[Callable[[Page, str], None]]:
    """Assert that axe finds nothing, that nothing sticks out, and that the page has a name.

    Keeps a picture when SCREENSHOTS names a folder: `SCREENSHOTS=/tmp/pictures make test-all`.
    """
    folder = os.environ.get("SCREENSHOTS")
    inspectors: list[Page] = []

    def with_scripts(page: Page) -> Page:
        """The page itself, or its present content shown again where scripts run."""
        if page not in WITHOUT_SCRIPTS:
            return page
        content, size = page.content(), page.viewport_size
        inspectors.append(chromium.new_page(viewport=size))
        inspectors[-1].route(
            page.url, lambda route: route.fulfill(body=content, content_type="text/html; charset=utf-8")
        )
        inspectors[-1].goto(page.url)
        return inspectors[-1]

    def check(page: Page, name: str) -> None:
        page.wait_for_load_state()
        page.evaluate(SETTLED)
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(Path(folder) / f"{name}-{page.viewport_size['width']}.png"), full_page=True)
        shown = with_scripts(page)
        if shown is not page:
            shown.evaluate(SETTLED)
        assert axe_findings(shown) == [], f"{name}: {page.url}"
        assert fits(shown), f"{name}: {page.url} scrolls sideways at {page.viewport_size}"
        assert page.title().strip()

    yield check
    for page in inspectors:
        page.close()


@pytest.fixture
def county(transactional_db) -> Iterator[None]:
    """The made-up county: offices, staff with their roles, published pages; no cases yet."""
    actor = Actor.system("test")
    with clock.travel(dt.datetime(2026, 9, 1, 8, 30, tzinfo=clock.COUNTY_ZONE)):
        load_locality(actor=actor)
        staff.hire(actor)
        sync_roles(actor=actor)
        load_content(actor=actor)
        run_jobs_until(clock.now())
        # The index is a file of the process: the pages of the test before are still in it.
        call_command("rebuild_search")
    yield
    # Figures adopted here are gone with the test's database.
    overlay.forget()
