"""The wire under :mod:`portal.api.sending`: checked numbers only, and one end of time for everything that waits."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

_Late = type[httpcore.TimeoutException]


class Deadline:
    """The moment, ``seconds`` from now, at which nobody waits any longer."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def cut(self, timeout: float | None, late: _Late) -> float:
        """The seconds one step may take: its own limit, or what is left if that is less.

        Raises:
            httpcore.TimeoutException: of the kind ``late``: nothing is left.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise late("the deadline has passed")
        return left if timeout is None else min(timeout, left)


class PinnedNetwork(httpcore.NetworkBackend):
    """Connects to ``numbers`` alone, whatever name it is asked for, so that no second look-up can lead elsewhere; to
    the next one where one cannot be reached."""

    def __init__(self, numbers: tuple[str, ...], deadline: Deadline) -> None:
        self._numbers, self._deadline, self._wire = numbers, deadline, httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        *others, last = self._numbers
        for number in others:
            try:
                return self._connect(number, port, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(last, port, timeout)

    def _connect(self, number: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
        cut = self._deadline.cut(timeout, httpcore.ConnectTimeout)
        return _Stream(self._wire.connect_tcp(number, port, cut), self._deadline)


class _Stream(httpcore.NetworkStream):
    """A connection whose every wait ends with the deadline: who sends a byte now and then gains no time by it."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.cut(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.cut(timeout, httpcore.WriteTimeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        cut = self._deadline.cut(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, cut), self._deadline)

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
