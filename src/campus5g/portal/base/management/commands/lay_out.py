"""``lay_out``: every table of an empty database made at once from the models, as all migrations one after the other would.

A hundred migrations rebuild the picture of every model at each step: half a minute, where making the tables takes a second. A test
compares what both ways leave.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


class Command(BaseCommand):
    help = "Make the tables of an empty database, and record every migration as done."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        if connection.introspection.table_names():
            raise CommandError("The database is not empty: `migrate` brings it up to date.")
        connection.disable_constraint_checking()  # SQLite cannot any more once a transaction has begun
        try:
            with transaction.atomic():  # killed in the middle, the database is still empty
                self._make_tables()
                self._record()
                emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
        finally:
            connection.enable_constraint_checking()

    def _make_tables(self) -> None:
        with connection.schema_editor() as editor:
            for model in apps.get_models():
                if model._meta.managed and not model._meta.proxy:
                    editor.create_model(model)

    def _record(self) -> None:
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        rows = [recorder.Migration(app=app, name=name) for app, name in sorted(MigrationLoader(None).graph.nodes)]
        recorder.migration_qs.bulk_create(rows)
