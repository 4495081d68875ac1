"""What the database refuses, said in the domain's words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import asyncpg
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from coachway.domain.kernel.errors import CoachwayError, Conflict, RuleViolated, Unavailable, VersionMismatch

_UNIQUE = "23505"
_LOCK_NOT_AVAILABLE = "55P03"
_DEADLOCK = "40P01"
_QUERY_CANCELLED = "57014"
_SHUTTING_DOWN = {"57P01", "57P02", "57P03", "53300"}

# What a person is told when a unique constraint speaks; the constraint's name is the key.
_sentences: Final[dict[str, tuple[str, str]]] = {}


def says(constraint: str, code: str, sentence: str) -> None:
    """Give a unique constraint its stable code and its sentence."""
    _sentences[constraint] = (code, sentence)


def _translated(error: BaseException) -> CoachwayError | None:
    if isinstance(error, StaleDataError):
        return VersionMismatch("It was changed by somebody else meanwhile: read it again, then retry.")
    if isinstance(error, PoolTimeout):
        return Unavailable("The database is too busy at the moment: try again in a few seconds.", code="database_busy")
    if not isinstance(error, DBAPIError):
        return None
    cause = getattr(error.orig, "__cause__", None)
    state = getattr(cause, "sqlstate", None) or getattr(error.orig, "sqlstate", None)
    if isinstance(error, DataError) or isinstance(cause, asyncpg.DataError | OverflowError):
        return RuleViolated("A value is outside of what can be stored: too large, or with odd characters.")
    if isinstance(error, IntegrityError) and state == _UNIQUE:
        name = getattr(cause, "constraint_name", None) or ""
        code, sentence = _sentences.get(name, ("duplicate", "There is one like it already."))
        return Conflict(sentence, code=code)
    if state in (_LOCK_NOT_AVAILABLE, _DEADLOCK):
        return Unavailable("Somebody else is changing the same thing: try again.", code="busy", retry_after=1)
    if state == _QUERY_CANCELLED:
        return Unavailable("The database took too long to answer: try again.", code="database_slow")
    if error.connection_invalidated or state in _SHUTTING_DOWN or isinstance(error, OperationalError):
        return Unavailable("The database does not answer at the moment: try again.", code="database_down")
    return None


@contextmanager
def in_domain_words() -> Iterator[None]:
    """Turn what SQLAlchemy raises inside into Conflict, VersionMismatch or Unavailable where that is what it means."""
    try:
        yield
    except (DBAPIError, StaleDataError, PoolTimeout, OSError) as error:
        if isinstance(error, OSError):
            raise Unavailable("The database cannot be reached: try again.", code="database_down") from error
        translated = _translated(error)
        if translated is None:
            raise
        raise translated from error
