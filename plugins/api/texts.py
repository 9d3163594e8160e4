"""Translations a plugin carries in `locale/<language>/LC_MESSAGES/plugin.po`, read as they are: no compile step."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from .errors import LoadError
from .source import Where

_LINE = re.compile(r'((msgctxt|msgid|msgid_plural|msgstr(\[\d+\])?) )?"([^"\\]|\\.)*"')
# A unit's name is a word of its own: "day" as an author's label is not a number of days.
_UNIT = "unit"
_FOLDERS = {"zh-hans": "zh_Hans", "zh-cn": "zh_Hans", "zh": "zh_Hans"}


@lru_cache(maxsize=256)
def read_catalogue(path: Path) -> dict[str, str]:
    """msgid → translation of a .po file; nothing where there is no file. LoadError if it cannot be read.

    Names of units (`msgctxt "unit"`) are kept apart from texts.
    """
    if not path.is_file():
        return {}
    from babel.messages.pofile import PoFileError, read_po

    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
        _check_lines(path, lines)
        catalogue = read_po(lines, abort_invalid=True)
    except PoFileError as error:
        raise LoadError(f"not a readable catalogue: {error}", Where(str(path), error.lineno + 1)) from None
    except ValueError as error:
        raise LoadError(f"not a readable catalogue: {error}", Where(str(path), 1)) from None
    return {
        _of_unit(m.id) if m.context == _UNIT else m.id: m.string
        for m in catalogue
        if isinstance(m.id, str) and m.id and isinstance(m.string, str) and m.string and not m.fuzzy
    }


def _of_unit(name: str) -> str:
    return f"{_UNIT}\x04{name}"


def _check_lines(path: Path, lines: Sequence[str]) -> None:
    """The reader takes what it can of a broken line; here it is refused."""
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if text and not text.startswith("#") and not _LINE.fullmatch(text):
            raise LoadError(
                'a line is msgid or msgstr, a space and a text in quotes: msgstr "…", with \\" for a quote inside',
                Where(str(path), number),
            )


class Texts:
    """The catalogues below one folder; what is not translated stays as it is."""

    def __init__(self, folder: Path | None, fallback: Texts | None = None) -> None:
        self.folder = folder
        self.fallback = fallback
        self._read: dict[str, dict[str, str]] = {}

    def catalogue(self, language: str) -> dict[str, str]:
        """All translations into a language code such as zh-hans."""
        name = _FOLDERS.get(language.lower(), language)
        # Only languages that have a folder: the code may come from a URL.
        if self.folder is None or name not in self._languages:
            return {}
        if name not in self._read:
            self._read[name] = read_catalogue(self.folder / name / "LC_MESSAGES" / "plugin.po")
        return self._read[name]

    @cached_property
    def _languages(self) -> frozenset[str]:
        return (
            frozenset(f.name for f in self.folder.iterdir() if f.is_dir())
            if self.folder is not None and self.folder.is_dir()
            else frozenset()
        )

    def __call__(self, msgid: str, language: str) -> str:
        """The translation, of this folder or of the fallback; else the msgid."""
        found = self.catalogue(language).get(msgid)
        if found is not None:
            return found
        return self.fallback(msgid, language) if self.fallback is not None else msgid

    def unit(self, name: str, language: str) -> str:
        """A unit in words (yuan/month), of this folder or of the fallback; else its name."""
        key = _of_unit(name)
        found = self(key, language)
        return name if found == key else found


COMMON_TEXTS = Texts(Path(__file__).parent / "locale")
