"""Which dashboards an event makes outdated."""

from __future__ import annotations

from coachway.domain.kernel.events import Event

ADMIN = "admin"


def client_key(client_id: int) -> str:
    return f"client:{client_id}"


def vendor_key(vendor_id: int) -> str:
    return f"vendor:{vendor_id}"


def dashboards_outdated_by(event: Event) -> set[str]:
    """The office's, and those of the client and the vendor that the event tells of."""
    keys = {ADMIN}
    if (client_id := getattr(event, "client_id", None)) is not None:
        keys.add(client_key(client_id))
    if (duplicate_id := getattr(event, "duplicate_client_id", None)) is not None:
        keys.add(client_key(duplicate_id))
    if (vendor_id := getattr(event, "vendor_id", None)) is not None:
        keys.add(vendor_key(vendor_id))
    return keys
