"""The trade union and its scheme."""

from plugins.api import Agency, FactDefinition, Scheme, hookimpl

from .criteria import AMOUNT, ELIGIBLE
from .facts import FACTS

WORKER_AID = Scheme(
    key="worker-aid",
    name="困难职工帮扶",
    agency="trade-union",
    eligible=ELIGIBLE,
    amount=AMOUNT,
    per="once",
    process="agency-15",
    events=("work", "ill", "school", "emergency"),
    summary="A grant for union members whose family is in difficulty",
)


@hookimpl
def agency() -> Agency:
    return Agency("trade-union", "总工会", "Help for workers and their families")


@hookimpl
def facts() -> list[FactDefinition]:
    return list(FACTS)


@hookimpl
def schemes() -> list[Scheme]:
    return [WORKER_AID]
