"""The smallest plugin that works, written to a folder: `portal startplugin winter-heating --title 冬季取暖补助`."""

from __future__ import annotations

import keyword
import re
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

TEMPLATE = Path(__file__).parent / "template"
_NAME = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
_AGENCY_HOOK = """

@hookimpl
def agency() -> Agency:
    return Agency("{key}", "{name}")"""
_AGENCY_TEXT = '''
msgid "{name}"
msgstr "{name_en}"'''


# From the folder to a scheme people can apply for: what to type, and what for. The guide says the same.
_STEPS = (
    ("pip install -e .", "beside an installed portal"),
    ("pytest", "runs cases.yaml and checks the plugin as a whole"),
    ("portal migrate", "once for a portal: its tables"),
    ("portal load_locality", "once for a portal: its offices"),
    ("portal plugins install {name}", "the portal takes note of it"),
    ("portal plugins enable {name}", "from now on people can apply for it"),
    ("portal schemes", "it is on offer"),
)


class CannotStart(Exception):
    """The plugin cannot be written; the text says why and how to mend it."""


@dataclass(frozen=True, kw_only=True)
class NewPlugin:
    """What is asked of the author.

    name        of the plugin and of its scheme: lower-case words with hyphens
    title, title_en   what people read
    agency      key of the agency that decides; `agency_name` and `agency_name_en` if the plugin brings it
    process     key of the way it is processed, of the locality
    year        in which its made-up figures begin
    """

    name: str
    title: str
    title_en: str
    agency: str
    process: str
    year: int
    agency_name: str = ""
    agency_name_en: str = ""

    @property
    def package(self) -> str:
        """The Python package."""
        return "onedoor_" + self.name.replace("-", "_")

    def problem(self, taken: Collection[str] = ()) -> str:
        """What is wrong with it, or nothing. `taken` holds names of plugins and keys of schemes that exist."""
        if not _NAME.match(self.name) or keyword.iskeyword(self.name):
            return f"{self.name!r} is no name: lower-case words with hyphens, such as winter-heating"
        if self.name in taken:
            return f"there is a plugin or a scheme called {self.name} already: choose another name"
        if not _NAME.match(self.agency):
            return f"{self.agency!r} is no key of an agency: lower-case words with hyphens"
        for text in (self.title, self.title_en, self.agency_name, self.agency_name_en):
            if set(text) & set('"\\\n\r$'):
                return f"{text!r} holds a quote, a backslash, a dollar sign or a line break: leave it out"
        return ""


def next_steps(name: str) -> list[str]:
    """What the author of a new plugin types next, a line each."""
    commands = [(command.format(name=name), what) for command, what in _STEPS]
    width = max(len(command) for command, _what in commands)
    return [f"{command:<{width}}  # {what}" for command, what in commands]


def write(plugin: NewPlugin, folder: Path, *, taken: Collection[str] = ()) -> list[Path]:
    """Write the plugin to `folder`/its name; the files written, relative to it.

    CannotStart for a bad or a taken name, and if the folder is there already: nothing is ever overwritten. What was
    begun is removed when the disk refuses half-way.
    """
    if problem := plugin.problem(taken):
        raise CannotStart(problem)
    target = folder / plugin.name
    if target.exists():
        raise CannotStart(f"{target} is there already: remove it, or say another place with --dir")
    try:
        return [_write_one(plugin, source, target) for source in sorted(TEMPLATE.rglob("*.txt"))]
    except OSError as error:
        shutil.rmtree(target, ignore_errors=True)
        raise CannotStart(f"{target} could not be written: {error.strerror}") from error


def _write_one(plugin: NewPlugin, source: Path, target: Path) -> Path:
    relative = source.relative_to(TEMPLATE).with_suffix("")
    place = Path(plugin.package, *relative.parts[1:]) if relative.parts[0] == "package" else relative
    text = Template(source.read_text(encoding="utf-8")).substitute(dict(_values(plugin)))
    (target / place).parent.mkdir(parents=True, exist_ok=True)
    (target / place).write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    return place


def _values(plugin: NewPlugin) -> Iterator[tuple[str, str]]:
    brings = bool(plugin.agency_name)
    name, name_en = plugin.agency_name, plugin.agency_name_en or plugin.agency
    yield "name", plugin.name
    yield "package", plugin.package
    yield "distribution", f"onedoor-{plugin.name}"
    yield "title", plugin.title
    yield "title_en", plugin.title_en
    yield "agency", plugin.agency
    yield "process", plugin.process
    yield "year", str(plugin.year)
    yield "steps", "\n".join(f"    {step}" for step in next_steps(plugin.name))
    yield "agency_import", "Agency, " if brings else ""
    yield "agency_hook", _AGENCY_HOOK.format(key=plugin.agency, name=name) if brings else ""
    yield "agency_texts", _AGENCY_TEXT.format(name=name, name_en=name_en) if brings else ""
