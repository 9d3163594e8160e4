"""What letters of the civil affairs bureau add: papers that may follow, and where to turn after a refusal."""

from plugins.api import LetterContext, LetterNote

# R7.1: relief comes first, the papers follow.
PAPERS = LetterNote(
    "If you could not show an identity card yet, please bring it to the window of your town when you can; "
    "the help does not wait for it."
)
OTHER_WAYS = LetterNote(
    "If somebody of the family is severely disabled or gravely ill, ask about the allowance for one person; "
    "if an illness or school costs too much, ask about temporary assistance."
)
LASTING_NEED = LetterNote("If the family cannot get by for long, ask about the minimum living allowance.")

_OF = {
    ("minimum-living-allowance", "refusal"): OTHER_WAYS,
    ("temporary-assistance-expense", "refusal"): LASTING_NEED,
    ("temporary-assistance-emergency", "refusal"): LASTING_NEED,
    ("temporary-assistance-emergency", "approval"): PAPERS,
}


def of_letter(kind: str, context: LetterContext) -> list[LetterNote]:
    """The paragraph for a letter of this kind about this scheme, if there is one."""
    note = _OF.get((context.scheme, kind))
    return [] if note is None else [note]
