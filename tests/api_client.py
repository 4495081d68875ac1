"""The API as a test sees it: real requests to the real application, without a socket."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx2

from coachway.domain.identity.ports import RecordedContact
from coachway.domain.identity.use_cases.manage_users import CreateUser, create_user
from coachway.domain.identity.use_cases.sign_in import start_session
from coachway.domain.kernel.actor import SYSTEM, Actor, Origin, Role
from coachway.entrypoints.api.app import create_app
from coachway.entrypoints.bootstrap import Platform

_numbers = itertools.count(1)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class ApiClient:
    """Requests with or without a bearer; answers are httpx2 responses."""

    def __init__(self, http: httpx2.AsyncClient, platform: Platform, *, user_id: int | None, token: str | None) -> None:
        self._http = http
        self.platform = platform
        self.user_id = user_id
        self.token = token

    async def as_(
        self,
        role: Role | str,
        *,
        client_id: int | None = None,
        vendor_id: int | None = None,
        full_name: str | None = None,
        email: str | None = None,
    ) -> ApiClient:
        """Somebody new of that role, signed in (without spending the time of a password's hash)."""
        role, number = Role(role), next(_numbers)
        command = CreateUser(
            email=email or f"{role.value}{number}@example.com",
            full_name=full_name or f"{role.value.title()} {number}",
            role=role,
            password="a password of a test",
            client_id=client_id if role is not Role.CLIENT else client_id or 1,
            vendor_id=vendor_id if role is not Role.VENDOR else vendor_id or 1,
        )
        async with self.platform.unit_of_work(SYSTEM) as uow:
            user = await create_user(
                command,
                uow=uow,
                records=_EveryRecord(),
                passwords=_NoHashing(),
                tokens=self.platform.tokens,
                clock=self.platform.clock,
            )
            pair = await start_session(
                user.id,
                Origin(),
                uow=uow,
                clock=self.platform.clock,
                policy=self.platform.session_policy,
                tokens=self.platform.tokens,
                access=self.platform.access_tokens,
            )
            await uow.commit()
        return ApiClient(self._http, self.platform, user_id=user.id, token=pair.access_token)

    def through(self, process: ApiClient) -> ApiClient:
        """The same user, asking another process."""
        return ApiClient(process._http, process.platform, user_id=self.user_id, token=self.token)

    @property
    def actor(self) -> Actor:
        """Whom the token names."""
        assert self.token
        return self.platform.access_tokens.read(self.token, at=self.platform.clock.now())

    async def request(self, method: str, path: str, **options: Any) -> httpx2.Response:
        headers = dict(options.pop("headers", {}) or {})
        if self.token:
            # A fresh token each time: tests move the clock further than a token lives.
            bearer = self.platform.access_tokens.read(self.token, at=_LONG_AGO)
            fresh = self.platform.access_tokens.issue(bearer, at=self.platform.clock.now())
            headers.setdefault("Authorization", f"Bearer {fresh}")
        return await self._http.request(method, path, headers=headers, **options)

    async def get(self, path: str, **options: Any) -> httpx2.Response:
        return await self.request("GET", path, **options)

    async def post(self, path: str, json: Any = None, **options: Any) -> httpx2.Response:
        return await self.request("POST", path, **({"json": json} if json is not None else {}), **options)

    async def put(self, path: str, json: Any = None, **options: Any) -> httpx2.Response:
        return await self.request("PUT", path, json=json, **options)

    async def patch(self, path: str, json: Any = None, **options: Any) -> httpx2.Response:
        return await self.request("PATCH", path, **({"json": json} if json is not None else {}), **options)

    async def delete(self, path: str, **options: Any) -> httpx2.Response:
        return await self.request("DELETE", path, **options)


class _EveryRecord:
    """Knows every client and vendor, so that a test may sign somebody in without making their record first."""

    async def client(self, client_id: int) -> RecordedContact:
        return RecordedContact(f"Client {client_id}", None)

    async def vendor(self, vendor_id: int) -> RecordedContact:
        return RecordedContact(f"Vendor {vendor_id}", None)


class _NoHashing:
    async def hash(self, password: str) -> str:
        return f"not hashed: {password}"

    async def matches(self, password: str, password_hash: str | None) -> bool:
        return password_hash == f"not hashed: {password}"


@contextlib.asynccontextmanager
async def open_api(platform: Platform) -> AsyncIterator[ApiClient]:
    app: Any = create_app(platform)  # Litestar and httpx2 have different names for the same ASGI types
    transport = httpx2.ASGITransport(app=app, client=("198.51.100.7", 4711))
    async with httpx2.AsyncClient(transport=transport, base_url="http://coachway.test") as http:
        yield ApiClient(http, platform, user_id=None, token=None)
