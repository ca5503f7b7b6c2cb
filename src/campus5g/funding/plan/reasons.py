"""What a plan says of itself: each ceiling with what is used of it, and why each call pays or does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from campus5g.core.message import Amount, Day, Message, msg
from campus5g.core.money import floor_share
from campus5g.core.project import Allocation, CallTerms, Ceiling, Project
from campus5g.funding.plan.admission import notes
from campus5g.funding.plan.groups import RAISED_RULE, GroupRoom
from campus5g.funding.plan.problem import own_rate
from campus5g.funding.plan.room import LineRoom, Rooms
from campus5g.funding.rules import Basis, RulesOn


def ceilings_of(
    project: Project, rooms: Rooms, calls: Mapping[str, CallTerms], rows: Sequence[Allocation], rules: RulesOn
) -> tuple[Ceiling, ...]:  # fmt: skip
    """Return every limit that the plan was tested against. The law's count aid, the calls' own count money."""
    names = {partner.id: partner.name for partner in project.partners}
    found: list[Ceiling] = []
    for room in rooms.lines:
        mine = [row for row in rows if row.line_id == room.line.id]
        used = sum(row.aid_cents for row in mine)
        about = msg("aid on “%(label)s” (%(partner)s)", label=room.line.label, partner=names[room.line.partner_id])
        found.append(_line_ceiling(room, about, used, whole_advance(mine, calls), rules))
    found += [_group_ceiling(group, rows, calls, rules) for group in rooms.groups]
    for call in calls.values():
        found += _call_ceilings(project, call, rows)
    return tuple(found)


def whole_advance(rows: Sequence[Allocation], calls: Mapping[str, CallTerms]) -> bool:
    """Whether all the aid that some rows give is an advance that success repays with interest (Art. 7(5) and 4(1)(i)(v))."""
    paid = [row for row in rows if row.money_cents]
    return bool(paid) and all(row.money_cents == row.advance_cents and calls[row.call_id].advance_interest for row in paid)


def _line_ceiling(room: LineRoom, about: Message, used: int, advance: bool, rules: RulesOn) -> Ceiling:
    key = f"line.{room.line.id}"
    if advance and room.boosted_cents > room.limit_cents:
        article = f"{room.article} ; {rules.rule('gber.art7.advance_points').article}"
        return Ceiling(key, article, about, room.boosted_cents, used, room.to_confirm)
    return Ceiling(key, room.article, about, room.limit_cents, used, room.to_confirm)


def _group_ceiling(
    group: GroupRoom, rows: Sequence[Allocation], calls: Mapping[str, CallTerms], rules: RulesOn
) -> Ceiling:  # fmt: skip
    mine = [row for row in rows if row.line_id in group.line_ids]
    used = sum(row.money_cents if group.of_money else row.aid_cents for row in mine)
    limit, article = group.limit_cents, group.article
    if group.raised_cents > limit and whole_advance(mine, calls):
        limit, article = group.raised_cents, f"{article} ; {rules.rule(RAISED_RULE).article}"
    return Ceiling(group.key, article, group.about, limit, used, group.to_confirm)


def _call_ceilings(project: Project, call: CallTerms, rows: Sequence[Allocation]) -> list[Ceiling]:
    found: list[Ceiling] = []
    paid = [row for row in rows if row.call_id == call.call_id]
    if call.max_aid_cents is not None:
        used = sum(row.money_cents for row in paid)
        about = msg("aid of the call “%(title)s”", title=call.title)
        found.append(Ceiling(f"call.{call.call_id}.max", call.title, about, call.max_aid_cents, used, call.to_confirm))
    lines = {line.id: line for line in project.lines}
    for row in paid:
        if call.rate_cap is not None:
            line = lines[row.line_id]
            about = msg("the call's own rate of %(rate)s %% on “%(label)s”", rate=float(call.rate_cap), label=line.label)
            limit = floor_share(line.cents, call.rate_cap)
            found.append(
                Ceiling(f"call.{call.call_id}.rate.{line.id}", call.title, about, limit, row.money_cents, call.to_confirm)
            )
    return found


def reasons_of(
    project: Project,
    rooms: Rooms,
    calls: Sequence[CallTerms],
    rows: Sequence[Allocation],
    net_cents: int,
    rules: RulesOn,
    on: date,
) -> tuple[Message, ...]:
    """Return what explains a plan: the standing of its rules, the collaboration, each call, what the aid is worth."""
    found: list[Message] = []
    if rooms.basis is Basis.LAPSED:
        found.append(
            msg("on %(day)s the rules used here have lapsed: they are assumed continued, and every figure is to confirm",
                day=Day.of(project.granted))
        )  # fmt: skip
    if rooms.collaboration is not None:
        why = rooms.collaboration.reason
        effective = rooms.collaboration.effective
        found.append(
            msg("effective collaboration: %(why)s", why=why) if effective else msg("no effective collaboration: %(why)s", why=why)
        )
    found += [_call_reason(project, rooms, call, rows) for call in calls]
    found += _advance_reasons(rooms, calls, rows)
    found += _raised_thresholds(rooms, calls, rows, rules)
    if any(row.advance_cents or row.loan_cents for row in rows):
        rate = rules.rule("rates.base.FR")
        found.append(msg("net of what must be repaid, the aid is worth %(net)s today", net=Amount(net_cents)))
        if rate.to_confirm:
            found.append(msg("the base rate of %(rate)s %% used for that is to confirm", rate=float(rate.value / 100)))
    return (*found, *notes(project, on))


def _advance_reasons(rooms: Rooms, calls: Sequence[CallTerms], rows: Sequence[Allocation]) -> list[Message]:
    """The ten points of Article 7(5) where they apply, and the pro rata of a mixed aid, for information."""
    terms = {call.call_id: call for call in calls}
    found: list[Message] = []
    for room in rooms.lines:
        mine = [row for row in rows if row.line_id == room.line.id and row.money_cents]
        lent = sum(row.advance_cents for row in mine if terms[row.call_id].advance_interest)
        aid = sum(row.aid_cents for row in mine)
        if not lent or room.boosted_cents <= room.limit_cents:
            continue
        if whole_advance(mine, terms):
            found.append(msg("“%(label)s”: ten points more, its whole aid being an advance repaid with interest on success "
                             "(GBER Art. 7(5))", label=room.line.label))  # fmt: skip
        else:
            points = (Decimal(10 * lent) / aid).quantize(Decimal("0.01"))
            found.append(msg("“%(label)s”: for information, the pro rata of the advance would add %(points)s points; no text "
                             "says so and the plan does not use them", label=room.line.label, points=float(points)))  # fmt: skip
    return found


def _raised_thresholds(
    rooms: Rooms, calls: Sequence[CallTerms], rows: Sequence[Allocation], rules: RulesOn
) -> list[Message]:  # fmt: skip
    """The higher threshold of Article 4(1)(i)(v), where the plan needs it."""
    terms, rule = {call.call_id: call for call in calls}, rules.rule(RAISED_RULE)
    above = [
        group
        for group in rooms.groups
        if group.raised_cents
        and sum(row.aid_cents for row in rows if row.line_id in group.line_ids) > group.limit_cents
        and whole_advance([row for row in rows if row.line_id in group.line_ids], terms)
    ]
    return [
        msg("%(about)s: the threshold is %(points)s %% higher, the whole of that aid being advances repaid with interest on success "
            "(%(article)s)", about=group.about, points=float(rule.value), article=rule.article)
        for group in above
    ]  # fmt: skip


def _call_reason(project: Project, rooms: Rooms, call: CallTerms, rows: Sequence[Allocation]) -> Message:
    """Say what a call pays, or why it pays nothing."""
    paid = sum(row.money_cents for row in rows if row.call_id == call.call_id)
    total = sum(line.cents for line in project.lines)
    if paid:
        return msg("“%(title)s” pays %(aid)s", title=call.title, aid=Amount(paid))
    if total < call.min_cost_cents:
        return msg("“%(title)s” is not used: the project costs %(cost)s, the call asks for %(least)s", title=call.title,
                   cost=Amount(total), least=Amount(call.min_cost_cents))  # fmt: skip
    reach = sum(
        own_rate(room.line, call)
        if call.loan_share
        else min(own_rate(room.line, call), room.boosted_cents if call.advance_interest else room.limit_cents)
        for room in rooms.lines
    )
    if reach < call.min_aid_cents:
        return msg("“%(title)s” is not used: at most %(reach)s could be asked, its floor is %(least)s", title=call.title,
                   reach=Amount(reach), least=Amount(call.min_aid_cents))  # fmt: skip
    return msg("“%(title)s” is not used: other calls fill the room better", title=call.title)
