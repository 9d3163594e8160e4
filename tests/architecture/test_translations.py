"""Django lays the catalogues of all apps over each other: the same words must not be translated in two ways."""

from collections import defaultdict
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = sorted(
    path for area in ("portal", "forms", "search") for path in (ROOT / area).rglob("zh_Hans/LC_MESSAGES/django.po")
)


def test_no_words_are_translated_in_two_ways():
    said = defaultdict(dict)
    for path in CATALOGUES:
        for entry in polib.pofile(str(path)):
            if entry.msgstr and not entry.obsolete:
                said[entry.msgctxt, entry.msgid].setdefault(entry.msgstr, path.relative_to(ROOT).parts[:3])
    clashes = {words: dict(ways) for words, ways in said.items() if len(ways) > 1}
    assert not clashes, "give one of them a context (pgettext) or the same translation"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: "-".join(path.relative_to(ROOT).parts[:-4]))
def test_catalogues_are_complete_and_compiled(path):
    catalogue = polib.pofile(str(path))
    assert [entry.msgid for entry in catalogue.untranslated_entries() + catalogue.fuzzy_entries()] == []
    compiled = {(e.msgctxt, e.msgid): e.msgstr for e in polib.mofile(str(path.with_suffix(".mo"))) if e.msgstr}
    written = {(e.msgctxt, e.msgid): e.msgstr for e in catalogue if e.msgstr and not e.obsolete}
    assert compiled == written, "run make messages"
