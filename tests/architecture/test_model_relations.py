"""A ForeignKey written as a string is no import, so the linter cannot see it climb. This test walks the models."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]

# High to low; a model may point at its own level or below, never above, never across.
LEVELS = [
    {"onedoor_forms"},
    {"onedoor_api"},
    {"onedoor_publicity", "onedoor_policy"},
    {"onedoor_content", "onedoor_cases"},
    {"onedoor_registry", "onedoor_messages", "onedoor_extensions"},
    {"onedoor_audit"},
    {"onedoor_accounts"},
    {"onedoor_common"},
]
LEVEL = {label: number for number, labels in enumerate(LEVELS) for label in labels}


def relations() -> list[tuple[str, str, str]]:
    """(from label, to label, field) of every forward relation between our own apps."""
    return [
        (model._meta.app_label, field.related_model._meta.app_label, f"{model.__name__}.{field.name}")
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in LEVEL
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
        if field.related_model._meta.app_label in LEVEL
    ]


def test_there_are_relations_to_look_at() -> None:
    assert len(relations()) > 10


@pytest.mark.parametrize(("source", "target", "field"), relations())
def test_no_relation_climbs(source: str, target: str, field: str) -> None:
    assert source == target or LEVEL[source] < LEVEL[target], f"{field} points from {source} up or across to {target}"


def test_every_app_of_ours_has_its_own_label() -> None:
    ours = [
        config
        for config in apps.get_app_configs()
        if config.name.split(".")[0] in {"portal", "forms", "search", "plugins"}
    ]
    assert all(config.label.startswith("onedoor_") for config in ours)


def test_the_migrations_make_the_models() -> None:
    """In a process of its own: other tests define models for themselves."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.test"}
    command = [sys.executable, "-m", "portal", "makemigrations", "--check", "--dry-run"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
