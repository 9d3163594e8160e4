import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation

from portal.common import checks, locality
from portal.common.locality import get_locality, parse

GOOD = yaml.safe_load((locality.PRESETS / "qingxi.yaml").read_text(encoding="utf-8"))


def changed(**changes):
    return yaml.safe_dump(GOOD | changes, allow_unicode=True)


def test_every_preset_is_sound():
    presets = list(locality.PRESETS.glob("*.yaml"))
    assert presets
    for path in presets:
        preset = parse(path.read_text(encoding="utf-8"), path.name)
        assert preset.code == path.stem
        assert preset.offices[0].kind == "county"


def test_the_county_of_the_demo_works_in_three_steps():
    county = get_locality()
    process = county.processes["allowance-12"]
    assert [(step.key, step.limit) for step in process.steps] == [("verify", 8), ("publicity", 3), ("decide", 1)]
    assert (process.limit, process.unit, process.decides) == (12, "working_days", "township")
    assert process.step("publicity").limit == 3 and process.step("appeal") is None
    with pytest.raises(TypeError):
        county.processes["new"] = process


def test_texts_follow_the_language_and_fall_back_to_chinese():
    county = get_locality()
    with translation.override("en"):
        assert county.text("name") == "Qingxi County"
        assert county.offices[0].text("address") == county.offices[0].address
    with translation.override("zh-hans"):
        assert county.text("name") == "清溪县"


PROCESS = {
    "name": "x",
    "decides": "township",
    "limit": 3,
    "unit": "working_days",
    "steps": [{"key": "verify", "limit": 3}],
}
POSTED = PROCESS | {"steps": [{"key": "verify", "limit": 2}, {"key": "publicity", "limit": 1}]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "not valid YAML"),
        ("- a", "expected a mapping"),
        (changed(motto="x"), "unknown keys motto"),
        (changed(hotline=123), "hotline: expected str, found 123"),
        (changed(reference_prefix="qx"), "2 to 4 capital letters"),
        (changed(offices=[]), "a list of offices"),
        (changed(offices=[{"code": "a", "kind": "castle", "name": "x"}]), "'castle' is none of county"),
        (
            changed(offices=[{"code": "a", "kind": "county", "name": "x", "parent": "b"}]),
            "must be an office listed before it",
        ),
        (changed(offices=[*GOOD["offices"], GOOD["offices"][3]]), "the code occurs twice"),
        (
            changed(offices=[*GOOD["offices"], {"code": "z", "kind": "village", "name": "x", "parent": "nowhere"}]),
            "nowhere",
        ),
        (
            changed(offices=[*GOOD["offices"], {"code": "z", "kind": "agency", "name": "x", "parent": "qingxi"}]),
            "agency",
        ),
        (changed(processes={}), "at least one process"),
        (changed(processes={"p": PROCESS | {"steps": []}}), "processes.p.steps: a list"),
        (changed(processes={"p": PROCESS | {"unit": "moons"}}), "processes.p.unit: 'moons'"),
        (changed(processes={"p": PROCESS | {"limit": 0}}), "limits are at least 1"),
        (changed(processes={"p": PROCESS | {"limit": 2}}), "more than its limit of 2"),
        (changed(processes={"p": PROCESS | {"limit": True}}), "limit: expected int"),
        (changed(processes={"p": {"steps": [{"key": "verify"}]}}), "missing keys limit"),
        (changed(processes={"p": PROCESS | {"objection": {"limit": 10}}}), "nobody can object where no step"),
        (changed(processes={"p": POSTED | {"objection": {"limit": -1}}}), "objection: limit is 0 or more"),
        (changed(processes={"p": POSTED | {"objection": {"limit": "10"}}}), "objection.limit: expected int"),
        (changed(processes={"p": POSTED | {"objection": {"appraisal": "yes"}}}), "appraisal is true or false"),
        (changed(processes={"p": POSTED | {"objection": {"days": 10}}}), "objection: unknown keys days"),
        (changed(processes={"p": POSTED | {"objection": True}}), "objection: expected a mapping"),
    ],
)
def test_mistakes_are_named_with_their_place(text, message):
    with pytest.raises(ImproperlyConfigured, match=message) as caught:
        parse(text, "here.yaml")
    assert str(caught.value).startswith("here.yaml")


@pytest.mark.parametrize("code", ["atlantis", "../settings", ""])
def test_an_unknown_locality_is_a_check_error_that_lists_the_known(settings, code):
    settings.LOCALITY = code
    [error] = checks.locality_is_sound(None)
    assert "known presets are" in error.msg and "qingxi" in error.msg


def test_what_an_objection_brings_is_the_countys_to_say():
    processes = get_locality().processes
    assert (processes["allowance-12"].objection.limit, processes["allowance-12"].objection.appraisal) == (10, True)
    assert (processes["housing-30"].objection.limit, processes["housing-30"].objection.appraisal) == (0, False)
