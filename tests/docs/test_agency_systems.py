"""The code of docs/agency-systems.md is the code that runs here."""

import json
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from portal.api import signing
from portal.api.models import AgencySystem, PortalKey
from portal.cases.models import Decision
from portal.common import clock

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "agency-systems.md").read_text()
CODE = dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", PAGE, re.S))
BODY = '{"id": "019", "event": "claim.verified", "scheme": "教育"}'.encode()
SECRETS = {"hs-1a2b3c4d": "ods_old", "hs-5e6f7a8b": "ods_new"}


def headers(system):
    return signing.headers(system, BODY)


@pytest.fixture
def hmac_system():
    return AgencySystem(secret="ods_old", secret_id="hs-1a2b3c4d", next_secret="ods_new", next_secret_id="hs-5e6f7a8b")


def run(name):
    scope = {}
    exec(compile(CODE[name], name, "exec"), scope)
    return scope["genuine"]


def test_the_python_of_the_page_tells_genuine_from_forged(hmac_system):
    genuine, given, seen = run("check.py"), headers(hmac_system), set()
    assert genuine(given, BODY, SECRETS, seen)
    assert not genuine(given, BODY, SECRETS, seen)  # replayed
    assert genuine(headers(hmac_system), BODY, {"hs-5e6f7a8b": "ods_new"}, set())  # the new secret alone
    assert not genuine(headers(hmac_system), BODY + b" ", SECRETS, set())
    assert not genuine(headers(hmac_system), BODY, {"hs-1a2b3c4d": "other"}, set())
    stale = {**headers(hmac_system), "OneDoor-Timestamp": str(int(time.time()) - 301)}
    assert not genuine(stale, BODY, SECRETS, set())


@pytest.mark.django_db
def test_the_ed25519_of_the_page_tells_genuine_from_forged(client):
    from portal.api.actions.rotate_portal_key import make_portal_key

    make_portal_key()
    given = headers(AgencySystem(signing="ed25519"))
    key_set = client.get("/api/v1/keys").json()
    genuine = run("check_ed25519.py")
    assert genuine(given, BODY, key_set) and not genuine(given, BODY + b" ", key_set)
    assert not genuine(given, BODY, {"keys": []})
    assert PortalKey.objects.count() == 1


def test_the_shell_of_the_page_tells_genuine_from_forged(hmac_system, tmp_path):
    (tmp_path / "body.json").write_bytes(BODY)
    hmac_system.next_secret = None
    given = headers(hmac_system)
    environment = {
        "TIMESTAMP": given["OneDoor-Timestamp"], "NONCE": given["OneDoor-Nonce"], "SECRET": "ods_old",
        "SIGNATURE": given["OneDoor-Signature"], "PATH": "/usr/bin:/bin",
    }  # fmt: skip

    def said(**changes):
        done = subprocess.run(["sh", "-c", CODE["check.sh"]], cwd=tmp_path, env={**environment, **changes},
                              capture_output=True, text=True, check=False)  # fmt: skip
        return done.stdout.strip()

    if shutil.which("openssl") is None:
        pytest.skip("no openssl here")
    assert said() == "genuine" and said(SECRET="other") == "forged" and said(NONCE="other") == "forged"


@pytest.mark.skipif(shutil.which("java") is None, reason="no Java here")
def test_the_java_of_the_page_tells_genuine_from_forged(hmac_system, tmp_path):
    given = headers(hmac_system)
    (tmp_path / "Check.java").write_text(CODE["Check.java"])
    arguments = ", ".join(
        json.dumps(given[name]) for name in ("OneDoor-Timestamp", "OneDoor-Nonce", "OneDoor-Signature")
    )
    body = json.dumps(BODY.decode())
    (tmp_path / "Main.java").write_text(
        f"""
        import java.util.*;
        public class Main {{
            public static void main(String[] a) throws Exception {{
                byte[] body = {body}.getBytes("UTF-8");
                Map<String, String> secrets = Map.of("hs-5e6f7a8b", "ods_new");
                Set<String> seen = new HashSet<>();
                System.out.println(Check.genuine({arguments}, body, secrets, seen));
                System.out.println(Check.genuine({arguments}, body, secrets, seen));
                System.out.println(Check.genuine({arguments}, body, Map.of("hs-5e6f7a8b", "other"), new HashSet<>()));
                System.out.println(Check.genuine({arguments}, new byte[1], secrets, new HashSet<>()));
            }}
        }}
        """
    )
    compiled = subprocess.run(["javac", "-encoding", "UTF-8", "Check.java", "Main.java"], cwd=tmp_path,
                              capture_output=True, text=True, check=False)  # fmt: skip
    if compiled.returncode:
        assert "error" not in compiled.stderr, compiled.stderr
    done = subprocess.run(["java", "Main"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["true", "false", "false", "false"], done.stderr + compiled.stderr


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
def test_the_decision_of_the_page_decides(transactional_db, live_server, settings, monkeypatch):
    from portal.api import sending
    from tests.api.builders import connect, handed_over, key_of
    from tests.cases.builders import make_county

    monkeypatch.setattr(sending, "post", lambda *_: sending.Answer(202))
    make_county()
    key = key_of(connect())
    claim = handed_over()
    environment = {
        "PORTAL": live_server.url, "CLAIM": str(claim.pk), "VERSION": str(claim.version), "KEY": key,
        "OCCURRED_AT": clock.now().isoformat(), "PATH": "/usr/bin:/bin",
    }  # fmt: skip

    def decide():
        done = subprocess.run(["sh", "-c", CODE["decide.sh"]], env=environment, capture_output=True, check=True)
        return json.loads(done.stdout)

    first = decide()
    assert first["state"] == "refused"
    assert decide() == first  # sent again, because nobody was sure
    assert Decision.objects.get().outcome == "refused"


def test_the_page_names_every_right_event_and_refusal_that_there_is():
    from portal.api.models import Delivery, Scope

    assert all(f"`{scope}`" in PAGE for scope in Scope.values)
    assert all(f"`{event}`" in PAGE for event in Delivery.Event.values)
    assert all(f"**{status}**" in PAGE for status in (409, 412, 422))
