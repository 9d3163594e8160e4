"""What the verification report says (核查报告, R3.2): family, checks, and each fact as declared and as found."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from plugins.api import Facts
from portal.cases import rules
from portal.cases.events import date_text
from portal.cases.letters import texts
from portal.cases.letters.annex import table
from portal.cases.models import Application, Verification
from portal.common import clock
from portal.registry.models import Relation


def report(
    application: Application, checks: Sequence[Verification], facts: Facts, number: str, valid_until: date
) -> dict[str, Any]:
    """The report's data. Neighbours and other informants stay protected: of notes only those of visits are printed."""
    language = application.language
    with translation.override(language):
        schemes = "、" if language.startswith("zh") else ", "
        names = [claim.name_in(language) for claim in application.claims.all()]
        visits = [check.notes for check in checks if check.method == Verification.Method.VISIT and check.notes]
        return {
            **texts.frame(application, application.township, _("Verification Report"), number),
            "opening": [
                _("This report states what has been established about the situation and economy of the family "
                  "named below. "
                  "Every office that decides on this application uses it."),
            ],
            "facts": [
                [pgettext("letter", "Receipt number"), application.receipt],
                [pgettext("letter", "Applicant"), application.filer.name],
                [pgettext("letter", "Village"), application.village.label],
                [pgettext("letter", "Schemes"), schemes.join(names)],
            ],
            "tables": [_family(application, language), _checks(checks, language), _facts(application, facts, language)],
            "sections": [
                *([texts.section(_("Seen at the visit"), visits)] if visits else []),
                texts.section(pgettext("letter", "Validity"), [texts.valid_note(valid_until, language)]),
            ],
        }  # fmt: skip


def _family(application: Application, language: str) -> dict[str, Any]:
    rows = [
        [member.name, str(Relation(member.relation).label), _age(member.person.birth_date)]
        for member in application.people.select_related("person")
    ]
    return table(
        pgettext("letter", "The family"),
        [pgettext("letter", "Name"), pgettext("letter", "Relation"), pgettext("letter", "Age")],
        [2, 2, 1],
        rows,
    )


def _age(birth_date: str | None) -> str:
    if not birth_date:
        return "-"
    born, today = date.fromisoformat(birth_date), clock.today()
    return str(today.year - born.year - ((today.month, today.day) < (born.month, born.day)))


def _checks(checks: Sequence[Verification], language: str) -> dict[str, Any]:
    rows = [
        [str(check.get_method_display()), date_text(check.done_on, language), str(check.officer)] for check in checks
    ]
    return table(
        pgettext("letter", "Checks made"),
        [pgettext("check", "How"), pgettext("check", "When"), pgettext("check", "By")],
        [2, 2, 2],
        rows,
    )


def _facts(application: Application, facts: Facts, language: str) -> dict[str, Any]:
    """Every fact a check established, beside what was declared."""
    rows = []
    for path, source in facts.provenance.items():
        if source.kind == "declared" or source.by == "register":
            continue
        declared = rules.declared_value(application.answers, path)
        rows.append([
            rules.fact_label(path, language, application),
            rules.value_text(path, declared, language) if declared is not None else _("not stated"),
            rules.value_text(path, facts.get(path), language),
            _source(source.by, source.kind),
        ])  # fmt: skip
    head = [
        pgettext("letter", "Fact"),
        pgettext("letter", "Declared"),
        pgettext("letter", "Established"),
        pgettext("fact", "Source"),
    ]
    return table(pgettext("letter", "Established facts"), head, [2.4, 1.4, 1.4, 1.6], rows)


def _source(by: str, kind: str) -> str:
    if by in Verification.Method.values:
        return str(Verification.Method(by).label)
    return by or kind
