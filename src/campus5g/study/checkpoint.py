"""Where a study keeps what it has finished, so that a killed one goes on instead of starting again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Protocol

from campus5g.core.codec import to_plain
from campus5g.core.files import write_whole


class Checkpoint(Protocol):
    """A store of finished steps, by name, as JSON text. What cannot be read back is computed again."""

    def load(self, step: str, /) -> str | None: ...

    def save(self, step: str, content: str, /) -> None: ...


class Forgetful:
    """Keeps nothing."""

    def load(self, _step: str, /) -> str | None:
        return None

    def save(self, _step: str, _content: str, /) -> None:
        return None


class Folder:
    """Keeps each step as a file of a folder, written whole."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self, step: str, /) -> str | None:
        file = self.path / f"{step}.json"
        return file.read_text(encoding="utf-8") if file.is_file() else None

    def save(self, step: str, content: str, /) -> None:
        write_whole(self.path / f"{step}.json", content)


class Steps:
    """The steps of one study: a kept step counts only if it was made from the same inputs."""

    def __init__(self, checkpoint: Checkpoint, inputs: dict[str, Any]) -> None:
        self.checkpoint, self.digest = checkpoint, fingerprint(inputs)

    def recall(self, step: str) -> Any | None:
        """Return the kept result of a step, or ``None`` when there is none that can be used."""
        content = self.checkpoint.load(step)
        if content is None:
            return None
        try:
            kept = json.loads(content)
            return kept["result"] if kept["inputs"] == self.digest else None
        except (ValueError, KeyError, TypeError):
            return None

    def keep(self, step: str, result: Any) -> None:
        self.checkpoint.save(step, json.dumps({"inputs": self.digest, "result": result}, ensure_ascii=False, sort_keys=True))


def fingerprint(inputs: dict[str, Any]) -> str:
    """Return a digest of what a study is made from."""
    plain = {name: to_plain(value) for name, value in inputs.items()}
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
