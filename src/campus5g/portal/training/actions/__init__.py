"""The verbs of the room. Pages, API, shell and loader call these and write nothing themselves."""

from campus5g.portal.training.actions.attendance import countersign, enter_sheet, refuse_presence, sign
from campus5g.portal.training.actions.catalogue import (
    Given,
    Said,
    archive_training,
    change_training,
    publish_training,
    write_training,
)
from campus5g.portal.training.actions.certificates import certify, revoke
from campus5g.portal.training.actions.means import archive_means, change_means, enter_means
from campus5g.portal.training.actions.promotion import lapse_offers
from campus5g.portal.training.actions.registrations import (
    Learner,
    cancel_registration,
    confirm_by_link,
    confirm_place,
    leave_by_link,
    register_people,
)
from campus5g.portal.training.actions.sessions import cancel_session, change_session, plan_session

__all__ = [
    "Given",
    "Learner",
    "Said",
    "archive_means",
    "archive_training",
    "cancel_registration",
    "cancel_session",
    "certify",
    "change_means",
    "change_session",
    "change_training",
    "confirm_by_link",
    "confirm_place",
    "countersign",
    "enter_means",
    "enter_sheet",
    "lapse_offers",
    "leave_by_link",
    "plan_session",
    "publish_training",
    "refuse_presence",
    "register_people",
    "revoke",
    "sign",
    "write_training",
]
