"""How figures and names are said to one reader: numbers, money, durations, days, in French or in English."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import floor, log10

from babel.dates import format_date
from babel.numbers import format_decimal

from campus5g.core.figures import Assumption, Interval, Source
from campus5g.core.message import Amount, Day, Message, msg
from campus5g.documents.names import UNITS

NBSP = "\u00a0"
_DAY, _HOUR, _MINUTE = 86_400.0, 3_600.0, 60.0


@dataclass(frozen=True, slots=True)
class Voice:
    """Says messages and figures in ``language`` (``fr`` or ``en``)."""

    language: str

    def __call__(self, message: Message | str) -> str:
        return message.say(self.language) if isinstance(message, Message) else message

    def number(self, value: float, digits: int = 6) -> str:
        """``value`` with at most ``digits`` significant digits, grouped by thousands."""
        if not value:
            return "0"
        rounded = _significant(value, digits)
        return format_decimal(rounded, locale=self.language, decimal_quantization=False).replace("-", "\u2212")

    def quantity(self, value: float, unit: str, digits: int = 3) -> str:
        """A computed value with its unit; integers keep all their digits."""
        name = self(UNITS.get(unit, unit))
        whole = max(digits, floor(log10(abs(value))) + 1) if value else digits
        return f"{self.number(value, whole)}{NBSP}{name}" if name else self.number(value, whole)

    def money(self, cents: int) -> str:
        """An exact amount: cents are written only where there are some."""
        return self(Message("%(amount)s", {"amount": Amount(cents)})).replace("-", "\u2212")

    def estimate(self, euros: float) -> str:
        """A computed amount, at the three digits that a model can claim."""
        return self.money(int(_significant(euros, 3).to_integral_value()) * 100)

    def interval(self, value: Interval, unit: str) -> str:
        return f"{self.quantity(value.p50, unit)} ({self.span(value, unit)})"

    def span(self, value: Interval, unit: str) -> str:
        """P10 to P90."""
        low, high = self.quantity(value.p10, ""), self.quantity(value.p90, unit)
        return self(msg("%(low)s to %(high)s", low=low, high=high))

    def money_span(self, value: Interval) -> str:
        return self(msg("%(low)s to %(high)s", low=self.estimate(value.p10), high=self.estimate(value.p90)))

    def share(self, value: float) -> str:
        """A probability as a percentage, never flattered: rounded down, so that 100 % means all."""
        percent = Decimal(repr(float(value))) * 100
        step = Decimal("0.1") if percent < 99 else Decimal("0.001")
        return self._percent(percent.quantize(step, ROUND_FLOOR))

    def risk(self, value: float) -> str:
        """A probability of failure as a percentage, never flattered: rounded up to two significant digits."""
        percent = Decimal(repr(float(value))) * 100
        if percent > 0:
            step = Decimal(1).scaleb(percent.adjusted() - 1)
            percent = (
                min(percent.quantize(step, ROUND_CEILING), Decimal(100))
                if step < 1
                else percent.quantize(Decimal(1), ROUND_CEILING)
            )
        return self._percent(percent)

    def factor(self, value: float) -> str:
        """A ratio; below a hundredth the digits no longer mean anything."""
        if value < 0.01:
            return self(Message("< ×%(least)s", {"least": 0.01}))
        return f"×{self.number(value, max(2, floor(log10(value)) + 1))}"

    def percent(self, value: Decimal) -> str:
        """A rate already in percent."""
        return self._percent(value)

    def _percent(self, value: Decimal) -> str:
        text = format_decimal(value.normalize() if value else 0, locale=self.language, decimal_quantization=False)
        return f"{text}{NBSP}%" if self.language == "fr" else f"{text}%"

    def rate(self, bps: float) -> str:
        for unit, scale in (("Gbit/s", 1e9), ("Mbit/s", 1e6), ("kbit/s", 1e3)):
            if bps >= scale:
                return self.quantity(bps / scale, unit)
        return self.quantity(bps, "bit/s")

    def duration(self, seconds: float) -> str:
        if 0 < seconds < 1:
            return self.quantity(seconds * 1000, "ms")
        for unit, scale in (("d", _DAY * 2), ("h", _HOUR * 2), ("min", _MINUTE * 2)):
            if seconds >= scale:
                return self.quantity(seconds / (scale / 2), unit)
        return self.quantity(seconds, "s")

    def day(self, day: date) -> str:
        return self(Message("%(day)s", {"day": Day.of(day)}))

    def short_day(self, day: date) -> str:
        return format_date(day, "dd/MM/yyyy" if self.language == "fr" else "d MMM yyyy", locale=self.language)

    def quarter(self, quarter: str) -> str:
        """``2027Q1`` as a reader writes it: T1 2027, Q1 2027."""
        return f"{'T' if self.language == 'fr' else 'Q'}{quarter[5:]} {quarter[:4]}"

    def confirm(self, text: str, needed: bool) -> str:
        """Mark a figure that nobody could verify."""
        return self(msg("%(text)s (to be confirmed)", text=text)) if needed else text

    def listed(self, messages: Iterable[Message | str]) -> str:
        """Sentences one after the other, with the semicolon of the language."""
        return ("\u202f; " if self.language == "fr" else "; ").join(self(message) for message in messages)

    def source(self, source: Source) -> str:
        parts = [source.author, source.title, source.date, source.licence, source.url]
        return self.confirm(", ".join(part for part in parts if part), source.to_confirm)

    def assumption_range(self, assumption: Assumption) -> str:
        if assumption.low == assumption.high:
            return self(msg("fixed"))
        return self(msg("%(low)s to %(high)s", low=self.number(assumption.low), high=self.number(assumption.high)))


def _significant(value: float, digits: int) -> Decimal:
    """Round to ``digits`` significant digits, written without exponent."""
    exact = Decimal(repr(float(value)))
    if not exact:
        return Decimal(0)
    step = Decimal(1).scaleb(exact.adjusted() - digits + 1)
    rounded = exact.quantize(step)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()
