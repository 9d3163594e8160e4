"""Citizens see the figures of the day with their document, and caches in front of the site hear of a new day."""

import datetime as dt
import re
from typing import ClassVar
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client, TestCase, override_settings
from wagtail.contrib.frontend_cache.backends.base import BaseBackend

from portal.accounts.actors import Actor
from portal.common import clock
from portal.content import demo
from portal.content.models import AgencyPage, PolicyPage
from portal.policy import actions, errors
from tests.policy.builders import DESTITUTE_URBAN, TODAY, URBAN, adopted, draft, make_bureau, run_jobs

NUMBER = "清民发〔2026〕40号"
MORNING = dt.datetime(2026, 9, 17, 9, tzinfo=clock.COUNTY_ZONE)
NEW_YEAR = dt.datetime(2027, 1, 1, 0, 0, 1, tzinfo=clock.COUNTY_ZONE)


def html(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200
    return response.content.decode()


def policy_page() -> PolicyPage:
    section = AgencyPage.objects.get(agency_key="civil-affairs", locale__language_code="zh-hans")
    page = section.add_child(instance=PolicyPage(title="关于调整低保标准的通知", slug="new", document_number=NUMBER))
    page.save_revision().publish()
    return page


class Remember(BaseBackend):
    """Notes what it is told to forget."""

    purged: ClassVar[list[str]] = []

    def purge(self, url: str) -> None:
        self.purged.append(url)


class FiguresForCitizens(TestCase):
    """The demo's content and the figures of a bureau, made once."""

    @classmethod
    def setUpTestData(cls):
        with time_machine.travel(MORNING, tick=True):
            make_bureau()
            demo.load(actor=Actor.system("test"))

    def setUp(self):
        travel = time_machine.travel(MORNING, tick=True)
        self.traveller = travel.start()
        self.addCleanup(travel.stop)

    def test_today_and_midnight_need_no_job(self):
        adopted((URBAN, 780), (DESTITUTE_URBAN, 1014))
        assert "735 元/月" in html("/") and "780 元/月" not in html("/")
        self.traveller.move_to(NEW_YEAR)
        assert "780 元/月" in html("/")
        guide = html("/agencies/civil-affairs/minimum-living-allowance/")
        assert "780 元/月" in guide and "735 元/月" not in guide

    def test_figures_lead_to_their_document(self):
        page = policy_page()
        adopted((URBAN, 730), since=TODAY, source=NUMBER, source_page=page)
        link = re.search(rf'href="(/basis/\?number=[^"]+)"[^>]*>{NUMBER}', html("/"))[1]
        assert Client().get(link).url == quote(page.url)
        assert f'href="{page.url}">{NUMBER}' in html("/agencies/civil-affairs/minimum-living-allowance/")

    def test_a_document_elsewhere(self):
        adopted((URBAN, 730), since=TODAY, source_url="https://www.example.org/40")
        assert Client().get("/basis/", {"number": NUMBER}).url == "https://www.example.org/40"
        assert f'href="https://www.example.org/40">{NUMBER}' in html(
            "/agencies/civil-affairs/minimum-living-allowance/"
        )

    def test_a_document_nobody_knows_leads_to_the_list(self):
        for number in ("", "无此文件", "//evil.example", "x" * 3000, "\x00"):
            with self.subTest(number=number[:20]):
                assert Client().get("/basis/", {"number": number}).url.startswith("/policies/?q=")

    def test_the_page_lends_its_number_and_must_have_one(self):
        page = policy_page()
        with pytest.raises(errors.ChangeInvalid, match="文号是"):
            draft((URBAN, 730), source="清民发〔2026〕41号", source_page=page)
        PolicyPage.objects.filter(pk=page.pk).update(document_number="")
        page.refresh_from_db()
        with pytest.raises(errors.ChangeInvalid, match="还没有发文字号"):
            draft((URBAN, 730), source_page=page)

    @override_settings(WAGTAILFRONTENDCACHE={"default": {"BACKEND": f"{__name__}.Remember"}})
    def test_caches_in_front_forget_the_pages_on_the_day(self):
        Remember.purged.clear()
        change = adopted((URBAN, 780), (DESTITUTE_URBAN, 1014))
        run_jobs()
        assert Remember.purged == []
        self.traveller.move_to(NEW_YEAR)
        with self.captureOnCommitCallbacks(execute=True):
            assert actions.go_live(actor=Actor.system("policy"), change=change)
        paths = {re.sub(r"^https?://[^/]+", "", url) for url in Remember.purged}
        assert {"/", "/agencies/civil-affairs/minimum-living-allowance/"} <= paths
        assert not any("standards-2026" in path for path in paths)
