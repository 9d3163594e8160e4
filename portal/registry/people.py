"""A person as an application names them."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class PersonGiven:
    """One member of a household as declared; ``relation`` is a value of :class:`~portal.registry.models.Relation`.

    ``id_number`` may be written any way :func:`portal.common.identity.normalise_id_number` accepts; when it is known,
    the birth date and sex are read from it. ``repr`` shows no personal data.
    """

    name: str = field(repr=False)
    id_number: str | None = field(repr=False)
    birth_date: date | None = field(repr=False)
    relation: str
