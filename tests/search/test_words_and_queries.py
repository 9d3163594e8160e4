"""How text is cut, how a query is read, and the editable word table."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import words
from search.query import parse
from search.segment import BREAK, MAX_QUERY_CHARACTERS, MAX_QUERY_TERMS, clean_query, fold_with_offsets, tokens
from search.words import WordTableError


def test_han_characters_stand_alone_and_words_stay_whole():
    assert tokens("城乡低保标准（２０２６年7 月起）：ＡＢc") == [
        *"城乡低保标准",
        "2026",
        "年",
        "7",
        "月",
        "起",
        BREAK,
        "abc",
    ]


def test_rare_characters_are_tokens_too():
    assert tokens("𠮷𬭚〇") == ["𠮷", "𬭚", "〇"]


def test_a_thousands_comma_belongs_to_the_number():
    assert tokens("1,250 元，12,34") == ["1250", "元", BREAK, "12", BREAK, "34"]


def test_clauses_are_kept_apart_once():
    assert tokens("，低、。\n保。") == ["低", BREAK, "保"]


@given(st.text())
def test_folding_keeps_track_of_every_character(text):
    folded, offsets = fold_with_offsets(text)
    if offsets is None:
        assert len(folded) == len(text)
    else:
        assert len(offsets) == len(folded)
        assert offsets == sorted(offsets)
        assert all(0 <= offset < len(text) for offset in offsets)


def test_a_query_loses_quotes_nul_and_everything_beyond_the_cap():
    assert clean_query('低"保\x00 \u200b标准') == "低 保 标准"
    assert len(clean_query("低" * 3000)) == MAX_QUERY_CHARACTERS
    assert len(parse("低" * 3000).phrase) == MAX_QUERY_TERMS


@pytest.mark.parametrize("nothing", ["", " ", '"', "'", "\x00", "、。", "***", "-", "“”", "()", "~^"])
def test_a_query_without_letters_is_empty(nothing):
    assert not parse(nothing)


def test_a_question_leaves_its_small_words_out():
    read = parse("怎样申请低保需要什么材料")
    assert [group[0] for group in read.groups] == [("申", "请"), ("低", "保"), ("材", "料")]


def test_a_question_of_small_words_alone_is_still_a_phrase():
    read = parse("怎么办")
    assert read
    assert read.phrase == tuple("怎么办")
    assert read.groups == ()


def test_a_known_word_brings_its_other_names():
    (group,) = parse("低保").groups
    assert tuple("最低生活保障") in group


def test_a_name_no_dictionary_knows_stays_together():
    assert [group[0] for group in parse("龘靐齉").groups] == [tuple("龘靐齉")]


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("fees", {"fees", "fee"}),
        ("fee", {"fees", "fee"}),
        ("subsidies", {"subsidies", "subsidy"}),
        ("subsidy", {"subsidies", "subsidy"}),
        ("class", {"class", "classes"}),
        ("day", {"day", "days"}),
        ("id", {"id"}),
    ],
)
def test_english_words_are_sought_in_singular_and_plural(word, forms):
    assert {phrase[-1] for phrase in parse(word).groups[0]} == forms


def test_the_shipped_table_is_good():
    table = words.parse(words.words_path().read_text(encoding="utf-8"))
    assert tuple("低保") in table.synonyms
    assert "的" in table.stop_words


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("synonyms: [[低保]]", "group 1"),
        ("synonyms: [低保, 最低生活保障]", "square brackets"),
        ("synonyms: [[低保, '!']]", "group 1"),
        ("[", "not valid YAML"),
        ("- a", "two keys"),
    ],
)
def test_a_wrong_table_says_where(text, says):
    with pytest.raises(WordTableError, match=says):
        words.parse(text)


def test_the_table_can_be_edited_while_the_site_runs(settings, tmp_path, library):
    table = tmp_path / "words.yaml"
    settings.SEARCH_WORDS = str(table)
    table.write_text("synonyms: []", encoding="utf-8")
    assert library.search("穷帮扶").total == 0
    time.sleep(0.01)
    table.write_text("synonyms: [[穷帮扶, 教育救助]]", encoding="utf-8")
    assert [hit.key for hit in library.search("穷帮扶").hits] == ["page:3"]
    table.write_text("synonyms: [[", encoding="utf-8")
    assert library.search("教育救助").total == 1, "a broken table must not stop the search"


@given(st.text())
def test_reading_a_query_never_raises(text):
    read = parse(text)
    assert len(read.text) <= MAX_QUERY_CHARACTERS
    assert len(read.phrase) <= MAX_QUERY_TERMS
