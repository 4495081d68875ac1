"""What the online adapters need of others: somebody who asks a service, remembers answers, and waits their turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class ServiceAnswer(Protocol):
    @property
    def status(self) -> int: ...

    @property
    def document(self) -> object: ...


class Service(Protocol):
    async def get(self, path: str, parameters: Mapping[str, str] | None = None) -> ServiceAnswer:
        """Raises Unavailable."""
        ...


class Memory(Protocol):
    """Answers kept for a while; forgetting one costs a question, nothing else."""

    async def recall(self, question: str) -> bytes | None: ...

    async def keep(self, question: str, answer: bytes, *, seconds: int) -> None: ...


class Turns(Protocol):
    async def take(self) -> None:
        """Wait until it is polite to ask, whichever process asked last. Raises Unavailable."""
        ...
