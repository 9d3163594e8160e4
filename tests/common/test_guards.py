"""Size limits, odd queries, error pages, security headers, health probes."""

import sqlite3
from urllib.parse import quote

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.views.decorators.http import require_POST

from portal.common import errors, health
from portal.common.http import no_store

pytestmark = pytest.mark.django_db


def echo(request):
    return HttpResponse(repr([request.GET.dict(), request.META["QUERY_STRING"]]))


def form(request):
    return HttpResponse(request.POST.get("a", ""))


@require_POST
@no_store
def sends(request):
    return HttpResponse("sent")


def busy(request):
    raise OperationalError from sqlite3.OperationalError("database is locked")


def broken(request):
    raise RuntimeError("13800138000 is nobody's business")


def refused(request):
    raise PermissionDenied


@no_store
def personal(request):
    return HttpResponse("mine")


handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler500 = errors.server_error
urlpatterns = [
    path("echo/", echo),
    path("form/", form),
    path("sends/", sends),
    path("en/sends/", sends),
    path("busy/", busy),
    path("broken/", broken),
    path("en/broken/", broken),
    path("refused/", refused),
    path("personal/", personal),
    path("livez", health.livez),
    path("readyz", health.readyz),
]


@pytest.fixture
def client():
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


@pytest.fixture
def strict_client():
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.parametrize("odd", ['"', "\x00", "'; --", "\ud800", "\x1b[2J", "x" * 3000, "𠮷" * 1000, "(" * 999, "%s%n"])
def test_odd_parameters_arrive_clean_and_short(client, odd):
    response = client.get("/echo/?q=" + quote(odd, errors="surrogatepass") + "&page=2")
    assert response.status_code == 200
    text = response.content.decode()
    assert "\\x00" not in text and "%00" not in text and "'page': '2'" in text and len(text) < 20_000


def test_ordinary_parameters_are_left_alone(client):
    assert "q=%E4%BD%8E%E4%BF%9D&amp" not in client.get("/echo/?q=%E4%BD%8E%E4%BF%9D").content.decode()
    assert "'q=%E4%BD%8E%E4%BF%9D'" in client.get("/echo/?q=%E4%BD%8E%E4%BF%9D").content.decode()


def test_too_many_parameters_are_a_clean_400(client):
    response = client.get("/echo/?" + "&".join(f"a{n}=1" for n in range(2000)))
    assert response.status_code == 400 and "请求" in response.content.decode()


@pytest.mark.parametrize("address", ["/%00", "/admin/%00/", "/a%1bb/", "/" + "a" * 2000 + "/"])
def test_odd_addresses_are_a_clean_400(client, address):
    response = client.get(address)
    assert response.status_code == 400
    assert "这次请求我们没能看懂" in response.content.decode()


def test_a_huge_body_is_refused_before_it_is_read(client, settings):
    class Untouchable:
        def read(self, *_):
            raise AssertionError("the body was read")

        readline = read

    response = client.post("/form/", **{"wsgi.input": Untouchable(), "CONTENT_LENGTH": str(100 * 1024 * 1024)})
    assert response.status_code == 413
    assert response["Connection"] == "close"
    assert "文件太大" in response.content.decode() and settings.MAX_BODY_BYTES < 100 * 1024 * 1024


@pytest.mark.parametrize("length", ["-1", "abc", "1e9"])
def test_a_senseless_length_is_refused(client, length):
    assert client.get("/echo/", CONTENT_LENGTH=length).status_code == 413


def test_a_form_with_too_much_text_is_413_too(client, strict_client):
    strict_client.cookies["csrftoken"] = "a" * 32
    for one in (client, strict_client):
        response = one.post("/form/", "a=" + "x" * 3_000_000, content_type="application/x-www-form-urlencoded")
        assert response.status_code == 413


def test_a_busy_database_is_a_friendly_503(client):
    response = client.get("/busy/")
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert "稍等片刻" in response.content.decode()


@pytest.mark.parametrize(
    ("address", "words"), [("/broken/", "我们这边出了故障"), ("/en/broken/", "Something broke on our side")]
)
def test_a_fault_of_ours_says_so_in_both_languages_and_shows_nothing_inside(client, address, words):
    response = client.get(address)
    text = response.content.decode()
    assert response.status_code == 500 and words in text
    assert "RuntimeError" not in text and "13800138000" not in text
    assert "0000-123 4567" in text


def test_refusals_and_missing_pages_have_kind_words(client):
    refused, missing = client.get("/refused/"), client.get("/nowhere/")
    assert (refused.status_code, missing.status_code) == (403, 404)
    assert "您不能打开这个页面" in refused.content.decode()
    assert "没有找到这个页面" in missing.content.decode()


def test_a_form_left_open_too_long_is_a_friendly_403(strict_client):
    response = strict_client.post("/form/", {"a": "1"})
    assert response.status_code == 403 and "刷新" in response.content.decode()


def test_an_unknown_host_is_a_clean_400(client):
    response = client.get("/echo/", HTTP_HOST='evil.example"><script>')
    assert response.status_code == 400 and b"<script" not in response.content


def test_error_pages_stand_without_the_look_of_the_site(client, monkeypatch):
    real = errors.loader.render_to_string

    def without_look(name, *args, **kwargs):
        if name == "errors/in_site.html":
            raise OperationalError("no database")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(errors.loader, "render_to_string", without_look)
    response = client.get("/nowhere/")
    assert response.status_code == 404 and "没有找到这个页面" in response.content.decode()


def test_public_pages_allow_no_inline_code_and_no_frames(client):
    response = client.get("/echo/")
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "camera=()" in response["Permissions-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"


def test_error_pages_carry_the_headers_too(client):
    for address in ("/broken/", "/busy/", "/%00", "/nowhere/"):
        assert "default-src 'self'" in client.get(address)["Content-Security-Policy"], address


def test_staff_pages_have_their_own_policy():
    policy = Client().get("/admin/login/")["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline'" in policy and "frame-ancestors 'self'" in policy


def test_personal_pages_are_kept_by_nobody(client):
    response = client.get("/personal/")
    assert response["Cache-Control"] == "no-store, private"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_livez_needs_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/livez").content == b"ok"


def test_readyz_names_what_is_missing(client, settings, monkeypatch, tmp_path):
    assert client.get("/readyz").json() == {"status": "ok", "checks": dict.fromkeys(health.CHECKS, "ok")}
    settings.FIELD_KEY_ACTIVE = "gone"
    (tmp_path / "file").write_text("")
    settings.PRIVATE_ROOT = tmp_path / "file"
    monkeypatch.setattr(connection, "cursor", lambda: busy(None))
    response = client.get("/readyz")
    assert response.status_code == 503
    checks = response.json()["checks"]
    assert (
        checks["database"] == "OperationalError" and checks["keys"] == "UnknownKey" and checks["private_files"] != "ok"
    )


@pytest.mark.parametrize(
    ("url", "words"), [("/sends/", "这个地址不是一个页面"), ("/en/sends/", "This address is not a page")]
)
def test_a_refused_method_has_a_page_too(client, url, words):
    response = client.get(url)
    assert response.status_code == 405 and response["Allow"] == "POST"
    assert response["Content-Type"].startswith("text/html")
    assert f'<h1 class="govuk-heading-l">{words}' in response.content.decode()
    assert client.post(url).content == b"sent"
