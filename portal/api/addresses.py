"""Where news may be sent: to the open network or to networks the administrator has named, never inward (fault 42)."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

MAX_LENGTH = 500
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Addresses that carry another one inside: the inner one is where the packet goes.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class AddressRefused(ValueError):
    """An address that news must not go to; ``str()`` says why and how to mend it."""


@dataclass(frozen=True)
class Target:
    """A checked address: the URL's parts, and the numeric addresses to connect to, each of them permitted."""

    scheme: str
    host: str
    port: int
    path: str
    numbers: tuple[str, ...]

    @property
    def host_header(self) -> str:
        """As the Host header wants it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"https": 443, "http": 80}[self.scheme] else f"{host}:{self.port}"


def check(url: str) -> tuple[str, str, int, str]:
    """Scheme, host, port and path of an address that may be stored.

    Raises:
        AddressRefused: not https, with a user name, malformed, or a numeric address inside.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused(_("This is no web address. One looks like https://system.example.org/news.")) from None
    if len(url) > MAX_LENGTH or any(character.isspace() or not character.isprintable() for character in url):
        raise AddressRefused(_("This is no web address. One looks like https://system.example.org/news."))
    allowed = ("https", "http") if settings.AGENCY_HTTP_ALLOWED else ("https",)
    if parts.scheme not in allowed:
        raise AddressRefused(_("The address must begin with https://: nobody on the way may read or change it."))
    if not parts.hostname or parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressRefused(_("Give a host name and a path only: no user name, no password, nothing after #."))
    try:
        number = ipaddress.ip_address(parts.hostname)
    except ValueError:
        number = None
    if number is not None and not permitted(number):
        raise _inward()
    host = parts.hostname if number is not None else _on_the_wire(parts.hostname)
    path = iri_to_uri((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
    return parts.scheme, host, port or {"https": 443, "http": 80}[parts.scheme], path


def _on_the_wire(name: str) -> str:
    """A host name as the network knows it: 例子.cn is xn--fsqu00a.cn there."""
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        raise AddressRefused(_("This is no web address. One looks like https://system.example.org/news.")) from None


def resolve(url: str) -> Target:
    """The address with the numbers to connect to; every number the name stands for must be permitted.

    Raises:
        AddressRefused: see :func:`check`, or the name leads inward.
        OSError: the name cannot be looked up now.
    """
    scheme, host, port, path = check(url)
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    numbers = [ipaddress.ip_address(number.partition("%")[0]) for number in dict.fromkeys(found)]
    if not numbers or not all(permitted(number) for number in numbers):
        raise _inward()
    return Target(scheme, host, port, path, tuple(str(number) for number in numbers))


def permitted(number: Address) -> bool:
    """Whether news may go to a numeric address: public, or in one of ``settings.AGENCY_NETWORKS``."""
    inner = _inner(number)
    if any(inner in network for network in _networks() if network.version == inner.version):
        return True
    if isinstance(inner, ipaddress.IPv6Address) and inner.is_site_local:
        return False  # the predecessor of fc00::/7, which Python counts as global
    return inner.is_global and not inner.is_multicast and not inner.is_reserved


def _inner(number: Address) -> Address:
    if isinstance(number, ipaddress.IPv4Address):
        return number
    if number in _NAT64:
        return ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
    return number.ipv4_mapped or number.sixtofour or (number.teredo[1] if number.teredo else None) or number


def _networks() -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [ipaddress.ip_network(text) for text in settings.AGENCY_NETWORKS]


def _inward() -> AddressRefused:
    return AddressRefused(
        _("This address lies inside the portal's own network. If the agency's system is really there, the "
          "administrator of the server names its network in AGENCY_NETWORKS.")
    )  # fmt: skip
