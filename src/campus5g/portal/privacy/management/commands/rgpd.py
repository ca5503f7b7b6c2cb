"""What the shell's ``campus5g rgpd`` does on a campus."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from campus5g.core.errors import BadInput
from campus5g.core.files import write_whole
from campus5g.core.message import msg
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.decisions import Denied
from campus5g.portal.privacy.actions import erase_person, hand_over
from campus5g.portal.privacy.actions.erasing import sentences
from campus5g.portal.privacy.persons import person_of


class Command(BaseCommand):
    help = "Hand over or forget what is kept about a person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address")
        parser.add_argument("--out", type=Path)
        parser.add_argument("--erase-because", default="")

    def handle(self, *, address: str, out: Path | None, erase_because: str, **_: Any) -> None:
        person = person_of(address)
        if person is None:
            raise BadInput(address, msg("nothing is kept about this address"), msg("the address of a person of this campus"))
        if out is not None:
            told = hand_over(SYSTEM, person)
            write_whole(out, json.dumps(told, ensure_ascii=False, indent=1))
            rows, tables = sum(len(table["rows"]) for table in told["kept"]), len(told["kept"])
            self.stdout.write(
                str(msg("%(rows)s rows of %(tables)s tables written to %(file)s", rows=rows, tables=tables, file=str(out)))
            )
            return
        try:
            erased = erase_person(SYSTEM, person, erase_because)
        except Denied as refusal:
            raise BadInput(address, refusal.reason, msg("a person whom the campus may forget now")) from refusal
        for sentence in sentences(erased):
            self.stdout.write(str(sentence))
