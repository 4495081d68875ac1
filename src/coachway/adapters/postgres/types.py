"""Column types: how the domain's values lie in PostgreSQL."""

from __future__ import annotations

import hashlib
import hmac
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar

from advanced_alchemy.types import DateTimeUTC
from advanced_alchemy.types import EncryptedText as _EncryptedText
from advanced_alchemy.types.encrypted_string import EncryptionBackend
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import BigInteger, Dialect, Numeric, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from coachway.domain.kernel.money import Money

E = TypeVar("E", bound=StrEnum)


class MoneyType(TypeDecorator[Money]):
    """Money as numeric(14, 2)."""

    impl = Numeric(14, 2)
    cache_ok = True

    def process_bind_param(self, value: Money | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else value.amount

    def process_result_value(self, value: Decimal | None, dialect: Dialect) -> Money | None:
        return None if value is None else Money(value)


class EnumText(TypeDecorator[E], Generic[E]):
    """An enum by its value, as text; the migration adds the CHECK."""

    impl = String
    cache_ok = True

    def __init__(self, kind: type[E]) -> None:
        super().__init__()
        self.kind = kind
        self._members = {member.value: member for member in kind}

    def process_bind_param(self, value: E | str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.kind(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:
        return None if value is None else self._members[value]


class Keyring:
    """The keys of the encrypted columns: the first encrypts, all decrypt, so that a key can be replaced.

    Columns are declared when modules are imported and keys arrive with the settings, hence one ring a process.
    """

    def __init__(self) -> None:
        self._fernets: list[Fernet] = []
        self._keys: MultiFernet | None = None
        self._digest_keys: list[bytes] = []

    def use(self, *keys: str) -> None:
        """Take these Fernet keys, newest first. Raises ValueError when one is malformed."""
        self._fernets = [Fernet(key) for key in keys]
        self._keys = MultiFernet(self._fernets)
        self._digest_keys = [hashlib.sha256(b"digest:" + key.encode()).digest() for key in keys]

    def renewed(self, token: str) -> str | None:
        """The same content encrypted by the newest key; None where that has encrypted it."""
        try:
            self._fernets[0].decrypt(token)
        except InvalidToken:
            return self.keys.rotate(token.encode()).decode()
        return None

    def digests(self, content: bytes) -> list[str]:
        """What can be kept to recognise content that may hold a password, which nobody can guess without a key.

        One for each key, that of the newest first: keep that, and compare with all.
        """
        return [hmac.new(key, content, hashlib.sha256).hexdigest() for key in self._digest_keys]

    @property
    def keys(self) -> MultiFernet:
        if self._keys is None:
            raise RuntimeError("no encryption key is set: COACHWAY_ENCRYPTION_KEY")
        return self._keys


keyring: Final = Keyring()


class KeyringBackend(EncryptionBackend):
    """Advanced Alchemy's own Fernet backend holds a single key; this one asks the ring, so that keys can rotate."""

    def init_engine(self, key: bytes | str) -> None:
        """Nothing to do: the ring has the keys."""

    def encrypt(self, value: Any) -> str:
        return keyring.keys.encrypt(str(value).encode()).decode()

    def decrypt(self, value: Any) -> str:
        return keyring.keys.decrypt(str(value).encode()).decode()


class EncryptedText(_EncryptedText):
    """Text kept encrypted, found only through something else (a hash beside it, or its row)."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(key="", backend=KeyringBackend)


Moment: Final = DateTimeUTC(timezone=True)
Json: Final[Any] = JSONB(none_as_null=True)
Id: Final[Any] = BigInteger
