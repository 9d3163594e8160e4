"""The education bureau and its scheme."""

from plugins.api import Agency, Scheduled, Scheme, Setting, hookimpl

from .criteria import AMOUNT, ELIGIBLE
from .term import SETTINGS, TERM_BEGINS

AID = Scheme(
    key="education-aid",
    name="教育救助",
    agency="education",
    eligible=ELIGIBLE,
    amount=AMOUNT,
    per="term",
    process="agency-15",
    events=("school",),
    summary="Help with living costs for pupils of families in need",
)


@hookimpl
def agency() -> Agency:
    return Agency("education", "教育局", "Help with school for children of families in need")


@hookimpl
def schemes() -> list[Scheme]:
    return [AID]


@hookimpl
def settings() -> tuple[Setting, ...]:
    return SETTINGS


@hookimpl
def scheduled() -> list[Scheduled]:
    return [TERM_BEGINS]
