"""What only the employment bureau asks; its own register is asked before anybody is."""

from datetime import date

from plugins.api import Choice, FactDefinition

REGISTERED = FactDefinition(
    "employment.registered",
    "member",
    "boolean",
    "Registered as looking for work",
    follows=("work", ("unemployed",)),
    hint="At a public employment service; by telephone or online counts too.",
    meaning="Registered as unemployed with the employment bureau, whose register is asked; no paper is.",
)
REGISTERED_SINCE = FactDefinition(
    "employment.registered_since",
    "member",
    "date",
    "Registered since",
    range=(date(1990, 1, 1), date(2100, 12, 31)),
    follows=("employment.registered", (True,)),
    hint="Leave it open if you do not know the day; we look it up.",
)
COURSE = FactDefinition(
    "employment.course",
    "member",
    "choice",
    "Course wanted",
    follows=("work", ("casual", "farming", "unemployed")),
    hint="A trade, or how to start a business of one's own.",
    choices=(Choice("none", "no course"), Choice("skill", "a trade"), Choice("business", "starting a business")),
)
COURSES_THIS_YEAR = FactDefinition(
    "employment.courses_this_year",
    "member",
    "count",
    "Subsidised courses taken this year",
    range=(0, 50),
    follows=("employment.course", ("skill", "business")),
    hint="Courses somebody else paid for. Write 0 if there were none.",
)
FACTS = (REGISTERED, REGISTERED_SINCE, COURSE, COURSES_THIS_YEAR)
