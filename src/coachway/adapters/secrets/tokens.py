"""Random secrets, and signed access tokens."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

import jwt

from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.errors import NotAuthenticated
from coachway.domain.sales.reference import REFERENCE_BITS, reference_from

TOKENS_REMEMBERED: Final = 4096


class RandomTokens:
    """Secrets from the operating system's source of randomness."""

    def secret(self) -> str:
        return secrets.token_urlsafe(32)

    def reference(self) -> str:
        """A word for people to read out; nobody guesses another's."""
        return reference_from(secrets.randbits(REFERENCE_BITS))

    def hash(self, secret: str) -> str:
        return hashlib.sha256(secret.encode()).hexdigest()


class JwtAccessTokens:
    """Access tokens as JSON Web Tokens, signed with HMAC-SHA-256; checking one needs no database.

    The first key signs. Each token names its key (`kid`), so that an older key still verifies what it signed, until
    that has aged out and the key can be dropped.
    """

    def __init__(self, *secrets_: str, lifetime: timedelta) -> None:
        self._keys = {_name_of(secret): secret for secret in secrets_}
        self._newest = _name_of(secrets_[0])
        self.lifetime = lifetime
        # A token comes with every request of its quarter of an hour, and its signature never changes.
        self._bearer = lru_cache(TOKENS_REMEMBERED)(self._verified)

    def issue(self, actor: Actor, *, at: datetime) -> str:
        claims = {
            "sub": str(actor.user_id),
            "sid": actor.session_id,
            "role": actor.role.value,
            "name": actor.name,
            "cid": actor.client_id,
            "vid": actor.vendor_id,
            "iat": at,
            "exp": at + self.lifetime,
        }
        kept = {claim: value for claim, value in claims.items() if value is not None}
        return jwt.encode(kept, self._keys[self._newest], "HS256", headers={"kid": self._newest})

    def read(self, token: str, *, at: datetime) -> Actor:
        """Who bears the token. Raises NotAuthenticated for one that is forged, malformed or expired."""
        actor, expires_at = self._bearer(token)
        if at.timestamp() >= expires_at:
            raise NotAuthenticated("The access token has expired: refresh it, or sign in again.", code="token_expired")
        return actor

    def _verified(self, token: str) -> tuple[Actor, int]:
        """Whom a genuine token names, and when it expires. Raises NotAuthenticated."""
        try:
            claims = jwt.decode(
                token,
                self._keys[jwt.get_unverified_header(token)["kid"]],
                algorithms=["HS256"],
                # Expiry is held against our own clock, which may run at another time than the machine's.
                options={"require": ["sub", "exp", "role"], "verify_exp": False, "verify_iat": False},
            )
            expires_at = int(claims["exp"])
            actor = Actor(
                role=Role(claims["role"]),
                user_id=int(claims["sub"]),
                name=claims.get("name", ""),
                client_id=claims.get("cid"),
                vendor_id=claims.get("vid"),
                session_id=claims.get("sid"),
            )
        except (jwt.InvalidTokenError, KeyError, ValueError, TypeError) as error:
            raise NotAuthenticated("The access token is not valid: sign in again.", code="bad_token") from error
        return actor, expires_at


def _name_of(secret: str) -> str:
    """A name for a key that tells nothing of it."""
    return hashlib.sha256(b"kid:" + secret.encode()).hexdigest()[:12]
