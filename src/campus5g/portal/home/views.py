"""The first page: what waits for me; for a visitor, what the campus is for."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from campus5g.core.message import Message, msg
from campus5g.portal.base.actor import Role
from campus5g.portal.base.registry import LINKS, home_panels, piles_of, waiting_for

WELCOMES: dict[Role, Message] = {
    Role.OFFICE: msg("Bring needs together, find the money, follow it to the last repaid euro."),
    Role.COMPANY: msg("State what hurts on your site: you will read what 5G would change, what it costs and who pays."),
    Role.TRAINING: msg("See which needs of the companies call for skills, and answer them."),
    Role.STARTUP: msg("Meet the needs of the industrials of the campus, and find the calls that fit you."),
    Role.FUNDER: msg("Read the projects that were opened to you: progress, money, proof."),
}


@login_not_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "home/visitor.html", {"links": LINKS})
    actor, mine = request.actor, request.user.notifications
    unread = mine.filter(read_at=None).order_by().values("user").annotate(n=Count("pk")).values("n")
    news = list(mine.annotate(unread=Subquery(unread))[:5])
    context = {
        "piles": piles_of(waiting_for(actor)),
        "pieces": home_panels(actor),
        "welcome": WELCOMES.get(actor.role) if actor.role else None,
        "news": news,
        "unread": news[0].unread or 0 if news else 0,
    }
    return render(request, "home/home.html", context)
