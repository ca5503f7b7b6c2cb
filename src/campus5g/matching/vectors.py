"""Vectors kept on disk, so that only calls that are new or have changed are encoded.

One folder an encoder, named after it and its version; in it, files of a batch each. A vector is found by the digest of its text:
a changed text is another text, whatever the call's identifier. A file that cannot be read is as if it were not there.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from campus5g.core.files import write_whole
from campus5g.core.message import msg
from campus5g.core.progress import Progress, silent
from campus5g.matching.semantic import Encoder, Vectors

BATCH = 64
"""Texts encoded before they are written: what a killed job loses at most."""
_MOST_FILES = 64
_KEY_BYTES = 16


class VectorStore:
    """A folder of vectors. It keeps calls and past projects; what a person types to search is never written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, dict[bytes, Vectors]] = {}

    def encode(self, encoder: Encoder, texts: Sequence[str], *, asked: bool, progress: Progress = silent) -> Vectors:
        """Return what ``encoder`` makes of ``texts``, encoding only those never met; half precision, kept or not.

        progress may raise ``Cancelled`` between two batches; what was encoded before stays.
        """
        known = self._vectors(encoder)
        keys = [_key(text, asked=asked) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        for start in range(0, len(missing), BATCH):
            progress(start / len(missing), msg("Reading the meaning of %(n)s texts", n=len(missing)))
            batch = dict(list(missing.items())[start : start + BATCH])
            vectors = encoder.encode(list(batch.values()), asked=asked).astype(np.float16)
            self._write(encoder, list(batch), vectors)
            known.update(zip(batch, vectors.astype(np.float32), strict=True))
        self._merge(encoder)
        return np.stack([known[key] for key in keys]) if keys else encoder.encode([], asked=asked)

    def _vectors(self, encoder: Encoder) -> dict[bytes, Vectors]:
        if encoder.name not in self._known:
            self._known[encoder.name] = {
                key: vector for path in self._files(encoder) for key, vector in _read(path)
            }  # fmt: skip
        return self._known[encoder.name]

    def _place(self, encoder: Encoder) -> Path:
        return self._folder / re.sub(r"[^\w.-]+", "-", encoder.name)

    def _files(self, encoder: Encoder) -> list[Path]:
        return sorted(self._place(encoder).glob("*.npz"))

    def _write(self, encoder: Encoder, keys: Sequence[bytes], vectors: np.ndarray[tuple[int, int], np.dtype[np.float16]]) -> Path:
        packed = io.BytesIO()
        np.savez(packed, keys=np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(-1, _KEY_BYTES), vectors=vectors)
        path = self._place(encoder) / f"{blake2b(b''.join(keys), digest_size=_KEY_BYTES).hexdigest()}.npz"
        write_whole(path, packed.getvalue())
        return path

    def _merge(self, encoder: Encoder) -> None:
        """Put many small files into one; killed in between, some vectors are there twice, which harms nothing."""
        old = self._files(encoder)
        if len(old) <= _MOST_FILES:
            return
        known = self._vectors(encoder)
        whole = self._write(encoder, list(known), np.stack(list(known.values())).astype(np.float16))
        for path in old:
            if path != whole:
                path.unlink(missing_ok=True)


def _key(text: str, *, asked: bool) -> bytes:
    return blake2b(text.encode(), digest_size=_KEY_BYTES, person=b"asked" if asked else b"found").digest()


def _read(path: Path) -> Iterator[tuple[bytes, Vectors]]:
    """Yield the vectors of a file by their keys; none of a file that is cut or not ours."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as packed:
            keys, vectors = packed["keys"], packed["vectors"].astype(np.float32)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return
    yield from zip((key.tobytes() for key in keys), vectors, strict=False)
