"""Where somebody comes from is told by the socket, or by a proxy that is trusted, and by nobody else."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest

from tests.servers import Servers
from tests.serving import serving

ADMIN = {"email": "admin@example.com", "password": "behind a proxy, or not"}
CLAIMED = "203.0.113.9"


@pytest.mark.parametrize(("trusted", "seen"), [("", "127.0.0.1"), ("192.0.2.1", "127.0.0.1"), ("127.0.0.1", CLAIMED)])
def test_a_forwarded_address_is_believed_of_a_trusted_proxy_alone(
    servers: Servers, database: str, tmp_path: Path, trusted: str, seen: str
) -> None:
    environment = {
        "COACHWAY_DATABASE_URL": database,
        "COACHWAY_REDIS_URL": servers.valkey.url,
        "COACHWAY_JWT_SECRET": "only for tests: thirty-two characters and more",
        "COACHWAY_ENCRYPTION_KEY": "b25seSBmb3IgdGVzdHM6IDMyIGJ5dGVzIGluIGFsbC4=",
        "COACHWAY_ADMIN_EMAIL": ADMIN["email"],
        "COACHWAY_ADMIN_PASSWORD": ADMIN["password"],
        "COACHWAY_TRUSTED_PROXIES": trusted,
        "COACHWAY_DATA_DIR": str(tmp_path),
    }
    forwarded = {"X-Forwarded-For": CLAIMED}
    with serving(environment, tmp_path / "api.log") as address, httpx2.Client(base_url=address) as http:
        tokens = http.post("/api/v1/auth/login", json=ADMIN, headers=forwarded).json()
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        (session,) = http.get("/api/v1/auth/sessions", headers=bearer).json()
    assert session["ip_address"] == seen
