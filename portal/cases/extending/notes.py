"""Paragraphs of plugins in letters of approval and refusal (hook ``letters``)."""

import logging
from decimal import Decimal

from plugins import answers
from plugins.api import LetterContext
from plugins.calls import CallFailed
from plugins.manager import get_manager
from portal.cases.extending import words
from portal.cases.models import Claim
from portal.common import clock
from portal.common.masking import find_personal_data
from portal.extensions import actions as extension_actions
from portal.extensions import state

log = logging.getLogger(__name__)


def letter_notes(claim: Claim, kind: str, amount: Decimal | None, per: str) -> list[str]:
    """What the scheme's plugin adds to a letter, in the applicant's language.

    A plugin that fails adds nothing: the letter is complete without it, and the administrator sees the failure.

    Args:
        kind: ``approval`` or ``refusal``.
    """
    info = get_manager().schemes().get(claim.scheme_key)
    if info is None or "letters" not in info.loaded.functions:
        return []
    language = claim.application.language
    context = LetterContext(
        scheme=claim.scheme_key, on=clock.today(), office=claim.office.code, language=language, amount=amount, per=per,
        settings=state.settings_of(info.plugin),
    )  # fmt: skip
    try:
        found = answers.letter_notes(info.loaded, kind, context)
    except CallFailed as failure:
        extension_actions.note_failure(plugin=info.plugin, error=f"letters: {failure.fault.error}")
        return []
    extension_actions.note_success(plugin=info.plugin)
    texts = [words.text(info.loaded, note.text, note.data, language) for note in found]
    kept = [text for text in texts if not find_personal_data(text)]
    if len(kept) < len(texts):
        log.error("plugin %s put personal numbers into a letter; they were left out", info.plugin)
    return kept
