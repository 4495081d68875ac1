"""Keys for programs."""

from __future__ import annotations

from datetime import datetime

from litestar import Controller, delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from coachway.domain.identity.use_cases.manage_api_keys import (
    CreateApiKey,
    RevokeApiKey,
    create_api_key,
    revoke_api_key,
)
from coachway.domain.identity.views import ApiKeyView
from coachway.entrypoints.api.operation import Operation
from coachway.entrypoints.api.paging import Paging
from coachway.entrypoints.api.wire import Body


class NewApiKey(Body):
    """A program's key: what it is called, and which contexts it may use."""

    name: str
    scopes: list[str]
    expires_at: datetime | None = None


class CreatedApiKey(Struct, frozen=True):
    """A key with its secret, which is shown this once and kept only as a hash."""

    key: str
    id: int
    user_id: int
    name: str
    scopes: list[str]
    created_by: int | None
    created_at: datetime
    expires_at: datetime | None
    version: int


class ApiKeyController(Controller):
    path = "/api/v1/auth/api-keys"
    tags = ["identity"]

    @get(operation_id="list_api_keys")
    async def list_api_keys(self, operation: Operation, paging: Paging) -> list[ApiKeyView]:
        """Keys for programs, newest first, revoked ones included."""
        async with operation.reading() as reads:
            return operation.page(await reads.identity.api_keys(paging))

    @post(operation_id="create_api_key", opt={"holds_secret": True})
    async def create_api_key(self, data: JSONBody[NewApiKey], operation: Operation) -> CreatedApiKey:
        """Make a key for a program; the key itself is shown this once."""
        command = CreateApiKey(name=data.name, scopes=data.scopes, expires_at=data.expires_at)
        async with operation.transaction() as work:
            key, secret = await create_api_key(
                command,
                actor=operation.actor,
                uow=work,
                tokens=operation.platform.tokens,
                clock=operation.clock,
            )
            return CreatedApiKey(
                key=secret,
                id=key.id,
                user_id=key.user_id,
                name=key.name,
                scopes=key.scopes,
                created_by=key.created_by,
                created_at=key.created_at,
                expires_at=key.expires_at,
                version=key.version,
            )

    @delete("/{key_id:int}", operation_id="revoke_api_key")
    async def revoke_api_key(self, key_id: FromPath[int], operation: Operation) -> None:
        """Revoke a key: from now on it opens nothing."""
        command = RevokeApiKey(key_id=key_id, expected_version=operation.expected_version)
        async with operation.transaction() as work:
            await revoke_api_key(command, uow=work, clock=operation.clock)
