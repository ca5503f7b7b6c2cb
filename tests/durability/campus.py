"""What the tests of durability run in processes of their own, to be killed: ``python -m tests.durability.campus VERB``."""

from __future__ import annotations

import sys
from collections.abc import Callable

import campus5g.portal  # noqa: F401 (chooses the SQLite library, before anything opens a database)


def write(name: str) -> None:
    """Do one deed after another for ever; each is acknowledged by a line once it is committed."""
    from campus5g.portal.base.actions import deed
    from campus5g.portal.base.actor import SYSTEM
    from campus5g.portal.base.decisions import ALLOWED
    from campus5g.portal.directory.models import Organisation
    from campus5g.portal.needs.models import Need

    organisation = Organisation.objects.get()
    number = 0
    while True:
        number += 1
        with deed(SYSTEM, "test.write", right=ALLOWED) as done:
            need = Need(organisation=organisation, title=f"{name} {number}")
            need.save()
            done.on(need, number=number)
        print(number, flush=True)


def count(times: str) -> None:
    """Add one to the same row, ``times`` times, each by a deed of its own."""
    from campus5g.portal.base.actions import deed
    from campus5g.portal.base.actor import SYSTEM
    from campus5g.portal.base.decisions import ALLOWED
    from campus5g.portal.needs.models import Need

    for _ in range(int(times)):
        with deed(SYSTEM, "test.count", right=ALLOWED) as done:
            need = Need._base_manager.select_for_update().get(title__startswith="count")
            need.title = f"count {int(need.title.split()[1]) + 1}"
            need.save()
            done.on(need)


def settle(title: str) -> None:
    """Make one organisation with one stated need."""
    from tests.portal.factories.needs import NeedFactory

    NeedFactory(title=title, stated=True)


def launch() -> None:
    """Queue the study of the one need."""
    from campus5g.portal.base.actor import SYSTEM
    from campus5g.portal.needs.models import Need
    from campus5g.portal.studies.actions import launch_study

    print(launch_study(SYSTEM, Need._base_manager.select_related("organisation").get()).pk)


def silence() -> None:
    """Let time pass: make the last word of the running job a minute old."""
    from datetime import timedelta

    from django.utils import timezone

    from campus5g.portal.base.models import Job

    Job._base_manager.filter(state=Job.State.RUNNING).update(heartbeat_at=timezone.now() - timedelta(minutes=1))


def resume() -> None:
    """Take the stopped study up."""
    from campus5g.portal.base.actor import SYSTEM
    from campus5g.portal.studies.actions import resume_study
    from campus5g.portal.studies.models import Study

    resume_study(SYSTEM, Study._base_manager.select_related("job", "need__organisation").get())


def check() -> None:
    """Say whether the trail is intact, and how many needs, events and search entries there are."""
    import json

    from campus5g.portal.base.audit import check_chain
    from campus5g.portal.base.models import AuditEvent, SearchEntry
    from campus5g.portal.needs.models import Need

    chain = check_chain()
    print(
        json.dumps(
            {
                "intact": chain.intact,
                "events": chain.events,
                "writes": AuditEvent.objects.filter(verb="test.write").count(),
                "titles": list(Need._base_manager.order_by("pk").values_list("title", flat=True)),
                "entries": SearchEntry._base_manager.filter(subject_label="needs.need").count(),
            }
        )
    )


def describe() -> None:
    """Say of each table its columns and what holds for its rows; names that are made up of a hash are left out."""
    import json

    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = connection.introspection.get_table_description(cursor, table)
            rules = connection.introspection.get_constraints(cursor, table)
            found[table] = [
                sorted([c.name, str(c.type_code), c.null_ok, str(c.collation)] for c in columns),
                sorted(str(sorted((key, str(value)) for key, value in rule.items() if key != "name")) for rule in rules.values()),
            ]
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        found["applied"] = [list(row) for row in cursor.fetchall()]
    print(json.dumps(found))


VERBS: dict[str, Callable[..., None]] = {
    "write": write, "count": count, "settle": settle, "launch": launch, "silence": silence, "resume": resume, "check": check,
    "describe": describe,
}  # fmt: skip

if __name__ == "__main__":
    import django

    django.setup()
    VERBS[sys.argv[1]](*sys.argv[2:])
