"""The vendor context."""

from __future__ import annotations

revision = "0007_vendor"
down_revision = "0006_pricing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
