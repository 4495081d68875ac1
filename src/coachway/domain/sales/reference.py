"""What the sender of a web form is told to name their enquiry by: it says nothing of how many there are."""

from __future__ import annotations

import re
from typing import Final

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U, which are misread
_REFERENCE: Final = re.compile(rf"[{_LETTERS}]{{4}}(-[{_LETTERS}]{{4}}){{2}}")

REFERENCE_BITS: Final = 60


def reference_from(bits: int) -> str:
    """Twelve letters for so many random bits, such as 7K3Q-X0M2-V9DA."""
    letters = "".join(_LETTERS[bits >> shift & 31] for shift in range(0, REFERENCE_BITS, 5))
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def reference_in(text: str) -> str | None:
    """The reference that somebody typed, in any case; None where it is none."""
    typed = text.strip().upper()
    return typed if _REFERENCE.fullmatch(typed) else None
