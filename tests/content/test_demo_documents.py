"""The example content agrees with the plugins: a guide for every scheme, a page for every document they cite."""

import re
from decimal import Decimal

import pytest
from django.utils import translation

from plugins.manager import get_manager
from portal.common import clock
from portal.content import demo
from portal.content.models import CatalogueEntry
from portal.content.schemes import county_chain, in_words, scheme_facts
from portal.extensions import offered_schemes
from tests.offices import plant_offices

from .conftest import SYSTEM

HAN = r"[\u4e00-\u9fff]"
# Documents of the county begin with its sign; those of the state are cited and not published here.
COUNTY_SIGN = "清"
# A 款 is a paragraph by its place, a 项 one by its sign.
PARTS = {f"第{number}款": place for place, number in enumerate("一二三四五", start=1)}
PARTS |= {f"第{number}项": f"（{number}）" for number in "一二三四五"}


@pytest.fixture(scope="module")
def documents():
    """The county's documents by number, with the text of each article by its name."""
    return {spec["document_number"]: spec for spec in demo.read("policies") if "document_number" in spec}


def text_of(item):
    """What a reader sees of one block."""
    ((kind, value),) = item.items()
    if kind == "table":
        return "\n".join(" ".join(map(str, row)) for row in value["rows"])
    return value if isinstance(value, str) else value.get("text", value.get("title", ""))


def articles(spec):
    """第三条 → its paragraphs, in order."""
    found, current = {}, []
    for item in spec["body"]:
        if "h" in item:
            current = found.setdefault(item["h"].split()[0], [])
        else:
            current.append(text_of(item))
    return found


def citations():
    """(scheme, document, clause) of every criterion and range of every built-in scheme, county documents only."""
    for key, info in get_manager().schemes().items():
        cited = [item.cite for item in info.scheme.eligible.criteria]
        if info.scheme.amount_range is not None:
            cited.append(info.scheme.amount_range.cite)
        for cite in cited:
            if cite.document.startswith(COUNTY_SIGN):
                yield key, cite.document, cite.clause


def county_values():
    """(key, value) of every figure that a county document sets."""
    for definition in get_manager().shipped.values():
        for value in definition.values:
            if value.source.startswith(COUNTY_SIGN):
                yield definition.key, value


def test_every_cited_clause_can_be_read(documents):
    missing = []
    for scheme, number, clause in citations():
        article, part = re.fullmatch(r"(第.+?条)(第.+[款项])?", clause).groups()
        paragraphs = articles(documents[number]).get(article) if number in documents else None
        sign = PARTS.get(part, 1)
        there = paragraphs and (
            len(paragraphs) >= sign if isinstance(sign, int) else any(p.startswith(sign) for p in paragraphs)
        )
        if not there:
            missing.append((scheme, number, clause))
    assert missing == []


def test_every_figure_stands_in_its_document(documents):
    wrong = []
    for key, value in county_values():
        spec = documents.get(value.source)
        text = "" if spec is None else "\n".join(text_of(item) for item in spec["body"])
        numbers = {Decimal(number) for number in re.findall(r"\d+(?:\.\d+)?", text)}
        if value.value not in numbers:
            wrong.append((key, str(value.value), value.source))
    assert wrong == []


def test_documents_come_into_force_when_their_figures_do(documents):
    days = {(value.source, value.since) for _key, value in county_values()}
    assert {(number, day) for number, day in days if documents[number]["effective_on"] != day} == set()


def test_no_figure_of_today_rests_on_a_repealed_document(documents):
    today = clock.today()
    used = {
        value.source
        for definition in get_manager().shipped.values()
        if (value := definition.value_on(today, county_chain())) and value.source in documents
    }
    assert {number for number in used if documents[number].get("validity") == "repealed"} == set()


@pytest.mark.django_db
def test_every_scheme_has_a_guide_in_both_languages():
    plant_offices()
    demo.load(actor=SYSTEM)
    offered = offered_schemes(county_chain())
    for language in ("zh-hans", "en"):
        guides = CatalogueEntry.objects.filter(kind="guide", language=language)
        assert sorted(guides.values_list("scheme_key", flat=True)) == sorted(offered)
        for guide in guides:
            facts = scheme_facts(guide.scheme_key, language)
            info = get_manager().schemes()[guide.scheme_key]
            assert guide.agency_key == info.scheme.agency
            assert facts.limit and facts.materials and facts.steps
            labels = [figure.label for figure in (*facts.amounts, *facts.limits)]
            assert [label for label in labels if bool(re.search(HAN, label)) != (language == "zh-hans")] == []
            assert set(guide.events) >= set(info.scheme.events), guide.scheme_key


def test_figures_in_words():
    with translation.override("zh-hans"):
        words = [
            in_words(Decimal(value), unit, "zh-hans")
            for value, unit in (("0.75", "times"), ("1", "times"), ("1.5", "times"), ("6", "month/year"))
        ]
        assert words == ["75%", "100%", "1.5 倍", "6 个月"]
        assert in_words(Decimal(10), "yuan/m2/month", "zh-hans") == "每平方米每月 10 元"


def test_guides_hold_no_amounts():
    """A new standard must not need a new guide."""
    for spec in demo.read("guides"):
        for language in ("zh", "en"):
            assert not re.search(r"\d[\d,]*\s*(元|yuan)", str(spec[language])), spec["slug"]
