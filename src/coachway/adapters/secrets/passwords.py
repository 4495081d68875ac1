"""Passwords, hashed with Argon2id off the event loop."""

from __future__ import annotations

import asyncio
from functools import cached_property

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher


class Argon2Passwords:
    """Hashes and checks passwords in a thread: one takes about a tenth of a second."""

    def __init__(self) -> None:
        self._hasher = PasswordHash((Argon2Hasher(),))

    async def hash(self, password: str) -> str:
        return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, password: str, password_hash: str | None) -> bool:
        right = await asyncio.to_thread(self._hasher.verify, password, password_hash or self._nobodys)
        return right and password_hash is not None

    @cached_property
    def _nobodys(self) -> str:
        """A hash to spend the same time on when there is no user."""
        return self._hasher.hash("nobody has this password")
