"""Rehabilitation of disabled children, and of disabled adults in need (康复救助, R6.6).

The state helps children up to and including 6 years (国发〔2018〕20号) and lets places raise that age; this county
does, by a dated parameter. For a child of that age the doctor's advice is enough, for grown-ups the certificate counts.
"""

from plugins.api import (
    HOUSEHOLD_BOOK,
    ID_CARD,
    Material,
    Scheme,
    any_member,
    clause,
    criterion,
    eligible,
    household,
    member,
    parameter,
    received,
)

from .facts import REHABILITATION
from .people import CERTIFIED, CHILDREN, COUNTY, ON_ALLOWANCE, SEEN_FOR_WORK, STANDARD

ADVICE = Material(
    "rehabilitation-advice",
    "The doctor's advice, if you have it",
    "The page of the hospital that names the treatment. The disability certificate is not needed.",
    per="member",
    required=False,
)
CHILD = (member.age <= parameter("disability.child_age")) & member[REHABILITATION]
ADULT = (member.age > parameter("disability.child_age")) & CERTIFIED & member[REHABILITATION]

ELIGIBLE = eligible(
    criterion(
        "local",
        household.registered_here | household.lives_here,
        says="The household is registered in this county or has lived here for half a year",
        cite=clause(CHILDREN, "救助对象"),
    ),
    criterion(
        "patient",
        any_member(CHILD | ADULT),
        says="A doctor advises rehabilitation for a child, or for a grown-up with a disability certificate",
        cite=clause(COUNTY, "第六条"),
    ),
    criterion(
        "need",
        ON_ALLOWANCE
        | received("destitute-support")
        | received("child-welfare")
        | (household.income_per_head < STANDARD * parameter("disability.rehabilitation_times")),
        says="The household is recognised as in need, or its income per head is below the limit",
        cite=clause(COUNTY, "第七条"),
    ),
)
AMOUNT = parameter("disability.rehabilitation_child") * household.members.count(CHILD) + parameter(
    "disability.rehabilitation_adult"
) * household.members.count(ADULT)

REHABILITATION_AID = Scheme(
    key="rehabilitation-aid",
    name="残疾人康复救助",
    agency="disability",
    eligible=ELIGIBLE,
    amount=AMOUNT,
    per="year",
    process="agency-15",
    events=("disability", "ill"),
    summary="Pays for surgery, aids and training, most of all for children",
    materials=(ID_CARD, HOUSEHOLD_BOOK, ADVICE),
    needs=SEEN_FOR_WORK,
)
