"""Every kind of public page: both languages, telephone and desk, large text, without scripts, by keyboard.

axe finds nothing, nothing scrolls sideways, the language link leads to the same page in the other language and back.
The county is loaded once a test, so each test walks over many pages and tells of all it found at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import WITHOUT_SCRIPTS, fits
from tests.browser.people import Look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("county")]

# What is there in both languages.
PAGES = {
    "home": "/",
    "guides": "/help/",
    "guide": "/agencies/education/education-aid-guide/",
    "policies": "/policies/",
    "agencies": "/agencies/",
    "agency": "/agencies/civil-affairs/",
    "windows": "/windows/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
    "complaints": "/complaints/",
    "search": "/search/",
    "search-nothing": "/search/?q=zzqqxx",
    "postings": "/postings/",
    "screening": "/check/",
    "apply": "/apply/",
    "resume": "/apply/resume/",
    "track": "/track/",
    "sign-in": "/accounts/login/",
    "no-such-page": "/no-such-page/",
}
# Written in Chinese alone: the English address says so and leads to the original.
CHINESE_PAGES = {
    "policy": "/agencies/civil-affairs/standards-2026/",
    "policy-repealed": "/agencies/education/education-aid-2025/",
    "notice": "/agencies/civil-affairs/funds-2026-q3/",
    "search-hits": "/search/?q=低保",
    "policies-filtered": "/policies/?agency=civil-affairs&kind=policy",
}
STATUS = {"no-such-page": 404}
# Pages that answer a question of the address bar which cannot be meant.
BAD_ADDRESSES = (
    "/search/?q=%00",
    "/policies/?page=0",
    "/policies/?year=x&page=99999999999999999999",
    "/search/?q=" + "长" * 3000,
)
NARROW, WIDE = 320, 1280


class Faults(list[str]):
    """What was found on the way, told together at the end."""

    @contextmanager
    def noted(self) -> Iterator[None]:
        """An assertion that fails becomes a line of the list."""
        try:
            yield
        except AssertionError as fault:
            self.append(str(fault).split("\n", 1)[0] if "assert [] ==" in str(fault) else str(fault))


def visit(page: Page, path: str, name: str, faults: Faults) -> None:
    """Open a page; anything but the status it should have is a fault."""
    response = page.goto(path)
    if response is None or response.status != STATUS.get(name, 200):
        faults.append(f"{name}: {path} answers {response and response.status}")


def walk(page: Page, look: Look, pages: dict[str, str], prefix: str, label: str) -> Faults:
    """Look at each of the pages."""
    faults = Faults()
    for name, path in pages.items():
        visit(page, prefix + path, name, faults)
        with faults.noted():
            look(page, f"{label}-{name}")
    return faults


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_every_page_in_both_languages(width: int, javascript: bool, person, look) -> None:
    """Nothing for axe, nothing sticks out, with and without scripts."""
    page = person(width=width, javascript=javascript)
    assert (page in WITHOUT_SCRIPTS) is not javascript
    faults = walk(page, look, PAGES | CHINESE_PAGES, "", "zh")
    faults += walk(page, look, PAGES, "/en", "en")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_every_page_in_large_text(width: int, person, look) -> None:
    """The large-text version is a link away, stays on, hides nothing, and fits."""
    page = person(width=width)
    page.goto("/")
    plain = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")
    page.get_by_role("link", name="大字版").click()
    large = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")
    assert large >= plain * 1.2
    faults = walk(page, look, PAGES | CHINESE_PAGES, "", "large")
    english = {name: PAGES[name] for name in ("home", "guide", "policies", "apply", "track")}
    faults += walk(page, look, english, "/en", "large-en")
    page.goto("/")
    page.get_by_role("link", name="标准版").click()
    assert page.locator("html.elder").count() == 0
    assert not faults, "\n".join(faults)


def other_language(page: Page, name: str) -> None:
    """Follow the language in the page's head: a link, or on a form a button that brings along what is typed."""
    page.locator("header").get_by_text(name, exact=True).click()


def test_language_link_leads_to_the_same_page_and_back(person) -> None:
    """Also with a query, and on pages that do not exist; a page without translation leads to one that says so."""
    page = person()
    faults = Faults()
    for path in [*PAGES.values(), "/policies/?kind=policy&year=2026", "/search/?q=低保"]:
        page.goto(path)
        start, heading = page.url, page.inner_text("h1")
        other_language(page, "English")
        there = page.url
        if "/en/" not in there or page.locator("html").get_attribute("lang") != "en":
            faults.append(f"{path}: the link leads to {there}")
            continue
        other_language(page, "中文")
        if page.url != start or page.inner_text("h1") != heading:
            faults.append(f"{path}: back from {there} to {page.url}")
    page.goto(CHINESE_PAGES["policy"])
    other_language(page, "English")
    if "/en/" not in page.url or page.locator("main [href$='standards-2026/']").count() == 0:
        faults.append(f"a page without translation: {page.url} does not lead to the original")
    assert not faults, "\n".join(faults)


def test_addresses_that_make_no_sense(person, look) -> None:
    """They get a page in the site's own look, never a server error."""
    page = person(width=NARROW)
    faults = Faults()
    for path in BAD_ADDRESSES:
        response = page.goto(path)
        if response.status >= 500 or page.locator("h1").count() != 1:
            faults.append(f"{path[:60]} answers {response.status}")
        with faults.noted():
            look(page, f"odd-{BAD_ADDRESSES.index(path)}")
    assert not faults, "\n".join(faults)


FOCUS = """() => {
    const e = document.activeElement, r = e.getBoundingClientRect();
    const seen = s => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none';
    // The box one sees of a radio or a checkbox is drawn by its label.
    const label = ['radio', 'checkbox'].includes(e.type) && e.labels[0];
    return {
        name: e.tagName + ' ' + (e.innerText || e.name || '').trim().slice(0, 20),
        shown: r.width > 1 && r.height > 1 && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth,
        marked: seen(getComputedStyle(e)) || (label && seen(getComputedStyle(label, '::before'))),
        body: e === document.body,
    };
}"""


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_keyboard_alone(width: int, person) -> None:
    """The skip link comes first and leads to the text; whatever has the focus is on the screen and marked."""
    page = person(width=width)
    faults = Faults()
    for name in ("home", "guide", "policies", "search", "apply", "track", "sign-in"):
        page.goto(PAGES[name])
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") != "#main-content":
            faults.append(f"{name}: the first stop is not the skip link")
        seen: list[str] = []
        for _stop in range(60):
            stop = page.evaluate(FOCUS)
            if stop["body"]:
                break
            seen.append(stop["name"])
            if not stop["shown"] or not stop["marked"]:
                faults.append(f"{name}: {stop}")
            page.keyboard.press("Tab")
        if len(seen) < 8:
            faults.append(f"{name}: only {seen} can be reached")
        page.goto(PAGES[name])
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        if not page.evaluate("document.querySelector('main').contains(document.activeElement)"):
            faults.append(f"{name}: the skip link skips nothing")
    assert not faults, "\n".join(faults)


def test_enlarged_text(chromium, live_server) -> None:
    """At 200 % and 400 % of zoom on a common screen (WCAG 1.4.4, 1.4.10) nothing is cut off or sticks out."""
    faults = Faults()
    for width, factor in ((640, 2), (320, 4)):
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 512}, device_scale_factor=factor
        )
        page = context.new_page()
        for name, path in (PAGES | CHINESE_PAGES).items():
            for prefix in ("", "/en") if name in PAGES else ("",):
                page.goto(prefix + path)
                if not fits(page):
                    faults.append(f"{name}: {page.url} scrolls sideways at {factor}00 %")
                cut = page.evaluate(CUT_OFF)
                if cut:
                    faults.append(f"{name}: {page.url} cuts off {cut} at {factor}00 %")
        context.close()
    assert not faults, "\n".join(faults)


# Text that is wider than its box and cannot be scrolled to.
CUT_OFF = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(e => {
    const s = getComputedStyle(e);
    return e.children.length === 0 && e.innerText?.trim()
        && s.overflowX === 'hidden' && e.scrollWidth > e.clientWidth + 1 && !e.closest('.govuk-visually-hidden');
}).map(e => e.innerText.trim().slice(0, 30))"""


def test_headings_landmarks_and_names(person) -> None:
    """One h1, one main, a title that begins with what the page is about, and the language of the page declared."""
    page = person(javascript=True)
    faults = Faults()
    titles: dict[str, str] = {}

    def check(text: str, good: bool) -> None:
        if not good:
            faults.append(text)

    for path in PAGES.values():
        for prefix, language in (("", "zh-Hans"), ("/en", "en")):
            page.goto(prefix + path)
            check(f"{prefix}{path}: h1", page.locator("h1").count() == 1)
            check(f"{prefix}{path}: main", page.locator("main").count() == 1)
            check(f"{prefix}{path}: lang", page.locator("html").get_attribute("lang") == language)
            check(f"{prefix}{path}: same title as {titles.get(page.title())}", page.title() not in titles)
            titles[page.title()] = prefix + path
    assert not faults, "\n".join(faults)
