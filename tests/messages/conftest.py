import json
from pathlib import Path

import pytest

from portal.messages import registry


@pytest.fixture
def handlers(monkeypatch):
    """Handlers registered inside a test are gone after it."""
    monkeypatch.setattr(registry, "_handlers", dict(registry._handlers))
    return registry._handlers


@pytest.fixture
def sms_folder(settings, tmp_path):
    settings.SMS_GATEWAY, settings.SMS_OUTBOX_DIR = "file", tmp_path / "sms"

    def sent() -> list[dict]:
        return [
            json.loads(line)
            for path in sorted(Path(settings.SMS_OUTBOX_DIR).glob("*.jsonl"))
            for line in path.read_text().splitlines()
        ]

    return sent
