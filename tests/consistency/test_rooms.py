"""Who knows one room knows all: the same file names, a README of five lines, everything owned is scoped."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from campus5g.portal.base.deeds import named
from campus5g.portal.base.scope import Owned, ScopedManager

PORTAL = Path(__file__).resolve().parents[2] / "src" / "campus5g" / "portal"
ROOMS = settings.ROOMS
FILES = {
    "__init__.py", "README.md", "models.py", "permissions.py", "actions.py", "forms.py", "tables.py", "views.py", "api.py",
    "tasks.py", "urls.py", "apps.py", "links.py",
}  # fmt: skip
FOLDERS = {"actions", "migrations", "templates", "templatetags", "static", "locale", "management", "models", "__pycache__"}
NOT_SCOPED = {
    "directory.affiliate": "a group is walked across its organisations; its pages hide it from those who may not see the facts",
    "directory.closedaccounts": "the accounts of a group count together, whoever asks; same pages",
    "directory.stake": "counts for both sides once both said so; same pages",
    "directory.membership": "who acts for whom is what the scope is made of",
    "directory.invitation": "asked for through its organisation's page, whose right is checked",
    "directory.strength": "shown on the card of its organisation, to whoever sees the card",
    "directory.talent": "the same; lists leave out what is over or archived",
    "calls.absence": "of the catalogue, which everybody reads; its organisation is that of who said so",
    "base.grant": "what the scope is made of",
    "api.apitoken": "asked for by its person alone",
    "base.jobstep": "asked for by the worker, through its job",
}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_a_readme_and_the_files_that_every_room_has(room: str) -> None:
    place = PORTAL / room
    assert 3 <= len((place / "README.md").read_text(encoding="utf-8").strip().splitlines()) <= 8
    assert (place / "apps.py").is_file()
    folders = {path.name for path in place.iterdir() if path.is_dir()}
    assert folders <= FOLDERS


@pytest.mark.parametrize("room", ROOMS)
def test_the_templates_and_static_files_of_a_room_stand_under_its_name(room: str) -> None:
    """Two rooms never overwrite one another; the base may replace pages of libraries."""
    libraries = {"base": {"cotton"}, "accounts": {"account", "allauth", "mfa", "429.html"}}
    for kind in ("templates", "static"):
        place = PORTAL / room / kind
        if place.is_dir():
            assert {path.name for path in place.iterdir()} <= {room} | libraries.get(room, set())


def test_whatever_belongs_to_an_organisation_is_scoped() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("campus5g.")]
    owning = {"directory.organisation"} | {model._meta.label_lower for model in ours if issubclass(model, Owned)}
    loose = {
        model._meta.label_lower
        for model in ours
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model._meta.label_lower in owning
        and not issubclass(model, Owned)
    }
    assert loose == set(NOT_SCOPED)


def test_no_scoped_thing_has_another_door() -> None:
    for model in apps.get_models():
        if issubclass(model, Owned):
            managers = {type(manager) for manager in model._meta.managers}
            assert managers == {ScopedManager}, model._meta.label


def test_every_thing_keeps_its_references_by_protecting_or_following_them() -> None:
    """Nothing loses its reference silently, but the call of a dossier, whose version stays when the call is dropped."""
    silent = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("campus5g.")
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.SET_NULL
    }
    assert silent == {"dossiers.version.call"}


def test_every_verb_has_a_sentence_for_the_history() -> None:
    import ast

    verbs = {
        call.args[1].value
        for path in PORTAL.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "deed" and len(call.args) > 1
        if isinstance(call.args[1], ast.Constant)
    }
    assert len(verbs) > 30
    assert verbs - named() == set()
