"""What only civil affairs asks: supporters, care of children, sudden hardship, earlier temporary assistance (R2.3).

None of it needs a paper: supporters, certificates and earlier grants are looked up by the office (R2.4).
"""

from datetime import date
from decimal import Decimal

from plugins.api import Choice, FactDefinition

_DAYS = (date(2000, 1, 1), date(2100, 12, 31))
_SOMETHING = ("civil-affairs.sudden_event", ("accident", "illness", "death", "other"))

DISABILITY_KIND = FactDefinition(
    "civil-affairs.disability_kind",
    "member",
    "choice",
    "Kind of disability",
    sensitive=True,
    follows=("disability", ("grade3",)),
    hint="Only for people with a certificate of grade 3. We look it up ourselves, no copy is needed.",
    meaning="With grade 3 an intellectual or mental disability counts as severe, as grades 1 and 2 always do.",
    choices=(
        Choice("physical", "physical"),
        Choice("visual", "of sight"),
        Choice("hearing", "of hearing"),
        Choice("speech", "of speech"),
        Choice("intellectual", "intellectual"),
        Choice("mental", "mental"),
        Choice("multiple", "several"),
    ),
)
SUPPORTER = FactDefinition(
    "civil-affairs.supporter",
    "member",
    "choice",
    "People who must by law support this person",
    hint="Husband or wife, parents, grown-up children; whether they live here or elsewhere.",
    meaning="Supporters who are on assistance, severely disabled, gravely ill, in prison or missing are unable to.",
    choices=(
        Choice("none", "there is nobody"),
        Choice("unable", "there is somebody, but they are unable to"),
        Choice("able", "there is somebody who can"),
    ),
)
CHILD_SITUATION = FactDefinition(
    "civil-affairs.child_situation",
    "member",
    "choice",
    "For children: do the parents look after the child",
    sensitive=True,
    ages=(0, 17),
    hint="Parents who are severely disabled, gravely ill, in prison, or out of touch for long cannot.",
    meaning="Unattended: neither parent can, or one has died or is missing and the other cannot.",
    choices=(
        Choice("parents", "they do, or one of them does"),
        Choice("orphan", "both have died or are missing"),
        Choice("unattended", "neither of them can"),
    ),
)
SUDDEN_EVENT = FactDefinition(
    "civil-affairs.sudden_event",
    "applicant",
    "choice",
    "What happened suddenly",
    choices=(
        Choice("accident", "a fire, a traffic accident or another accident"),
        Choice("illness", "somebody fell gravely ill"),
        Choice("death", "the one who earned the living died or is missing"),
        Choice("other", "something else that could not be foreseen"),
        Choice("none", "nothing sudden"),
    ),
)
HAPPENED_ON = FactDefinition(
    "civil-affairs.happened_on",
    "applicant",
    "date",
    "Day on which it happened",
    range=_DAYS,
    follows=_SOMETHING,
    hint="Roughly will do.",
)
CANNOT_COPE = FactDefinition(
    "civil-affairs.cannot_cope",
    "applicant",
    "boolean",
    "The family cannot get by at present without help",
    follows=_SOMETHING,
    hint="Food, a roof, warm clothes or treatment that cannot wait.",
)
EMERGENCY_COSTS = FactDefinition(
    "civil-affairs.emergency_costs",
    "household",
    "money",
    "Money needed now to get through",
    unit="yuan",
    range=(0, Decimal(10_000_000)),
    hint="For living, shelter, treatment or a funeral; what insurance or others pay is left out. An estimate will do.",
)
HELPED_BEFORE = FactDefinition(
    "civil-affairs.helped_before",
    "applicant",
    "boolean",
    "The family has had temporary assistance for the same cause before",
)
HELPED_ON = FactDefinition(
    "civil-affairs.helped_on",
    "applicant",
    "date",
    "Day of the last temporary assistance for this cause",
    range=_DAYS,
    follows=("civil-affairs.helped_before", (True,)),
    hint="Only if there was one. We look it up if you do not remember.",
)

FACTS = (
    DISABILITY_KIND,
    SUPPORTER,
    CHILD_SITUATION,
    SUDDEN_EVENT,
    HAPPENED_ON,
    CANNOT_COPE,
    EMERGENCY_COSTS,
    HELPED_BEFORE,
    HELPED_ON,
)
