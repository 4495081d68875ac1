"""Whichever process of `coachway up` is killed comes back, and what was committed is there."""

from __future__ import annotations

from pathlib import Path

import httpx2

from coachway.adapters.embedded.process import wait_until
from tests.e2e.upping import Up, coachway_up
from tests.processes import kill

USERS = "/api/v1/auth/users"


def create_agent(up: Up, token: str, number: int) -> None:
    body = {
        "email": f"agent{number}@example.com",
        "full_name": f"Agent {number}",
        "role": "agent",
        "password": "a long enough password",
    }
    answer = call(up, "POST", token, body)
    assert answer.status_code == 201, answer.text


def call(up: Up, method: str, token: str, body: dict[str, str] | None = None) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx2.request(method, up.endpoints["api"] + USERS, json=body, headers=headers, timeout=20, trust_env=False)


def came_back(up: Up, name: str, pid: int) -> bool:
    """Whether the part gets a new process, and all is well again."""
    return wait_until(lambda: up.parts().get(name, pid) != pid, seconds=10) and wait_until(
        lambda: up.health()["status"] == "healthy", seconds=20
    )


def test_each_part_that_is_killed_comes_back_and_nothing_committed_is_lost(tmp_path: Path) -> None:
    with coachway_up(tmp_path) as up:
        token = up.sign_in()
        parts = up.parts()
        assert set(parts) == {"api", "worker", "scheduler", "postgres", "valkey"}
        for number, (name, pid) in enumerate(parts.items(), 1):
            create_agent(up, token, number)
            kill(pid)
            if name == "api":
                assert up.health()["status"] == "healthy"  # its socket outlives it: a request waits, none is refused
            assert came_back(up, name, pid), name
        names = {user["email"] for user in call(up, "GET", token).json()}
        assert names >= {f"agent{number}@example.com" for number in range(1, len(parts) + 1)}
