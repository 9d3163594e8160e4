"""What was found is marked in the original text, and nothing in a page's text can become markup."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.highlight import mark, pattern, snippet, spans
from search.query import parse


def marked(text, query):
    wanted = pattern(parse(query).phrases)
    return str(mark(text, spans(text, wanted)))


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("城乡低保标准", "低保", "城乡<mark>低保</mark>标准"),
        ("城乡低 保标准", "低保", "城乡<mark>低 保</mark>标准"),
        ("高低、保障", "低保", "高低、保障"),
        ("最低生活保障", "低保", "<mark>最低生活保障</mark>"),
        ("每月１，２５０元", "1250", "每月<mark>１，２５０</mark>元"),
        ("12500 元", "1250", "12500 元"),
        ("School FEES are paid", "fee", "School <mark>FEES</mark> are paid"),
        ("coffee", "fee", "coffee"),
        ("㎡和低保", "低保", "㎡和<mark>低保</mark>"),
        ("每㎡补助", "m2", "每<mark>㎡</mark>补助"),
        ("İstanbul 低保", "低保", "İstanbul <mark>低保</mark>"),
        ("𠮷家的低保", "𠮷家", "<mark>𠮷家</mark>的低保"),
    ],
)
def test_marks(text, query, expected):
    assert marked(text, query) == expected


def test_the_text_of_a_page_is_never_markup():
    text = '<script>alert("低保")</script><img src=x onerror=低保>&lt;b&gt;'
    result = marked(text, "低保 script")
    assert set(re.findall(r"<[^>]*>", result)) <= {"<mark>", "</mark>"}
    assert "&lt;<mark>script</mark>&gt;alert(&quot;<mark>低保</mark>&quot;)" in marked(text, "script 的 低保")
    assert result.endswith("&amp;lt;b&amp;gt;")


def test_a_query_is_never_markup_or_a_pattern():
    assert marked("a.b (低保)+", "(.*)+ <mark>低保") == "a.b (<mark>低保</mark>)+"


@given(
    text=st.text(alphabet=st.sampled_from("低保<>&\"'mark/１２，㎡ e\u0301ﬁ\x00\n"), max_size=80),
    query=st.text(max_size=20),
)
def test_only_our_own_marks_are_markup_and_no_text_is_lost(text, query):
    import html

    result = marked(text, query)
    bare = result.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert html.unescape(bare) == text


def test_a_snippet_surrounds_the_first_hit():
    body = "开头的话。" * 40 + "这里说到城乡低保标准怎么算。" + "后面的话。" * 40
    plain, html = snippet(body, pattern(parse("低保").phrases))
    assert "<mark>低保</mark>" in html
    assert plain.startswith("…")
    assert plain.endswith("…")
    assert len(plain) <= 125


def test_a_page_found_by_its_title_shows_its_beginning():
    plain, html = snippet("第一句话。第二句话。", pattern(parse("低保").phrases))
    assert plain == html == "第一句话。第二句话。"


def test_an_empty_body_has_an_empty_snippet():
    assert snippet("", pattern(parse("低保").phrases)) == ("", "")
