"""How statuses and verdicts are said, and with which tone."""

from __future__ import annotations

from campus5g.core.calls import CallStatus, Verdict
from campus5g.core.message import Message, msg

STATUS: dict[CallStatus, tuple[Message, str]] = {
    CallStatus.OPEN: (msg("open"), "good"),
    CallStatus.FORTHCOMING: (msg("opens soon"), "neutral"),
    CallStatus.PERMANENT: (msg("no deadline stated"), "neutral"),
    CallStatus.CLOSED: (msg("closed"), "warn"),
}
VERDICT: dict[Verdict, tuple[Message, str]] = {
    Verdict.YES: (msg("eligible"), "good"),
    Verdict.NO: (msg("not eligible"), "warn"),
    Verdict.UNKNOWN: (msg("to be checked"), "neutral"),
}
