"""What is published can be found, what is taken down cannot."""

from wagtail.models import PageViewRestriction

from portal.content import searching
from portal.content.models import CatalogueEntry, GuidePage
from portal.messages.models import OutboxItem
from portal.messages.outbox import run_due
from search.engine import get_engine
from search.sources import documents, rebuild

from .conftest import CountyTestCase, make_policy, publish, section_page


def found(query):
    return [hit.title for hit in get_engine().search(query).hits]


def deliver():
    while run_due("test"):
        pass


class Searching(CountyTestCase):
    """The index follows what is public."""

    def setUp(self):
        get_engine().clear()

    def test_publishing_fills_and_unpublishing_empties_the_index(self):
        page = make_policy(title="关于调整城乡低保标准的通知")
        deliver()
        assert found("低保") == ["关于调整城乡低保标准的通知"]
        page.title = "关于提高城乡低保标准的通知"
        page = publish(page)
        deliver()
        assert found("低保") == ["关于提高城乡低保标准的通知"]
        page.unpublish()
        deliver()
        assert found("低保") == []

    def test_a_deleted_page_is_forgotten(self):
        page = make_policy(title="要删的低保文件")
        deliver()
        page.delete()
        deliver()
        assert found("低保") == []

    def test_a_restricted_page_is_not_found(self):
        page = make_policy(title="内部低保文件")
        deliver()
        PageViewRestriction.objects.create(page=page, restriction_type="login")
        deliver()
        assert found("低保") == []
        assert all(document.title != page.title for document in documents())

    def test_a_moved_page_is_found_at_its_new_address(self):
        from .conftest import section_page

        page = make_policy(title="低保文件")
        page.move(section_page("education"), "last-child")
        deliver()
        (hit,) = get_engine().search("低保文件").hits
        assert hit.url == "/agencies/education/policy/"
        assert hit.agency == "education"

    def test_a_change_that_no_visitor_sees_is_not_sent_again(self):
        page = make_policy()
        before = OutboxItem.objects.filter(kind="search.index").count()
        page.save()
        assert OutboxItem.objects.filter(kind="search.index").count() == before

    def test_rebuilding_finds_everything_published(self):
        make_policy(title="低保文件")
        rebuild()
        assert found("低保文件") == ["低保文件"]

    def test_documents_say_what_they_are(self):
        make_policy(title="低保文件", document_number="清民发〔2026〕1号")
        document = searching.document_of(CatalogueEntry.objects.get(title="低保文件"))
        assert (document.kind, document.agency, document.language) == ("policy", "civil-affairs", "zh-hans")
        assert "清民发〔2026〕1号" in document.body
        assert "城乡低保标准" in document.body
        assert "<" not in document.body

    def test_a_guide_is_found_by_the_official_name_of_its_help(self):
        parent = section_page("civil-affairs")
        guide = GuidePage(
            title="困难的人怎么领补贴", slug="guide", locale=parent.locale, scheme_key="disability-living-subsidy"
        )
        guide.live = False
        parent.add_child(instance=guide)
        publish(guide)
        deliver()
        for query in ("残疾人补贴", "残疾 补贴", "困难残疾人生活补贴"):
            assert found(query) == ["困难的人怎么领补贴"], query
        scheme = searching.document_of(CatalogueEntry.objects.get(scheme_key="disability-living-subsidy"))
        assert "735" not in scheme.body, "amounts change without the guide"
