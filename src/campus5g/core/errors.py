"""Bad input has one exception and one sentence: where, what, and what is expected.

A business refusal (a call that is closed, an aid above its ceiling) is not an error: it is a value with
its reason. ``BadInput`` is for what cannot be read at all, and is raised only at the edge.
"""

from __future__ import annotations

from campus5g.core.message import Message, msg


class BadInput(ValueError):
    """Input that cannot be used. ``str()`` is the sentence a person reads.

    where: the file and the place in it (``site.json, buildings[3]``), or the field of a form.
    what: what was found there. expected: what would be accepted.
    """

    def __init__(self, where: str, what: Message, expected: Message) -> None:
        self.where, self.what, self.expected = where, what, expected
        super().__init__(str(self.sentence))

    def __reduce__(self) -> tuple[type[BadInput], tuple[str, Message, Message]]:
        """Travel whole between processes: an exception would be made again from its sentence alone."""
        return type(self), (self.where, self.what, self.expected)

    @property
    def sentence(self) -> Message:
        return msg("%(where)s: %(what)s; expected %(expected)s.", where=self.where, what=self.what, expected=self.expected)

    def within(self, place: str) -> BadInput:
        """Return the same error seen from an enclosing file or object."""
        return BadInput(f"{place}, {self.where}" if self.where else place, self.what, self.expected)
