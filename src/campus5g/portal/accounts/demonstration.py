"""The password of the demonstration accounts: public, so of no use outside a demonstration.

A real campus refuses it at log-in and as a new password, whoever kept it.
"""

from __future__ import annotations

from campus5g.portal.base.models import SiteSettings

PASSWORD = "campus5g-demonstration"  # noqa: S105 (public by design)


def refused_here(password: str | None) -> bool:
    """Whether this is the public password, on a campus that is not a demonstration."""
    return password == PASSWORD and not SiteSettings.current().demonstration
