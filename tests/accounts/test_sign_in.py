"""The door for staff: one address, a second factor, no way around (fault 44)."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth import authenticate
from django.urls import reverse

from portal.accounts.models import User
from portal.audit.models import AuditEntry

from .conftest import PASSWORD

LOGIN = "/accounts/login/"
pytestmark = pytest.mark.django_db


def code_for(secret: str, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


@pytest.fixture
def demanded(settings):
    settings.STAFF_MFA_REQUIRED = True


@pytest.fixture
def clerk(staff):
    return staff("liu", window_clerk="liuhe")


@pytest.fixture
def secret(clerk):
    """The clerk's app is set up."""
    secret = generate_totp_secret()
    TOTP.activate(clerk, secret)
    return secret


def enter(client, username: str = "liu", password: str = PASSWORD, **extra):
    return client.post(LOGIN, {"login": username, "password": password, **extra})


def inside(client) -> bool:
    return client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    "door", ["/admin/login/", "/django-admin/login/", "/django-admin/", "/_util/login/", "/admin/password_reset/"]
)
def test_every_other_door_leads_to_the_one(client, clerk, door):
    for response in (client.get(door), client.post(door, {"username": "liu", "password": PASSWORD, "next": "/admin/"})):
        assert response.status_code == 302 and response["Location"] == LOGIN
    assert not inside(client)


def test_next_is_kept_if_it_stays_here(client):
    assert client.get("/admin/login/?next=/admin/pages/")["Location"] == f"{LOGIN}?next=%2Fadmin%2Fpages%2F"
    assert client.get("/admin/login/?next=https://evil.example/")["Location"] == LOGIN
    assert client.get("/admin/pages/")["Location"] == f"{LOGIN}?next=/admin/pages/"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (LOGIN, "工作人员登录"),
        ("/en/accounts/login/", "Staff sign-in"),
        ("/accounts/password/reset/", "密码"),
        ("/accounts/signup/", "不需要账号"),
    ],
)
def test_pages_wear_the_look_of_the_site_in_both_languages(client, address, words):
    text = client.get(address).content.decode()
    assert words in text and 'class="govuk-template' in text and "onedoor.css" in text


def test_nobody_can_register(client):
    client.post("/accounts/signup/", {"username": "mallory", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(username="mallory").exists()


def test_without_the_demand_a_password_is_enough(client, clerk):
    response = enter(client)
    assert response.status_code == 302 and response["Location"] == "/admin/"
    assert inside(client)
    assert AuditEntry.objects.filter(action="accounts.sign_in", actor_user=clerk).count() == 1


def test_a_wrong_password_is_told_beside_the_form_and_the_name_is_kept(client, clerk):
    response = enter(client, password="wrong")
    text = response.content.decode()
    assert (
        response.status_code == 200 and "govuk-error-summary" in text and 'value="liu"' in text and "wrong" not in text
    )


@pytest.mark.usefixtures("demanded")
def test_a_password_alone_does_not_open_the_staff_pages(client, clerk):
    enter(client)
    for address in ("/admin/", "/admin/pages/", "/admin/account/", "/admin/api/main/pages/"):
        response = client.get(address)
        assert response.status_code == 302 and response["Location"] == reverse("mfa_activate_totp"), address


@pytest.mark.usefixtures("demanded")
@pytest.mark.django_db(transaction=True)
def test_setting_up_the_app_opens_the_door_at_once(client, clerk):
    enter(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r'id="authenticator_secret"[^>]* value="([A-Z2-7]+)"', page.content.decode())[1]
    assert page["Content-Security-Policy"].count("data:") == 1 and "data:image/svg" in page.content.decode()
    response = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert response.status_code == 302 and response["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get(response["Location"]).content.decode()
    assert "恢复" in codes
    assert inside(client)
    assert AuditEntry.objects.filter(action="accounts.add_second_factor").exists()
    stored = str(Authenticator.objects.get(type="totp").data)
    assert secret not in stored


@pytest.mark.usefixtures("demanded")
def test_signing_in_takes_password_and_code(client, clerk, secret):
    response = enter(client)
    assert response["Location"].startswith(reverse("mfa_authenticate"))
    assert not inside(client)
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200 and not inside(client)
    assert client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})["Location"] == "/admin/"
    assert inside(client)


@pytest.mark.usefixtures("demanded")
def test_a_code_works_once(client, clerk, secret):
    code = code_for(secret)
    enter(client)
    client.post(reverse("mfa_authenticate"), {"code": code})
    client.post("/accounts/logout/")
    enter(client)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert not inside(client)


@pytest.mark.usefixtures("demanded")
def test_a_recovery_code_opens_once(client, clerk, secret):
    codes = RecoveryCodes.activate(clerk)
    first = codes.get_unused_codes()[0]
    for works in (True, False):
        enter(client)
        client.post(reverse("mfa_authenticate"), {"code": first})
        assert inside(client) == works
        client.post("/accounts/logout/")


@pytest.mark.usefixtures("demanded")
def test_a_session_from_elsewhere_is_asked_for_the_code(client, clerk, secret):
    # Whatever signs a person in without a second factor: a forgotten view, a plugin, a stolen password.
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get("/admin/pages/")
    assert response["Location"] == f"{reverse('mfa_reauthenticate')}?next=%2Fadmin%2Fpages%2F"
    response = client.post(
        f"{reverse('mfa_reauthenticate')}?next=/admin/pages/", {"code": code_for(secret), "next": "/admin/pages/"}
    )
    assert response["Location"] == "/admin/pages/" and inside(client)


@pytest.mark.usefixtures("demanded")
def test_the_second_factor_cannot_be_switched_off_by_its_owner(client, clerk, secret):
    enter(client)
    client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=clerk, type="totp").exists()


def test_without_a_role_the_staff_pages_say_why_instead_of_going_in_circles(client, staff):
    staff("none")
    response = enter(client, "none")
    assert response["Location"] == "/admin/"
    refused = client.get("/admin/")
    assert refused.status_code == 403 and "还没有分配工作" in refused.content.decode()


def test_a_closed_account_does_not_get_in(client, clerk):
    clerk.is_active = False
    clerk.save()
    enter(client)
    assert not inside(client)


def test_too_many_wrong_passwords_close_the_door_for_a_while(client, clerk, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = enter(client, password="wrong")
    response = enter(client)
    assert response.status_code == 429 and "15 分钟" in response.content.decode()
    assert not inside(client)
    # Somebody else, from another address, is not locked out with them.
    assert client.post(LOGIN, {"login": "liu", "password": PASSWORD}, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_the_lock_is_in_the_database_not_in_one_process(client, clerk, settings, rf):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        enter(client, password="wrong")
    request = rf.post(LOGIN, {"login": "liu"})
    assert authenticate(request, username="liu", password=PASSWORD) is None


def test_staff_pages_are_kept_by_no_cache(client, clerk):
    enter(client)
    assert "no-store" in client.get("/admin/")["Cache-Control"]
    assert "no-store" in client.get("/admin/pages/")["Cache-Control"]


def test_a_new_session_key_after_signing_in(client, clerk):
    client.get(LOGIN)
    session = client.session
    session["x"] = 1
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    enter(client)
    assert client.cookies["sessionid"].value != before


def test_pages_of_the_second_factor_render(client, clerk, secret):
    client.force_login(clerk)
    for name in (
        "mfa_index",
        "mfa_generate_recovery_codes",
        "account_change_password",
        "account_logout",
        "mfa_reauthenticate",
    ):
        response = client.get(reverse(name), follow=True)
        assert response.status_code == 200 and "govuk" in response.content.decode(), name


def test_own_settings_are_saved_without_surname_or_email(client, clerk):
    """The name is the administrator's to give; the password is changed where it is asked for once more."""
    enter(client)
    page = client.get("/admin/account/").content.decode()
    assert "name_email-first_name" not in page and "password-new_password1" not in page
    assert "/accounts/password/change/" in page and "/accounts/2fa/" in page
    fields = {"theme-theme": "dark", "theme-contrast": "system", "theme-density": "default"}
    fields["theme-keyboard_shortcuts"] = "on"
    fields |= {"locale-preferred_language": "en", "locale-current_time_zone": "", "name_email-first_name": "别人"}
    assert client.post("/admin/account/", fields).status_code == 302
    clerk.refresh_from_db()
    assert clerk.wagtail_userprofile.theme == "dark" and clerk.first_name != "别人"
