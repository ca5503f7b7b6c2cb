"""What the incubator keeps: ventures, calls for applications, applications, and what the jury makes of them."""

from campus5g.portal.incubator.models.applications import Application, SignOff
from campus5g.portal.incubator.models.jury import Appeal, Assignment, Hearing, Juror, Recusal, Remark, Score
from campus5g.portal.incubator.models.rounds import FormVersion, Round
from campus5g.portal.incubator.models.ventures import Counter, Founder, Venture, VentureStep

__all__ = [
    "Appeal",
    "Application",
    "Assignment",
    "Counter",
    "FormVersion",
    "Founder",
    "Hearing",
    "Juror",
    "Recusal",
    "Remark",
    "Round",
    "Score",
    "SignOff",
    "Venture",
    "VentureStep",
]
