"""Who asks, whether their session lives, and whether their role may; from the same tokens as the product's."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import jwt
from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from benchmarks.former.database import Base, Database, table

STAFF = frozenset({"admin", "manager", "agent", "service"})
_SECRET = os.environ["COACHWAY_JWT_SECRET"]
_bearer = HTTPBearer()


@dataclass(frozen=True)
class User:
    id: int
    role: str
    name: str


class UserSession(Base):
    __table__ = table("identity", "sessions")


def current_user(credentials: Annotated[HTTPAuthorizationCredentials, Depends(_bearer)], db: Database) -> User:
    try:
        claims = jwt.decode(credentials.credentials, _SECRET, algorithms=["HS256"])
    except jwt.InvalidTokenError as error:
        raise HTTPException(401, "The access token is not valid.") from error
    session = db.get(UserSession, claims["sid"])
    if session is None or session.logout_at is not None or session.expires_at <= datetime.now(UTC):
        raise HTTPException(401, "The session has ended.")
    return User(int(claims["sub"]), claims["role"], claims.get("name", ""))


def one_of(roles: frozenset[str]) -> Callable[[User], User]:
    def check(user: Annotated[User, Depends(current_user)]) -> User:
        if user.role not in roles:
            raise HTTPException(403, "This is not for your role.")
        return user

    return check


Staff = Annotated[User, Depends(one_of(STAFF))]
