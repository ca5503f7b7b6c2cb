"""The code on the trainer's screen: it changes every minute, so that a picture of it passed on is soon worth nothing.

Three forms: a token in a QR code, six characters that a learner types on their own page, and a printed token that does not change
(a fall-back, whose signatures the trainer is asked to look at). Nothing is stored: each is a print made with the installation's key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import segno
from django.core.signing import BadSignature, Signer, TimestampSigner
from django.utils.crypto import constant_time_compare, salted_hmac

from campus5g.portal.training.models import HalfDay, Presence

WINDOW_S = 60
LIVES = 2
"""Windows in which a code is taken after the one that shows it: one slow phone is not sent away."""
PASS_S = 600
"""How long somebody whose code was taken has to choose their name."""
OPENS_BEFORE = timedelta(minutes=30)
CLOSES_AFTER = timedelta(minutes=60)
LATE_AFTER = timedelta(minutes=30)
_SIGNS = "ACDEFGHJKLMNPQRTUVWXY34679"
"""No two that look alike on a screen seen from the back of a room."""
_PRINTED = "printed"
_TOKENS = Signer(salt="training.code")
_PASSES = TimestampSigner(salt="training.pass")


class Hour(StrEnum):
    """Where an instant stands against the time to sign."""

    EARLY = "early"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Read:
    """What a token says: whose half-day, how it was given, and whether it still holds."""

    half_day_id: int
    method: Presence.Method
    fresh: bool


@dataclass(frozen=True, slots=True)
class Pass:
    """That this device held a good code of this half-day a moment ago."""

    half_day_id: int
    method: Presence.Method
    device: str


def hour_of(half: HalfDay, at: datetime) -> Hour:
    """Say whether one signs at an instant: from half an hour before the start to one hour after the end."""
    if at < half.starts_at - OPENS_BEFORE:
        return Hour.EARLY
    return Hour.OPEN if at <= half.ends_at + CLOSES_AFTER else Hour.OVER


def token_at(half_day_id: int, at: datetime) -> str:
    """Return what the QR code on the screen holds at an instant."""
    return _TOKENS.sign(f"{half_day_id}.{_window(at)}")


def printed_token(half_day_id: int) -> str:
    return _TOKENS.sign(f"{half_day_id}.{_PRINTED}")


def read_token(token: str, at: datetime) -> Read | None:
    """Read a token; none for one we never made."""
    try:
        number, _, when = _TOKENS.unsign(token).partition(".")
    except BadSignature:
        return None
    if when == _PRINTED:
        return Read(int(number), Presence.Method.PRINTED, fresh=True)
    return Read(int(number), Presence.Method.CODE, fresh=0 <= _window(at) - int(when) <= LIVES)


def typed_code(half_day_id: int, at: datetime) -> str:
    """Return the six characters on the screen at an instant."""
    return _characters(half_day_id, _window(at))


def takes(half_day_id: int, typed: str, at: datetime) -> bool:
    """Whether what a learner typed is the code of this half-day now, or of a moment ago."""
    given = "".join(typed.upper().split()).replace("-", "")
    window = _window(at)
    same = [constant_time_compare(given, _characters(half_day_id, window - back)) for back in range(LIVES + 1)]
    return any(same)  # all are compared, so that the time of the answer tells nothing


def give_pass(half_day_id: int, method: Presence.Method, device: str) -> str:
    return _PASSES.sign(f"{half_day_id}.{method.value}.{device}")


def read_pass(text: str) -> Pass | None:
    """Return what was given to a device at most ten minutes ago; none for another text or an old one."""
    try:
        number, method, device = _PASSES.unsign(text, max_age=PASS_S).split(".")
    except (BadSignature, ValueError):
        return None
    return Pass(int(number), Presence.Method(method), device)


def qr_picture(url: str) -> str:
    """Return a QR code as the address of a picture that carries itself (SVG), black on white in any theme."""
    picture: str = segno.make(url, error="m").svg_data_uri(border=3, scale=8, dark="#000", light="#fff")
    return picture


def seconds_left(at: datetime) -> int:
    """How long the code on the screen is the newest."""
    return WINDOW_S - int(at.timestamp()) % WINDOW_S


def _window(at: datetime) -> int:
    return int(at.timestamp()) // WINDOW_S


def _characters(half_day_id: int, window: int) -> str:
    print_ = int.from_bytes(salted_hmac("training.typed", f"{half_day_id}.{window}", algorithm="sha256").digest()[:8], "big")
    found = ""
    for _ in range(6):
        print_, place = divmod(print_, len(_SIGNS))
        found += _SIGNS[place]
    return found
