"""The facts common to all schemes (R2.3: asked once): household, members, income, assets, housing, schooling, work.

Ranges are wide enough to be true of anybody; a sum with one unknown part is bounded by them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .language import age, household, member
from .vocabulary import Choice, FactDefinition, Vocabulary

# A roster that is not finished can grow to this many people, no further.
MAX_MEMBERS = 30

_MONTHLY = (Decimal(0), Decimal(10_000_000))
_YEARLY = (Decimal(0), Decimal(100_000_000))
_WEALTH = (Decimal(0), Decimal(1_000_000_000))

_HOUSEHOLD = (
    FactDefinition(
        "residence",
        "household",
        "choice",
        "Lives in town or in the country",
        hint="The standard differs between the two.",
        choices=(Choice("urban", "town"), Choice("rural", "country")),
        required=True,
    ),
    FactDefinition(
        "registered_here",
        "household",
        "boolean",
        "Household registered in this county",
        hint="Look at the first page of the household book.",
        required=True,
    ),
    FactDefinition(
        "lives_here",
        "household",
        "boolean",
        "Has lived in this county for half a year or longer",
        meaning="Usual residence in this county, with a residence permit.",
    ),
    FactDefinition(
        "size",
        "household",
        "count",
        "Number of people in the family",
        range=(1, MAX_MEMBERS),
        source="derived",
        derived=household.members.count(),
        meaning="Members of the household who live on one purse.",
    ),
    FactDefinition(
        "income_monthly",
        "household",
        "money",
        "Monthly income of the family",
        unit="yuan/month",
        range=(0, Decimal(300_000_000)),
        source="derived",
        derived=household.members.sum(member.income_monthly),
        meaning="The incomes of all members, averaged over the last twelve months.",
    ),
    FactDefinition(
        "income_per_head",
        "household",
        "money",
        "Monthly income per head",
        unit="yuan/month",
        range=(0, Decimal(300_000_000)),
        source="derived",
        derived=household.income_monthly / household.size,
    ),
    FactDefinition(
        "maintenance_monthly",
        "household",
        "money",
        "Monthly support from relatives outside the household",
        unit="yuan/month",
        range=_MONTHLY,
        hint="What parents, grown-up children or a former husband or wife living elsewhere must pay you. "
        "Write 0 if there is none.",
        meaning="Maintenance due by law from people who are not members of the household.",
    ),
    FactDefinition(
        "savings",
        "household",
        "money",
        "Savings of the whole family",
        unit="yuan",
        range=_WEALTH,
        hint="Cash, bank deposits, securities and money in payment apps, together. "
        "An estimate will do; we check with the banks.",
    ),
    FactDefinition(
        "vehicles",
        "household",
        "count",
        "Cars and other motor vehicles",
        range=(0, 100),
        hint="Vehicles for disabled people and ordinary electric bicycles do not count.",
    ),
    FactDefinition(
        "homes",
        "household",
        "count",
        "Homes the family owns",
        range=(0, 100),
        hint="Houses and flats that belong to any member.",
    ),
    FactDefinition(
        "floor_area",
        "household",
        "area",
        "Floor area of the home",
        unit="m2",
        range=(0, Decimal(10_000)),
        hint="Square metres you live on, as in the deed or the lease.",
    ),
    FactDefinition(
        "receives",
        "household",
        "schemes",
        "Assistance the household already receives",
        source="host",
        meaning="Keys of the schemes in the register; the portal knows them and never asks.",
    ),
    FactDefinition(
        "members_complete",
        "household",
        "boolean",
        "The list of members is complete",
        source="host",
        meaning="False while the list may still grow; a list that is given counts as complete otherwise.",
    ),
)

_MEMBER = (
    FactDefinition(
        "relation",
        "member",
        "choice",
        "Relation to the applicant",
        source="host",
        required=True,
        choices=(
            Choice("self", "the applicant"),
            Choice("spouse", "husband or wife"),
            Choice("child", "son or daughter"),
            Choice("parent", "father or mother"),
            Choice("grandparent", "grandparent"),
            Choice("grandchild", "grandchild"),
            Choice("sibling", "brother or sister"),
            Choice("other", "other relative"),
        ),
    ),
    FactDefinition(
        "birth_date",
        "member",
        "date",
        "Date of birth",
        range=(date(1890, 1, 1), date(2100, 12, 31)),
        source="host",
        required=True,
    ),
    FactDefinition(
        "age",
        "member",
        "count",
        "Age",
        unit="age",
        range=(0, 150),
        source="derived",
        derived=age(member.birth_date),
        meaning="Full years on the day of the evaluation.",
    ),
    FactDefinition(
        "in_school",
        "member",
        "choice",
        "Schooling",
        required=True,
        hint="The school attended this term.",
        choices=(
            Choice("none", "not at school"),
            Choice("kindergarten", "kindergarten"),
            Choice("primary", "primary school"),
            Choice("junior", "junior secondary school"),
            Choice("senior", "senior secondary school"),
            Choice("vocational", "vocational school"),
            Choice("college", "college or university"),
        ),
    ),
    FactDefinition(
        "work",
        "member",
        "choice",
        "Work",
        choices=(
            Choice("employed", "has a job"),
            Choice("casual", "casual work"),
            Choice("farming", "farms"),
            Choice("self_employed", "own business"),
            Choice("unemployed", "looking for work"),
            Choice("unable", "cannot work"),
            Choice("retired", "retired"),
            Choice("minor", "child or pupil"),
        ),
    ),
    FactDefinition(
        "income_monthly",
        "member",
        "money",
        "Monthly income",
        unit="yuan/month",
        range=_MONTHLY,
        hint="Wages, business, farming, pension, rent: the average month of the last year.",
    ),
    FactDefinition(
        "disability",
        "member",
        "choice",
        "Disability certificate",
        sensitive=True,
        choices=(
            Choice("none", "no certificate"),
            Choice("grade1", "grade 1"),
            Choice("grade2", "grade 2"),
            Choice("grade3", "grade 3"),
            Choice("grade4", "grade 4"),
        ),
    ),
    FactDefinition("seriously_ill", "member", "boolean", "Seriously ill or on long-term medicine", sensitive=True),
    FactDefinition(
        "self_care",
        "member",
        "choice",
        "Ability to look after oneself",
        sensitive=True,
        hint="Eating, dressing, washing, using the toilet, getting up and moving about at home.",
        meaning="Full, half or none, as national practice grades the six daily activities.",
        choices=(Choice("full", "manages alone"), Choice("half", "needs some help"), Choice("none", "needs full care")),
    ),
    FactDefinition(
        "insured",
        "member",
        "boolean",
        "Takes part in basic medical insurance",
        hint="Residents' insurance, in the country once called cooperative, or employees' insurance.",
    ),
    FactDefinition(
        "medical_costs",
        "member",
        "money",
        "Medical costs paid oneself in the last twelve months",
        unit="yuan/year",
        range=_YEARLY,
        sensitive=True,
        hint="What is left after the insurance has paid. Write 0 if there is none.",
    ),
    FactDefinition(
        "school_costs",
        "member",
        "money",
        "Costs of schooling paid oneself in the last twelve months",
        unit="yuan/year",
        range=_YEARLY,
        hint="Tuition, board and books after grants. Write 0 if there is none.",
    ),
    FactDefinition(
        "wants_work",
        "member",
        "boolean",
        "Would like help to find work",
        follows=("work", ("casual", "farming", "unemployed")),
    ),
)

_APPLICANT = (
    FactDefinition(
        "cause",
        "applicant",
        "choice",
        "What brought the family into difficulty",
        choices=(
            Choice("illness", "illness"),
            Choice("disability", "disability"),
            Choice("schooling", "costs of schooling"),
            Choice("unemployment", "loss of work"),
            Choice("accident", "accident or disaster"),
            Choice("age", "old age"),
            Choice("other", "something else"),
        ),
    ),
)

COMMON = Vocabulary((*_HOUSEHOLD, *_MEMBER, *_APPLICANT))
