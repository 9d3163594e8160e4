"""Panels, notices and menu links of plugins on the staff side, for those they are meant for.

Everything is text that the templates escape. A panel shows counts within the offices of whoever looks: the schemes of
an agency over all it serves, for the agency's own people; for a township, its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from plugins import answers
from plugins.api import Figure, Panel, PanelContext
from plugins.calls import CallFailed
from plugins.loading import LoadedPlugin
from plugins.manager import get_manager
from portal.accounts.models import Office
from portal.cases.extending import words
from portal.cases.extending.counts import counts
from portal.cases.extending.scheduled import notices_today
from portal.cases.workbench.vocabulary import language
from portal.common import clock, money
from portal.extensions import actions as extension_actions
from portal.extensions import state


def paths_for(user: Any, roles: Sequence[str], plugin: LoadedPlugin) -> list[str]:
    """Tree paths a person's panel covers: where they hold one of the roles; for an office of the plugin's agencies all
    that it serves; nothing for the office of another agency."""
    if not user.is_active:
        return []
    own = {scheme.agency for scheme in plugin.schemes} | ({plugin.agency.key} if plugin.agency else set())
    found = set()
    for path, kind, agency in user.live_assignments(*roles).values_list(
        "office__path", "office__kind", "office__agency"
    ):
        if kind != Office.Kind.AGENCY:
            found.add(path)
        elif agency in own:
            found.add(path[: -Office.steplen])
    return sorted(found)


@dataclass(frozen=True)
class Line:
    """A line of a panel, in words."""

    number: str
    text: str


class PluginPanel(Component):
    """One plugin's panel on the admin's home."""

    order = 20
    template_name = "workbench/plugin_panel.html"

    def __init__(self, user: Any, plugin: LoadedPlugin, panel: Panel) -> None:
        self.plugin, self.panel = plugin, panel
        self.name = f"plugin-{plugin.name}-{panel.key}"
        self.paths = paths_for(user, panel.roles, plugin)

    @cached_property
    def shown(self) -> bool:
        """Whether it is for this person at all."""
        return bool(self.paths)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        tongue = language()
        title = self.plugin.texts(self.panel.title, tongue)
        try:
            lines = [self._line(figure, tongue) for figure in self._figures()]
        except CallFailed as failure:
            extension_actions.note_failure(plugin=self.plugin.name, error=str(failure))
            return {"id": self.name, "title": title, "failed": True}
        extension_actions.note_success(plugin=self.plugin.name)
        return {"id": self.name, "title": title, "lines": lines}

    def _figures(self) -> tuple[Figure, ...]:
        context = PanelContext(
            on=clock.today(),
            counts=counts((scheme.key for scheme in self.plugin.schemes), self.paths),
            settings=state.settings_of(self.plugin.name),
        )
        return answers.figures(self.plugin, self.panel.key, context)

    def _line(self, figure: Figure, tongue: str) -> Line:
        text = words.text(self.plugin, figure.text, figure.data, tongue)
        return Line(money.format_yuan(figure.number, tongue) if figure.number % 1 else f"{figure.number:,.0f}", text)

    class Media:
        css = {"all": ["workbench/workbench.css"]}


class NoticesPanel(Component):
    """What plugins' scheduled work wants this person to know."""

    name = "plugin-notices"
    order = 15
    template_name = "workbench/plugin_notices.html"

    def __init__(self, user: Any) -> None:
        self.user = user

    @cached_property
    def shown(self) -> bool:
        """Whether there is anything."""
        return bool(self.notices)

    @cached_property
    def notices(self) -> list[str]:
        """The texts, the oldest first."""
        loaded = get_manager().plugins()
        return [
            words.text(loaded[notice.plugin], notice.text, words.restored(notice.data), language())
            for notice in notices_today()
            if notice.plugin in loaded and paths_for(self.user, notice.roles, loaded[notice.plugin])
        ]

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"notices": self.notices}

    class Media:
        css = {"all": ["workbench/workbench.css"]}


def _enabled(kind: str) -> Iterable[tuple[LoadedPlugin, Panel]]:
    for plugin in get_manager().plugins().values():
        if plugin.panels and state.plugin_enabled(plugin.name):
            yield from ((plugin, panel) for panel in plugin.panels if panel.kind == kind)


def panels_for(user: Any) -> list[Component]:
    """Panels and notices of enabled plugins for a person's home page."""
    every = [NoticesPanel(user), *(PluginPanel(user, plugin, panel) for plugin, panel in _enabled("dashboard"))]
    return [panel for panel in every if panel.shown]


def menu_items_for(user: Any) -> list[MenuItem]:
    """Menu links of enabled plugins for a person."""
    return [
        MenuItem(
            plugin.texts(panel.title, language()), panel.url, name=f"plugin-{plugin.name}-{panel.key}",
            icon_name="puzzle-piece", order=800,
        )
        for plugin, panel in _enabled("menu")
        if paths_for(user, panel.roles, plugin)
    ]  # fmt: skip
