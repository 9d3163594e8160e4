"""Which families are helped, and how much of their costs (R6.3, R6.9).

National practice grades people by their need: those in destitution, those on the minimum living allowance, other
families of low income, families a grave illness made poor. It wants no deductible for the first two and at least
seven tenths of the costs of the allowance's families paid, others somewhat less (国办发〔2021〕42号); low income is an
income per head below one and a half times the allowance (民发〔2020〕69号). The amounts are the county's.
"""

from plugins.api import (
    Condition,
    Criterion,
    Term,
    any_member,
    at_least,
    at_most,
    clause,
    criterion,
    household,
    lookup,
    member,
    named,
    parameter,
    received,
    rounded,
)

from .facts import AID_PAID, FAMILY_COSTS, INPATIENT_COSTS

DOCUMENT = "清医保发〔2026〕4号"
costs = member[INPATIENT_COSTS]
standard = named(
    "minimum living allowance",
    lookup(
        household.residence,
        {"urban": parameter("civil-affairs.standard_urban"), "rural": parameter("civil-affairs.standard_rural")},
    ),
)

destitute = received("destitute-support")
on_allowance = received("minimum-living-allowance") | received("single-person-allowance")
recognised = destitute | on_allowance
low_income = household.income_per_head < standard * parameter("medical.low_income_times")
made_poor = household[FAMILY_COSTS] > named(
    "share of the family's yearly income", household.income_monthly * parameter("medical.burden_months")
)

LOCAL = criterion(
    "local",
    household.registered_here | household.lives_here,
    says="The household is registered in this county or has lived here for half a year",
    cite=clause(DOCUMENT, "第三条"),
)


def tier(who: Condition, name: str, ceiling: str, patient: Condition) -> Term:
    """元 for all insured patients of a family of one category, each up to the yearly ceiling.

    `name` ends the keys of the category's deductible and rate, `ceiling` is the key of its ceiling. What was paid
    before counts against the ceiling, and nobody's assistance is less than nothing.
    """
    helped = at_least(costs - parameter(f"medical.deductible_{name}"), 0) * parameter(f"medical.rate_{name}")
    yearly = at_most(rounded(helped, to="fen", how="up"), parameter(ceiling))
    return household.members.sum(at_least(yearly - member[AID_PAID], 0), where=who & patient & member.insured)


def known_tiers(patient: Condition, ceiling: str) -> Term:
    """The categories every medical assistance knows; nobody belongs to two. `ceiling` begins the ceilings' keys."""
    return (
        tier(destitute, "destitute", f"{ceiling}_destitute", patient)
        + tier(~destitute & on_allowance, "allowance", f"{ceiling}_allowance", patient)
        + tier(~recognised & low_income, "low_income", f"{ceiling}_low_income", patient)
    )


def assistance(total: Term) -> Term:
    """The grant under the name sentences call it by."""
    return named("Medical assistance that can be granted now", total)


def insured(patient: Condition) -> Criterion:
    """A patient is insured; the sentence says how to mend it."""
    return criterion(
        "insured",
        any_member(patient & member.insured),
        says="Such a patient takes part in the basic medical insurance; whoever does not yet can join at any window",
        cite=clause(DOCUMENT, "第七条"),
    )


def something_left(amount: Term) -> Criterion:
    """The costs are above the deductible, and give more than was received already."""
    return criterion(
        "something-left",
        amount > 0,
        says="After deductible and share, and without what was received already, something is left to grant",
        cite=clause(DOCUMENT, "第八条"),
    )
