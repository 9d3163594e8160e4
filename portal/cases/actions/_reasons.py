"""What an officer's reason has to be: written where one is owed, telling something, and within the letter's room."""

from typing import Any

from portal.cases.errors import PersonalDataInText, ReasonMissing, ReasonTooLong, ReasonTooShort
from portal.cases.models import Evaluation
from portal.common.masking import find_personal_data

REASON_LIMIT = 2_000
# What the family cannot see from the conditions has to be told in a sentence, not a word.
LEAST_TELLING = 10


def fitting(reason: str) -> str:
    """The reason without blanks around it, never cut.

    Raises:
        ReasonTooLong: it has more characters than a letter has room for.
    """
    reason = reason.strip()
    if len(reason) > REASON_LIMIT:
        raise ReasonTooLong(limit=f"{REASON_LIMIT:,}", length=f"{len(reason):,}")
    return reason


def check_open_text(text: str, **where: Any) -> None:
    """What several offices and the family read holds nobody's number. ``where`` becomes the error's values.

    Raises:
        PersonalDataInText: an ID, telephone or account number stands in it.
    """
    if find_personal_data(text):
        raise PersonalDataInText(**where)


def check_refusal(evaluation: Evaluation, reason: str, argued: str = "") -> None:
    """A family that meets every condition learns from somebody's words alone why it is refused (R8.3).

    Args:
        reason: what whoever refuses has written.
        argued: what an officer wrote who proposed to refuse.

    Raises:
        ReasonMissing, ReasonTooShort: neither tells it.
    """
    if evaluation.verdict != Evaluation.Verdict.MET or any(_tells(words) for words in (reason, argued)):
        return
    if not reason:
        raise ReasonMissing
    raise ReasonTooShort(least=LEAST_TELLING)


def _tells(words: str) -> bool:
    return len("".join(words.split())) >= LEAST_TELLING
