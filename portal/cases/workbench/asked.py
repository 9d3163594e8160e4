"""What the family was asked for (R2.8), as officers see it; and the form that asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from plugins.manager import get_manager
from portal.cases.actions.ask_more import Missing
from portal.cases.models import Claim, InformationRequest
from portal.common.formfields import WrittenField

# So many rows stand on the page at first; each press of “more rows” adds as many again.
ROWS, MOST_ROWS = 5, 30
WORDS_LIMIT = 300


@dataclass(frozen=True)
class RequestView:
    """One request: what, by whom, when; and what came of it once ``answered_at`` is set."""

    items: tuple[str, ...]
    asked_by: str
    asked_at: datetime
    answered_at: datetime | None
    note: str


def of_claim(claim: Claim) -> list[RequestView]:
    """Every request of a claim, the latest first; ``information_requests`` may be prefetched."""
    found = sorted(claim.information_requests.all(), key=lambda request: request.asked_at, reverse=True)
    return [_view(request) for request in found]


def open_request(claim: Claim) -> RequestView | None:
    """What the family still has to bring, or None."""
    return next((request for request in of_claim(claim) if not request.answered_at), None)


def _view(request: InformationRequest) -> RequestView:
    words = tuple(item["words"] for item in request.items)
    return RequestView(words, request.asked_by, request.asked_at, request.answered_at, request.note)


def papers_of(claim: Claim, language: str) -> list[tuple[str, str]]:
    """Key and name of each paper that the claim's scheme knows; none where no plugin brings the scheme any more."""
    manager = get_manager()
    info = manager.schemes().get(claim.scheme_key)
    papers = info.scheme.materials if info else ()
    return [(paper.key, manager.text(claim.scheme_key, paper.label, language)) for paper in papers]


class AskForm(forms.Form):
    """Everything that is missing, a row each. Rows left empty are ignored; a paper without words asks for it by its
    name, in the language of the family."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    # Read by _count alone: whatever is sent, the page has rows within the limits.
    rows = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, papers: Iterable[tuple[str, str]], names: dict[str, str],
        initial: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """``papers``: for the officer's list; ``names``: the same papers as the family calls them."""
        super().__init__(data, initial=initial)
        self.names, papers = names, list(papers)
        self.count = _count(data.get("rows") if data is not None else (initial or {}).get("rows"))
        for row in range(1, self.count + 1):
            self.fields[f"words_{row}"] = _words(row)
            if papers:
                self.fields[f"material_{row}"] = _paper(row, papers)

    def lines(self) -> list[tuple[Any, Any]]:
        """The bound fields of each row: the words and the choice of a paper, or None without one."""
        numbers = range(1, self.count + 1)
        return [
            (self[f"words_{row}"], self[f"material_{row}"] if f"material_{row}" in self.fields else None)
            for row in numbers
        ]

    def missing(self) -> list[tuple[int, Missing]]:
        """Number and content of each row that is not empty; call on a valid form."""
        found = []
        for row in range(1, self.count + 1):
            material = self.cleaned_data.get(f"material_{row}", "")
            words = " ".join(self.cleaned_data[f"words_{row}"].split()) or self.names.get(material, "")
            if words:
                found.append((row, Missing(words, material=material)))
        return found

    @property
    def full(self) -> bool:
        """Whether no more rows can be had."""
        return self.count >= MOST_ROWS


def _count(text: Any) -> int:
    """How many rows the page had, within the limits, whatever was sent."""
    number = int(text) if str(text).isascii() and str(text).isdecimal() and len(str(text)) < 4 else ROWS
    return max(ROWS, min(number, MOST_ROWS))


def _words(row: int) -> WrittenField:
    return WrittenField(
        label=_("Item %(number)d") % {"number": row}, required=False, max_length=WORDS_LIMIT, rows=2,
        error_messages={
            "max_length": _(
                "This has %(show_value)d characters; the family reads at most %(limit_value)d. Please shorten it, or "
                "use two rows."
            )
        },
    )  # fmt: skip


def _paper(row: int, papers: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Item %(number)d: which paper") % {"number": row}, required=False,
        choices=[("", _("none of the scheme's papers")), *papers],
        error_messages={"invalid_choice": _("There is no such choice; the list shows what there is.")},
    )  # fmt: skip
