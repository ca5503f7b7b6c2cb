"""The portal: the Django platform, one module per room. Engines stay below and never import it."""

import sys

try:  # The SQLite of the system may carry the WAL-reset fault; the one in this wheel does not.
    import pysqlite3

    sys.modules.setdefault("sqlite3", pysqlite3)
except ImportError:
    pass
