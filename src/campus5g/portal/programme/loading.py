"""Loading the programmes of a territory (`programme.yaml`), from their opening to today, by the same verbs as the pages; once each.

A day is a date, or a number of days before or after today. Organisations are named by their key; strands, actions and milestones
by their number (``2``, ``2.1``, ``2.1.3``).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import actor_of, office_people
from campus5g.portal.programme import actions
from campus5g.portal.programme.models import Action, Indicator, Meeting, Milestone, Participant, Programme, Risk, Strand

Data = dict[str, Any]
HOUR = time(14)


def load_programmes(directory: Path, _actor: Actor) -> None:
    """Load each programme of the territory that is not there yet."""
    path = directory / "programme.yaml"
    person = office_people().order_by("pk").first()
    if not path.is_file() or person is None:
        return
    office = actor_of(person)
    with acting(office):
        for told in yaml.safe_load(path.read_text(encoding="utf-8"))["programmes"]:
            play(office, told)


def play(office: Actor, told: Data) -> Programme | None:
    """Let a programme live what ``told`` says, unless it is there already; return it."""
    if Programme.objects.filter(key=told["key"]).exists():
        return None
    return _Play(office, told).live()


def day_of(said: date | int) -> date:
    return said if isinstance(said, date) else today() + timedelta(days=said)


class _Play:
    """One programme, from its plan to today."""

    def __init__(self, office: Actor, told: Data) -> None:
        self._office, self._told = office, told
        self._who: dict[str, Participant] = {}
        self._actions: dict[str, Action] = {}
        self._stones: dict[str, Milestone] = {}
        self._strands: dict[str, Strand] = {}

    def live(self) -> Programme:
        told = self._told
        frame = actions.Frame(
            told["title"], day_of(told["starts"]), day_of(told["ends"]), told.get("text", ""), told.get("source", ""),
            day_of(told["followed"]), told.get("example", False), told["key"],
        )  # fmt: skip
        programme = actions.open_programme(self._office, frame)
        self._take_part(programme)
        for strand in told.get("strands", ()):
            self._plan(programme, strand)
        self._set_order()
        programme = actions.enter_state(self._office, programme, Programme.State.RUNNING)
        for strand in told.get("strands", ()):
            for action in strand.get("actions", ()):
                self._follow(action)
        self._measure(programme)
        self._watch(programme)
        for amendment in told.get("amendments", ()):
            self._amend(programme, amendment)
        for meeting in told.get("meetings", ()):
            self._meet(programme, meeting)
        states = {"followed": (Programme.State.FOLLOWED,), "closed": (Programme.State.FOLLOWED, Programme.State.CLOSED)}
        for state in states.get(told.get("state", "running"), ()):
            programme = actions.enter_state(self._office, programme, state, told.get("closed_why", ""))
        return programme

    def _take_part(self, programme: Programme) -> None:
        for said in self._told.get("participants", ()):
            organisation = Organisation.objects.filter(key=said["organisation"]).first()
            if organisation is not None:
                self._who[said["organisation"]] = actions.add_participant(
                    self._office, programme, organisation, said["role"], said.get("text", ""), approves=said.get("approves", False),
                    example=said.get("example", False),
                )  # fmt: skip

    def _part(self, said: Data, around: Programme | Strand) -> actions.Part:
        starts = day_of(said["starts"]) if "starts" in said else around.starts_on
        ends = day_of(said["ends"]) if "ends" in said else around.ends_on
        partners = tuple(self._who[key] for key in said.get("partners", ()) if key in self._who)
        owner = self._who.get(said.get("owner", ""))
        return actions.Part(said["title"], starts, ends, said.get("text", ""), owner, None, partners, said.get("example", False))

    def _plan(self, programme: Programme, told: Data) -> None:
        strand = actions.write_strand(self._office, programme, self._part(told, programme))
        self._strands[strand.code] = strand
        for said in told.get("actions", ()):
            action = actions.write_action(self._office, strand, self._part(said, strand))
            said["code"] = action.code
            self._actions[action.code] = action
            for stone in said.get("milestones", ()):
                kind = Milestone.Kind(stone.get("kind", "milestone"))
                aim = actions.Aim(stone["title"], day_of(stone["due"]), kind, stone.get("proof", ""), example=True)
                made = actions.write_milestone(self._office, action, aim)
                stone["code"] = made.code
                self._stones[made.code] = made

    def _set_order(self) -> None:
        """Say what waits for what, once all of them are there."""
        for strand in self._told.get("strands", ()):
            for action in strand.get("actions", ()):
                for said in (one for one in action.get("milestones", ()) if "after" in one):
                    one = self._stones[said["code"]]
                    after = tuple(self._stones[str(code)] for code in said["after"])
                    aim = actions.Aim(one.title, one.due, one.kind, one.proof, None, after, one.example)
                    actions.change_milestone(self._office, one, aim)

    def _follow(self, told: Data) -> None:
        for said in told.get("milestones", ()):
            stone = self._stones[said["code"]]
            if "moved" in said:
                stone = actions.move_milestone(self._office, stone, day_of(said["moved"]["to"]), said["moved"]["why"])
            if "late_open" in said:
                actions.say_late(self._office, stone, said["late_open"])
            if "reached" in said:
                actions.reach_milestone(self._office, stone, day_of(said["reached"]), said["evidence"], said.get("late", ""))
        if "said" in told:
            state = Action.State(told.get("state", "running"))
            actions.say_action(self._office, self._actions[told["code"]], state, told.get("progress", 0), told["said"])

    def _measure(self, programme: Programme) -> None:
        for said in self._told.get("indicators", ()):
            made = actions.write_indicator(
                self._office, programme, title=said["title"], definition=said.get("definition", ""), unit=said["unit"],
                direction=Indicator.Direction(said.get("direction", "up")), baseline=Decimal(str(said["baseline"])),
                baseline_on=programme.starts_on, target=Decimal(str(said["target"])), target_on=programme.ends_on,
                owner=self._who.get(said.get("owner", "")), strand=self._strands.get(str(said.get("strand", ""))),
                example=said.get("example", True),
            )  # fmt: skip
            for on, value, evidence, *why in said.get("values", ()):
                actions.say_value(self._office, made, day_of(on), Decimal(str(value)), evidence, why[0] if why else "")

    def _watch(self, programme: Programme) -> None:
        for said in self._told.get("risks", ()):
            risk = actions.write_risk(
                self._office, programme, title=said["title"], likelihood=said["likelihood"], effect=said["effect"],
                mitigation=said.get("mitigation", ""), owner=self._who.get(said.get("owner", "")),
                action=self._actions.get(str(said.get("action", ""))), example=said.get("example", True),
            )  # fmt: skip
            if "rated" in said:
                actions.rate_risk(self._office, risk, said["rated"][0], said["rated"][1], Risk.State.OPEN, said["rated"][2])

    def _amend(self, programme: Programme, said: Data) -> None:
        code = str(said["target"])
        stone, action = self._stones.get(code), self._actions.get(code)
        target = f"milestone:{stone.pk}" if stone else f"action:{action.pk}" if action else "programme"
        what = {"target": target, "starts_on": None, "ends_on": day_of(said["ends"]).isoformat()}
        amendment = actions.propose_amendment(self._office, programme, said["kind"], what, said["why"])
        if said.get("approved"):
            actions.approve_amendment(self._office, amendment)

    def _meet(self, programme: Programme, said: Data) -> None:
        at = timezone.make_aware(datetime.combine(day_of(said["at"]), HOUR))
        example = said.get("example", True)
        meeting = actions.call_meeting(
            self._office, programme, at, said.get("place", ""), said.get("agenda", ""), example=example
        )
        asked = []
        for one in said.get("decisions", ()):
            asked.append((one, actions.ask_resolution(self._office, meeting, one["title"], one.get("text", ""), example=example)))
        if "present" not in said:
            return
        held: Meeting = actions.hold_meeting(self._office, meeting, said["present"])
        for one, resolution in asked:
            resolution.meeting = held
            owner, due = self._who.get(one.get("owner", "")), day_of(one["due"]) if "due" in one else None
            taken = actions.decide(self._office, resolution, taken=one["taken"], text=one.get("text", ""), owner=owner, due=due)
            if "done" in one:
                actions.finish_resolution(self._office, taken, day_of(one["done"]), one["how"])
