"""The search page and the commands, through the site's real addresses."""

import json
import re
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.urls import reverse

from search import checks, sources
from search.engine import Document, SearchUnavailable, get_engine
from tests.search.conftest import PAGES


def body(response):
    return response.content.decode()


def test_a_visitor_finds_a_page_by_its_everyday_name(client, site_engine):
    response = client.get(reverse("search:search"), {"q": "低保"})
    assert response.status_code == 200
    text = body(response)
    assert "城乡<mark>低保</mark>标准" in text
    assert "找到 2 条" in text
    assert "县民政局" in text
    assert "办事指南" in text
    assert "2026-07-01" in text
    assert 'href="/policies/standard/"' in text


def test_the_english_site_searches_english_pages(client, site_engine):
    text = body(client.get("/en/search/", {"q": "minimum living allowances"}))
    assert "1 page found" in text
    assert "<mark>minimum living allowance</mark>" in text


def test_the_other_language_is_one_link_away(client, site_engine):
    response = client.get("/search/", {"q": "dibao"})
    assert "language=en" in body(response) and "条英文内容" in body(response)
    link = re.search(r'href="(/search/\?[^"]*language=en[^"]*)"', body(response)).group(1).replace("&amp;", "&")
    found = body(client.get(link))
    assert "How to apply" in found
    assert 'lang="en"' in found


def test_filters_are_plain_links_that_keep_the_query(client, site_engine):
    text = body(client.get("/search/", {"q": "申请"}))
    assert "q=%E7%94%B3%E8%AF%B7&amp;kind=guide" in text
    narrowed = body(client.get("/search/", {"q": "申请", "agency": "education"}))
    assert "教育救助办事指南" in narrowed
    assert "最低生活保障办事指南" not in narrowed.replace("<mark>", "").replace("</mark>", "")


def test_nothing_found_is_a_kind_page(client, site_engine):
    response = client.get("/search/", {"q": "火星移民"})
    assert response.status_code == 200
    text = body(response)
    assert "没有搜到“火星移民”" in text
    assert "打电话" in text
    assert "0000-123 4567" in text


def test_paging(client, site_engine):
    site_engine.index(
        Document(key=f"n{n}", url=f"/n{n}/", title=f"临时通知{n}", body="临时住所", language="zh-hans")
        for n in range(25)
    )
    first = body(client.get("/search/", {"q": "临时住所"}))
    assert "第 1 页，共 3 页" in first
    assert "page=2" in first
    last = body(client.get("/search/", {"q": "临时住所", "page": "999"}))
    assert "第 3 页，共 3 页" in last


@pytest.mark.parametrize("name", ["q", "kind", "agency", "language", "page"])
@pytest.mark.parametrize(
    "value", ['"', "\x00", "低" * 3000, "<script>alert(1)</script>", "-1", "９", "%", "\ud800", "'; --"]
)
def test_no_parameter_brings_the_page_down(client, site_engine, name, value):
    response = client.get("/search/", {"q": "低保", name: value.encode("utf-8", "surrogatepass")})
    assert response.status_code == 200
    assert "<script>alert" not in body(response)


def test_no_query_shows_the_box_alone(client, site_engine):
    text = body(client.get("/search/"))
    assert 'name="q"' in text
    assert "找到" not in text


def test_the_page_only_answers_reading(client, site_engine):
    assert client.post("/search/", {"q": "低保"}).status_code == 405


def test_a_lost_index_is_said_on_the_page(client, settings, tmp_path):
    settings.SEARCH_INDEX_PATH = tmp_path / "lost.sqlite3"
    response = client.get("/search/", {"q": "低保"})
    assert response.status_code == 200
    assert "搜索正在重新整理" in body(response)


def test_an_engine_that_cannot_answer_is_said_with_the_hotline(client, site_engine, monkeypatch):
    def fail(*args, **kwargs):
        raise SearchUnavailable("no connection")

    monkeypatch.setattr(type(site_engine), "search", fail)
    response = client.get("/search/", {"q": "低保"})
    assert response.status_code == 503
    assert "搜索暂时用不了" in body(response)
    assert "no connection" not in body(response)


# -- commands, configuration ---------------------------------------------------------------------------------------


def run(*arguments, **options):
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_search_as_json(site_engine):
    answer = json.loads(run("search", "低保", "--json", "--language", "zh-hans", "--size", "1"))
    assert answer["total"] == 2
    assert len(answer["hits"]) == 1
    hit = answer["hits"][0]
    assert set(hit) >= {"key", "url", "title", "kind", "agency", "language", "date", "score", "snippet"}
    assert answer["engine"] == "embedded"


def test_search_filters_on_the_command_line(site_engine):
    answer = json.loads(run("search", "申请", "--json", "--kind", "guide", "--agency", "education"))
    assert [hit["key"] for hit in answer["hits"]] == ["page:3"]


def test_search_for_people(site_engine):
    assert "城乡低保标准" in run("search", "低保")


def test_rebuild_takes_all_sources(site_engine, monkeypatch):
    monkeypatch.setattr(sources, "_sources", {})
    sources.register("one", lambda: PAGES[:1])
    sources.register("two", lambda: iter(PAGES[1:3]))
    assert "3 documents (one, two)" in run("rebuild_search")
    assert site_engine.health().documents == 3


def test_a_rebuild_that_cannot_be_says_so(site_engine, monkeypatch):
    def fail(self, documents):
        raise SearchUnavailable("disk full")

    monkeypatch.setattr(type(site_engine), "rebuild", fail)
    with pytest.raises(CommandError, match="disk full"):
        run("rebuild_search")


def test_an_unknown_engine_names_the_known_ones(settings):
    settings.SEARCH_ENGINE = "guesswork"
    with pytest.raises(ImproperlyConfigured, match="embedded"):
        get_engine()
    assert [found.id for found in checks.check_search()] == ["search.E001"]


def test_the_configuration_is_checked_clean():
    assert checks.check_search() == []
