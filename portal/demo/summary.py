"""What `portal load_demo` prints: who can sign in, which receipts to look up, and what to try first."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.cases.models import Claim
from portal.demo import staff
from portal.demo.stories import Story, stories


def text(language: str) -> str:
    """The whole summary in the current language (`language` chooses the words of the families' own file)."""
    address = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    told = [story for story in stories() if story.application is not None]
    parts = [
        _("Staff: %(address)s/admin/ (one password for all: %(password)s)")
        % {"address": address, "password": staff.PASSWORD},
        _table((_("Role"), _("User name"), _("Password"), _("Name"), _("Office")), _staff_rows()),
        _("Applicants: %(address)s/track/ (receipt number and mobile number)") % {"address": address},
        _table((_("Receipt number"), _("Mobile"), _("What it shows"), _("State")), _receipt_rows(told, language)),
        _("Text messages, codes included, are not sent but written to %(folder)s, one line a message.")
        % {"folder": settings.SMS_OUTBOX_DIR},
        _("What to try first"),
        "\n".join(f"  {number}. {line}" for number, line in enumerate(_ideas(address, told), start=1)),
    ]
    return "\n\n".join(parts)


def _staff_rows() -> list[tuple[str, ...]]:
    return [(role, member.username, staff.PASSWORD, member.name, office) for member, role, office in staff.present()]


def _receipt_rows(told: list[Story], language: str) -> list[tuple[str, ...]]:
    rows = []
    for story in told:
        application = story.application
        claims = Claim.objects.filter(application=application).order_by("pk")
        states = " / ".join(f"{claim.name_in(language)} {claim.get_state_display()}" for claim in claims)
        rows.append((application.receipt, application.phone, story.shows(language), states))
    return rows


def _ideas(address: str, told: list[Story]) -> list[str]:
    receipts = {story.key: story.application.receipt for story in told}
    return [
        _("Answer a few questions on %(address)s/check/, without a name: which help may fit, and why.")
        % {"address": address},
        _("Search for “低保” on %(address)s/search/, then read a guide and apply for two schemes at once.")
        % {"address": address},
        _("Look up %(receipt)s on %(address)s/track/: two letters to download.")
        % {"address": address, "receipt": receipts.get("approved", "")},
        _("Sign in as clerk-liuhe: the queue, the newest application first to be taken up.") + " "
        + _("Then as verifier: record a visit and issue the report."),
        _("Open %(receipt)s as approver-liuhe and, in another browser, as approver2-liuhe, confirm in both: one wins.")
        % {"receipt": receipts.get("proposed", "")},
        _("Read the masked names on %(address)s/postings/, then decide %(receipt)s as approver-liuhe.")
        % {"address": address, "receipt": receipts.get("notice-over", "")},
        _("Look up %(receipt)s on %(address)s/track/: the job fair is suggested. Say yes, and a claim for it opens.")
        % {"address": address, "receipt": receipts.get("disability-and-work", "")},
        _("Open %(receipt)s as officer-liuhe and choose an amount within the range.")
        % {"receipt": receipts.get("expense-range", "")} + " "
        + _("%(receipt)s is more than the town may decide: civil-approver does.")
        % {"receipt": receipts.get("above-authority", "")},
        _("Sign in as civil-editor, change a policy, send it to review; publish it as civil-publisher."),
        _("As civil-editor propose a new standard on %(figures)s: look whom it touches, send it to be checked.")
        % {"figures": address + reverse("policy:figures")} + " "
        + _("As civil-publisher approve it: guides and home page change on its first day."),
        _("As admin open the control panel %(panel)s: switch a plugin off for a town, and on again.")
        % {"panel": address + reverse("plugins:list")},
    ]  # fmt: skip


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns in line on a terminal, where a Han character takes two places."""
    lines = [tuple(head), *map(tuple, rows)]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(head))]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "  " + "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _width(cell: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in cell)
