"""The public catalogue stays true whatever happens to pages, and is what visitors are served from."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.documents.models import Document
from wagtail.models import Page, PageViewRestriction, Site

from portal.content import catalogue
from portal.content.models import AgencyPage, CatalogueEntry, GuidePage, PolicyIndexPage, PolicyPage, PolicyRelation

from .conftest import CountyTestCase, make_notice, make_policy, publish, section_page, undone


def entry(page):
    return CatalogueEntry.objects.filter(pk=page.pk).first()


def consistent():
    """Making every row anew changes nothing: what the signals wrote is what a rebuild would write."""
    before = {row.pk: row.values() for row in CatalogueEntry.objects.all()}
    catalogue.rebuild()
    return before == {row.pk: row.values() for row in CatalogueEntry.objects.all()}


class Catalogue(CountyTestCase):
    """Whatever happens to a page, its row follows."""

    def test_publishing_makes_a_row_and_unpublishing_removes_it(self):
        page = make_policy(document_number="清民发〔2026〕1号")
        row = entry(page)
        assert (row.path, row.kind, row.agency_key, row.language) == (
            "/agencies/civil-affairs/policy/",
            "policy",
            "civil-affairs",
            "zh-hans",
        )
        assert self.client.get(page.url).status_code == 200
        page.unpublish()
        assert entry(page) is None
        assert self.client.get(row.path).status_code == 404

    def test_a_draft_has_no_row_and_is_not_served(self):
        page = make_policy(live=False)
        assert entry(page) is None
        assert self.client.get("/agencies/civil-affairs/policy/").status_code == 404

    def test_one_query_serves_a_policy(self):
        page = make_policy()
        self.client.get(page.url)
        with CaptureQueriesContext(connection) as queries:
            self.client.get(page.url)
        assert len(queries) == 1

    def test_a_renamed_address_moves_everything_below(self):
        page = make_policy()
        section = section_page("civil-affairs")
        section.slug = "minzheng"
        publish(section)
        assert entry(page).path == "/agencies/minzheng/policy/"
        assert consistent()

    def test_a_new_title_of_the_section_reaches_its_pages(self):
        page = make_policy()
        section = section_page("civil-affairs")
        section.title = "县民政局"
        publish(section)
        assert entry(page).agency_label == "县民政局"
        assert ["县民政局", "/agencies/civil-affairs/"] in entry(page).data["trail"]
        assert consistent()

    def test_a_new_title_of_the_index_reaches_the_trails_that_lead_over_it(self):
        page = make_policy()
        index = PolicyIndexPage.objects.get(locale__language_code="zh-hans")
        index.title = "政策库"
        publish(index)
        assert "政策库" in [title for title, _url in entry(page).data["trail"]]
        assert consistent()

    def test_moving_a_page_moves_its_row(self):
        page = make_policy()
        page.move(section_page("education"), "last-child")
        assert entry(page).path == "/agencies/education/policy/"
        assert entry(page).agency_key == "education"
        assert self.client.get("/agencies/education/policy/").status_code == 200
        # Wagtail keeps the old address alive as a redirect.
        assert self.client.get("/agencies/civil-affairs/policy/").headers["Location"] == "/agencies/education/policy/"

    def test_a_view_restriction_takes_pages_out_until_it_is_lifted(self):
        for restricted in ["page", "section"]:
            with self.subTest(restricted), undone():
                page = make_policy()
                target = page if restricted == "page" else section_page("civil-affairs")
                restriction = PageViewRestriction.objects.create(page=target, restriction_type="login")
                assert entry(page) is None
                assert self.client.get(page.url).status_code == 302
                restriction.delete()
                assert entry(page) is not None
                assert self.client.get(page.url).status_code == 200

    def test_a_password_restriction_asks_for_the_password(self):
        page = make_policy()
        PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")
        response = self.client.get(page.url)
        assert "城乡低保标准" not in response.content.decode()

    def test_relations_show_on_both_sides_and_go_with_the_page(self):
        old = make_policy(slug="old", document_number="清民发〔2025〕1号")
        new = make_policy(slug="new", document_number="清民发〔2026〕1号")
        new.relations.add(PolicyRelation(kind="replaces", target=old))
        new = publish(new)
        assert [link["role"] for link in entry(new).data["relations"]] == ["replaces"]
        link = {
            "page": new.pk,
            "role": "replaces-by",
            "title": "文件 new",
            "number": "清民发〔2026〕1号",
            "url": "/agencies/civil-affairs/new/",
        }
        assert entry(old).data["relations"] == [link]
        assert consistent()
        new.unpublish()
        assert entry(old).data["relations"] == []
        publish(new)
        old.unpublish()
        assert entry(new).data["relations"][0]["url"] == ""
        Page.objects.get(pk=old.pk).delete()
        assert entry(PolicyPage.objects.get(pk=new.pk)) is not None

    def test_a_restricted_document_and_a_draft_are_not_named_by_others(self):
        public, restricted = make_policy(slug="public"), make_policy(slug="restricted", title="内部文件")
        draft = make_policy(slug="draft", title="没有发布的文件", live=False)
        restricted.relations.add(PolicyRelation(kind="replaces", target=public))
        publish(restricted)
        public.relations.add(PolicyRelation(kind="interprets", target=draft))
        publish(public)
        assert "内部文件" in str(entry(public).data) and "没有发布" not in str(entry(public).data)
        PageViewRestriction.objects.create(page=restricted, restriction_type="login")
        assert entry(public).data["relations"] == []
        assert consistent()

    def test_a_removed_relation_disappears_from_the_other_side(self):
        old, new = make_policy(slug="old"), make_policy(slug="new")
        new.relations.add(PolicyRelation(kind="amends", target=old))
        new = publish(new)
        new.relations.clear()
        publish(new)
        assert entry(old).data["relations"] == []

    def test_links_in_the_text_follow_the_page_they_point_at(self):
        target = make_policy(slug="target")
        page = make_policy(slug="from", text=f'<p>见<a linktype="page" id="{target.pk}">文件</a></p>')
        assert "/agencies/civil-affairs/target/" in entry(page).data["body"]
        target.slug = "elsewhere"
        publish(target)
        assert "/agencies/civil-affairs/elsewhere/" in entry(page).data["body"]

    def test_a_new_title_of_a_file_reaches_the_pages_that_offer_it(self):
        from django.core.files.base import ContentFile

        document = Document(title="旧标题")
        document.file.save("a.pdf", ContentFile(b"%PDF-1.4"))
        page = make_notice(slug="with-file", body=[("attachment", {"document": document, "label": ""})])
        assert "旧标题" in entry(page).data["body"]
        document.title = "新标题"
        document.save()
        assert "新标题" in entry(page).data["body"]

    def test_rows_of_another_version_of_the_code_are_not_served(self):
        page = make_policy()
        CatalogueEntry.objects.filter(pk=page.pk).update(made_by="older", data={"body": "OLD", "trail": []})
        html = self.client.get(page.url).content.decode()
        assert "OLD" not in html
        assert "城乡低保标准" in html

    def test_a_second_site_hands_everything_to_wagtail(self):
        page = make_policy()
        site = Site.objects.create(hostname="other.example", root_page=Page.objects.get(depth=1))
        assert CatalogueEntry.objects.count() == 0
        assert self.client.get("/agencies/civil-affairs/policy/").status_code == 200
        site.delete()
        assert entry(page) is not None

    def test_a_failed_transaction_leaves_no_row(self):
        page = make_policy(live=False)
        with pytest.raises(RuntimeError), transaction.atomic():
            publish(page)
            raise RuntimeError
        assert entry(page) is None

    def test_translations_link_to_each_other(self):
        chinese = make_policy()
        assert entry(chinese).translation_path == ""
        english = make_policy(slug="policy", language="en", translation_key=chinese.translation_key, title="Policy")
        assert entry(chinese).translation_path == entry(english).path == "/en/agencies/civil-affairs/policy/"
        assert entry(english).translation_path == entry(chinese).path
        english.unpublish()
        assert entry(chinese).translation_path == ""

    def test_a_page_without_translation_says_so_in_english(self):
        page = make_policy()
        html = self.client.get(page.url).content.decode()
        assert 'href="/en/agencies/civil-affairs/policy/"' in html
        response = self.client.get("/en/agencies/civil-affairs/policy/")
        assert response.status_code == 200
        assert "published in Chinese" in response.content.decode()
        assert self.client.get("/en/agencies/civil-affairs/nothing/").status_code == 404

    def test_preview_shows_the_draft(self):
        page = make_policy(live=False)
        editor = self.staff("li", editor="qingxi-civil-affairs")
        response = editor.client.get(f"/admin/pages/{page.pk}/view_draft/")
        assert response.status_code == 200
        assert "城乡低保标准" in response.content.decode()
        # It stands in a frame of the editor, with Wagtail's content checks in it.
        assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]
        assert "wagtail-userbar" in response.content.decode()
        assert "frame-ancestors 'none'" in editor.client.get("/").headers["Content-Security-Policy"]
        assert entry(page) is None

    def test_deleting_a_section_deletes_its_rows(self):
        page = make_policy()
        AgencyPage.objects.get(pk=section_page("civil-affairs").pk).delete()
        assert not CatalogueEntry.objects.filter(pk=page.pk).exists()

    def test_fixed_addresses_stay_whatever_the_editor_types(self):
        index = PolicyIndexPage.objects.get(locale__language_code="zh-hans")
        index.slug = "zhengce"
        assert publish(index).slug == "policies"

    def test_guide_rows_hold_words_only(self):
        """Amounts change without the guide being edited: none may stand in its row."""
        parent = section_page("civil-affairs")
        guide = GuidePage(
            title="低保", slug="guide", locale=parent.locale, scheme_key="minimum-living-allowance", live=False
        )
        parent.add_child(instance=guide)
        guide = publish(guide)
        assert "735" not in str(entry(guide).values())
