"""One POST to a system that may be slow, broken or hostile: bounded in time and size, no redirects, no proxies."""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass
from functools import lru_cache

import httpx
from django.conf import settings
from django.utils.translation import gettext_noop

from portal.api import addresses

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
    """Send the news; never raises for what the other side does."""
    try:
        target = addresses.resolve(url)
    except addresses.AddressRefused:
        # Not hopeless: a look-up that once leads inward may be a passing fault of the name server.
        return Answer(problem=gettext_noop("address not permitted"))
    except OSError:
        return Answer(problem=gettext_noop("name cannot be looked up"))
    sent = {**headers, "Host": target.host_header, "Content-Type": "application/json", "User-Agent": "OneDoor/1"}
    try:
        with _client() as client, client.stream(
            "POST", target.numeric_url, content=body, headers=sent, extensions={"sni_hostname": target.host}
        ) as response:  # fmt: skip
            return _judge(response)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
        return Answer(problem=gettext_noop("cannot be reached"))
    except httpx.TimeoutException:
        return Answer(problem=gettext_noop("no answer in time"), unknown=True)
    except httpx.HTTPError:
        return Answer(problem=gettext_noop("connection broken"), unknown=True)


def _judge(response: httpx.Response) -> Answer:
    """The status, once the answer is read to its end within the limits: who streams for ever is not heard."""
    started, size = time.monotonic(), 0
    for chunk in response.iter_raw():
        size += len(chunk)
        if size > MAX_ANSWER_BYTES:
            return Answer(response.status_code, problem=gettext_noop("answer too long"))
        if time.monotonic() - started > WHOLE_SECONDS:
            return Answer(response.status_code, problem=gettext_noop("answer too slow"), unknown=True)
    if response.is_redirect or 300 <= response.status_code < 400:
        return Answer(response.status_code, problem=gettext_noop("redirects are not followed"))
    if not response.is_success:
        return Answer(response.status_code, problem=gettext_noop("answered with an error"))
    return Answer(response.status_code)


def _client() -> httpx.Client:
    return httpx.Client(
        verify=_trust(settings.AGENCY_CA_FILE), trust_env=False, follow_redirects=False,
        timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
    )  # fmt: skip


@lru_cache(maxsize=2)
def _trust(ca_file: str) -> ssl.SSLContext:
    """The certificates trusted: the machine's, or those of ``settings.AGENCY_CA_FILE`` (a county's own authority)."""
    return ssl.create_default_context(cafile=ca_file or None)
