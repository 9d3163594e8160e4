"""Large text and the other language in the middle of a form: what is typed stays, and nobody judges it."""

import re

import pytest

from forms.models import Draft
from tests.forms.conftest import photo

SIZE, LANGUAGE = {"look": "large"}, {"look": "same"}


def typed(response, name):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', response.content.decode())[1]


def look_buttons(response):
    """What the buttons in the page's head send, and where; they belong to the page's form."""
    text = response.content.decode()
    head = text[text.index("<header") : text.index("</header>")]
    tags = re.findall(r"<button[^>]*od-look[^>]*>", head)
    assert all('form="answers"' in tag for tag in tags) and 'id="answers"' in text
    return [dict(re.findall(r'(name|value|formaction)="([^"]*)"', tag)) for tag in tags]


def test_a_step_keeps_what_is_typed_in_large_text(person):
    person.up_to("applicant")
    page = person.get("applicant")
    assert look_buttons(page) == [
        {"name": "look", "value": "large"},
        {"name": "look", "value": "same", "formaction": "/en/apply/applicant/"},
    ]
    response = person.client.post("/apply/applicant/", {"name": "欧阳小满", "id_number": "123", **SIZE})
    assert response.status_code == 200 and "govuk-template elder" in response.content.decode()
    assert typed(response, "name") == "欧阳小满" and typed(response, "id_number") == "123"
    assert "govuk-error-summary" not in response.content.decode(), "nobody has said that the page is finished"
    assert "govuk-template elder" in person.get("applicant").content.decode(), "the size is remembered"
    back = person.client.post("/apply/applicant/", {"name": "欧阳小满", "look": "normal"})
    assert "govuk-template elder" not in back.content.decode() and typed(back, "name") == "欧阳小满"


def test_a_step_comes_in_the_other_language_as_it_was(person):
    person.up_to("applicant")
    response = person.client.post("/en/apply/applicant/", {"name": "欧阳小满", **LANGUAGE})
    page = response.content.decode()
    assert 'lang="en"' in page and typed(response, "name") == "欧阳小满" and "text-size" not in response.cookies


def test_the_first_page_needs_no_draft_for_it(client, county):
    response = client.post("/apply/schemes/", {"schemes": ["education-aid"], **SIZE})
    ticked = re.search(r'<input[^>]*value="education-aid"[^>]*>', response.content.decode())[0]
    assert "checked" in ticked and not Draft.objects.exists()


def test_a_member_of_the_family_too(person):
    person.up_to("household")
    response = person.client.post("/apply/household/add/", {"name": "欧阳果", **SIZE})
    assert response.status_code == 200 and "欧阳果" in response.content.decode()
    assert "govuk-error-summary" not in response.content.decode()


def test_chosen_files_are_stored_and_enter_uploads(person):
    person.up_to("documents")
    page = person.get("documents").content.decode()
    first = re.search(r'<button[^>]*form="answers"[^>]*>', page)[0]
    assert 'name="upload"' in first, "Enter presses the first button of a form: never the one that changes the look"
    response = person.client.post("/apply/documents/", {"files-household-book": photo(), **SIZE})
    assert response.status_code == 200 and "book" in response.content.decode()


def test_the_check_page_has_plain_links(person):
    person.up_to("check")
    page = person.get("check").content.decode()
    assert "od-look" not in page and "/prefs/text-size/" in page


@pytest.mark.django_db
def test_the_screening_keeps_its_answers_and_its_results(client):
    page = client.get("/check/")
    assert look_buttons(page)[1]["formaction"] == "/en/check/"
    state = typed(page, "state")
    sent = client.post("/en/check/", {"state": state, "page": "start", "size": "2", "age": "41", **LANGUAGE})
    assert typed(sent, "size") == "2" and typed(sent, "age") == "41"
    assert "govuk-error-summary" not in sent.content.decode()
    results = client.post("/check/", {"state": typed(sent, "state"), "page": "results", **SIZE})
    assert "govuk-template elder" in results.content.decode() and typed(results, "page") == "results"
    back = client.post("/check/", {"state": typed(results, "state"), "page": "results", "back": "1"})
    assert back.status_code == 200
