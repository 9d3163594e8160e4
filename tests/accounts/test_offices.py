import dataclasses
import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from portal.accounts.actions import load_locality
from portal.accounts.actors import Actor
from portal.accounts.models import Office
from portal.audit.models import AuditEntry
from portal.common import workdays
from portal.common.locality import get_locality

SYSTEM = Actor.system("test")


def test_the_tree_is_that_of_the_preset(offices):
    preset = {spec.code: spec for spec in get_locality().offices}
    assert offices.keys() == preset.keys()
    for code, office in offices.items():
        parent = office.get_parent()
        assert (parent.code if parent else "") == preset[code].parent
        assert (office.kind, office.name, office.phone, office.agency) == (
            preset[code].kind,
            preset[code].name,
            preset[code].phone,
            preset[code].agency,
        )
    assert not Office.find_problems()[0]


def test_loading_again_changes_nothing_and_is_not_recorded(offices):
    recorded = AuditEntry.objects.filter(action="accounts.load_locality").count()
    assert recorded == 1
    assert load_locality(actor=SYSTEM) == 0
    assert AuditEntry.objects.filter(action="accounts.load_locality").count() == recorded


def test_changes_of_the_preset_are_taken_over_and_added_offices_stay(offices):
    offices["liuhe"].add_child(code="extra", kind="village", name="新村")
    preset = get_locality()
    moved = [
        dataclasses.replace(spec, parent="shiqiao") if spec.code == "hedong" else dataclasses.replace(spec, phone="1")
        for spec in preset.offices
    ]
    assert load_locality(actor=SYSTEM, locality=dataclasses.replace(preset, offices=tuple(moved))) == len(moved)
    assert Office.objects.get(code="hedong").township().code == "shiqiao"
    assert Office.objects.get(code="liuhe").phone == "1"
    assert Office.objects.get(code="extra").township().code == "liuhe"
    assert not Office.find_problems()[0]


def test_the_command_can_be_repeated(db, capsys):
    call_command("load_locality")
    call_command("load_locality")
    count = len(get_locality().offices)
    assert capsys.readouterr().out == (
        f"qingxi: {count} offices created or updated\nqingxi: 0 offices created or updated\n"
    )


def test_chains_lead_from_the_office_to_the_root(offices, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert offices["hedong"].chain() == ["hedong", "liuhe", "qingxi"]
    assert offices["qingxi-education"].chain() == ["qingxi-education", "qingxi"]
    assert offices["qingxi"].chain() == ["qingxi"]


def test_every_village_belongs_to_a_township(offices):
    assert offices["hedong"].township() == offices["liuhe"].township() == offices["liuhe"]
    assert offices["qingxi-education"].township() is None


def test_subtrees(offices):
    assert offices["liuhe"].covers(offices["hedong"]) and offices["liuhe"].covers(offices["liuhe"])
    assert not offices["liuhe"].covers(offices["shangba"]) and not offices["hedong"].covers(offices["liuhe"])


def test_labels_follow_the_language(offices):
    with translation.override("en"):
        assert str(offices["liuhe"]) == "Liuhe Town"
        assert offices["liuhe"].text("address") == offices["liuhe"].address
    with translation.override("zh-hans"):
        assert offices["liuhe"].label == "柳河镇"


CALENDAR = """
year: 2029
source: 国办发明电〔2028〕1 号
holidays: {2029-10-01: 国庆节, 2029-10-02: 国庆节}
make_up_days: {2029-09-29: 国庆节}
"""


def test_a_calendar_is_loaded_from_a_file_and_recorded(db, tmp_path, capsys):
    (tmp_path / "2029.yaml").write_text(CALENDAR, encoding="utf-8")
    call_command("load_calendar", str(tmp_path / "2029.yaml"))
    assert capsys.readouterr().out == "2029: 3 days stored\n"
    assert workdays.is_working_day(dt.date(2029, 9, 29)) and not workdays.is_working_day(dt.date(2029, 10, 1))
    assert AuditEntry.objects.filter(action="accounts.load_calendar_year").count() == 1
    workdays.invalidate()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("year: [", "while parsing"),
        ("year: 2029", "needs year, source"),
        ("{year: 2029, source: x, holidays: [2029-10-01]}", "holidays: expected days"),
        ("{year: 2028, source: x, holidays: {2029-10-01: a}}", "2029-10-01 is not in 2028"),
    ],
)
def test_a_mistaken_calendar_file_is_named(db, tmp_path, text, message):
    (tmp_path / "x.yaml").write_text(text)
    with pytest.raises(CommandError, match=message):
        call_command("load_calendar", str(tmp_path / "x.yaml"))
    with pytest.raises(CommandError, match=r"missing\.yaml"):
        call_command("load_calendar", str(tmp_path / "missing.yaml"))
