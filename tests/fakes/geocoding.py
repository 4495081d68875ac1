"""What geocoding needs from the outside, in memory."""

from __future__ import annotations


class InMemoryAnswers:
    """Keeps every answer, and for how long it was to be kept."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[bytes, int]] = {}

    async def recall(self, question: str) -> bytes | None:
        return self.kept[question][0] if question in self.kept else None

    async def keep(self, question: str, answer: bytes, *, seconds: int) -> None:
        self.kept[question] = (answer, seconds)


class NoWaiting:
    """It is always one's turn; counts how often that was asked."""

    def __init__(self) -> None:
        self.taken = 0

    async def take(self) -> None:
        self.taken += 1
