"""The civil affairs bureau and its scheme."""

from plugins.api import Agency, Scheme, hookimpl

from .criteria import AMOUNT, ELIGIBLE

ALLOWANCE = Scheme(
    key="minimum-living-allowance",
    name="最低生活保障",
    agency="civil-affairs",
    eligible=ELIGIBLE,
    amount=AMOUNT,
    per="month",
    process="allowance-12",
    events=("poor", "ill", "disability", "old", "work"),
    summary="A monthly allowance that lifts the family's income to the standard",
)


@hookimpl
def agency() -> Agency:
    return Agency("civil-affairs", "民政局", "Help for families whose income is not enough to live on")


@hookimpl
def schemes() -> list[Scheme]:
    return [ALLOWANCE]
