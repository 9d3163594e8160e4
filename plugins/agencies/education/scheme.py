"""The education bureau and its scheme."""

from plugins.api import Agency, Scheme, hookimpl

from .criteria import AMOUNT, ELIGIBLE

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
