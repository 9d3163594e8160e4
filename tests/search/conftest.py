"""A small library of pages, and an engine on a file of its own."""

import datetime as dt

import pytest

from search.engine import Document
from search.engines.embedded import EmbeddedEngine

PAGES = (
    Document(
        key="page:1",
        url="/policies/standard/",
        title="关于调整救助标准的通知",
        body="自 7 月起，城乡低保标准为城市每人每月 1,250 元。乡镇按新标准补足差额，不用再申请。",
        kind="policy",
        agency="civil-affairs",
        agency_label="县民政局",
        language="zh-hans",
        date=dt.date(2026, 7, 1),
    ),
    Document(
        key="page:2",
        url="/guides/allowance/",
        title="最低生活保障办事指南",
        body="家庭人均收入低于当地标准，就可以申请。需要的材料：身份证、户口本。",
        kind="guide",
        agency="civil-affairs",
        agency_label="县民政局",
        language="zh-hans",
        date=dt.date(2026, 8, 3),
    ),
    Document(
        key="page:3",
        url="/guides/education/",
        title="教育救助办事指南",
        body="孩子上学有困难的家庭可以申请，学费由学校减免。",
        kind="guide",
        agency="education",
        agency_label="县教育局",
        language="zh-hans",
        date=dt.date(2026, 9, 1),
    ),
    Document(
        key="page:4",
        url="/en/guides/allowance/",
        title="How to apply for the minimum living allowance",
        body="Families below the income limit may apply. Subsidies are paid monthly; there is no fee.",
        kind="guide",
        agency="civil-affairs",
        agency_label="Civil Affairs Bureau",
        language="en",
        date=dt.date(2026, 8, 3),
    ),
)


@pytest.fixture
def engine(tmp_path) -> EmbeddedEngine:
    """An empty engine."""
    made = EmbeddedEngine(tmp_path / "index.sqlite3")
    made.clear()
    return made


@pytest.fixture
def library(engine) -> EmbeddedEngine:
    """The engine with the four pages."""
    engine.index(PAGES)
    return engine


@pytest.fixture
def site_engine(settings, tmp_path) -> EmbeddedEngine:
    """The engine the site uses, filled with the four pages."""
    from search.engine import get_engine

    settings.SEARCH_INDEX_PATH = tmp_path / "site.sqlite3"
    made = get_engine()
    made.rebuild(PAGES)
    return made
