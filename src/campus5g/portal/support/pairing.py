"""A cohort as the engine of mentors reads it, and its proposal read back."""

from __future__ import annotations

from django.db.models import Sum

from campus5g.core.codec import load
from campus5g.matching import mentors as engine
from campus5g.portal.support.models import Cohort, Member, Mentor, Mentoring, Wish


def asked_of(cohort: Cohort) -> tuple[list[engine.Venture], list[engine.Mentor], list[tuple[str, str]]]:
    """Return the live ventures of a cohort, the mentors, and the pairs settled already (the first of a venture with several)."""
    members = list(Member._base_manager.filter(cohort=cohort, left_on=None).select_related("venture"))
    wishes: dict[int, list[Wish]] = {}
    for wish in Wish._base_manager.filter(member__in=members):
        wishes.setdefault(wish.member_id, []).append(wish)
    live = Mentoring._base_manager.filter(ended_on=None)
    kept = {str(one.member_id): str(one.mentor_id) for one in live.filter(member__in=members).order_by("-pk")}
    elsewhere = dict(live.exclude(member__in=members).values_list("mentor_id").annotate(n=Sum("hours")))
    mentors = [
        engine_mentor(one, cohort, elsewhere.get(one.pk, 0), {str(m.venture_id): str(m.pk) for m in members})
        for one in _mentors()
    ]
    known = {mentor.key for mentor in mentors}
    ventures = [engine_venture(member, wishes.get(member.pk, [])) for member in members]
    return ventures, mentors, [(member, mentor) for member, mentor in kept.items() if mentor in known]


def _mentors() -> list[Mentor]:
    return list(Mentor._base_manager.filter(archived_at=None).select_related("user").prefetch_related("close_to").order_by("pk"))


def engine_venture(member: Member, wishes: list[Wish] | None = None) -> engine.Venture:
    said = list(Wish._base_manager.filter(member=member)) if wishes is None else wishes
    wanted = sorted((one for one in said if one.rank), key=lambda one: one.rank)
    return engine.Venture(
        str(member.pk), member.venture.name, member.topics, member.hours, tuple(str(one.mentor_id) for one in wanted),
        frozenset(str(one.mentor_id) for one in said if not one.rank),
    )  # fmt: skip


def engine_mentor(
    mentor: Mentor, cohort: Cohort, taken: int | None = None, members: dict[str, str] | None = None
) -> engine.Mentor:
    """A mentor with the hours left beside other cohorts; without ``taken``, beside all that is settled, this cohort included."""
    if taken is None:
        live = Mentoring._base_manager.filter(mentor=mentor, ended_on=None)
        taken = live.aggregate(n=Sum("hours"))["n"] or 0
    if members is None:
        rows = Member._base_manager.filter(cohort=cohort).values_list("venture_id", "pk")
        members = {str(venture): str(pk) for venture, pk in rows}
    close = frozenset(members[str(one.pk)] for one in mentor.close_to.all() if str(one.pk) in members)
    return engine.Mentor(str(mentor.pk), str(mentor.user), frozenset(mentor.topics), max(0, mentor.hours - taken), close)


def proposal_of(cohort: Cohort) -> engine.Proposal | None:
    """Return what was last proposed, as it was then."""
    return load(engine.Proposal, cohort.proposal) if cohort.proposal else None
