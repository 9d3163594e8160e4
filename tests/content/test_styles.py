"""The committed style sheet and what it was made from."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("portal", "portal/publicity", "portal/accounts", "portal/common", "forms", "search")
CSS = (ROOT / "portal/static/onedoor.css").read_text(encoding="utf-8")


def test_nothing_is_fetched_from_elsewhere_and_no_british_emblem_is_left():
    assert not re.findall(r"url\((?!['\"]?data:)", CSS)
    assert "@font-face" not in CSS
    assert not re.search("crest|crown|GDS Transport", CSS, re.IGNORECASE)


def test_the_licence_is_shipped_and_named():
    assert "licences/govuk-frontend.txt" in CSS
    assert "Crown Copyright" in (ROOT / "portal/static/licences/govuk-frontend.txt").read_text(encoding="utf-8")


def test_the_lock_file_names_no_registry():
    lock = (ROOT / "frontend/package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in lock
    packages = json.loads(lock)["packages"]
    assert packages["node_modules/govuk-frontend"]["integrity"]


def test_every_class_of_our_own_in_templates_has_a_style():
    sheets = [CSS, *(path.read_text(encoding="utf-8") for app in APPS for path in (ROOT / app).glob("static/**/*.css"))]
    missing = set()
    for path in (path for app in APPS for path in (ROOT / app).glob("templates/**/*.html")):
        text = re.sub(r"{%.*?%}|{{.*?}}", " ", path.read_text(encoding="utf-8"))
        names = {name for attribute in re.findall(r'class="([^"]*)"', text) for name in attribute.split()}
        ours = {name for name in names if re.fullmatch(r"od-[a-z0-9_-]*[a-z0-9]", name)}
        missing |= {f"{name} in {path.name}" for name in ours if not any(f".{name}" in sheet for sheet in sheets)}
    assert missing == set()


def test_english_has_a_latin_font_before_the_han_fonts():
    fonts = re.search(r":lang\(en\)\{--letters: ?([^}]*)\}", CSS).group(1)
    assert fonts.index("Arial") < fonts.index("Noto Sans SC")
    assert re.search(r':root,:lang\(zh\)\{--letters: ?"Noto Sans SC"', CSS)
    assert "font-family:var(--letters)" in CSS


def test_on_a_phone_the_menu_wraps_and_wide_tables_show_that_there_is_more():
    assert not re.search(r"\.od-nav ul\{[^}]*(overflow-x|nowrap)", CSS)
    assert re.search(r"\.od-scroll\{[^}]*gradient[^}]*local[^}]*scroll", CSS)
    assert re.search(r"\.od-radios--below\{flex-direction:column\}", CSS)
    gaps = [int(gap) for gap in re.findall(r"\.govuk-radios--inline\{[^}]*gap:\d+px (\d+)px", CSS)]
    assert len(gaps) == 2 and min(gaps) >= 16
