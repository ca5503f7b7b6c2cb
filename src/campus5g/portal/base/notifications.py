"""Telling people: on their home page, and by mail where the campus wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.db import models, transaction

from campus5g.core.codec import to_plain
from campus5g.core.message import Message, msg
from campus5g.portal.base.models import Notification, SiteSettings

StandIns = Callable[[Iterable[int], models.Model | None], list[models.Model]]
_stand_ins: list[StandIns] = []


def tell_stand_ins(find: StandIns) -> None:
    """Say who is told what people who are away are told; ``find`` gets their numbers and what it is about."""
    _stand_ins.append(find)


def notify(
    people: Iterable[models.Model], message: Message, url: str, subject: models.Model | None, but: int | None = None
) -> None:
    """Notify each person once, the one who acted left out; mails leave only after the transaction holds."""
    first = {person.pk: person for person in people if person.is_active}
    told = [*first.values(), *(person for find in _stand_ins for person in find(first, subject))] if first else []
    chosen = {person.pk: person for person in told if person.pk != but and person.is_active}
    Notification.objects.bulk_create(
        Notification(
            user=person,
            message=to_plain(message),
            url=url,
            subject_label=subject._meta.label_lower if subject else "",
            subject_id=subject.pk if subject else 0,
        )
        for person in chosen.values()
    )
    site = SiteSettings.current()
    if site.send_mails:
        letters = [(person.email, person.language) for person in chosen.values()]
        transaction.on_commit(lambda: _mail(site, letters, message, url))


def _mail(site: SiteSettings, letters: list[tuple[str, str]], message: Message, url: str) -> None:
    body = msg("%(what)s\n\nOpen it: %(url)s", what=message, url=f"{settings.PUBLIC_ADDRESS}{url}")
    for address, language in letters:
        subject = " ".join(f"{site.name}: {message.say(language)}".split())[:150]  # one line, whatever was typed
        send_mail(subject, body.say(language), site.mail_sender or settings.DEFAULT_FROM_EMAIL, [address], fail_silently=True)
