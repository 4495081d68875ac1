"""What can go wrong, in the domain's own words. Only the API's `problems` module knows what HTTP makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class CoachwayError(Exception):
    """Any refusal: `code` is stable and snake_case, `detail` a sentence for a person, `extra` facts for a program."""

    code: str = "error"

    def __init__(self, detail: str, *, code: str | None = None, extra: Mapping[str, object] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or type(self).code
        self.extra: Mapping[str, object] = extra or {}


class NotFound(CoachwayError):
    """It is not there, or not yours: the two cannot be told apart."""

    code = "not_found"

    @classmethod
    def of(cls, kind: str, identity: object) -> NotFound:
        return cls(f"There is no {kind} {identity}.")


class Conflict(CoachwayError):
    """A state or rule forbids it now; another time it may be allowed."""

    code = "conflict"


class BadPageKey(CoachwayError):
    """A page was asked for after a key that this list never gave out."""

    code = "bad_cursor"


class VersionMismatch(CoachwayError):
    """The caller holds an old version of the object."""

    code = "version_mismatch"


class Forbidden(CoachwayError):
    """Whoever asks may never do this."""

    code = "forbidden"


class NotAuthenticated(CoachwayError):
    """No credentials, or bad ones."""

    code = "not_authenticated"


class TooLarge(CoachwayError):
    """More was sent at once than is taken."""

    code = "body_too_large"


class TooManyRequests(CoachwayError):
    """Asked too often; `retry_after` in seconds."""

    code = "too_many_requests"

    def __init__(self, detail: str, *, retry_after: int, code: str | None = None) -> None:
        super().__init__(detail, code=code)
        self.retry_after = retry_after


class Unavailable(CoachwayError):
    """A dependency is down; nothing half-done is left behind. `retry_after` in seconds."""

    code = "unavailable"

    def __init__(self, detail: str, *, retry_after: int = 5, code: str | None = None) -> None:
        super().__init__(detail, code=code)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class FieldError:
    """One bad field: its path as the caller wrote it (`stops.0.latitude`), and how to mend it."""

    field: str
    message: str


class RuleViolated(CoachwayError):
    """The values asked for break a rule; `fields` names each of them."""

    code = "invalid"

    def __init__(
        self,
        detail: str,
        *,
        fields: Sequence[FieldError] = (),
        code: str | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(detail, code=code, extra=extra)
        self.fields = tuple(fields)


class Checks:
    """Collects every bad field of a request, so that all are named at once.

    `with Checks() as check: check(passengers > 0, "passengers", "must be at least 1")` raises RuleViolated at the
    end if any check failed.
    """

    def __init__(self, *, code: str | None = None) -> None:
        self.failed: list[FieldError] = []
        self._code = code

    def __call__(self, holds: bool, field: str, message: str) -> bool:
        if not holds:
            self.failed.append(FieldError(field, message))
        return holds

    def __enter__(self) -> Checks:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            self.done()

    def done(self) -> None:
        if self.failed:
            fields = ", ".join(dict.fromkeys(failure.field for failure in self.failed))
            raise RuleViolated(f"Some values are not acceptable: {fields}.", fields=self.failed, code=self._code)
