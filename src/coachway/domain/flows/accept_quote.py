"""The client's answer to a quote: charter and quote change together, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from coachway.domain.charters.model import Acceptance, Charter
from coachway.domain.charters.ports import ChartersUnitOfWork, LinkTokens
from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.clock import Clock
from coachway.domain.pricing.ports import PricingUnitOfWork


class AnswerUnitOfWork(ChartersUnitOfWork, PricingUnitOfWork, Protocol):
    """Charters and quotes in one transaction."""


@dataclass(frozen=True, kw_only=True)
class AcceptQuote:
    """The link's token, and the name of who accepts if they give one."""

    token: str
    accepted_by_name: str | None = None


@dataclass(frozen=True, kw_only=True)
class BookCharter:
    charter_id: int
    expected_version: int | None = None


async def accept_quote(
    command: AcceptQuote, *, actor: Actor, uow: AnswerUnitOfWork, clock: Clock, tokens: LinkTokens
) -> Charter:
    """Accept by the link, which books the charter; of any number at once, the charter's lock lets exactly one win.

    Raises NotFound, Conflict `already_accepted`, `quote_declined`, `quote_expired` or `charter_not_in_quote`.
    """
    charter = await uow.charters.by_token_hash(tokens.hash(command.token))
    now = clock.now()
    name = (command.accepted_by_name or "").strip() or None
    acceptance = Acceptance(now, actor.origin.ip_address, actor.origin.user_agent, name)
    charter.accept_quote(acceptance, by=_client_of(charter, actor, name), at=now)
    quote = await uow.quotes.get(_quote_id(charter))
    quote.accept(at=now)
    await uow.flush()
    return charter


async def decline_quote(
    token: str, *, actor: Actor, uow: AnswerUnitOfWork, clock: Clock, tokens: LinkTokens
) -> Charter:
    """Decline by the link; the charter stays in `quote`. Raises NotFound, or Conflict as accepting does."""
    charter = await uow.charters.by_token_hash(tokens.hash(token))
    now = clock.now()
    charter.decline_quote(by=_client_of(charter, actor, None), at=now)
    quote = await uow.quotes.get(_quote_id(charter))
    quote.decline(at=now)
    await uow.flush()
    return charter


async def book_charter(command: BookCharter, *, actor: Actor, uow: AnswerUnitOfWork, clock: Clock) -> Charter:
    """Staff book it for the client: a quote that still waits is accepted with it.

    Raises NotFound, VersionMismatch, Conflict `illegal_transition` or `not_priced`.
    """
    charter = await uow.charters.get(command.charter_id)
    charter.expect_version(command.expected_version)
    now = clock.now()
    charter.book(by=actor, at=now)
    if charter.link is not None and charter.link.is_open(now):
        quote = await uow.quotes.get(charter.link.quote_id)
        quote.accept(at=now)
    await uow.flush()
    return charter


def _client_of(charter: Charter, actor: Actor, name: str | None) -> Actor:
    """Who answers: the bearer where there is one, else whoever holds the link, by the name they give."""
    return replace(actor, name=name or charter.client_name) if actor.role is Role.PUBLIC else actor


def _quote_id(charter: Charter) -> int:
    assert charter.link is not None  # noqa: S101 (it was found, or answered, by its link)
    return charter.link.quote_id
