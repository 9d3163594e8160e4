"""Nothing with an unmasked personal number goes live, whatever way it is published (R12.3)."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from portal.common import clock
from portal.content import guard
from portal.content.models import NoticePage, PolicyPage

from .conftest import CountyTestCase, make_notice, make_policy, publish, section_page, undone

ID_NUMBER = "11010519491231002X"
MOBILE = "13812345678"
CARD = "6222020200112230015"
OFFICE_PHONE = "0000-123 4501"


def refused(page):
    with pytest.raises(guard.PersonalDataFound) as caught:
        publish(page)
    page.refresh_from_db()
    assert not page.live
    return caught.value


def make_with_block(block):
    parent = section_page("civil-affairs")
    page = NoticePage(title="表", slug="table", locale=parent.locale, live=False, body=[block])
    parent.add_child(instance=page)
    page.save_revision()
    return page


def form_data(client, page, **changes):
    """What the editor's browser would send: every field of the form as it is, with changes."""
    form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]
    data = {"relations-TOTAL_FORMS": "0", "relations-INITIAL_FORMS": "0", "comments-TOTAL_FORMS": "0"}
    data |= {"comments-INITIAL_FORMS": "0", "body-count": "0"}
    data |= {name: form[name].value() or "" for name in form.fields if name not in {"body", "comment_notifications"}}
    return {name: value for name, value in (data | changes).items() if value is not None}


class Guard(CountyTestCase):
    """Every way to publish ends at the guard."""

    def test_a_number_in_the_text_stops_publishing_and_says_where(self):
        for number in [ID_NUMBER, MOBILE, CARD, "１３８１２３４５６７８", "138 1234 5678"]:
            with self.subTest(number), undone():
                refusal = refused(make_policy(text=f"<p>请联系{number}。</p>", live=False))
                (sentence,) = refusal.messages
                assert "正文" in sentence
                assert "第2块" in sentence
                assert "星号" in sentence
                assert number not in sentence

    def test_masked_numbers_and_office_phones_pass(self):
        for text in ["<p>电话138****5678。</p>", f"<p>请打{OFFICE_PHONE}。</p>", "<p>热线 0000-123 4567</p>"]:
            with self.subTest(text), undone():
                assert make_policy(text=text).live

    def test_tags_inside_a_number_do_not_hide_it(self):
        refused(make_policy(text="<p>138<b>1234</b>5678</p>", live=False))

    def test_a_number_in_a_link_does_not_pass(self):
        refused(make_policy(text=f'<p><a href="tel:{MOBILE}">打电话</a></p>', live=False))

    def test_every_text_field_is_read(self):
        for field in ["title", "summary", "issuer", "seo_title", "search_description", "document_number"]:
            with self.subTest(field), undone():
                page = make_policy(live=False)
                setattr(page, field, f"张三 {ID_NUMBER}")
                assert refused(page).findings[0].field == field

    def test_table_cells_are_read_one_by_one(self):
        rows = [["姓名", "电话"], ["王**", MOBILE]]
        value = {"data": rows, "first_row_is_table_header": True, "table_header_choice": "row", "table_caption": ""}
        refused(make_with_block(("table", value)))

    def test_figures_in_neighbouring_cells_are_no_phone_number(self):
        rows = [["户数", "金额"], ["138", "1234"], ["1", "5678"], ["13", "812345678"]]
        value = {"data": rows, "first_row_is_table_header": True, "table_header_choice": "row", "table_caption": ""}
        assert publish(make_with_block(("table", value))).live

    def test_alternative_texts_are_read(self):
        image = Image.objects.create(title="照片", file=get_test_image_file())
        image.contextual_alt_text = f"身份证 {ID_NUMBER}"
        image.decorative = False
        refused(make_with_block(("picture", {"image": image, "caption": ""})))

    def test_an_already_live_page_cannot_be_saved_with_a_number(self):
        page = make_policy()
        page.summary = MOBILE
        with pytest.raises(guard.PersonalDataFound):
            page.save()
        assert PolicyPage.objects.get(pk=page.pk).summary == ""

    def test_a_draft_may_hold_anything(self):
        page = make_policy()
        page.summary = MOBILE
        page.save_revision()
        assert PolicyPage.objects.get(pk=page.pk).live

    def test_an_offending_page_can_still_be_taken_down(self):
        page = make_policy()
        PolicyPage.objects.filter(pk=page.pk).update(summary=MOBILE)
        PolicyPage.objects.get(pk=page.pk).unpublish()
        assert not PolicyPage.objects.get(pk=page.pk).live

    def test_the_schedule_goes_on_past_a_refused_page(self):
        past = clock.now() - dt.timedelta(hours=1)
        bad, good = make_policy(slug="bad", live=False, summary=MOBILE), make_policy(slug="good", live=False)
        for page in (bad, good):
            page.revisions.update(approved_go_live_at=past)
        call_command("publish_scheduled")
        bad.refresh_from_db()
        good.refresh_from_db()
        assert (bad.live, good.live) == (False, True)
        assert not bad.revisions.filter(approved_go_live_at__isnull=False).exists()
        from wagtail.models import PageLogEntry

        entry = PageLogEntry.objects.get(page=bad.pk, action="onedoor.publish_refused")
        assert MOBILE not in str(entry.data)

    def test_the_editor_form_names_the_field_and_keeps_what_was_typed(self):
        page = make_policy(live=False)
        publisher = self.staff("wang", publisher="qingxi-civil-affairs")
        data = form_data(publisher.client, page, summary=f"请找王师傅 {MOBILE}", **{"action-publish": "1"})
        response = publisher.client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
        assert response.status_code == 200
        assert "没遮住的手机号" in response.context["form"].errors["summary"][0]
        assert MOBILE in response.context["form"]["summary"].value()
        page.refresh_from_db()
        assert not page.live
        # The same as a draft is fine.
        data.pop("action-publish")
        assert publisher.client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data).status_code == 302

    def test_approval_in_the_workflow_is_refused_with_a_message(self):
        for ajax in [False, True]:
            with self.subTest(ajax), undone():
                editor = self.staff("li", editor="qingxi-civil-affairs")
                publisher = self.staff("wang", publisher="qingxi-civil-affairs")
                page = make_policy(live=False, summary=MOBILE)
                state = page.get_workflow().start(page, editor)
                url = reverse(
                    "wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.current_task_state_id]
                )
                headers = {"X-Requested-With": "XMLHttpRequest"} if ajax else {}
                response = publisher.client.post(url, {}, headers=headers)
                assert response.status_code == (200 if ajax else 302)
                page.refresh_from_db()
                state.refresh_from_db()
                assert not page.live
                assert state.status == "in_progress"
                shown = publisher.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
                assert "没遮住的手机号" in shown

    def test_approval_publishes_a_clean_page(self):
        editor = self.staff("li", editor="qingxi-civil-affairs")
        publisher = self.staff("wang", publisher="qingxi-civil-affairs")
        page = make_policy(live=False)
        state = page.get_workflow().start(page, editor)
        url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.current_task_state_id])
        publisher.client.post(url, {})
        page.refresh_from_db()
        assert page.live

    def test_a_notice_is_guarded_too(self):
        with pytest.raises(guard.PersonalDataFound):
            make_notice(summary=CARD)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.text(alphabet="甲乙，。 <&;", max_size=6), after=st.text(alphabet="甲乙，。 <&;", max_size=6))
def test_no_neighbouring_text_hides_a_number(db, before, after):
    page = NoticePage(title=f"{before}{MOBILE}{after}")
    assert [finding.kind for finding in guard.find(page)] == ["phone"]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_reading_rich_text_never_fails(html, inner):
    assert isinstance(guard.plain(f'<p title="{html}">{inner}</p>{html}'), str)
