"""The text-size link leads back to this site and nowhere else."""

from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\r\nSet-Cookie: a=b",
        "\x00/",
        "",
    ],
)
def test_strange_targets_lead_home(client, db, target):
    response = client.get("/prefs/text-size/", {"size": "large", "next": target})
    assert response.headers["Location"] == "/"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(target=st.text(alphabet="/\\:.@?#%aehttpsx\t\n 中", max_size=30))
def test_no_target_leaves_the_site(client, db, target):
    response = client.get("/prefs/text-size/", {"size": "large", "next": target})
    assert response.status_code == 302
    where = urlsplit(response.headers["Location"].replace("\\", "/"))
    assert where.netloc in {"", "testserver"}
    assert where.scheme in {"", "http"}


def test_the_cookie_is_small_and_safe(client, db):
    cookie = client.get("/prefs/text-size/?size=large&next=/help/").cookies["text-size"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("large", True, "Lax")


def test_only_reading_methods(client, db):
    assert client.post("/prefs/text-size/").status_code == 405
