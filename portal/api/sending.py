"""One POST to a system that may be slow, broken or hostile: bounded in time and size, no redirects, no proxies."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from functools import lru_cache

import httpcore
import structlog
from django.conf import settings
from django.utils.translation import gettext_noop

from portal.api import addresses
from portal.api.network import Deadline, PinnedNetwork

log = structlog.get_logger(__name__)

# To connect to one address, to wait for one piece of the answer, and for everything together.
CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 5.0, 10.0, 20.0
MAX_ANSWER_BYTES = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """What came of it: the status, or a ``problem`` in our own words, kept in English and translated where it is shown.
    ``unknown``: it may have arrived all the same; ``hopeless``: trying again cannot help."""

    status: int | None = None
    problem: str = ""
    unknown: bool = False
    hopeless: bool = False

    @property
    def delivered(self) -> bool:
        """The system has taken it."""
        return self.status is not None and 200 <= self.status < 300 and not self.problem


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Send the news, within ``WHOLE_SECONDS`` from the look-up of the name to the end of the answer; never raises."""
    try:
        return _post(url, body, headers, Deadline(WHOLE_SECONDS))
    except Exception as error:
        # Nobody foresaw it: noted with the news like every other failure. Its text may hold what was sent.
        log.error("api.sending_broke", error=f"{type(error).__module__}.{type(error).__qualname__}")
        return Answer(problem=gettext_noop("could not be sent"), unknown=True)


def _post(url: str, body: bytes, headers: dict[str, str], deadline: Deadline) -> Answer:
    try:
        target = addresses.resolve(url)
    except addresses.AddressRefused:
        # Not hopeless: a look-up that once leads inward may be a passing fault of the name server.
        return Answer(problem=gettext_noop("address not permitted"))
    except (OSError, UnicodeError):
        return Answer(problem=gettext_noop("name cannot be looked up"))
    try:
        return _exchange(target, body, headers, deadline)
    except (httpcore.ConnectError, httpcore.ConnectTimeout):
        return Answer(problem=gettext_noop("cannot be reached"))
    except httpcore.TimeoutException:
        return Answer(problem=gettext_noop("no answer in time"), unknown=True)
    except (httpcore.NetworkError, httpcore.RemoteProtocolError):
        return Answer(problem=gettext_noop("connection broken"), unknown=True)


def _exchange(target: addresses.Target, body: bytes, headers: dict[str, str], deadline: Deadline) -> Answer:
    url = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
    sent = {**headers, "Host": target.host_header, "Content-Type": "application/json", "User-Agent": "OneDoor/1"}
    limits = {"connect": CONNECT_SECONDS, "read": READ_SECONDS, "write": READ_SECONDS}
    network = PinnedNetwork(target.numbers, deadline)
    with (
        httpcore.ConnectionPool(ssl_context=_trust(settings.AGENCY_CA_FILE), network_backend=network) as pool,
        pool.stream("POST", url, headers=list(sent.items()), content=body, extensions={"timeout": limits}) as response,
    ):
        return _judge(response)


def _judge(response: httpcore.Response) -> Answer:
    """The status, once the answer is read to its end within the limits: who streams for ever is not heard."""
    size = 0
    try:
        for chunk in response.iter_stream():
            size += len(chunk)
            if size > MAX_ANSWER_BYTES:
                return Answer(response.status, problem=gettext_noop("answer too long"))
    except httpcore.ReadTimeout:
        return Answer(response.status, problem=gettext_noop("answer too slow"), unknown=True)
    if 300 <= response.status < 400:
        return Answer(response.status, problem=gettext_noop("redirects are not followed"))
    if not 200 <= response.status < 300:
        return Answer(response.status, problem=gettext_noop("answered with an error"))
    return Answer(response.status)


@lru_cache(maxsize=2)
def _trust(ca_file: str) -> ssl.SSLContext:
    """The certificates trusted: the machine's, or those of ``settings.AGENCY_CA_FILE`` (a county's own authority)."""
    return ssl.create_default_context(cafile=ca_file or None)
