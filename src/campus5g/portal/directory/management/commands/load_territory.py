"""Fill a demonstration from a territory's folder, and tell one account for each role."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import override

from campus5g.core.errors import BadInput
from campus5g.portal.accounts.demonstration import PASSWORD
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.directory.actions import load_territory
from campus5g.portal.directory.models import Organisation
from campus5g.study.campus import Person


class Command(BaseCommand):
    help = "Load the demonstration of a territory (idempotent) and print its accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path)
        parser.add_argument("--language", default="fr", choices=["fr", "en"])

    def handle(self, *_args: Any, directory: Path, language: str, **_options: Any) -> None:
        with override(language):
            try:
                people = load_territory(SYSTEM, directory)
            except BadInput as error:
                raise CommandError(error.sentence.say(language)) from None
            except (Conflict, Denied) as error:
                raise CommandError(error.reason.say(language)) from None
            self.stdout.write(accounts_table(people))


def accounts_table(people: list[Person]) -> str:
    """Lay the demonstration accounts out, one a line, then the password they share."""
    organisations = {found.key: found for found in Organisation.objects.exclude(key="")}
    rows = [(organisations[p.organisation].what, p.email, p.full_name, organisations[p.organisation].name) for p in people]
    rows = [(_("Role"), _("E-mail address"), _("Name"), _("Organisation")), *rows]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join([*lines, "", _("Password of all of them: %(password)s") % {"password": PASSWORD}])
