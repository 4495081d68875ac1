"""The payments of a charter, while nothing in this process takes any."""

from __future__ import annotations


class NoPaymentLedger:
    """Where no payment is recorded, no deposit counts as paid: a manager's override confirms the charter."""

    async def deposit_is_paid(self, charter_id: int) -> bool:
        return False
