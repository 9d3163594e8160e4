"""Which children get a basic living allowance of their own (孤儿和困境儿童), and how much (R6.1)."""

from plugins.agencies.civil_affairs.facts import CHILD_SITUATION
from plugins.api import any_member, clause, criterion, eligible, household, member, parameter, received

from .common import MINOR, ON_ALLOWANCE, is_local

DOCUMENT = "清民发〔2026〕22号"

situation = member[CHILD_SITUATION]
ORPHAN = MINOR & (situation == "orphan")
UNATTENDED = MINOR & (situation == "unattended")
AFFLICTED = member.seriously_ill | member.disability.is_in("grade1", "grade2", "grade3", "grade4")
# A child of a family on the allowance that is ill or disabled besides; one without parents is paid for as such.
IN_HARDSHIP = MINOR & AFFLICTED & ON_ALLOWANCE

ELIGIBLE = eligible(
    is_local(DOCUMENT, "第二条"),
    criterion("child", any_member(MINOR), says="There is a child in the family", cite=clause(DOCUMENT, "第三条第一款")),
    criterion(
        "situation",
        any_member(ORPHAN | UNATTENDED | IN_HARDSHIP),
        says="A child has lost its parents, or they cannot look after it, or it is gravely ill or disabled and the "
        "family is on the living allowance",
        cite=clause(DOCUMENT, "第三条第二款"),
    ),
    criterion(
        "exclusive",
        ~received("destitute-support"),
        says="The child is not supported as a person in destitution already",
        cite=clause(DOCUMENT, "第七条"),
    ),
)
AMOUNT = (
    parameter("civil-affairs.child_orphan") * household.members.count(ORPHAN)
    + parameter("civil-affairs.child_unattended") * household.members.count(UNATTENDED)
    + parameter("civil-affairs.child_hardship") * household.members.count(IN_HARDSHIP & (situation == "parents"))
)
