"""What a table of people and organisations comes to, line by line, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.portal.accounts.models import tidy_email
from campus5g.portal.base.actor import Actor, Role
from campus5g.portal.base.clock import today
from campus5g.portal.directory.facts import Said, checked
from campus5g.portal.directory.models import Invitation, Membership, Organisation, fold
from campus5g.portal.directory.permissions import can_manage_people
from campus5g.portal.directory.sheets import Sheet

NAME_LENGTH, EMAIL_LENGTH = 150, 254
_YES, _NO = {"oui", "yes", "o", "y", "x", "1", "vrai", "true"}, {"", "non", "no", "n", "0", "faux", "false"}
_LANGUAGES = {"": "", "fr": "fr", "francais": "fr", "french": "fr", "en": "en", "anglais": "en", "english": "en"}
_KINDS = {
    "": Role.COMPANY, "entreprise": Role.COMPANY, "company": Role.COMPANY, "start-up": Role.STARTUP, "startup": Role.STARTUP,
    "organisme de formation": Role.TRAINING, "formation": Role.TRAINING, "training": Role.TRAINING, "training body": Role.TRAINING,
    "financeur": Role.FUNDER, "funder": Role.FUNDER,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Invited:
    """A person to invite. ``place`` is the key of the organisation in ``Report.places``."""

    email: str
    full_name: str
    place: str
    manages: bool
    language: str


@dataclass(slots=True)
class Report:
    """What would be done: organisations that are there or to be entered, people to invite, those left as they are, faults."""

    places: dict[str, Organisation | Said] = field(default_factory=dict)
    invited: list[Invited] = field(default_factory=list)
    already: int = 0
    faults: list[tuple[int, Message]] = field(default_factory=list)

    @property
    def entered(self) -> dict[str, Said]:
        """The organisations that are not in the directory yet."""
        return {key: place for key, place in self.places.items() if isinstance(place, Said)}


def judge(actor: Actor, sheet: Sheet, columns: Mapping[str, int], only: Organisation | None, language: str) -> Report:
    """Read each line of ``sheet`` by ``columns``. ``only``: the one organisation whose people are imported, for its manager.

    The same line twice is a fault; a person who acts for the organisation or is invited to it already is counted and left alone,
    so that the same file given again does nothing.
    """
    reader = _Reader(actor, only, language)
    for line, said in sheet.records(columns):
        try:
            reader.read(said)
        except BadInput as fault:
            reader.report.faults.append((line, fault.sentence))
    return reader.report


class _Reader:
    """The directory as it stands, asked once for all the lines."""

    def __init__(self, actor: Actor, only: Organisation | None, language: str) -> None:
        self.only, self.language, self.report = only, language, Report()
        there = [only] if only else list(Organisation.objects.active())
        self.by_siret = {place.siret: place for place in there if place.siret}
        self.by_name = {fold(place.name): place for place in there}
        self.closed = {place.pk for place in there if not can_manage_people(actor, place)}
        members = Membership.objects.filter(active=True, organisation__in=there).values_list("organisation_id", "user__email")
        waiting = Invitation.objects.pending().filter(organisation__in=there).values_list("organisation_id", "email")
        self.known = {*members, *waiting}
        self.seen: set[tuple[str, str]] = set()

    def read(self, said: Mapping[str, str]) -> None:
        key = self._place(said)
        email = tidy_email(said.get("email", ""))
        if not email:
            if self.only is not None or said.get("full_name", ""):
                raise BadInput("email", msg("nothing"), msg("an e-mail address"))
            return
        _check_email(email)
        if (key, email) in self.seen:
            raise BadInput("email", msg("%(email)s a second time", email=email), msg("each person once for one organisation"))
        self.seen.add((key, email))
        place = self.report.places[key]
        if isinstance(place, Organisation) and (place.pk, email) in self.known:
            self.report.already += 1
            return
        name, manages, language = said.get("full_name", "")[:NAME_LENGTH], _yes(said), _language(said) or self.language
        self.report.invited.append(Invited(email, name, key, manages, language))

    def _place(self, said: Mapping[str, str]) -> str:
        """Find the organisation of a line, or make what is needed to enter it; return its key."""
        name, siret = said.get("organisation", ""), said.get("siret", "").replace(" ", "")
        found = self.by_siret.get(siret) or self.by_name.get(fold(name)) if siret or name else self.only
        if found is not None:
            if found.pk in self.closed:
                raise BadInput("organisation", msg("“%(name)s”", name=found.name), msg("an organisation whose people you manage"))
            self.report.places[str(found.pk)] = found
            return str(found.pk)
        if self.only is not None:
            raise BadInput("organisation", msg("“%(name)s”", name=name or siret), msg("your own organisation, or nothing"))
        key = siret or fold(name)
        if not name:
            raise BadInput("organisation", msg("nothing"), msg("the name of the organisation"))
        if key not in self.report.places:
            self.report.places[key] = checked(
                Said(name[:NAME_LENGTH], _kind(said), siret=siret, city=said.get("city", "")[:100]), today()
            )
        return key


def _check_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise BadInput("email", msg("“%(text)s” is no e-mail address", text=email), msg("such as name@company.fr")) from None
    if len(email) > EMAIL_LENGTH:
        raise BadInput("email", msg("%(n)s characters", n=len(email)), msg("at most %(n)s", n=EMAIL_LENGTH))


def _yes(said: Mapping[str, str]) -> bool:
    word = fold(said.get("manages", ""))
    if word not in _YES | _NO:
        raise BadInput("manager", msg("“%(text)s”", text=said["manages"]), msg("yes or no"))
    return word in _YES


def _language(said: Mapping[str, str]) -> str:
    word = fold(said.get("language", ""))
    if word not in _LANGUAGES:
        raise BadInput("language", msg("“%(text)s”", text=said["language"]), msg("fr or en"))
    return _LANGUAGES[word]


def _kind(said: Mapping[str, str]) -> str:
    """The role gives rights: the programme office is entered by nobody's file."""
    word = fold(said.get("kind", ""))
    if word not in _KINDS:
        expected = msg("company, start-up, training body or funder")
        raise BadInput("role", msg("“%(text)s”", text=said["kind"]), expected)
    return _KINDS[word].value
