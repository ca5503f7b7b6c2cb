"""Names and numbers as people write them in ten ways, brought to one."""

from __future__ import annotations

import re
from unicodedata import combining, normalize


def plain(text: str) -> str:
    """Return capital letters without accents; « S.A.S. » is one word."""
    flat = "".join(letter for letter in normalize("NFKD", text) if not combining(letter)).upper()
    return re.sub(r"\b(?:[A-Z]\.){2,}", lambda found: found[0].replace(".", "") + " ", flat)


def bare(text: str) -> str:
    """Return only the capital letters and digits."""
    return re.sub(r"[^A-Z0-9]", "", plain(text))


def words(text: str) -> list[str]:
    """Return the words of letters and digits, in capitals without accents."""
    return re.findall(r"[A-Z0-9]+", plain(text))
