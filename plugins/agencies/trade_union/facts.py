"""What only the trade union asks."""

from plugins.api import FactDefinition

MEMBER = FactDefinition(
    "trade-union.member",
    "member",
    "boolean",
    "Member of a trade union",
    hint="The union of a company or of a trade; also who lost the job and was a member until then.",
    required=True,
    follows=("work", ("employed", "casual", "unemployed")),
)
FACTS = (MEMBER,)
