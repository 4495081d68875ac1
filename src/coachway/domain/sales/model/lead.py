"""The lead: somebody who asks for a trip, until they are a client with a charter, or lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from coachway.domain.kernel.aggregate import Aggregate
from coachway.domain.kernel.errors import Conflict
from coachway.domain.kernel.transitions import require_transition
from coachway.domain.sales.events import (
    LeadActivityWasLogged,
    LeadStatusWasChanged,
    LeadsWereMerged,
    LeadWasAssigned,
    LeadWasConverted,
    LeadWasCreated,
    LeadWasUpdated,
)
from coachway.domain.sales.model.activity import RESPONSES, ActivityType
from coachway.domain.sales.model.parts import Contact, TripWish, changed_enquiry, completed
from coachway.domain.sales.model.status import IN_WORK, TRANSITIONS, LeadSource, LeadStatus

MOST_DUPLICATES: Final = 50
"""So many a lead shows, and are looked at, at most: an address that everybody gives tells nothing of anybody."""


@dataclass(eq=False, kw_only=True)
class Lead(Aggregate):
    """An enquiry and how it is worked on."""

    id: int
    contact: Contact
    trip: TripWish
    status: LeadStatus
    source: LeadSource
    created_at: datetime
    updated_at: datetime
    assigned_to_agent_id: int | None = None
    assigned_at: datetime | None = None
    first_response_at: datetime | None = None
    conversion_date: datetime | None = None
    converted_client_id: int | None = None
    converted_charter_id: int | None = None
    existing_client_id: int | None = None
    duplicate_lead_ids: tuple[int, ...] = ()
    merged_into_lead_id: int | None = None
    # What its sender was told to name it by; only leads from a web form have one.
    reference: str | None = None
    # When it was told that nobody had answered it in time.
    response_overdue_at: datetime | None = None
    version: int = 1

    @classmethod
    def create(cls, *, lead_id: int, contact: Contact, trip: TripWish, source: LeadSource, at: datetime) -> Lead:
        """A new lead, from an enquiry."""
        lead = cls(
            id=lead_id, contact=contact, trip=trip, status=LeadStatus.NEW, source=source, created_at=at, updated_at=at
        )
        lead.record(LeadWasCreated(lead_id=lead.id, lead_name=contact.full_name, source=source.value))
        return lead

    @property
    def is_open(self) -> bool:
        """Neither converted nor dead."""
        return self.status in IN_WORK

    def update(self, changes: Mapping[str, Any], *, region: str, at: datetime) -> None:
        """Change the contact and trip fields and the source that were sent. Raises RuleViolated, Conflict."""
        self._require_writable()
        parts = {name: value for name, value in changes.items() if name != "source"}
        self.contact, self.trip = changed_enquiry(self.contact, self.trip, parts, region=region)
        self.source = changes.get("source", self.source)
        self.updated_at = at
        self.record(LeadWasUpdated(lead_id=self.id, fields=sorted(changes)))

    def move_to(self, status: LeadStatus, *, at: datetime) -> str | None:
        """Take a step, and say it in a sentence for the log; None when it stands there already. Raises Conflict."""
        before = self.status
        if status is before:
            return None
        self._require_not_merged()
        require_transition(TRANSITIONS, before, status)
        self._set_status(status, at=at)
        return f"{before.value} → {status.value}"

    def assign_to(self, agent_id: int, *, at: datetime) -> None:
        """Give it to an agent; giving it to whoever has it changes nothing. Raises Conflict: converted or merged."""
        self._require_writable()
        if agent_id == self.assigned_to_agent_id:
            return
        previous, self.assigned_to_agent_id = self.assigned_to_agent_id, agent_id
        self.assigned_at = self.updated_at = at
        self.record(
            LeadWasAssigned(
                lead_id=self.id,
                lead_name=self.contact.full_name,
                agent_id=agent_id,
                previous_agent_id=previous,
            )
        )

    def note_duplicates(self, lead_ids: tuple[int, ...], *, at: datetime) -> None:
        """Remember other open leads of the same person; the oldest, where there are very many."""
        known = tuple(sorted({*self.duplicate_lead_ids, *lead_ids} - {self.id})[:MOST_DUPLICATES])
        if known != self.duplicate_lead_ids:
            self.duplicate_lead_ids, self.updated_at = known, at

    def respond(self, activity_type: ActivityType, *, at: datetime) -> str | None:
        """What an activity does to the lead: the first answer moves a new one to `contacted`, told as in `move_to`.

        Raises Conflict when it was merged.
        """
        self._require_not_merged()
        self.record(LeadActivityWasLogged(lead_id=self.id, activity_type=activity_type.value))
        if activity_type not in RESPONSES or self.first_response_at is not None or not self.is_open:
            return None
        self.first_response_at = self.updated_at = at
        return self.move_to(LeadStatus.CONTACTED, at=at) if self.status is LeadStatus.NEW else None

    def require_convertible(self) -> None:
        """Refuse when it was converted already, naming the charter, was merged or is dead. Raises Conflict."""
        self._require_writable()
        if not self.is_open:
            raise Conflict("The lead is dead: move it back to contacted first.", code="lead_dead")

    def convert(self, *, client_id: int, charter_id: int, at: datetime) -> str:
        """Freeze it as converted, told as in `move_to`. Raises Conflict."""
        self.require_convertible()
        before = self.status
        self.converted_client_id, self.converted_charter_id = client_id, charter_id
        self.conversion_date = at
        self._set_status(LeadStatus.CONVERTED, at=at)
        self.record(
            LeadWasConverted(
                lead_id=self.id,
                lead_name=self.contact.full_name,
                agent_id=self.assigned_to_agent_id,
                client_id=client_id,
                charter_id=charter_id,
            )
        )
        return f"{before.value} → {LeadStatus.CONVERTED.value}"

    def absorb(self, duplicate: Lead, *, at: datetime) -> str | None:
        """Take over from a lead of the same person what this one lacks, also its agent where it has none.

        Tells a step as `move_to` does. Raises Conflict when either was converted or merged, or this one is dead.
        """
        duplicate._require_writable()
        self.require_convertible()
        self.contact, self.trip = completed(self.contact, duplicate.contact), completed(self.trip, duplicate.trip)
        self.existing_client_id = self.existing_client_id or duplicate.existing_client_id
        if self.assigned_to_agent_id is None and duplicate.assigned_to_agent_id is not None:
            self.assign_to(duplicate.assigned_to_agent_id, at=at)
        self.note_duplicates((duplicate.id, *duplicate.duplicate_lead_ids), at=at)
        self.updated_at = at
        self.record(LeadsWereMerged(lead_id=self.id, duplicate_lead_id=duplicate.id))
        answers = [moment for moment in (self.first_response_at, duplicate.first_response_at) if moment]
        if not answers:
            return None
        self.first_response_at = min(answers)
        return self.move_to(LeadStatus.CONTACTED, at=at) if self.status is LeadStatus.NEW else None

    def end_in(self, survivor: Lead, *, at: datetime) -> str | None:
        """Die as a duplicate of the other one, told as in `move_to`. Raises Conflict when converted or merged."""
        self._require_writable()
        before = self.status
        self.merged_into_lead_id, self.updated_at = survivor.id, at
        if before is LeadStatus.DEAD:
            return None
        self._set_status(LeadStatus.DEAD, at=at)
        return f"{before.value} → {LeadStatus.DEAD.value}, merged into lead {survivor.id}"

    def _set_status(self, status: LeadStatus, *, at: datetime) -> None:
        before, self.status, self.updated_at = self.status, status, at
        self.record(LeadStatusWasChanged(lead_id=self.id, before=before.value, after=status.value))

    def _require_writable(self) -> None:
        self._require_not_converted()
        self._require_not_merged()

    def _require_not_merged(self) -> None:
        if self.merged_into_lead_id is not None:
            raise Conflict(
                f"It was merged into lead {self.merged_into_lead_id}: work on that one.",
                code="lead_merged",
                extra={"lead_id": self.merged_into_lead_id},
            )

    def _require_not_converted(self) -> None:
        if self.status is LeadStatus.CONVERTED:
            raise Conflict(
                f"The lead was converted into charter {self.converted_charter_id}.",
                code="lead_converted",
                extra={"charter_id": self.converted_charter_id, "client_id": self.converted_client_id},
            )
