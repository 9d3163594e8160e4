"""What connecting and changing a system share: its settings, checked."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.accounts.models import Office
from portal.api import addresses
from portal.api.actions.rotate_portal_key import make_portal_key
from portal.api.models import AgencySystem, PortalKey


class SettingInvalid(ValidationError):
    """A setting that cannot be; ``field`` names it, ``message`` says why and how to mend it."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


@dataclass(frozen=True)
class Settings:
    """Everything an administrator sets about a system; see :class:`~portal.api.models.AgencySystem`."""

    name: str
    agency_key: str
    office: Office
    webhook_url: str
    schemes: tuple[str, ...] = ()
    signing: str = AgencySystem.Signing.HMAC
    shows_identity: bool = False
    requires_signature: bool = False
    contact: str = ""


def checked_name(name: str, system: UUID) -> str:
    """The name, if people can tell the system by it from every other."""
    name = name.strip()
    if not name:
        raise SettingInvalid("name", _("Please give the system a name people recognise."))
    if AgencySystem.objects.filter(name=name).exclude(pk=system).exists():
        raise SettingInvalid("name", _("Another system has this name already."))
    return name


def checked_office(office: Office, agency_key: str) -> Office:
    """The office, unless it is another agency's: the system would never get a claim there."""
    if office.kind == Office.Kind.AGENCY and office.agency != agency_key:
        raise SettingInvalid(
            "office",
            _("“%(office)s” is an office of another agency. Choose the agency's own office, a township or the county.")
            % {"office": office.label},
        )
    return office


def checked_address(url: str) -> str:
    """The address for news, if the portal may send there."""
    try:
        addresses.check(url)
    except addresses.AddressRefused as error:
        raise SettingInvalid("webhook_url", str(error)) from None
    return url


def apply(system: AgencySystem, given: Settings) -> list[str]:
    """Write the settings onto the row (not yet saved); returns the names of those that changed.

    Raises:
        SettingInvalid: names the field.
    """
    values = {
        "name": checked_name(given.name, system.pk), "agency_key": given.agency_key,
        "office_id": checked_office(given.office, given.agency_key).pk,
        "webhook_url": checked_address(given.webhook_url), "schemes": sorted(given.schemes), "signing": given.signing,
        "shows_identity": given.shows_identity, "requires_signature": given.requires_signature,
        "contact": given.contact.strip(),
    }  # fmt: skip
    changed = [field for field, value in values.items() if getattr(system, field) != value]
    for field in changed:
        setattr(system, field, values[field])
    return changed


def need_portal_key(system: AgencySystem) -> None:
    """Make the portal's first key pair when the first system asks for such signatures; call inside the transaction."""
    if system.signing == AgencySystem.Signing.ED25519 and not PortalKey.objects.exists():
        make_portal_key()
