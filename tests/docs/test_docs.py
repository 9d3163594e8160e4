"""What the documents say is there is there."""

import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("frontend/*.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text())
    missing = [link for link in links if not (page.parent / link).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_named_exists(page: Path) -> None:
    commands = set(re.findall(r"(?:`(?:\S+=\S+ )?|^\$ )portal ([a-z_]+)", page.read_text(), re.M))
    assert commands <= set(get_commands()), commands - set(get_commands())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_target_named_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"`make ([a-z-]+)", page.read_text())) <= targets


def test_the_tree_of_the_onboarding_page_is_the_tree() -> None:
    tree = (ROOT / "docs" / "onboarding.md").read_text().split("```")[1]
    above: dict[int, Path] = {}
    missing = []
    for line in tree.splitlines():
        if found := re.match(r"( *)([\w./]+/|\w+\.py)(?: |$)", line):
            indent, name = len(found[1]), found[2]
            above[indent] = above.get(indent - 2, Path()) / name if indent else Path(name)
            if not (ROOT / above[indent]).exists():
                missing.append(str(above[indent]))
    assert len(above) == 3 and not missing


def catalogues() -> list[Path]:
    tracked = subprocess.run(["git", "ls-files", "*.po"], cwd=ROOT, capture_output=True, text=True, check=False)
    return [ROOT / name for name in tracked.stdout.split()]


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_translation_is_complete_and_compiled(path: Path) -> None:
    """Nothing fuzzy, nothing empty; what Django reads (the compiled file) says the same as what people edit."""
    import polib

    catalogue = polib.pofile(str(path))
    assert not catalogue.fuzzy_entries()
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    if path.name != "django.po":
        return  # a plugin's catalogue is read as it is
    compiled = {
        (entry.msgctxt, entry.msgid): entry.msgstr_plural or entry.msgstr
        for entry in polib.mofile(str(path.with_suffix(".mo")))
    }
    edited = {
        (entry.msgctxt, entry.msgid): entry.msgstr_plural or entry.msgstr for entry in catalogue if not entry.obsolete
    }
    assert compiled == edited, "run `make messages`"
