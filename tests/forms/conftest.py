"""The county's offices, and a person who fills in the form by plain requests, as a browser without JavaScript does."""

import re
from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from forms import offices
from forms.definitions import scheme_choices
from portal.cases.models import Application
from portal.messages.models import OutboxItem
from tests.offices import plant_offices

# Made-up numbers of the area code 999999, which no office has ever given out; the check characters are right.
SCHEMES = ["minimum-living-allowance", "education-aid"]


def with_check(first17: str) -> str:
    """A made-up ID number: 17 digits and their check character (GB 11643)."""
    weights = [2 ** (17 - i) % 11 for i in range(17)]
    total = sum(int(d) * w for d, w in zip(first17, weights, strict=True))
    return first17 + "10X98765432"[total % 11]


APPLICANT_ID, SPOUSE_ID, CHILD_ID = map(with_check, ("99999919840307002", "99999919820511001", "99999920120517003"))


@pytest.fixture
def county(db):
    """Offices of the locality."""
    plant_offices()
    offices.forget()
    yield
    offices.forget()


def photo(name: str = "book.jpg", size: tuple[int, int] = (40, 30)) -> SimpleUploadedFile:
    """A real, small JPEG."""
    stream = BytesIO()
    Image.new("RGB", size, (200, 180, 150)).save(stream, "JPEG")
    return SimpleUploadedFile(name, stream.getvalue(), content_type="image/jpeg")


class Person:
    """Somebody filling in the form. `values` of a page are what its controls show, as a browser would send them
    back.
    """

    def __init__(self, client: Client, language: str = "") -> None:
        self.client = client
        self.start = f"/{language}" if language else ""

    def url(self, step: str) -> str:
        return f"{self.start}/apply/{step}/"

    def get(self, step: str, **query):
        return self.client.get(self.url(step), query)

    def post(self, step: str, data: dict, **extra):
        return self.client.post(self.url(step) + extra.pop("query", ""), {"continue": "1", **data}, **extra)

    def to_schemes(self, schemes=None):
        return self.post("schemes", {"schemes": SCHEMES if schemes is None else schemes})

    def applicant_data(self, **changes) -> dict:
        data = {
            "name": "欧阳小满",
            "id_number": APPLICANT_ID,
            "phone": "13800138000",
            "village": "hedong",
            "address": "二组 17 号",
            "household-residence": "rural",
            "household-registered_here": "yes",
            "household-lives_here": "yes",
        }
        return {name: value for name, value in {**data, **changes}.items() if value is not None}

    def add_member(self, name: str, relation: str, id_number: str = "", **extra):
        return self.client.post(
            f"{self.start}/apply/household/add/",
            {"name": name, "id_number": id_number, "relation": relation, **extra},
        )

    def fill(self, step: str, **changes):
        """Answer a page by its own controls: first choice, 0 for numbers, boxes ticked, then the changes; None
        leaves one out.
        """
        page = self.get(step)
        assert page.status_code == 200, (step, page.status_code, page.headers.get("Location"))
        data = answers_for(page.content.decode())
        data.update(changes)
        return self.post(step, {name: value for name, value in data.items() if value is not None})

    def up_to(self, step: str, *, members: bool = True) -> None:
        """Fill in every page before `step`."""
        ways = {
            "schemes": self.to_schemes,
            "applicant": lambda: self.post("applicant", self.applicant_data()),
            "household": lambda: self.household(members),
            "means": lambda: self.fill("means"),
            "more": lambda: self.fill("more"),
            "documents": lambda: self.fill("documents"),
            "authorisation": lambda: self.fill("authorisation"),
            "check": lambda: self.post("check", {}),
        }
        for name, way in ways.items():
            if name == step:
                return
            response = way()
            assert response.status_code == 302, (name, errors_of(response))

    def household(self, members: bool):
        if members:
            assert self.add_member("欧阳建国", "spouse", SPOUSE_ID).status_code == 302
            assert self.add_member("欧阳星", "child", CHILD_ID).status_code == 302
        return self.post("household", {})


def answers_for(html: str) -> dict[str, object]:
    """An honest answer to every control of the page."""
    data: dict[str, object] = {}
    for tag in re.findall(r"<(?:input|select|textarea)\b[^>]*>", html):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        name, kind = unescape(attributes.get("name", "")), attributes.get("type", "text")
        if not name or kind in ("hidden", "file", "submit") or name.endswith("-unknown"):
            continue
        if kind == "radio":
            data.setdefault(name, attributes["value"])
        elif kind == "checkbox":
            data[name] = attributes.get("value", "1")
        else:
            data[name] = unescape(attributes.get("value", "")) or "0"
    return data


def errors_of(response) -> list[str]:
    """The error summary of a page, as text."""
    html = response.content.decode()
    found = re.search(r'<ul class="govuk-list govuk-error-summary__list">(.*?)</ul>', html, re.S)
    return (
        [unescape(re.sub(r"<[^>]+>", "", item)) for item in re.findall(r"<li>(.*?)</li>", found[1], re.S)]
        if found
        else []
    )


@pytest.fixture
def person(county, client) -> Person:
    assert {choice.key for choice in scheme_choices("en")} >= set(SCHEMES)
    return Person(client)


def submitted(person: Person) -> Application:
    person.up_to("check", members=False)
    person.post("check", {})
    return Application.objects.get()


def sent_code() -> str:
    """The digits of the last SMS with a code."""
    texts = [item.payload["text"] for item in OutboxItem.objects.filter(kind="sms").order_by("pk")]
    return re.findall(r"(?<!\d)\d{6}(?!\d)", texts[-1])[0]


def saved(person: Person) -> tuple[str, str]:
    """Fill in two pages, save for later; the number and the code on the page."""
    person.up_to("household")
    page = person.client.post("/apply/household/", {"save": "1"}).content.decode()
    number, code = re.findall(r'<dd class="numeric">([^<]+)</dd>', page)
    return number, code
