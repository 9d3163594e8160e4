"""The embedded engine: what is found, in which order, and that nothing a person types or a disk does stops it."""

import datetime as dt
import sqlite3
import threading

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from search.engine import Document, Filters, SearchEngine, SearchUnavailable
from search.engines.embedded import EmbeddedEngine
from tests.search.conftest import PAGES


def keys(results):
    return [hit.key for hit in results.hits]


def page(key, body, **more):
    return Document(key=key, url=f"/{key}/", title=more.pop("title", "标题"), body=body, language="zh-hans", **more)


def test_it_is_an_engine(engine):
    assert isinstance(engine, SearchEngine)


def test_a_word_inside_a_longer_run_is_found(library):
    assert "page:1" in keys(library.search("低保", filters=Filters(language="zh-hans")))


def test_a_synonym_finds_the_page_that_uses_the_official_name(library):
    assert "page:2" in keys(library.search("低保"))
    assert "page:1" in keys(library.search("最低生活保障"))


def test_a_question_finds_the_page_with_all_its_words(library):
    results = library.search("怎样申请低保需要什么材料")
    assert keys(results) == ["page:2"]
    assert not results.relaxed


def test_when_no_page_has_all_words_some_will_do_and_it_is_said(library):
    results = library.search("学费 火星")
    assert keys(results) == ["page:3"]
    assert results.relaxed


def test_words_side_by_side_across_a_comma_are_no_phrase(engine):
    engine.index([page("a", "补助高低、保障有力"), page("b", "补助城乡低保户")])
    assert keys(engine.search("低保")) == ["b"]


def test_full_width_upper_case_and_thousands_commas_do_not_matter(engine):
    engine.index([page("a", "ＱＸ００３号，每月１，２５０元")])
    for query in ("qx003", "QX003", "1250", "1,250", "１２５０"):
        assert keys(engine.search(query)) == ["a"], query


def test_english_singular_and_plural(library):
    assert keys(library.search("fees")) == ["page:4"]
    assert keys(library.search("subsidy")) == ["page:4"]
    assert keys(library.search("dibao")) == ["page:4"]


def test_a_title_weighs_more_than_a_body(engine):
    filler = [page(f"f{i}", "别的事情" * 20) for i in range(20)]
    engine.index(
        [page("body", "这里讲到临时住所" + "别的" * 20), page("title", "别的" * 24, title="临时住所"), *filler]
    )
    assert keys(engine.search("临时住所")) == ["title", "body"]


def test_a_guide_comes_before_the_rule_it_explains_and_a_new_rule_before_an_old_one(engine):
    day = dt.date(2026, 7, 1)
    engine.index(
        [
            page("old", "临时救助怎么办理，金额多少", kind="policy", date=day - dt.timedelta(days=700)),
            page("new", "临时救助怎么办理，金额多少，期限多久", kind="policy", date=day),
            page("guide", "临时救助怎么办理，金额多少，要带什么材料", kind="guide", date=day - dt.timedelta(days=90)),
        ]
    )
    assert keys(engine.search("临时救助")) == ["guide", "new", "old"]


def test_of_equals_the_younger_comes_first(engine):
    same = "城乡低保标准" + "别的" * 30
    engine.index(
        [page("old", same, date=dt.date(2019, 1, 1)), page("new", same, date=dt.date(2026, 1, 1)), page("none", same)]
    )
    assert keys(engine.search("标准")) == ["new", "old", "none"]


def test_what_is_no_longer_in_force_comes_last_and_says_so(engine):
    same = "城乡低保标准" + "别的" * 30
    old = page("old", same + same, title="低保标准", date=dt.date(2025, 7, 1), outdated=True)
    engine.index([old, page("new", same, title="低保标准", date=dt.date(2026, 7, 1))])
    results = engine.search("低保标准")
    assert [(hit.key, hit.outdated) for hit in results.hits] == [("new", False), ("old", True)]


def test_filters_and_what_other_values_would_show(library):
    results = library.search("申请", filters=Filters(kind="guide", agency="education", language="zh-hans"))
    assert keys(results) == ["page:3"]
    assert results.agencies == {"civil-affairs": 1, "education": 1}
    assert results.kinds == {"guide": 1}
    assert results.agency_labels == {"civil-affairs": "县民政局", "education": "县教育局"}


def test_hits_in_another_language_are_counted(library):
    results = library.search("dibao", filters=Filters(language="zh-hans"))
    assert results.total == 0
    assert results.languages == {"en": 1}


def test_days_of_publication_bound_the_search(library):
    between = Filters(since=dt.date(2026, 8, 3), until=dt.date(2026, 8, 31))
    assert keys(library.search("申请", filters=between)) == ["page:2"]


def test_undated_pages_are_outside_every_period(engine):
    engine.index([page("a", "低保")])
    assert engine.search("低保", filters=Filters(since=dt.date(2020, 1, 1))).total == 0
    assert engine.search("低保", filters=Filters(until=dt.date(2030, 1, 1))).total == 0


def test_paging_covers_everything_once(engine):
    engine.index([page(f"k{i}", "低保" + "标准" * (i % 7)) for i in range(25)])
    seen = [key for number in (1, 2, 3) for key in keys(engine.search("低保", page=number, size=10))]
    assert sorted(seen) == sorted(f"k{i}" for i in range(25))
    assert engine.search("低保", page=99, size=10).page == 3, "beyond the end the last page is shown"
    assert engine.search("低保", size=0).size == 1
    assert engine.search("低保", size=10**9).size == 100


def test_indexing_again_replaces_and_removing_removes(library):
    library.index([page("page:1", "现在讲别的")])
    assert "page:1" not in keys(library.search("城乡低保标准"))
    assert keys(library.search("现在讲别的")) == ["page:1"]
    assert library.remove(["page:1", "unknown"]) == 1
    assert library.search("现在讲别的").total == 0
    assert library.health().documents == 3


def test_clear_forgets_all(library):
    library.clear()
    assert library.search("低保").total == 0
    assert library.search("低保").notice == ""


# -- truth and robustness -----------------------------------------------------------------------------------------

_HAN_TEXT = st.text(alphabet="低保救助标准城乡学生材料，。 ", min_size=1, max_size=40)


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies=st.lists(_HAN_TEXT, min_size=1, max_size=12), data=st.data())
def test_every_page_that_holds_the_words_is_found(tmp_path_factory, bodies, data):
    engine = EmbeddedEngine(tmp_path_factory.mktemp("truth") / "index.sqlite3")
    engine.rebuild(page(str(number), body) for number, body in enumerate(bodies))
    source = data.draw(st.sampled_from(bodies))
    start = data.draw(st.integers(0, len(source) - 1))
    query = source[start : start + data.draw(st.integers(1, 6))].strip("，。 ")
    if not query:
        return
    expected = {str(number) for number, body in enumerate(bodies) if query in body}
    assert expected <= set(keys(engine.search(query, size=100)))


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=200), number=st.integers(-5, 10**12), size=st.integers(-5, 10**12))
def test_nothing_typed_ever_raises(library, query, number, size):
    results = library.search(query, page=number, size=size)
    assert results.page >= 1


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(max_size=60), body=st.text(max_size=300))
def test_any_text_can_be_stored_found_and_forgotten(library, title, body):
    library.index([page("any", body, title=title)])
    library.search(body[:50])
    library.search(title)
    assert library.remove(["any"]) == 1
    with sqlite3.connect(library._store.path) as connection:
        live = connection.execute("SELECT value FROM meta WHERE name = 'generation'").fetchone()[0]
        connection.execute(f"INSERT INTO g{live}_fts (g{live}_fts) VALUES ('integrity-check')")


@pytest.mark.parametrize(
    "query",
    ['"', '""', "'", "\x00", "低保\x00", "*", "NEAR(", "a AND", "OR", "title:低保", "\ud800", "低" * 3000, "-", "^"],
)
def test_the_query_language_of_sqlite_is_not_reachable(library, query):
    library.search(query)


# -- rebuilding without a gap -------------------------------------------------------------------------------------


def test_searches_see_the_old_index_until_the_new_one_is_whole(library):
    def source():
        yield page("new:1", "崭新的内容")
        assert library.search("低保").total == 2
        assert library.search("崭新").total == 0
        yield page("new:2", "崭新的内容")

    assert library.rebuild(source()) == 2
    assert library.search("低保").total == 0
    assert library.search("崭新").total == 2


def test_what_is_published_or_removed_during_a_rebuild_is_kept(library):
    def source():
        yield from PAGES[:1]
        library.index([page("page:2", "刚刚发布的新版本"), page("page:9", "刚刚发布的新页面")])
        library.remove(["page:3"])
        yield from PAGES[1:]

    library.rebuild(source())
    assert set(keys(library.search("刚刚发布"))) == {"page:2", "page:9"}
    assert library.search("学费").total == 0
    assert library.health().documents == 4


def test_a_rebuild_whose_source_fails_changes_nothing(library):
    def source():
        yield page("new:1", "崭新的内容")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError, match="went away"):
        library.rebuild(source())
    assert library.search("低保").total == 2
    assert library.rebuild(PAGES) == 4


def test_a_second_rebuild_takes_over(library):
    def slow():
        yield page("slow", "慢的")
        library.rebuild([page("quick", "快的")])

    with pytest.raises(SearchUnavailable, match="Another rebuild"):
        library.rebuild(slow())
    assert keys(library.search("快的")) == ["quick"]
    assert library.search("慢的").total == 0


# -- damage -------------------------------------------------------------------------------------------------------


def test_a_missing_file_is_an_empty_index_that_says_so(tmp_path):
    engine = EmbeddedEngine(tmp_path / "deep" / "index.sqlite3")
    results = engine.search("低保")
    assert results.total == 0
    assert results.notice == "rebuilding"
    assert engine.health().needs_rebuild
    engine.rebuild(PAGES)
    assert engine.search("低保").notice == ""
    assert not engine.health().needs_rebuild


@pytest.mark.parametrize("damage", [b"this is no database" * 1000, b"", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_file_is_put_aside_and_said(library, caplog, damage):
    path = library._store.path
    library.search("低保")
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.unlink()
    path.write_bytes(damage)
    results = library.search("低保")
    assert results.total == 0
    assert results.notice == "rebuilding"
    assert "started empty" in caplog.text
    assert library.index(PAGES) == 4
    assert library.search("低保").total == 2


def test_pages_overwritten_in_the_middle_of_the_file_do_not_stop_it(library):
    path = library._store.path
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    size = path.stat().st_size
    with open(path, "r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (size - 4096))
    fresh = EmbeddedEngine(path)
    fresh.search("低保")
    fresh.index(PAGES)
    assert fresh.search("低保").total == 2


def test_an_index_of_another_layout_is_begun_anew(library):
    with sqlite3.connect(library._store.path) as connection:
        connection.execute("UPDATE meta SET value = 'other' WHERE name = 'layout'")
    connection.close()
    assert library.search("低保").notice == "rebuilding"


def test_a_folder_that_cannot_be_used_is_said_not_raised_as_something_else(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    engine = EmbeddedEngine(blocked / "index.sqlite3")
    with pytest.raises(SearchUnavailable):
        engine.search("低保")
    assert not engine.health().ok


# -- several at once ----------------------------------------------------------------------------------------------


def test_threads_read_while_another_writes(library):
    errors: list[Exception] = []
    stop = threading.Event()

    def read():
        while not stop.is_set():
            try:
                assert library.search("低保").total >= 2
            except Exception as error:
                errors.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(4)]
    for thread in readers:
        thread.start()
    for number in range(20):
        library.index([page(f"more:{number}", "城乡低保标准")])
        if number % 7 == 0:
            library.rebuild([*PAGES, *(page(f"more:{n}", "城乡低保标准") for n in range(number))])
    stop.set()
    for thread in readers:
        thread.join()
    assert errors == []
