"""What surrounds every public page: menu, language and text-size links, hotline, footer.

Plain data, worked out once per language and process (addresses and names do not change while a process runs);
only the links that depend on the request are made per request.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse, translate_url
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from portal.content import look

_MAX_NEXT = 1500


@dataclass(frozen=True)
class Link:
    """One link of the menu or footer; `key` is what a page puts into `nav_active`."""

    key: str
    url: str
    label: str


@dataclass(frozen=True)
class Chrome:
    """Everything base.html needs beyond the page itself."""

    language: str
    html_lang: str
    brand: str
    county: str
    home_url: str
    search_url: str
    staff_url: str
    nav: tuple[Link, ...]
    supervision: tuple[Link, ...]
    about: tuple[Link, ...]
    hotline: str
    hotline_tel: str
    hotline_hours: str
    elder: bool = False
    size_url: str = ""
    language_url: str = ""
    language_label: str = ""
    language_tag: str = ""


def prefix(language: str) -> str:
    """The address prefix of a language: none for the site's own language, "/en" for English."""
    return "" if language == settings.LANGUAGE_CODE else f"/{language}"


def address(name: str, fallback: str) -> str:
    """The address of a named view, or `fallback` below the language prefix while no app owns that name."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return prefix(get_language() or settings.LANGUAGE_CODE) + fallback


@lru_cache(maxsize=8)
def _fixed(language: str, urlconf: str | None) -> Chrome:
    from portal.common.locality import get_locality

    locality = get_locality()
    with override(language):
        name = locality.text("name")
        return Chrome(
            language=language,
            html_lang="zh-Hans" if language == "zh-hans" else language,
            brand=locality.text("portal_name"),
            county=_("%(county)s social assistance") % {"county": name},
            home_url=prefix(language) + "/",
            search_url=address("search:search", "/search/"),
            staff_url=reverse("wagtailadmin_home"),
            nav=_menu(language),
            supervision=(
                Link("complaints", prefix(language) + "/complaints/", _("Complaints and reports")),
                Link("objections", address("publicity:list", "/postings/"), _("Object to a posted decision")),
            ),
            about=(
                Link("privacy", prefix(language) + "/privacy/", _("How we protect your information")),
                Link("accessibility", prefix(language) + "/accessibility/", _("Accessibility statement")),
                Link("agencies", prefix(language) + "/agencies/", _("Who is responsible for what")),
            ),
            hotline=locality.hotline,
            hotline_tel="".join(c for c in locality.hotline if c.isdigit() or c == "+"),
            hotline_hours=locality.text("hotline_hours"),
        )


def _menu(language: str) -> tuple[Link, ...]:
    start = prefix(language)
    return (
        Link("home", start + "/", _("Home")),
        Link("policies", start + "/policies/", _("Policies")),
        Link("help", start + "/help/", _("What help can I get?")),
        Link("apply", address("forms:apply", "/apply/"), _("Apply for help")),
        Link("track", address("forms:track", "/track/"), _("Track progress")),
        Link("postings", address("publicity:list", "/postings/"), _("Postings")),
        Link("windows", start + "/windows/", _("Windows")),
    )


def _other_language(language: str) -> tuple[str, str, str]:
    """Code, own name and html tag of the language the link in the head leads to."""
    if language == "en":
        return "zh-hans", "中文", "zh-Hans"
    return "en", "English", "en"


def _in_other_language(here: str, language: str, other: str, known: str | None) -> str:
    """The address of what is shown now in the other language; what was asked for (filters, words) stays asked."""
    if known:
        _path, mark, query = here.partition("?")
        return known if "?" in known else known + mark + query
    translated = translate_url(here, other)
    if translated == here:  # an address no view has a name for, such as that of a page that is not there
        translated = prefix(other) + here.removeprefix(prefix(language))
    return translated


def chrome(request: HttpRequest | None, language_url: str | None = None) -> Chrome:
    """The surroundings of this page. Without a request (error pages) the links lead to the home page."""
    language = get_language() or settings.LANGUAGE_CODE
    fixed = _fixed(language, get_urlconf())
    other, label, tag = _other_language(language)
    if request is None:
        return replace(fixed, language_url=prefix(other) + "/", language_label=label, language_tag=tag)
    elder = look.is_large(request)
    here = request.get_full_path()
    if request.method != "GET" or len(here) > _MAX_NEXT:
        here = request.path if len(request.path) <= _MAX_NEXT else fixed.home_url
    size = look.NORMAL if elder else look.LARGE
    return replace(
        fixed,
        elder=elder,
        size_url=f"/prefs/text-size/?size={size}&next={quote(here, safe='/')}",
        language_url=_in_other_language(here, language, other, language_url),
        language_label=label,
        language_tag=tag,
    )
