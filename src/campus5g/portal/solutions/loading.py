"""The demonstration solutions of a territory (`solutions.yaml`), offered by fictitious organisations of its community."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import actor_of, managers_of, office_people
from campus5g.portal.needs.models import Need
from campus5g.portal.solutions.actions import Told, answer, ask_introduction, decide, follow, offer, publish
from campus5g.portal.solutions.models import Introduction, Solution
from campus5g.study.fields import Fields


def load_solutions(directory: Path, actor: Actor) -> None:
    """Publish each solution of the folder once, then arrange its introductions; what is already there is left as it is."""
    path = directory / "solutions.yaml"
    if not path.is_file():
        return
    try:
        fields = Fields(yaml.safe_load(path.read_text(encoding="utf-8")), path.name)
    except yaml.YAMLError:
        raise BadInput(path.name, msg("not YAML"), msg("a list of solutions")) from None
    _publish(fields, actor)
    if not Introduction.objects.exists():
        for entry in fields.tables("introductions"):
            _introduce(entry)


def _introduce(entry: Fields) -> None:
    """Take an introduction as far as the folder says, each step by a person of the side whose turn it is."""
    need = Need.objects.select_related("organisation").filter(key=entry.text("need")).first()
    solution = Solution.objects.filter(key=entry.text("solution")).first()
    if need is None or solution is None:
        raise entry.refuse("need", msg("a need or a solution that is not there"), msg("the keys of both"))
    side, upto = Introduction.Side(entry.text("side")), Introduction.State(entry.text("upto"))
    sides = {Introduction.Side.NEED: need.organisation_id, Introduction.Side.SOLUTION: solution.organisation_id}
    mine, theirs = _person_of(sides.pop(side)), _person_of(next(iter(sides.values())))
    done = ask_introduction(mine, solution, need, side, entry.text("text"), entry.text("contact"))
    if upto != Introduction.State.ASKED:
        done = decide(actor_of(office_people().first()), done, accepts=True)
    if upto in Introduction.NAMED:
        done = answer(theirs, done, accepts=True, contact=entry.text("other_contact"))
    if upto in Introduction.NAMED and upto != Introduction.State.CONTACT:
        follow(mine, done, upto)


def _person_of(organisation_id: int) -> Actor:
    return actor_of(managers_of(organisation_id).first(), organisation_id)


def _publish(fields: Fields, actor: Actor) -> None:
    known = set(Solution.objects.exclude(key="").values_list("key", flat=True))
    for entry in fields.tables("solutions"):
        if entry.text("key") not in known:
            publish(actor, offer(actor, _owner(entry).pk, _told(entry), key=entry.text("key")))


def _owner(entry: Fields) -> Organisation:
    """The organisation by its key, or else the first fictitious one of a trade."""
    fictitious = Organisation.objects.filter(fictitious=True)
    if entry.has("organisation"):
        found = fictitious.filter(key=entry.text("organisation")).first()
    else:
        of_trade = fictitious.filter(name__startswith=f"{entry.text('trade')} Démo").order_by("pk")
        found = of_trade[min(entry.whole("nth", 1, 1), max(of_trade.count(), 1)) - 1 :].first()
    if found is None:
        raise entry.refuse("trade", msg("nobody of this trade"), msg("a trade of the community, or the key of an organisation"))
    return found


def _told(entry: Fields) -> Told:
    price: Any = entry.data.get("price_eur") or (None, None)
    low, high = (None if value is None else int(value) * 100 for value in price)
    return Told(
        title=entry.text("title"), kind=entry.text("kind"), summary=entry.text("summary"), text=entry.text("text", ""),
        language=entry.text("language", "fr"), uses=entry.texts("uses"), trl=entry.whole("trl", 1) if entry.has("trl") else None,
        proof=entry.text("proof", ""), price_low_cents=low, price_high_cents=high, basis=entry.text("basis", "once"),
        references="\n".join(entry.texts("references")), equipment=entry.text("equipment", ""),
        visitable=entry.has("visit"), city=entry.text("city", ""), visit=entry.text("visit", ""),
    )  # fmt: skip
