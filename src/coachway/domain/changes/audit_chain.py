"""The rule of the audit chain: each sealed record's hash covers the hash before it and the record's own content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

NO_HASH: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class RecordContent:
    """All that is sealed of an audit record; `changes` is the JSON text exactly as the database holds it."""

    id: int
    occurred_at: datetime
    context: str
    entity_type: str
    entity_id: int | None
    action: str
    actor_id: int | None
    actor_role: str | None
    on_behalf_of: int | None
    request_id: str | None
    ip_address: str | None
    changes: str

    def canonical(self) -> bytes:
        """The same bytes for the same content, whoever computes them: a JSON array of the fields in this order."""
        moment = self.occurred_at.astimezone(UTC).isoformat(timespec="microseconds")
        fields = [
            self.id, moment, self.context, self.entity_type, self.entity_id, self.action, self.actor_id,
            self.actor_role, self.on_behalf_of, self.request_id, self.ip_address, self.changes,
        ]  # fmt: skip
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class ChainHead:
    """How far the chain reaches: the position and the hash of its last link (position 0: it is empty)."""

    position: int = 0
    hash: str = NO_HASH


@dataclass(frozen=True, slots=True)
class Link:
    """One link as it is stored, with the record it seals as that is now; None when the record is gone."""

    position: int
    record_id: int
    previous_hash: str
    hash: str
    content: RecordContent | None


def link(previous_hash: str, content: RecordContent) -> str:
    """The hash that seals this content after the one before: SHA-256, in hexadecimal."""
    return hashlib.sha256(previous_hash.encode() + content.canonical()).hexdigest()


def is_whole(each: Link, *, after: ChainHead) -> bool:
    """Whether the link follows the one before and seals its record as that stands."""
    return (
        each.position == after.position + 1
        and each.previous_hash == after.hash
        and each.content is not None
        and each.content.id == each.record_id
        and each.hash == link(after.hash, each.content)
    )


def first_broken(links: Iterable[Link], *, after: ChainHead) -> int | None:
    """The record of the first link that was altered, is missing or stands out of order; None when all hold.

    Links come in the order of their positions; a long chain is checked in parts, each after the last one's head.
    """
    for each in links:
        if not is_whole(each, after=after):
            return each.record_id
        after = ChainHead(each.position, each.hash)
    return None
