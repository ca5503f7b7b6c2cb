"""Condition histories of machines: schema, reader and checks.

Two layouts are read, as CSV (``,`` or ``;``), plain or gzip:

- wide: ``t`` and ``<asset>_rms_<rate in Hz>`` columns (other columns are left aside), ``failed`` with the asset's name on
  the row where it fails (not needed when the file has one machine: it then fails on its last row);
- long: ``asset,time,rate_hz,rms`` and ``failed`` (1 on the reading where the machine fails).

Times are ISO 8601, all with or all without a time zone (with one, daylight saving does no harm).
"""

from campus5g.uses.maintenance.data.history import AssetHistory, History
from campus5g.uses.maintenance.data.kinds import FILE_KINDS, preview
from campus5g.uses.maintenance.data.reader import read_history, sample_history

__all__ = ["FILE_KINDS", "AssetHistory", "History", "preview", "read_history", "sample_history"]
