"""A file is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from campus5g.core.files import write_whole


def test_text_and_bytes_are_written_and_the_folder_is_made(tmp_path: Path) -> None:
    write_whole(tmp_path / "new" / "a.txt", "été")
    write_whole(tmp_path / "new" / "a.bin", b"\x00\x01")
    assert (tmp_path / "new" / "a.txt").read_text(encoding="utf-8") == "été"
    assert (tmp_path / "new" / "a.bin").read_bytes() == b"\x00\x01"


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    target = tmp_path / "report.pdf"
    write_whole(target, b"old")

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(KeyboardInterrupt):
        write_whole(target, b"new")
    monkeypatch.undo()
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]
