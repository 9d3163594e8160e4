"""A public page that is in no cache: the portal's policy page against the same document as a stock Wagtail page.

Both sides run in one process through the whole middleware stack (Django's own WSGI handler, no network), show the same
document with the same surroundings, and are measured in CPU time of this process. The stock side is generous to
Wagtail: its menu and footer are ours and cost it no query. Nothing is cached across requests on either side except
what each keeps anyway (compiled templates; Wagtail's list of site roots).
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

SETTINGS = "tests.benchmarks.stock.settings"
ROUNDS, PER_ROUND = 15, 40


def run() -> None:
    """Run in a process of its own: the stock page types must be installed before Django starts."""
    subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.page"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS},
        check=True,
    )


def _environ(path: str) -> dict[str, Any]:
    import io

    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def _getter(urlconf: str, path: str) -> Callable[[], bytes]:
    """A function that sends one request through a WSGI handler of its own and returns the body."""
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler

    application = WSGIHandler()

    def get() -> bytes:
        settings.ROOT_URLCONF = urlconf  # read anew for each request
        status: list[str] = []
        response = application(_environ(path), lambda line, _headers, _exc=None: status.append(line))
        body = b"".join(response)
        response.close()
        if not status[0].startswith("200"):
            raise RuntimeError(f"{path}: {status[0]}")
        return body

    return get


def _prepare() -> tuple[str, str]:
    """A database with the demo's content and the same document as stock pages. Returns both addresses."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import get_runner

    # No setup_test_environment(): it would instrument every template and slow both sides.
    get_runner(settings)(verbosity=0, interactive=False).setup_databases()
    call_command("load_locality", verbosity=0)
    from portal.accounts.actors import Actor
    from portal.content import demo
    from portal.content.models import PolicyPage

    demo.load(actor=Actor.system("benchmark"))
    ours = PolicyPage.objects.get(slug="standards-2026")
    return ours.url, _stock_copies(ours)


def _stock_copies(ours: Any) -> str:
    """The document and those it is related to, as stock pages at the same depth of the tree."""
    from portal.content.models import PolicyRelation
    from tests.benchmarks.stock.models import StockIndexPage, StockPolicyPage, StockRelation

    home = ours.get_ancestors().get(depth=2)
    index = home.add_child(instance=StockIndexPage(title="部门", slug="stock"))
    section = index.add_child(instance=StockIndexPage(title="民政局", slug="civil-affairs"))
    names = [
        "title",
        "slug",
        "index_number",
        "topic",
        "issuer",
        "document_number",
        "signed_on",
        "published_on",
        "effective_on",
        "validity",
        "body",
    ]
    copies: dict[int, Any] = {}

    def copy(page: Any) -> Any:
        if page.pk not in copies:
            copies[page.pk] = section.add_child(
                instance=StockPolicyPage(**{name: getattr(page, name) for name in names})
            )
        return copies[page.pk]

    for relation in PolicyRelation.objects.filter(page=ours) | PolicyRelation.objects.filter(target=ours):
        StockRelation.objects.create(
            page=copy(relation.page), kind=relation.kind, target=copy(relation.target), sort_order=0
        )
    return copy(ours).url


def _queries(get: Callable[[], bytes]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        get()
    return len(captured)


def main() -> None:
    """Measure both sides in turns, so that a busy machine slows both alike, and print the medians."""
    import logging
    import statistics

    import django

    django.setup()
    logging.disable(logging.INFO)
    our_path, stock_path = _prepare()
    sides = {"ours": _getter("portal.urls", our_path), "stock": _getter("tests.benchmarks.stock.urls", stock_path)}
    sizes = {name: len(get()) for name, get in sides.items()}
    for get in sides.values():
        for _ in range(30):
            get()
    counts = {name: _queries(get) for name, get in sides.items()}
    times: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, get in sides.items():
            begin = time.process_time()
            for _ in range(PER_ROUND):
                get()
            times[name].append((time.process_time() - begin) / PER_ROUND)
    cpu = {name: statistics.median(values) for name, values in times.items()}
    for name in sides:
        print(f"{name:6} {cpu[name] * 1000:6.2f} ms CPU, {counts[name]} queries, {sizes[name]} bytes")
    ours, theirs = 1 / cpu["ours"], 1 / cpu["stock"]
    print(f"ratio page {ours / theirs:.2f} (ours {ours:.0f}, theirs {theirs:.0f}, req/s)")


if __name__ == "__main__":
    main()
