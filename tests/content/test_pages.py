"""Every public page as visitors get it: in both languages, without scripts, in good order, from few queries."""

import re
from html.parser import HTMLParser

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext

from portal.content import demo
from portal.content.actions import provision_agency
from portal.content.models import CatalogueEntry, GuidePage, NoticePage, PolicyPage
from tests.offices import plant_offices

from .conftest import SYSTEM, make_user

VOID = {"meta", "link", "input", "br", "img", "hr", "source"}


class Checker(HTMLParser):
    """Collects what must not be: unclosed tags, ids twice, skipped headings, inline code, pictures without alt."""

    def __init__(self):
        super().__init__()
        self.stack, self.ids, self.headings, self.faults, self.labels, self.inputs = [], [], [], [], set(), []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag not in VOID:
            self.stack.append(tag)
        if "id" in values:
            self.ids.append(values["id"])
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag in {"script", "style"} or "style" in values or any(name.startswith("on") for name in values):
            self.faults.append(f"inline code in <{tag}>")
        if tag == "img" and "alt" not in values:
            self.faults.append("picture without alt")
        if tag == "label":
            self.labels.add(values.get("for"))
        if tag in {"input", "select", "textarea"} and values.get("type") != "hidden":
            self.inputs.append(values.get("id"))

    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")

    def report(self):
        faults = list(self.faults) + [f"<{tag}> never closed" for tag in self.stack]
        faults += [f"id {name} twice" for name in {name for name in self.ids if self.ids.count(name) > 1}]
        if self.headings[:1] != [1] or self.headings.count(1) != 1:
            faults.append(f"headings begin {self.headings[:3]}")
        faults += [f"h{b} after h{a}" for a, b in zip(self.headings, self.headings[1:], strict=False) if b > a + 1]
        return faults + [f"{name} has no label" for name in self.inputs if name not in self.labels]


def faults_of(html):
    checker = Checker()
    checker.feed(html)
    return checker.report()


class PublicPages(TestCase):
    """The demo's content, loaded once."""

    @classmethod
    def setUpTestData(cls):
        plant_offices()
        provision_agency(actor=SYSTEM, key="civil-affairs")
        cls.made = demo.load(actor=SYSTEM, editor=make_user("li", {"editor": "qingxi-civil-affairs"}))
        cls.paths = list(CatalogueEntry.objects.values_list("path", flat=True))

    def html(self, path, status=200):
        response = self.client.get(path)
        assert response.status_code == status, path
        return response.content.decode()

    def test_every_page_is_in_good_order(self):
        broken = {path: faults for path in self.paths if (faults := faults_of(self.html(path)))}
        assert broken == {}

    def test_every_page_takes_at_most_two_queries(self):
        too_many = {}
        for path in self.paths:
            self.client.get(path)
            cache.clear()
            with CaptureQueriesContext(connection) as queries:
                self.client.get(path)
            if len(queries) > 2:
                too_many[path] = [query["sql"][:120] for query in queries]
        assert too_many == {}

    def test_every_link_on_every_page_leads_somewhere(self):
        links = set()
        for path in self.paths:
            links.update(re.findall(r'href="(/[^"#]*)', self.html(path)))
        # Files and the admin are not pages; the other language's version of a page is asked for in the next test.
        pages = sorted(link for link in links if not re.match(r"/(static|admin|prefs|documents|search)", link))
        assert [link for link in pages if self.client.get(link).status_code not in {200, 302}] == []

    def test_every_page_leads_to_the_other_language(self):
        for path in self.paths:
            other = re.search(r'<a href="([^"]+)" hreflang="(en|zh-Hans)" lang', self.html(path))
            assert other, path
            page = self.html(other[1])
            assert f'<html lang="{other[2]}"' in page, path

    def test_headers_forbid_inline_code(self):
        policy = self.client.get("/").headers["Content-Security-Policy"]
        assert "unsafe-inline" not in policy

    def test_no_session_is_opened_for_a_reader(self):
        assert not self.client.get("/").cookies
        assert not self.client.get("/agencies/civil-affairs/standards-2026/").cookies

    def test_the_policy_shows_its_particulars_and_relations_on_both_sides(self):
        new = self.html("/agencies/civil-affairs/standards-2026/")
        for text in (
            "QX003-2026-00018",
            "清民发〔2026〕18号",
            "2026-06-24",
            "2026-06-26",
            "2026-07-01",
            "有效",
            "县民政局、县财政局",
        ):
            assert text in new
        assert re.search(r"替代</dt><dd><a [^>]*standards-2025/\">清民发〔2025〕21号", new)
        assert re.search(r"解读</dt><dd><a [^>]*standards-2026-explained/", new)
        old = self.html("/agencies/civil-affairs/standards-2025/")
        assert re.search(r"已被替代</dt><dd><a [^>]*standards-2026/\">清民发〔2026〕18号", old)
        assert "已经不再施行" in old

    def test_contents_list_leads_to_the_headings(self):
        standards = next(spec for spec in demo.read("policies") if spec["slug"] == "standards-2026")
        html = self.html("/agencies/civil-affairs/standards-2026/")
        anchors = re.findall(r'<a href="#(s\d+)">', html)
        assert len(anchors) == sum("h" in item for item in standards["body"])
        assert all(f'<h2 id="{anchor}">' in html for anchor in anchors)

    def test_attachments_show_kind_and_size(self):
        assert re.search(r"（PDF，[\d.]+.KB）", self.html("/agencies/civil-affairs/standards-2026/"))

    def test_tables_stand_in_a_box_of_their_own_with_figures_to_the_right(self):
        html = self.html("/agencies/civil-affairs/funds-2026-q3/")
        assert html.count('class="od-scroll"') == html.count("<table")
        assert '<td class="govuk-table__cell numeric">268.4</td>' in html

    def test_the_guide_shows_todays_figures_and_leads_to_the_application(self):
        html = self.html("/agencies/civil-affairs/minimum-living-allowance/")
        for text in ("735 元/月", "590 元/月", "12 个工作日", "8 个工作日", "第三条"):
            assert text in html
        assert re.search(r'href="/apply/[^"]*\?scheme=minimum-living-allowance"', html)
        assert 'href="/agencies/civil-affairs/standards-2026/"' in html

    def test_the_guide_of_last_year_shows_last_years_figures(self):
        import time_machine

        with time_machine.travel("2026-05-01 10:00+08:00"):
            html = self.html("/agencies/civil-affairs/minimum-living-allowance/")
        assert "690 元/月" in html
        assert "735" not in html

    def test_a_guide_whose_plugin_is_gone_is_kind_and_has_no_button(self):
        guide = GuidePage.objects.get(slug="minimum-living-allowance", locale__language_code="zh-hans")
        guide.scheme_key = "no-such-scheme"
        guide.save_revision().publish()
        html = self.html(guide.url)
        assert "暂时不能在网上申请" in html
        assert "scheme=" not in html

    def test_english_guide(self):
        html = self.html("/en/agencies/education/education-aid-guide/")
        assert "1,250 yuan a term" in html
        assert "15 working days" in html
        page = BeautifulSoup(html, "html.parser")
        for element in page.select("[lang=zh-Hans]"):
            element.decompose()
        assert not re.search(r"[\u4e00-\u9fff]", page.get_text())

    def test_home_shows_news_standards_and_events(self):
        html = self.html("/")
        assert "家里遇到了什么难处？" in html
        assert all(sign in html for sign in "病学住业残老贫急")
        assert "735 元/月" in html
        assert "2026年第三季度社会救助资金使用情况" in html
        assert 'name="receipt"' in html

    def test_help_by_event(self):
        html = self.html("/help/?event=school")
        assert "教育救助怎么申请" in html
        assert "突然出了事" not in html
        assert "突然出了事，怎么求助" in self.html("/help/?event=nonsense")

    def test_filters(self):
        titles = lambda html: re.findall(r'<li><a class="govuk-link" href="/agencies[^>]*>([^<]+)', html)  # noqa: E731
        written = [*demo.read("policies"), *demo.read("notices")]
        assert len(titles(self.html("/policies/"))) == 20
        assert len(titles(self.html("/policies/?page=2"))) == min(len(written) - 20, 20)
        education = titles(self.html("/policies/?agency=education"))
        assert "清溪县教育救助实施办法" in education
        assert len(education) == sum(spec["agency"] == "education" for spec in written)
        assert titles(self.html("/policies/?agency=education&validity=repealed")) == [
            "清溪县困难家庭学生救助办法（试行）"
        ]
        assert titles(self.html("/policies/?q=25个")) == []
        assert titles(self.html("/policies/?q=清医保发")) == [
            "清溪县医疗保障局关于压缩医疗救助办理时限的通知",
            "清溪县医疗救助实施办法",
        ]
        assert len(titles(self.html("/policies/?kind=funds"))) == 3
        assert "没有同时符合" in self.html("/policies/?agency=education&kind=bulletin")

    def test_the_english_index_lists_documents_published_in_chinese(self):
        html = self.html("/en/policies/?agency=education")
        assert 'lang="zh-Hans"' in html
        assert "Education Bureau" in html

    def test_windows_come_from_the_offices(self):
        html = self.html("/windows/")
        for text in ("柳河镇社会救助窗口", "0000-123 4588", "上坝村代办点", "清溪县教育局"):
            assert text in html
        assert "Liuhe Town" in self.html("/en/windows/")

    def test_large_text_by_a_plain_link(self):
        page = self.html("/help/?event=school")
        link = re.search(r'href="(/prefs/text-size/[^"]+)"', page)[1].replace("&amp;", "&")
        response = self.client.get(link)
        assert response.status_code == 302
        assert response.headers["Location"] == "/help/?event=school"
        assert 'class="govuk-template elder"' in self.html("/")
        self.client.get("/prefs/text-size/?size=normal&next=/")
        assert "elder" not in self.html("/")

    def test_odd_addresses_and_parameters_never_break_a_page(self):
        odd = [
            '"',
            "%00",
            "\x00",
            "x" * 3000,
            "<script>",
            "%ff",
            "é…",
            "１",
            "-1",
            "9" * 400,
            "../../etc",
            "%(x)s",
            "{{1}}",
        ]
        for path in ("/", "/policies/", "/help/", "/windows/", "/agencies/", "/en/policies/", "/prefs/text-size/"):
            for name in ("q", "page", "event", "agency", "kind", "validity", "year", "next", "size"):
                for value in odd:
                    assert self.client.get(path, {name: value}).status_code < 500, (path, name, value)
        for value in odd:
            assert self.client.get(f"/agencies/{value}/").status_code < 500

    def test_what_was_typed_comes_back_escaped(self):
        html = self.html("/policies/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
        assert "<script>" not in html

    def test_other_methods_are_wagtails_business(self):
        assert self.client.head("/").status_code == 200
        assert self.client.post("/").status_code == 405

    @override_settings(ALLOWED_HOSTS=["*"])
    def test_any_host_gets_the_one_site(self):
        assert self.client.get("/", headers={"host": "county.example"}).status_code == 200

    def test_loading_the_demo_again_changes_nothing(self):
        assert self.made["policies"] + self.made["notices"] >= 12
        assert demo.load(actor=SYSTEM) == dict.fromkeys(self.made, 0)

    def test_the_draft_for_review_waits_for_a_publisher(self):
        draft = NoticePage.objects.get(slug="winter-visits-2026")
        assert not draft.live
        assert draft.current_workflow_task is not None

    def test_documents_of_the_demo_are_of_2025_and_2026(self):
        days = [page.published_on for model in (PolicyPage, NoticePage) for page in model.objects.all()]
        assert {day.year for day in days} == {2025, 2026}


@pytest.mark.django_db
def test_a_fresh_installation_answers(client):
    response = client.get("/")
    assert response.status_code == 200
    assert faults_of(response.content.decode()) == []
    assert client.get("/policies/").status_code == 404
