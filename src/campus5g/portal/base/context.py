"""What every template knows: the campus, who acts, the menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from campus5g.portal.base.actor import NOBODY
from campus5g.portal.base.clock import today
from campus5g.portal.base.models import Notification, SiteSettings
from campus5g.portal.base.registry import menu_for


def campus(request: HttpRequest) -> dict[str, Any]:
    """Give the site's settings, the actor, their menu and their unread notifications (asked for only if shown)."""
    actor = getattr(request, "actor", NOBODY)
    return {
        "campus": SimpleLazyObject(SiteSettings.current),
        "actor": actor,
        "menu": menu_for(actor) if actor.user_id else [],
        "today": today(),
        "unread": SimpleLazyObject(lambda: Notification.objects.filter(user_id=actor.user_id, read_at=None).count()),
    }
