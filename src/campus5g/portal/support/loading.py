"""A year of two cohorts for the demonstration (`support.yaml`), done by the same verbs as the pages: deterministic, and once."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml
from django.utils import timezone

from campus5g.portal.accounts.models import User
from campus5g.portal.base.actor import Actor, Role
from campus5g.portal.base.clock import today
from campus5g.portal.directory.models import Membership, Organisation
from campus5g.portal.directory.people import actor_of, office_people
from campus5g.portal.incubator.actions.ventures import settle_venture
from campus5g.portal.incubator.models import Round, Venture
from campus5g.portal.support import actions
from campus5g.portal.support.models import Cohort, Figure, Hours, Member, Mentor, Mentoring, OfficeHour, Resource

Data = dict[str, Any]
_KEPT = 0.86
"""How often a milestone is reached in its time."""
_EVERY = 24
"""Days between two meetings with a mentor, about."""


def load_support(directory: Path, _actor: Actor) -> None:
    """Load the cohorts of a territory that has some, unless they are there."""
    path = directory / "support.yaml"
    person = office_people().order_by("pk").first()
    if not path.is_file() or person is None or Cohort.objects.exists():
        return
    data: Data = yaml.safe_load(path.read_text(encoding="utf-8"))
    if Round.objects.filter(key__in=[one["round"] for one in data["cohorts"]], state=Round.State.DECIDED).exists():
        _Play(data, actor_of(person)).live()


class _Play:
    """Two cohorts, from their first day to today. ``chance`` always throws the same."""

    def __init__(self, data: Data, office: Actor) -> None:
        self._data, self._office = data, office
        self._chance = Random(data["seed"])  # noqa: S311  # nosec B311 (a demonstration, no secret)

    def live(self) -> None:
        self._settle()
        for said in self._data["resources"]:
            hours = {name: time.fromisoformat(said[name]) for name in ("opens", "closes")}
            actions.enter_resource(self._office, **{**said, **hours})
        self._enter_mentors()
        cohorts = [found for said in self._data["cohorts"] if (found := self._cohort(said)) is not None]
        if cohorts:
            self._receive(cohorts[-1])
            self._book(cohorts[-1])
            actions.ask_figures(self._office, cohorts[-1], today() - timedelta(days=22), today() + timedelta(days=14))
            mine = Member.objects.filter(cohort=cohorts[-1]).exclude(venture__organisation=None)
            actions.bring_leads(list(mine.select_related("venture__organisation", "cohort")))

    def _settle(self) -> None:
        for said in self._data["settled"]:
            venture = Venture.objects.filter(name=said["venture"], state=Venture.State.ADMITTED, organisation=None).first()
            organisation = Organisation.objects.filter(key=said["organisation"]).first()
            if venture is not None and organisation is not None:
                settle_venture(self._office, venture, organisation)

    def _enter_mentors(self) -> None:
        named = [one["email"] for one in self._data["mentors"] if "email" in one]
        others = Membership.objects.acting().filter(organisation__kind=Role.COMPANY).exclude(user__email__in=named)
        drawn = iter(others.select_related("user").order_by("user_id")[20::7][: len(self._data["mentors"])])
        for one in self._data["mentors"]:
            user = User.objects.filter(email=one.get("email", "")).first()
            member = next(drawn, None) if user is None else None
            chosen = user or (member.user if member else None)
            if chosen is not None and not Mentor.objects.filter(user=chosen).exists():
                actions.enter_mentor(self._office, chosen, one["text"], one["topics"], one["hours"])

    def _cohort(self, said: Data) -> Cohort | None:
        held = Round.objects.filter(key=said["round"], state=Round.State.DECIDED).first()
        if held is None:
            return None
        starts, ends = (today() + timedelta(days=said[name]) for name in ("starts", "ends"))
        cohort = actions.open_cohort(self._office, held, starts, ends, said["hours"])
        actions.set_quotas(self._office, cohort, said["quotas"])
        found = actions.propose_mentors(self._office, cohort)
        members = list(Member.objects.filter(cohort=cohort).select_related("venture", "cohort"))
        mentors = {str(mentor.pk): mentor for mentor in Mentor.objects.select_related("user")}
        over = ends < today()
        for place, member in enumerate(members):
            pair = found.of(str(member.pk))
            if pair is not None:
                self._meet(actions.confirm_mentor(self._office, member, mentors[pair.mentor], starts + timedelta(days=7)), ends)
            self._plan(member, over=over)
            self._say(member, min(ends, today()), place)
        if over:
            self._end(members, ends)
        return cohort

    def _meet(self, pair: Mentoring, ends: date) -> None:
        """Hours about once in three weeks, each told; two notes."""
        actor, day = actor_of(pair.mentor.user), pair.since + timedelta(days=self._chance.randrange(3, 12))
        left = 60 * pair.hours
        while day < min(ends, today()) and left > 60:
            minutes = self._chance.choice((45, 60, 60, 90))
            kind = self._chance.choice((Hours.Kind.MEETING, Hours.Kind.CALL, Hours.Kind.VISIT, Hours.Kind.READING))
            actions.log_hours(actor, pair, day, minutes, kind, self._chance.choice(self._data["talks"]))
            left, day = left - minutes, day + timedelta(days=self._chance.randrange(_EVERY - 8, _EVERY + 9))
        for note in self._data["notes"][: self._chance.randrange(3)]:
            actions.write_mentor_note(actor, pair.member, note["text"], shared=note["shared"])

    def _plan(self, member: Member, *, over: bool) -> None:
        """The milestones of the plan: reached in time or nearly, here and there late, here and there given up."""
        for said in self._data["milestones"]:
            due = member.joined_on + timedelta(days=said["day"])
            milestone = actions.write_milestone(self._office, member, said["title"], due, said["proof"])
            on = due + timedelta(days=self._chance.randrange(-20, 10))
            if on < today() and self._chance.random() < _KEPT:
                actions.reach_milestone(self._office, milestone, on, said["evidence"])
            elif over:
                actions.drop_milestone(self._office, milestone, "Remplacé par un autre projet de l’équipe.")

    def _say(self, member: Member, until: date, place: int) -> None:
        """Figures of each half-year: jobs grow, money comes to some, local contracts to most."""
        jobs, client = 150 + 50 * self._chance.randrange(5), self._data["clients"][place % len(self._data["clients"])]
        for half in range((until - member.joined_on).days // 175 + 1):
            on = min(until, member.joined_on + timedelta(days=175 * half + 20))
            self._figure(member, Figure.Kinds.JOBS, on, jobs, "", "Registre du personnel")
            jobs += 50 * self._chance.randrange(5)
            if half and self._chance.random() < 0.8:
                self._figure(member, Figure.Kinds.LOCAL, on, 100_00 * self._chance.randrange(80, 700), client, "Contrat signé")
            if half and self._chance.random() < 0.5:
                self._figure(
                    member, Figure.Kinds.PRIVATE, on, 10_000_00 * self._chance.randrange(5, 60), "Fonds Démo", "Procès-verbal"
                )
            if self._chance.random() < 0.6:
                self._figure(member, Figure.Kinds.PUBLIC, on, 5_000_00 * self._chance.randrange(2, 18), "Région (fictif)", "")

    def _figure(self, member: Member, kind: Figure.Kinds, on: date, hundredths: int, other: str, evidence: str) -> None:
        at = timezone.make_aware(datetime.combine(min(on + timedelta(days=5), today()), time(10)))
        actions.say_figure(self._office, member.venture, kind, on, hundredths, other=other, evidence=evidence, at=at)

    def _end(self, members: list[Member], ends: date) -> None:
        """What became of a cohort that is over; who merges does so into the first of it."""
        for place, (member, how) in enumerate(zip(members, self._data["ends"], strict=False)):
            exit_ = Member.Exit(how)
            on = ends if exit_ == Member.Exit.GRADUATED else ends - timedelta(days=60 * (1 + place % 3))
            why = {"stopped": "Pas de client à la fin du pilote.", "merged": "Deux produits voisins, une seule équipe."}.get(how)
            into = members[0].venture if exit_ == Member.Exit.MERGED else None
            actions.leave(self._office, member, exit_, on, why or "Programme terminé.", into)

    def _receive(self, cohort: Cohort) -> None:
        """Office hours to come of two mentors, one of them taken."""
        for place, mentor in enumerate(Mentor.objects.select_related("user")[:2]):
            first = self._at(7 + 2 * place, 14)
            actor = actor_of(mentor.user)
            actions.open_hour(actor, mentor, [first + n * timedelta(minutes=45) for n in range(3)], 45, "Salle Jean Bart")
        hour = OfficeHour.objects.select_related("mentor__user").first()
        member = Member.objects.filter(cohort=cohort).select_related("venture", "cohort").first()
        founder = member.venture.founders.exclude(user=None).first() if member else None
        if hour is not None and member is not None and founder is not None:
            actions.take_hour(actor_of(founder.user), hour, member, "Préparer une présentation à un acheteur")

    def _book(self, cohort: Cohort) -> None:
        resources = list(Resource.objects.order_by("pk"))
        for place, member in enumerate(Member.objects.filter(cohort=cohort, left_on=None).select_related("venture", "cohort")):
            for number in range(2):
                thing = resources[(place + number) % len(resources)]
                hour = 9 + 2 * (place % 3)
                starts = self._at(2 + (place + 3 * number) % 9, hour)
                actions.book(
                    self._office, member, thing, starts, starts + timedelta(hours=2), "Essai" if thing.kind == "test" else ""
                )

    @staticmethod
    def _at(days: int, hour: int) -> datetime:
        """An hour of a working day to come."""
        day = today() + timedelta(days=days)
        day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
        return timezone.make_aware(datetime.combine(day, time(hour)))
