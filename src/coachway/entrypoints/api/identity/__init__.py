"""Signing in, and users: `/api/v1/auth`."""

from __future__ import annotations

from typing import Any

from coachway.entrypoints.api.health import context_health
from coachway.entrypoints.api.identity.account import AccountController
from coachway.entrypoints.api.identity.api_keys import ApiKeyController
from coachway.entrypoints.api.identity.passwords import PasswordController
from coachway.entrypoints.api.identity.sessions import SessionController
from coachway.entrypoints.api.identity.sign_in import SignInController
from coachway.entrypoints.api.identity.users import UserController

HANDLERS: list[Any] = [
    context_health("identity", "/api/v1/auth", "identity_health"),
    SignInController,
    AccountController,
    SessionController,
    PasswordController,
    ApiKeyController,
    UserController,
]
