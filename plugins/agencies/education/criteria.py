"""Who gets education aid, and how much (R6.2).

National practice aids every stage from kindergarten to university: the measures on social assistance (国务院令第649号
art. 33) name compulsory school, senior and vocational school and university, 财教〔2011〕410号 adds kindergartens.
There is no upper age: who goes to school is a pupil. Below the age at which kindergarten begins nobody is.
"""

from plugins.api import any_member, any_of, clause, criterion, eligible, household, lookup, member, parameter, received

DOCUMENT = "清教发〔2026〕7号"
PUPIL = member.in_school.is_in("primary", "junior", "senior", "vocational", "college") | (
    (member.in_school == "kindergarten") & (member.age >= parameter("education.kindergarten_age"))
)
# R2.4: what civil affairs has recognised is looked up; nobody brings a certificate of hardship.
RECOGNISED = any_of(
    received("minimum-living-allowance"),
    received("single-person-allowance"),
    received("destitute-support"),
    received("child-welfare"),
)

ELIGIBLE = eligible(
    criterion(
        "pupil",
        any_member(PUPIL),
        says="A child of the household goes to school",
        cite=clause(DOCUMENT, "第四条"),
    ),
    criterion(
        "poor",
        RECOGNISED | (household.income_per_head < parameter("education.income_limit")),
        says="The household is recognised as in need, or its income per head is below the limit",
        cite=clause(DOCUMENT, "第五条"),
    ),
)
_COMPULSORY, _SENIOR = parameter("education.aid_per_term"), parameter("education.aid_senior")
AMOUNT = household.members.sum(
    lookup(
        member.in_school,
        {
            "none": 0,
            "kindergarten": parameter("education.aid_kindergarten"),
            "primary": _COMPULSORY,
            "junior": _COMPULSORY,
            "senior": _SENIOR,
            "vocational": _SENIOR,
            "college": parameter("education.aid_college"),
        },
    ),
    where=PUPIL,
)
