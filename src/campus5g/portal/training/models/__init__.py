"""Trainings, their sessions, who comes, who was there, and what they are certified for."""

from campus5g.portal.training.models.catalogue import Competence, Training
from campus5g.portal.training.models.evaluations import Evaluation
from campus5g.portal.training.models.means import Bench, Means, Room, Trainer
from campus5g.portal.training.models.presence import Certificate, Countersignature, Presence
from campus5g.portal.training.models.qualiopi import BodySheet, Complaint, Proof
from campus5g.portal.training.models.registrations import Registration
from campus5g.portal.training.models.sessions import Booking, HalfDay, Session

__all__ = [
    "Bench",
    "BodySheet",
    "Booking",
    "Certificate",
    "Competence",
    "Complaint",
    "Countersignature",
    "Evaluation",
    "HalfDay",
    "Means",
    "Presence",
    "Proof",
    "Registration",
    "Room",
    "Session",
    "Trainer",
    "Training",
]
