"""An event outdates the office's dashboard, and those of whom it tells."""

from __future__ import annotations

from dataclasses import dataclass

from coachway.domain.kernel.events import Event
from coachway.domain.portals.reactions import dashboards_outdated_by


@dataclass(frozen=True, kw_only=True)
class TripWasMoved(Event, name="test.trip_moved"):
    client_id: int
    vendor_id: int | None


def test_client_vendor_and_office() -> None:
    assert dashboards_outdated_by(TripWasMoved(client_id=1, vendor_id=2)) == {"admin", "client:1", "vendor:2"}
    assert dashboards_outdated_by(TripWasMoved(client_id=1, vendor_id=None)) == {"admin", "client:1"}
