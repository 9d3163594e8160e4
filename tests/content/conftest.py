"""Two agencies with their sections, and people who work for them."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client, TestCase

from portal.accounts.actors import Actor
from portal.accounts.models import Assignment, Office, User
from portal.content import catalogue
from portal.content.actions import provision_agency
from portal.content.models import AgencyPage, HomePage, NoticePage, PolicyPage
from tests.offices import plant_offices

SYSTEM = Actor.system("test")


@pytest.fixture
def county(db):
    """Offices, the site's skeleton, the sections of both agencies."""
    plant_offices()
    with catalogue.deferred():
        sections = {key: provision_agency(actor=SYSTEM, key=key) for key in ("civil-affairs", "education")}
    return SimpleNamespace(sections=sections, home=HomePage.objects.get(locale__language_code="zh-hans"))


def section_page(key: str, language: str = "zh-hans") -> AgencyPage:
    """The front page of a section."""
    return AgencyPage.objects.get(agency_key=key, locale__language_code=language)


def publish(page):
    """Publish the page as it stands and read it back."""
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def make_policy(
    key="civil-affairs", slug="policy", text="<p>城乡低保标准</p>", language="zh-hans", live=True, **fields
):
    """A policy in a section, published unless `live` is False."""
    parent = section_page(key, language)
    body = [{"type": "heading", "value": "一、标准"}, {"type": "paragraph", "value": text}]
    page = PolicyPage(title=fields.pop("title", f"文件 {slug}"), slug=slug, locale=parent.locale, live=False, **fields)
    page.body = PolicyPage._meta.get_field("body").stream_block.to_python(
        [{**block, "id": f"b{number}"} for number, block in enumerate(body)]
    )
    parent.add_child(instance=page)
    page.save_revision()
    return publish(page) if live else page


def make_notice(key="civil-affairs", slug="notice", **fields):
    """A published notice."""
    parent = section_page(key)
    page = NoticePage(title=f"公告 {slug}", slug=slug, locale=parent.locale, live=False, **fields)
    parent.add_child(instance=page)
    return publish(page)


class CountyTestCase(TestCase):
    """The county, built once for all tests of a class."""

    @classmethod
    def setUpTestData(cls):
        plant_offices()
        with catalogue.deferred():
            cls.sections = {key: provision_agency(actor=SYSTEM, key=key) for key in ("civil-affairs", "education")}

    def staff(self, username, **roles):
        """A user with roles, and a signed-in client as `user.client`."""
        return make_user(username, roles)


@contextmanager
def undone():
    """What happens inside is taken back: cases of one test do not see each other."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def make_user(username, roles):
    """A user who holds each role at the office of that code."""
    user = User.objects.create_user(username, password="a long enough password", display_name=username)
    for role, code in roles.items():
        Assignment.objects.create(user=user, role=role, office=Office.objects.get(code=code))
    user.client = Client()
    user.client.force_login(user)
    return user


@pytest.fixture
def staff(county):
    """staff("li", editor="qingxi-civil-affairs"): a user with roles, and a signed-in client as `user.client`."""

    return lambda username, **roles: make_user(username, roles)
