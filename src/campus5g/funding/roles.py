"""Who is missing in a consortium: the roles that the law and the kept calls ask for, each with its reason and its passage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from campus5g.core.calls import Call
from campus5g.core.message import Amount, Message, msg
from campus5g.core.money import floor_share
from campus5g.core.project import Partner, Project, Size
from campus5g.funding.collaboration import collaboration_tests, judge_collaboration
from campus5g.funding.plan.room import research_shares
from campus5g.funding.rules import RulesOn, law
from campus5g.funding.stated import read_stated
from campus5g.matching.passages import cut


class Filling(StrEnum):
    """Whether a role is held: ``weak`` when its holder does too little for it to count."""

    FILLED = "filled"
    WEAK = "weak"
    MISSING = "missing"


class Role(StrEnum):
    """What a partner may be to a consortium."""

    SME = "sme"
    RESEARCH = "research"
    UNDERTAKING = "undertaking"
    ABROAD = "abroad"
    PUBLIC_BODY = "public_body"
    END_USER = "end_user"


ROLES: dict[Role, Message] = {
    Role.SME: msg("a small or medium-sized enterprise"),
    Role.RESEARCH: msg("a research organisation"),
    Role.UNDERTAKING: msg("another independent undertaking"),
    Role.ABROAD: msg("a partner in another country"),
    Role.PUBLIC_BODY: msg("a public body"),
    Role.END_USER: msg("an end user"),
}


@dataclass(frozen=True, slots=True)
class RoleFinding:
    """One role, who holds it, and why it is asked for.

    basis: the article, or the title of the call. passage: the sentence of the call that asks for it. optional: the role would
    bring more, and the project stands without it.
    """

    role: Role
    filling: Filling
    by: tuple[str, ...]
    reason: Message
    basis: str
    passage: str = ""
    optional: bool = False


_SMES = (Size.SMALL, Size.MEDIUM)
_ASKED: dict[Role, re.Pattern[str]] = {
    Role.SME: re.compile(r"\b(?:PME|SMEs?|small and medium)\b"),
    Role.RESEARCH: re.compile(
        r"\b(?:laboratoires?|organismes? de recherche|établissements? de recherche|universit(?:é|y|ies)"
        r"|research (?:organi[sz]ations?|centres?|institut\w+|performing organi[sz]ations?)|RTOs?|academia)\b",
        re.IGNORECASE,
    ),
    Role.PUBLIC_BODY: re.compile(
        r"\b(?:collectivités?(?: territoriales?)?|public (?:authorit(?:y|ies)|bod(?:y|ies)|procurers?)|local authorities)\b",
        re.IGNORECASE,
    ),
    Role.END_USER: re.compile(r"\b(?:utilisateurs? fina(?:l|ux)|end[ -]users?)\b", re.IGNORECASE),
}
_MUST = re.compile(
    r"\b(?:doi(?:t|vent)|devr(?:a|ont)|oblig\w+|impérativement|au moins|au minimum|nécessairement|exigée?s?"
    r"|must|shall|at least|required|should (?:include|involve|bring)|mandatory)\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"\b(?:consorti\w+|partenari\w+|partenaires?|collaborati\w+|partners?(?:hips?)?)\b", re.IGNORECASE)


def roles_of(project: Project, calls: Sequence[Call], on: date) -> tuple[RoleFinding, ...]:
    """Return the roles asked for: by Article 25(6)(b)(i) for the research costs, then by each call; missing ones first.

    on: the day on which the rules are read (the grant). A role that the law does not ask for and that no call names is not
    listed: nobody is invited for the sake of a list.
    """
    rules = law().on(on)
    found = [*_collaboration(project, rules), *(finding for call in calls for finding in _of_call(project, call, rules))]
    order = {Filling.MISSING: 0, Filling.WEAK: 1, Filling.FILLED: 2}
    return tuple(sorted(found, key=lambda finding: (finding.optional, order[finding.filling])))


def _collaboration(project: Project, rules: RulesOn) -> Iterator[RoleFinding]:
    shares = research_shares(project)
    if not shares:
        return
    judged = judge_collaboration(shares, rules)
    tests = {test.key: test for test in collaboration_tests(shares, rules)}
    bonus = rules.rule("gber.art25.bonus.collaboration")
    optional = judged.effective
    points = msg("effective collaboration adds %(points)s points of aid to the research costs", points=float(bonus.value))
    lines = {line.partner_id for line in project.lines}
    labs, smes = _labs(project), _smes(project)
    firms = [p for p in project.partners if p.size is not Size.RESEARCH_NON_ECONOMIC]
    if len(firms) < 2 or not tests["firms"].holds:
        yield _finding(Role.UNDERTAKING, firms[1:], lines, points, bonus.article, optional)
    yield _finding(Role.SME, smes, lines, points, tests["mixed"].article, optional)
    yield _research(labs, tests["research"].holds, points, tests["research"].article, optional)
    if tests["firms"].holds and not tests["largest"].holds:
        yield _too_large(project, rules, optional)


def _finding(
    role: Role, holders: Sequence[Partner], carrying: set[str], reason: Message, article: str, optional: bool
) -> RoleFinding:
    """A holder without any cost counts for nothing in the tests."""
    names = tuple(partner.name for partner in holders)
    if any(partner.id in carrying for partner in holders):
        return RoleFinding(role, Filling.FILLED, names, reason, article)
    if holders:
        return RoleFinding(role, Filling.WEAK, names, msg("it carries no cost yet: %(why)s", why=reason), article, "", optional)
    return RoleFinding(role, Filling.MISSING, (), reason, article, "", optional)


def _research(labs: Sequence[Partner], holds: bool, reason: Message, article: str, optional: bool) -> RoleFinding:
    names = tuple(partner.name for partner in labs)
    if holds:
        return RoleFinding(Role.RESEARCH, Filling.FILLED, names, reason, article)
    if labs:
        weak = msg("research organisations must bear at least 10 %% of the costs and be free to publish: %(why)s", why=reason)
        return RoleFinding(Role.RESEARCH, Filling.WEAK, names, weak, article, "", optional)
    return RoleFinding(Role.RESEARCH, Filling.MISSING, (), reason, article, "", optional)


def _too_large(project: Project, rules: RulesOn, optional: bool) -> RoleFinding:
    """How much another undertaking must take over for the largest to bear no more than its share: a total that does not grow."""
    rule = rules.rule("gber.art25.collaboration.largest_share")
    shares = research_shares(project)
    total = sum(share.cents for share in shares)
    borne = {p.id: sum(s.cents for s in shares if s.party == p.party) for p in project.partners}
    top = max((p for p in project.partners if p.size is not Size.RESEARCH_NON_ECONOMIC), key=lambda p: borne[p.id])
    move = borne[top.id] - floor_share(total, rule.value)
    reason = msg(
        "%(name)s bears more than %(limit)s %% of the research costs: another must take over %(sum)s",
        name=top.name, limit=float(rule.value), sum=Amount(move),
    )  # fmt: skip
    others = tuple(
        p.name for p in project.partners if p.party != top.party and borne[p.id] and p.size is not Size.RESEARCH_NON_ECONOMIC
    )
    return RoleFinding(Role.UNDERTAKING, Filling.WEAK, others, reason, rule.article, "", optional)


def _of_call(project: Project, call: Call, rules: RulesOn) -> Iterator[RoleFinding]:
    stated = read_stated(call)
    if stated.needs_consortium:
        yield _abroad(project, call, rules)
    if stated.sme_percent is not None:
        yield _sme_share(project, call, stated.sme_percent)
    for role, passage in _passages(call).items():
        if role is Role.SME and stated.sme_percent is not None:
            continue
        holders = tuple(partner.name for partner in _holders(project, role))
        filling = Filling.FILLED if holders else Filling.MISSING
        yield RoleFinding(role, filling, holders, msg("the call names it"), call.title, passage)


def _abroad(project: Project, call: Call, rules: RulesOn) -> RoleFinding:
    needed = rules.rule("eu.consortium.partners")
    known = rules.names("eu.member_states") | rules.names("eu.associated")
    countries = {partner.country for partner in project.partners} & known
    reason = msg("partners in %(count)s countries, one of them a Member State (%(article)s); the project has %(found)s",
                 count=int(needed.value), article=needed.article, found=len(countries))  # fmt: skip
    abroad = tuple(partner.name for partner in project.partners if partner.country != project.partners[0].country)
    if len(countries) >= needed.value and countries & rules.names("eu.member_states"):
        return RoleFinding(Role.ABROAD, Filling.FILLED, abroad, reason, call.title)
    return RoleFinding(Role.ABROAD, Filling.WEAK if abroad else Filling.MISSING, abroad, reason, call.title)


def _sme_share(project: Project, call: Call, percent: int) -> RoleFinding:
    smes = {partner.id: partner.name for partner in _smes(project)}
    total = sum(line.cents for line in project.lines)
    borne = sum(line.cents for line in project.lines if line.partner_id in smes)
    reason = msg("SMEs must carry at least %(percent)s %% of the costs: they carry %(borne)s of %(total)s",
                 percent=percent, borne=Amount(borne), total=Amount(total))  # fmt: skip
    enough = total > 0 and borne * 100 >= percent * total
    filling = Filling.FILLED if enough else Filling.WEAK if smes else Filling.MISSING
    return RoleFinding(Role.SME, filling, tuple(smes.values()), reason, call.title)


def _passages(call: Call) -> dict[Role, str]:
    """Return, for each role, the first sentence of the call that obliges a consortium to have it."""
    found: dict[Role, str] = {}
    for sentence in cut(f"{call.conditions}\n{call.text}"):
        if _MUST.search(sentence) and _TOGETHER.search(sentence):
            for role, pattern in _ASKED.items():
                if pattern.search(sentence):
                    found.setdefault(role, sentence)
    return found


def _holders(project: Project, role: Role) -> Sequence[Partner]:
    match role:
        case Role.SME:
            return _smes(project)
        case Role.RESEARCH:
            return _labs(project)
        case Role.PUBLIC_BODY:
            return [partner for partner in project.partners if partner.kind == "public_body"]
        case _:
            return project.partners[:1]  # the lead stated the need, and will use what comes out


def _smes(project: Project) -> list[Partner]:
    return [partner for partner in project.partners if partner.size in _SMES]


def _labs(project: Project) -> list[Partner]:
    return [p for p in project.partners if p.size is Size.RESEARCH_NON_ECONOMIC or p.kind == "research"]
