"""Each use that has an engine, through the interface alone: its page, its example files, its answer with its own defaults."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from campus5g.core.benefit import Use, UseAssessment
from campus5g.core.errors import BadInput
from campus5g.portal.base.jobs import run_job
from campus5g.portal.base.scope import acting
from campus5g.portal.needs.models import Need
from campus5g.portal.uses.actions import assess_use, bring_file
from campus5g.portal.uses.models import Assessment
from campus5g.uses.interface import ENGINES
from campus5g.uses.preview import FileKind
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.uses import owner_of

pytestmark = pytest.mark.django_db
BUILT = [use for use, engine in ENGINES.items() if engine.defaults() is not None]
Browser = Callable[..., Client]


ANSWERS = {
    Use.MAINTENANCE: {"assets": 40.0},
    Use.ENERGY: {"mean_mw": 5.0, "peak_mw": 9.0, "flexible_mw": 1.0, "points": 30.0},
    Use.ROBOTS: {"robots": 8.0, "floor_m2": 2000.0, "watchdog_ms": 250.0},
    Use.LOGISTICS: {"calls": 300.0, "berths": 3.0, "cranes": 3.0, "yard_vehicles": 15.0, "trucks_per_day": 300.0},
}


@pytest.fixture
def need() -> Need:
    return NeedFactory(stated=True, uses=[use.value for use in Use])


def answers(use: Use) -> dict[str, float]:
    """What a site of middling size answers; to a use that is not named here, the geometric middle of each question's bounds."""
    middles = {q.key: (max(q.least, 1.0) * min(q.most, 1e4)) ** 0.5 for q in ENGINES[use].questions()}
    return ANSWERS.get(use) or {q.key: float(round(min(max(middles[q.key], q.least), q.most))) for q in ENGINES[use].questions()}


def refusal(need: Need, use: Use, file: SimpleUploadedFile) -> str:
    """What the file is refused for; empty when it is kept."""
    try:
        bring_file(owner_of(need), need, use, file)
    except BadInput as fault:
        return str(fault)
    return ""


@pytest.mark.parametrize("use", BUILT)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_its_answer_is_shown_whole(signed_in: Browser, need: Need, use: Use, language: str) -> None:
    actor = owner_of(need)
    with acting(actor):
        made = assess_use(actor, need, use, answers(use))
    run_job.func(made.job_id)
    made = Assessment._base_manager.select_related("job").get(pk=made.pk)
    assert made.job.failure_sentence is None
    assert isinstance(made.run.assessment, UseAssessment), made.run.assessment
    browser = signed_in(organisation=need.organisation)
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    page = browser.get(made.get_absolute_url()).content.decode()
    assert page.count("data-story") == len(made.run.assessment.replays)
    drawn = re.findall(r'data-chart="([^"]+)"', page)
    assert len(drawn) == len(set(drawn))
    assert all(f'id="{name}"' in page for name in drawn)
    assert browser.get(f"/uses/of/{need.pk}/{use.value}/").status_code == 200


@pytest.mark.parametrize(
    ("use", "kind"),
    [(use, kind) for use in BUILT for kind in ENGINES[use].file_kinds()],
    ids=lambda one: getattr(one, "key", str(one)),
)
def test_the_columns_of_its_example_file_are_those_that_it_reads(need: Need, use: Use, kind: FileKind) -> None:
    """An example is short: it may be refused for that, and for nothing else."""
    said = refusal(need, use, SimpleUploadedFile(f"{kind.key}.csv", kind.example.encode()))
    assert not said or re.search("too few|longer", said), said
