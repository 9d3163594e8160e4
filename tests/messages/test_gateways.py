import json

import pytest
from django.core.management import call_command

from portal import messages
from portal.messages import OutcomeUnknown, gateways, outbox
from portal.messages.gateways import Sms, get_gateway
from portal.messages.models import OutboxItem

pytestmark = pytest.mark.django_db
TEXT = "【清溪县】您的申请 QX26-0917-4H2K 已受理。"


def send(key: str = "k") -> OutboxItem:
    item = messages.send_sms("13800138000", TEXT, key=key, subject_ref="QX26-0917-4H2K")
    outbox.run_due("w")
    return OutboxItem.objects.get(pk=item.pk)


def test_the_file_gateway_writes_one_line_a_message(sms_folder):
    assert send().state == "done"
    [line] = sms_folder()
    assert line["to"] == "13800138000" and line["text"] == TEXT and line["subject_ref"] == "QX26-0917-4H2K"


def test_the_file_gateway_knows_a_repetition(sms_folder, settings):
    sms = Sms("13800138000", TEXT, "k")
    get_gateway().send(sms)
    # A line cut off by a crash is no message.
    [path] = settings.SMS_OUTBOX_DIR.glob("*.jsonl")
    path.write_text(path.read_text() + '{"key": "half')
    get_gateway().send(sms)
    assert [json.loads(line)["key"] for line in path.read_text().splitlines()[:1]] == ["k"]


def test_the_console_gateway_masks_the_number(settings, capsys):
    settings.SMS_GATEWAY = "console"
    send()
    out = capsys.readouterr().out
    assert f"SMS to 138****8000: {TEXT}" in out and "13800138000" not in out


def test_an_unknown_gateway_lists_the_known_ones_and_loses_nothing(settings, sms_folder):
    settings.SMS_GATEWAY = "pigeon"
    item = send()
    assert item.state == "failed"
    assert item.last_error == "UnknownGateway: SMS_GATEWAY is 'pigeon'; known are console, file"
    settings.SMS_GATEWAY = "file"
    call_command("outbox", retry=str(item.pk))
    outbox.run_due("w")
    assert len(sms_folder()) == 1


def test_a_message_of_unknown_outcome_is_not_sent_again(settings, monkeypatch):
    class Dubious:
        sent = 0

        def send(self, sms: Sms) -> None:
            Dubious.sent += 1
            raise OutcomeUnknown("no answer within 10 s after sending")

    monkeypatch.setattr(gateways, "_gateways", dict(gateways._gateways))
    gateways.register("dubious", Dubious)
    with pytest.raises(ValueError, match="exists already"):
        gateways.register("dubious", type("Other", (), {"send": lambda self, sms: None}))
    settings.SMS_GATEWAY = "dubious"
    item = send()
    assert item.state == "unknown" and item.last_error == "OutcomeUnknown: no answer within 10 s after sending"
    assert outbox.run_due("w") == 0 and Dubious.sent == 1


def test_the_number_and_the_text_lie_encrypted(sms_folder):
    item = messages.send_sms("13800138000", TEXT, key="k")
    [sealed] = OutboxItem.objects.filter(pk=item.pk).values_list("payload", flat=True)
    assert b"13800138000" not in sealed.blob and "清溪".encode() not in sealed.blob
    assert "13800138000" not in repr(item) + str(item)
