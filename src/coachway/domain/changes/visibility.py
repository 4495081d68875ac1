"""Who may see and touch a change case, and which of its fields stay hidden from whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final, Protocol, TypeVar

from coachway.domain.changes.state_machine import ChangeStatus
from coachway.domain.changes.views import (
    ChangeCaseView,
    ChangePreview,
    HistoryEntryView,
    PreviewedPrice,
)
from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.errors import Checks, Forbidden, NotFound

T = TypeVar("T")

CLIENT_PRICES: Final = frozenset(
    {
        "base_cost", "mileage_cost", "additional_fees", "total_cost", "deposit_amount",
        "current_price", "proposed_price",
    }
)  # fmt: skip
VENDOR_COSTS: Final = frozenset({"vendor_cost"})


class Parties(Protocol):
    """Whose charter it is: anything that names its client and its vendor."""

    @property
    def client_id(self) -> int: ...

    @property
    def vendor_id(self) -> int | None: ...


def may_see(parties: Parties, actor: Actor) -> bool:
    """Staff see all cases; a client and a vendor those of their own charters."""
    if actor.role is Role.CLIENT:
        return actor.client_id is not None and parties.client_id == actor.client_id
    if actor.role is Role.VENDOR:
        return actor.vendor_id is not None and parties.vendor_id == actor.vendor_id
    return actor.is_staff


def check_visible(parties: Parties, actor: Actor, *, kind: str, identity: object) -> None:
    """Raises NotFound where it is not theirs to see."""
    if not may_see(parties, actor):
        raise NotFound.of(kind, identity)


def check_may_edit(*, requested_by: int | None, status: ChangeStatus, actor: Actor) -> None:
    """Staff edit and cancel; a client or vendor what they asked for themselves, until it is taken up."""
    own = actor.acting_id is not None and requested_by == actor.acting_id
    if not actor.is_staff and not (own and status is ChangeStatus.PENDING):
        raise Forbidden("Only your own requests can be changed, and only until they are under review.")


def hidden_fields(actor: Actor) -> frozenset[str]:
    """A vendor never sees what the client is charged, a client never what the vendor costs."""
    if actor.is_staff:
        return frozenset()
    return CLIENT_PRICES if actor.role is Role.VENDOR else VENDOR_COSTS


def check_may_propose(fields: Iterable[str], actor: Actor) -> None:
    """Nobody proposes a value that they may not see. Raises RuleViolated, naming each."""
    hidden = hidden_fields(actor)
    with Checks() as check:
        for name in fields:
            check(name not in hidden, name, "is not yours to propose")


def check_may_edit_fields(names: Iterable[str], actor: Actor) -> None:
    """What a change is weighed by is staff's to correct. Raises RuleViolated, naming each."""
    with Checks() as check:
        for name in names:
            check(actor.is_staff or name != "current_price", name, "is not yours to change")


def case_as_seen(view: ChangeCaseView, actor: Actor) -> ChangeCaseView:
    """The case without what is hidden from this actor."""
    hidden = hidden_fields(actor)
    if not hidden:
        return view
    view = replace(view, proposed_changes=_without(view.proposed_changes, hidden))
    if "proposed_price" in hidden:
        view = replace(view, current_price=None, proposed_price=None, price_difference=None)
    return view


def entry_as_seen(view: HistoryEntryView, actor: Actor) -> HistoryEntryView:
    """The history entry without what is hidden from this actor; outsiders do not learn staff's addresses."""
    hidden = hidden_fields(actor)
    if not hidden:
        return view
    changes = view.field_changes and _without(view.field_changes, hidden | {"proposed_changes"})
    return replace(view, field_changes=changes, ip_address=None, user_agent=None)


def preview_as_seen(view: ChangePreview, actor: Actor) -> ChangePreview:
    hidden = hidden_fields(actor)
    price = PreviewedPrice(None, None, None) if "total_cost" in hidden else view.price
    return ChangePreview(
        changes=[each for each in view.changes if each.field not in hidden],
        price=price,
        stale=[each for each in view.stale if each.field not in hidden],
    )


def _without(changes: Mapping[str, T], hidden: frozenset[str]) -> dict[str, T]:
    return {name: change for name, change in changes.items() if name not in hidden}
