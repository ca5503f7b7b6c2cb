"""Write the description of the API down: ``python -m tests.contract.renew``."""

from __future__ import annotations

import json
import os
from pathlib import Path

SNAPSHOT = Path(__file__).with_name("openapi.json")


def written() -> str:
    """Return the description of the API as it is now, the same bytes for the same API."""
    from campus5g.portal.api.api import api

    schema = api.get_openapi_schema()
    schema["info"]["version"] = "any"  # a release changes the number, not the contract
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False, default=str) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campus5g.portal.settings.test")
    import django

    django.setup()
    SNAPSHOT.write_text(written(), encoding="utf-8")
