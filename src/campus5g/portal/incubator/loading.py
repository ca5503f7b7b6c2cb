"""The demonstration of the incubator (`incubator.yaml`): a year of two cohorts and a call that is open, lived through the verbs."""

from __future__ import annotations

import random
import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from campus5g.portal.accounts.actions import make_user
from campus5g.portal.accounts.demonstration import PASSWORD
from campus5g.portal.accounts.models import User
from campus5g.portal.base.actor import SYSTEM, Actor, Role
from campus5g.portal.base.clock import now
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.models import Membership, Organisation
from campus5g.portal.directory.people import actor_of
from campus5g.portal.incubator import actions
from campus5g.portal.incubator.models import Application, Assignment, Juror, Round
from campus5g.portal.incubator.questionnaire import Kind, Question, Rule, Section
from campus5g.portal.incubator.ranking import order_of

State = Application.State
Data = dict[str, Any]


def load_incubator(directory: Path, actor: Actor) -> None:
    """Hold each call of the folder once; one already there is left as it is."""
    path = directory / "incubator.yaml"
    host = Organisation.objects.active().of_kind(Role.OFFICE).exclude(memberships=None).order_by("pk").first()
    if not path.is_file() or host is None:
        return
    data: Data = yaml.safe_load(path.read_text(encoding="utf-8"))
    ventures = iter(data["ventures"])
    for row in data["rounds"]:
        mine = [next(ventures) for _ in range(row["applications"])]
        if not Round.objects.filter(key=row["key"]).exists():
            _Play(data, row, mine, host).live()


class _Play:
    """One call, from its form to where the folder says it stands."""

    def __init__(self, data: Data, row: Data, ventures: list[Data], host: Organisation) -> None:
        self._data, self._row, self._ventures, self._host = data, row, ventures, host
        self._draw = random.Random(f"{data['seed']} {row['key']}")  # noqa: S311  # nosec B311 (a demonstration, no secret)

    def live(self) -> None:
        with acting(SYSTEM):
            found = self._open()
            files = [self._apply(found, venture) for venture in self._ventures]
            if self._row["upto"] == "open":
                return
            found = actions.write_round(SYSTEM, self._details(self._day("opens"), self._day("closes")), found)
            for application in files:
                actions.screen(SYSTEM, application, not self._screened_out(application))
            self._seat(found)
            actions.assign(SYSTEM, found)
            self._mark(found)
            self._discuss(found)
            if self._row["upto"] == "decided":
                self._decide(found)

    def _day(self, name: str) -> datetime:
        return now().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=self._row[name])

    def _details(self, opens: datetime, closes: datetime) -> actions.Details:
        row, data = self._row, self._data
        rubric = tuple(actions.Criterion(**one) for one in data["rubric"])
        return actions.Details(
            row["title"], row["cohort"], opens, closes, row["title_en"], data["text"], data["text_en"], row["places"],
            anonymised=row["anonymised"], readers=3, quorum=2, rubric=rubric,
        )  # fmt: skip

    def _open(self) -> Round:
        """Open to this day, so that ventures may apply: a past call gets its own days afterwards."""
        sections = tuple(
            Section(one["title"], one["title_en"], tuple(_question(asked) for asked in one["questions"]))
            for one in self._data["form"]
        )
        details = self._details(self._day("opens"), max(self._day("closes"), now() + timedelta(days=1)))
        made = actions.write_round(SYSTEM, details, key=self._row["key"], host_id=self._host.pk, sections=sections)
        return actions.publish_round(SYSTEM, made)

    def _apply(self, found: Round, venture: Data) -> Application:
        email = f"{venture['name'].split(' Démo')[0].lower().replace(' ', '-')}@demo.example.org"
        email = email.encode("ascii", "ignore").decode().replace("'", "")
        password = PASSWORD if self._row["upto"] == "open" and venture is self._ventures[0] else None
        user = make_user(SYSTEM, email, password, venture["founder"], venture.get("language", "fr"))
        actor = actor_of(user)
        begun = actions.begin_new(actor, user, found, venture["name"])
        actions.change_venture(actor, begun.venture, name=venture["name"], pitch=venture["pitch"], city="Dunkerque", website="")
        done = actions.save_answers(actor, begun, self._answers(venture, user), 0)
        if self._row["upto"] == "open":
            return done
        came = self._day("closes") - timedelta(hours=self._draw.randint(2, 600))
        return actions.submit(SYSTEM, done, at=max(came, self._day("opens")))

    def _answers(self, venture: Data, user: User) -> dict[str, str]:
        people = venture.get("people", self._draw.randint(2, 6))
        return {
            "idea": venture["pitch"], "need": venture["need"], "trl": str(venture["trl"]), "people": str(people),
            "fiveg": self._draw.choice(("indispensable", "utile", "pas nécessaire")), "settle": venture.get("settle", "oui"),
            "team": f"{user.full_name}, avec {people - 1} associés.",
        }  # fmt: skip

    def _screened_out(self, application: Application) -> bool:
        answers = application.answers
        return answers["settle"] != "oui" or float(answers["trl"]) < 3 or float(answers["people"]) > 25

    def _seat(self, found: Round) -> None:
        """Eight jurors: those whom the folder names, the others drawn among the people of the community."""
        named = [one.get("email") for one in self._data["jurors"]]
        others = Membership.objects.acting().exclude(user__email__in=[email for email in named if email])
        drawn = list(others.filter(organisation__kind=Role.COMPANY).select_related("user").order_by("user_id")[:400])
        chosen = iter(self._draw.sample(drawn, len(named)) if len(drawn) >= len(named) else [])
        for one in self._data["jurors"]:
            known = User.objects.filter(email=one.get("email", "")).first()
            member = None if known else next(chosen, None)
            user = known or (member.user if member else None)
            if user is not None and not Juror.objects.filter(round=found, user=user).exists():
                juror = actions.invite_juror(SYSTEM, found, user, one["competences"], one["most"])
                actions.accept_seat(actor_of(user), juror, one["competences"], one["most"])

    def _mark(self, found: Round) -> None:
        """Everybody declares; one tie is found in each round. Where the jury is still at work, a third has not marked yet.

        The steelworks' juror, whose account a visitor may enter, has a tie to the first file and has read the second.
        """
        worth = {venture["name"]: venture["quality"] for venture in self._ventures}
        severity: dict[int, float] = {}
        met = 0
        rows = Assignment.objects.filter(application__round=found).select_related("juror__user", "application__venture")
        rows = rows.order_by("application_id", "juror_id")  # not the file's own number, which is drawn
        for given in list(rows):
            actor = actor_of(given.juror.user)
            met += (shown := given.juror.user.email.startswith("acierie"))
            if shown and met == 1:
                actions.declare(actor, given, True, "Nous avons un contrat d'essai avec cette équipe.")
                continue
            later = self._draw.random() < 0.34
            if self._row["upto"] == "jury" and later and not (shown and met == 2):
                continue
            kept = actions.declare(actor, given, False)
            lean = severity.setdefault(given.juror_id, self._draw.uniform(-0.9, 0.9))
            self._give(actor, kept, worth[given.application.venture.name] + lean)

    def _give(self, actor: Actor, given: Assignment, level: float) -> None:
        marks = {
            one["key"]: min(5.0, max(0.0, round(2 * (level + self._draw.gauss(0, 0.5))) / 2)) for one in self._data["rubric"]
        }
        number = uuid.UUID(int=self._draw.getrandbits(128), version=4)
        comment = self._draw.choice(self._data["comments"])
        actions.give_marks(actor, given, actions.Given(number, marks, comment, 0, now()))

    def _discuss(self, found: Round) -> None:
        files = list(Application.objects.filter(round=found, state=State.ELIGIBLE))
        for application in files[::3]:
            given = Assignment.objects.filter(
                application=application, set_aside_at=None, declared=Assignment.Declared.FREE
            ).first()
            if given is not None:
                actions.discuss(actor_of(given.juror.user), application, self._draw.choice(self._data["remarks"]))
        if not self._row.get("heard", True):
            return
        starts = self._day("closes") + timedelta(days=20)
        frame = actions.Frame(starts.replace(hour=9), 30, 10, ("Salle du Phare Démo", "Salle de la Vigie Démo"))
        actions.schedule(SYSTEM, found, frame)

    def _decide(self, found: Round) -> None:
        rows = order_of(
            found, list(Application.objects.filter(round=found, state=State.ELIGIBLE).select_related("venture", "round"))
        ).rows
        for place, row in enumerate(rows):
            outcome = State.ADMITTED if place < found.places else State.WAITING if place < found.places + 2 else State.REFUSED
            words = {State.WAITING: self._data["waiting"], State.REFUSED: self._data["refused"]}.get(outcome, "")
            actions.propose(SYSTEM, row.application, outcome, words)
        actions.decide(SYSTEM, found, self._data["said"])


def _question(asked: Data) -> Question:
    kinds = {"kind": Kind(asked["kind"]), "rule": Rule(asked.get("rule", ""))}
    lists = {name: tuple(asked.get(name, ())) for name in ("choices", "choices_en")}
    return replace(Question(asked["key"], Kind(asked["kind"]), asked["label"]), **(asked | kinds | lists))
