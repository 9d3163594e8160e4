"""The form with which anyone objects to a notice (R8.2): without an account, without a name, without a script.

What is typed reaches the verb and nothing else: no session, no address line, no log keeps it.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.actors import Actor
from portal.cases import actions
from portal.cases.actions.object_to import CONTACT_LIMIT, KNOWN_FROM_LIMIT, WORDS_LIMIT
from portal.cases.errors import NoticeOver, WrongState
from portal.cases.models import Objection
from portal.common import throttle
from portal.common.http import address_of
from portal.common.locality import get_locality
from portal.content import look
from portal.publicity.models import Posting
from portal.publicity.views import ends_on_time

LIMITS = {"words": WORDS_LIMIT, "known_from": KNOWN_FROM_LIMIT, "contact": CONTACT_LIMIT}


@require_http_methods(["GET", "HEAD", "POST"])
@ends_on_time
def object_to(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form of a notice on show. What is sent too late comes back with the words that were typed."""
    shown = Posting.objects.on_show().select_related("village").filter(pk=pk).first()
    if request.method != "POST":
        if shown is None:
            raise Http404
        return _page(request, shown, {})
    typed = {name: request.POST.get(name, "") for name in LIMITS}
    if look.take(request):
        return look.kept(request, _page(request, shown, typed))
    errors = _errors(typed)
    if errors:
        return _page(request, shown, typed, errors, status=422)
    posting = shown or Posting.objects.filter(pk=pk).first()
    if posting is None:
        raise Http404
    if not _allowed(request, posting):
        return _page(request, shown, typed, {"": _too_many()}, status=429)
    try:
        actions.object_to(actor=Actor.visitor(), claim=posting.claim, channel=Objection.Channel.WEBSITE, **typed)
    except (NoticeOver, WrongState):
        return _page(request, None, typed, {"": _over()}, status=409)
    return redirect("publicity:received")


@require_safe
@ends_on_time
def received(request: HttpRequest) -> HttpResponse:
    """What happens next; the same page for everybody, it knows nothing of the objection."""
    return render(request, "publicity/received.html", {"nav_active": "postings", "hotline": get_locality().hotline})


def _errors(typed: dict[str, str]) -> dict[str, str]:
    """What is wrong, by field."""
    errors = {}
    if not typed["words"].strip():
        errors["words"] = _("Please write what is not right. The office can only look into what it knows.")
    for name, limit in LIMITS.items():
        length = len(typed[name].replace("\r\n", "\n").strip())
        if length > limit:
            errors[name] = ngettext(
                "This is %(length)d characters long; there is room for %(limit)d. Please shorten it to the essentials.",
                "This is %(length)d characters long; there is room for %(limit)d. Please shorten it to the essentials.",
                length,
            ) % {"length": length, "limit": limit}
    return errors


def _allowed(request: HttpRequest, posting: Posting) -> bool:
    """Generous enough for a village behind one address, too little to bury a notice (fault 28)."""
    by_address = (settings.OBJECTIONS_PER_ADDRESS_AND_HOUR, timedelta(hours=1))
    by_posting = (settings.OBJECTIONS_PER_POSTING_AND_DAY, timedelta(days=1))
    return throttle.allow("object-address", address_of(request), by_address) and throttle.allow(
        "object-posting", str(posting.pk), by_posting
    )


def _too_many() -> str:
    return _(
        "There have been many objections from here in a short time, so this one was not taken. What you wrote still "
        "stands below. Please try again in an hour, or call %(hotline)s."
    ) % {"hotline": get_locality().hotline}


def _over() -> str:
    return _(
        "This public notice has ended meanwhile, so nothing can be sent here any more. What you wrote still stands "
        "below. Please call the hotline %(hotline)s: what is not right is looked into at any time."
    ) % {"hotline": get_locality().hotline}


def _page(
    request: HttpRequest,
    posting: Posting | None,
    typed: dict[str, str],
    errors: dict[str, str] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The form with what was typed; ``posting`` None where the notice is no longer shown."""
    errors = errors or {}
    count = len(errors)
    title = ngettext("Please correct %(count)d thing", "Please correct %(count)d things", count) % {"count": count}
    context = {
        "nav_active": "postings",
        "posting": posting,
        "questions": _questions(typed, errors),
        "errors": [{"href": name and f"#id_{name}", "text": text} for name, text in errors.items()],
        "errors_title": _("Your objection has not been sent") if "" in errors else title,
    }
    return render(request, "publicity/object.html", context, status=status)


def _questions(typed: dict[str, str], errors: dict[str, str]) -> list[dict[str, Any]]:
    """The three questions for ``components/field.html``."""
    return [
        _question(
            "words", "textarea", _("What is not right?"),
            _("In your own words, for example what the family has or earns that nobody mentioned, or who does not "
              "live there. At most 2,000 characters."), typed, errors,
        ),
        _question(
            "known_from", "textarea", _("How do you know? (you may leave this empty)"),
            _("It helps us to look in the right place."), typed, errors,
        ),
        _question(
            "contact", "text", _("How may we reach you? (you may leave this empty)"),
            _("A telephone number is enough, for questions only. Without a name your objection counts just the same."),
            typed, errors,
        ),
    ]  # fmt: skip


def _question(
    name: str, kind: str, label: str, hint: str, typed: dict[str, str], errors: dict[str, str]
) -> dict[str, Any]:
    error = errors.get(name, "")
    return {
        "kind": kind, "id": f"id_{name}", "name": name, "label": label, "hint": hint, "error": error,
        "error_word": _("Error:"), "described": f"id_{name}-hint{error and f' id_{name}-error'}",
        "value": typed.get(name, "").replace("\x00", ""),
    }  # fmt: skip
