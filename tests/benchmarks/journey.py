"""One step of the application journey against one of a plain formtools wizard with as many fields and steps.

Both sides run in one process on one database, through the whole middleware stack and Django's own WSGI handler,
inside the same base page. A step is what a person does: open the page (GET) and send it (POST). Ours loads,
decrypts, checks, encrypts and writes a draft row; theirs is `NamedUrlSessionWizardView` with database sessions,
Django forms and `{{ form.as_div }}`, and stores plain text. Submitting is left out: a plain wizard has nothing to
compare it with.
"""

import io
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any
from urllib.parse import urlencode

ROUNDS, PER_ROUND = 9, 8
SCHEMES = ["minimum-living-allowance", "education-aid"]


def run() -> None:
    """Measure both and print the ratio (goal ≤ 1.0)."""
    import django

    django.setup()
    _prepare()
    ours, theirs = _our_journey(), _their_journey()
    sides = {"ours": ours, "theirs": theirs}
    times: dict[str, list[float]] = {"ours": [], "theirs": []}
    steps = {name: journey() for name, journey in sides.items()}
    for journey in sides.values():
        journey()
    for _round in range(ROUNDS):
        for name, journey in sides.items():
            start = time.process_time()
            for _again in range(PER_ROUND):
                journey()
            times[name].append((time.process_time() - start) / PER_ROUND / steps[name])
    a, b = (median(times[name]) * 1000 for name in ("ours", "theirs"))
    print(
        f"journey: ours {steps['ours']} steps, {a:.2f} ms CPU a step; plain formtools wizard {steps['theirs']} steps,"
        f" {b:.2f} ms"
    )
    print(f"ratio journey {a / b:.2f} (ours {a:.2f}, theirs {b:.2f}, ms CPU per step)")


def _prepare() -> None:
    """An empty database with the offices. Templates are not instrumented, as they are in tests."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import get_runner

    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    get_runner(settings)(verbosity=0, interactive=False).setup_databases()
    call_command("load_locality", verbosity=0)


class Browser:
    """Requests with cookies straight into a WSGI handler."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self.application = application
        self.cookies: dict[str, str] = {"csrftoken": "a" * 32}

    def send(self, path: str, data: list[tuple[str, str]] | None = None) -> tuple[int, bytes, str]:
        """Status, body and redirect target of one request; a POST when there is data."""
        path, _mark, query = path.partition("?")
        body = urlencode([*data, ("csrfmiddlewaretoken", "a" * 32)]).encode() if data is not None else b""
        environ = {
            "REQUEST_METHOD": "GET" if data is None else "POST",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SCRIPT_NAME": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1:8000",
            "HTTP_COOKIE": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        answer: list[Any] = []
        response = self.application(environ, lambda status, headers, _exc=None: answer.extend((status, headers)))
        content = b"".join(response)
        response.close()
        headers = answer[1]
        for name, value in headers:
            if name == "Set-Cookie":
                key, _equals, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return int(answer[0].split()[0]), content, next((value for name, value in headers if name == "Location"), "")


def _handler() -> Callable[..., Any]:
    from django.core.handlers.wsgi import WSGIHandler

    return WSGIHandler()


def _our_journey() -> Callable[[], int]:
    """The real wizard, with two members besides the applicant; answers by its own controls."""
    application, pages = _handler(), {}

    def answer(browser: Browser, path: str, changes: dict[str, str | list[str]] | None = None) -> None:
        status, body, _to = browser.send(path)
        if path not in pages:
            assert status == 200, (path, status)
            changed = [
                (name, value)
                for name, values in (changes or {}).items()
                for value in ([values] if isinstance(values, str) else values)
            ]
            pages[path] = [(k, v) for k, v in _answers(body.decode()) if k not in (changes or {})] + changed
        status, body, _to = browser.send(path, pages[path])
        if status != 302:
            raise RuntimeError(f"{path}: {status} {body.decode()[:2000]}")

    def journey() -> int:
        browser = Browser(application)
        answer(browser, "/apply/schemes/", {"schemes": SCHEMES})
        answer(
            browser,
            "/apply/applicant/",
            {
                "name": "欧阳小满",
                "id_number": _id("99999919840307002"),
                "phone": "13800138000",
                "village": "hedong",
                **_NO_BIRTH,
            },
        )
        answer(
            browser,
            "/apply/household/add/",
            {"name": "欧阳建国", "id_number": _id("99999919820511001"), "relation": "spouse", **_NO_BIRTH},
        )
        answer(
            browser,
            "/apply/household/add/?2",
            {"name": "欧阳星", "id_number": _id("99999920120517003"), "relation": "child", **_NO_BIRTH},
        )
        for step in ("household", "means", "more"):
            answer(browser, f"/apply/{step}/")
        answer(browser, "/apply/documents/")
        answer(browser, "/apply/authorisation/")
        return 9

    return journey


_NO_BIRTH: dict[str, str | list[str]] = {"birth-year": "", "birth-month": "", "birth-day": ""}


def _id(first17: str) -> str:
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(first17))
    return first17 + "10X98765432"[total % 11]


def _answers(html: str) -> list[tuple[str, str]]:
    """A value for every control of a page, as in the tests."""
    from tests.forms.conftest import answers_for

    return [(name, str(value)) for name, value in answers_for(html).items()] + [("continue", "1")]


def _their_journey() -> Callable[[], int]:
    """A plain wizard with the same questions as Django form fields, its own addresses and database sessions."""
    from types import ModuleType

    from django.conf import settings
    from django.http import HttpResponse
    from django.template import engines
    from django.urls import path
    from formtools.wizard.views import NamedUrlSessionWizardView

    template = engines["django"].from_string(
        '{% extends "two_thirds.html" %}{% block main %}<h1>{{ wizard.steps.step1 }} / {{ wizard.steps.count'
        ' }}</h1><form method="post">{% csrf_token %}{{ wizard.management_form }}{{ form.as_div }}<button>Go'
        " on</button></form>{% endblock %}"
    )
    forms = _their_forms()

    class PlainWizard(NamedUrlSessionWizardView):
        def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
            return HttpResponse(template.render(context, self.request))

        def done(self, form_list: Any, **kwargs: Any) -> HttpResponse:
            return HttpResponse("done")

    module = ModuleType("plain_wizard_urls")
    view = PlainWizard.as_view(forms, url_name="plain", done_step_name="done")
    from portal import urls as portal_urls

    module.urlpatterns = [path("plain/<str:step>/", view, name="plain"), *portal_urls.urlpatterns]  # type: ignore[attr-defined]
    sys.modules["plain_wizard_urls"] = module
    application, pages = _handler(), {}

    def journey() -> int:
        ours, settings.ROOT_URLCONF = settings.ROOT_URLCONF, "plain_wizard_urls"
        _forget_urlconf()
        try:
            browser = Browser(application)
            for step, form in forms[:-1]:
                status, body, _to = browser.send(f"/plain/{step}/")
                assert status == 200, (step, status)
                if step not in pages:
                    pages[step] = [("plain_wizard-current_step", step), *_their_answers(step, form)]
                status, body, _to = browser.send(f"/plain/{step}/", pages[step])
                if status != 302:
                    raise RuntimeError(f"{step}: {status} {body.decode()[-3000:]}")
            return len(forms) - 1
        finally:
            settings.ROOT_URLCONF = ours
            _forget_urlconf()

    return journey


def _forget_urlconf() -> None:
    from django.urls import set_urlconf

    set_urlconf(None)


def _their_forms() -> list[tuple[str, Any]]:
    """Each of our pages as a Django form: one Django field for each of our controls that takes an answer."""
    from django.utils.translation import override

    from forms.definitions import definition
    from forms.fields import ConsentField, Field
    from forms.steps.applicant import ApplicantForm
    from forms.steps.authorisation import AUTHORISE, CONSENTS
    from forms.steps.household import MemberForm
    from forms.steps.schemes import SchemesForm

    with override("zh-hans"):
        asked = definition(SCHEMES, "zh-hans")
        about = [field for section in ApplicantForm().sections for field in section.fields]
        member = [field for section in MemberForm().sections for field in section.fields]
        schemes = [field for section in SchemesForm().sections for field in section.fields]
        consents = [ConsentField(name=name, label=name) for name in (f"m1-{AUTHORISE}", f"m2-{AUTHORISE}", *CONSENTS)]
        documents = [ConsentField(name=f"bring-{material.key}", label=material.label) for material in asked.materials]

    def three(fields: tuple[Field, ...], household: tuple[Field, ...]) -> list[tuple[str, Field]]:
        return [(f"m{number}-{field.name}", field) for number in (1, 2, 3) for field in fields] + [
            (field.name, field) for field in household
        ]

    def named(fields: Any) -> list[tuple[str, Field]]:
        return [(field.name, field) for field in fields]

    pages = [
        ("schemes", named(schemes)),
        ("applicant", named([*about, *asked.applicant])),
        ("member1", named(member)),
        ("member2", named(member)),
        ("household", []),
        ("means", three(asked.member_means, asked.household_means)),
        ("more", three(asked.member_extra, (*asked.household_extra, *asked.applicant_extra))),
        ("documents", named(documents)),
        ("authorisation", named(consents)),
        ("check", []),
    ]
    return [(step, _django_form(step, fields)) for step, fields in pages]


def _django_form(step: str, fields: list[tuple[str, Any]]) -> Any:
    from django import forms

    made: dict[str, Any] = {}
    for name, ours in fields:
        common = {"label": ours.label, "help_text": ours.hint, "required": False}
        if ours.kind in ("radios", "select"):
            choices = list(ours.options) or [(group, list(options)) for group, options in ours.groups]
            widget = forms.RadioSelect if ours.kind == "radios" else forms.Select
            made[name] = forms.ChoiceField(choices=choices, widget=widget, **common)
        elif ours.kind == "checkboxes":
            made[name] = forms.MultipleChoiceField(
                choices=[option[:2] for option in ours.options], widget=forms.CheckboxSelectMultiple, **common
            )
        elif ours.kind == "consent":
            made[name] = forms.BooleanField(**common)
        elif ours.kind == "date":
            for part in ours.parts:
                made[name + part] = forms.IntegerField(**{**common, "label": part})
        elif ours.inputmode in ("decimal", "numeric"):
            made[name] = forms.DecimalField(**common)
        else:
            made[name] = forms.CharField(max_length=100, **common)
        if ours.has_unknown_box:
            made[name + "-unknown"] = forms.BooleanField(label=ours.unknown, required=False)
    return type(f"Plain{step.title()}Form", (forms.Form,), made)


def _their_answers(step: str, form: Any) -> list[tuple[str, str]]:
    from django import forms

    data = []
    for name, field in form.base_fields.items():
        full = f"{step}-{name}"
        if isinstance(field, forms.ChoiceField):
            first = next(iter(field.choices))
            data.append((full, str(first[1][0][0] if isinstance(first[1], list) else first[0])))
        elif isinstance(field, forms.BooleanField):
            if not name.endswith("-unknown"):
                data.append((full, "1"))
        else:
            data.append((full, "0" if isinstance(field, forms.DecimalField | forms.IntegerField) else "欧阳小满"))
    return data


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    run()
