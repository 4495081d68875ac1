"""An Idempotency-Key makes a POST safe to repeat: the first success is answered again, to whom it was given."""

from __future__ import annotations

import asyncio

from sqlalchemy import text

from coachway.entrypoints.bootstrap import Platform
from tests.api_client import ApiClient
from tests.fakes.clock import SteerableClock

USERS = "/api/v1/auth/users"
NEW = {"email": "ann@example.com", "full_name": "Ann Agent", "role": "agent"}


async def test_the_same_key_and_body_replays_and_another_body_is_422(api: ApiClient) -> None:
    admin = await api.as_("admin")
    headers = {"Idempotency-Key": "one"}
    first = await admin.post(USERS, NEW, headers=headers)
    again = await admin.post(USERS, NEW, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == first.json()
    assert again.headers["etag"] == first.headers["etag"]
    other = await admin.post(USERS, {**NEW, "email": "bob@example.com"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_fifty_parallel_requests_with_one_key_make_one_object(api: ApiClient, platform: Platform) -> None:
    admin = await api.as_("admin")
    answers = await asyncio.gather(
        *(admin.post(USERS, NEW, headers={"Idempotency-Key": "parallel"}) for _ in range(50))
    )
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    async with platform.engine.connect() as connection:
        count = await connection.scalar(text("SELECT count(*) FROM identity.users WHERE email = 'ann@example.com'"))
    assert count == 1


async def test_an_error_is_not_stored_under_its_key(api: ApiClient) -> None:
    admin = await api.as_("admin")
    headers = {"Idempotency-Key": "late"}
    assert (await admin.post(USERS, {**NEW, "full_name": " "}, headers=headers)).status_code == 422
    assert (await admin.post(USERS, NEW, headers=headers)).status_code == 201


async def test_another_query_or_another_path_is_another_request(api: ApiClient) -> None:
    admin, headers = await api.as_("admin"), {"Idempotency-Key": "one"}
    somebody = {"first_name": "Ann", "email": "ann@example.com"}
    assert (await admin.post("/api/v1/clients", somebody, headers=headers)).status_code == 201
    for other in ("/api/v1/clients?again=1", "/api/v1/sales/leads"):
        answer = await admin.post(other, somebody, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


async def test_a_key_is_its_principals_own(api: ApiClient) -> None:
    headers = {"Idempotency-Key": "one"}
    for admin in (await api.as_("admin"), await api.as_("admin")):
        answer = await admin.post("/api/v1/clients", {"company_name": "Acme"}, headers=headers)
        assert answer.status_code == 201
        assert "idempotency-replayed" not in answer.headers


async def test_a_key_is_forgotten_after_a_day(api: ApiClient, clock: SteerableClock) -> None:
    admin, headers = await api.as_("admin"), {"Idempotency-Key": "one"}
    first = await admin.post("/api/v1/clients", {"company_name": "Acme"}, headers=headers)
    clock.advance(hours=23, minutes=59)
    again = await admin.post("/api/v1/clients", {"company_name": "Acme"}, headers=headers)
    clock.advance(minutes=1)
    new = await admin.post("/api/v1/clients", {"company_name": "Acme"}, headers=headers)
    assert again.json() == first.json()
    assert new.json()["id"] != first.json()["id"]


async def test_a_key_of_more_than_255_characters_is_400(api: ApiClient) -> None:
    admin = await api.as_("admin")
    for key in ("x" * 256, ""):
        answer = await admin.post(USERS, NEW, headers={"Idempotency-Key": key})
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_header")
