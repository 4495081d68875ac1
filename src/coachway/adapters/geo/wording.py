"""Comparing names of places as people write them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SHORT: Final = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
_APART: Final = re.compile(r"[\s\-/]+")


def plain(name: str) -> str:
    """In small letters without accents, dots and apostrophes; `St.`, `Ft.` and `Mt.` before a name are written out."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter) and letter not in ".'’`")
    words = [word for word in _APART.split(kept) if word]
    return " ".join([*(_SHORT.get(word, word) for word in words[:-1]), *words[-1:]])
