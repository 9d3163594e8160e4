"""A small agency with a system of its own: what somebody who has only read docs/agency-systems.md would write.

Standard library alone, nothing of the portal's code. It checks signatures, keeps its own SQLite file, drops repeats and
what is late, fetches the claim, acknowledges it and decides. `python server.py CONFIG.json` with

    {"port": 0, "portal": "http://…", "key": "odk_…", "secrets": {"hs-…": "ods_…"}, "database": "agency.sqlite3",
     "verdict": "as-proposed" | "refuse" | "none", "answer": 202}

It prints its port on the first line. `GET /state` shows what it knows, `PUT /behave` changes `verdict`, `answer` (the
status for news; "slow" and "redirect" too) and `die_before` ("decision").
"""

import hashlib
import hmac
import json
import os
import queue
import sqlite3
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE = 300
SCHEMA = """
CREATE TABLE IF NOT EXISTS nonces (nonce TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS news (id TEXT PRIMARY KEY, event TEXT, claim TEXT, sequence INTEGER, state TEXT, at REAL);
CREATE TABLE IF NOT EXISTS claims (id TEXT PRIMARY KEY, number TEXT, sequence INTEGER, state TEXT, facts TEXT);
CREATE TABLE IF NOT EXISTS refused (reason TEXT);
CREATE TABLE IF NOT EXISTS calls (method TEXT, path TEXT, status INTEGER, answer TEXT);
"""


class Agency:
    """State and behaviour; every write is in the file before anything is answered."""

    def __init__(self, config):
        self.config = config
        self.work = queue.Queue()
        self.lock = threading.Lock()
        self.db = sqlite3.connect(config["database"], check_same_thread=False, isolation_level=None)
        self.db.executescript(SCHEMA)
        for row in self.rows("SELECT id FROM news WHERE state = 'new' ORDER BY at"):
            self.work.put(row["id"])  # what was not finished when the process died
        threading.Thread(target=self.run, daemon=True).start()

    def rows(self, sql, *values):
        with self.lock:
            cursor = self.db.execute(sql, values)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    # News in

    def check(self, headers, body):
        """Empty when the news is the portal's and fresh; else why not."""
        timestamp, nonce = headers.get("OneDoor-Timestamp", ""), headers.get("OneDoor-Nonce", "")
        if not timestamp.isdigit() or abs(int(timestamp) - time.time()) > TOLERANCE:
            return "stale"
        signed = f"{timestamp}.{nonce}.".encode() + body
        good = False
        for part in headers.get("OneDoor-Signature", "").split(","):
            name, _, value = part.strip().partition("=")
            secret = self.config["secrets"].get(name)
            if secret:
                expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
                good = good or hmac.compare_digest(expected, value)
        if not good:
            return "forged"
        try:
            self.rows("INSERT INTO nonces VALUES (?)", nonce)
        except sqlite3.IntegrityError:
            return "replayed"
        return ""

    def take(self, body):
        """Store the news; what is known already, or older than what is known, is stored as such and not worked on."""
        news = json.loads(body)
        if self.rows("SELECT 1 FROM news WHERE id = ?", news["id"]):
            return "repeated"
        known = self.rows("SELECT sequence FROM claims WHERE id = ?", news["claim"])
        late = bool(known) and known[0]["sequence"] >= news["sequence"]
        state = "late" if late else "new"
        self.rows(
            "INSERT INTO news VALUES (?, ?, ?, ?, ?, ?)",
            news["id"], news["event"], news["claim"], news["sequence"], state, time.time(),
        )  # fmt: skip
        if not late:
            self.rows(
                "INSERT INTO claims VALUES (?, '', ?, 'new', '') ON CONFLICT (id) DO UPDATE SET sequence = ?",
                news["claim"], news["sequence"], news["sequence"],
            )  # fmt: skip
            self.work.put(news["id"])
        return state

    # Work

    def run(self):
        while True:
            news = self.rows("SELECT * FROM news WHERE id = ?", self.work.get())[0]
            try:
                self.handle(news)
                self.rows("UPDATE news SET state = 'done' WHERE id = ?", news["id"])
            except Exception as error:
                self.rows("UPDATE news SET state = ? WHERE id = ?", f"failed: {error}", news["id"])

    def handle(self, news):
        if news["event"] in ("claim.withdrawn", "claim.taken_over", "claim.decided"):
            self.rows("UPDATE claims SET state = 'closed' WHERE id = ?", news["claim"])
            return
        status, claim = self.call("GET", f"/api/v1/claims/{news['claim']}")
        if status != 200:
            raise RuntimeError(f"cannot fetch: {status}")
        facts = json.dumps(claim["facts"], ensure_ascii=False)
        number = "GA-" + claim["id"][-8:]
        self.rows("UPDATE claims SET facts = ?, number = ? WHERE id = ?", facts, number, claim["id"])
        if claim["acknowledged_at"] is None:
            claim = self.write(claim, "acknowledge", {"agency_number": number})
        if self.config.get("die_before") == "decision":
            os._exit(9)
        # After an inquiry the notice hangs on: what was found is weighed when its days are over.
        waits = news["event"] == "claim.inquiry_over" or claim["more_needed"]
        if self.config["verdict"] != "none" and not waits:
            self.decide(claim, news)

    def decide(self, claim, news):
        _, whole = self.call("GET", f"/api/v1/claims/{claim['id']}")
        proposal = whole.get("proposal") or {}
        decision = {"prepared_by": "A-017", "decided_by": "A-003", "letter_reference": "教助〔2026〕17号"}
        if self.config["verdict"] == "refuse" or proposal.get("outcome") != "approved":
            decision |= {"outcome": "refused"}
            decision["reasons"] = [{"clause": "清教发〔2026〕7号 第四条", "text": "学籍系统中没有查到在读学生。"}]
        else:
            decision |= {"outcome": "approved", "amount": proposal["amount"], "per": proposal["per"]}
        done = self.write(whole, "decision", decision)
        self.rows("UPDATE claims SET state = ? WHERE id = ?", done["state"], claim["id"])

    def write(self, claim, verb, content):
        """The same act has the same key, however often this process dies and comes back."""
        content |= {"version": claim["version"], "occurred_at": datetime.now(UTC).isoformat()}
        key = str(uuid.uuid5(uuid.UUID(claim["id"]), f"{verb}:{claim['version']}"))
        status, answer = self.call("POST", f"/api/v1/claims/{claim['id']}/{verb}", content, key)
        if status != 200:
            raise RuntimeError(f"{verb}: {status} {answer.get('code')}")
        return answer

    def call(self, method, path, content=None, key=None):
        request = urllib.request.Request(self.config["portal"] + path, method=method)
        request.add_header("Authorization", f"Bearer {self.config['key']}")
        request.add_header("Accept-Language", "zh-CN")
        if content is not None:
            request.data = json.dumps(content, ensure_ascii=False).encode()
            request.add_header("Content-Type", "application/json")
            request.add_header("Idempotency-Key", key)
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                status, text = response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read().decode()
        self.rows("INSERT INTO calls VALUES (?, ?, ?, ?)", method, path, status, text[:2000])
        return status, json.loads(text)


class Handler(BaseHTTPRequestHandler):
    """The agency's door."""

    agency = None

    def answer(self, status, content, **headers):
        data = json.dumps(content, ensure_ascii=False).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def do_POST(self):
        body, behaviour = self.body(), self.agency.config.get("answer", 202)
        if behaviour == "redirect":
            return self.answer(302, {}, Location="/elsewhere")
        if isinstance(behaviour, int) and behaviour >= 400:
            return self.answer(behaviour, {"error": "out of order"})
        reason = self.agency.check(self.headers, body)
        if reason:
            self.agency.rows("INSERT INTO refused VALUES (?)", reason)
            return self.answer(401, {"refused": reason})
        state = self.agency.take(body)
        if behaviour == "slow":
            time.sleep(self.agency.config.get("slow_seconds", 3))
        return self.answer(202, {"news": state})

    def do_PUT(self):
        self.agency.config.update(json.loads(self.body()))
        self.answer(200, {})

    def do_GET(self):
        tables = ("news", "claims", "refused", "calls")
        self.answer(200, {table: self.agency.rows(f"SELECT * FROM {table}") for table in tables})

    def log_message(self, *_):
        pass


def main():
    with open(sys.argv[1]) as file:
        config = json.load(file)
    Handler.agency = Agency(config)
    server = ThreadingHTTPServer(("127.0.0.1", config.get("port", 0)), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
