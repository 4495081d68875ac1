"""The JSON on the wire: strict and exact in, exact out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, TypeAlias, Union, get_args, get_origin

import msgspec
from litestar import MediaType, Request, Response

from coachway.domain.kernel.errors import FieldError, RuleViolated
from coachway.domain.kernel.money import Money
from coachway.entrypoints.api.errors import NotJson, UnsupportedMediaType

LARGEST_INTEGER: Final = 2**63 - 1
_MOST_DIGITS: Final = 20
# No field wants more; most of them say less in their own rules.
_LONGEST_TEXT: Final = 20_000

# Within these years the day after, and the same moment in any time zone, can still be written.
FIRST_YEAR: Final = 2
LAST_YEAR: Final = 9998

Instant: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
"""A moment in a body: it must say its time zone."""


TimeOfDay: TypeAlias = Annotated[
    str,
    msgspec.Meta(
        max_length=5,  # `$` would also match before a line's end
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
        description="HH:MM, in the business time zone.",
        examples=["09:30"],
        extra={"says": "must be a time of day as HH:MM, such as 09:30"},
    ),
]


PersonId: TypeAlias = Annotated[int, msgspec.Meta(ge=1)]
PersonName: TypeAlias = Annotated[str, msgspec.Meta(max_length=200)]


def time_from(text: str) -> time:
    """The time that a TimeOfDay says."""
    return time.fromisoformat(text)


class Body(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The base of every request body: unknown fields are refused."""

    def sent(self, *without: str) -> dict[str, Any]:
        """Only the fields that were sent, by name."""
        return {
            name: value
            for name in self.__struct_fields__
            if name not in without and (value := getattr(self, name)) is not msgspec.UNSET
        }


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return value.amount
    raise NotImplementedError(f"{type(value).__name__} has no JSON form")


def _made(kind: type, value: Any) -> Any:
    if kind is Money:
        if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
            raise ValueError("Expected an amount of money")
        return Money.of(value)
    raise NotImplementedError(f"{kind.__name__} cannot be read from JSON")


_encoder: Final = msgspec.json.Encoder(enc_hook=_plain, decimal_format="number")
_anything: Final = msgspec.json.Decoder(float_hook=Decimal)


def to_json(value: Any) -> bytes:
    """JSON with decimals as exact numbers."""
    return _encoder.encode(value)


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind, strict=True, dec_hook=_made, float_hook=Decimal)


def from_json(raw: bytes, kind: Any) -> Any:
    """The body as the wanted type. Raises NotJson, or RuleViolated that names every bad field at once."""
    try:
        value = _decoded(raw, kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotJson(f"The body is not JSON: {error}.") from error
    failed = list(_unusable(value, ""))
    if failed:
        raise _refusal(failed)
    return value


def _decoded(raw: bytes, kind: Any) -> Any:
    try:
        return _decoder(kind).decode(raw)
    except msgspec.ValidationError as error:
        # It stops at the first bad field, so the whole body is looked through again, field by field.
        failed = list(bad_fields(_anything.decode(raw), kind)) or [FieldError("", _sentence(str(error)))]
        raise _refusal(failed) from error


def _refusal(failed: list[FieldError]) -> RuleViolated:
    names = ", ".join(dict.fromkeys(failure.field or "the body" for failure in failed))
    return RuleViolated(f"The body has values that cannot be used: {names}.", fields=failed)


def bad_fields(value: Any, kind: Any, path: str = "") -> Iterator[FieldError]:
    """Each field that keeps the value from being of that type, with its path."""
    kind = _without_none(kind) if value is not None else kind
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(value, dict):
        fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
        for name in value.keys() - fields.keys():
            yield FieldError(_join(path, name), "is not a known field")
        for name, field in fields.items():
            if name in value:
                yield from bad_fields(value[name], field.type, _join(path, name))
            elif field.required:
                yield FieldError(_join(path, name), "is needed")
    elif get_origin(kind) is list and isinstance(value, list):
        (each,) = get_args(kind)
        for position, item in enumerate(value):
            yield from bad_fields(item, each, _join(path, str(position)))
    elif isinstance(kind, type) and issubclass(kind, Enum):
        if value not in [member.value for member in kind]:
            yield FieldError(path, "must be one of " + ", ".join(str(member.value) for member in kind))
    else:
        try:
            msgspec.convert(value, kind, strict=True, dec_hook=_made)
        except msgspec.ValidationError as error:
            inner = re.search(r" - at `\$\.?(.*)`$", str(error))
            yield FieldError(_join(path, inner[1]) if inner else path, _says(kind) or _sentence(str(error)))


def _unusable(value: Any, path: str) -> Iterator[FieldError]:
    """Values that no rule could reckon with and no column could hold."""
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _unusable(getattr(value, name), _join(path, name))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _unusable(item, _join(path, str(position)))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _unusable(key, path)
            yield from _unusable(item, _join(path, str(key)))
    elif message := _what_is_wrong_with(value):
        yield FieldError(path, message)


def _what_is_wrong_with(value: Any) -> str | None:
    """Why a single value cannot be used."""
    if isinstance(value, str):
        if "\x00" in value:
            return "must not contain the null character"
        return f"must have at most {_LONGEST_TEXT} characters" if len(value) > _LONGEST_TEXT else None
    if isinstance(value, int):
        return "must be an integer of at most 64 bits" if abs(value) > LARGEST_INTEGER else None
    if isinstance(value, Decimal):
        usable = value.is_finite() and abs(value.adjusted()) <= _MOST_DIGITS
        return None if usable else "must be a finite number of reasonable size"
    if isinstance(value, date):
        usable = FIRST_YEAR <= value.year <= LAST_YEAR
        return None if usable else f"must lie in the years {FIRST_YEAR} to {LAST_YEAR}"
    return None


def _without_none(kind: Any) -> Any:
    if get_origin(kind) in (Union, UnionType):
        rest = [member for member in get_args(kind) if member not in (type(None), msgspec.UnsetType)]
        return rest[0] if len(rest) == 1 else Union[tuple(rest)]  # noqa: UP007 (made at run time)
    return kind


def _says(kind: Any) -> str | None:
    """What the type itself says that a value must be, in words; None where it says nothing."""
    for mark in getattr(kind, "__metadata__", ()):
        if isinstance(mark, msgspec.Meta) and mark.extra and "says" in mark.extra:
            return str(mark.extra["says"])
    return None


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _sentence(message: str) -> str:
    message = re.sub(r" - at `[^`]*`$", "", message)
    return message[:1].lower() + message[1:]


class StrictRequest(Request[Any, Any, Any]):
    """Decodes a JSON body straight into the handler's own type, strictly and without passing through floats."""

    async def json(self) -> Any:
        kind = self.route_handler.parsed_fn_signature.parameters["data"].annotation
        content_type = self.headers.get("content-type", "")
        if content_type.partition(";")[0].strip().lower() != "application/json":
            raise UnsupportedMediaType("Send the body as JSON, with Content-Type: application/json.")
        return from_json(await self.body(), kind)


class ExactResponse(Response[Any]):
    """Encodes decimals as exact numbers, and tells the version of a single object as its ETag."""

    def __init__(self, content: Any, **options: Any) -> None:
        super().__init__(content, **options)
        version = getattr(content, "version", None)
        if isinstance(version, int):
            self.headers.setdefault("ETag", f'"{version}"')

    def render(self, content: Any, media_type: str, enc_hook: Any = None) -> bytes:
        if content is None:
            return b""
        if isinstance(content, bytes):
            return content
        if isinstance(content, str) and media_type != MediaType.JSON:
            return content.encode()
        return to_json(content)
