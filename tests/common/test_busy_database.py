"""A real lock held by somebody else: the portal waits, then says so kindly (fault 14)."""

import sqlite3

import pytest
from django.db import connection

from portal.accounts.models import User


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_a_locked_database_is_waited_for_then_a_503(client):
    User.objects.create_user("liu", password="a long enough password")
    form = {"login": "liu", "password": "a long enough password"}
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 300")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        response = client.post("/accounts/login/", form)
        assert response.status_code == 503 and response["Retry-After"]
        assert "稍等片刻" in response.content.decode()
        other.execute("ROLLBACK")
        assert client.post("/accounts/login/", form).status_code == 302
    finally:
        other.close()
        connection.close()
