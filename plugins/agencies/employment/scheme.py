"""The employment bureau and its schemes."""

from plugins.api import Agency, FactDefinition, LetterContext, LetterNote, Scheme, Setting, hookimpl

from . import notes
from .facts import FACTS
from .job_fair import JOB_FAIR
from .training import TRAINING
from .zero_employment import ZERO_EMPLOYMENT


@hookimpl
def agency() -> Agency:
    return Agency("employment", "人力资源和社会保障局", "Help to find work, and to learn what work needs")


@hookimpl
def facts() -> list[FactDefinition]:
    return list(FACTS)


@hookimpl
def schemes() -> list[Scheme]:
    return [ZERO_EMPLOYMENT, TRAINING, JOB_FAIR]


@hookimpl
def settings() -> tuple[Setting, ...]:
    return notes.SETTINGS


@hookimpl
def letters(context: LetterContext) -> list[LetterNote]:
    return notes.of_letter(context)
