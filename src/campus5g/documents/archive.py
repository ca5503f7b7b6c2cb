"""Office files are zip archives: the same content must give the same bytes, whatever the day."""

from __future__ import annotations

import io
import zipfile

_DAY_ZERO = (1980, 1, 1, 0, 0, 0)


def steady_zip(data: bytes) -> bytes:
    """Return the archive with every date set to the zip format's day zero, members in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            info = zipfile.ZipInfo(member.filename, _DAY_ZERO)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            new.writestr(info, old.read(member))
    return out.getvalue()
