"""What is published can be found, what is taken down cannot."""

from wagtail.models import PageViewRestriction

from portal.content import searching
from portal.content.models import CatalogueEntry
from portal.messages.models import OutboxItem
from portal.messages.outbox import run_due
from search.engine import get_engine
from search.sources import documents, rebuild

from .conftest import CountyTestCase, make_policy, publish


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
