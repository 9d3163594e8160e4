"""Where news may go: never inward, whatever a name stands for on the day it leaves (fault 42)."""

import socket

import pytest

from portal.api import addresses
from portal.api.actions._settings import SettingInvalid
from tests.api.builders import connect


@pytest.mark.parametrize(
    "url",
    [
        "http://system.example.org/news", "https://user:pass@system.example.org/", "https://127.0.0.1/", "https://10.1.2.3/",
        "https://169.254.169.254/latest", "https://[::1]/", "https://[fe80::1]/", "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/", "https://[2002:a00:1::]/", "https://0.0.0.0/", "https://224.0.0.1/", "ftp://x/",
        "https://", "https://x:99999/", "https://x/#part", "https://x y/", "https://x/\n", "javascript:alert(1)", "",
        "https://" + "x" * 600, "https://[fec0::1]/", "https://a..b.example/", "https://" + "a" * 64 + ".cn/",
    ],
)  # fmt: skip
def test_an_address_that_leads_inward_or_nowhere_is_refused_with_words(town, url):
    with pytest.raises(SettingInvalid) as refusal:
        connect(webhook_url=url)
    assert refusal.value.field == "webhook_url" and len(str(refusal.value)) > 10


@pytest.mark.parametrize(
    ("url", "networks"),
    [("https://system.example.org/news?x=1", []), ("https://10.20.3.4:8443/", ["10.20.0.0/16"]),
     ("https://[64:ff9b::a14:304]/", ["10.20.0.0/16"])],
)  # fmt: skip
def test_public_addresses_and_named_networks_are_accepted(settings, url, networks):
    settings.AGENCY_NETWORKS = networks
    assert addresses.check(url)[0] == "https"


def test_a_chinese_host_is_called_by_its_name_on_the_wire():
    assert addresses.check("https://例子.cn/news")[1] == "xn--fsqu00a.cn"


@pytest.mark.parametrize("numbers", [["10.0.0.5"], ["93.184.216.34", "127.0.0.1"], ["::1"]])
def test_a_name_that_leads_inward_is_found_out_when_news_leaves(monkeypatch, numbers):
    """Also when it was harmless on the day it was stored: it is looked up again, and that number is connected to."""
    from tests.api.conftest import REAL_POST

    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 443)) for number in numbers]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: entries)
    found = REAL_POST("https://rebound.example.org/", b"{}", {})
    assert found.problem == "address not permitted" and not found.hopeless


def test_every_number_of_a_name_was_checked_and_the_address_reads_as_on_the_wire(monkeypatch):
    numbers = ["93.184.216.34", "93.184.216.35"]
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 443)) for number in [*numbers, numbers[0]]]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: entries)
    target = addresses.resolve("https://system.example.org:8443/消息?x=1")
    assert target.numbers == tuple(numbers) and target.path == "/%E6%B6%88%E6%81%AF?x=1"
    assert target.host_header == "system.example.org:8443" and target.host == "system.example.org"
