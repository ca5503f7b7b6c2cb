"""The links by which one evaluates, and the letters that hand them out: nobody needs an account to say what they think."""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from campus5g.core.message import msg
from campus5g.portal.base.notifications import notify
from campus5g.portal.base.scope import without_scope
from campus5g.portal.directory.people import people_of
from campus5g.portal.training import letters
from campus5g.portal.training.models import Evaluation

_LINKS = Signer(salt="training.evaluation")
_ASKED = {
    Evaluation.Moment.ENTRY: msg("Before your training “%(title)s”: where do you start from?"),
    Evaluation.Moment.HOT: msg("Your training “%(title)s” is over: what do you think of it?"),
    Evaluation.Moment.COLD: msg("Your training “%(title)s”, some months later: of what use was it?"),
    Evaluation.Moment.EMPLOYER: msg("Your people followed “%(title)s”: what did the company gain?"),
}


def token_of(evaluation: Evaluation) -> str:
    return _LINKS.sign(f"{evaluation.pk}.{evaluation.nonce}")


def evaluation_at(token: str) -> Evaluation | None:
    """Return the questionnaire that a link opens; none for a link we never wrote."""
    try:
        number, _, nonce = _LINKS.unsign(token).partition(".")
    except BadSignature:
        return None
    with without_scope():
        found = Evaluation._base_manager.select_related("session__training__organisation", "registration", "employer")
        return found.filter(pk=int(number), nonce=nonce).first()


def link_of(evaluation: Evaluation) -> str:
    return reverse("training:evaluate", args=[token_of(evaluation)])


def ask(evaluation: Evaluation) -> None:
    """Hand a questionnaire out: by mail to a learner, by notification (and its mail) to the people of an employer."""
    title = evaluation.session.training.title
    said = type(asked := _ASKED[Evaluation.Moment(evaluation.moment)])(asked.template, {"title": title})
    if evaluation.registration is None:
        notify(people_of(evaluation.employer_id), said, link_of(evaluation), evaluation)
        return
    minute = msg("It takes a minute, without account: %(url)s", url=f"{settings.PUBLIC_ADDRESS}{link_of(evaluation)}")
    letters.write_about(evaluation.registration, said, [minute])
