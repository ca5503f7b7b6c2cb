"""The life of a partnership that a territory tells is lived through the verbs, by the accounts it names, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from campus5g.core.errors import BadInput
from campus5g.portal.base.actions import grant
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.models import AuditEvent
from campus5g.portal.base.scope import acting
from campus5g.portal.consortium.loading import load_partnership
from campus5g.portal.consortium.models import LogEntry, PastConsortium, Signature
from campus5g.portal.directory.models import Organisation, Stake
from campus5g.portal.dossiers.models import Answer, WorkPackage
from campus5g.portal.financing.models import Plan
from campus5g.portal.needs.models import Need
from campus5g.portal.projects.models import Partner
from tests.conftest import ROOT
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory
from tests.portal.factories.financing import fundable_project
from tests.portal.factories.projects import PartnerFactory

pytestmark = pytest.mark.django_db
ACCOUNTS = ("acierie@demo.example.org", "startup@demo.example.org")


@pytest.fixture
def territory(tmp_path: Path) -> Path:
    """The steelworks' partnership, for a project of three partners; two have people, with the addresses that the file names."""
    project = fundable_project(months=30)
    PartnerFactory(project=project, organisation=OrganisationFactory(size="research_non_economic"))
    Need._base_manager.filter(pk=project.need_id).update(key="steelworks")
    partners = Partner._base_manager.filter(project=project).select_related("organisation").order_by("pk")
    sirens = ("000990028", "000990069", "000990085")
    for partner, siren in zip(partners, sirens, strict=True):
        Organisation.objects.filter(pk=partner.organisation_id).update(siret=f"{siren}00010")
        grant(project, partner.organisation_id, "consortium")
    for partner, email in zip(partners, ACCOUNTS, strict=False):
        MembershipFactory(organisation=partner.organisation, user__email=email, manages=True)
    for name in ("partnership.toml", "past_projects.jsonl"):
        (tmp_path / name).write_text((ROOT / "dunkerque" / name).read_text(encoding="utf-8"), encoding="utf-8")
    for name in ("needs", "sites"):
        (tmp_path / name).symlink_to(ROOT / "dunkerque" / name)
    return tmp_path


def test_the_partnership_is_lived_once_by_the_accounts_that_the_file_names(territory: Path) -> None:
    with acting(SYSTEM):
        for _ in range(2):
            load_partnership(territory, SYSTEM)
        assert sorted(Signature.objects.values_list("capacity", flat=True)) == ["directeur de la maintenance", "présidente"]
        assert LogEntry.objects.filter(kind="commitment").count() == 2
        assert (LogEntry.objects.count(), PastConsortium.objects.count(), Answer.objects.count()) == (5, 3, 2)
        assert (Plan.objects.count(), Stake.objects.confirmed().count(), WorkPackage.objects.count()) == (1, 1, 4)
    told = AuditEvent.objects.filter(verb__in=("consortium.sign", "consortium.log", "directory.confirm_stake"))
    assert told.count() == 8
    assert None not in told.values_list("actor_id", flat=True)


def test_an_account_that_is_not_there_is_said_in_one_sentence(territory: Path) -> None:
    path = territory / "partnership.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(ACCOUNTS[1], "nobody@demo.example.org"), encoding="utf-8")
    with acting(SYSTEM), pytest.raises(BadInput, match="no account “nobody@"):
        load_partnership(territory, SYSTEM)
