"""A campus to knock at, made once for each file of tests and undone at its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction

from campus5g.portal.dossiers.actions import FILES
from tests.security.world import Knocker, build


@pytest.fixture(scope="module")
def knocker(django_db_setup: None, django_db_blocker: Any) -> Iterator[Knocker]:
    """Somebody of each kind, who knocks. Files are not drawn up: who may have them is what is asked here."""
    patches = [patch(f"campus5g.portal.studies.views.{name}", return_value=b"drawn") for name in ("report_pdf", "to_png")]
    patches.append(patch("campus5g.portal.dossiers.actions.drawing._files", return_value=dict.fromkeys(FILES, b"drawn")))
    patches.append(patch("campus5g.portal.dossiers.actions.templates.fill_template", return_value=b"filled"))
    patches.append(patch("campus5g.portal.dossiers.template_views.read_template", return_value=()))
    with django_db_blocker.unblock(), transaction.atomic():
        for drawing in patches:
            drawing.start()
        yield Knocker(build())
        for drawing in patches:
            drawing.stop()
        transaction.set_rollback(True)
