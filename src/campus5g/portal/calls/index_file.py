"""The index on disk: written whole, signed with the key of this installation, read by every process that searches.

A pickle runs what it holds, so one is read only when this installation signed it. The key of the signature is drawn from the
sources of the text engine and the versions of what it stands on: an index of another release is no index, and is made again.
"""

from __future__ import annotations

import hmac
import io
import pickle  # nosec B403 (signed: see above)
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.crypto import salted_hmac

from campus5g.core.files import write_whole

if TYPE_CHECKING:
    from campus5g.matching.semantic import Encoder

_SIGNATURE = 32


def write_index(path: Path, index: Any, encoders: Sequence[Encoder]) -> None:
    """Write an index; the encoders that it hears stay out of the file, which names them."""
    packed = io.BytesIO()
    _Packer(packed, encoders).dump(index)
    data = packed.getvalue()
    write_whole(path, _signature(data) + data)


def read_index(path: Path, encoders: Callable[[], Sequence[Encoder]]) -> Any:
    """Return what ``write_index`` wrote; ``None`` for a file that is not there, cut, of another release or not ours, or that
    hears an encoder that ``encoders`` does not make."""
    try:
        whole = path.read_bytes()
    except OSError:
        return None
    if not hmac.compare_digest(whole[:_SIGNATURE], _signature(memoryview(whole)[_SIGNATURE:])):
        return None
    packed = io.BytesIO(whole)
    packed.seek(_SIGNATURE)
    try:
        return _Unpacker(packed, encoders).load()
    except LookupError:
        return None


class _Packer(pickle.Pickler):
    def __init__(self, file: io.BytesIO, encoders: Sequence[Encoder]) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._names = {id(encoder): encoder.name for encoder in encoders}

    def persistent_id(self, found: object) -> str | None:
        return self._names.get(id(found))


class _Unpacker(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, encoders: Callable[[], Sequence[Encoder]]) -> None:
        super().__init__(file)
        self._make = cache(lambda: {encoder.name: encoder for encoder in encoders()})

    def persistent_load(self, name: str) -> Encoder:
        return self._make()[name]


def _signature(data: bytes | memoryview) -> bytes:
    return salted_hmac(f"calls.index {_release()}", data, algorithm="sha256").digest()


@lru_cache(maxsize=1)
def _release() -> str:
    digest = blake2b("".join(version(name) for name in ("numpy", "scipy")).encode())
    for source in sorted(files("campus5g.matching").iterdir(), key=lambda found: found.name):
        if source.is_file():
            digest.update(source.read_bytes())
    return digest.hexdigest()
