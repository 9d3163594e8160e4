"""What only the federation asks. The certificate itself is never asked for: its register is (R2.4)."""

from plugins.api import Choice, FactDefinition

OTHER_SUBSIDY = FactDefinition(
    "disability.other_subsidy",
    "member",
    "choice",
    "Other allowance for the same need",
    sensitive=True,
    follows=("disability", ("grade1", "grade2", "grade3", "grade4")),
    hint="A living or care allowance of another office for this person.",
    meaning="Where two allowances serve one need, the person gets the higher; work-injury insurance rules out both.",
    choices=(
        Choice("none", "none"),
        Choice("work_injury", "care allowance of work-injury insurance"),
        Choice("living", "living allowance for old age or for injury on duty"),
        Choice("care", "care allowance for old age or for injury on duty"),
    ),
)
REHABILITATION = FactDefinition(
    "disability.rehabilitation",
    "member",
    "boolean",
    "A doctor advises rehabilitation",
    sensitive=True,
    hint="Surgery, an aid or a device, training. For a small child the hospital's diagnosis is enough.",
)
FACTS = (OTHER_SUBSIDY, REHABILITATION)
