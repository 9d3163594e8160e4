"""Page types, the public catalogue and the sections of agencies."""

from .catalogue import CatalogueEntry
from .documents import NoticePage, PolicyIndexPage, PolicyPage, PolicyRelation, Validity
from .guides import GuideIndexPage, GuidePage
from .home import HomePage
from .info import InfoPage, WindowDirectoryPage
from .sections import AgencyIndexPage, AgencyPage, AgencySection

__all__ = [
    "AgencyIndexPage",
    "AgencyPage",
    "AgencySection",
    "CatalogueEntry",
    "GuideIndexPage",
    "GuidePage",
    "HomePage",
    "InfoPage",
    "NoticePage",
    "PolicyIndexPage",
    "PolicyPage",
    "PolicyRelation",
    "Validity",
    "WindowDirectoryPage",
]
