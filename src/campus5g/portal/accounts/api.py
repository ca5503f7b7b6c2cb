"""The account, over the API."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

from campus5g.portal.base.api import ERRORS

router = Router(tags=["accounts"])


class Acting(Schema):
    """An organisation that the person may act for; ``acting`` marks the one of this request."""

    id: int
    name: str
    kind: str
    manages: bool
    acting: bool


class Me(Schema):
    """The person who asks."""

    id: int
    full_name: str
    email: str
    language: str
    organisations: list[Acting]


@router.get("/me", response={200: Me, **ERRORS}, summary="Who I am, and for whom I may act")
def me(request: HttpRequest) -> Me:
    user = request.user
    mine = user.memberships.filter(active=True, organisation__archived_at=None).select_related("organisation")
    return Me(
        id=user.pk,
        full_name=user.full_name,
        email=user.email,
        language=user.language,
        organisations=[
            Acting(
                id=membership.organisation_id,
                name=membership.organisation.name,
                kind=membership.organisation.kind,
                manages=membership.manages,
                acting=membership.organisation_id == request.actor.organisation_id,
            )
            for membership in mine
        ],
    )
