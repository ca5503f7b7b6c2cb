"""The five papers. What the law asks stands with its article (``law.yaml``); what nobody filled in stands in square brackets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from campus5g.core.message import Amount, Day, Message, msg
from campus5g.documents.blocks import Block, Bullets, Callout, Column, Figure, Heading, PageBreak, Paragraph, Table
from campus5g.documents.prose import text_blocks
from campus5g.documents.training.content import Body, Course, HalfDay, Learner, Party, Sitting
from campus5g.documents.training.draw import Paper
from campus5g.documents.training.law import article, figure
from campus5g.documents.voice import Voice

_ACROSS = 4
"""Half-days side by side on an attendance sheet: a signature needs room."""
_TO_FILL = "[…]"
_ROOM_TO_SIGN = "\u00a0\n\u00a0\n\u00a0"
_DRAFT = msg("To be read over before it is signed: what the law asks of it was not confirmed by a person of law.")


def programme(course: Course, body: Body, day: date, *, sitting: Sitting | None = None, demonstration: bool = False) -> Paper:
    """The programme, as it is given before anybody registers (L6353-8)."""

    def blocks(say: Voice) -> list[Block]:
        found = _about(course, say)
        return found + _calendar(sitting, say) if sitting else found

    return Paper(
        msg("Programme"), course.title, body.name, (*_course_facts(course), *_body_facts(body)), blocks, day, demonstration
    )


def agreement(
    course: Course, body: Body, employer: Party, sitting: Sitting, learners: Sequence[Learner], price_cents: int, day: date,
    *, individual: bool = False, demonstration: bool = False,
) -> Paper:  # fmt: skip
    """The agreement by which an employer buys places (L6353-1), or the contract of a person who pays (L6353-3).

    price_cents: for one person, before tax. The learners are named; the price is theirs together.
    """
    total = price_cents * len(learners)

    def blocks(say: Voice) -> list[Block]:
        between = _parties(body, employer, say)
        what = [
            msg("The training body gives the training “%(title)s”, %(hours)s hours, from %(first)s to %(last)s.",
                title=course.title, hours=float(sitting.hours), first=Day.of(sitting.first), last=Day.of(sitting.last)),
            msg("Its objectives, content, means, and the way it is followed and assessed stand in the programme annexed."),
        ]  # fmt: skip
        price = [
            msg("%(each)s for each person, %(total)s in all, before tax.",
                each=Amount(price_cents), total=Amount(total)),
            *(_payment(day) if individual else [msg("It is paid when the training is done, on an invoice.")]),
            msg("What is not given is not owed: sums received for it are paid back (%(article)s).", article=article("refund", day)),
        ]  # fmt: skip
        return [
            Callout(say(msg("Draft")), say(_DRAFT), "warning"),
            Heading(say(msg("Between"))), between,
            *_article(1, msg("what is given"), what, say),
            *_article(2, msg("the learners"), [], say), _learner_table(learners, say),
            *_article(3, msg("the calendar"), [], say), *_calendar(sitting, say, headed=False),
            *_article(4, msg("the price"), price, say),
            *_article(5, msg("attendance"), [_ATTENDANCE], say),
            *_article(6, msg("withdrawal and dispute"), [_WITHDRAWAL], say),
            *_signatures((body.name, employer.name), say),
            PageBreak(), Heading(say(msg("Annex: the programme"))), *_about(course, say),
        ]  # fmt: skip

    kind = msg("Individual training contract") if individual else msg("Training agreement")
    law = article("contract", day) if individual else article("agreement", day)
    facts = ((msg("Session"), sitting.reference), (msg("Ground"), law))
    return Paper(kind, course.title, body.name, facts, blocks, day, demonstration)


_ATTENDANCE = msg(
    "Each learner signs each half-day, and so does the trainer. A certificate of what was followed is given at the end."
)
_WITHDRAWAL = msg(
    "A place given back before the first day is not owed. A dispute goes to the court of the place after an attempt to agree."
)


def _payment(day: date) -> list[Message]:
    days, percent = figure("withdrawal_days", day), figure("first_payment_percent", day)
    return [
        msg(
            "The learner may withdraw by registered letter within %(days)s days (L6353-5); nothing is paid before, and at most "
            "%(percent)s %% then. The rest is paid as the training goes on (L6353-6).",
            days=days, percent=percent,
        )
    ]  # fmt: skip


def summons(
    course: Course, body: Body, sitting: Sitting, learner: Learner, url: str, day: date, *, demonstration: bool = False
) -> Paper:
    """The letter that calls a learner. ``url``: their personal page."""

    def blocks(say: Voice) -> list[Block]:
        lines = [
            msg("Hello %(name)s,", name=learner.full_name),
            msg("%(body)s expects you at the training “%(title)s”, from %(first)s to %(last)s.",
                body=body.name, title=course.title, first=Day.of(sitting.first), last=Day.of(sitting.last)),
        ]  # fmt: skip
        practical = [
            msg("Your own page, where you sign each half-day and find your certificate: %(url)s", url=url),
            msg("Tell us what would make it easier for you to take part: %(contact)s.", contact=body.contact or _TO_FILL),
            msg("The rules of the house are at your disposal (%(article)s).", article=article("house_rules", day)),
        ]
        return [
            *(Paragraph(say(line)) for line in lines),
            *_calendar(sitting, say),
            *_prose(msg("Objectives"), course.objectives, say),
            *_prose(msg("What to know before"), course.prerequisites, say),
            Heading(say(msg("To know"))),
            Bullets(tuple(say(line) for line in practical)),
        ]

    facts = (
        (msg("Learner"), learner.full_name), (msg("Employer"), learner.employer), (msg("Session"), sitting.reference),
        (msg("Place"), sitting.place),
    )  # fmt: skip
    return Paper(msg("Summons"), course.title, body.name, facts, blocks, day, demonstration)


def attendance_sheet(
    course: Course, body: Body, sitting: Sitting, learners: Sequence[Learner], day: date, *, demonstration: bool = False
) -> Paper:
    """The sheet to sign by hand where telephones fail; what was signed already is written in its cell."""

    def blocks(say: Voice) -> list[Block]:
        found: list[Block] = []
        for start in range(0, len(sitting.half_days), _ACROSS):
            if found:
                found.append(PageBreak())
            found.append(_sheet_table(sitting, learners, start, say))
        note = msg("By signing, the learner says they were there, and the trainer that this sheet is true.")
        return [*found, Paragraph(say(note), "note")]

    facts = (
        (msg("Session"), sitting.reference), (msg("Place"), sitting.place), (msg("Trainers"), ", ".join(sitting.trainers)),
        (msg("Training body"), _named(body)),
    )  # fmt: skip
    return Paper(msg("Attendance sheet"), course.title, body.name, facts, blocks, day, demonstration, flipped=True)


def certificate(
    course: Course, body: Body, sitting: Sitting, learner: Learner, followed_hours: Decimal, *, number: str, qr_svg: str, url: str,
    day: date, demonstration: bool = False,
) -> Paper:  # fmt: skip
    """What a learner followed, with the code by which anybody verifies it. ``qr_svg``: that code as a picture of ``url``."""

    def blocks(say: Voice) -> list[Block]:
        said = msg(
            "%(body)s certifies that %(name)s followed %(followed)s hours of the %(hours)s hours of the training “%(title)s”, from "
            "%(first)s to %(last)s (%(article)s).",
            body=body.name, name=learner.full_name, followed=float(followed_hours), hours=float(sitting.hours),
            title=course.title, first=Day.of(sitting.first), last=Day.of(sitting.last), article=article("attended", day),
        )  # fmt: skip
        verify = msg("Anybody can verify this certificate at %(url)s", url=url)
        return [
            Paragraph(say(said), "lead"),
            *_prose(msg("Objectives"), course.objectives, say),
            *_listed(msg("Competences"), course.competences, say),
            *_prose(msg("Certification"), course.certification, say),
            *_signatures((body.name,), say),
            Figure(qr_svg, say(verify), say(verify), 0.2),
        ]

    facts = (
        (msg("Learner"), learner.full_name), (msg("Employer"), learner.employer), (msg("Certificate number"), number),
        (msg("Training body"), _named(body)), (msg("Date"), Day.of(day)),
    )  # fmt: skip
    drawn = tuple((label, msg("%(day)s", day=value) if isinstance(value, Day) else value) for label, value in facts)
    return Paper(msg("Certificate of attendance"), course.title, body.name, drawn, blocks, day, demonstration)


def _course_facts(course: Course) -> tuple[tuple[Message, Message | str], ...]:
    return (
        (msg("Reference"), course.reference),
        (msg("Duration"), msg("%(hours)s hours", hours=float(course.hours))),
        (msg("Mode"), course.mode),
        (msg("Certification"), course.certification),
    )


def _body_facts(body: Body) -> tuple[tuple[Message, Message | str], ...]:
    return (msg("Training body"), _named(body)), (msg("Contact"), body.contact)


def _named(body: Body) -> Message | str:
    if not body.activity_number:
        return body.name
    return msg("%(name)s, declaration of activity %(number)s", name=body.name, number=body.activity_number)


def _about(course: Course, say: Voice) -> list[Block]:
    return [
        *_prose(msg("Objectives"), course.objectives, say),
        *_listed(msg("Competences"), course.competences, say),
        *_prose(msg("Who it is for"), course.audience, say),
        *_prose(msg("What to know before"), course.prerequisites, say),
        *_prose(msg("Content"), course.content, say),
        *_prose(msg("Methods and means"), course.methods, say),
        *_prose(msg("How what was learnt is assessed"), course.assessment, say),
        *_prose(msg("Access for people with disabilities"), course.access, say),
    ]


def _prose(title: Message, text: str, say: Voice) -> list[Block]:
    return [Heading(say(title)), *text_blocks(text)] if text.strip() else []


def _listed(title: Message, items: tuple[str, ...], say: Voice) -> list[Block]:
    return [Heading(say(title)), Bullets(items)] if items else []


def _calendar(sitting: Sitting, say: Voice, *, headed: bool = True) -> list[Block]:
    columns = (
        Column(say(msg("Day")), width=2.0), Column(say(msg("Half-day")), width=1.2), Column(say(msg("From")), width=0.8),
        Column(say(msg("To")), width=0.8), Column(say(msg("Hours")), "right", 0.8),
    )  # fmt: skip
    rows = [
        (say.day(half.day), say(half.part), half.starts, half.ends, say.number(half.minutes / 60)) for half in sitting.half_days
    ]
    rows.append((say(msg("Total")), "", "", "", say.number(float(sitting.hours))))
    where = [msg("Place: %(place)s", place=sitting.place)] if sitting.place else []
    who = [msg("With: %(names)s", names=", ".join(sitting.trainers))] if sitting.trainers else []
    head: list[Block] = [Heading(say(msg("Days and hours")))] if headed else []
    return [*head, Table(columns, tuple(rows), total=True), *(Paragraph(say(line)) for line in (*where, *who))]


def _parties(body: Body, employer: Party, say: Voice) -> Table:
    columns = (Column("", width=1.2), Column(say(msg("Training body")), width=2.0), Column(say(msg("Client")), width=2.0))
    rows = (
        (say(msg("Name")), body.name, employer.name),
        ("SIRET", body.siret or _TO_FILL, employer.siret or _TO_FILL),
        (say(msg("Address")), body.address or _TO_FILL, employer.address or _TO_FILL),
        (say(msg("Declaration of activity")), body.activity_number or _TO_FILL, ""),
        (say(msg("Represented by")), _TO_FILL, _TO_FILL),
    )
    return Table(columns, rows)


def _article(number: int, title: Message, lines: Sequence[Message], say: Voice) -> list[Block]:
    head = Heading(say(msg("Article %(n)s – %(title)s", n=number, title=title)))
    return [head, *(Paragraph(say(line)) for line in lines)]


def _learner_table(learners: Sequence[Learner], say: Voice) -> Table:
    columns = (Column(say(msg("Learner")), width=2.0), Column(say(msg("Job")), width=2.0))
    return Table(columns, tuple((one.full_name, one.job) for one in learners))


def _signatures(names: Sequence[str], say: Voice) -> list[Block]:
    day = say(msg("Done at […], on […]"))
    columns = tuple(Column(say(msg("For %(name)s", name=name))) for name in names)
    return [Paragraph(day), Table(columns, (tuple(_ROOM_TO_SIGN for _ in names),))]


def _sheet_table(sitting: Sitting, learners: Sequence[Learner], start: int, say: Voice) -> Table:
    halves = sitting.half_days[start : start + _ACROSS]
    columns = (Column(say(msg("Learner")), width=1.6), *(Column(_sheet_head(half, say), width=1.5) for half in halves))
    rows = [
        (f"{one.full_name}\n{one.employer}", *(_cell(one, start + place, say) for place in range(len(halves))))
        for one in learners
    ]
    trainers = [
        (say(msg("Trainer: %(name)s", name=name)), *(_ROOM_TO_SIGN for _ in halves)) for name in sitting.trainers or ("",)
    ]
    return Table(columns, (*rows, *trainers))


def _sheet_head(half: HalfDay, say: Voice) -> str:
    return f"{say.short_day(half.day)} · {say(half.part)}\n{half.starts}–{half.ends}"


def _cell(learner: Learner, place: int, say: Voice) -> str:
    signed = learner.signed[place] if place < len(learner.signed) else ""
    return say(signed) or _ROOM_TO_SIGN
