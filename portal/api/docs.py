"""The readable description at /api/v1/docs: one page without scripts and without a stranger's host (the CSP holds)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from portal.api import problems


@dataclass(frozen=True)
class Field:
    """A line of a table: a parameter, or a field of what is sent or answered."""

    name: str
    kind: str
    required: bool
    words: str


@dataclass(frozen=True)
class Operation:
    """One address with its method, told in tables."""

    key: str
    method: str
    path: str
    title: str
    words: str
    parameters: list[Field]
    sent: list[Field]
    answered: list[Field]
    refusals: list[tuple[int, str]]


class Description(DocsBase):
    """Renders the OpenAPI document itself, so that the page can say nothing else."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        schema = api.get_openapi_schema()
        context = {
            "operations": list(_operations(schema)),
            "intro": schema["info"]["description"],
            "version": schema["info"]["version"],
            "openapi_url": self.get_openapi_url(api, kwargs),
            "problems": [(code, status, what, why, mend) for code, (status, what, why, mend) in problems.KINDS.items()],
        }
        return render(request, "agency_systems/docs.html", context)


def _operations(schema: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            responses = operation["responses"]
            yield Operation(
                key=operation["operationId"],
                method=method.upper(),
                path=path,
                title=operation["summary"],
                words=operation.get("description", ""),
                parameters=[
                    Field(item["name"], _kind(item["schema"], schema), item["required"], item.get("description", ""))
                    for item in operation.get("parameters", ())
                ],
                sent=list(_fields(_content(operation.get("requestBody", {})), schema)),
                answered=list(_fields(_content(responses.get(200, {})), schema)),
                refusals=[(status, item["description"]) for status, item in responses.items() if status >= 400],
            )


def _content(part: dict[str, Any]) -> dict[str, Any]:
    content = part.get("content", {}).get("application/json", {})
    return dict(content.get("schema", {}))


def _resolved(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = node.get("$ref", "").rpartition("/")[2]
    return dict(schema["components"]["schemas"][name]) if name else node


def _fields(node: dict[str, Any], schema: dict[str, Any], prefix: str = "") -> Iterator[Field]:
    """The fields of an object, those of objects inside it and of the entries of lists below them."""
    found = _resolved(node, schema)
    for name, inner in found.get("properties", {}).items():
        required = name in found.get("required", ())
        yield Field(prefix + name, _kind(inner, schema), required, inner.get("description", ""))
        for part, mark in _inside(inner):
            yield from _fields(part, schema, f"{prefix}{name}{mark}.")


def _inside(node: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    if "$ref" in node:
        yield node, ""
    if node.get("type") == "array":
        yield node.get("items", {}), "[]"
    for option in node.get("anyOf", ()):
        yield from _inside(option)


def _kind(node: dict[str, Any], schema: dict[str, Any]) -> str:
    """The type in words a reader knows: text, whole number, one of …"""
    if "anyOf" in node:
        return " / ".join(dict.fromkeys(_kind(option, schema) for option in node["anyOf"]))
    if "enum" in node:
        return ", ".join(str(value) for value in node["enum"])
    if "const" in node:
        return str(node["const"])
    named = {
        "date-time": _("moment with time zone"),
        "date": pgettext("type of a field", "day"),
        "uuid": pgettext("type of a field", "id"),
        "binary": pgettext("type of a field", "file"),
    }
    plain = {
        "string": pgettext("type of a field", "text"),
        "integer": pgettext("type of a field", "whole number"),
        "boolean": pgettext("type of a field", "yes or no"),
        "array": pgettext("type of a field", "list"),
        "object": pgettext("type of a field", "object"),
        "null": pgettext("type of a field", "nothing"),
    }
    kind = str(node.get("type", "object" if "$ref" in node else ""))
    return named.get(str(node.get("format", "")), plain.get(kind, pgettext("type of a field", "any value")))
