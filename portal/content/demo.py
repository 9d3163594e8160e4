"""Example content of the fictional 清溪县: what `portal load_demo` fills the site with.

Texts are data in `demo_content/`; this module turns them into pages through the same calls an editor's click makes.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import typst
import yaml
from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.documents.models import Document
from wagtail.models import Collection, Page

from portal.accounts.actors import Actor
from portal.content import catalogue
from portal.content.actions import provision_agency
from portal.content.models import (
    AgencyPage,
    AgencySection,
    GuidePage,
    HomePage,
    InfoPage,
    NoticePage,
    PolicyPage,
    PolicyRelation,
)
from portal.content.tree import ensure_page

_FOLDER = Path(__file__).with_name("demo_content")
_LANGUAGES = (("zh", "zh-hans"), ("en", "en"))
_ATTACHMENT = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set text(font: ("Noto Sans SC", "Noto Sans CJK SC"), size: 11pt, lang: "zh")
#set page(margin: 2.5cm)
#align(center, text(size: 15pt, weight: "bold", data.title))
#v(1em)
#table(columns: data.rows.at(0).len(), inset: 8pt, stroke: 0.5pt, ..data.rows.flatten())
"""


def read(name: str) -> Any:
    """One file of the example content."""
    return yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def load(*, actor: Actor, editor: Any = None) -> dict[str, int]:
    """Sections, policies, notices, guides and information pages, in Chinese and where given in English.

    Idempotent: what exists stays as it is. With an `editor` (a user of the civil-affairs section) one draft waits for
    review, so that the publisher's queue has something to show. Returns how many pages of each kind were made.
    """
    before = _counts()
    with transaction.atomic(), catalogue.deferred():
        for key, texts in read("pages")["agencies"].items():
            _fill_section(provision_agency(actor=actor, key=key), texts)
        for spec in read("policies"):
            _document(PolicyPage, spec)
        for spec in read("notices"):
            _document(NoticePage, spec)
        for spec in read("guides"):
            _translated(GuidePage, spec, _sections(spec["agency"]), ("scheme_key", "events", "published_on"))
        homes = {page.locale.language_code: page for page in HomePage.objects.all()}
        for spec in read("pages")["pages"]:
            _translated(InfoPage, spec, homes, ())
        if editor is not None:
            _draft_for_review(editor)
    return {name: count - before[name] for name, count in _counts().items()}


def _counts() -> dict[str, int]:
    """How many pages of each kind there are, in all languages."""
    models = {"policies": PolicyPage, "notices": NoticePage, "guides": GuidePage, "pages": InfoPage}
    return {name: model.objects.count() for name, model in models.items()}


def _sections(key: str) -> dict[str, AgencyPage]:
    return {
        page.locale.language_code: page for page in AgencyPage.objects.filter(agency_key=key).select_related("locale")
    }


def _fill_section(section: AgencySection, texts: dict[str, Any]) -> None:
    """The section's own words, as long as nobody has written any."""
    for short, language in _LANGUAGES:
        page = AgencyPage.objects.get(translation_key=section.translation_key, locale__language_code=language)
        if page.body or short not in texts:
            continue
        page.summary = texts[short].get("summary", page.summary)
        page.body = blocks(texts[short]["body"], section.collection)
        _publish(page)


def _document(model: type[Page], spec: dict[str, Any]) -> None:
    parent = _sections(spec["agency"])["zh-hans"]
    section = AgencySection.objects.get(key=spec["agency"])
    fields = {name: value for name, value in spec.items() if name not in {"slug", "agency", "body", "relations"}}
    if model.objects.child_of(parent).filter(slug=spec["slug"]).exists():
        return
    page, _new = ensure_page(
        model,
        parent,
        slug=spec["slug"],
        language="zh-hans",
        fields={**fields, "body": blocks(spec["body"], section.collection)},
    )
    for number, relation in enumerate(spec.get("relations", [])):
        ((kind, target),) = relation.items()
        page.relations.add(PolicyRelation(kind=kind, target=_policy(target), sort_order=number))
    if spec.get("relations"):
        _publish(page)


def _policy(slug: str) -> PolicyPage:
    """A document that another one names. Files name documents in any order, so it may have to be made first."""
    found = PolicyPage.objects.filter(slug=slug, locale__language_code="zh-hans").first()
    if found is None:
        _document(PolicyPage, next(spec for spec in read("policies") if spec["slug"] == slug))
        found = PolicyPage.objects.get(slug=slug, locale__language_code="zh-hans")
    return found


def _translated(model: type[Page], spec: dict[str, Any], parents: dict[str, Page], shared: tuple[str, ...]) -> None:
    source = None
    for short, language in _LANGUAGES:
        if short not in spec:
            continue
        fields = {name: spec[name] for name in shared if name in spec} | {
            name: value for name, value in spec[short].items() if name != "body"
        }
        fields["body"] = blocks(spec[short]["body"], None)
        page, _new = ensure_page(
            model, parents[language], slug=spec["slug"], language=language, fields=fields, source=source
        )
        source = source or page


def _publish(page: Page) -> None:
    page.save_revision(log_action=False).publish(skip_permission_checks=True)


def blocks(items: list[dict[str, Any]], collection: Collection | None) -> str:
    """The short form of the files as the JSON a stream field stores: h, p, table, note, warn, file."""
    return json.dumps([_block(item, collection) for item in items], ensure_ascii=False)


def _block(item: dict[str, Any], collection: Collection | None) -> dict[str, Any]:
    ((kind, value),) = item.items()
    if kind == "h":
        return {"type": "heading", "value": value}
    if kind == "p":
        return {"type": "paragraph", "value": f"<p>{value}</p>"}
    if kind == "table":
        return {"type": "table", "value": _table(value)}
    if kind in {"note", "warn"}:
        return {
            "type": "callout",
            "value": {"style": kind, "title": value.get("title", ""), "text": f"<p>{value['text']}</p>"},
        }
    return {"type": "attachment", "value": {"document": _file(value, collection).pk, "label": ""}}


def _table(value: dict[str, Any]) -> dict[str, Any]:
    return {
        "data": [[str(cell) for cell in row] for row in value["rows"]],
        "table_header_choice": "row",
        "first_row_is_table_header": True,
        "first_col_is_header": False,
        "table_caption": value.get("caption", ""),
    }


def _file(value: dict[str, Any], collection: Collection | None) -> Document:
    """A real PDF with the table, in the agency's collection."""
    existing = Document.objects.filter(title=value["title"]).first()
    if existing is not None:
        return existing
    data = json.dumps(
        {"title": value["title"], "rows": [[str(cell) for cell in row] for row in value["rows"]]}, ensure_ascii=False
    )
    pdf = typst.compile(_ATTACHMENT.encode(), sys_inputs={"data": data}, font_paths=_fonts())
    document = Document(title=value["title"], collection=collection or Collection.get_first_root_node())
    document.file.save(f"{value['name']}.pdf", ContentFile(pdf), save=False)
    document.file_size = len(pdf)
    document.save()
    return document


def _fonts() -> list[str]:
    import noto_cjk_sans_otc

    return [str(Path(noto_cjk_sans_otc.__file__).parent)]


def _draft_for_review(editor: Any) -> None:
    parent = _sections("civil-affairs")["zh-hans"]
    if NoticePage.objects.child_of(parent).filter(slug="winter-visits-2026").exists():
        return
    page = NoticePage(
        title="2026年冬季走访安排（待审）",
        slug="winter-visits-2026",
        locale=parent.locale,
        live=False,
        owner=editor,
        published_on=dt.date(2026, 11, 16),
        summary="入冬以后，协理员会到高龄、独居、重残的家庭走一遍。",
        body=blocks(
            [
                {"h": "什么时候来"},
                {"p": "11月20日到12月20日。来之前，村里会先打电话。"},
                {"h": "来做什么"},
                {"p": "看看取暖、被褥和药够不够。有急难的，当天按24小时救助办。"},
            ],
            None,
        ),
    )
    parent.add_child(instance=page)
    page.save_revision(user=editor)
    workflow = page.get_workflow()
    if workflow is not None:
        workflow.start(page, editor)
