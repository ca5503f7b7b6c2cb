"""Reads what people wrote for the dossier from a need file: ``[project.answers]``, and ``[[project.part]]`` for each partner."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.core.project import Project
from campus5g.documents.content import Answer
from campus5g.documents.questions import QUESTIONS
from campus5g.study.fields import Fields


def read_answers(fields: Fields, project: Project) -> tuple[Answer, ...]:
    """``fields``: the table of the project. A section or a partner that is not known is refused."""
    found = []
    if fields.has("answers"):
        table = fields.table("answers")
        found += [Answer(key, table.text(key)) for key in _checked(table, each=False)]
    for part in fields.tables("part"):
        partner = part.text("partner")
        known = [p.id for p in project.partners]
        if partner not in known:
            raise part.refuse(
                "partner", msg("“%(value)s” is no partner", value=partner), msg("one of: %(names)s", names=", ".join(known))
            )
        found += [Answer(key, part.text(key), partner) for key in _checked(part, each=True) if key != "partner"]
    return tuple(found)


def _checked(table: Fields, *, each: bool) -> list[str]:
    """Return the sections that a table holds, refusing what is no section of its kind."""
    known = [question.key for question in QUESTIONS if question.each is each]
    unknown = [key for key in table.data if key not in known and not (each and key == "partner")]
    if unknown:
        raise table.refuse(unknown[0], msg("no such section"), msg("one of: %(names)s", names=", ".join(known)))
    return list(table.data)
