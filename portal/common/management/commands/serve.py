"""portal serve: the web server and the worker, as two child processes that end together."""

from __future__ import annotations

import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from subprocess import Popen
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.common.process import end_child, start_child

_POLL_SECONDS = 0.2
_PATIENCE_SECONDS = 10.0


class Command(BaseCommand):
    help = "Serve the site with its worker; Ctrl-C or SIGTERM ends both. Run migrate and collectstatic before."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=1, help="web processes")
        parser.add_argument("--no-worker", action="store_true", help="serve pages only; run `portal worker` elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        self._ending = False
        self._require_free(options["host"], options["port"])
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._end)
        address = f"http://{options['host']}:{options['port']}/"
        commands = {"web server": self._web(options)}
        if not options["no_worker"]:
            commands["worker"] = [sys.executable, "-m", "portal", "worker"]
        children = {name: start_child(command) for name, command in commands.items()}
        try:
            self._watch(children, address)
        finally:
            for child in children.values():
                child.terminate()
            for child in children.values():
                end_child(child, _PATIENCE_SECONDS)

    @staticmethod
    def _require_free(host: str, port: int) -> None:
        """Raise CommandError if somebody listens there: their answers would be taken for ours."""
        try:
            with socket.create_connection((host, port), timeout=1):
                raise CommandError(f"port {port} is in use; choose another: --port {port + 1}")
        except OSError:
            return

    @staticmethod
    def _web(options: dict[str, Any]) -> list[str]:
        # One blocking thread a process: more share one interpreter lock and only make each answer slower.
        command = [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            options["host"],
            "--port",
            str(options["port"]),
        ]
        return [
            *command,
            "--workers",
            str(options["workers"]),
            "--blocking-threads",
            "1",
            "--log-level",
            "warning",
            "portal.wsgi:application",
        ]

    def _end(self, _signal: int, _frame: FrameType | None) -> None:
        self._ending = True

    def _watch(self, children: dict[str, Popen[bytes]], address: str) -> None:
        """Say when the site answers; end when told to, or when a child ends by itself (CommandError)."""
        announced = False
        while not self._ending:
            for name, child in children.items():
                if child.poll() is not None and not self._ending:
                    raise CommandError(f"the {name} ended by itself with code {child.returncode}")
            if not announced and self._answers(address):
                announced = True
                self.stdout.write(f"{settings.WAGTAIL_SITE_NAME}: {address}  (staff: {address}admin/; Ctrl-C ends)")
                self.stdout.flush()
            time.sleep(_POLL_SECONDS)

    @staticmethod
    def _answers(address: str) -> bool:
        try:
            with urllib.request.urlopen(f"{address}livez", timeout=2) as answer:  # noqa: S310 - our own http address
                return bool(answer.status == 200)
        except urllib.error.HTTPError:
            return True  # it answers; what it answers is for /readyz to judge
        except OSError:
            return False
