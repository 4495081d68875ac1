"""The life of a lead."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class LeadStatus(StrEnum):
    """How far a lead has come; `converted` is reached by converting it, and final."""

    NEW = "new"
    CONTACTED = "contacted"
    QUALIFIED = "qualified"
    NEGOTIATING = "negotiating"
    CONVERTED = "converted"
    DEAD = "dead"


class LeadSource(StrEnum):
    """How a lead reached us."""

    WEB = "web"
    PHONE = "phone"
    EMAIL = "email"
    REFERRAL = "referral"
    WALK_IN = "walk_in"
    PARTNER = "partner"


IN_WORK: Final = frozenset({LeadStatus.NEW, LeadStatus.CONTACTED, LeadStatus.QUALIFIED, LeadStatus.NEGOTIATING})
"""Neither converted nor dead: these are the open leads."""

TRANSITIONS: Final[dict[LeadStatus, frozenset[LeadStatus]]] = {
    **{status: (IN_WORK - {status}) | {LeadStatus.DEAD} for status in LeadStatus if status in IN_WORK},
    LeadStatus.DEAD: frozenset({LeadStatus.CONTACTED}),
    LeadStatus.CONVERTED: frozenset(),
}
"""What a person may set: steps are skipped forward and taken back; `converted` is nobody's to set."""
