"""How the parts of a quote lie in its row: whole documents, since they are kept and never searched."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from coachway.domain.kernel.money import Money
from coachway.domain.pricing.model import Line, LineKind

T = TypeVar("T")


def to_document(value: Any) -> Any:
    """Plain JSON values; amounts and rates as text, so that no digit passes through a float."""
    return msgspec.to_builtins(value, enc_hook=_money_out)


def from_document(document: Any, kind: type[T]) -> T:
    """The value of a document that `to_document` made."""
    return msgspec.convert(document, kind, dec_hook=_money_in)


class Document(TypeDecorator[T], Generic[T]):
    """A value object as one JSON document."""

    impl = JSONB(none_as_null=True)
    cache_ok = True

    def __init__(self, kind: type[T]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: T | None, dialect: Dialect) -> Any:
        return None if value is None else to_document(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> T | None:
        return None if value is None else from_document(value, self.kind)


class Breakdown(TypeDecorator[tuple[Line, ...]]):
    """The lines of a price, each as an object, so that they can be read in the database too."""

    impl = JSONB(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: tuple[Line, ...] | None, dialect: Dialect) -> list[dict[str, Any]] | None:
        return None if value is None else [to_document(line._asdict()) for line in value]

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[Line, ...] | None:
        return None if value is None else tuple(_line(each) for each in value)


def _line(document: dict[str, Any]) -> Line:
    return Line(
        LineKind(document["line"]),
        document["rule_id"],
        document["rule_version"],
        document["name"],
        Money.of(document["amount"]),
        document["why"],
    )


def _money_out(value: Any) -> Any:
    if isinstance(value, Money):
        return str(value)
    raise NotImplementedError(f"a {type(value).__name__} has no place in a document")


def _money_in(kind: type, value: Any) -> Any:
    if kind is Money:
        return Money.of(value)
    raise NotImplementedError(f"a {kind.__name__} has no place in a document")
