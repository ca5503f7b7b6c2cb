"""What mentors bring and ventures ask for: the trades of an incubator, and the competences of the field."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from campus5g.core.dated import load_table
from campus5g.core.message import Message
from campus5g.matching.competences import Competences, field_competences, read_competences


@lru_cache(maxsize=1)
def mentoring_topics() -> Competences:
    """Return the topics of an incubator (``mentoring.yaml``), then the competences of the field."""
    trades = read_competences(load_table(files("campus5g.matching") / "mentoring.yaml"))
    return Competences([*trades.all, *field_competences().all])


def topic_labels() -> dict[str, Message]:
    """Return the label of each topic by its key, in the order of the lists."""
    return {topic.key: topic.label for topic in mentoring_topics().all}


def topics_shown(texts: Iterable[str]) -> dict[str, int]:
    """Return the topics that texts speak of, each wanted as much as it is spoken of: 1 to 3, the different words of it counted."""
    return {shown.key: min(3, len(shown.words)) for shown in mentoring_topics().shown_by(texts)}
