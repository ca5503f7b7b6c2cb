"""What a study takes from other rooms: the catalogue of calls, what the company brought for its uses, who would apply."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date

from campus5g.core.benefit import Use
from campus5g.core.calls import Call
from campus5g.core.need import Economics
from campus5g.core.need import Need as CoreNeed
from campus5g.core.project import Size
from campus5g.funding.facts import OrganisationFacts
from campus5g.portal.base.actor import Role
from campus5g.portal.directory.models import Organisation
from campus5g.portal.needs.models import Need
from campus5g.study.own_files import OwnFiles


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Calls to look in, and words to look for beside the need's own."""

    calls: Sequence[Call] = ()
    words: str = ""


Provider = Callable[[Need, date], Catalogue]
_provider: list[Provider] = []


def catalogue(provide: Provider) -> None:
    """Register where studies find their calls; the last one registered counts."""
    _provider[:] = [provide]


def catalogue_for(need: Need, on: date) -> Catalogue:
    return _provider[0](need, on) if _provider else Catalogue()


@dataclass(frozen=True, slots=True)
class OwnInputs:
    """What the company brought for its uses since it stated the need: figures by assumption key, and files."""

    values: Mapping[Use, Mapping[str, float]] = field(default_factory=dict)
    files: OwnFiles = field(default_factory=dict)

    def given_to(self, need: CoreNeed) -> CoreNeed:
        """Return ``need`` with these figures in place of those that it was stated with: one taken back takes its default again."""
        economics = tuple(Economics(use, dict(self.values.get(use, need.values_for(use)))) for use in need.uses)
        return replace(need, economics=economics)


Inputs = Callable[[Need], AbstractContextManager[OwnInputs]]
_inputs: list[Inputs] = []


def own_inputs(provide: Inputs) -> None:
    """Register where studies find what the company brought; files lie on disk while the context is open."""
    _inputs[:] = [provide]


def inputs_for(need: Need) -> AbstractContextManager[OwnInputs]:
    return _inputs[0](need) if _inputs else nullcontext(OwnInputs())


def applicant_for(need: Need, on: date) -> OrganisationFacts:
    """Return the facts of a need's organisation. Of an anonymous one its kind and its size alone: the reasons of a study quote
    the others, and it is read by people who may not know whose it is.
    Of a collective one that companies stand behind it."""
    if need.is_collective:
        return OrganisationFacts(kind="company")
    known = applicant_of(need.organisation, on)
    return OrganisationFacts(kind=known.kind, size=known.size) if need.anonymous else known


def applicant_of(organisation: Organisation, on: date) -> OrganisationFacts:
    """Return the facts of the organisation that eligibility depends on; what it has not said is not known."""
    age = (on - organisation.created_on).days / 365.25 if organisation.created_on else None
    return OrganisationFacts(
        kind=legal_kind(organisation),
        size=Size(organisation.size) if organisation.size else None,
        naf=organisation.naf or None,
        insee_code=organisation.insee_code or None,
        country=organisation.country,
        age_years=age,
        siren=organisation.siren,
    )


def legal_kind(organisation: Organisation) -> str:
    """Return what it is in law, in the words of the calls; companies and start-ups are companies unless they say else."""
    return organisation.nature or ("company" if organisation.kind in (Role.COMPANY, Role.STARTUP) else "")
